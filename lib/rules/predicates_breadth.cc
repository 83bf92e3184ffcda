// How much is allowed: counts, reach, what could be narrowed. Denies count where they refuse always (access/breadth.h).

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "lib/access/breadth.h"
#include "lib/access/reach.h"
#include "lib/rules/fields.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"

namespace iampolicy::rules {
namespace {

using policy::Statement;
using text::And;
using text::Not;
using text::Or;
using text::ToTruth;

/// What the predicates here share, each worked out once a policy.
struct BreadthMemo : Extra {
  std::optional<catalog::Ids> refused;
  catalog::Ids nothing;
  std::unordered_map<const Statement*, Reach> reach;
  std::unordered_map<const Statement*, Truth> conditioned;
};

BreadthMemo& MemoOf(Study& study) {
  return study.Get<BreadthMemo>([] { return std::make_unique<BreadthMemo>(); });
}

/// What the Denies of the study's policy always refuse; nothing is known of those of an identity's other policies.
const catalog::Ids& Refused(Study& study, const policy::Policy& policy) {
  std::optional<catalog::Ids>& refused = MemoOf(study).refused;
  if (&policy != &study.policy()) return MemoOf(study).nothing;
  if (refused) return *refused;
  const auto& statements = study.policy().statements.items;
  const bool has_deny = std::any_of(statements.begin(), statements.end(),
                                    [](const Statement& s) { return s.effect == policy::Effect::kDeny; });
  refused.emplace();
  if (!has_deny) return *refused;
  std::vector<const catalog::Ids*> names;
  for (const Statement& statement : statements) names.push_back(&study.Names(statement));
  refused = access::RefusedActions(study.policy(), study.sources(), names);
  return *refused;
}

catalog::Ids Left(Study& study, const policy::Policy& policy, const catalog::Ids& ids) {
  const catalog::Ids& refused = Refused(study, policy);
  return refused.empty() ? ids : catalog::Difference(ids, refused);
}

Reach ReachOf(Study& study, const policy::Policy& policy, const Statement& statement) {
  const auto [found, is_new] = MemoOf(study).reach.try_emplace(&statement, Reach::kNone);
  if (is_new) found->second = access::StatementReach(policy, statement, study.catalog());
  return found->second;
}

Truth IsConditioned(Study& study, const policy::Policy& policy, const Statement& statement) {
  if (statement.conditions.items.empty() && !statement.conditions.open) return Truth::kFalse;
  const auto [found, is_new] = MemoOf(study).conditioned.try_emplace(&statement, Truth::kFalse);
  if (is_new) found->second = access::IsConditioned(policy, statement, study.sources());
  return found->second;
}

bool HasUnknownResources(const Statement& statement) {
  const auto& items = statement.resources.items;
  return statement.resources.open || statement.may_hold_more ||
         std::any_of(items.begin(), items.end(), [](const auto& entry) { return entry.leaf.has_hole; });
}

Truth ReachesAtLeast(Study& study, const Subject& subject, Reach least) {
  if (subject.resource != nullptr) {
    if (subject.resource->leaf.unknown) return Truth::kUnknown;
    if (access::ReachOf(*subject.policy, *subject.resource, study.catalog()) >= least) return Truth::kTrue;
    return subject.resource->leaf.has_hole ? Truth::kUnknown : Truth::kFalse;
  }
  const Reach reach = least > Reach::kType
                          ? access::StatementReach(*subject.policy, *subject.statement, study.catalog(), least)
                          : ReachOf(study, *subject.policy, *subject.statement);
  if (reach >= least) return Truth::kTrue;
  return HasUnknownResources(*subject.statement) ? Truth::kUnknown : Truth::kFalse;
}

Truth ReachesType(Study& study, const Subject& s, Argument) { return ReachesAtLeast(study, s, Reach::kType); }
Truth ReachesService(Study& study, const Subject& s, Argument) { return ReachesAtLeast(study, s, Reach::kService); }
Truth ReachesAccount(Study& study, const Subject& s, Argument) { return ReachesAtLeast(study, s, Reach::kAccount); }
Truth ReachesEverything(Study& study, const Subject& s, Argument) {
  return ReachesAtLeast(study, s, Reach::kEverything);
}

bool IsAll(const catalog::Ids& ids, const catalog::Catalog& catalog) {
  return ids.size() == 1 && ids[0] == catalog::IdRange{0, catalog.action_count()};
}

/// An Allow on everything, whatever the context, of all but what is left open.
Truth IsOpenAllow(Study& study, const policy::Policy& policy, const Statement& statement) {
  if (statement.effect != policy::Effect::kAllow && statement.effect != policy::Effect::kUnknown) return Truth::kFalse;
  Subject subject;
  subject.policy = &policy;
  subject.statement = &statement;
  Truth open = ReachesAtLeast(study, subject, Reach::kEverything);
  if (open == Truth::kFalse) return open;
  open = And(open, Not(IsConditioned(study, policy, statement)));
  return statement.effect == policy::Effect::kAllow ? open : And(open, Truth::kUnknown);
}

/// Only such entries, or one for each service, can take in every action together with others: cheap to tell.
bool MayNameAll(const Statement& statement, std::size_t& entries) {
  if (statement.not_actions.present() || statement.may_hold_more || statement.actions.open) return true;
  entries += statement.actions.items.size();
  return std::any_of(statement.actions.items.begin(), statement.actions.items.end(), [](const policy::Action& action) {
    if (action.leaf.has_hole) return true;
    if (!action.has_wildcard) return false;
    const std::string_view service = action.service.empty() ? action.leaf.text : action.service;
    return service.find_first_of("*?") != std::string_view::npos;
  });
}

Truth AllowsEverything(Study& study, const Subject& subject, Argument) {
  const Statement& statement = *subject.statement;
  std::size_t entries = 0;
  if (!MayNameAll(statement, entries) && entries < study.catalog().service_count()) return Truth::kFalse;
  const bool may_be_all = Study::HasUnknownActions(statement);
  if (!may_be_all && !IsAll(study.Names(statement), study.catalog())) return Truth::kFalse;
  const Truth open = IsOpenAllow(study, *subject.policy, statement);
  if (open == Truth::kFalse) return open;
  if (IsAll(Left(study, *subject.policy, study.Names(statement)), study.catalog())) return open;
  return may_be_all && Refused(study, *subject.policy).empty() ? Truth::kUnknown : Truth::kFalse;
}

Truth AddsUpToEverything(Study& study, const Subject& subject, Argument) {
  const auto& statements = subject.policy->statements.items;
  std::size_t entries = 0;
  const bool may_be_all =
      std::any_of(statements.begin(), statements.end(), [&](const Statement& s) { return MayNameAll(s, entries); });
  if (!may_be_all && entries < study.catalog().service_count()) return Truth::kFalse;
  std::vector<catalog::IdRange> sure, maybe;
  for (const Statement& statement : statements) {
    const Truth open = IsOpenAllow(study, *subject.policy, statement);
    if (open == Truth::kFalse) continue;
    if (Study::HasUnknownActions(statement)) maybe.push_back({0, study.catalog().action_count()});
    const catalog::Ids& names = study.Names(statement);
    auto& into = open == Truth::kTrue ? sure : maybe;
    into.insert(into.end(), names.begin(), names.end());
  }
  if (sure.empty() && maybe.empty()) return Truth::kFalse;
  if (IsAll(Left(study, *subject.policy, catalog::Union(sure)), study.catalog())) return Truth::kTrue;
  maybe.insert(maybe.end(), sure.begin(), sure.end());
  return IsAll(Left(study, *subject.policy, catalog::Union(maybe)), study.catalog()) ? Truth::kUnknown : Truth::kFalse;
}

/// Of the statement examined, or of the policy: the documented actions it allows after Deny.
catalog::Ids AllowedBy(Study& study, const Subject& subject, bool& at_least) {
  std::vector<catalog::IdRange> ranges;
  for (const Statement& statement : subject.policy->statements.items) {
    if (subject.statement != nullptr && &statement != subject.statement) continue;
    if (statement.effect != policy::Effect::kAllow) continue;
    at_least = at_least || Study::HasUnknownActions(statement);
    const catalog::Ids& names = study.Names(statement);
    ranges.insert(ranges.end(), names.begin(), names.end());
  }
  return Left(study, *subject.policy, catalog::Union(std::move(ranges)));
}

Truth NumberHolds(std::uint32_t number, bool at_least, Argument argument) {
  const bool now = argument.Holds(number);
  if (!at_least) return ToTruth(now);
  return now == argument.Holds(NumberValue::kUnbounded) ? ToTruth(now) : Truth::kUnknown;
}

Truth AllowedActions(Study& study, const Subject& subject, Argument argument) {
  bool at_least = false;
  const catalog::Ids ids = AllowedBy(study, subject, at_least);
  return NumberHolds(catalog::Count(ids), at_least, argument);
}
Truth AllowedServices(Study& study, const Subject& subject, Argument argument) {
  bool at_least = false;
  const catalog::Ids ids = AllowedBy(study, subject, at_least);
  return NumberHolds(study.catalog().CountServices(ids), at_least, argument);
}
std::string FillAllowed(Study& study, const Subject& subject, Argument, std::string_view placeholder) {
  bool at_least = false;
  const catalog::Ids ids = AllowedBy(study, subject, at_least);
  const std::string least = at_least ? "at least " : "";
  if (placeholder == "services") return least + std::to_string(study.catalog().CountServices(ids));
  return least + std::to_string(catalog::Count(ids));
}

Truth IsRefusedInPart(Study& study, const Subject& subject, Argument) {
  return ToTruth(!catalog::Intersection(study.Names(subject), Refused(study, *subject.policy)).empty());
}
Truth IsRefused(Study& study, const Subject& subject, Argument) {
  const catalog::Ids& ids = study.Names(subject);
  return ToTruth(!ids.empty() && catalog::Difference(ids, Refused(study, *subject.policy)).empty());
}

Truth LetsInEveryone(Study& study, const Subject& subject, Argument) {
  const Statement& statement = *subject.statement;
  if (access::AudienceOf(*subject.policy, statement, study.sources()) == Audience::kEveryone) return Truth::kTrue;
  const auto& items = statement.principals.items;
  const bool open = statement.principals.open ||
                    std::any_of(items.begin(), items.end(), [](const auto& entry) { return entry.leaf.has_hole; });
  return open ? Truth::kUnknown : Truth::kFalse;
}

constexpr std::string_view kAllowedFills[] = {"count", "services"};
constexpr SubjectKinds kOfStatement = Bit(SubjectKind::kStatement);
constexpr SubjectKinds kOfResource = Bit(SubjectKind::kResource);
constexpr SubjectKinds kOfPolicy = Bit(SubjectKind::kPolicy);

constexpr Predicate kTable[] = {
    {.name = "allows_everything",
     .doc =
         "The statement allows every documented action on everything, without a condition, and no Deny of the policy "
         "takes some of it away for good.",
     .subjects = kOfStatement,
     .test = AllowsEverything},
    {.name = "adds_up_to_everything",
     .doc = "The policy's statements together allow every documented action on everything, without a condition.",
     .subjects = kOfPolicy,
     .test = AddsUpToEverything},
    {.name = "allowed_actions",
     .doc = "How many documented actions the statement examined, else the policy, allows after Deny, as a number.",
     .argument = ArgumentType::kNumber,
     .subjects = kOfPolicy,
     .fills = kAllowedFills,
     .test = AllowedActions,
     .fill = FillAllowed},
    {.name = "allowed_services",
     .doc = "Of how many services the statement examined, else the policy, allows actions after Deny, as a number.",
     .argument = ArgumentType::kNumber,
     .subjects = kOfPolicy,
     .fills = kAllowedFills,
     .test = AllowedServices,
     .fill = FillAllowed},
    {.name = "reaches_type",
     .doc = "The resource examined, else the widest of the statement, takes all resources of a type or more.",
     .subjects = kOfStatement | kOfResource,
     .test = ReachesType},
    {.name = "reaches_service",
     .doc = "The resource examined, else the widest of the statement, takes all resources of a service or more.",
     .subjects = kOfStatement | kOfResource,
     .test = ReachesService},
    {.name = "reaches_account",
     .doc = "The resource examined, else the widest of the statement, takes all resources of an account or more.",
     .subjects = kOfStatement | kOfResource,
     .test = ReachesAccount},
    {.name = "reaches_everything",
     .doc = "The resource examined, else the widest of the statement, takes all resources.",
     .subjects = kOfStatement | kOfResource,
     .test = ReachesEverything},
    {.name = "refused",
     .doc = "Denies of the policy refuse all that the entry or statement examined names, on everything, whatever the "
            "context.",
     .subjects = kOfStatement,
     .test = IsRefused},
    {.name = "refused_in_part",
     .doc = "Denies of the policy refuse some of what the entry or statement examined names, on everything, whatever "
            "the context.",
     .subjects = kOfStatement,
     .test = IsRefusedInPart},
    {.name = "lets_in_everyone",
     .doc =
         "The statement's principals take in everyone and no condition keeps out all but an organization, an account "
         "or named callers.",
     .subjects = kOfStatement,
     .test = LetsInEveryone},
};

}  // namespace

std::span<const Predicate> BreadthPredicates() { return kTable; }

}  // namespace iampolicy::rules
