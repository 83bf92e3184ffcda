// The tests of a field's value: texts, numbers, patterns, sets of actions. Texts with holes answer for every value that
// the hole may have, so "unknown" means that some values answer one way and some the other.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lib/rules/expression.h"
#include "lib/rules/fields.h"
#include "lib/rules/number.h"
#include "lib/text/pattern.h"
#include "lib/text/utf8.h"

namespace iampolicy::rules {
namespace {

using text::Case;
using text::Not;
using text::Or;
using text::ToTruth;
using text::Truth;

constexpr char kHoleLead = '\xF4';

bool Equal(std::string_view a, std::string_view b, Case fold) {
  return fold == Case::kFold ? text::EqualIgnoringCase(a, b) : a == b;
}
bool StartsWith(std::string_view a, std::string_view b, Case fold) {
  return a.size() >= b.size() && Equal(a.substr(0, b.size()), b, fold);
}
bool EndsWith(std::string_view a, std::string_view b, Case fold) {
  return a.size() >= b.size() && Equal(a.substr(a.size() - b.size()), b, fold);
}
bool Contains(std::string_view a, std::string_view b, Case fold) {
  if (fold == Case::kSensitive) return a.find(b) != std::string_view::npos;
  for (std::size_t i = 0; i + b.size() <= a.size(); ++i) {
    if (Equal(a.substr(i, b.size()), b, fold)) return true;
  }
  return false;
}

/// The parts of a text before its first and after its last hole.
struct Ends {
  std::string_view first;
  std::string_view last;
};
Ends EndsOf(std::string_view text) {
  const std::size_t begin = text.find(kHoleLead);
  const std::size_t end = text.rfind(kHoleLead);
  if (begin == std::string_view::npos) return {};  // the hole stands before the part: nothing of it is known
  return {text.substr(0, begin), end + 4 <= text.size() ? text.substr(end + 4) : std::string_view()};
}

/// Whether a text with holes may be, start with, ... the word: false only where what is known speaks against it.
Truth WithHoles(std::string_view text, std::string_view word, ValueTest test, Case fold) {
  const Ends ends = EndsOf(text);
  switch (test) {
    case ValueTest::kEq:
      return ToTruth(StartsWith(word, ends.first, fold) && EndsWith(word, ends.last, fold) &&
                     word.size() >= ends.first.size() + ends.last.size()) == Truth::kTrue
                 ? Truth::kUnknown
                 : Truth::kFalse;
    case ValueTest::kStartsWith:
      if (StartsWith(ends.first, word, fold)) return Truth::kTrue;
      return StartsWith(word, ends.first, fold) ? Truth::kUnknown : Truth::kFalse;
    case ValueTest::kEndsWith:
      if (EndsWith(ends.last, word, fold)) return Truth::kTrue;
      return EndsWith(word, ends.last, fold) ? Truth::kUnknown : Truth::kFalse;
    case ValueTest::kContains:
      return Contains(ends.first, word, fold) || Contains(ends.last, word, fold) ? Truth::kTrue : Truth::kUnknown;
    case ValueTest::kLike: {
      const std::string known = std::string(ends.first) + "*" + std::string(ends.last);
      return text::OverlapsGlob(known, word, fold) ? Truth::kUnknown : Truth::kFalse;
    }
    default:
      return Truth::kUnknown;
  }
}

Truth OneText(Study& study, const TextValue& value, std::string_view word, ValueTest test, Case fold) {
  if (value.has_hole) return WithHoles(value.text, word, test, fold);
  switch (test) {
    case ValueTest::kEq:
      return ToTruth(Equal(value.text, word, fold));
    case ValueTest::kStartsWith:
      return ToTruth(StartsWith(value.text, word, fold));
    case ValueTest::kEndsWith:
      return ToTruth(EndsWith(value.text, word, fold));
    case ValueTest::kContains:
      return ToTruth(Contains(value.text, word, fold));
    case ValueTest::kLike:
      return ToTruth(text::MatchesGlob(word, value.text, fold));
    case ValueTest::kMatches: {
      const text::Regex* regex = study.memo().RegexFor(word);
      if (regex == nullptr) return Truth::kUnknown;
      const Result<bool> answer = regex->Matches(value.text);
      return answer ? ToTruth(*answer) : Truth::kUnknown;
    }
    default:
      return Truth::kFalse;
  }
}

bool IsPlain(const TextValue& value) { return !value.has_hole && value.text.find("${") == std::string_view::npos; }

/// Relations where variables or holes take part, or several patterns must cover together.
Truth RelateParsed(Study& study, const TextValue& value, ValueTest test, const Argument& others, Case fold) {
  text::VariableTable variables;
  const text::PatternSyntax syntax{fold, text::Wildcards::kYes, text::Variables::kYes};
  const text::Pattern own = text::ParsePattern(value.text, syntax, variables, &study.sources());
  std::vector<text::Pattern> list;
  for (std::uint32_t i = 0; i < others.size(); ++i) {
    list.push_back(text::ParsePattern(others.text(i), syntax, variables));
  }
  Truth answer = test == ValueTest::kCovers ? Truth::kTrue : Truth::kFalse;
  switch (test) {
    case ValueTest::kWithin:
      return text::Covers(list, own);
    case ValueTest::kCovers:
      for (const text::Pattern& other : list) answer = text::And(answer, text::Covers({&own, 1}, other));
      return answer;
    default:
      for (const text::Pattern& other : list) answer = Or(answer, text::Overlaps(own, other));
      return answer;
  }
}

Truth Relate(Study& study, const TextValue& value, ValueTest test, const Argument& others, Case fold) {
  if (test == ValueTest::kDisjoint) return Not(Relate(study, value, ValueTest::kOverlaps, others, fold));
  bool plain = IsPlain(value);
  for (std::uint32_t i = 0; i < others.size(); ++i) {
    plain = plain && others.text(i).find("${") == std::string_view::npos;
  }
  if (!plain) return RelateParsed(study, value, test, others, fold);
  for (std::uint32_t i = 0; i < others.size(); ++i) {
    const std::string_view other = others.text(i);
    switch (test) {
      case ValueTest::kWithin:
        if (text::CoversGlob(other, value.text, fold)) return Truth::kTrue;
        break;
      case ValueTest::kCovers:
        if (!text::CoversGlob(value.text, other, fold)) return Truth::kFalse;
        break;
      default:
        if (text::OverlapsGlob(value.text, other, fold)) return Truth::kTrue;
    }
  }
  if (test == ValueTest::kCovers) return Truth::kTrue;
  // Several patterns may cover together what none covers alone.
  if (test == ValueTest::kWithin && others.size() > 1) return RelateParsed(study, value, test, others, fold);
  return Truth::kFalse;
}

Truth TestText(Study& study, const TextValue& value, ValueTest test, const Argument& argument, Case fold) {
  if (test == ValueTest::kPresent) return ToTruth(value.present == argument.flag());
  if (!value.present) return Truth::kFalse;
  switch (test) {
    case ValueTest::kLength: {
      const auto length = static_cast<std::int64_t>(text::CountCodePoints(value.text));
      return HoldsBetween(argument, value.has_hole ? 0 : length, value.has_hole ? NumberValue::kUnbounded : length);
    }
    case ValueTest::kCovers:
    case ValueTest::kWithin:
    case ValueTest::kOverlaps:
    case ValueTest::kDisjoint:
      return Relate(study, value, test, argument, fold);
    default:
      break;
  }
  Truth any = Truth::kFalse;
  for (std::uint32_t i = 0; i < argument.size() && any != Truth::kTrue; ++i) {
    any = Or(any, OneText(study, value, argument.text(i), test, fold));
  }
  return any;
}

Truth TestActions(const ActionsValue& value, ValueTest test, const Argument& argument) {
  if (test == ValueTest::kDisjoint) return Not(TestActions(value, ValueTest::kOverlaps, argument));
  bool answer = false;
  switch (test) {
    case ValueTest::kCovers:
      answer = Covers(*value.ids, argument);
      break;
    case ValueTest::kWithin:
      answer = !value.ids->empty() && Within(*value.ids, argument);
      break;
    case ValueTest::kOverlaps:
      answer = Overlaps(*value.ids, argument);
      break;
    default: {
      const std::int64_t count = catalog::Count(*value.ids);
      return HoldsBetween(argument, value.open ? 0 : count, value.open ? NumberValue::kUnbounded : count);
    }
  }
  return value.open ? Truth::kUnknown : ToTruth(answer);
}

}  // namespace

Truth EvaluateField(Study& study, const Subject& subject, std::uint32_t field, ValueTest test,
                    const Argument& argument) {
  const Field& row = Fields()[field];
  switch (row.type) {
    case FieldType::kName: {
      const TextValue name = row.text(study, subject);
      // "statement.effect": "Allow" and the like, the most frequent test of all.
      if (test == ValueTest::kEq && argument.size() == 1 && name.present && !name.has_hole) {
        return ToTruth(name.text == argument.text());
      }
      return TestText(study, name, test, argument, Case::kSensitive);
    }
    case FieldType::kText:
      return TestText(study, row.text(study, subject), test, argument, Case::kSensitive);
    case FieldType::kFolded:
      return TestText(study, row.text(study, subject), test, argument, Case::kFold);
    case FieldType::kNumber: {
      const NumberValue value = row.number(study, subject);
      return HoldsBetween(argument, value.low, value.high);
    }
    case FieldType::kFlag: {
      const Truth truth = row.flag(study, subject);
      return argument.flag() ? truth : Not(truth);
    }
    case FieldType::kActions:
      return TestActions(row.actions(study, subject), test, argument);
    case FieldType::kList: {
      const ListValue list = row.list(subject);
      if (test == ValueTest::kPresent) return ToTruth(list.present == argument.flag());
      return HoldsBetween(argument, list.size, list.open ? NumberValue::kUnbounded : list.size);
    }
  }
  return Truth::kFalse;
}

}  // namespace iampolicy::rules
