// Operator names taken apart: qualifier, base, IfExists. The base names are one sorted table.

#include "lib/policy/condition.h"

#include <array>
#include <cstddef>

#include "lib/text/utf8.h"

namespace iampolicy::policy {
namespace {

struct Base {
  std::string_view name;
  OperatorFamily family;
  Comparison comparison = Comparison::kEquals;
  bool negated = false;
};

constexpr Base kBases[] = {
    {"ArnEquals", OperatorFamily::kArn},
    {"ArnLike", OperatorFamily::kArn, Comparison::kLike},
    {"ArnNotEquals", OperatorFamily::kArn, Comparison::kEquals, true},
    {"ArnNotLike", OperatorFamily::kArn, Comparison::kLike, true},
    {"BinaryEquals", OperatorFamily::kBinary},
    {"Bool", OperatorFamily::kBool},
    {"DateEquals", OperatorFamily::kDate},
    {"DateGreaterThan", OperatorFamily::kDate, Comparison::kGreater},
    {"DateGreaterThanEquals", OperatorFamily::kDate, Comparison::kGreaterEquals},
    {"DateLessThan", OperatorFamily::kDate, Comparison::kLess},
    {"DateLessThanEquals", OperatorFamily::kDate, Comparison::kLessEquals},
    {"DateNotEquals", OperatorFamily::kDate, Comparison::kEquals, true},
    {"IpAddress", OperatorFamily::kIpAddress},
    {"NotIpAddress", OperatorFamily::kIpAddress, Comparison::kEquals, true},
    {"Null", OperatorFamily::kNull},
    {"NumericEquals", OperatorFamily::kNumeric},
    {"NumericGreaterThan", OperatorFamily::kNumeric, Comparison::kGreater},
    {"NumericGreaterThanEquals", OperatorFamily::kNumeric, Comparison::kGreaterEquals},
    {"NumericLessThan", OperatorFamily::kNumeric, Comparison::kLess},
    {"NumericLessThanEquals", OperatorFamily::kNumeric, Comparison::kLessEquals},
    {"NumericNotEquals", OperatorFamily::kNumeric, Comparison::kEquals, true},
    {"StringEquals", OperatorFamily::kString},
    {"StringEqualsIgnoreCase", OperatorFamily::kString, Comparison::kEqualsIgnoreCase},
    {"StringLike", OperatorFamily::kString, Comparison::kLike},
    {"StringNotEquals", OperatorFamily::kString, Comparison::kEquals, true},
    {"StringNotEqualsIgnoreCase", OperatorFamily::kString, Comparison::kEqualsIgnoreCase, true},
    {"StringNotLike", OperatorFamily::kString, Comparison::kLike, true},
};

constexpr auto kNames = [] {
  std::array<std::string_view, std::size(kBases)> names{};
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kBases[i].name;
  return names;
}();

}  // namespace

OperatorParts SplitOperator(std::string_view text) {
  OperatorParts parts;
  parts.base = text;
  const std::size_t colon = text.find(':');
  if (colon != std::string_view::npos) {
    parts.has_qualifier = true;
    parts.qualifier = text.substr(0, colon);
    parts.base = text.substr(colon + 1);
  }
  if (parts.base.size() > kIfExists.size()) {
    const std::size_t at = parts.base.size() - kIfExists.size();
    if (text::EqualIgnoringCase(parts.base.substr(at), kIfExists)) {
      parts.if_exists = parts.base.substr(at);
      parts.base = parts.base.substr(0, at);
    }
  }
  return parts;
}

std::optional<Operator> ParseOperator(std::string_view text) {
  const OperatorParts parts = SplitOperator(text);
  Operator op;
  op.if_exists = !parts.if_exists.empty();
  if (parts.has_qualifier) {
    if (text::EqualIgnoringCase(parts.qualifier, kForAllValues)) {
      op.qualifier = Qualifier::kForAllValues;
    } else if (text::EqualIgnoringCase(parts.qualifier, kForAnyValue)) {
      op.qualifier = Qualifier::kForAnyValue;
    } else {
      return std::nullopt;
    }
  }
  for (const Base& base : kBases) {
    if (base.name.size() != parts.base.size() || !text::EqualIgnoringCase(base.name, parts.base)) continue;
    if (base.family == OperatorFamily::kNull && op.if_exists) return std::nullopt;
    op.family = base.family;
    op.comparison = base.comparison;
    op.negated = base.negated;
    return op;
  }
  return std::nullopt;
}

std::span<const std::string_view> OperatorNames() { return kNames; }

}  // namespace iampolicy::policy
