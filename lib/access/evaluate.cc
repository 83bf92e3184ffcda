// See evaluate.h. Two steps: what each group of policies says (Voices), then what follows (Ruling). The truth of a
// group is three-valued and every rule below is made of And and Or, so that what depends on an unknown part comes out
// unknown.

#include "lib/access/evaluate.h"

#include <array>
#include <cstddef>

#include "lib/policy/arn.h"
#include "lib/policy/caller.h"
#include "lib/text/utf8.h"

namespace iampolicy::access {
namespace {

using policy::Caller;
using policy::CallerKind;
using policy::Effect;
using policy::Grade;
using policy::Match;
using text::Truth;

/// The groups whose policies are united.
enum class Group : std::uint8_t { kIdentity, kBoundary, kSession, kResource, kScp, kRcp, kEndpoint };
constexpr std::size_t kGroups = 7;
constexpr std::size_t kGrades = 6;

Group GroupOf(const policy::Policy& policy) {
  switch (policy.kind) {
    case PolicyKind::kBoundary:
      return Group::kBoundary;
    case PolicyKind::kSession:
      return Group::kSession;
    case PolicyKind::kResource:
    case PolicyKind::kTrust:
      return Group::kResource;
    case PolicyKind::kScp:
      return Group::kScp;
    case PolicyKind::kRcp:
      return Group::kRcp;
    case PolicyKind::kEndpoint:
      return Group::kEndpoint;
    case PolicyKind::kIdentity:
    case PolicyKind::kUnknown:
      break;
  }
  const bool names_callers = policy.kind == PolicyKind::kUnknown && !policy.statements.items.empty() &&
                             (policy.statements.items.front().principals.present() ||
                              policy.statements.items.front().not_principals.present());
  return names_callers ? Group::kResource : Group::kIdentity;
}

/// Whether policies of the group bind the caller at all.
bool Governs(Group group, const Caller& caller) {
  switch (group) {
    case Group::kIdentity:
    case Group::kBoundary:
    case Group::kSession:
      return caller.has_identity();
    case Group::kScp:
      return caller.has_identity() && !caller.is_service_linked();
    case Group::kRcp:
      return !caller.is_service_linked();
    case Group::kResource:
    case Group::kEndpoint:
      break;
  }
  return true;
}

/// Role trust policies and key policies: nothing is granted that they do not speak of.
bool IsSoleAuthority(const Request& request) {
  const policy::Arn arn = policy::ParseArn(request.resource);
  if (!arn.present) return false;
  const auto starts_with = [](std::string_view text, std::string_view with) {
    return text.substr(0, with.size()) == with;
  };
  if (arn.service == "kms") {
    return starts_with(arn.resource, "key/") && text::EqualIgnoringCase(request.action.substr(0, 4), "kms:");
  }
  return arn.service == "iam" && starts_with(arn.resource, "role/") &&
         text::EqualIgnoringCase(request.action.substr(0, 4), "sts:");
}

/// What the groups say of the request.
struct Voices {
  struct Level {
    std::string_view name;
    Truth allows = Truth::kFalse;
  };
  Truth denies = Truth::kFalse;
  std::array<bool, kGroups> present{};
  std::array<Truth, kGroups> allows{};           // every group but kResource and kScp
  std::array<Truth, kGrades> resource_allows{};  // by grade
  std::vector<Level> scp_levels;

  bool has(Group group) const { return present[static_cast<std::size_t>(group)]; }
  Truth of(Group group) const { return allows[static_cast<std::size_t>(group)]; }
  /// A limit that is not there does not limit.
  Truth within(Group group) const { return has(group) ? of(group) : Truth::kTrue; }
  Truth graded(Grade grade) const { return resource_allows[static_cast<std::size_t>(grade)]; }
  Truth resource() const {
    Truth any = Truth::kFalse;
    for (const Truth truth : resource_allows) any = Or(any, truth);
    return any;
  }

  void Hear(Group group, std::string_view level, Effect effect, const Match& match) {
    if (match.applies == Truth::kFalse) return;
    const Truth applies = effect == Effect::kUnknown ? And(match.applies, Truth::kUnknown) : match.applies;
    if (effect == Effect::kDeny || effect == Effect::kUnknown) denies = Or(denies, applies);
    if (effect != Effect::kAllow && effect != Effect::kUnknown) return;
    if (group == Group::kScp) {
      Truth& allowed = LevelOf(level).allows;
      allowed = Or(allowed, applies);
    } else if (group == Group::kResource) {
      Add(match.grade, applies);
      Add(match.most, And(applies, match.most == match.grade ? Truth::kTrue : Truth::kUnknown));
    } else {
      Truth& allowed = allows[static_cast<std::size_t>(group)];
      allowed = Or(allowed, applies);
    }
  }
  Level& LevelOf(std::string_view level) {
    for (Level& known : scp_levels) {
      if (known.name == level) return known;
    }
    scp_levels.push_back({level});
    return scp_levels.back();
  }

 private:
  void Add(Grade grade, Truth applies) {
    if (grade == Grade::kNone) return;
    Truth& allowed = resource_allows[static_cast<std::size_t>(grade)];
    allowed = Or(allowed, applies);
  }
};

/// Whether the request is allowed, no Deny considered, and why.
struct Ruling {
  Truth allowed = Truth::kFalse;
  Reason reason = Reason::kNothingAllows;
  std::string_view level;
};

/// The caller's own policies: an Allow within the boundary and the session policy.
Ruling OwnSide(const Voices& voices, const Caller& caller, bool is_cross_account) {
  if (caller.kind == CallerKind::kRoot)
    return {Truth::kTrue, is_cross_account ? Reason::kBothAccounts : Reason::kRoot, {}};
  const bool is_federated = caller.kind == CallerKind::kFederatedUser;
  if (is_federated && !voices.has(Group::kSession)) return {Truth::kFalse, Reason::kSessionMissing, {}};
  const Truth identity = voices.of(Group::kIdentity);
  const Truth boundary = voices.within(Group::kBoundary);
  const Truth session = voices.within(Group::kSession);
  const Truth allowed = And(identity, And(boundary, session));
  if (allowed == Truth::kTrue) return {allowed, Reason::kIdentity, {}};
  if (identity == Truth::kFalse) return {allowed, Reason::kIdentitySilent, {}};
  return {allowed, boundary == Truth::kFalse ? Reason::kBoundarySilent : Reason::kSessionSilent, {}};
}

Ruling AcrossAccounts(const Voices& voices, const Caller& caller) {
  const Truth resource = voices.resource();
  Ruling own = OwnSide(voices, caller, true);
  const Truth allowed = And(resource, own.allowed);
  if (allowed == Truth::kTrue) return {allowed, Reason::kBothAccounts, {}};
  if (resource != Truth::kTrue && own.allowed != Truth::kTrue && voices.of(Group::kIdentity) == Truth::kFalse) {
    return {allowed, Reason::kNothingAllows, {}};
  }
  own.allowed = allowed;
  if (resource != Truth::kTrue) own.reason = Reason::kResourceSilent;
  return own;
}

Ruling WithinAccount(const Voices& voices, const Caller& caller, bool is_sole_authority) {
  const Truth named = Or(voices.graded(Grade::kDirect), voices.graded(Grade::kWild));
  if (named == Truth::kTrue) return {named, Reason::kNamed, {}};
  // A grant to the user of a federated user reaches it only through a session policy.
  const bool has_session = voices.has(Group::kSession);
  const Truth by_user = And(voices.graded(Grade::kFederatedUser), text::ToTruth(has_session));
  const Truth limits = And(voices.within(Group::kBoundary), voices.within(Group::kSession));
  const Truth role = Or(by_user, voices.graded(Grade::kRole));
  const Truth role_named = And(role, limits);
  if (role_named == Truth::kTrue) return {role_named, Reason::kRoleNamed, {}};

  Ruling own = OwnSide(voices, caller, false);
  if (is_sole_authority) {
    const Truth delegated = voices.graded(Grade::kAccount);
    if (delegated == Truth::kFalse) {
      own = {Truth::kFalse, Reason::kResourceSilent, {}};
    } else {
      own.allowed = And(own.allowed, delegated);
      if (own.allowed == Truth::kTrue) own.reason = Reason::kDelegated;
    }
  } else if (own.reason == Reason::kIdentitySilent && voices.graded(Grade::kAccount) == Truth::kFalse) {
    own.reason = Reason::kNothingAllows;
  }
  own.allowed = Or(own.allowed, Or(named, role_named));
  // The resource's policy did its part; the caller's limits are what is missing.
  if (own.allowed == Truth::kFalse && role == Truth::kTrue) {
    own.reason = voices.within(Group::kBoundary) == Truth::kFalse ? Reason::kBoundarySilent : Reason::kSessionSilent;
  }
  return own;
}

/// The limits of the organization and the endpoint come on top of everything.
Ruling WithLimits(Ruling ruling, const Voices& voices) {
  for (const Voices::Level& level : voices.scp_levels) {
    if (level.allows == Truth::kFalse && ruling.allowed != Truth::kFalse) {
      ruling.reason = Reason::kScpSilent;
      ruling.level = level.name;
    }
    ruling.allowed = And(ruling.allowed, level.allows);
  }
  const Truth endpoint = voices.within(Group::kEndpoint);
  if (endpoint == Truth::kFalse && ruling.allowed != Truth::kFalse) ruling.reason = Reason::kEndpointSilent;
  ruling.allowed = And(ruling.allowed, endpoint);
  return ruling;
}

Ruling Rule(const Voices& voices, const Caller& caller, const Request& request) {
  if (!caller.has_identity()) {
    const Truth allowed = voices.resource();
    return {allowed, allowed == Truth::kFalse ? Reason::kResourceSilent : Reason::kResourceAlone, {}};
  }
  const bool is_own = request.resource_account.empty() || request.resource_account == caller.account;
  return is_own ? WithinAccount(voices, caller, IsSoleAuthority(request)) : AcrossAccounts(voices, caller);
}

/// Whether an Allow of the group and grade carries a decision that was reached for this reason.
bool Carries(Reason reason, Group group, Grade grade) {
  if (group == Group::kScp || group == Group::kEndpoint) return reason != Reason::kNeedsNothing;
  const bool is_own = group == Group::kIdentity || group == Group::kBoundary || group == Group::kSession;
  switch (reason) {
    case Reason::kNamed:
      return group == Group::kResource && grade >= Grade::kDirect;
    case Reason::kRoleNamed:
      return group == Group::kBoundary || group == Group::kSession ||
             (group == Group::kResource && (grade == Grade::kRole || grade == Grade::kFederatedUser));
    case Reason::kIdentity:
      return is_own;
    case Reason::kDelegated:
      return is_own || (group == Group::kResource && grade == Grade::kAccount);
    case Reason::kBothAccounts:
      return is_own || group == Group::kResource;
    case Reason::kResourceAlone:
      return group == Group::kResource;
    default:
      return false;
  }
}

class Judging {
 public:
  Judging(std::span<const Attached> policies, const Request& request, const text::Sources& sources, Detail detail)
      : policies_(policies),
        request_(request),
        sources_(sources),
        detail_(detail),
        caller_(policy::ParseCaller(request)) {}

  Judgement Run() {
    for (const Attached& attached : policies_) Introduce(attached);
    for (std::uint32_t i = 0; i < policies_.size(); ++i) Listen(i);
    if (caller_.kind != CallerKind::kAnonymous && text::EqualIgnoringCase(request_.action, "sts:GetCallerIdentity")) {
      return Conclude(Outcome::kAllowed, {Truth::kTrue, Reason::kNeedsNothing, {}});
    }
    if (voices_.denies == Truth::kTrue) return Conclude(Outcome::kExplicitDeny, {Truth::kTrue, Reason::kDenied, {}});
    const Ruling ruling = WithLimits(Rule(voices_, caller_, request_), voices_);
    judgement_.decided = voices_.denies == Truth::kFalse && ruling.allowed != Truth::kUnknown;
    return Conclude(ruling.allowed == Truth::kTrue ? Outcome::kAllowed : Outcome::kImplicitDeny, ruling);
  }

 private:
  // A boundary, session policy or level is there even where none of its statements applies.
  void Introduce(const Attached& attached) {
    const Group group = GroupOf(*attached.policy);
    if (!Governs(group, caller_)) return;
    voices_.present[static_cast<std::size_t>(group)] = true;
    if (group == Group::kScp) voices_.LevelOf(attached.level);
  }

  void Listen(std::uint32_t index) {
    const policy::Policy& policy = *policies_[index].policy;
    const Group group = GroupOf(policy);
    const bool governs = Governs(group, caller_);
    if (!governs && detail_ == Detail::kOutcome) return;
    const bool has_boundary = voices_.has(Group::kBoundary);
    for (std::uint32_t i = 0; i < policy.statements.items.size(); ++i) {
      const policy::Statement& statement = policy.statements.items[i];
      StatementVerdict verdict;
      verdict.policy = index;
      verdict.statement = i;
      verdict.governs = governs;
      if (governs) {
        verdict.match = MatchStatement(policy, statement, request_, sources_, has_boundary);
        voices_.Hear(group, policies_[index].level, statement.effect, verdict.match);
      }
      if (detail_ == Detail::kVerdicts) judgement_.verdicts.push_back(verdict);
    }
    // Statements that are not known may do anything.
    if (governs && policy.statements.open) {
      voices_.Hear(group, policies_[index].level, Effect::kUnknown, {Truth::kUnknown, Grade::kWild, Grade::kWild});
    }
  }

  Judgement Conclude(Outcome outcome, const Ruling& ruling) {
    judgement_.outcome = outcome;
    judgement_.reason = ruling.reason;
    judgement_.level = ruling.level;
    for (StatementVerdict& verdict : judgement_.verdicts) {
      if (verdict.match.applies != Truth::kTrue || !judgement_.decided) continue;
      const policy::Policy& policy = *policies_[verdict.policy].policy;
      const Effect effect = policy.statements.items[verdict.statement].effect;
      if (outcome == Outcome::kExplicitDeny) verdict.decides = effect == Effect::kDeny;
      if (outcome == Outcome::kAllowed) {
        verdict.decides = effect == Effect::kAllow && Carries(ruling.reason, GroupOf(policy), verdict.match.grade);
      }
    }
    return std::move(judgement_);
  }

  std::span<const Attached> policies_;
  const Request& request_;
  const text::Sources& sources_;
  Detail detail_;
  Caller caller_;
  Voices voices_;
  Judgement judgement_;
};

}  // namespace

Judgement Judge(std::span<const Attached> policies, const Request& request, const text::Sources& sources,
                Detail detail) {
  return Judging(policies, request, sources, detail).Run();
}

}  // namespace iampolicy::access
