// How much is allowed: counts, reach, what could be narrowed. Denies count where they refuse always (access/breadth.h).

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "lib/access/breadth.h"
#include "lib/access/fit.h"
#include "lib/access/reach.h"
#include "lib/rules/denied.h"
#include "lib/rules/fields.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"
#include "lib/text/pattern.h"
#include "lib/text/utf8.h"

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

/// The documented actions of the statement, or of the entry examined.
const catalog::Ids& NamedBy(Study& study, const Subject& subject) {
  return subject.action != nullptr && !subject.negated ? study.Facts(*subject.action).ids
                                                       : study.Names(*subject.statement);
}

/// Calls `take` for the actions that Denies leave (denied.h), that the argument lists and that can be limited to
/// resources, until it returns false. Walks the two lists of ranges side by side, without copies.
template <class Take>
void ForEachScopable(Study& study, const Subject& subject, Argument argument, Take take) {
  const catalog::Ids& ids = NamedBy(study, subject);
  const catalog::Ids nothing;
  const catalog::Ids& denied = subject.policy == &study.policy() ? Denied(study) : nothing;
  std::uint32_t listed = 0;
  for (const catalog::IdRange range : ids) {
    listed = FirstEndingAfter(argument, range.begin, listed);
    for (std::uint32_t i = listed; i < argument.range_count() && argument.range(i).begin < range.end; ++i) {
      const catalog::ActionId end = std::min(range.end, argument.range(i).end);
      for (catalog::ActionId id = std::max(range.begin, argument.range(i).begin); id < end; ++id) {
        const bool scopable = !study.catalog().action_resource_types(id).empty() && !catalog::Has(denied, id);
        if (scopable && !take(id)) return;
      }
    }
  }
}

Truth CouldBeScoped(Study& study, const Subject& subject, Argument argument) {
  bool found = false;
  ForEachScopable(study, subject, argument, [&](catalog::ActionId) {
    found = true;
    return false;
  });
  if (found) return Truth::kTrue;
  const bool open =
      subject.action != nullptr ? subject.action->leaf.has_hole : Study::HasUnknownActions(*subject.statement);
  return open ? Truth::kUnknown : Truth::kFalse;
}

/// Whether the action's name tells the type, hyphens and case aside: s3:ListBucket works on a bucket before all.
bool NamesType(std::string_view action, std::string_view type) {
  std::string name;
  for (const char c : type) {
    if (c != '-' && c != '_') name += c;
  }
  return text::FoldAscii(action).find(text::FoldAscii(name)) != std::string::npos;
}

/// What the action works on before all: the type that must be given, else the one with the longest name that the
/// action's name tells; kNone where neither is there.
catalog::ResourceTypeId MainType(const catalog::Catalog& catalog, catalog::ActionId id) {
  catalog::ResourceTypeId main = catalog::kNone;
  std::size_t length = 0;
  for (const catalog::ResourceTypeId type : catalog.action_resource_types(id)) {
    if (catalog.resource_required(id, type)) return type;
    const std::string_view name = catalog.resource_type_name(type);
    if (name.size() <= length || !NamesType(catalog.action_name(id), name)) continue;
    main = type;
    length = name.size();
  }
  return main;
}

/// The format of what the action works on before all, else of the first type.
std::string_view FormatOf(const catalog::Catalog& catalog, catalog::ActionId id) {
  const catalog::ResourceTypeId main = MainType(catalog, id);
  return catalog.arn_formats(main == catalog::kNone ? catalog.action_resource_types(id).front() : main).front();
}

std::string FillScoped(Study& study, const Subject& subject, Argument argument, std::string_view placeholder) {
  std::uint32_t count = 0;
  std::string examples;
  ForEachScopable(study, subject, argument, [&](catalog::ActionId id) {
    if (++count > 2) return true;
    if (count == 2) examples += ", ";
    examples.append("`").append(study.catalog().FullName(id)).append("` (`");
    examples.append(FormatOf(study.catalog(), id)).append("`)");
    return true;
  });
  if (placeholder == "count") return std::to_string(count) + (count == 1 ? " action" : " actions");
  return count > 2 ? examples + " and " + std::to_string(count - 2) + " more" : examples;
}

/// Which types the resources of one statement take whole, each asked once: in every region and account.
class CoveredTypes {
 public:
  CoveredTypes(const policy::Policy& policy, const Statement& statement, const catalog::Catalog& catalog)
      : catalog_(catalog) {
    for (const policy::Resource& resource : statement.resources.items) {
      if (resource.leaf.has_hole || resource.has_variable) continue;
      if (!resource.has_wildcard && resource.arn.fields >= 6) continue;
      const bool has_partition = resource.arn.present && !resource.arn.partition.empty();
      wide_.push_back({access::CompletedPattern(policy, resource), has_partition ? resource.arn.partition : "*"});
    }
  }

  /// What the action works on before all is taken whole, and each type that must be given. Of an action on any of many
  /// types, as ec2:CreateTags, every type is.
  bool Cover(catalog::ActionId id) {
    const catalog::ResourceTypeId main = MainType(catalog_, id);
    if (main != catalog::kNone && !IsWhole(main)) return false;
    for (const catalog::ResourceTypeId type : catalog_.action_resource_types(id)) {
      if ((main == catalog::kNone || catalog_.resource_required(id, type)) && !IsWhole(type)) return false;
    }
    return true;
  }

 private:
  struct Wide {
    std::string pattern;
    std::string_view partition;
  };
  bool IsWhole(catalog::ResourceTypeId type) {
    const auto found = std::find_if(known_.begin(), known_.end(), [&](const auto& one) { return one.first == type; });
    if (found != known_.end()) return found->second;
    const auto formats = catalog_.arn_formats(type);
    const bool covers = std::all_of(formats.begin(), formats.end(), [&](std::string_view format) {
      return std::any_of(wide_.begin(), wide_.end(), [&](const Wide& wide) {
        return text::CoversGlob(wide.pattern, access::FormatGlob(format, wide.partition));
      });
    });
    known_.emplace_back(type, covers);
    return covers;
  }

  const catalog::Catalog catalog_;
  std::vector<Wide> wide_;
  std::vector<std::pair<catalog::ResourceTypeId, bool>> known_;
};

Truth AmountsToEverything(Study& study, const Subject& subject, Argument) {
  const Statement& statement = *subject.statement;
  const auto& items = statement.resources.items;
  if (items.empty() || statement.not_resources.present()) return Truth::kFalse;
  if (std::any_of(items.begin(), items.end(), [](const auto& entry) { return entry.is_star; })) return Truth::kFalse;
  const Reach reach = ReachOf(study, *subject.policy, statement);
  if (reach == Reach::kEverything) return Truth::kTrue;
  if (reach < Reach::kType) return Truth::kFalse;
  bool any = false;
  CoveredTypes covered(*subject.policy, statement, study.catalog());
  for (const catalog::IdRange range : study.Names(statement)) {
    for (catalog::ActionId id = range.begin; id < range.end; ++id) {
      if (study.catalog().action_resource_types(id).empty()) continue;
      if (!covered.Cover(id)) return Truth::kFalse;
      any = true;
    }
  }
  if (!any) return Truth::kFalse;
  return Study::HasUnknownActions(statement) ? Truth::kUnknown : Truth::kTrue;
}

Truth IsRefusedInPart(Study& study, const Subject& subject, Argument) {
  return ToTruth(!catalog::Intersection(NamedBy(study, subject), Refused(study, *subject.policy)).empty());
}
Truth IsRefused(Study& study, const Subject& subject, Argument) {
  const catalog::Ids& ids = NamedBy(study, subject);
  return ToTruth(!ids.empty() && catalog::Difference(ids, Refused(study, *subject.policy)).empty());
}

// ---- roles left open ----

constexpr std::string_view kWildcards = "*?";

/// "AWSLambda-team-*" says which service the role is for: the convention of roles that AWS consoles make.
bool NamesService(std::string_view role, const catalog::Catalog& catalog) {
  std::string letters;
  for (const char c : role) {
    const char folded = text::FoldAscii(c);
    if ((folded >= 'a' && folded <= 'z') || (folded >= '0' && folded <= '9')) letters += folded;
  }
  if (letters.size() < 3) return false;
  for (const std::string_view word : {"states", "deepracer", "deeplens"}) {
    if (letters.find(word) != std::string::npos) return true;
  }
  for (catalog::ServiceId id = 0; id < catalog.service_count(); ++id) {
    std::string prefix(catalog.service_prefix(id));
    std::erase(prefix, '-');
    if (prefix.size() >= 3 && letters.find(prefix) != std::string::npos) return true;
  }
  return false;
}

/// The part after the account of an ARN pattern that takes roles and has a wildcard there; "*" for a bare star.
std::string_view OpenRolePart(const policy::Policy& policy, const policy::Resource& resource, std::string_view roles) {
  if (resource.is_star) return "*";
  if (resource.arn.fields < 6) {
    const std::string pattern = access::CompletedPattern(policy, resource);
    return pattern.ends_with('*') && text::OverlapsGlob(pattern, "arn:aws:iam::*:role/*") ? "*" : "";
  }
  if (!text::MatchesGlob(resource.arn.service, "iam")) return "";
  const std::string_view part = resource.arn.resource;
  if (part.find_first_of(kWildcards) == std::string_view::npos || !text::OverlapsGlob(part, roles)) return "";
  return part;
}

Truth OrUnknown(const policy::Resource& resource, bool found) {
  if (resource.leaf.has_hole) return Truth::kUnknown;
  return ToTruth(found);
}

Truth LeavesRoleOpen(Study& study, const Subject& subject, Argument) {
  constexpr std::string_view kRole = "role/";
  std::string_view part = OpenRolePart(*subject.policy, *subject.resource, "role/*");
  bool open = !part.empty();
  if (open && part.starts_with(kRole)) {
    part.remove_prefix(kRole.size());
    constexpr std::string_view kServiceRoles = "service-role/";
    if (part.starts_with(kServiceRoles)) part.remove_prefix(kServiceRoles.size());
    open = !NamesService(part, study.catalog());
  }
  return OrUnknown(*subject.resource, open);
}

Truth LeavesLinkedServiceOpen(Study&, const Subject& subject, Argument) {
  constexpr std::string_view kRoles = "role/aws-service-role/";
  const std::string_view part = OpenRolePart(*subject.policy, *subject.resource, "role/aws-service-role/*/*");
  const bool pins = part.starts_with(kRoles) && part.size() > kRoles.size() &&
                    kWildcards.find(part[kRoles.size()]) == std::string_view::npos;
  return OrUnknown(*subject.resource, !part.empty() && !pins);
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
constexpr std::string_view kScopedFills[] = {"count", "examples"};
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
    {.name = "could_be_scoped",
     .doc = "The entry or statement examined names, out of these, documented actions that can be limited to resources "
            "and that no Deny of the policy leaves on named resources at the most.",
     .argument = ArgumentType::kActions,
     .subjects = kOfStatement,
     .fills = kScopedFills,
     .test = CouldBeScoped,
     .fill = FillScoped},
    {.name = "amounts_to_everything",
     .doc = "The statement's resources, none of which is *, together take every resource that its documented actions "
            "can be limited to.",
     .subjects = kOfStatement,
     .test = AmountsToEverything},
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
    {.name = "leaves_role_open",
     .doc = "The resource takes roles of any name: * or a role ARN with a wildcard and without a service's name.",
     .subjects = kOfResource,
     .test = LeavesRoleOpen},
    {.name = "leaves_linked_service_open",
     .doc = "The resource takes service-linked roles of any service.",
     .subjects = kOfResource,
     .test = LeavesLinkedServiceOpen},
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
