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

#include "lib/policy/policy.h"
#include "lib/text/sources.h"
#include "lib/text/truth.h"

namespace iampolicy::policy {

/// The values of a context key of a request. One value is single-valued unless `is_set`.
struct ContextKey {
  std::string name;  ///< compared ignoring case
  std::vector<std::string> values;
  bool is_set = false;  ///< multi-valued: needs ForAllValues or ForAnyValue
};

struct Request {
  std::string principal;  ///< ARN, service principal, provider ARN, or "anonymous"
  std::string account;    ///< of the principal; "" where it has none
  std::string action;     ///< "s3:GetObject"
  std::string resource;   ///< ARN or "*"
  std::string resource_account;
  std::vector<ContextKey> context;
};

/// The value of a context key; nullptr where it is absent.
const ContextKey* FindKey(std::span<const ContextKey> context, std::string_view name);

/// How strongly a Principal entry names the caller; what may still limit the grant depends on it.
enum class Grade : std::uint8_t { kNone, kAccount, kFederatedUser, kRole, kDirect, kWild };

struct Match {
  text::Truth applies = text::Truth::kFalse;
  Grade grade = Grade::kWild;  ///< the strongest of the principal entries; kWild where the statement has no Principal
  /// The first part that does not apply, for explanations.
  enum class Part : std::uint8_t { kNone, kPrincipal, kAction, kResource, kCondition } failed = Part::kNone;
  std::uint32_t condition = 0;  ///< with kCondition: its index
};

text::Truth MatchesAction(const Action& action, std::string_view request_action, const text::Sources& sources);
text::Truth MatchesResource(const Policy& policy, const Resource& resource, const Request& request,
                            const text::Sources& sources);
text::Truth MatchesCondition(const Policy& policy, const Condition& condition, const Request& request,
                             const text::Sources& sources);

/// The whole statement. Variables are replaced by the request's values. Iterative, no recursion.
Match MatchStatement(const Policy& policy, const Statement& statement, const Request& request,
                     const text::Sources& sources);

}  // namespace iampolicy::policy

#endif  // IAMPOLICY_LIB_POLICY_MATCH_H_
