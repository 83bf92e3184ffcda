// Predicates that ask the access engine: what is let through, Deny and conditions taken into account.

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/access/question.h"
#include "lib/policy/arn.h"
#include "lib/policy/build.h"
#include "lib/rules/access_memo.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"
#include "lib/syntax/json.h"

namespace iampolicy::rules {
namespace {

using access::Answer;
using access::Region;

constexpr Member kWords[] = {
    {"Action", ArgumentType::kActions, false, "", {}},
    {"Resource", ArgumentType::kPatterns, false, "", {}, ResourceFault},
    {"Principal", ArgumentType::kTexts, false, "", {}, PrincipalFault},
    {"Condition", ArgumentType::kCondition, false, "", {}},
};
constexpr Member kRequire[] = {
    {"for", ArgumentType::kObject, true, "the requests concerned", kWords},
    {"Condition", ArgumentType::kCondition, true, "what must hold for them", {}},
};

Truth Grants(Study& study, const Subject&, Argument argument) { return MayGrant(study, argument); }

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

Truth GrantsEvery(Study& study, const Subject&, Argument argument) { return GrantsEveryAnswer(study, argument).found; }
Truth Denies(Study& study, const Subject&, Argument argument) { return DeniesAnswer(study, argument).found; }
Truth DeniesEvery(Study& study, const Subject&, Argument argument) { return DeniesEveryAnswer(study, argument).found; }
Truth DoesNotDenyEvery(Study& study, const Subject&, Argument argument) {
  return text::Not(DeniesEveryAnswer(study, argument).found);
}

const Answer& PublicAnswer(Study& study, Argument argument) {
  const bool anything = argument.type() == ArgumentType::kFlag;
  return Kept(study, kPublic, anything ? 0 : argument.place(), [&](access::Access& access) {
    return anything ? access.IsPublic() : access.IsPublic(RegionOf(study, argument).region);
  });
}
Truth IsPublic(Study& study, const Subject&, Argument argument) { return PublicAnswer(study, argument).found; }

/// The requests of the accounts, users and roles that a region names, told by the keys that each of their requests
/// carries: a policy may let in everyone and test the key. Source: IAM User Guide, "AWS global condition context keys".
std::vector<Region> ByCallerKeys(const Region& region) {
  access::Test accounts{"StringEquals", "aws:PrincipalAccount", {}};
  access::Test arns{"StringEquals", "aws:PrincipalArn", {}};
  for (const std::string_view principal : region.principals) {
    const policy::Arn arn = policy::ParseArn(principal);
    if (policy::IsAccountId(principal)) accounts.values.push_back(principal);
    if (!arn.present || arn.service != "iam") continue;
    if (arn.resource == "root") accounts.values.push_back(arn.account);
    if (arn.resource.starts_with("role/") || arn.resource.starts_with("user/")) arns.values.push_back(principal);
  }
  std::vector<Region> by_keys;
  for (access::Test* test : {&accounts, &arns}) {
    if (test->values.empty()) continue;
    Region& one = by_keys.emplace_back(region);
    one.principals.clear();
    one.context.push_back(std::move(*test));
  }
  return by_keys;
}

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
  for (const Region& region : ByCallerKeys(no)) within.Set(question.Add(region));
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

template <const Answer& (*Ask)(Study&, Argument)>
std::string FillWitness(Study& study, const Subject&, Argument argument, std::string_view placeholder) {
  return RequestText(study, Ask(study, argument), placeholder);
}

template <const Answer& (*Ask)(Study&, Argument)>
void WitnessSites(Study& study, const Subject&, Argument argument, std::vector<Site>& out) {
  AddSites(study, Ask(study, argument), out);
}
Needs NeedsRegion(Argument argument) {
  Needs needs;
  needs.shapes = Bit(Shape::kAllow);
  if (const Argument actions = argument.member(kActionsMember); actions.present())
    needs.actions[needs.count++] = actions;
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
