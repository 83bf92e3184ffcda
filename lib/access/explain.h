#ifndef IAMPOLICY_LIB_ACCESS_EXPLAIN_H_
#define IAMPOLICY_LIB_ACCESS_EXPLAIN_H_

// A judgement in words.

#include <span>
#include <string>

#include <iampolicy/access.h>

#include "lib/access/evaluate.h"

namespace iampolicy::access {

/// The judgement with every statement and why it did not apply. Requires verdicts (Detail::kVerdicts).
Decision Explain(std::span<const Attached> policies, const Request& request, const Judgement& judgement);

/// Why a request cannot be decided: one line. Requires verdicts and !judgement.decided.
std::string WhyUndecided(std::span<const Attached> policies, const Judgement& judgement);

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_EXPLAIN_H_
