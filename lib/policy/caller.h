#ifndef IAMPOLICY_LIB_POLICY_CALLER_H_
#define IAMPOLICY_LIB_POLICY_CALLER_H_

// Who calls, and which Principal entries name them.
// Source: IAM User Guide, "AWS JSON policy elements: Principal" and "NotPrincipal".

#include <cstdint>
#include <string_view>

#include "lib/policy/match.h"
#include "lib/policy/principal.h"
#include "lib/text/sources.h"
#include "lib/text/truth.h"

namespace iampolicy::policy {

enum class CallerKind : std::uint8_t {
  kAnonymous,
  kRoot,
  kUser,
  kRole,
  kSession,
  kFederatedUser,
  kService,
  kProvider,
  kOther,  ///< a canonical id, an origin access identity, what fits nothing
};

struct Caller {
  CallerKind kind = CallerKind::kOther;
  std::string_view text;       ///< as the request writes it
  std::string_view partition;  ///< of its ARN
  std::string_view account;    ///< "" where it has none
  std::string_view name;       ///< of the user, role or federated user, without path; of a session, its role's

  /// Whether identity policies, boundaries, session policies and service control policies govern it.
  bool has_identity() const {
    return kind == CallerKind::kRoot || kind == CallerKind::kUser || kind == CallerKind::kRole ||
           kind == CallerKind::kSession || kind == CallerKind::kFederatedUser;
  }
  /// A role that a service owns: out of reach of service and resource control policies.
  bool is_service_linked() const;
};

Caller ParseCaller(const Request& request);

/// How the entries name the caller.
struct Named {
  Grade grade = Grade::kNone;  ///< the strongest entry that is known
  Grade most = Grade::kNone;   ///< the strongest that entries not known from the file may be
};
Named NamedBy(const Principals& principals, const Caller& caller, const text::Sources& sources);

/// Whether NotPrincipal exempts the caller: every member of its chain (account, role, session) must be listed.
text::Truth IsExempt(const Principals& not_principals, const Caller& caller, const text::Sources& sources);

}  // namespace iampolicy::policy

#endif  // IAMPOLICY_LIB_POLICY_CALLER_H_
