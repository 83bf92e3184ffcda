// What is written twice: entries that another entry of their list covers by its text alone, and equal statements. What
// is redundant by meaning is asked in predicates_structure.cc.

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "lib/rules/fields.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"
#include "lib/text/pattern.h"
#include "lib/text/utf8.h"

namespace iampolicy::rules {
namespace {

using policy::Leaf;
using policy::Statement;
using text::Case;
using text::ToTruth;

/// For the entries of a list, which others each covers.
using Covered = std::vector<std::vector<std::uint32_t>>;

struct RedundancyMemo : Extra {
  std::unordered_map<const void*, Covered> lists;  ///< by the address of the list
  bool has_copies = false;
  std::unordered_map<const Statement*, const Statement*> first;  ///< of each copy
};

RedundancyMemo& MemoOf(Study& study) {
  return study.Get<RedundancyMemo>([] { return std::make_unique<RedundancyMemo>(); });
}

bool HasWildcard(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

/// Of equal entries the first covers the others. Only an entry with a wildcard can cover one that is written otherwise.
Covered CoveredBy(const std::vector<const Leaf*>& entries, Case fold) {
  Covered covered(entries.size());
  std::unordered_map<std::string, std::uint32_t> first;
  std::vector<std::uint32_t> equal_to(entries.size());
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    std::string text(entries[i]->text);
    if (fold == Case::kFold) text = text::FoldAscii(text);
    equal_to[i] = first.try_emplace(std::move(text), i).first->second;
    if (equal_to[i] != i && !entries[i]->has_hole) covered[equal_to[i]].push_back(i);
  }
  for (std::uint32_t wide = 0; wide < entries.size(); ++wide) {
    if (equal_to[wide] != wide || entries[wide]->has_hole || !HasWildcard(entries[wide]->text)) continue;
    for (std::uint32_t narrow = 0; narrow < entries.size(); ++narrow) {
      if (equal_to[narrow] == wide || entries[narrow]->has_hole) continue;
      if (!text::CoversGlob(entries[wide]->text, entries[narrow]->text, fold)) continue;
      // "a**" and "a*" cover each other: the first is kept.
      const bool mutual =
          HasWildcard(entries[narrow]->text) && text::CoversGlob(entries[narrow]->text, entries[wide]->text, fold);
      if (!mutual || wide < narrow) covered[wide].push_back(narrow);
    }
    std::sort(covered[wide].begin(), covered[wide].end());
  }
  return covered;
}

/// The list that holds the entry examined, and its place in it.
struct Entry {
  const void* list = nullptr;
  std::uint32_t index = 0;
  Case fold = Case::kSensitive;
};
template <class T>
void ReadList(const policy::List<T>& list, const T* item, Entry& out) {
  out.list = &list;
  out.index = static_cast<std::uint32_t>(item - list.items.data());
}
Entry EntryOf(const Subject& subject) {
  Entry out;
  const Statement& statement = *subject.statement;
  if (subject.action != nullptr) {
    ReadList(subject.negated ? statement.not_actions : statement.actions, subject.action, out);
    out.fold = Case::kFold;
  } else {
    ReadList(subject.negated ? statement.not_resources : statement.resources, subject.resource, out);
  }
  return out;
}
std::vector<const Leaf*> LeavesOf(const Subject& subject) {
  std::vector<const Leaf*> out;
  const auto add = [&](const auto& list) {
    for (const auto& item : list.items) out.push_back(&item.leaf);
  };
  const Statement& statement = *subject.statement;
  if (subject.action != nullptr) {
    add(subject.negated ? statement.not_actions : statement.actions);
  } else {
    add(subject.negated ? statement.not_resources : statement.resources);
  }
  return out;
}

const std::vector<std::uint32_t>& CoveredBy(Study& study, const Subject& subject) {
  const Entry entry = EntryOf(subject);
  const auto [found, is_new] = MemoOf(study).lists.try_emplace(entry.list);
  if (is_new) found->second = CoveredBy(LeavesOf(subject), entry.fold);
  return found->second[entry.index];
}

Truth CoversOthers(Study& study, const Subject& subject, Argument) {
  return ToTruth(!CoveredBy(study, subject).empty());
}

std::string FillCovered(Study& study, const Subject& subject, Argument, std::string_view) {
  const std::vector<const Leaf*> leaves = LeavesOf(subject);
  std::vector<std::string> texts;
  for (const std::uint32_t i : CoveredBy(study, subject)) texts.push_back(Shown(leaves[i]->text, study.sources()));
  return JoinShown(texts);
}

void CoveredSites(Study& study, const Subject& subject, Argument, std::vector<Site>& out) {
  const std::vector<const Leaf*> leaves = LeavesOf(subject);
  for (const std::uint32_t i : CoveredBy(study, subject)) {
    out.push_back({subject.policy, leaves[i]->node, leaves[i]->span, "this is covered", true});
  }
}

// ---- statements ----

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

const Statement* FirstCopy(Study& study, const Subject& subject) {
  RedundancyMemo& memo = MemoOf(study);
  if (!memo.has_copies) {
    memo.has_copies = true;
    std::unordered_map<std::string, const Statement*> seen;
    for (const Statement& statement : subject.policy->statements.items) {
      std::string meaning = Meaning(statement);
      if (meaning.empty()) continue;
      const auto [found, is_new] = seen.try_emplace(std::move(meaning), &statement);
      if (!is_new) memo.first.emplace(&statement, found->second);
    }
  }
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

constexpr std::string_view kCoveredFills[] = {"covered"};
constexpr std::string_view kFirstFills[] = {"first"};

constexpr Predicate kTable[] = {
    {.name = "covers_other_entries",
     .doc = "The entry takes every text that some other entry of its list takes; of equal entries the first.",
     .subjects = Bit(SubjectKind::kAction) | Bit(SubjectKind::kResource),
     .fills = kCoveredFills,
     .test = CoversOthers,
     .fill = FillCovered,
     .sites = CoveredSites},
    {.name = "repeats_statement",
     .doc = "An earlier statement has the same elements and values, the Sid and the order aside.",
     .subjects = Bit(SubjectKind::kStatement),
     .fills = kFirstFills,
     .test = RepeatsStatement,
     .fill = FillFirst,
     .sites = FirstSite},
};

}  // namespace

std::span<const Predicate> RedundancyPredicates() { return kTable; }

}  // namespace iampolicy::rules
