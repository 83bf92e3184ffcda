#ifndef IAMPOLICY_TESTS_REFERENCE_PRINCIPALS_H_
#define IAMPOLICY_TESTS_REFERENCE_PRINCIPALS_H_

// Who calls, and which entries of Principal name them.

#include <set>
#include <string>

#include "tests/reference/evaluator.h"

namespace iampolicy::reference {

struct Who {
  std::string kind;  // anonymous, root, user, role, session, federated, other
  std::string account, role, user;
  bool is_aws = false;
};

Who WhoIs(const Request& request);

/// How the entries name the caller: "account", "feduser", "role", "direct", "wild".
std::set<std::string> GradesOf(const Json& principal, const Request& request);

/// The strongest of them; "" for none.
std::string Strongest(const std::set<std::string>& grades);

/// Exempt is who is listed with all above it.
bool IsExempt(const Json& not_principal, const Request& request);

}  // namespace iampolicy::reference

#endif  // IAMPOLICY_TESTS_REFERENCE_PRINCIPALS_H_
