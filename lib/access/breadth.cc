#include "lib/access/breadth.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "lib/access/reach.h"
#include "lib/policy/condition_classes.h"
#include "lib/policy/limits.h"
#include "lib/text/utf8.h"

namespace iampolicy::access {
namespace {

using policy::Effect;
using policy::Policy;
using policy::Statement;
using text::Truth;

bool IsOfResource(const Policy& policy) {
  return policy.kind == PolicyKind::kResource || policy.kind == PolicyKind::kTrust;
}

template <class T>
bool HasHoles(const policy::List<T>& list) {
  return list.open ||
         std::any_of(list.items.begin(), list.items.end(), [](const T& item) { return item.leaf.has_hole; });
}

/// The whole Deny is about everyone, everything, always.
bool RefusesAlways(const Policy& policy, const Statement& statement, const text::Sources& sources) {
  if (statement.effect != Effect::kDeny || statement.may_hold_more) return false;
  if (statement.not_resources.present() || statement.not_principals.present()) return false;
  const auto& resources = statement.resources.items;
  const bool every_resource =
      std::any_of(resources.begin(), resources.end(), [](const auto& entry) { return entry.is_star; }) ||
      (!statement.resources.present() && IsOfResource(policy));
  const auto& principals = statement.principals.items;
  const bool everyone =
      !statement.principals.present() || std::any_of(principals.begin(), principals.end(), [](const auto& entry) {
        const bool is_aws = entry.type == policy::PrincipalType::kStar || entry.type == policy::PrincipalType::kAws;
        return is_aws && entry.shape == policy::PrincipalShape::kEveryone;
      });
  if (!every_resource || !everyone || statement.conditions.open) return false;
  return std::all_of(statement.conditions.items.begin(), statement.conditions.items.end(), [&](const auto& condition) {
    return policy::IsVacuous(policy, condition, sources) == Truth::kTrue;
  });
}

/// A condition on `key` alone keeps everyone else out. What an absent key satisfies does not count.
struct Narrowing {
  std::string_view key;
  Audience audience;
};
constexpr Narrowing kNarrowing[] = {
    {"aws:principalaccount", Audience::kAccount},
    {"aws:principalarn", Audience::kNamed},
    {"aws:principalorgid", Audience::kOrganization},
    {"aws:principalorgpaths", Audience::kOrganization},
    {"aws:sourceaccount", Audience::kAccount},
    {"aws:sourcearn", Audience::kNamed},
    {"aws:sourceorgid", Audience::kOrganization},
    {"aws:sourceorgpaths", Audience::kOrganization},
    {"aws:sourceowner", Audience::kAccount},
    {"aws:sourcevpc", Audience::kAccount},
    {"aws:sourcevpcarn", Audience::kAccount},
    {"aws:sourcevpce", Audience::kAccount},
    {"aws:userid", Audience::kNamed},
    {"aws:username", Audience::kNamed},
    {"aws:vpceaccount", Audience::kAccount},
    {"aws:vpceorgid", Audience::kOrganization},
    {"aws:vpceorgpaths", Audience::kOrganization},
    {"kms:calleraccount", Audience::kAccount},
    {"s3:dataaccesspointaccount", Audience::kAccount},
    {"s3:dataaccesspointarn", Audience::kNamed},
};

constexpr std::string_view kWildcards = "*?";

/// A value leaves the account of the ARN, or the organization, to the caller: anyone can make a role of that name.
bool LeavesOwnerOpen(const policy::Condition& condition) {
  const bool is_arn = text::FoldAscii(condition.key.text).ends_with("arn");
  if (!is_arn && !text::EqualIgnoringCase(condition.key.text, "aws:PrincipalOrgID")) return false;
  const bool is_glob =
      condition.op->family == policy::OperatorFamily::kArn || condition.op->comparison == policy::Comparison::kLike;
  if (!is_glob) return false;
  return std::any_of(condition.values.items.begin(), condition.values.items.end(), [&](const auto& value) {
    const policy::Arn arn = policy::ParseArn(value.leaf.text);
    const std::string_view owner = is_arn && arn.fields >= 6 ? arn.account : value.leaf.text;
    return owner.find_first_of(kWildcards) != std::string_view::npos;
  });
}

/// The fewest that the conditions leave of everyone.
Audience EveryoneUnder(const Policy& policy, const Statement& statement, const text::Sources& sources) {
  Audience audience = Audience::kEveryone;
  for (const policy::Condition& condition : statement.conditions.items) {
    if (!condition.op || condition.op->negated || condition.op->if_exists || condition.key.has_hole) continue;
    if (condition.op->qualifier == policy::Qualifier::kForAllValues) continue;
    if (condition.op->family == policy::OperatorFamily::kNull) continue;
    for (const Narrowing& row : kNarrowing) {
      if (row.audience >= audience || !text::EqualIgnoringCase(row.key, condition.key.text)) continue;
      if (LeavesOwnerOpen(condition)) continue;
      if (policy::RestrictsValues(policy, condition, sources) != Truth::kFalse) audience = row.audience;
    }
  }
  return audience;
}

Audience OfEntry(const policy::Principal& principal) {
  using policy::PrincipalShape;
  switch (principal.shape) {
    case PrincipalShape::kEveryone:
      if (principal.type == policy::PrincipalType::kService) return Audience::kService;
      return principal.type == policy::PrincipalType::kFederated ? Audience::kFederated : Audience::kEveryone;
    case PrincipalShape::kAccount:
    case PrincipalShape::kRoot:
    case PrincipalShape::kCanonicalUser:
      return Audience::kAccount;
    case PrincipalShape::kService:
      return Audience::kService;
    case PrincipalShape::kSamlProvider:
    case PrincipalShape::kOidcProvider:
    case PrincipalShape::kWebIdentity:
      return Audience::kFederated;
    default:
      return Audience::kNamed;
  }
}

void SetActions(Breadth& breadth, const catalog::Ids& ids, const catalog::Catalog& catalog) {
  breadth.actions = catalog::Count(ids);
  breadth.services = catalog.CountServices(ids);
  breadth.by_level = catalog.CountByLevel(ids);
}

bool HasUnknownActions(const Statement& statement) {
  return HasHoles(statement.actions) || HasHoles(statement.not_actions) || statement.may_hold_more;
}

/// One Allow: `named` are its documented actions, `ids` those of them that no Deny refuses.
Breadth OfAllow(const Policy& policy, const Statement& statement, const catalog::Ids& named, const catalog::Ids& ids,
                const catalog::Catalog& catalog, const text::Sources& sources) {
  Breadth breadth;
  breadth.at_least = HasUnknownActions(statement) || HasHoles(statement.resources) ||
                     HasHoles(statement.not_resources) || statement.principals.open;
  (IsConditioned(policy, statement, sources) == Truth::kFalse ? breadth.unconditioned : breadth.conditioned) = 1;
  if (!named.empty() && ids.empty()) return breadth;  // a Deny refuses all of it
  SetActions(breadth, ids, catalog);
  breadth.audience = AudienceOf(policy, statement, sources);
  breadth.reach = StatementReach(policy, statement, catalog);
  const bool only_star =
      !ids.empty() && !HasUnknownActions(statement) && catalog.CountWithoutResources(ids) == breadth.actions;
  if (only_star && breadth.reach == Reach::kEverything) breadth.reach = Reach::kAccount;
  return breadth;
}

}  // namespace

catalog::Ids NamedActions(const Statement& statement, const catalog::Catalog& catalog) {
  const auto expand = [&](const policy::List<policy::Action>& list) {
    std::vector<catalog::IdRange> ranges;
    for (const policy::Action& action : list.items) {
      if (action.leaf.has_hole) continue;
      const catalog::Ids ids = catalog.Expand(action.leaf.text);
      ranges.insert(ranges.end(), ids.begin(), ids.end());
    }
    return catalog::Union(std::move(ranges));
  };
  if (statement.actions.present()) return expand(statement.actions);
  if (!statement.not_actions.present()) return {};
  return catalog::Difference({{0, catalog.action_count()}}, expand(statement.not_actions));
}

catalog::Ids RefusedActions(const Policy& policy, const text::Sources& sources,
                            std::span<const catalog::Ids* const> names) {
  std::vector<catalog::IdRange> refused;
  for (std::size_t i = 0; i < policy.statements.items.size(); ++i) {
    const Statement& statement = policy.statements.items[i];
    if (statement.effect != Effect::kDeny || HasHoles(statement.not_actions)) continue;
    if (RefusesAlways(policy, statement, sources)) refused.insert(refused.end(), names[i]->begin(), names[i]->end());
  }
  return catalog::Union(std::move(refused));
}

Reach StatementReach(const Policy& policy, const Statement& statement, const catalog::Catalog& catalog, Reach least) {
  if (statement.not_resources.present()) {
    const auto& items = statement.not_resources.items;
    if (std::any_of(items.begin(), items.end(), [](const auto& entry) { return entry.is_star; })) return Reach::kNone;
    return IsOfResource(policy) ? Reach::kPrefix : Reach::kEverything;
  }
  if (!statement.resources.present()) return IsOfResource(policy) ? Reach::kExact : Reach::kNone;
  Reach reach = Reach::kNone;
  for (const policy::Resource& resource : statement.resources.items) {
    if (reach == Reach::kEverything) break;
    // An entry that reaches no further than the widest so far need not be told exactly.
    const Reach wider = static_cast<Reach>(static_cast<std::uint8_t>(reach) + 1);
    reach = std::max(reach, ReachOf(policy, resource, catalog, std::max(least, wider)));
  }
  return reach;
}

Truth IsConditioned(const Policy& policy, const Statement& statement, const text::Sources& sources) {
  Truth conditioned = statement.conditions.open ? Truth::kUnknown : Truth::kFalse;
  for (const policy::Condition& condition : statement.conditions.items) {
    if (conditioned == Truth::kTrue) break;
    conditioned = Or(conditioned, condition.op ? policy::Limits(policy, condition, sources) : Truth::kUnknown);
  }
  return conditioned;
}

Audience AudienceOf(const Policy& policy, const Statement& statement, const text::Sources& sources) {
  Audience audience = Audience::kNone;
  bool everyone = statement.not_principals.present();
  for (const policy::Principal& principal : statement.principals.items) {
    const Audience one = OfEntry(principal);
    everyone = everyone || one == Audience::kEveryone;
    if (one != Audience::kEveryone) audience = std::max(audience, one);
  }
  return everyone ? std::max(audience, EveryoneUnder(policy, statement, sources)) : audience;
}

PolicyBreadth BreadthOf(const Policy& policy, const catalog::Catalog& catalog, const text::Sources& sources,
                        std::span<const catalog::Ids* const> names) {
  PolicyBreadth out;
  out.refused = RefusedActions(policy, sources, names);
  const catalog::Ids& refused = out.refused;
  std::vector<catalog::IdRange> ranges;
  for (std::size_t i = 0; i < policy.statements.items.size(); ++i) {
    const Statement& statement = policy.statements.items[i];
    Breadth& breadth = out.statements.emplace_back();
    if (statement.effect != Effect::kAllow) {
      out.policy.at_least = out.policy.at_least || statement.effect == Effect::kUnknown;
      continue;
    }
    const catalog::Ids left = refused.empty() ? catalog::Ids() : catalog::Difference(*names[i], refused);
    const catalog::Ids& ids = refused.empty() ? *names[i] : left;
    breadth = OfAllow(policy, statement, *names[i], ids, catalog, sources);
    ranges.insert(ranges.end(), ids.begin(), ids.end());
    out.policy.reach = std::max(out.policy.reach, breadth.reach);
    out.policy.audience = std::max(out.policy.audience, breadth.audience);
    out.policy.conditioned += breadth.conditioned;
    out.policy.unconditioned += breadth.unconditioned;
    out.policy.at_least = out.policy.at_least || breadth.at_least;
  }
  out.policy.at_least = out.policy.at_least || policy.statements.open;
  SetActions(out.policy, catalog::Union(std::move(ranges)), catalog);
  return out;
}

PolicyBreadth BreadthOf(const Policy& policy, const catalog::Catalog& catalog, const text::Sources& sources) {
  std::vector<catalog::Ids> ids;
  ids.reserve(policy.statements.items.size());
  for (const Statement& statement : policy.statements.items) ids.push_back(NamedActions(statement, catalog));
  std::vector<const catalog::Ids*> names;
  for (const catalog::Ids& each : ids) names.push_back(&each);
  return BreadthOf(policy, catalog, sources, names);
}

}  // namespace iampolicy::access
