#ifndef IAMPOLICY_LIB_ACCESS_REGION_H_
#define IAMPOLICY_LIB_ACCESS_REGION_H_

// What is asked about: several policies in force together, and a set of requests.

#include <string_view>
#include <vector>

#include "lib/catalog/catalog.h"
#include "lib/policy/policy.h"

namespace iampolicy::access {

/// Policies in force together: a request is let through when no Deny of any of them applies and every layer has an
/// Allow that does. A lone policy is one layer of one; a principal with a boundary is {{attached...}, {boundary}}.
/// `denies` holds policies that only refuse (resource control policies, whose own Allow is built in).
/// The policies must outlive what is made of this.
struct Stack {
  std::vector<std::vector<const policy::Policy*>> layers;
  std::vector<const policy::Policy*> denies;

  static Stack Of(const policy::Policy& policy) { return {{{&policy}}, {}}; }
};

/// A test of a context key, as a Condition block writes it: {"StringEquals": {"aws:PrincipalOrgID": ["o-abc"]}}.
struct Test {
  std::string_view op;
  std::string_view key;
  std::vector<std::string_view> values;
};

/// A set of requests, in the words of a statement. An empty list of actions, resources or principals does not limit;
/// all tests of `context` must hold. Variables and wildcards mean what they mean in a 2012-10-17 statement.
/// Views must outlive what is made of this.
struct Region {
  std::vector<std::string_view> actions;     ///< "iam:PassRole", "s3:Get*"
  std::vector<std::string_view> resources;   ///< ARN patterns or "*"
  std::vector<std::string_view> principals;  ///< "*", account ids, ARNs, service principals
  std::vector<Test> context;
  std::vector<catalog::ActionId> ids = {};  ///< of `actions`, where they were looked up before; else empty
  bool by_fields = false;                   ///< wildcards of resources take no colon that ends a field of an ARN
};

/// The region as an Allow of a 2012-10-17 document.
policy::Statement StatementOf(const Region& region);

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_REGION_H_
