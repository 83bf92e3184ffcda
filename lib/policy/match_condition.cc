// One condition (operator, key, values) against the context of a request.
// Source: IAM User Guide, "IAM JSON policy elements: Condition operators" and "Multivalued context keys".

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "lib/policy/expand.h"
#include "lib/policy/match.h"
#include "lib/policy/value.h"
#include "lib/text/pattern.h"
#include "lib/text/utf8.h"

namespace iampolicy::policy {
namespace {

using text::Truth;

/// A condition while it is asked: what the comparisons need.
struct Question {
  const Policy& policy;
  const Operator& op;
  const Request& request;
  const text::Sources& sources;
};

text::PatternSyntax SyntaxOf(const Operator& op) {
  text::PatternSyntax syntax;
  const bool is_string = op.family == OperatorFamily::kString;
  if (is_string && op.comparison == Comparison::kEqualsIgnoreCase) syntax.fold = text::Case::kFold;
  if (is_string && op.comparison != Comparison::kLike) syntax.wildcards = text::Wildcards::kNo;
  return syntax;
}

Truth MatchesString(const Question& question, const Leaf& value, std::string_view text) {
  const text::PatternSyntax syntax = SyntaxOf(question.op);
  return Takes(Expand(question.policy, value, 0, syntax, question.request.context, question.sources), value, syntax,
               text);
}

/// The fields of an ARN, cut at the first five colons; nullopt where there are not six.
std::optional<std::array<std::string_view, 6>> FieldsOf(std::string_view text) {
  std::array<std::string_view, 6> fields;
  for (std::size_t i = 0; i < 5; ++i) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    fields[i] = text.substr(0, colon);
    text.remove_prefix(colon + 1);
  }
  fields[5] = text;
  return fields;
}

// Every field is matched on its own, so that a wildcard in one of the first five takes no colon.
Truth MatchesArn(const Question& question, const Leaf& value, std::string_view text) {
  const auto fields = FieldsOf(text);
  if (!fields || (*fields)[0] != "arn") return Truth::kFalse;
  const text::PatternSyntax syntax;
  const Expanded expanded = Expand(question.policy, value, 0, syntax, question.request.context, question.sources);
  if (expanded.state == Expanded::State::kPlain) {
    const auto patterns = FieldsOf(value.text);
    if (!patterns) return Truth::kFalse;
    for (std::size_t i = 0; i < 6; ++i) {
      if (!text::MatchesGlob((*patterns)[i], (*fields)[i])) return Truth::kFalse;
    }
    return Truth::kTrue;
  }
  if (expanded.state != Expanded::State::kPattern) return Takes(expanded, value, syntax, text);
  Truth matches = Truth::kTrue;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    const std::size_t colon = i == 5 ? expanded.pattern.size() : expanded.pattern.find(U':', begin);
    // A hole may hold the colons that are missing.
    if (colon == text::Pattern::npos) return value.has_hole ? Truth::kUnknown : Truth::kFalse;
    const text::Pattern pattern = expanded.pattern.substr(begin, colon - begin);
    begin = colon + 1;
    matches = And(matches, value.has_hole ? text::MatchesWithHoles(pattern, (*fields)[i])
                                          : text::ToTruth(text::Matches(pattern, (*fields)[i])));
  }
  // With a hole among the fields the cut itself is not certain.
  return value.has_hole && matches == Truth::kFalse ? Truth::kUnknown : matches;
}

template <class Ordered>
bool Compares(Comparison comparison, const Ordered& value, const Ordered& bound) {
  switch (comparison) {
    case Comparison::kLess:
      return value < bound;
    case Comparison::kLessEquals:
      return value <= bound;
    case Comparison::kGreater:
      return value > bound;
    case Comparison::kGreaterEquals:
      return value >= bound;
    case Comparison::kEquals:
    case Comparison::kEqualsIgnoreCase:
    case Comparison::kLike:
      return value == bound;
  }
  return false;
}

/// Families whose values are plain texts of a type: what does not parse matches nothing.
bool MatchesTyped(const Operator& op, std::string_view value, std::string_view text) {
  switch (op.family) {
    case OperatorFamily::kNumeric: {
      const std::optional<Decimal> number = Decimal::Parse(text);
      const std::optional<Decimal> bound = number ? Decimal::Parse(value) : std::nullopt;
      return bound && Compares(op.comparison, *number, *bound);
    }
    case OperatorFamily::kDate: {
      const std::optional<Instant> instant = ParseDate(text);
      const std::optional<Instant> bound = instant ? ParseDate(value) : std::nullopt;
      return bound && Compares(op.comparison, *instant, *bound);
    }
    case OperatorFamily::kBool: {
      const std::optional<bool> truth = ParseBool(text);
      return truth && truth == ParseBool(value);
    }
    case OperatorFamily::kIpAddress: {
      const std::optional<Cidr> address = ParseCidr(text);
      const std::optional<Cidr> range = address && address->bare ? ParseCidr(value) : std::nullopt;
      return range && range->Contains(*address);
    }
    case OperatorFamily::kBinary:
      return value == text;
    case OperatorFamily::kString:
    case OperatorFamily::kArn:
    case OperatorFamily::kNull:
      break;
  }
  return false;
}

Truth MatchesValue(const Question& question, const Leaf& value, std::string_view text) {
  if (question.op.family == OperatorFamily::kString) return MatchesString(question, value, text);
  if (question.op.family == OperatorFamily::kArn) return MatchesArn(question, value, text);
  if (value.has_hole) return Truth::kUnknown;
  return text::ToTruth(MatchesTyped(question.op, value.text, text));
}

/// A positive operator hits where some value matches, a negated one where none does.
Truth Hits(const Question& question, const List<ConditionValue>& values, std::string_view text) {
  Truth matches = values.open ? Truth::kUnknown : Truth::kFalse;
  for (const ConditionValue& value : values.items) {
    matches = Or(matches, MatchesValue(question, value.leaf, text));
    if (matches == Truth::kTrue) break;
  }
  return question.op.negated ? Not(matches) : matches;
}

Truth MatchesNull(const List<ConditionValue>& values, bool is_absent) {
  Truth matches = values.open ? Truth::kUnknown : Truth::kFalse;
  for (const ConditionValue& value : values.items) {
    if (value.leaf.has_hole) {
      matches = Or(matches, Truth::kUnknown);
    } else {
      const std::optional<bool> wants_absent = ParseBool(value.leaf.text);
      matches = Or(matches, text::ToTruth(wants_absent && *wants_absent == is_absent));
    }
  }
  return matches;
}

bool HoldsWithoutKey(const Operator& op) {
  if (op.if_exists) return true;
  if (op.qualifier == Qualifier::kForAllValues) return true;
  return op.qualifier == Qualifier::kNone && op.negated;
}

Truth MatchesPresent(const Question& question, const Condition& condition, const ContextKey& key) {
  const Operator& op = question.op;
  const List<ConditionValue>& values = condition.values;
  // Without values a condition of these forms holds only where the key is absent.
  if (values.items.empty() && !values.open && (op.if_exists || op.qualifier != Qualifier::kNone)) return Truth::kFalse;
  if (op.qualifier == Qualifier::kNone) {
    // Several values can only be asked about with a set qualifier.
    if (key.is_set || key.values.size() != 1) return Truth::kFalse;
    return Hits(question, values, key.values.front());
  }
  const bool is_all = op.qualifier == Qualifier::kForAllValues;
  Truth met = text::ToTruth(is_all);
  for (const std::string& value : key.values) {
    const Truth hits = Hits(question, values, value);
    met = is_all ? And(met, hits) : Or(met, hits);
  }
  return met;
}

}  // namespace

Truth MatchesCondition(const Policy& policy, const Condition& condition, const Request& request,
                       const text::Sources& sources) {
  if (!condition.op || condition.key.has_hole) return Truth::kUnknown;
  const ContextKey* key = FindKey(request.context, condition.key.text);
  if (condition.op->family == OperatorFamily::kNull) return MatchesNull(condition.values, key == nullptr);
  if (key == nullptr) return text::ToTruth(HoldsWithoutKey(*condition.op));
  return MatchesPresent({policy, *condition.op, request, sources}, condition, *key);
}

}  // namespace iampolicy::policy
