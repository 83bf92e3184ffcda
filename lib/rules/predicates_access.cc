// Predicates that ask the access engine: what is let through, Deny and conditions taken into account. Answers are kept
// for the policy (or the identity) by the place of the argument, so that a rule asks its question once.

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "lib/access/checks.h"
#include "lib/access/question.h"
#include "lib/policy/build.h"
#include "lib/policy/match.h"
#include "lib/rules/fields.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"
#include "lib/syntax/json.h"

namespace iampolicy::rules {
namespace {

using access::Answer;
using access::Region;

/// A region of an argument with the texts it views.
struct OwnedRegion {
  std::deque<std::string> texts;
  Region region;
};

/// The members of a region, in the order of both tables below.
enum : std::uint32_t { kActionsMember, kResourcesMember, kPrincipalsMember, kContextMember };
constexpr Member kRegion[] = {
    {"actions", ArgumentType::kActions, false, "one of these; default: any", {}},
    {"resources",
     ArgumentType::kPatterns,
     false,
     "ARN patterns; default: any; @self is the resource that carries the policy",
     {}},
    {"principals", ArgumentType::kTexts, false, "default: anyone", {}},
    {"context", ArgumentType::kCondition, false, "tests of context keys that hold", {}},
};
constexpr Member kWords[] = {
    {"Action", ArgumentType::kActions, false, "", {}},
    {"Resource", ArgumentType::kPatterns, false, "", {}},
    {"Principal", ArgumentType::kTexts, false, "", {}},
    {"Condition", ArgumentType::kCondition, false, "", {}},
};
constexpr Member kRequire[] = {
    {"for", ArgumentType::kObject, true, "the requests concerned", kWords},
    {"Condition", ArgumentType::kCondition, true, "what must hold for them", {}},
};
constexpr Member kGrantsAll[] = {
    {"regions", ArgumentType::kObjects, true, "each must be granted", kRegion},
    {"same", ArgumentType::kText, false, "\"resource\": on one and the same", {}},
};

void AddActions(Study& study, Argument actions, OwnedRegion& out) {
  bool plain = true;
  for (std::uint32_t i = 0; i < actions.size(); ++i) {
    const char first = actions.text(i).empty() ? '*' : actions.text(i)[0];
    plain = plain && first != '@' && first != '!';
  }
  if (plain) {
    for (std::uint32_t i = 0; i < actions.size(); ++i) out.region.actions.push_back(actions.text(i));
    return;
  }
  for (std::uint32_t i = 0; i < actions.range_count(); ++i) {
    for (catalog::ActionId id = actions.range(i).begin; id < actions.range(i).end; ++id) {
      out.region.actions.push_back(out.texts.emplace_back(study.catalog().FullName(id)));
    }
  }
}

void AddTests(Argument tests, OwnedRegion& out) {
  for (std::uint32_t i = 0; i < tests.size(); ++i) {
    const Argument texts = tests.object(i);
    access::Test test{texts.text(0), texts.text(1), {}};
    for (std::uint32_t j = 2; j < texts.size(); ++j) test.values.push_back(texts.text(j));
    out.region.context.push_back(std::move(test));
  }
}

void AddRegion(Study& study, Argument argument, OwnedRegion& out) {
  if (const Argument actions = argument.member(kActionsMember); actions.present()) AddActions(study, actions, out);
  const Argument resources = argument.member(kResourcesMember);
  for (std::uint32_t i = 0; i < resources.size(); ++i) {
    // A resource policy is asked about its own resource whatever the region says.
    if (resources.text(i) != "@self") out.region.resources.push_back(resources.text(i));
  }
  const Argument principals = argument.member(kPrincipalsMember);
  for (std::uint32_t i = 0; i < principals.size(); ++i) out.region.principals.push_back(principals.text(i));
  if (const Argument tests = argument.member(kContextMember); tests.present()) AddTests(tests, out);
}

/// The policies that are in force together: the identity's, or the policy alone.
access::Stack StackOf(Study& study) {
  access::Stack stack;
  const IdentityPolicies& identity = study.identity();
  const auto add = [&](const std::vector<Document>& documents) {
    if (documents.empty()) return;
    auto& layer = stack.layers.emplace_back();
    for (const Document& document : documents) layer.push_back(document.policy);
  };
  add(identity.attached);
  add(identity.boundary);
  for (const Document& scp : identity.scps) add({scp});
  return stack;
}

/// A reference policy of a rule, built once a study.
struct Reference {
  text::Sources sources;
  syntax::Parsed parsed;
  policy::Policy policy;
};

struct AccessMemo : Extra {
  AccessMemo(Study& study) : access(StackOf(study), study.catalog(), study.sources()) {}

  access::Access access;
  std::map<std::uint32_t, OwnedRegion> regions;
  std::map<std::pair<int, std::uint32_t>, Truth> truths;
  std::map<std::pair<int, std::uint32_t>, Answer> answers;
  std::map<std::uint32_t, std::unique_ptr<Reference>> references;
};

AccessMemo& MemoOf(Study& study) {
  return study.Get<AccessMemo>([&] { return std::make_unique<AccessMemo>(study); });
}

const OwnedRegion& RegionOf(Study& study, Argument argument) {
  AccessMemo& memo = MemoOf(study);
  const auto [found, added] = memo.regions.try_emplace(argument.place());
  if (added) AddRegion(study, argument, found->second);
  return found->second;
}

/// Which question an answer is to; the key of the memo beside the argument's place.
enum Question : int {
  kGrants,
  kGrantsEvery,
  kDenies,
  kDeniesEvery,
  kPublic,
  kNewAccess,
  kRequires,
  kAllows,
  kTogether
};

template <class Ask>
const Answer& Kept(Study& study, Question question, std::uint32_t place, Ask ask) {
  AccessMemo& memo = MemoOf(study);
  const auto key = std::make_pair(static_cast<int>(question), place);
  const auto found = memo.answers.find(key);
  if (found != memo.answers.end()) return found->second;
  Answer answer = ask(memo.access);
  return memo.answers.emplace(key, std::move(answer)).first->second;
}

const Answer& GrantsAnswer(Study& study, Argument argument) {
  return Kept(study, kGrants, argument.place(),
              [&](access::Access& access) { return access.Grants(RegionOf(study, argument).region); });
}
const Answer& GrantsEveryAnswer(Study& study, Argument argument) {
  return Kept(study, kGrantsEvery, argument.place(),
              [&](access::Access& access) { return access.GrantsEvery(RegionOf(study, argument).region); });
}
const Answer& DeniesAnswer(Study& study, Argument argument) {
  return Kept(study, kDenies, argument.place(),
              [&](access::Access& access) { return access.Denies(RegionOf(study, argument).region); });
}
const Answer& DeniesEveryAnswer(Study& study, Argument argument) {
  return Kept(study, kDeniesEvery, argument.place(),
              [&](access::Access& access) { return access.DeniesEvery(RegionOf(study, argument).region); });
}

Truth Grants(Study& study, const Subject&, Argument argument) {
  AccessMemo& memo = MemoOf(study);
  const auto [found, added] = memo.truths.try_emplace({kGrants, argument.place()}, Truth::kFalse);
  if (added) found->second = memo.access.MayGrant(RegionOf(study, argument).region);
  return found->second;
}
Truth GrantsEvery(Study& study, const Subject&, Argument argument) { return GrantsEveryAnswer(study, argument).found; }
Truth Denies(Study& study, const Subject&, Argument argument) { return DeniesAnswer(study, argument).found; }
Truth DeniesEvery(Study& study, const Subject&, Argument argument) { return DeniesEveryAnswer(study, argument).found; }
Truth DoesNotDenyEvery(Study& study, const Subject&, Argument argument) {
  return text::Not(DeniesEveryAnswer(study, argument).found);
}

const Answer& TogetherAnswer(Study& study, Argument argument) {
  return Kept(study, kTogether, argument.place(), [&](access::Access& access) {
    std::vector<Region> regions;
    const Argument list = argument.member(0);
    for (std::uint32_t i = 0; i < list.size(); ++i) regions.push_back(RegionOf(study, list.object(i)).region);
    return access.GrantsAllOnOneResource(regions);
  });
}

Truth GrantsAll(Study& study, const Subject& subject, Argument argument) {
  const Argument list = argument.member(0);
  Truth all = Truth::kTrue;
  for (std::uint32_t i = 0; i < list.size() && all != Truth::kFalse; ++i) {
    all = text::And(all, Grants(study, subject, list.object(i)));
  }
  if (all != Truth::kFalse && argument.member(1).present()) all = text::And(all, TogetherAnswer(study, argument).found);
  return all;
}

const Answer& PublicAnswer(Study& study, Argument argument) {
  const bool anything = argument.type() == ArgumentType::kFlag;
  return Kept(study, kPublic, anything ? 0 : argument.place(), [&](access::Access& access) {
    return anything ? access.IsPublic() : access.IsPublic(RegionOf(study, argument).region);
  });
}
Truth IsPublic(Study& study, const Subject&, Argument argument) { return PublicAnswer(study, argument).found; }

/// What the policies let through of `yes` and `no` does not take in.
Answer Beyond(Study& study, const Region* yes, const Region& no) {
  access::Question question(study.catalog(), study.sources());
  access::Side allowed = question.Add(MemoOf(study).access.stack());
  if (yes != nullptr) {
    text::Mask mask;
    mask.Set(question.Add(*yes));
    for (auto& path : allowed.paths) path.push_back(mask);
  }
  text::Mask within;
  within.Set(question.Add(no));
  access::Side region;
  region.paths.push_back({within});
  return question.Find(allowed, region);
}

const Answer& RequireAnswer(Study& study, Argument argument) {
  return Kept(study, kRequires, argument.place(), [&](access::Access&) {
    const OwnedRegion& concerned = RegionOf(study, argument.member(0));
    OwnedRegion held;
    AddRegion(study, argument.member(0), held);
    AddTests(argument.member(1), held);
    return Beyond(study, &concerned.region, held.region);
  });
}
Truth Requires(Study& study, const Subject&, Argument argument) { return RequireAnswer(study, argument).found; }

const Answer& AllowOnlyAnswer(Study& study, Argument argument) {
  return Kept(study, kAllows, argument.place(),
              [&](access::Access&) { return Beyond(study, nullptr, RegionOf(study, argument).region); });
}
Truth AllowsMore(Study& study, const Subject&, Argument argument) { return AllowOnlyAnswer(study, argument).found; }

const Answer& NewAccessAnswer(Study& study, Argument argument) {
  return Kept(study, kNewAccess, argument.place(), [&](access::Access& access) {
    std::unique_ptr<Reference>& slot = MemoOf(study).references[argument.place()];
    if (!slot) {
      slot = std::make_unique<Reference>();
      const std::optional<text::Span> span = slot->sources.AddFile("reference", argument.text());
      if (span) slot->parsed = syntax::ReadJson(slot->sources, *span);
      slot->policy = policy::Build(slot->parsed.tree, 0, slot->sources, {study.kind(), {}, {}});
    }
    return access.NewAccessOver(access::Stack::Of(slot->policy));
  });
}
Truth IsNewAccess(Study& study, const Subject&, Argument argument) { return NewAccessAnswer(study, argument).found; }

std::string RequestText(Study& study, const Answer& answer, std::string_view placeholder) {
  if (!answer.witness) return placeholder == "witness" ? std::string(answer.why_unknown) : std::string("unknown");
  const policy::Request& request = *answer.witness;
  if (placeholder == "allowed_action") return Shown(request.action, study.sources());
  if (placeholder == "allowed_resource") return Shown(request.resource, study.sources());
  if (placeholder == "caller") return Shown(request.principal, study.sources());
  std::string out =
      "`" + Shown(request.action, study.sources()) + "` on `" + Shown(request.resource, study.sources()) + "`";
  if (!request.context.empty()) {
    std::vector<std::string> parts;
    for (const policy::ContextKey& key : request.context) {
      std::string value;
      for (const std::string& one : key.values) value += (value.empty() ? "" : ",") + one;
      parts.push_back(Shown(key.name + "=" + value, study.sources()));
    }
    out += " with " + JoinShown(parts);
  }
  return out;
}
constexpr std::string_view kWitness[] = {"witness", "allowed_action", "allowed_resource", "caller"};

template <const Answer& (*Ask)(Study&, Argument)>
std::string FillWitness(Study& study, const Subject&, Argument argument, std::string_view placeholder) {
  return RequestText(study, Ask(study, argument), placeholder);
}

std::string FillGrantsAll(Study& study, const Subject&, Argument argument, std::string_view placeholder) {
  const Argument list = argument.member(0);
  if (placeholder != "allowed_actions") return RequestText(study, GrantsAnswer(study, list.object(0)), placeholder);
  std::vector<std::string> actions;
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    const Region& region = RegionOf(study, list.object(i)).region;
    const auto plain = region.actions.size() == 1 ? std::optional(region.actions.front())
                                                  : MemoOf(study).access.AllowedEverywhere(region);
    actions.push_back(plain ? std::string(*plain)
                            : RequestText(study, GrantsAnswer(study, list.object(i)), "allowed_action"));
  }
  return JoinShown(actions);
}
constexpr std::string_view kGrantsAllFills[] = {"witness", "allowed_action", "allowed_resource", "caller",
                                                "allowed_actions"};

/// The Allow statements that let the witness through.
void AddSites(Study& study, const Answer& answer, std::vector<Site>& out) {
  if (!answer.witness) return;
  for (const Document& document : study.identity().attached) {
    for (const policy::Statement& statement : document.policy->statements.items) {
      if (statement.effect != policy::Effect::kAllow) continue;
      if (policy::MatchStatement(*document.policy, statement, *answer.witness, study.sources()).applies ==
          Truth::kFalse) {
        continue;
      }
      out.push_back({document.policy, statement.node, statement.span,
                     "`" + Shown(answer.witness->action, study.sources()) + "` is allowed here"});
    }
  }
}
template <const Answer& (*Ask)(Study&, Argument)>
void WitnessSites(Study& study, const Subject&, Argument argument, std::vector<Site>& out) {
  AddSites(study, Ask(study, argument), out);
}
void GrantsAllSites(Study& study, const Subject&, Argument argument, std::vector<Site>& out) {
  const Argument list = argument.member(0);
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    const Region& region = RegionOf(study, list.object(i)).region;
    std::vector<access::Access::Source> sources;
    if (region.actions.size() == 1) sources = MemoOf(study).access.Granting(region);
    for (const access::Access::Source& source : sources) {
      out.push_back({source.policy, source.node, source.span,
                     "`" + Shown(region.actions.front(), study.sources()) + "` is allowed here"});
    }
    if (sources.empty()) AddSites(study, GrantsAnswer(study, list.object(i)), out);
  }
}

Needs NeedsRegion(Argument argument) {
  Needs needs;
  needs.shapes = Bit(Shape::kAllow);
  if (const Argument actions = argument.member(kActionsMember); actions.present())
    needs.actions[needs.count++] = actions;
  return needs;
}
Needs NeedsRegions(Argument argument) {
  Needs needs;
  needs.shapes = Bit(Shape::kAllow);
  const Argument list = argument.member(0);
  for (std::uint32_t i = 0; i < list.size() && needs.count < Needs::kMost; ++i) {
    const Argument actions = list.object(i).member(kActionsMember);
    if (actions.present()) needs.actions[needs.count++] = actions;
  }
  return needs;
}
Needs NeedsConcerned(Argument argument) { return NeedsRegion(argument.member(0)); }
Needs NeedsAllow(Argument) {
  Needs needs;
  needs.shapes = Bit(Shape::kAllow);
  return needs;
}
Needs NeedsDeny(Argument) {
  Needs needs;
  needs.shapes = Bit(Shape::kDeny);
  return needs;
}

constexpr SubjectKinds kWhole = Bit(SubjectKind::kPolicy) | Bit(SubjectKind::kIdentity);
constexpr Predicate kTable[] = {
    {.name = "grants",
     .doc = "Some request of the region is let through.",
     .argument = ArgumentType::kObject,
     .members = kRegion,
     .subjects = kWhole,
     .fills = kWitness,
     .test = Grants,
     .fill = FillWitness<GrantsAnswer>,
     .needs = NeedsRegion,
     .sites = WitnessSites<GrantsAnswer>},
    {.name = "grants_every",
     .doc = "Every request of the region is let through.",
     .argument = ArgumentType::kObject,
     .members = kRegion,
     .subjects = kWhole,
     .test = GrantsEvery,
     .needs = NeedsRegion},
    {.name = "grants_all",
     .doc = "Some request of each region is let through; with \"same\": \"resource\", all on one resource.",
     .argument = ArgumentType::kObject,
     .members = kGrantsAll,
     .subjects = kWhole,
     .fills = kGrantsAllFills,
     .test = GrantsAll,
     .fill = FillGrantsAll,
     .needs = NeedsRegions,
     .sites = GrantsAllSites},
    {.name = "denies",
     .doc = "Some request of the region is refused by a Deny.",
     .argument = ArgumentType::kObject,
     .members = kRegion,
     .subjects = kWhole,
     .test = Denies,
     .needs = NeedsDeny},
    {.name = "denies_every",
     .doc = "Every request of the region is refused by a Deny.",
     .argument = ArgumentType::kObject,
     .members = kRegion,
     .subjects = kWhole,
     .test = DeniesEvery,
     .needs = NeedsDeny},
    {.name = "public",
     .doc = "Someone whom the policy does not name, of whatever account or none, is let in.",
     .argument = ArgumentType::kFlag,
     .subjects = Bit(SubjectKind::kPolicy),
     .fills = kWitness,
     .test = IsPublic,
     .fill = FillWitness<PublicAnswer>,
     .needs = NeedsAllow,
     .sites = WitnessSites<PublicAnswer>},
    {.name = "public_for",
     .doc = "The same for requests of the region.",
     .argument = ArgumentType::kObject,
     .members = kRegion,
     .subjects = Bit(SubjectKind::kPolicy),
     .fills = kWitness,
     .test = IsPublic,
     .fill = FillWitness<PublicAnswer>,
     .needs = NeedsRegion,
     .sites = WitnessSites<PublicAnswer>},
    {.name = "new_access_over",
     .doc = "Some request is let through that the given policy does not let through.",
     .argument = ArgumentType::kPolicy,
     .subjects = kWhole,
     .fills = kWitness,
     .test = IsNewAccess,
     .fill = FillWitness<NewAccessAnswer>,
     .needs = NeedsAllow,
     .sites = WitnessSites<NewAccessAnswer>},
    {.name = "forbid",
     .doc = "Some such request is let through.",
     .argument = ArgumentType::kObject,
     .members = kWords,
     .subjects = kWhole,
     .fills = kWitness,
     .test = Grants,
     .fill = FillWitness<GrantsAnswer>,
     .needs = NeedsRegion,
     .sites = WitnessSites<GrantsAnswer>},
    {.name = "require",
     .doc = "Some request that it is for is let through although the Condition does not hold.",
     .argument = ArgumentType::kObject,
     .members = kRequire,
     .subjects = kWhole,
     .fills = kWitness,
     .test = Requires,
     .fill = FillWitness<RequireAnswer>,
     .needs = NeedsConcerned,
     .sites = WitnessSites<RequireAnswer>},
    {.name = "allowOnly",
     .doc = "Some request other than these is let through.",
     .argument = ArgumentType::kObject,
     .members = kWords,
     .subjects = kWhole,
     .fills = kWitness,
     .test = AllowsMore,
     .fill = FillWitness<AllowOnlyAnswer>,
     .needs = NeedsAllow,
     .sites = WitnessSites<AllowOnlyAnswer>},
    {.name = "mustDeny",
     .doc = "Some such request is refused by no Deny.",
     .argument = ArgumentType::kObject,
     .members = kWords,
     .subjects = kWhole,
     .fills = kWitness,
     .test = DoesNotDenyEvery,
     .fill = FillWitness<DeniesEveryAnswer>},
    {.name = "reference",
     .doc = "Some request is let through that the reference policy does not let through.",
     .argument = ArgumentType::kPolicy,
     .subjects = kWhole,
     .fills = kWitness,
     .test = IsNewAccess,
     .fill = FillWitness<NewAccessAnswer>,
     .needs = NeedsAllow,
     .sites = WitnessSites<NewAccessAnswer>},
};

}  // namespace

std::span<const Predicate> AccessPredicates() { return kTable; }

}  // namespace iampolicy::rules
