// The cut of a key's values. Texts: the product of all patterns (text/classes.h). Numbers and dates: each bound and a
// value on both sides of it. Addresses: the ends of each range and their neighbours.

#include "lib/policy/condition_values.h"

#include <algorithm>
#include <charconv>
#include <compare>
#include <cstdint>
#include <optional>
#include <system_error>

#include "lib/policy/value.h"
#include "lib/text/classes.h"
#include "lib/text/pattern.h"
#include "lib/text/utf8.h"

namespace iampolicy::policy {
namespace {

constexpr unsigned Bit(OperatorFamily family) { return 1u << static_cast<unsigned>(family); }

using Values = std::vector<std::string>;

/// Calls `use(test, value)` for each value of the tests of one family.
template <class Use>
void ForEachValue(std::span<const KeyTest> tests, OperatorFamily family, Use use) {
  for (const KeyTest& test : tests) {
    if (!test.condition->op || test.condition->op->family != family) continue;
    for (const ConditionValue& value : test.condition->values.items) use(test, value);
  }
}

bool IsArn(std::string_view text) {
  return text.substr(0, 4) == "arn:" && std::count(text.begin(), text.end(), ':') >= 5;
}

/// What a value of a String or ARN operator takes at the most; nullopt where no text tells (it is never taken, or
/// unknown for every text).
std::optional<text::Pattern> PatternOf(const KeyTest& test, const ConditionValue& value, const text::Sources& sources) {
  const Operator& op = *test.condition->op;
  const bool is_arn = op.family == OperatorFamily::kArn;
  text::PatternSyntax syntax;
  // ${*}, ${?} and ${$} are no variables, and are read where variables are.
  if (test.policy->version != Version::k2012) syntax.variables = text::Variables::kNo;
  if (!is_arn && op.comparison != Comparison::kLike) syntax.wildcards = text::Wildcards::kNo;
  text::VariableTable variables;
  text::Pattern pattern = text::ParsePattern(value.leaf.text, syntax, variables, &sources);
  if (is_arn) {
    if (text::HasOpaque(pattern) || std::count(pattern.begin(), pattern.end(), U':') < 5) return std::nullopt;
    const std::size_t colon = pattern.find(U':');
    if (!text::Matches(pattern.substr(0, colon), "arn")) return std::nullopt;
    return text::InFields(U"arn" + pattern.substr(colon));
  }
  if (op.comparison == Comparison::kEqualsIgnoreCase) pattern = text::InEitherCase(std::move(pattern));
  std::replace_if(
      pattern.begin(), pattern.end(),
      [](char32_t s) { return s >= text::kFirstVariable && s < text::kFirstEitherCase; }, text::kStar);
  return pattern;
}

Result<Values> Texts(std::span<const KeyTest> tests, const text::Sources& sources, std::size_t max_states) {
  std::vector<text::Pattern> patterns;
  const auto add = [&](const KeyTest& test, const ConditionValue& value) {
    if (auto pattern = PatternOf(test, value, sources)) patterns.push_back(std::move(*pattern));
  };
  ForEachValue(tests, OperatorFamily::kString, add);
  ForEachValue(tests, OperatorFamily::kArn, add);
  // Under ARN operators alone values are ARNs; beside others, whether a value is one may still decide.
  const unsigned families = FamiliesOf(tests);
  const bool are_arns = families == Bit(OperatorFamily::kArn);
  const std::size_t shape = patterns.size();
  if ((families & Bit(OperatorFamily::kArn)) != 0) {
    const text::PatternSyntax syntax;
    text::VariableTable variables;
    patterns.push_back(text::InFields(text::ParsePattern("arn:*:*:*:*:*", syntax, variables)));
  }
  const Result<std::vector<text::Class>> classes = text::Classes(patterns, text::Alphabet::kAny, max_states);
  if (!classes) return classes.error();
  Values values;
  for (const text::Class& found : *classes) {
    if (are_arns && !found.matches.Has(shape)) continue;
    values.emplace_back();
    for (const char32_t c : found.shortest) text::AppendUtf8(values.back(), c);
  }
  return values;
}

/// The whole numbers beside a whole bound, which read better than the nearest fractions.
void AddNeighbours(std::string_view bound, Values& values) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(bound.data(), bound.data() + bound.size(), number);
  constexpr std::int64_t kMost = 1'000'000'000'000'000;
  if (error != std::errc() || end != bound.data() + bound.size() || number > kMost || number < -kMost) return;
  values.push_back(std::to_string(number - 1));
  values.push_back(std::to_string(number + 1));
}

// A value farther from zero than each bound and nearer than the next; the two nearest to zero; zero; and one of each
// sign where no bound has it.
Values Numbers(std::span<const KeyTest> tests) {
  struct Bound {
    Decimal number;
    std::string_view text;
  };
  std::vector<Bound> bounds;
  std::size_t digits = 1;
  ForEachValue(tests, OperatorFamily::kNumeric, [&](const KeyTest&, const ConditionValue& value) {
    if (const std::optional<Decimal> number = Decimal::Parse(value.leaf.text)) {
      bounds.push_back({*number, value.leaf.text});
      digits = std::max(digits, number->digits());
    }
  });
  std::sort(bounds.begin(), bounds.end(), [](const Bound& a, const Bound& b) { return a.number < b.number; });
  const auto same = [](const Bound& a, const Bound& b) { return a.number == b.number; };
  bounds.erase(std::unique(bounds.begin(), bounds.end(), same), bounds.end());
  const Decimal zero = *Decimal::Parse("0");
  Values values = {"0"};
  const Bound* below = nullptr;  // the bounds nearest to zero
  const Bound* above = nullptr;
  for (const Bound& bound : bounds) {
    if (bound.number == zero) continue;
    if (bound.number < zero) below = &bound;
    if (bound.number > zero && above == nullptr) above = &bound;
    values.emplace_back(bound.text);
    AddNeighbours(bound.text, values);
  }
  for (const Bound& bound : bounds) {
    if (bound.number != zero) values.push_back(bound.number.Beyond(digits));
  }
  values.insert(values.end(), {"1", "-1"});
  if (above != nullptr) values.push_back(above->number.Tenth());
  if (below != nullptr) values.push_back(below->number.Tenth());
  return values;
}

Values Dates(std::span<const KeyTest> tests) {
  Values values;
  ForEachValue(tests, OperatorFamily::kDate, [&](const KeyTest&, const ConditionValue& value) {
    const std::optional<Instant> bound = ParseDate(value.leaf.text);
    if (!bound) return;
    constexpr std::uint32_t kLastNano = 999'999'999;
    const Instant before =
        bound->nanos == 0 ? Instant{bound->seconds - 1, kLastNano} : Instant{bound->seconds, bound->nanos - 1};
    const Instant after =
        bound->nanos == kLastNano ? Instant{bound->seconds + 1, 0} : Instant{bound->seconds, bound->nanos + 1};
    values.emplace_back(value.leaf.text);
    // Whole seconds read better; and far years are written in them alone.
    for (const Instant near : {Instant{bound->seconds - 1, 0}, Instant{bound->seconds + 1, 0}, before, after}) {
      values.push_back(DateText(near));
    }
  });
  if (values.empty()) values.push_back(DateText({}));
  return values;
}

Values Addresses(std::span<const KeyTest> tests) {
  Values values = {"192.0.2.1", "2001:db8::1", "0.0.0.0", "::"};
  ForEachValue(tests, OperatorFamily::kIpAddress, [&](const KeyTest&, const ConditionValue& value) {
    const std::optional<Cidr> range = ParseCidr(value.leaf.text);
    if (!range) return;
    const Cidr last = range->Last();
    values.push_back(AddressText(*range));
    values.push_back(AddressText(last));
    if (const auto before = range->Next(-1)) values.push_back(AddressText(*before));
    if (const auto after = last.Next(1)) values.push_back(AddressText(*after));
  });
  return values;
}

Values Binaries(std::span<const KeyTest> tests) {
  Values values;
  ForEachValue(tests, OperatorFamily::kBinary,
               [&](const KeyTest&, const ConditionValue& value) { values.emplace_back(value.leaf.text); });
  // One more, longer than all: base-64 comes in fours.
  std::size_t longest = 0;
  for (const std::string& value : values) longest = std::max(longest, value.size());
  values.emplace_back(longest / 4 * 4 + 4, 'A');
  return values;
}

void Append(Values& values, Values more) {
  for (std::string& value : more) values.push_back(std::move(value));
}

}  // namespace

bool HoldsVariable(const KeyTest& test, const ConditionValue& value) {
  if (!test.condition->op || !ComparesText(*test.condition->op)) return false;
  if (test.policy->version != Version::k2012 || value.leaf.text.find("${") == std::string_view::npos) return false;
  text::VariableTable variables;
  text::ParsePattern(value.leaf.text, {}, variables);
  return variables.size() != 0;
}

unsigned FamiliesOf(std::span<const KeyTest> tests) {
  unsigned families = 0;
  for (const KeyTest& test : tests) {
    if (test.condition->op) families |= Bit(test.condition->op->family);
  }
  return families & ~Bit(OperatorFamily::kNull);
}

Result<Values> DistinctValues(std::span<const KeyTest> tests, const text::Sources& sources, std::size_t max_states) {
  const unsigned families = FamiliesOf(tests);
  Values values;
  if (families == 0 || (families & (Bit(OperatorFamily::kString) | Bit(OperatorFamily::kArn))) != 0) {
    Result<Values> texts = Texts(tests, sources, max_states);
    if (!texts) return texts.error();
    values = std::move(texts).value();
  }
  if ((families & Bit(OperatorFamily::kNumeric)) != 0) Append(values, Numbers(tests));
  if ((families & Bit(OperatorFamily::kDate)) != 0) Append(values, Dates(tests));
  if ((families & Bit(OperatorFamily::kBool)) != 0) Append(values, {"true", "false"});
  if ((families & Bit(OperatorFamily::kBinary)) != 0) Append(values, Binaries(tests));
  if ((families & Bit(OperatorFamily::kIpAddress)) != 0) Append(values, Addresses(tests));
  std::size_t values_tested = 1;
  for (const KeyTest& test : tests) values_tested += test.condition->values.items.size();
  if (values.size() > max_states || values.size() * values_tested > max_states * 100) {
    return Error{"the conditions tell too many values apart"};
  }
  return values;
}

Values LikelyValues(std::span<const KeyTest> tests) {
  constexpr std::size_t kMost = 8;
  Values values;
  const unsigned families = FamiliesOf(tests);
  for (const KeyTest& test : tests) {
    for (const ConditionValue& value : test.condition->values.items) {
      if (values.size() == kMost || value.leaf.has_hole) break;
      const std::string_view text = value.leaf.text;
      if (families == Bit(OperatorFamily::kString) || (families == Bit(OperatorFamily::kArn) && IsArn(text)) ||
          (families == Bit(OperatorFamily::kBool) && ParseBool(text))) {
        values.emplace_back(text);
      } else if (families == Bit(OperatorFamily::kIpAddress)) {
        if (const std::optional<Cidr> range = ParseCidr(text)) values.push_back(AddressText(*range));
      }
    }
  }
  if (families == Bit(OperatorFamily::kString)) values.emplace_back("x");
  if (families == Bit(OperatorFamily::kArn)) values.emplace_back("arn:x:x:x:x:x");
  if (families == Bit(OperatorFamily::kIpAddress)) values.insert(values.end(), {"192.0.2.1", "2001:db8::1"});
  return values;
}

}  // namespace iampolicy::policy
