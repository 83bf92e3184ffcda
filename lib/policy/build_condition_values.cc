// The values of a condition against its operator: numbers under Numeric, dates under Date, and so on.
// Source: IAM User Guide, "IAM JSON policy elements: Condition operators".

#include <cstddef>
#include <optional>

#include "lib/policy/builder.h"
#include "lib/policy/problem_kinds.h"
#include "lib/policy/value.h"
#include "lib/text/utf8.h"

namespace iampolicy::policy {
namespace {

using syntax::Kind;

bool TakesVariables(OperatorFamily family) {
  return family == OperatorFamily::kString || family == OperatorFamily::kArn;
}

/// What a text under an operator is not; an empty kind where it is all right.
struct Verdict {
  std::string_view kind;
  std::string_view expected;
};

Verdict JudgeDate(const Condition& condition, const ConditionValue& value) {
  const std::string_view text = value.leaf.text;
  const bool is_number =
      value.kind == Kind::kNumber || IsEpochSeconds(text) || (text.size() != 4 && Decimal::Parse(text).has_value());
  if (is_number) {
    // The one key whose own values are numbers of seconds.
    if (text::EqualIgnoringCase(condition.key.text, "aws:EpochTime")) return {};
    return {ProblemNamed("epoch-date"), "a date such as `2026-01-31T00:00:00Z`"};
  }
  if (ParseDate(text)) return {};
  return {ProblemNamed("bad-date"), "a date such as `2026-01-31T00:00:00Z`"};
}

Verdict JudgeAddress(std::string_view text) {
  const std::optional<Cidr> range = ParseCidr(text);
  if (!range) return {ProblemNamed("bad-cidr"), "an address such as `203.0.113.7` or a range such as `203.0.113.0/24`"};
  if (range->bare || !range->had_host_bits) return {};
  return {ProblemNamed("cidr-host-bits"), {}};
}

Verdict Judge(const Condition& condition, const ConditionValue& value) {
  const std::string_view text = value.leaf.text;
  switch (condition.op->family) {
    case OperatorFamily::kNumeric:
      if (value.kind == Kind::kNumber || Decimal::Parse(text)) return {};
      return {ProblemNamed("bad-number"), "a number"};
    case OperatorFamily::kDate:
      return JudgeDate(condition, value);
    case OperatorFamily::kBool:
      if (ParseBool(text)) return {};
      return {ProblemNamed("bad-boolean"), "`true` or `false`"};
    case OperatorFamily::kNull:
      if (ParseBool(text)) return {};
      return {ProblemNamed("bad-null-value"), "`true` or `false`"};
    case OperatorFamily::kBinary:
      if (IsBase64(text)) return {};
      return {ProblemNamed("bad-binary"), "base-64 with its padding"};
    case OperatorFamily::kIpAddress:
      return JudgeAddress(text);
    case OperatorFamily::kString:
    case OperatorFamily::kArn:
      break;
  }
  return {};
}

/// The range as it takes effect: 10.1.2.3/8 is 10.0.0.0/8.
std::string Masked(std::string_view text) {
  const std::optional<Cidr> range = ParseCidr(text);
  return Quoted(AddressText(*range) + "/" + std::to_string(range->prefix));
}

void CheckValue(Builder& builder, const Condition& condition, const ConditionValue& value) {
  if (value.leaf.unknown) return;
  const bool has_variable = CheckVariables(builder, value.leaf);
  if (!condition.op) return;
  if (has_variable && !TakesVariables(condition.op->family)) {
    builder.Report(ProblemNamed("variable-for-operator"), value.leaf.node,
                   {.got = value.leaf.text, .expected = "a `String` or `Arn` operator"});
    return;
  }
  if (value.leaf.has_hole || value.leaf.text.find("${") != std::string_view::npos) return;
  const Verdict verdict = Judge(condition, value);
  if (verdict.kind.empty()) return;
  const std::string expected = verdict.expected.empty() ? Masked(value.leaf.text) : std::string(verdict.expected);
  builder.Report(verdict.kind, value.leaf.node, {.got = value.leaf.text, .expected = expected});
}

/// "a string and a boolean" for values of more than one JSON type; "" for one type.
std::string MixedTypes(const List<ConditionValue>& values) {
  constexpr Kind kTypes[] = {Kind::kBool, Kind::kNumber, Kind::kString};
  constexpr std::string_view kNames[] = {"booleans", "numbers", "strings"};
  std::string mix;
  std::size_t count = 0;
  for (std::size_t i = 0; i < std::size(kTypes); ++i) {
    bool has = false;
    for (const ConditionValue& value : values.items) has = has || value.kind == kTypes[i];
    if (!has) continue;
    if (count++ > 0) mix += " and ";
    mix += kNames[i];
  }
  return count > 1 ? mix : std::string();
}

}  // namespace

void CheckConditionValues(Builder& builder, const Condition& condition) {
  const List<ConditionValue>& values = condition.values;
  if (values.items.size() > 1) {
    const std::string mix = MixedTypes(values);
    if (!mix.empty())
      builder.ReportKey(ProblemNamed("mixed-condition-values"), condition.key.node, mix, "values of one type");
    if (condition.op && condition.op->family == OperatorFamily::kBool && condition.op->qualifier == Qualifier::kNone) {
      builder.ReportKey(ProblemNamed("several-booleans"), condition.key.node, std::to_string(values.items.size()),
                        "one value");
    }
  }
  for (const ConditionValue& value : values.items) CheckValue(builder, condition, value);
}

}  // namespace iampolicy::policy
