// What a statement hands out without a limit: actions of a set, after Deny, on whole types of resources and under no
// condition that keeps some requests out. The sets are data files beside the rules.

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "lib/access/breadth.h"
#include "lib/access/fit.h"
#include "lib/access/reach.h"
#include "lib/policy/condition_classes.h"
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
  };
  std::optional<catalog::Ids> refused;
  std::unordered_map<const Statement*, Facts> facts;
};

/// Keys that say how or when a call is made, not on what or by whom: whoever holds the grant can meet them.
constexpr std::string_view kHowKeys[] = {"aws:CurrentTime",     "aws:EpochTime",       "aws:Referer",
                                         "aws:RequestedRegion", "aws:SecureTransport", "aws:TokenIssueTime",
                                         "aws:UserAgent"};

bool SaysHow(std::string_view key) {
  return std::any_of(std::begin(kHowKeys), std::end(kHowKeys),
                     [&](std::string_view how) { return text::MatchesGlob(how, key, text::Case::kFold); });
}

Truth IsUnlimited(Study& study, const policy::Policy& policy, const Statement& statement) {
  Truth all = statement.conditions.open || statement.may_hold_more ? Truth::kUnknown : Truth::kTrue;
  for (const policy::Condition& condition : statement.conditions.items) {
    if (condition.key.has_hole) {
      all = And(all, Truth::kUnknown);
    } else if (!SaysHow(condition.key.text)) {
      all = And(all, text::Not(policy::RestrictsValues(policy, condition, study.sources())));
    }
    if (all == Truth::kFalse) break;
  }
  return all;
}

RiskMemo& MemoOf(Study& study) {
  return study.Get<RiskMemo>([] { return std::make_unique<RiskMemo>(); });
}

const RiskMemo::Facts& FactsOf(Study& study, const policy::Policy& policy, const Statement& statement) {
  const auto [found, is_new] = MemoOf(study).facts.try_emplace(&statement);
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

const catalog::Ids& Refused(Study& study) {
  std::optional<catalog::Ids>& refused = MemoOf(study).refused;
  if (refused) return *refused;
  refused.emplace();
  const auto& statements = study.policy().statements.items;
  if (std::any_of(statements.begin(), statements.end(), [](const Statement& s) { return s.effect == Effect::kDeny; })) {
    std::vector<const catalog::Ids*> names;
    for (const Statement& statement : statements) names.push_back(&study.Names(statement));
    refused = access::RefusedActions(study.policy(), study.sources(), names);
  }
  return *refused;
}

/// Whether one of the widest entries can be what the action works on. Actions without resource types need `*`.
Truth IsWide(Study& study, const policy::Policy& policy, const RiskMemo::Facts& facts, catalog::ActionId id) {
  if (facts.everything) return Truth::kTrue;
  Truth any = facts.may_be_wider ? Truth::kUnknown : Truth::kFalse;
  if (study.catalog().action_resource_types(id).empty()) return any;
  for (const policy::Resource* resource : facts.widest) {
    any = Or(any, access::FitsAction(policy, *resource, id, study.catalog()));
    if (any == Truth::kTrue) break;
  }
  return any;
}

/// Calls `take(id, wide)` for the listed actions that the statement names and no Deny always refuses, until it returns
/// false.
template <class Take>
void ForEachListed(Study& study, const Statement& statement, Argument listed, Take take) {
  const catalog::Ids& names = study.Names(statement);
  const catalog::Ids& refused = Refused(study);
  std::uint32_t at = 0;
  for (const catalog::IdRange range : names) {
    while (at < listed.range_count() && listed.range(at).end <= range.begin) ++at;
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
  const RiskMemo::Facts& facts = FactsOf(study, *subject.policy, statement);
  if (facts.unlimited == Truth::kFalse) return Truth::kFalse;
  if (!facts.everything && facts.widest.empty() && !facts.may_be_wider) return Truth::kFalse;
  Truth found = Truth::kFalse;
  ForEachListed(study, statement, listed, [&](catalog::ActionId id) {
    found = Or(found, IsWide(study, *subject.policy, facts, id));
    return found != Truth::kTrue;
  });
  if (found != Truth::kTrue && Study::HasUnknownActions(statement)) found = Truth::kUnknown;
  found = And(found, facts.unlimited);
  return statement.effect == Effect::kAllow ? found : And(found, Truth::kUnknown);
}

std::string FillHandedOut(Study& study, const Subject& subject, Argument listed, std::string_view placeholder) {
  const RiskMemo::Facts& facts = FactsOf(study, *subject.policy, *subject.statement);
  std::uint32_t count = 0;
  std::string examples;
  ForEachListed(study, *subject.statement, listed, [&](catalog::ActionId id) {
    if (IsWide(study, *subject.policy, facts, id) == Truth::kFalse || ++count > 3) return true;
    examples.append(examples.empty() ? "`" : ", `").append(study.catalog().FullName(id)).append("`");
    return true;
  });
  if (placeholder == "count") return std::to_string(count) + (count == 1 ? " action" : " actions");
  if (count == 0) return "actions that are not known";
  return count > 3 ? examples + " and " + std::to_string(count - 3) + " more" : examples;
}

Needs NeedsListed(Argument listed) {
  Needs needs;
  needs.shapes = Bit(Shape::kAllow);
  needs.actions[needs.count++] = listed;
  return needs;
}

constexpr std::string_view kFills[] = {"count", "examples"};

constexpr Predicate kTable[] = {
    {.name = "hands_out",
     .doc = "The Allow examined names some of these actions, which no Deny of the policy always refuses, on all "
            "resources of a type that they work on, under no condition on who calls or on what.",
     .argument = ArgumentType::kActions,
     .subjects = Bit(SubjectKind::kStatement),
     .fills = kFills,
     .test = HandsOut,
     .fill = FillHandedOut,
     .needs = NeedsListed},
};

}  // namespace

std::span<const Predicate> RiskPredicates() { return kTable; }

}  // namespace iampolicy::rules
