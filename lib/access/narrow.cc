#include "lib/access/narrow.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "lib/access/fit.h"
#include "lib/policy/arn.h"
#include "lib/text/pattern.h"

namespace iampolicy::access {
namespace {

bool IsDeny(const policy::Statement& statement) { return statement.effect == policy::Effect::kDeny; }

constexpr std::uint32_t kMostFitted = 16;  // actions: beyond, looking each up costs more than it saves

bool HasWildcard(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

bool IsLiteral(std::string_view text) { return !HasWildcard(text) && text.find("${") == std::string_view::npos; }

bool IsOpen(const policy::Resource& entry) { return entry.leaf.has_hole || entry.has_variable; }

/// The parts between all colons; the texts have no variables.
std::vector<std::string_view> Parts(std::string_view text) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t colon = text.find(':');
    parts.push_back(text.substr(0, colon));
    if (colon == std::string_view::npos) return parts;
    text.remove_prefix(colon + 1);
  }
}

/// False only where no ARN is taken by both. Where both write the same number of colons they are compared part by part:
/// a wildcard that ran over a colon would need an ARN with more of them than its format has.
bool MayMeet(const policy::Resource& entry, std::string_view pattern) {
  if (entry.is_star || IsOpen(entry) || entry.arn.fields < 6) return true;
  const policy::Arn arn = policy::ParseArn(pattern);
  const bool has_service = IsLiteral(entry.arn.partition) && IsLiteral(entry.arn.service);
  if (has_service && arn.fields == 6 && IsLiteral(arn.service) && arn.service != entry.arn.service) return false;
  if (!text::OverlapsGlob(entry.leaf.text, pattern)) return false;
  const std::vector<std::string_view> own = Parts(entry.leaf.text);
  const std::vector<std::string_view> asked = Parts(pattern);
  return own.size() != asked.size() ||
         std::equal(own.begin(), own.end(), asked.begin(), [](auto a, auto b) { return text::OverlapsGlob(a, b); });
}

/// True only where every ARN that the entry takes is one of the pattern's: part by part.
bool IsWithin(const policy::Resource& entry, std::string_view pattern) {
  if (entry.is_star || IsOpen(entry) || entry.arn.fields < 6) return false;
  const std::vector<std::string_view> own = Parts(entry.leaf.text);
  const std::vector<std::string_view> asked = Parts(pattern);
  return own.size() == asked.size() &&
         std::equal(own.begin(), own.end(), asked.begin(), [](auto a, auto b) { return text::CoversGlob(b, a); });
}

/// True only where some well-formed ARN is taken by both: field by field, no wildcard over a colon.
bool SurelyMeets(const policy::Resource& entry, std::string_view pattern) {
  if (entry.is_star) return true;
  if (IsOpen(entry) || !entry.arn.present || entry.arn.fields != 6) return false;
  const policy::Arn arn = policy::ParseArn(pattern);
  if (!arn.present || arn.fields != 6) return false;
  const policy::Arn& own = entry.arn;
  return text::OverlapsGlob(own.partition, arn.partition) && text::OverlapsGlob(own.service, arn.service) &&
         text::OverlapsGlob(own.region, arn.region) && text::OverlapsGlob(own.account, arn.account) &&
         text::OverlapsGlob(own.resource, arn.resource);
}

/// An Allow of an identity without conditions that surely takes a resource of the pattern ("": any).
bool SurelyTakes(const policy::Statement& statement, std::string_view pattern) {
  if (statement.principals.present() || statement.not_principals.present() || statement.not_resources.present()) {
    return false;
  }
  if (!statement.conditions.items.empty() || statement.conditions.open || statement.may_hold_more) return false;
  if (!statement.actions.present() || statement.not_actions.present()) return false;
  const auto& items = statement.resources.items;
  return std::any_of(items.begin(), items.end(), [pattern](const policy::Resource& entry) {
    return pattern.empty() ? entry.is_star : SurelyMeets(entry, pattern);
  });
}

/// The statement with the given entries of its Action (or NotAction) and Resource alone, in order.
policy::Statement With(const policy::Statement& from, bool is_not, const std::vector<std::uint32_t>& actions,
                       const std::vector<std::uint32_t>& resources) {
  policy::Statement to;
  to.node = from.node;
  to.span = from.span;
  to.index = from.index;
  to.sid = from.sid;
  to.effect = from.effect;
  to.effect_leaf = from.effect_leaf;
  const policy::List<policy::Action>& list = is_not ? from.not_actions : from.actions;
  policy::List<policy::Action>& cut = is_not ? to.not_actions : to.actions;
  cut.key = list.key;
  cut.span = list.span;
  cut.node = list.node;
  cut.open = list.open;
  for (const std::uint32_t item : actions) cut.items.push_back(list.items[item]);
  to.resources.key = from.resources.key;
  to.resources.span = from.resources.span;
  to.resources.node = from.resources.node;
  to.resources.open = from.resources.open;
  for (const std::uint32_t item : resources) to.resources.items.push_back(from.resources.items[item]);
  to.not_resources = from.not_resources;
  to.principals = from.principals;
  to.not_principals = from.not_principals;
  to.conditions = from.conditions;
  to.may_hold_more = from.may_hold_more;
  return to;
}

}  // namespace

std::vector<Narrow::Part> Narrow::WithoutResources(const Region& region, std::deque<policy::Statement>& copies) const {
  if (layers_.size() != 1 || !denies_.empty() || !region.principals.empty()) return {};
  const std::string_view resource = region.resources.empty() ? std::string_view() : region.resources.front();
  std::vector<Part> parts;
  for (const Part& part : layers_.front()) {
    const policy::Statement& statement = *part.statement;
    const auto& entries = statement.resources.items;
    const bool is_listed = statement.resources.present() && !statement.not_resources.present() &&
                           !statement.may_hold_more && !statement.principals.present() &&
                           !statement.not_principals.present();
    const bool takes = is_listed && std::any_of(entries.begin(), entries.end(), [resource](const auto& entry) {
                         return resource.empty() ? entry.is_star : SurelyMeets(entry, resource);
                       });
    if (!takes) return {};
    policy::Statement copy = statement;
    policy::Resource everything;
    everything.leaf.text = "*";
    everything.leaf.node = statement.resources.node;
    everything.has_wildcard = true;
    everything.is_star = true;
    copy.resources.items = {everything};
    copies.push_back(std::move(copy));
    parts.push_back({part.policy, &copies.back()});
  }
  return parts;
}

Side Narrow::AddTo(Question& question) const {
  Side side;
  side.paths.emplace_back();
  for (const std::vector<Part>& layer : layers_) {
    text::Mask allows;
    for (const Part& part : layer) allows.Set(question.Add(*part.policy, *part.statement));
    side.paths.front().push_back(std::move(allows));
  }
  for (const Part& part : denies_) side.deny.Set(question.Add(*part.policy, *part.statement));
  return side;
}

Narrowing::Narrowing(const Stack& stack, const catalog::Catalog& catalog)
    : catalog_(catalog), layers_(stack.layers.size()) {
  for (std::size_t layer = 0; layer < layers_; ++layer) {
    for (const policy::Policy* policy : stack.layers[layer]) Add(*policy, layer, false, catalog);
  }
  for (const policy::Policy* policy : stack.denies) Add(*policy, 0, true, catalog);
}

void Narrowing::Add(const policy::Policy& policy, std::size_t layer, bool only_denies,
                    const catalog::Catalog& catalog) {
  if (policy.statements.open) is_possible_ = false;
  for (const policy::Statement& statement : policy.statements.items) {
    if (statement.effect == policy::Effect::kUnknown) is_possible_ = false;
    const bool counts = IsDeny(statement) || (statement.effect == policy::Effect::kAllow && !only_denies);
    if (!counts) continue;
    Spoken spoken;
    spoken.policy = &policy;
    spoken.statement = &statement;
    spoken.layer = layer;
    spoken.is_not = statement.not_actions.present();
    const policy::List<policy::Action>& list = spoken.is_not ? statement.not_actions : statement.actions;
    const auto& items = list.items;
    const bool has_both = spoken.is_not && statement.actions.present();
    spoken.is_whole = !list.present() || has_both || list.open || statement.may_hold_more ||
                      std::any_of(items.begin(), items.end(), [](const auto& item) { return item.leaf.has_hole; });
    if (!spoken.is_whole) {
      for (std::uint32_t item = 0; item < items.size(); ++item) {
        for (const catalog::IdRange range : catalog.Expand(items[item].leaf.text)) {
          spoken.entries.push_back({range, item});
          spoken.longest = std::max(spoken.longest, range.size());
        }
      }
      std::sort(spoken.entries.begin(), spoken.entries.end(),
                [](const Entry& a, const Entry& b) { return a.range.begin < b.range.begin; });
      if (spoken.is_not) {
        std::vector<catalog::IdRange> ranges;
        for (const Entry& entry : spoken.entries) ranges.push_back(entry.range);
        spoken.excluded = catalog::Union(std::move(ranges));
      }
    }
    spoken_.push_back(std::move(spoken));
  }
}

// An entry counts where it can be a resource that one of the actions works on, and one of the region's.
bool Narrowing::Meets(const policy::Policy& policy, const policy::Resource& entry, const catalog::Ids& ids,
                      std::string_view resource) const {
  if (entry.is_star) return true;
  if (!resource.empty() && !MayMeet(entry, resource)) return false;
  if (catalog::Count(ids) > kMostFitted) return true;
  for (const catalog::IdRange range : ids) {
    for (catalog::ActionId id = range.begin; id < range.end; ++id) {
      if (FitsAction(policy, entry, id, catalog_) != text::Truth::kFalse) return true;
    }
  }
  return false;
}

// The statement as far as it may speak of the region; null where it does not.
const policy::Statement* Narrowing::Cut(const Spoken& spoken, const catalog::Ids& ids, std::string_view resource,
                                        std::deque<policy::Statement>& copies) const {
  const policy::Statement& statement = *spoken.statement;
  if (spoken.is_not && !spoken.is_whole && catalog::Difference(ids, spoken.excluded).empty()) return nullptr;
  const auto& all_actions = spoken.is_not ? statement.not_actions.items : statement.actions.items;
  std::vector<std::uint32_t> actions;
  if (spoken.is_whole) {
    if (spoken.is_not && statement.actions.present()) return &statement;
    for (std::uint32_t item = 0; item < all_actions.size(); ++item) actions.push_back(item);
  } else {
    for (const catalog::IdRange wanted : ids) {
      // A range that meets the wanted one begins no more than the longest before it.
      const catalog::ActionId first = wanted.begin > spoken.longest ? wanted.begin - spoken.longest : 0;
      auto entry = std::lower_bound(spoken.entries.begin(), spoken.entries.end(), first,
                                    [](const Entry& one, catalog::ActionId at) { return one.range.begin < at; });
      for (; entry != spoken.entries.end() && entry->range.begin < wanted.end; ++entry) {
        if (entry->range.end > wanted.begin) actions.push_back(entry->item);
      }
    }
    if (actions.empty() && !spoken.is_not) return nullptr;
    std::sort(actions.begin(), actions.end());
    actions.erase(std::unique(actions.begin(), actions.end()), actions.end());
  }
  const auto& entries = statement.resources.items;
  const bool may_cut = statement.resources.present() && !statement.resources.open &&
                       !statement.not_resources.present() && !statement.may_hold_more;
  std::vector<std::uint32_t> resources;
  for (std::uint32_t item = 0; item < entries.size(); ++item) {
    if (!may_cut || Meets(*spoken.policy, entries[item], ids, resource)) resources.push_back(item);
  }
  if (may_cut && resources.empty()) return nullptr;
  if (actions.size() == all_actions.size() && resources.size() == entries.size()) return &statement;
  copies.push_back(With(statement, spoken.is_not, actions, resources));
  return &copies.back();
}

Narrow Narrowing::To(const catalog::Ids& ids, const Region& region) const {
  Narrow narrow;
  narrow.layers_.resize(layers_);
  const std::string_view resource = region.resources.empty() ? std::string_view() : region.resources.front();
  std::vector<bool> plainly(layers_, false);
  narrow.is_within_ = !resource.empty();
  for (const Spoken& spoken : spoken_) {
    const policy::Statement* statement = Cut(spoken, ids, resource, narrow.copies_);
    if (statement == nullptr) continue;
    if (IsDeny(*statement)) {
      narrow.denies_.push_back({spoken.policy, statement});
    } else {
      narrow.layers_[spoken.layer].push_back({spoken.policy, statement});
      const auto& entries = statement->resources.items;
      const bool is_listed = statement->resources.present() && !statement->resources.open &&
                             !statement->not_resources.present() && !statement->may_hold_more;
      narrow.is_within_ = narrow.is_within_ && is_listed &&
                          std::all_of(entries.begin(), entries.end(),
                                      [resource](const policy::Resource& entry) { return IsWithin(entry, resource); });
      if (!spoken.is_whole && SurelyTakes(*statement, resource)) plainly[spoken.layer] = true;
    }
  }
  const bool is_nothing =
      std::any_of(narrow.layers_.begin(), narrow.layers_.end(), [](const auto& layer) { return layer.empty(); });
  const bool is_plain = narrow.denies_.empty() && region.principals.empty() &&
                        std::all_of(plainly.begin(), plainly.end(), [](bool one) { return one; });
  if (is_nothing) {
    narrow.plainly_ = text::Truth::kFalse;
  } else if (is_plain) {
    narrow.plainly_ = text::Truth::kTrue;
  }
  return narrow;
}

}  // namespace iampolicy::access
