#ifndef IAMPOLICY_TESTS_Z3_ENCODING_H_
#define IAMPOLICY_TESTS_Z3_ENCODING_H_

// Comparison of two identity policies as a question to z3, with an encoding of its own: strings, regular expressions,
// reals.

#include "tests/reference/evaluator.h"

namespace iampolicy::z3_oracle {

enum class Told { kNotEncoded, kGaveUp, kWithin, kBeyond };

/// Whether the encoding speaks of all that the policy holds.
bool IsEncoded(const reference::Json& document);

/// Whether all that `candidate` allows `existing` allows. kNotEncoded: one of them is not encoded.
Told AskZ3(const reference::Json& existing, const reference::Json& candidate, unsigned milliseconds);

}  // namespace iampolicy::z3_oracle

#endif  // IAMPOLICY_TESTS_Z3_ENCODING_H_
