// Conditions are decided by constants and by parameters that were given. A default decides nothing: it is usually the
// harmless stage, and the template is written for the others.

#include <algorithm>

#include "lib/carriers/evaluator.h"

namespace iampolicy::carriers {
namespace {

using syntax::kNone;
using syntax::NodeId;
using text::Truth;

constexpr std::uint32_t kMostConditions = 32;  // conditions inside conditions

}  // namespace

std::string Evaluator::ConditionOf(NodeId arguments) {
  const std::vector<NodeId> list = view_.Elements(arguments);
  if (list.empty()) return {};
  // A condition called Yes is a boolean to YAML; what counts is how it is written.
  if (view_.KindOf(list[0]) == syntax::Kind::kBool) return std::string(sources().Text(view_.Span(list[0])));
  const ValueId name = Evaluate(list[0]);
  return values_.IsKnownText(name) ? std::string(values_.Text(name)) : std::string();
}

Truth Evaluator::Decide(std::string_view condition) {
  const auto assumed =
      std::find_if(assumptions_.rbegin(), assumptions_.rend(), [&](const auto& one) { return one.first == condition; });
  if (assumed != assumptions_.rend()) return assumed->second ? Truth::kTrue : Truth::kFalse;
  // What was decided without assumptions holds with them, too.
  if (const auto found = decided_.find(condition); found != decided_.end() && found->second != Truth::kUnknown) {
    return found->second;
  }
  if (condition_depth_ >= kMostConditions) return Truth::kUnknown;
  const NodeId expression = In(conditions_, condition);
  if (expression == kNone || !view_.budget().Spend()) return Truth::kUnknown;
  ++condition_depth_;
  const Truth truth = Condition(expression);
  --condition_depth_;
  if (assumptions_.empty() && variables_.empty()) decided_.insert_or_assign(std::string(condition), truth);
  return truth;
}

Truth Evaluator::Condition(NodeId expression) {
  expression = view_.Follow(expression);
  const auto members = view_.Members(expression);
  if (members.size() != 1 || condition_depth_ >= kMostConditions || !view_.budget().Spend()) return Truth::kUnknown;
  const std::string_view name = view_.Text(members[0].first);
  const NodeId argument = members[0].second;
  if (name == "Condition") {
    const bool is_bool = view_.KindOf(argument) == syntax::Kind::kBool;
    return Decide(is_bool ? sources().Text(view_.Span(argument)) : view_.Text(argument));
  }
  if (name == "Fn::Equals") return Equals(argument);
  const bool is_and = name == "Fn::And";
  if (!is_and && name != "Fn::Or" && name != "Fn::Not") return Truth::kUnknown;
  const std::vector<NodeId> operands = view_.Elements(argument);
  if (operands.empty()) return Truth::kUnknown;
  ++condition_depth_;
  Truth result = Condition(operands[0]);
  if (name == "Fn::Not") {
    result = text::Not(result);
  } else {
    for (std::size_t i = 1; i < operands.size(); ++i) {
      const Truth one = Condition(operands[i]);
      result = is_and ? text::And(result, one) : text::Or(result, one);
    }
  }
  --condition_depth_;
  return result;
}

Truth Evaluator::Equals(NodeId arguments) {
  const std::vector<NodeId> list = view_.Elements(arguments);
  if (list.size() != 2) return Truth::kUnknown;
  const bool before = std::exchange(constants_only_, true);
  const ValueId left = Evaluate(list[0]);
  const ValueId right = Evaluate(list[1]);
  constants_only_ = before;
  if (values_.IsKnownText(left) && values_.IsKnownText(right)) {
    return text::ToTruth(values_.Text(left) == values_.Text(right));
  }
  return Truth::kUnknown;
}

}  // namespace iampolicy::carriers
