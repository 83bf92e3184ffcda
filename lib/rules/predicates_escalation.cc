// Grants that together make more than each alone: the paths of privilege escalation.

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "lib/rules/access_memo.h"
#include "lib/rules/fields.h"
#include "lib/rules/grant_site.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"

namespace iampolicy::rules {
namespace {

using access::Region;

/// The order is that of both tables below.
enum : std::uint32_t { kRegionsMember, kSameMember, kWaysMember, kNamedMember };
constexpr Member kWay[] = {
    {"regions", ArgumentType::kObjects, true, "each must be granted", kRegion},
    {"same", ArgumentType::kText, false, "\"resource\": on one and the same", {}},
};
constexpr Member kGrantsAll[] = {
    {"regions", ArgumentType::kObjects, false, "each must be granted", kRegion},
    {"same", ArgumentType::kText, false, "\"resource\": on one and the same", {}},
    {"ways", ArgumentType::kObjects, false, "all of one of these must be granted besides", kWay},
    {"named", ArgumentType::kFlag, false, "true: actions that the file does not name are not guessed at", {}},
};

Truth GrantsTogether(Study& study, Argument argument) {
  AccessMemo& memo = MemoOf(study);
  const auto [found, added] = memo.truths.try_emplace({kTogether, argument.place()}, Truth::kFalse);
  if (!added) return found->second;
  std::vector<Region> regions;
  const Argument list = argument.member(kRegionsMember);
  for (std::uint32_t i = 0; i < list.size(); ++i) {
    // Where actions of one region know different keys the region is asked about as it stands.
    const std::span<const Region> settled = SettledOf(study, list.object(i));
    regions.push_back(settled.size() == 1 ? settled.front() : RegionOf(study, list.object(i)).region);
  }
  return found->second = memo.access.GrantsAllOnOneResource(regions);
}

/// The regions of a way, or those that all ways share.
Truth GrantsRegions(Study& study, Argument argument) {
  const Argument list = argument.member(kRegionsMember);
  if (!list.present()) return Truth::kTrue;
  Truth all = Truth::kTrue;
  for (std::uint32_t i = 0; i < list.size() && all != Truth::kFalse; ++i) {
    all = text::And(all, MayGrant(study, list.object(i)));
  }
  if (all != Truth::kFalse && argument.member(kSameMember).present()) {
    all = text::And(all, GrantsTogether(study, argument));
  }
  return all;
}

bool IsFlagged(Argument flag) { return flag.present() && flag.flag(); }

/// Else what could not be settled hangs on no part of the file.
bool HasUnknowns(const IdentityPolicies& identity) {
  const auto has = [](const Document& document) { return document.policy->has_unknowns; };
  return std::any_of(identity.attached.begin(), identity.attached.end(), has) ||
         std::any_of(identity.boundary.begin(), identity.boundary.end(), has) ||
         std::any_of(identity.scps.begin(), identity.scps.end(), has);
}

/// The file itself names an action of the region, in an Allow of the principal.
bool IsNamed(Study& study, Argument region) {
  const Argument actions = region.member(kActionsMember);
  for (const Document& document : study.identity().attached) {
    for (const policy::Statement& statement : document.policy->statements.items) {
      if (statement.effect != policy::Effect::kAllow) continue;
      if (statement.not_actions.present() && Study::HasUnknownActions(statement)) continue;
      // Who writes `*` names nothing.
      const auto& entries = statement.actions.items;
      if (std::any_of(entries.begin(), entries.end(), [](const auto& entry) { return entry.is_star; })) continue;
      if (!actions.present() || Overlaps(study.Names(statement), actions)) return true;
    }
  }
  return false;
}

Truth GrantsWays(Study& study, Argument argument) {
  const Truth shared = GrantsRegions(study, argument);
  const Argument ways = argument.member(kWaysMember);
  if (!ways.present() && !argument.member(kRegionsMember).present()) return Truth::kFalse;
  if (shared == Truth::kFalse || !ways.present()) return shared;
  Truth some = Truth::kFalse;
  for (std::uint32_t i = 0; i < ways.size() && some != Truth::kTrue; ++i) {
    some = text::Or(some, GrantsRegions(study, ways.object(i)));
  }
  return text::And(shared, some);
}

/// The regions that are granted together: of several ways the surest, of those the first.
std::vector<Argument> GrantedRegions(Study& study, Argument argument) {
  std::vector<Argument> regions;
  const auto add = [&](Argument list) {
    for (std::uint32_t i = 0; i < list.size(); ++i) regions.push_back(list.object(i));
  };
  add(argument.member(kRegionsMember));
  const Argument ways = argument.member(kWaysMember);
  for (const Truth wanted : {Truth::kTrue, Truth::kUnknown}) {
    for (std::uint32_t i = 0; i < ways.size(); ++i) {
      if (GrantsRegions(study, ways.object(i)) != wanted) continue;
      add(ways.object(i).member(kRegionsMember));
      return regions;
    }
  }
  return regions;
}

Truth GrantsAll(Study& study, const Subject&, Argument argument) {
  const Truth granted = GrantsWays(study, argument);
  if (granted != Truth::kUnknown || !IsFlagged(argument.member(kNamedMember))) return granted;
  const std::vector<Argument> regions = GrantedRegions(study, argument);
  const bool are_named =
      HasUnknowns(study.identity()) &&
      std::all_of(regions.begin(), regions.end(), [&study](Argument region) { return IsNamed(study, region); });
  return are_named ? granted : Truth::kFalse;
}

std::string FillGrantsAll(Study& study, const Subject&, Argument argument, std::string_view placeholder) {
  const std::vector<Argument> regions = GrantedRegions(study, argument);
  if (regions.empty()) return "unknown";
  if (placeholder != "allowed_actions") return RequestText(study, GrantsAnswer(study, regions.front()), placeholder);
  std::vector<std::string> actions;
  for (const Argument one : regions) {
    const Region& region = RegionOf(study, one).region;
    const auto plain =
        region.actions.size() == 1 ? std::optional(region.actions.front()) : MemoOf(study).access.SomeAllowed(region);
    actions.push_back(plain ? std::string(*plain) : RequestText(study, GrantsAnswer(study, one), "allowed_action"));
  }
  return JoinShown(actions);
}
constexpr std::string_view kGrantsAllFills[] = {"witness", "allowed_action", "allowed_resource", "caller",
                                                "allowed_actions"};

void GrantsAllSites(Study& study, const Subject&, Argument argument, std::vector<Site>& out) {
  for (const Argument one : GrantedRegions(study, argument)) {
    const Region& region = SettledOf(study, one).front();
    const auto action =
        region.actions.size() == 1 ? std::optional(region.actions.front()) : MemoOf(study).access.SomeAllowed(region);
    std::vector<access::Access::Source> sources;
    if (action) {
      Region only = region;
      only.actions = {*action};
      only.ids.clear();
      sources = MemoOf(study).access.Granting(only);
    }
    for (const access::Access::Source& source : sources) {
      const auto& statements = source.policy->statements.items;
      const auto at = std::find_if(statements.begin(), statements.end(),
                                   [&source](const auto& statement) { return statement.node == source.node; });
      if (at != statements.end()) out.push_back(GrantSite(study, *source.policy, *at, *action));
    }
    if (sources.empty()) AddSites(study, GrantsAnswer(study, one), out);
  }
}

Needs NeedsRegions(Argument argument) {
  Needs needs;
  needs.shapes = Bit(Shape::kAllow);
  const Argument list = argument.member(kRegionsMember);
  for (std::uint32_t i = 0; i < list.size() && needs.count < Needs::kMost; ++i) {
    const Argument actions = list.object(i).member(kActionsMember);
    if (actions.present()) needs.actions[needs.count++] = actions;
  }
  return needs;
}

constexpr Predicate kTable[] = {
    {.name = "grants_all",
     .doc = "Some request of each region, and of all regions of one of the ways, is let through; with \"same\": "
            "\"resource\", all on one resource.",
     .argument = ArgumentType::kObject,
     .members = kGrantsAll,
     .subjects = Bit(SubjectKind::kPolicy) | Bit(SubjectKind::kIdentity),
     .fills = kGrantsAllFills,
     .test = GrantsAll,
     .fill = FillGrantsAll,
     .needs = NeedsRegions,
     .sites = GrantsAllSites},
};

}  // namespace

std::span<const Predicate> EscalationPredicates() { return kTable; }

}  // namespace iampolicy::rules
