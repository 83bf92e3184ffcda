#include "lib/rules/knowledge.h"

#include <algorithm>
#include <array>
#include <span>

#include "lib/policy/build.h"
#include "lib/rules/expression.h"
#include "lib/rules/fields.h"
#include "lib/rules/registry.h"

namespace iampolicy::rules {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"syntax", "grammar", "policy", "catalog", "access engine"};

using Known = std::array<bool, kNames.size()>;

void Add(Knowledge knowledge, Known& known) { known[static_cast<std::size_t>(knowledge)] = true; }

bool IsOfPolicy(std::string_view problem) {
  const auto kinds = policy::PolicyProblems();
  return std::any_of(kinds.begin(), kinds.end(), [&](const text::ProblemKind& kind) { return kind.name == problem; });
}

void AddProblems(const Argument& kinds, Known& known) {
  for (std::uint32_t i = 0; i < kinds.size(); ++i) {
    Add(IsOfPolicy(kinds.text(i)) ? Knowledge::kGrammar : Knowledge::kSyntax, known);
  }
}

void AddField(std::uint32_t number, Known& known) {
  const Field& field = Fields()[number];
  if (field.owner != SubjectKind::kProblem) Add(Knowledge::kPolicy, known);
  if (field.type == FieldType::kActions || field.name == "action.count") Add(Knowledge::kCatalog, known);
}

void AddExpression(const Tables& tables, std::uint32_t at, Known& known) {
  if (at == 0) return;
  const std::uint32_t first = tables.words[at + 1];
  switch (static_cast<Op>(tables.words[at])) {
    case Op::kAll:
    case Op::kAny:
    case Op::kNone:
      for (std::uint32_t i = 0; i < first; ++i) AddExpression(tables, tables.words[at + 2 + i], known);
      return;
    case Op::kNot:
      AddExpression(tables, first, known);
      return;
    case Op::kSome:
    case Op::kEvery:
    case Op::kCount:
      AddField(first, known);
      AddExpression(tables, tables.words[at + 2], known);
      return;
    case Op::kPredicate:
      if (PredicateAt(first).name == "problem") {
        AddProblems(Argument(tables, tables.words[at + 2]), known);
      } else {
        Add(KnowledgeOfPredicate(first), known);
      }
      return;
    case Op::kField:
      AddField(first, known);
      return;
  }
}

}  // namespace

std::string_view Name(Knowledge knowledge) { return kNames[static_cast<std::size_t>(knowledge)]; }

std::vector<Knowledge> KnowledgeOf(const RuleView& rule) {
  Known known = {};
  const Tables& tables = rule.tables();
  AddExpression(tables, rule.word(RuleWord::kWhen), known);
  AddExpression(tables, rule.word(RuleWord::kUnless), known);
  const std::uint32_t severities = rule.word(RuleWord::kSeverities);
  const std::uint32_t count = severities == 0 ? 0 : tables.words[severities];
  for (std::uint32_t i = 0; i < count; ++i) AddExpression(tables, tables.words[severities + 1 + 2 * i], known);
  std::vector<Knowledge> out;
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (known[i]) out.push_back(static_cast<Knowledge>(i));
  }
  return out;
}

}  // namespace iampolicy::rules
