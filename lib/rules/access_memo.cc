// See access_memo.h.

#include "lib/rules/access_memo.h"

#include <algorithm>
#include <unordered_map>

#include "lib/policy/match.h"
#include "lib/rules/fields.h"
#include "lib/rules/grant_site.h"

namespace iampolicy::rules {
namespace {

/// Regions are the rules': each is made once, not once a policy.
struct RegionCache : Extra {
  std::unordered_map<std::uint32_t, OwnedRegion> regions;
};

using access::Answer;
using access::Region;

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

/// Nothing in it lets a request through, nor may a part that is not known.
bool OnlyDenies(const policy::Policy& policy) {
  return !policy.statements.open &&
         std::all_of(policy.statements.items.begin(), policy.statements.items.end(),
                     [](const policy::Statement& one) { return one.effect == policy::Effect::kDeny; });
}

/// The policies that are in force together: the identity's, or the policy alone. An SCP that only denies stands beside
/// one that allows (FullAWSAccess, which AWS attaches by itself): alone it would leave the account with nothing.
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
  for (const Document& scp : identity.scps) {
    if (OnlyDenies(*scp.policy)) {
      stack.denies.push_back(scp.policy);
    } else {
      add({scp});
    }
  }
  return stack;
}

}  // namespace

std::string_view ResourceFault(std::string_view resource) {
  if (resource.empty() || resource[0] != '@' || resource == "@self") return {};
  return "a resource is an ARN pattern, `*` or `@self`";
}

std::string_view PrincipalFault(std::string_view principal) {
  if (!principal.empty() && principal[0] == '@') return "a principal is `*`, an account id, an ARN or a service";
  const bool has_wildcard = principal.find_first_of("*?") != std::string_view::npos;
  if (!has_wildcard || principal == "*") return {};
  return "a principal has no wildcard but `*` as a whole";
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
  for (const std::string_view action : out.region.actions) out.region.ids.push_back(study.catalog().FindAction(action));
}

AccessMemo::AccessMemo(Study& study)
    : access(StackOf(study), study.catalog(), study.sources(),
             [&memo = study.memo()](std::string_view text) -> const catalog::Ids& { return memo.Facts(text).ids; }) {}

AccessMemo& MemoOf(Study& study) {
  return study.Get<AccessMemo>([&] { return std::make_unique<AccessMemo>(study); });
}

const OwnedRegion& RegionOf(Study& study, Argument argument) {
  const auto [found, added] = study.memo().Get<RegionCache>().regions.try_emplace(argument.place());
  if (added) AddRegion(study, argument, found->second);
  return found->second;
}

std::span<const Region> SettledOf(Study& study, Argument argument) {
  AccessMemo& memo = MemoOf(study);
  const Region& region = RegionOf(study, argument).region;
  if (study.kind() != PolicyKind::kIdentity) return {&region, 1};
  if (!memo.facts) memo.facts.emplace(study);
  if (memo.facts->has_none()) return {&region, 1};
  const auto [found, added] = memo.settled.try_emplace(argument.place());
  if (added) found->second = memo.facts->Settled(region, memo.texts);
  return found->second;
}

const Answer& GrantsAnswer(Study& study, Argument argument) {
  return Kept(study, kGrants, argument.place(), [&](access::Access& access) {
    Answer best;
    for (const Region& region : SettledOf(study, argument)) {
      Answer answer = access.Grants(region);
      if (answer.found == Truth::kTrue) return answer;
      if (answer.found == Truth::kUnknown) best = std::move(answer);
    }
    return best;
  });
}

Truth MayGrant(Study& study, Argument argument) {
  AccessMemo& memo = MemoOf(study);
  const auto [found, added] = memo.truths.try_emplace({kGrants, argument.place()}, Truth::kFalse);
  // What is not granted as it stands is not when more is known of it.
  if (!added || memo.access.Shows(RegionOf(study, argument).region) == Truth::kFalse) return found->second;
  Truth some = Truth::kFalse;
  for (const Region& region : SettledOf(study, argument)) {
    some = text::Or(some, memo.access.MayGrant(region));
    if (some == Truth::kTrue) break;
  }
  return found->second = some;
}

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

void AddSites(Study& study, const Answer& answer, std::vector<Site>& out) {
  if (!answer.witness) return;
  for (const Document& document : study.identity().attached) {
    for (const policy::Statement& statement : document.policy->statements.items) {
      if (statement.effect != policy::Effect::kAllow) continue;
      if (policy::MatchStatement(*document.policy, statement, *answer.witness, study.sources()).applies ==
          Truth::kFalse) {
        continue;
      }
      out.push_back(GrantSite(study, *document.policy, statement, answer.witness->action));
    }
  }
}

}  // namespace iampolicy::rules
