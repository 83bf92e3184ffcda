#ifndef IAMPOLICY_LIB_POLICY_LIMITS_H_
#define IAMPOLICY_LIB_POLICY_LIMITS_H_

// Whether a condition takes anything away from an Allow. Most keys come with every request, so that demanding their
// presence alone takes nothing away; a tag of the resource is on few resources, and there it does.

#include <string_view>

#include "lib/policy/policy.h"
#include "lib/text/sources.h"
#include "lib/text/truth.h"

namespace iampolicy::policy {

/// Whether the condition keeps requests out by the values of its key, or by the presence of a key that the resource or
/// the way of the call decides, such as `Null: {"aws:ResourceTag/team": "false"}`. kUnknown: it depends on a hole. Errs
/// on the side of no limit.
text::Truth Limits(const Policy& policy, const Condition& condition, const text::Sources& sources);

/// Whether a condition of a Deny leaves only requests that a limiting condition of an Allow would: what is not refused
/// carries one of the values listed, a tag, or a second factor. StringNotEquals on aws:ResourceTag/team does, Bool
/// false on aws:MultiFactorAuthPresent does not, since calls without the key get by.
bool LeavesOnlyLimited(const Condition& condition);

/// Whether the key says how or when a call is made, not on what or by whom: whoever holds a grant can meet it. `key`
/// may be a pattern.
bool SaysHow(std::string_view key);

}  // namespace iampolicy::policy

#endif  // IAMPOLICY_LIB_POLICY_LIMITS_H_
