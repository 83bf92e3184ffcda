// Statements that are written twice: the same elements and values, in whatever order.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "lib/rules/fields.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"
#include "lib/text/pattern.h"
#include "lib/text/utf8.h"

namespace iampolicy::rules {
namespace {

using policy::Statement;
using text::Case;
using text::ToTruth;

/// Worked out once a policy.
struct CopyMemo : Extra {
  bool is_known = false;
  std::unordered_map<const Statement*, const Statement*> first;  ///< of each copy
};

CopyMemo& MemoOf(Study& study) {
  return study.Get<CopyMemo>([] { return std::make_unique<CopyMemo>(); });
}

/// Texts in an order of their own, so that the order in the file does not count; each with its length, so that no two
/// lists read alike.
void Append(std::vector<std::string> texts, std::string& out) {
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  out += std::to_string(texts.size()) + "[";
  for (const std::string& text : texts) out += std::to_string(text.size()) + ":" + text;
  out += "]";
}

template <class T>
void AppendList(const policy::List<T>& list, Case fold, std::string& out) {
  std::vector<std::string> texts;
  for (const auto& item : list.items) {
    texts.push_back(fold == Case::kFold ? text::FoldAscii(item.leaf.text) : std::string(item.leaf.text));
  }
  out += list.present() ? "+" : "-";
  Append(std::move(texts), out);
}

void AppendPrincipals(const policy::Principals& principals, std::string& out) {
  std::vector<std::string> texts;
  for (const policy::Principal& principal : principals.items) {
    texts.push_back(std::string(principal.type_name) + "=" + std::string(principal.leaf.text));
  }
  out += principals.present() ? "+" : "-";
  Append(std::move(texts), out);
}

/// All of a statement but its Sid; "" where parts are not known, since these may differ.
std::string Meaning(const Statement& statement) {
  const bool is_open = statement.may_hold_more || statement.actions.open || statement.not_actions.open ||
                       statement.resources.open || statement.not_resources.open || statement.principals.open ||
                       statement.not_principals.open || statement.conditions.open || statement.effect_leaf.has_hole;
  if (is_open || statement.node == syntax::kNone || !statement.effect_leaf.present()) return {};
  std::string out(statement.effect_leaf.text);
  AppendList(statement.actions, Case::kFold, out);
  AppendList(statement.not_actions, Case::kFold, out);
  AppendList(statement.resources, Case::kSensitive, out);
  AppendList(statement.not_resources, Case::kSensitive, out);
  AppendPrincipals(statement.principals, out);
  AppendPrincipals(statement.not_principals, out);
  std::vector<std::string> tests;
  for (const policy::Condition& condition : statement.conditions.items) {
    std::string test = text::FoldAscii(condition.operator_leaf.text) + "/" + text::FoldAscii(condition.key.text) + "/";
    AppendList(condition.values, Case::kSensitive, test);
    if (condition.values.open) return {};
    tests.push_back(std::move(test));
  }
  Append(std::move(tests), out);
  return out;
}

/// Equal for statements of equal meaning, whatever the order and however often a value is said; told apart by it are
/// nearly all others, so that few meanings need to be spelled out.
std::uint64_t Sketch(const Statement& statement) {
  std::uint64_t sketch = 0;
  const auto mark = [&](std::uint32_t part, std::string_view text) {
    std::uint32_t hash = part * 31 + static_cast<std::uint32_t>(text.size());
    for (const std::size_t at : {text.size() / 2, text.size() - 1}) {
      if (at < text.size()) hash = hash * 31 + static_cast<unsigned char>(text::FoldAscii(text[at]));
    }
    sketch |= std::uint64_t{1} << ((hash * 0x9E3779B1u) >> 26);
  };
  const auto mark_all = [&](std::uint32_t part, const auto& list) {
    for (const auto& item : list.items) mark(part, item.leaf.text);
  };
  mark(0, statement.effect_leaf.text);
  mark_all(1, statement.actions);
  mark_all(2, statement.not_actions);
  mark_all(3, statement.resources);
  mark_all(4, statement.not_resources);
  mark_all(5, statement.principals);
  mark_all(6, statement.not_principals);
  for (const policy::Condition& condition : statement.conditions.items) {
    mark(7, condition.key.text);
    mark_all(8, condition.values);
  }
  return sketch;
}

void FindCopies(const policy::Policy& policy, CopyMemo& memo) {
  std::unordered_map<std::uint64_t, const Statement*> alone;  ///< of each sketch the first, until there are two
  std::unordered_map<std::string, const Statement*> seen;
  const auto meet = [&](const Statement& statement) {
    std::string meaning = Meaning(statement);
    if (meaning.empty()) return;
    const auto [found, is_new] = seen.try_emplace(std::move(meaning), &statement);
    if (!is_new) memo.first.emplace(&statement, found->second);
  };
  for (const Statement& statement : policy.statements.items) {
    const auto [found, is_new] = alone.try_emplace(Sketch(statement), &statement);
    if (is_new) continue;
    if (found->second != nullptr) meet(*found->second);
    found->second = nullptr;
    meet(statement);
  }
}

const Statement* FirstCopy(Study& study, const Subject& subject) {
  CopyMemo& memo = MemoOf(study);
  if (!memo.is_known) {
    memo.is_known = true;
    FindCopies(*subject.policy, memo);
  }
  if (memo.first.empty()) return nullptr;
  const auto found = memo.first.find(subject.statement);
  return found == memo.first.end() ? nullptr : found->second;
}

Truth RepeatsStatement(Study& study, const Subject& subject, Argument) {
  return ToTruth(FirstCopy(study, subject) != nullptr);
}

std::string FillFirst(Study& study, const Subject& subject, Argument, std::string_view) {
  Subject first = subject;
  // A rule may turn the test round; then there is no copy, and the statement speaks for itself.
  if (const Statement* copy = FirstCopy(study, subject)) first.statement = copy;
  return "`" + ElementText(SubjectKind::kStatement, study, first) + "`";
}

void FirstSite(Study& study, const Subject& subject, Argument, std::vector<Site>& out) {
  if (const Statement* first = FirstCopy(study, subject)) {
    out.push_back({subject.policy, first->node, first->span, "the same statement", true});
  }
}

constexpr std::string_view kFirstFills[] = {"first"};

constexpr Predicate kTable[] = {
    {.name = "repeats_statement",
     .doc = "An earlier statement has the same elements and values, the Sid and the order aside.",
     .subjects = Bit(SubjectKind::kStatement),
     .fills = kFirstFills,
     .test = RepeatsStatement,
     .fill = FillFirst,
     .sites = FirstSite},
};

}  // namespace

std::span<const Predicate> CopyPredicates() { return kTable; }

}  // namespace iampolicy::rules
