// What a rule needs of a policy, read off its `when`. Errs on the side of needing nothing.

#include <algorithm>
#include <utility>

#include "lib/rules/compile.h"
#include "lib/rules/expression.h"
#include "lib/rules/fields.h"
#include "lib/rules/registry.h"
#include "lib/rules/study.h"

namespace iampolicy::rules {
namespace {

struct Requirements {
  std::uint32_t shapes = 0;                                 // of the policy
  std::uint32_t statement = 0;                              // of the statement examined; among `shapes` too
  std::vector<std::uint32_t> actions;                       // places of arguments
  std::optional<std::vector<std::uint32_t>> problem_kinds;  // nullopt: any
};

Requirements Both(Requirements a, const Requirements& b) {
  a.shapes |= b.shapes;
  a.statement |= b.statement;
  a.actions.insert(a.actions.end(), b.actions.begin(), b.actions.end());
  if (!a.problem_kinds) a.problem_kinds = b.problem_kinds;
  return a;
}

Requirements Either(const Requirements& a, const Requirements& b) {
  Requirements out;
  out.shapes = a.shapes & b.shapes;
  out.statement = a.statement & b.statement;
  if (a.problem_kinds && b.problem_kinds) {
    out.problem_kinds = a.problem_kinds;
    out.problem_kinds->insert(out.problem_kinds->end(), b.problem_kinds->begin(), b.problem_kinds->end());
  }
  return out;
}

std::uint32_t ShapeOfList(std::string_view field) {
  struct Row {
    std::string_view field;
    Shape shape;
  };
  constexpr Row kRows[] = {
      {"statement.actions", Shape::kAction},       {"statement.not_actions", Shape::kNotAction},
      {"statement.resources", Shape::kResource},   {"statement.not_resources", Shape::kNotResource},
      {"statement.principals", Shape::kPrincipal}, {"statement.not_principals", Shape::kNotPrincipal},
      {"statement.conditions", Shape::kCondition}};
  for (const Row& row : kRows) {
    if (row.field == field) return Bit(row.shape);
  }
  return 0;
}

bool IsOnly(const Argument& argument, std::string_view text) { return argument.size() == 1 && argument.text() == text; }

std::vector<std::uint32_t> Kinds(const Argument& argument) {
  std::vector<std::uint32_t> kinds;
  for (std::uint32_t i = 0; i < argument.size(); ++i) kinds.push_back(FindProblemKind(argument.text(i)));
  return kinds;
}

Requirements OfField(const Tables& tables, std::uint32_t at) {
  Requirements out;
  const Field& field = Fields()[tables.words[at + 1]];
  const auto test = static_cast<ValueTest>(tables.words[at + 2]);
  const Argument argument(tables, tables.words[at + 3]);
  if (field.name == "statement.effect" && test == ValueTest::kEq) {
    if (IsOnly(argument, "Allow")) out.shapes = Bit(Shape::kAllow);
    if (IsOnly(argument, "Deny")) out.shapes = Bit(Shape::kDeny);
  } else if (field.type == FieldType::kList && test == ValueTest::kPresent && argument.flag()) {
    out.shapes = ShapeOfList(field.name);
  } else if (field.name == "problem.kind" && test == ValueTest::kEq) {
    out.problem_kinds = Kinds(argument);
  } else if (field.name == "resource.is_star" || field.name == "resource.has_wildcard") {
    if (argument.flag()) out.shapes = Bit(Shape::kResourceWildcard);
  }
  out.statement = out.shapes;
  return out;
}

Requirements OfPredicate(const Tables& tables, std::uint32_t at) {
  Requirements out;
  const Predicate& predicate = PredicateAt(tables.words[at + 1]);
  if (tables.words[at + 3] != 0) return out;  // asked for not being so
  const Argument argument(tables, tables.words[at + 2]);
  if (predicate.name == "problem") out.problem_kinds = Kinds(argument);
  if (predicate.needs == nullptr) return out;
  const Needs needs = predicate.needs(argument);
  out.shapes = needs.shapes | needs.own;
  out.statement = needs.own;
  for (std::uint32_t i = 0; i < needs.count; ++i) out.actions.push_back(needs.actions[i].place());
  return out;
}

Requirements Of(const Tables& tables, std::uint32_t at) {
  Requirements out;
  switch (static_cast<Op>(tables.words[at])) {
    case Op::kAll:
      for (std::uint32_t i = 0; i < tables.words[at + 1]; ++i) {
        out = Both(std::move(out), Of(tables, tables.words[at + 2 + i]));
      }
      return out;
    case Op::kAny:
      for (std::uint32_t i = 0; i < tables.words[at + 1]; ++i) {
        Requirements one = Of(tables, tables.words[at + 2 + i]);
        out = i == 0 ? std::move(one) : Either(out, one);
      }
      out.actions.clear();
      return out;
    case Op::kSome: {
      const Field& list = Fields()[tables.words[at + 1]];
      if (tables.words[at + 2] != 0) out = Of(tables, tables.words[at + 2]);
      out.shapes |= ShapeOfList(list.name);
      out.statement |= ShapeOfList(list.name);
      if (list.owner == SubjectKind::kPolicy) out.statement = 0;  // some other statement may be meant
      return out;
    }
    case Op::kPredicate:
      return OfPredicate(tables, at);
    case Op::kField:
      return OfField(tables, at);
    default:
      return out;
  }
}

std::uint32_t ShapeOfEach(std::uint32_t each) {
  switch (static_cast<Each>(each)) {
    case Each::kAction:
      return Bit(Shape::kAction);
    case Each::kNotAction:
      return Bit(Shape::kNotAction);
    case Each::kResource:
      return Bit(Shape::kResource);
    case Each::kNotResource:
      return Bit(Shape::kNotResource);
    case Each::kPrincipal:
      return Bit(Shape::kPrincipal);
    case Each::kNotPrincipal:
      return Bit(Shape::kNotPrincipal);
    case Each::kCondition:
    case Each::kValue:
      return Bit(Shape::kCondition);
    default:
      return 0;  // several, or no part of a statement
  }
}

/// What a test can depend on alone, so that its answer serves for every element of the same text.
enum class Text : std::uint8_t { kAction, kConditionHead };

/// Whether the whole expression asks about that text and nothing else.
bool IsOnly(Text text, const Tables& tables, std::uint32_t at) {
  const auto op = static_cast<Op>(tables.words[at]);
  switch (op) {
    case Op::kAll:
    case Op::kAny:
    case Op::kNone:
      for (std::uint32_t i = 0; i < tables.words[at + 1]; ++i) {
        if (!IsOnly(text, tables, tables.words[at + 2 + i])) return false;
      }
      return true;
    case Op::kNot:
      return IsOnly(text, tables, tables.words[at + 1]);
    case Op::kPredicate: {
      const Predicate& predicate = PredicateAt(tables.words[at + 1]);
      return text == Text::kAction ? predicate.action_only : predicate.condition_only;
    }
    case Op::kField: {
      const Field& field = Fields()[tables.words[at + 1]];
      return text == Text::kAction ? field.action_only : field.condition_only;
    }
    default:
      return false;
  }
}

/// The conjuncts of `when` that are about that text alone.
std::vector<std::uint32_t> TestsOf(Text text, const Tables& tables, std::uint32_t when) {
  if (IsOnly(text, tables, when)) return {when};
  std::vector<std::uint32_t> tests;
  if (static_cast<Op>(tables.words[when]) != Op::kAll) return tests;
  for (std::uint32_t i = 0; i < tables.words[when + 1]; ++i) {
    const std::uint32_t child = tables.words[when + 2 + i];
    if (IsOnly(text, tables, child)) tests.push_back(child);
  }
  return tests;
}

std::vector<std::uint32_t> Listed(const std::vector<std::uint32_t>& items) {
  std::vector<std::uint32_t> words = {static_cast<std::uint32_t>(items.size())};
  words.insert(words.end(), items.begin(), items.end());
  return words;
}

}  // namespace

void DeriveTrigger(Writer& writer, RuleRecord& record) {
  const auto word = [&](RuleWord which) { return record[static_cast<std::uint32_t>(which)]; };
  const std::uint32_t when = word(RuleWord::kWhen);
  const Tables tables = writer.tables();
  Requirements needs = Of(tables, when);
  needs.shapes |= ShapeOfEach(word(RuleWord::kEach));
  needs.statement |= ShapeOfEach(word(RuleWord::kEach));
  constexpr std::uint32_t kActions = Bit(Each::kAction) | Bit(Each::kNotAction);
  constexpr std::uint32_t kConditions = Bit(Each::kCondition) | Bit(Each::kValue);
  std::vector<std::uint32_t> tests;
  if ((word(RuleWord::kEach) & kActions) != 0) tests = TestsOf(Text::kAction, tables, when);
  if ((word(RuleWord::kEach) & ~kConditions) == 0) tests = TestsOf(Text::kConditionHead, tables, when);
  Set(record, RuleWord::kShapes, needs.shapes);
  Set(record, RuleWord::kStatementShapes, needs.statement);
  Set(record, RuleWord::kActionNeeds, needs.actions.empty() ? 0 : writer.Words(Listed(needs.actions)));
  Set(record, RuleWord::kProblemKinds, needs.problem_kinds ? writer.Words(Listed(*needs.problem_kinds)) : 0);
  Set(record, RuleWord::kTextTests, tests.empty() ? 0 : writer.Words(Listed(tests)));
}

}  // namespace iampolicy::rules
