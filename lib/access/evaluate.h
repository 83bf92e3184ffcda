#ifndef IAMPOLICY_LIB_ACCESS_EVALUATE_H_
#define IAMPOLICY_LIB_ACCESS_EVALUATE_H_

// The decision on one request: which statements apply (lib/policy/match.h), and how policies combine.
// Source: IAM User Guide, "Policy evaluation logic" and "Cross-account policy evaluation logic".

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <iampolicy/access.h>

#include "lib/policy/match.h"
#include "lib/policy/policy.h"
#include "lib/text/sources.h"
#include "lib/text/truth.h"

namespace iampolicy::access {

/// A policy that may take part; its kind says how. kTrust and kUnknown with a Principal count as policies of the
/// resource, kEndpoint as one more limit on everyone.
struct Attached {
  const policy::Policy* policy = nullptr;
  std::string_view level;  ///< of an scp
};

/// What the decision rests on, or what is missing.
enum class Reason : std::uint8_t {
  kDenied,          ///< a Deny applies
  kNeedsNothing,    ///< the action needs no permission and cannot be denied
  kNamed,           ///< the resource's policy names the caller itself, or everyone
  kRoleNamed,       ///< it names the caller's role or user, and the caller's limits allow
  kIdentity,        ///< the caller's policies allow
  kDelegated,       ///< so they do, and the resource's policy, on which all depends here, delegates to the account
  kRoot,            ///< the account's root user
  kBothAccounts,    ///< across accounts, both sides allow
  kResourceAlone,   ///< the caller has no policies of its own
  kScpSilent,       ///< a level of service control policies does not allow
  kEndpointSilent,  ///< the endpoint's policy does not allow
  kNothingAllows,   ///< neither the caller's policies nor the resource's
  kResourceSilent,  ///< the resource's policy does not name the caller, and has to
  kIdentitySilent,  ///< the caller's policies do not allow, and have to
  kBoundarySilent,  ///< the boundary does not allow
  kSessionSilent,   ///< the session policy does not allow
  kSessionMissing,  ///< a federated user has nothing of its user without a session policy
};

/// What one statement has to do with the decision.
struct StatementVerdict {
  std::uint32_t policy = 0;     ///< index of the policy
  std::uint32_t statement = 0;  ///< index among its statements
  bool governs = true;          ///< false: policies of the kind do not bind this caller
  bool decides = false;         ///< the decision rests on it
  policy::Match match;
};

struct Judgement {
  Outcome outcome = Outcome::kImplicitDeny;  ///< without sense where not decided
  bool decided = true;                       ///< false: it depends on what is not known
  Reason reason = Reason::kNothingAllows;
  std::string_view level;  ///< with kScpSilent
  std::vector<StatementVerdict> verdicts;
};

enum class Detail : std::uint8_t { kOutcome, kVerdicts };

/// Judges a request. Unknown parts of the policies make the answer undecided only where it depends on them. O(texts of
/// the policies); a usual request takes a microsecond.
Judgement Judge(std::span<const Attached> policies, const Request& request, const text::Sources& sources,
                Detail detail = Detail::kOutcome);

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_EVALUATE_H_
