#ifndef IAMPOLICY_LIB_POLICY_CONDITION_VALUES_H_
#define IAMPOLICY_LIB_POLICY_CONDITION_VALUES_H_

// The values of a context key that conditions may tell apart: at least one of each kind. Internal to the classes of
// conditions.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/policy/condition_classes.h"
#include "lib/policy/policy.h"
#include "lib/text/sources.h"

namespace iampolicy::policy {

/// Whether a value of the test is a text with policy variables: its operator compares text and its document has them.
bool HoldsVariable(const KeyTest& test, const ConditionValue& value);

/// Whether the operator compares texts (String and ARN operators).
inline bool ComparesText(const Operator& op) {
  return op.family == OperatorFamily::kString || op.family == OperatorFamily::kArn;
}

/// The operator families of the tests, Null left out: one bit each, 1 << family.
unsigned FamiliesOf(std::span<const KeyTest> tests);

/// One value for every way the tests' values can be met, plain ones first. Values have the types that the operators
/// compare: numbers under Numeric operators, ARNs of six fields under ARN operators alone. Parts that are not known,
/// and variables, are taken for any text. An error where there are too many.
Result<std::vector<std::string>> DistinctValues(std::span<const KeyTest> tests, const text::Sources& sources,
                                                std::size_t max_states);

/// A few values of the right type that often decide a question alone: what the tests name, and something else.
std::vector<std::string> LikelyValues(std::span<const KeyTest> tests);

}  // namespace iampolicy::policy

#endif  // IAMPOLICY_LIB_POLICY_CONDITION_VALUES_H_
