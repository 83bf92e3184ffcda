#ifndef IAMPOLICY_LIB_POLICY_MATCH_H_
#define IAMPOLICY_LIB_POLICY_MATCH_H_

// Does this statement apply to this request? True, false, or unknown where a hole decides.
// Source: IAM User Guide, "Policy evaluation logic", "Condition operators", "Multivalued context keys".

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <iampolicy/access.h>

#include "lib/policy/policy.h"
#include "lib/text/sources.h"
#include "lib/text/truth.h"

namespace iampolicy::policy {

using iampolicy::ContextKey;
using iampolicy::Request;

/// The value of a context key; nullptr where it is absent or has no values.
const ContextKey* FindKey(std::span<const ContextKey> context, std::string_view name);

/// How strongly a Principal entry names the caller; what may still limit the grant depends on it.
enum class Grade : std::uint8_t { kNone, kAccount, kFederatedUser, kRole, kDirect, kWild };

struct Match {
  text::Truth applies = text::Truth::kFalse;
  Grade grade = Grade::kWild;  ///< the strongest of the principal entries; kWild where the statement has no Principal
  Grade most = Grade::kWild;   ///< the strongest that entries not known from the file may be
  /// The first part that does not apply, for explanations.
  enum class Part : std::uint8_t { kNone, kPrincipal, kAction, kResource, kCondition } failed = Part::kNone;
  std::uint32_t condition = 0;  ///< with kCondition: its index
};

/// Whether one entry covers the request.
text::Truth MatchesAction(const Action& action, std::string_view request_action, const text::Sources& sources);
/// In identity policies, boundaries and session policies an ARN of fewer than six fields is completed with `*` fields.
/// An entry with a policy variable that has no value in the request covers nothing.
text::Truth MatchesResource(const Policy& policy, const Resource& resource, const Request& request,
                            const text::Sources& sources);
/// Whether the request meets one operator and key. kUnknown also where there is no such operator.
text::Truth MatchesCondition(const Policy& policy, const Condition& condition, const Request& request,
                             const text::Sources& sources);

/// The whole statement. Variables are replaced by the request's values. Iterative, no recursion. A statement without
/// Resource covers the resource it is attached to in resource and trust policies, nothing elsewhere; a NotResource
/// with a variable that has no value is kUnknown (AWS leaves it open). `has_boundary`: a permissions boundary is set
/// for the caller, which a Deny with NotPrincipal then never exempts.
Match MatchStatement(const Policy& policy, const Statement& statement, const Request& request,
                     const text::Sources& sources, bool has_boundary = false);

}  // namespace iampolicy::policy

#endif  // IAMPOLICY_LIB_POLICY_MATCH_H_
