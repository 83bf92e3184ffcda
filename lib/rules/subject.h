#ifndef IAMPOLICY_LIB_RULES_SUBJECT_H_
#define IAMPOLICY_LIB_RULES_SUBJECT_H_

// What a rule looks at: one element of a policy together with everything around it. A quantifier inside `when` adds an
// element to the subject, so that {"some": {"in": "statement.resources", ...}} can still ask about the action examined.

#include <cstdint>
#include <string_view>

#include "lib/policy/policy.h"
#include "lib/text/problem.h"

namespace iampolicy::rules {

/// What `each` can name and lists can hold. The order is that of the table in subject.cc.
enum class SubjectKind : std::uint8_t {
  kProblem,
  kPolicy,
  kStatement,
  kAction,
  kResource,
  kPrincipal,
  kCondition,
  kValue,
  kIdentity,
};

/// A set of subject kinds, as bits.
using SubjectKinds = std::uint32_t;
constexpr SubjectKinds Bit(SubjectKind kind) { return 1u << static_cast<std::uint32_t>(kind); }

std::string_view Name(SubjectKind kind);

/// Pointers into the policy; null where the element is not part of what is looked at. Cheap to copy.
/// Requires: a value has its condition, a condition, action, resource or principal its statement, all their policy.
struct Subject {
  const policy::Policy* policy = nullptr;
  const policy::Statement* statement = nullptr;
  const policy::Action* action = nullptr;
  const policy::Resource* resource = nullptr;
  const policy::Principal* principal = nullptr;
  const policy::Condition* condition = nullptr;
  const policy::ConditionValue* value = nullptr;
  const text::Problem* problem = nullptr;
  bool negated = false;  ///< the action, resource or principal examined stands in NotAction, NotResource, NotPrincipal
};

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_SUBJECT_H_
