#ifndef IAMPOLICY_LIB_RULES_NUMBER_H_
#define IAMPOLICY_LIB_RULES_NUMBER_H_

#include <cstdint>

#include "lib/rules/argument.h"
#include "lib/text/truth.h"

namespace iampolicy::rules {

using text::Truth;

/// Whether a number somewhere between the two (inclusive) meets every bound of the argument (kNumber): true or false
/// where that holds for all such numbers.
Truth HoldsBetween(Argument argument, std::int64_t low, std::int64_t high);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_NUMBER_H_
