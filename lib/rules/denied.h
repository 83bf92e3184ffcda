#ifndef IAMPOLICY_LIB_RULES_DENIED_H_
#define IAMPOLICY_LIB_RULES_DENIED_H_

// What Denies take away from a grant on everything. A Deny of all but some bucket leaves no grant on
// every bucket, and a Deny without a second factor leaves none without one, though neither refuses its actions for
// good.

#include "lib/catalog/catalog.h"
#include "lib/rules/study.h"

namespace iampolicy::rules {

/// The documented actions that Denies of the study's policy, and of those in force beside it (the principal's others,
/// its boundary, its SCPs), leave on named resources at the most, or under a condition on who calls or on what. Worked
/// out once a policy; empty, and cheap, where there is no Deny. Errs on the side of leaving out.
const catalog::Ids& Denied(Study& study);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_DENIED_H_
