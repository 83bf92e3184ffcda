#ifndef IAMPOLICY_LIB_POLICY_CONDITION_H_
#define IAMPOLICY_LIB_POLICY_CONDITION_H_

// Condition blocks, flattened: one entry an operator and key.
// Source: IAM User Guide, "IAM JSON policy elements: Condition operators".

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "lib/policy/leaf.h"

namespace iampolicy::policy {

enum class OperatorFamily : std::uint8_t { kString, kNumeric, kDate, kBool, kBinary, kIpAddress, kArn, kNull };
enum class Comparison : std::uint8_t {
  kEquals,
  kEqualsIgnoreCase,
  kLike,
  kLess,
  kLessEquals,
  kGreater,
  kGreaterEquals
};
enum class Qualifier : std::uint8_t { kNone, kForAllValues, kForAnyValue };

/// A condition operator taken apart: ForAnyValue:StringNotLikeIfExists.
struct Operator {
  OperatorFamily family = OperatorFamily::kString;
  Comparison comparison = Comparison::kEquals;
  Qualifier qualifier = Qualifier::kNone;
  bool negated = false;
  bool if_exists = false;
};

/// nullopt where there is no such operator. Case is ignored. NullIfExists is none.
std::optional<Operator> ParseOperator(std::string_view text);

/// The base operators as AWS writes them, sorted ("ArnEquals", ...): for suggestions.
std::span<const std::string_view> OperatorNames();

inline constexpr std::string_view kForAllValues = "ForAllValues";
inline constexpr std::string_view kForAnyValue = "ForAnyValue";
inline constexpr std::string_view kIfExists = "IfExists";

/// An operator's name cut into its parts, whether or not they exist. Views into the text.
struct OperatorParts {
  bool has_qualifier = false;
  std::string_view qualifier;  ///< before the first colon
  std::string_view base;
  std::string_view if_exists;  ///< the suffix as written; "" where there is none
};
OperatorParts SplitOperator(std::string_view text);

struct ConditionValue {
  Leaf leaf;
  syntax::Kind kind = syntax::Kind::kString;  ///< kString, kNumber, kBool as written; kUnknown
};

struct Condition {
  Leaf operator_leaf;                    ///< node: the operator's key node
  std::optional<Operator> op;            ///< nullopt: no such operator, or not known from the file
  syntax::NodeId block = syntax::kNone;  ///< the operator's value
  Leaf key;                              ///< node: the condition key's key node; as written, its case kept
  List<ConditionValue> values;
};

struct Conditions {
  std::vector<Condition> items;
  text::Span key;
  text::Span span;
  syntax::NodeId node = syntax::kNone;
  bool open = false;  ///< a part that is not known may add conditions

  bool present() const { return node != syntax::kNone; }
};

}  // namespace iampolicy::policy

#endif  // IAMPOLICY_LIB_POLICY_CONDITION_H_
