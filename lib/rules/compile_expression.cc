// `when` and `unless`: every name is a field, a predicate or a connective.

#include <algorithm>
#include <string>

#include "lib/rules/compile.h"
#include "lib/rules/expression.h"
#include "lib/rules/fields.h"
#include "lib/rules/registry.h"
#include "lib/text/regex.h"

namespace iampolicy::rules {
namespace {

using syntax::Kind;

std::uint32_t Node(Writer& writer, Op op, const std::vector<std::uint32_t>& rest) {
  std::vector<std::uint32_t> words = {static_cast<std::uint32_t>(op)};
  words.insert(words.end(), rest.begin(), rest.end());
  return writer.Words(words);
}

std::uint32_t Join(Writer& writer, Op op, const std::vector<std::uint32_t>& children) {
  if (children.size() == 1 && op != Op::kNone) return children[0];
  std::vector<std::uint32_t> rest = {static_cast<std::uint32_t>(children.size())};
  rest.insert(rest.end(), children.begin(), children.end());
  return Node(writer, op, rest);
}

std::string Needed(SubjectKind owner) { return "there is no " + std::string(Name(owner)) + " here"; }

std::vector<std::string_view> AllNames(Has has) {
  std::vector<std::string_view> names = {"all", "any", "none", "not", "some", "every", "count"};
  for (const Field& field : Fields()) {
    if ((has & Bit(field.owner)) != 0) names.push_back(field.name);
  }
  for (const std::uint32_t number : AllPredicates()) {
    if ((has & PredicateAt(number).subjects) != 0) names.push_back(PredicateAt(number).name);
  }
  return names;
}

std::uint32_t CompileList(Compiler& compiler, Op op, const Json& value, Scope& scope) {
  std::vector<std::uint32_t> children;
  for (const Json& element : value.elements()) {
    const std::uint32_t child = CompileExpression(compiler, element, scope);
    if (child == 0) return 0;
    children.push_back(child);
  }
  return Join(compiler.writer, op, children);
}

/// The tests of a number that stand beside `in` and `where`, each compiled for itself. Empty, and reported: none, or
/// one that is wrong.
std::vector<std::uint32_t> CompileCounts(Compiler& compiler, const Json& value, std::uint32_t field,
                                         std::uint32_t where) {
  constexpr std::string_view kTests[] = {"eq", "at_least", "at_most", "more_than", "less_than"};
  std::vector<std::uint32_t> counts;
  for (const Json::Entry& entry : value.members()) {
    if (entry.name == "in" || entry.name == "where") continue;
    const auto* test = std::find(std::begin(kTests), std::end(kTests), entry.name);
    const std::optional<std::int64_t> limit = compiler.Resolve(entry.value).integer();
    if (test == std::end(kTests) || !limit) {
      compiler.diagnostics.Report(entry.key,
                                  "`count` takes eq, at_least, at_most, more_than or less_than and a number");
      return {};
    }
    const auto bits = static_cast<std::uint64_t>(*limit);
    const std::uint32_t number = compiler.writer.Words(
        {static_cast<std::uint32_t>(ArgumentType::kNumber), 1, static_cast<std::uint32_t>(test - std::begin(kTests)),
         static_cast<std::uint32_t>(bits), static_cast<std::uint32_t>(bits >> 32)});
    counts.push_back(Node(compiler.writer, Op::kCount, {field, where, number}));
  }
  if (counts.empty()) {
    compiler.diagnostics.Report(value, "`count` needs a number: eq, at_least, at_most, more_than or less_than");
  }
  return counts;
}

/// {"in": LIST, "where": ..., at_least ...}
std::uint32_t CompileQuantifier(Compiler& compiler, Op op, const Json& value, Scope& scope) {
  const Json in = value.member("in");
  if (!in.is(Kind::kString)) {
    compiler.diagnostics.Report(value, "a quantifier needs `in`: the list it looks at");
    return 0;
  }
  const std::uint32_t field = FindField(in.text());
  if (field == kNoField || Fields()[field].type != FieldType::kList) {
    std::vector<std::string_view> names;
    for (const Field& row : Fields()) {
      if (row.type == FieldType::kList) names.push_back(row.name);
    }
    compiler.diagnostics.Report(in, "there is no list `" + std::string(in.text()) + "`", DidYouMean(in.text(), names));
    return 0;
  }
  const Field& row = Fields()[field];
  if ((scope.has & Bit(row.owner)) == 0) {
    compiler.diagnostics.Report(in, "`" + std::string(in.text()) + "` does not fit here", Needed(row.owner));
    return 0;
  }
  std::uint32_t where = 0;
  Scope inner;
  inner.has = scope.has | Bit(row.element_kind);
  for (const Json::Entry& entry : value.members()) {
    if (entry.name == "in") continue;
    if (entry.name == "where") {
      where = CompileExpression(compiler, entry.value, inner);
      if (where == 0) return 0;
    } else if (op != Op::kCount) {
      compiler.diagnostics.Report(entry.key, "`" + std::string(entry.name) + "` does not fit here",
                                  "a quantifier has `in` and `where`; `count` also a number");
      return 0;
    }
  }
  if (op == Op::kCount) {
    const std::vector<std::uint32_t> counts = CompileCounts(compiler, value, field, where);
    if (counts.empty()) return 0;
    for (const std::uint32_t count : counts) scope.bound.push_back({row.element_kind, count});
    return Join(compiler.writer, Op::kAll, counts);
  }
  const std::uint32_t node = Node(compiler.writer, op, {field, where});
  scope.bound.push_back({row.element_kind, node});
  scope.bound.insert(scope.bound.end(), inner.bound.begin(), inner.bound.end());
  return node;
}

bool Allows(FieldType type, ValueTest test) {
  switch (type) {
    case FieldType::kText:
    case FieldType::kFolded:
      return test != ValueTest::kNumber && test != ValueTest::kFlag;
    case FieldType::kName:
      return test == ValueTest::kEq || test == ValueTest::kPresent;
    case FieldType::kList:
      return test == ValueTest::kPresent || test == ValueTest::kLength;
    case FieldType::kActions:
      return test == ValueTest::kCovers || test == ValueTest::kWithin || test == ValueTest::kOverlaps ||
             test == ValueTest::kDisjoint || test == ValueTest::kLength;
    default:
      return false;
  }
}

ArgumentType ArgumentOf(FieldType type, ValueTest test) {
  switch (test) {
    case ValueTest::kPresent:
      return ArgumentType::kFlag;
    case ValueTest::kLength:
      return ArgumentType::kNumber;
    case ValueTest::kCovers:
    case ValueTest::kWithin:
    case ValueTest::kOverlaps:
    case ValueTest::kDisjoint:
      return type == FieldType::kActions ? ArgumentType::kActions : ArgumentType::kPatterns;
    default:
      return ArgumentType::kTexts;
  }
}

bool CheckNames(Compiler& compiler, const Field& row, const Json& value) {
  for (const Json& element : compiler.Elements(value)) {
    if (!element.is(Kind::kString)) continue;
    if (std::find(row.names.begin(), row.names.end(), element.text()) != row.names.end()) continue;
    compiler.diagnostics.Report(element,
                                "`" + std::string(row.name) + "` is never `" + std::string(element.text()) + "`",
                                DidYouMean(element.text(), {row.names.begin(), row.names.end()}));
    return false;
  }
  return true;
}

bool CheckRegexes(Compiler& compiler, const Json& value) {
  for (const Json& element : compiler.Elements(value)) {
    if (!element.is(Kind::kString)) continue;
    const Result<text::Regex> regex = text::Regex::Compile(element.text());
    if (regex) continue;
    compiler.diagnostics.Report(element, regex.error().message);
    return false;
  }
  return true;
}

std::uint32_t CompileTest(Compiler& compiler, std::uint32_t field, ValueTest test, const Json& value) {
  const Field& row = Fields()[field];
  if (row.type == FieldType::kName && test == ValueTest::kEq && !CheckNames(compiler, row, value)) return 0;
  if (test == ValueTest::kMatches && !CheckRegexes(compiler, value)) return 0;
  ArgumentType type = ArgumentOf(row.type, test);
  if (row.name == "condition.key" && test == ValueTest::kEq) type = ArgumentType::kKeys;
  if (row.name == "problem.kind" && test == ValueTest::kEq) type = ArgumentType::kProblems;
  const std::uint32_t argument = CompileArgument(compiler, type, {}, value);
  if (argument == 0) return 0;
  return Node(compiler.writer, Op::kField, {field, static_cast<std::uint32_t>(test), argument});
}

std::uint32_t CompileField(Compiler& compiler, std::uint32_t field, const Json::Entry& entry) {
  const Field& row = Fields()[field];
  const Json value = compiler.Resolve(entry.value);
  const auto direct = [&](ValueTest test, ArgumentType type) {
    const std::uint32_t argument = CompileArgument(compiler, type, {}, value);
    return argument == 0 ? 0 : Node(compiler.writer, Op::kField, {field, static_cast<std::uint32_t>(test), argument});
  };
  if (row.type == FieldType::kFlag) return direct(ValueTest::kFlag, ArgumentType::kFlag);
  if (row.type == FieldType::kNumber) return direct(ValueTest::kNumber, ArgumentType::kNumber);
  if (!value.is(Kind::kObject)) {
    if (row.type == FieldType::kText || row.type == FieldType::kFolded || row.type == FieldType::kName) {
      return CompileTest(compiler, field, ValueTest::kEq, value);
    }
    compiler.diagnostics.Report(value, "an object of tests is expected, such as {\"overlaps\": [...]}");
    return 0;
  }
  std::vector<std::uint32_t> children;
  for (const Json::Entry& test : value.members()) {
    const auto rows = ValueTests();
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const ValueTestRow& r) { return r.name == test.name; });
    if (found == rows.end() || !Allows(row.type, found->test)) {
      std::vector<std::string_view> names;
      for (const ValueTestRow& r : rows) {
        if (Allows(row.type, r.test)) names.push_back(r.name);
      }
      compiler.diagnostics.Report(test.key,
                                  "`" + std::string(test.name) + "` is no test of `" + std::string(row.name) + "`",
                                  DidYouMean(test.name, names));
      return 0;
    }
    const std::uint32_t child = CompileTest(compiler, field, found->test, test.value);
    if (child == 0) return 0;
    children.push_back(child);
  }
  if (children.empty()) {
    compiler.diagnostics.Report(value, "a test is expected");
    return 0;
  }
  return Join(compiler.writer, Op::kAll, children);
}

std::uint32_t CompilePredicate(Compiler& compiler, std::uint32_t number, const Json::Entry& entry, Scope& scope) {
  const Predicate& predicate = PredicateAt(number);
  const std::uint32_t argument = CompileArgument(compiler, predicate.argument, predicate.members, entry.value);
  if (argument == 0) return 0;
  const Tables tables = compiler.writer.tables();
  const bool flipped = predicate.argument == ArgumentType::kFlag && !Argument(tables, argument).flag();
  const std::uint32_t node = Node(compiler.writer, Op::kPredicate, {number, argument, flipped ? 1u : 0u});
  scope.used.push_back({number, node});
  return node;
}

std::uint32_t CompileMember(Compiler& compiler, const Json::Entry& entry, Scope& scope) {
  if (entry.name == "all") return CompileList(compiler, Op::kAll, entry.value, scope);
  if (entry.name == "any") return CompileList(compiler, Op::kAny, entry.value, scope);
  if (entry.name == "none") return CompileList(compiler, Op::kNone, entry.value, scope);
  if (entry.name == "not") {
    const std::uint32_t child = CompileExpression(compiler, entry.value, scope);
    return child == 0 ? 0 : Node(compiler.writer, Op::kNot, {child});
  }
  if (entry.name == "some") return CompileQuantifier(compiler, Op::kSome, entry.value, scope);
  if (entry.name == "every") return CompileQuantifier(compiler, Op::kEvery, entry.value, scope);
  if (entry.name == "count") return CompileQuantifier(compiler, Op::kCount, entry.value, scope);
  const std::uint32_t field = FindField(entry.name);
  if (field != kNoField) {
    const Field& row = Fields()[field];
    if (row.of_every_subject || (scope.has & Bit(row.owner)) != 0) return CompileField(compiler, field, entry);
    compiler.diagnostics.Report(entry.key, "`" + std::string(entry.name) + "` does not fit here", Needed(row.owner));
    return 0;
  }
  const std::uint32_t predicate = FindPredicate(entry.name);
  if (predicate != kNoPredicate) {
    const SubjectKinds wanted = PredicateAt(predicate).subjects;
    if ((scope.has & wanted) != 0) return CompilePredicate(compiler, predicate, entry, scope);
    std::string kinds;
    for (std::uint32_t i = 0; i < 9; ++i) {
      if ((wanted & (1u << i)) == 0) continue;
      kinds += (kinds.empty() ? "" : " or ") + std::string(Name(static_cast<SubjectKind>(i)));
    }
    compiler.diagnostics.Report(entry.key, "`" + std::string(entry.name) + "` does not fit here",
                                "there is no " + kinds + " here");
    return 0;
  }
  compiler.diagnostics.Report(entry.key, "there is no predicate or field `" + std::string(entry.name) + "`",
                              DidYouMean(entry.name, AllNames(scope.has)));
  return 0;
}

}  // namespace

std::uint32_t CompileExpression(Compiler& compiler, const Json& given, Scope& scope) {
  const Json value = compiler.Resolve(given);
  if (!value.is(Kind::kObject)) {
    compiler.diagnostics.Report(value, "an object of predicates is expected");
    return 0;
  }
  std::vector<std::uint32_t> children;
  bool fine = true;
  for (const Json::Entry& entry : value.members()) {
    const std::uint32_t child = CompileMember(compiler, entry, scope);
    fine = fine && child != 0;
    children.push_back(child);
  }
  if (!fine) return 0;
  if (children.empty()) {
    compiler.diagnostics.Report(value, "at least one predicate is expected");
    return 0;
  }
  return Join(compiler.writer, Op::kAll, children);
}

}  // namespace iampolicy::rules
