// What a statement hands out without a limit: actions of a set, after Deny, on whole types of resources and under no
// condition that keeps some requests out. The sets are data files beside the rules.

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "lib/access/breadth.h"
#include "lib/access/fit.h"
#include "lib/access/reach.h"
#include "lib/policy/limits.h"
#include "lib/rules/access_memo.h"
#include "lib/rules/denied.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"
#include "lib/text/pattern.h"

namespace iampolicy::rules {
namespace {

using policy::Effect;
using policy::Statement;
using text::And;
using text::Or;
using text::ToTruth;

/// What is asked of each statement by every family, worked out once.
struct RiskMemo : Extra {
  struct Facts {
    Truth unlimited = Truth::kFalse;              ///< no condition keeps anything out that matters
    std::vector<const policy::Resource*> widest;  ///< entries that take whole types or more
    bool everything = false;                      ///< one of them takes every resource, or there is a NotResource
    bool may_be_wider = false;                    ///< a part that is not known may be such an entry
    std::unordered_map<catalog::ResourceTypeId, Truth> types;  ///< whether `widest` take in resources of a type
  };
  /// What was counted for the placeholder before: a message has several.
  struct Counted {
    const Statement* statement = nullptr;
    std::uint32_t listed = 0;
    std::uint32_t count = 0;
    std::string examples;
  };
  std::unordered_map<const Statement*, Facts> facts;
  Counted counted;
};

Truth IsUnlimited(Study& study, const policy::Policy& policy, const Statement& statement) {
  Truth all = statement.conditions.open || statement.may_hold_more ? Truth::kUnknown : Truth::kTrue;
  for (const policy::Condition& condition : statement.conditions.items) {
    if (condition.key.has_hole) {
      all = And(all, Truth::kUnknown);
    } else if (!policy::SaysHow(condition.key.text)) {
      all = And(all, text::Not(policy::Limits(policy, condition, study.sources())));
    }
    if (all == Truth::kFalse) break;
  }
  return all;
}

RiskMemo& RiskOf(Study& study) {
  return study.Get<RiskMemo>([] { return std::make_unique<RiskMemo>(); });
}

RiskMemo::Facts& FactsOf(Study& study, const policy::Policy& policy, const Statement& statement) {
  const auto [found, is_new] = RiskOf(study).facts.try_emplace(&statement);
  RiskMemo::Facts& facts = found->second;
  if (!is_new) return facts;
  facts.unlimited = IsUnlimited(study, policy, statement);
  facts.everything = statement.not_resources.present();
  facts.may_be_wider = statement.resources.open || statement.may_hold_more;
  for (const policy::Resource& resource : statement.resources.items) {
    if (resource.is_star) facts.everything = true;
    if (resource.leaf.has_hole) facts.may_be_wider = true;
    if (!resource.has_wildcard || resource.has_variable) continue;
    if (access::ReachOf(policy, resource, study.catalog(), Reach::kType) >= Reach::kType) {
      facts.widest.push_back(&resource);
    }
  }
  return facts;
}

/// Whether the widest entries take in what the action works on: each type that it demands, else some type. Actions
/// without resource types need `*`. An entry for one of two types demanded grants nothing alone: ec2:RunInstances on
/// every subnet starts no instance.
Truth IsWide(Study& study, const policy::Policy& policy, RiskMemo::Facts& facts, catalog::ActionId id) {
  if (facts.everything) return Truth::kTrue;
  const Truth none = facts.may_be_wider ? Truth::kUnknown : Truth::kFalse;
  const auto types = study.catalog().action_resource_types(id);
  if (types.empty()) return none;
  Truth all = Truth::kTrue;
  Truth any = none;
  for (const catalog::ResourceTypeId type : types) {
    const auto [found, is_new] = facts.types.try_emplace(type, none);
    Truth& one = found->second;
    for (std::size_t i = 0; is_new && i < facts.widest.size() && one != Truth::kTrue; ++i) {
      one = Or(one, access::FitsType(policy, *facts.widest[i], type, study.catalog()));
    }
    any = Or(any, one);
    if (study.catalog().resource_required(id, type)) all = And(all, one);
    if (all == Truth::kFalse) break;
  }
  return And(all, any);
}

/// Whether the statement, of whichever policy, hands out the action.
Truth HandsOutOne(Study& study, const policy::Policy& policy, const Statement& statement, catalog::ActionId id) {
  if (statement.effect != Effect::kAllow && statement.effect != Effect::kUnknown) return Truth::kFalse;
  const bool is_sure = statement.effect == Effect::kAllow && catalog::Has(study.Names(statement), id);
  if (!is_sure && statement.effect == Effect::kAllow && !Study::HasUnknownActions(statement)) return Truth::kFalse;
  RiskMemo::Facts& facts = FactsOf(study, policy, statement);
  const Truth wide = And(facts.unlimited, IsWide(study, policy, facts, id));
  return is_sure ? wide : And(wide, Truth::kUnknown);
}

bool HasBounds(Study& study) { return !study.identity().boundary.empty() || !study.identity().scps.empty(); }

/// Whether the principal's boundary and SCPs, each by itself, hand the action out too: one that keeps it to named
/// resources, or to some callers, leaves nothing that is handed out.
Truth IsInBounds(Study& study, catalog::ActionId id) {
  Truth all = Truth::kTrue;
  if (!HasBounds(study)) return all;
  for (const std::vector<const policy::Policy*>& layer : MemoOf(study).access.stack().layers) {
    if (std::find(layer.begin(), layer.end(), &study.policy()) != layer.end()) continue;
    Truth any = Truth::kFalse;
    for (const policy::Policy* policy : layer) {
      if (policy->statements.open) any = Or(any, Truth::kUnknown);
      for (const Statement& statement : policy->statements.items) {
        any = Or(any, HandsOutOne(study, *policy, statement, id));
      }
    }
    all = And(all, any);
  }
  return all;
}

/// Calls `take(id)` for the listed actions that the statement names and no Deny takes away (denied.h), until it returns
/// false.
template <class Take>
void ForEachListed(Study& study, const Statement& statement, Argument listed, Take take) {
  const catalog::Ids& names = study.Names(statement);
  const catalog::Ids& refused = Denied(study);
  std::uint32_t at = 0;
  for (const catalog::IdRange range : names) {
    at = FirstEndingAfter(listed, range.begin, at);
    for (std::uint32_t i = at; i < listed.range_count() && listed.range(i).begin < range.end; ++i) {
      const catalog::ActionId end = std::min(range.end, listed.range(i).end);
      for (catalog::ActionId id = std::max(range.begin, listed.range(i).begin); id < end; ++id) {
        if (!catalog::Has(refused, id) && !take(id)) return;
      }
    }
  }
}

Truth HandsOut(Study& study, const Subject& subject, Argument listed) {
  const Statement& statement = *subject.statement;
  if (statement.effect != Effect::kAllow && statement.effect != Effect::kUnknown) return Truth::kFalse;
  RiskMemo::Facts& facts = FactsOf(study, *subject.policy, statement);
  if (facts.unlimited == Truth::kFalse) return Truth::kFalse;
  if (!facts.everything && facts.widest.empty() && !facts.may_be_wider) return Truth::kFalse;
  Truth found = Truth::kFalse;
  ForEachListed(study, statement, listed, [&](catalog::ActionId id) {
    found = Or(found, And(IsWide(study, *subject.policy, facts, id), IsInBounds(study, id)));
    return found != Truth::kTrue;
  });
  if (found != Truth::kTrue && Study::HasUnknownActions(statement)) found = Truth::kUnknown;
  found = And(found, facts.unlimited);
  return statement.effect == Effect::kAllow ? found : And(found, Truth::kUnknown);
}

std::string FillHandedOut(Study& study, const Subject& subject, Argument listed, std::string_view placeholder) {
  RiskMemo::Counted& counted = RiskOf(study).counted;
  if (counted.statement != subject.statement || counted.listed != listed.place()) {
    counted = {subject.statement, listed.place(), 0, ""};
    RiskMemo::Facts& facts = FactsOf(study, *subject.policy, *subject.statement);
    ForEachListed(study, *subject.statement, listed, [&](catalog::ActionId id) {
      if (And(IsWide(study, *subject.policy, facts, id), IsInBounds(study, id)) == Truth::kFalse) return true;
      if (++counted.count > 3) return true;
      counted.examples.append(counted.examples.empty() ? "`" : ", `").append(study.catalog().FullName(id)).append("`");
      return true;
    });
  }
  const std::uint32_t count = counted.count;
  const std::string& examples = counted.examples;
  if (placeholder == "count") return std::to_string(count) + (count == 1 ? " action" : " actions");
  if (count == 0) return "actions that are not known";
  return count > 3 ? examples + " and " + std::to_string(count - 3) + " more" : examples;
}

// ---- whole services ----

/// Kinds of risk a whole service can hold, in the order in which they are told.
constexpr Member kKinds[] = {
    {"secrets", ArgumentType::kActions, true, "actions that hand out secrets", {}},
    {"data", ArgumentType::kActions, true, "actions that read stored data", {}},
    {"access", ArgumentType::kActions, true, "actions that change who may reach a resource", {}},
    {"destruction", ArgumentType::kActions, true, "actions that destroy for good", {}},
};
struct Told {
  std::string_view one, several;
};
constexpr Told kTold[] = {{"hands out secrets", "hand out secrets"},
                          {"reads stored data", "read stored data"},
                          {"changes who may reach a resource", "change who may reach a resource"},
                          {"destroys for good", "destroy for good"}};

/// What no Deny takes away (denied.h), nor a boundary or an SCP.
catalog::Ids LeftOf(Study& study, const catalog::Ids& ids) {
  const catalog::Ids& denied = Denied(study);
  const catalog::Ids left = denied.empty() ? ids : catalog::Difference(ids, denied);
  if (!HasBounds(study)) return left;
  std::vector<catalog::IdRange> within;
  for (const catalog::IdRange range : left) {
    for (catalog::ActionId id = range.begin; id < range.end; ++id) {
      if (IsInBounds(study, id) != Truth::kFalse) within.push_back({id, id + 1});
    }
  }
  return catalog::Union(std::move(within));
}

/// The entries take in all of a service or more each, on everything, under no condition on who or what, and no Deny
/// takes most of it away.
Truth AllowsWholeServices(Study& study, const Subject& subject, Argument) {
  const Statement& statement = *subject.statement;
  if (statement.effect != Effect::kAllow || statement.actions.items.empty() || Study::HasUnknownActions(statement)) {
    return Truth::kFalse;
  }
  for (const policy::Action& action : statement.actions.items) {
    if (!action.has_wildcard || !study.Facts(action).whole_service) return Truth::kFalse;
  }
  if (access::StatementReach(*subject.policy, statement, study.catalog(), Reach::kService) < Reach::kService) {
    return Truth::kFalse;
  }
  const catalog::Ids& names = study.Names(statement);
  if (2 * catalog::Count(LeftOf(study, names)) < catalog::Count(names)) return Truth::kFalse;
  return FactsOf(study, *subject.policy, statement).unlimited;
}

std::string FillWholeServices(Study& study, const Subject& subject, Argument kinds, std::string_view placeholder) {
  const catalog::Ids& ids = study.Names(*subject.statement);
  if (placeholder == "count") return std::to_string(catalog::Count(ids));
  const catalog::Ids left = LeftOf(study, ids);
  std::string out;
  if (placeholder == "services") {
    std::uint32_t count = 0;
    for (const policy::Action& action : subject.statement->actions.items) {
      const std::string_view name = study.catalog().service_prefix(study.Facts(action).service);
      if (++count <= 3) out.append(count > 1 ? ", " : "").append(name);
    }
    return count > 3 ? out + " and " + std::to_string(count - 3) + " more services" : out;
  }
  for (std::uint32_t i = 0; i < std::size(kKinds); ++i) {
    const std::uint32_t count = catalog::Count(catalog::Intersection(left, ToIds(kinds.member(i))));
    if (count == 0) continue;
    out.append(out.empty() ? "" : ", ").append(std::to_string(count)).append(" ");
    out.append(count == 1 ? kTold[i].one : kTold[i].several);
  }
  if (!out.empty()) return out;
  const auto levels = study.catalog().CountByLevel(ids);
  const auto of = [&](catalog::AccessLevel level) { return levels[static_cast<std::size_t>(level)]; };
  return std::to_string(of(catalog::AccessLevel::kWrite) + of(catalog::AccessLevel::kPermissionsManagement) +
                        of(catalog::AccessLevel::kTagging)) +
         " of them writes";
}

Needs NeedsListed(Argument listed) {
  Needs needs;
  needs.shapes = Bit(Shape::kAllow);
  needs.actions[needs.count++] = listed;
  return needs;
}

Needs NeedsWildcard(Argument) {
  Needs needs;
  needs.shapes = Bit(Shape::kAllow) | Bit(Shape::kActionWildcard);
  return needs;
}

constexpr std::string_view kFills[] = {"count", "examples"};
constexpr std::string_view kServiceFills[] = {"services", "count", "risks"};

constexpr Predicate kTable[] = {
    {.name = "hands_out",
     .doc = "The Allow examined names some of these actions on all resources of a type that they work on, under no "
            "condition on who calls or on what; no Deny of the policy leaves them on named resources, or under such a "
            "condition, at the most, nor does the boundary or an SCP of the principal.",
     .argument = ArgumentType::kActions,
     .subjects = Bit(SubjectKind::kStatement),
     .fills = kFills,
     .test = HandsOut,
     .fill = FillHandedOut,
     .needs = NeedsListed},
    {.name = "allows_whole_services",
     .doc = "The Allow examined names nothing but wildcards that take in every action of a service each, on all "
            "resources of a service or more, under no condition on who calls or on what; no Deny, boundary or SCP "
            "takes most of it away.",
     .argument = ArgumentType::kObject,
     .members = kKinds,
     .subjects = Bit(SubjectKind::kStatement),
     .fills = kServiceFills,
     .test = AllowsWholeServices,
     .fill = FillWholeServices,
     .needs = NeedsWildcard},
};

}  // namespace

std::span<const Predicate> RiskPredicates() { return kTable; }

}  // namespace iampolicy::rules
