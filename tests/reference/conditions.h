#ifndef IAMPOLICY_TESTS_REFERENCE_CONDITIONS_H_
#define IAMPOLICY_TESTS_REFERENCE_CONDITIONS_H_

// One operator and key against the context of a request.

#include <string>
#include <vector>

#include "tests/reference/evaluator.h"

namespace iampolicy::reference {

/// kOpen: it may be read either way.
enum class Answer { kNo, kYes, kOpen };

inline Answer Is(bool value) { return value ? Answer::kYes : Answer::kNo; }

Answer ConditionHolds(std::string op, const std::string& name, const std::vector<std::string>& wanted,
                      bool has_variables, const Request& request);

}  // namespace iampolicy::reference

#endif  // IAMPOLICY_TESTS_REFERENCE_CONDITIONS_H_
