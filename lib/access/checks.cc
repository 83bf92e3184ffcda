#include "lib/access/checks.h"

#include <algorithm>
#include <deque>
#include <string>
#include <utility>

#include "lib/access/narrow.h"
#include "lib/access/spoken.h"
#include "lib/policy/condition_classes.h"

namespace iampolicy::access {
namespace {

using text::Mask;
using text::Truth;

// Source: AWS API Reference, CheckNoPublicAccess, resourceType.
constexpr std::string_view kPublicResourceTypes[] = {
    "AWS::ApiGateway::RestApi",
    "AWS::Backup::BackupVault",
    "AWS::CloudTrail::Dashboard",
    "AWS::CloudTrail::EventDataStore",
    "AWS::CodeArtifact::Domain",
    "AWS::DynamoDB::Stream",
    "AWS::DynamoDB::Table",
    "AWS::EFS::FileSystem",
    "AWS::IAM::AssumeRolePolicyDocument",
    "AWS::KMS::Key",
    "AWS::Kinesis::Stream",
    "AWS::Kinesis::StreamConsumer",
    "AWS::Lambda::Function",
    "AWS::OpenSearchService::Domain",
    "AWS::S3::AccessPoint",
    "AWS::S3::Bucket",
    "AWS::S3::Glacier",
    "AWS::S3Express::AccessPoint",
    "AWS::S3Express::DirectoryBucket",
    "AWS::S3Outposts::AccessPoint",
    "AWS::S3Outposts::Bucket",
    "AWS::S3Tables::Table",
    "AWS::S3Tables::TableBucket",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
    "AWS::SecretsManager::Secret",
};

/// For a plain Allow of an identity: on every resource.
bool TakesEverything(const policy::Statement& statement) {
  return !statement.principals.present() && !statement.not_principals.present() &&
         std::any_of(statement.resources.items.begin(), statement.resources.items.end(),
                     [](const policy::Resource& resource) { return resource.is_star; });
}

}  // namespace

struct Access::Impl {
  Impl(Stack the_stack, const catalog::Catalog& the_catalog, const text::Sources& the_sources, ExpandAction the_expand)
      : stack(std::move(the_stack)),
        catalog(the_catalog),
        sources(the_sources),
        expand(std::move(the_expand)),
        question(the_catalog, the_sources) {
    if (expand) return;
    expand = [this](std::string_view text) -> const catalog::Ids& {
      last_expanded = catalog.Expand(text);
      return last_expanded;
    };
  }

  const Side& Ours() {
    if (!side) side = question.Add(stack);
    return *side;
  }

  Side WithRegion(const Region& region) {
    Side with = Ours();
    Mask layer;
    layer.Set(question.Add(region));
    for (auto& path : with.paths) path.push_back(layer);
    return with;
  }

  Side RegionAlone(const Region& region) {
    Mask layer;
    layer.Set(question.Add(region));
    return {{}, {{layer}}};
  }

  Side DeniesAlone() { return {{}, {{Ours().deny}}}; }

  // The bit of the region is no statement: it is not what grants.
  Answer Granting(Answer answer) {
    std::erase_if(answer.granting, [this](Bit bit) { return question.statement(bit) == nullptr; });
    return answer;
  }

  void ComputeIds() {
    catalog::Ids refused, maybe_refused;
    const auto refuse = [&](const policy::Policy& policy) {
      for (const policy::Statement& statement : policy.statements.items) {
        const bool may_deny = statement.effect == policy::Effect::kDeny || statement.effect == policy::Effect::kUnknown;
        if (!may_deny) continue;
        Spoken spoken = SpokenOf(statement, catalog, expand);
        maybe_refused = catalog::Union(maybe_refused, spoken.may);
        if (statement.effect == policy::Effect::kDeny && IsTotal(statement))
          refused = catalog::Union(refused, spoken.must);
      }
      if (policy.statements.open) maybe_refused = EverythingOf(catalog);
    };
    may = EverythingOf(catalog);
    everywhere = *may;
    for (const auto& layer : stack.layers) {
      catalog::Ids layer_may, layer_everywhere;
      for (const policy::Policy* policy : layer) {
        refuse(*policy);
        for (const policy::Statement& statement : policy->statements.items) {
          if (statement.effect != policy::Effect::kAllow && statement.effect != policy::Effect::kUnknown) continue;
          Spoken spoken = SpokenOf(statement, catalog, expand);
          layer_may.insert(layer_may.end(), spoken.may.begin(), spoken.may.end());
          const bool is_sure = statement.effect == policy::Effect::kAllow && IsPlain(*policy, statement);
          if (is_sure && TakesEverything(statement))
            layer_everywhere.insert(layer_everywhere.end(), spoken.must.begin(), spoken.must.end());
        }
        if (policy->statements.open) layer_may = EverythingOf(catalog);
      }
      may = catalog::Intersection(*may, catalog::Union(std::move(layer_may)));
      everywhere = catalog::Intersection(everywhere, catalog::Union(std::move(layer_everywhere)));
    }
    for (const policy::Policy* policy : stack.denies) refuse(*policy);
    may = catalog::Difference(*may, refused);
    everywhere = catalog::Difference(everywhere, maybe_refused);
  }

  catalog::ActionId IdOf(const Region& region, std::size_t i) const {
    return region.ids.empty() ? catalog.FindAction(region.actions[i]) : region.ids[i];
  }

  /// What the id sets alone tell of a region; kUnknown where they do not.
  Truth FromIds(const Region& region) {
    if (region.actions.empty()) return Truth::kUnknown;
    if (!may) ComputeIds();
    bool some_may = false;
    for (std::size_t i = 0; i < region.actions.size(); ++i) {
      const catalog::ActionId id = IdOf(region, i);
      if (id == catalog::kNone) {
        some_may = true;
      } else if (catalog::Has(*may, id)) {
        some_may = true;
        // Tests of a region are there to be met by some request.
        if (region.principals.empty() && catalog::Has(everywhere, id)) return Truth::kTrue;
      }
    }
    return some_may ? Truth::kUnknown : Truth::kFalse;
  }

  /// The statements that may speak of actions of the regions.
  Side Speaking(std::span<const Region> regions) {
    Mask speaking;
    const auto look = [&](std::size_t bit) {
      const policy::Statement* statement = question.statement(static_cast<Bit>(bit));
      const catalog::Ids ids = statement == nullptr ? EverythingOf(catalog) : SpokenOf(*statement, catalog, expand).may;
      for (const Region& region : regions) {
        const bool speaks =
            region.actions.empty() || std::any_of(region.actions.begin(), region.actions.end(), [&](auto action) {
              const catalog::ActionId id = catalog.FindAction(action);
              return id == catalog::kNone || catalog::Has(ids, id);
            });
        if (speaks) speaking.Set(bit);
      }
    };
    Ours().deny.ForEach(look);
    for (const auto& path : Ours().paths) {
      for (const Mask& layer : path) layer.ForEach(look);
    }
    return {{}, {{speaking}}};
  }

  /// The actions of a region as ids; nullopt where it does not limit them, has a pattern (which takes names that the
  /// catalogue does not know), or names one that is not known.
  std::optional<catalog::Ids> IdsOf(const Region& region) const {
    if (region.actions.empty()) return std::nullopt;
    std::vector<catalog::IdRange> ids;
    for (std::size_t i = 0; i < region.actions.size(); ++i) {
      const catalog::ActionId id = IdOf(region, i);
      if (id == catalog::kNone) return std::nullopt;
      ids.push_back({id, id + 1});
    }
    return catalog::Union(std::move(ids));
  }

  /// A resource of each class that the statements which speak of the regions tell apart.
  Result<std::vector<std::string>> ExamplesFor(std::span<const Region> regions) {
    catalog::Ids all;
    for (const Region& region : regions) {
      const auto ids = IdsOf(region);
      if (!ids) return question.ResourceExamples(Speaking(regions), {});
      all = catalog::Union(all, *ids);
    }
    if (!narrowing) narrowing.emplace(stack, catalog, sources, expand);
    if (!narrowing->is_possible()) return question.ResourceExamples(Speaking(regions), {});
    Region common;
    if (regions.front().resources.size() == 1) common.resources = regions.front().resources;
    const Narrow narrow = narrowing->To(all, common);
    Question small(catalog, sources);
    const Side told = narrow.AddTo(small);
    Mask speaking = told.deny;
    for (const auto& path : told.paths) {
      for (const Mask& layer : path) speaking |= layer;
    }
    Mask within;
    for (const Region& region : regions) {
      if (!region.resources.empty()) within.Set(small.Add(Region{{}, region.resources, {}, {}, {}, true}));
    }
    return small.ResourceExamples({{}, {{speaking}}}, within);
  }

  /// What the statements tell of a region without a search.
  Truth Plainly(const Region& region) {
    const auto ids = IdsOf(region);
    if (!ids) return Truth::kUnknown;
    if (!narrowing) narrowing.emplace(stack, catalog, sources, expand);
    if (!narrowing->is_possible()) return Truth::kUnknown;
    if (region.resources.size() < 2) return narrowing->To(*ids, region).settled();
    Truth some = Truth::kFalse;
    for (std::size_t i = 0; i < region.resources.size() && some != Truth::kTrue; ++i) {
      Region one = region;
      one.resources = {region.resources[i]};
      some = Or(some, narrowing->To(*ids, one).settled());
    }
    return some;
  }

  Stack stack;
  catalog::Catalog catalog;
  const text::Sources& sources;
  ExpandAction expand;
  catalog::Ids last_expanded;
  Question question;
  std::optional<Side> side;
  std::optional<Narrowing> narrowing;
  std::optional<catalog::Ids> may;  ///< the actions that some request may be allowed; by the catalogue alone
  catalog::Ids everywhere;          ///< of those, the ones surely allowed on every resource, in any context
};

Access::Access(Stack stack, const catalog::Catalog& catalog, const text::Sources& sources, ExpandAction expand)
    : impl_(std::make_unique<Impl>(std::move(stack), catalog, sources, std::move(expand))) {}
Access::~Access() = default;
Access::Access(Access&&) noexcept = default;
Access& Access::operator=(Access&&) noexcept = default;

Answer Access::Grants(const Region& region) {
  if (impl_->FromIds(region) == Truth::kFalse) return {};
  // One resource at a time: patterns of several types beside one another are cut in many more ways than each alone.
  if (region.resources.size() > 1) {
    Answer best;
    for (const std::string_view resource : region.resources) {
      Region one = region;
      one.resources = {resource};
      Answer answer = Grants(one);
      if (answer.found == Truth::kTrue) return answer;
      if (answer.found == Truth::kUnknown) best = std::move(answer);
    }
    return best;
  }
  if (const auto ids = impl_->IdsOf(region)) {
    if (!impl_->narrowing) impl_->narrowing.emplace(impl_->stack, impl_->catalog, impl_->sources, impl_->expand);
    if (impl_->narrowing->is_possible()) {
      const Narrow narrow = impl_->narrowing->To(*ids, region);
      if (narrow.settled() == Truth::kFalse) return {};
      Question question(impl_->catalog, impl_->sources);
      Side side = narrow.AddTo(question);
      Mask layer;
      Region asked = region;
      if (narrow.is_within()) asked.resources.clear();
      asked.by_fields = true;
      layer.Set(question.Add(asked));
      for (auto& path : side.paths) path.push_back(layer);
      Answer answer = question.Find(side);
      answer.granting.clear();  // bits of a question that is gone
      return answer;
    }
  }
  return impl_->Granting(impl_->question.Find(impl_->WithRegion(region)));
}

Truth Access::Shows(const Region& region) {
  const Truth told = impl_->FromIds(region);
  return told == Truth::kUnknown ? impl_->Plainly(region) : told;
}

Truth Access::MayGrant(const Region& region) {
  const Truth told = Shows(region);
  return told == Truth::kUnknown ? Grants(region).found : told;
}

std::optional<std::string_view> Access::SomeAllowed(const Region& region) {
  if (!impl_->may) impl_->ComputeIds();
  for (std::size_t i = 0; i < region.actions.size(); ++i) {
    const catalog::ActionId id = impl_->IdOf(region, i);
    if (id != catalog::kNone && catalog::Has(impl_->everywhere, id)) return region.actions[i];
  }
  for (std::size_t i = 0; i < region.actions.size(); ++i) {
    Region one = region;
    one.actions = {region.actions[i]};
    one.ids = {impl_->IdOf(region, i)};
    if (MayGrant(one) == Truth::kTrue) return region.actions[i];
  }
  return std::nullopt;
}

std::vector<Access::Source> Access::Granting(const Region& region) {
  std::vector<Source> sources;
  const auto ids = impl_->IdsOf(region);
  if (!ids) return sources;
  if (!impl_->narrowing) impl_->narrowing.emplace(impl_->stack, impl_->catalog, impl_->sources, impl_->expand);
  if (!impl_->narrowing->is_possible()) return sources;
  for (std::size_t i = 0; i < std::max<std::size_t>(1, region.resources.size()); ++i) {
    Region one = region;
    if (!region.resources.empty()) one.resources = {region.resources[i]};
    const Narrow narrow = impl_->narrowing->To(*ids, one);
    for (const Narrow::Part& part : narrow.Granting()) {
      const auto is_known = [&part](const Source& source) { return source.node == part.statement->node; };
      if (std::any_of(sources.begin(), sources.end(), is_known)) continue;
      sources.push_back({part.policy, part.statement->node, part.statement->span});
    }
  }
  return sources;
}

Answer Access::GrantsEvery(const Region& region) {
  Answer answer = impl_->Granting(impl_->question.Find(impl_->RegionAlone(region), impl_->Ours()));
  answer.found = Not(answer.found);
  return answer;
}

Answer Access::Denies(const Region& region) {
  Side side = impl_->DeniesAlone();
  Mask layer;
  layer.Set(impl_->question.Add(region));
  side.paths.front().push_back(layer);
  return impl_->Granting(impl_->question.Find(side));
}

Answer Access::DeniesEvery(const Region& region) {
  Answer answer = impl_->Granting(impl_->question.Find(impl_->RegionAlone(region), impl_->DeniesAlone()));
  answer.found = Not(answer.found);
  return answer;
}

Truth Access::GrantsAllOnOneResource(std::span<const Region> regions) {
  for (const Region& region : regions) {
    if (impl_->FromIds(region) == Truth::kFalse) return Truth::kFalse;
  }
  // Resources that no statement tells apart are granted alike, so one of each class is enough.
  const auto examples = impl_->ExamplesFor(regions);
  if (!examples) return Truth::kUnknown;
  Truth any = Truth::kFalse;
  for (const std::string& example : *examples) {
    const std::string resource = example == "*" ? "${*}" : example;
    Truth all = Truth::kTrue;
    for (std::size_t i = 0; i < regions.size() && all != Truth::kFalse; ++i) {
      Region here = regions[i];
      here.resources = {resource};
      all = And(all, MayGrant(here));
    }
    any = Or(any, all);
    if (any == Truth::kTrue) break;
  }
  return any;
}

Answer Access::NewAccessOver(const Stack& reference) {
  return impl_->question.Find(impl_->Ours(), impl_->question.Add(reference));
}

Answer Access::IsPublic() {
  Options options;
  options.caller = Caller::kStranger;
  return impl_->question.Find(impl_->Ours(), {}, options);
}

Answer Access::IsPublic(const Region& region) {
  if (impl_->FromIds(region) == Truth::kFalse) return {};
  Options options;
  options.caller = Caller::kStranger;
  return impl_->Granting(impl_->question.Find(impl_->WithRegion(region), {}, options));
}

const Stack& Access::stack() const { return impl_->stack; }

std::span<const std::string_view> PublicResourceTypes() { return kPublicResourceTypes; }

}  // namespace iampolicy::access
