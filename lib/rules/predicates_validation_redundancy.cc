// Entries that another entry of their list covers by its text alone. What is redundant by meaning is asked in
// predicates_structure.cc, statements that are written twice in predicates_copy.cc.

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
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
  const void* last = nullptr;                      ///< entries of one list are asked about one after the other
  const Covered* last_covered = nullptr;
};

RedundancyMemo& MemoOf(Study& study) {
  return study.Get<RedundancyMemo>([] { return std::make_unique<RedundancyMemo>(); });
}

std::size_t FirstWildcard(std::string_view text) {
  text = text.substr(0, text.find('*'));
  return std::min(text.find('?'), text.size());
}
bool HasWildcard(std::string_view text) { return FirstWildcard(text) < text.size(); }

/// Eight bytes at a step. The bit that tells small letters from capitals is set, so that case never counts.
std::uint64_t HashOf(std::string_view text) {
  constexpr std::uint64_t kSmall = 0x2020202020202020u;
  std::uint64_t hash = text.size();
  while (!text.empty()) {
    std::uint64_t word = 0;
    const std::size_t size = std::min(text.size(), sizeof word);
    std::memcpy(&word, text.data(), size);
    hash = (hash ^ (word | kSmall)) * 0x9E3779B97F4A7C15u;
    hash ^= hash >> 29;
    text.remove_prefix(size);
  }
  return hash;
}

bool Equal(std::string_view a, std::string_view b, Case fold) {
  return fold == Case::kFold ? text::EqualIgnoringCase(a, b) : a == b;
}

/// Of each entry the first that is equal, which may be itself; holes are equal to nothing.
std::vector<std::uint32_t> FirstEqual(const std::vector<const Leaf*>& entries, Case fold) {
  std::vector<std::uint32_t> first(entries.size());
  std::vector<std::uint32_t> slots(std::bit_ceil(2 * entries.size()), 0);  // an entry's number and one; 0: free
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    first[i] = i;
    if (entries[i]->has_hole) continue;
    std::size_t slot = HashOf(entries[i]->text) & (slots.size() - 1);
    while (slots[slot] != 0 && !Equal(entries[slots[slot] - 1]->text, entries[i]->text, fold)) {
      slot = (slot + 1) & (slots.size() - 1);
    }
    if (slots[slot] == 0) slots[slot] = i + 1;
    first[i] = slots[slot] - 1;
  }
  return first;
}

/// The entries without holes in the order of their texts, in which those that begin alike lie together. A short list
/// stays as it is: to look through all of it costs less than to sort it.
class Ordered {
 public:
  Ordered(const std::vector<const Leaf*>& entries, Case fold) : entries_(entries), fold_(fold) {
    constexpr std::size_t kFew = 24;
    is_sorted_ = entries.size() > kFew;
    order_.reserve(entries.size());
    for (std::uint32_t i = 0; i < entries.size(); ++i) {
      if (!entries[i]->has_hole) order_.push_back(i);
    }
    if (!is_sorted_) return;
    const auto before = [this](std::uint32_t a, std::uint32_t b) {
      return Compare(entries_[a]->text, entries_[b]->text) < 0;
    };
    // Many lists are kept in order.
    if (!std::is_sorted(order_.begin(), order_.end(), before)) std::sort(order_.begin(), order_.end(), before);
  }

  /// Calls `use` for the entries that may begin with `head`, until it returns false.
  template <class Use>
  void ForEachWithHead(std::string_view head, Use use) const {
    auto at = order_.begin();
    if (is_sorted_) {
      at = std::lower_bound(order_.begin(), order_.end(), head, [this](std::uint32_t i, std::string_view wanted) {
        return Compare(entries_[i]->text, wanted) < 0;
      });
    }
    for (; at != order_.end(); ++at) {
      if (is_sorted_ && Compare(entries_[*at]->text.substr(0, head.size()), head) != 0) return;
      if (!use(*at)) return;
    }
  }

 private:
  int Compare(std::string_view a, std::string_view b) const {
    if (fold_ == Case::kSensitive) return a.compare(b);
    const std::size_t size = std::min(a.size(), b.size());
    for (std::size_t i = 0; i < size; ++i) {
      if (a[i] == b[i]) continue;
      const auto x = static_cast<unsigned char>(text::FoldAscii(a[i]));
      const auto y = static_cast<unsigned char>(text::FoldAscii(b[i]));
      if (x != y) return x < y ? -1 : 1;
    }
    return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
  }

  const std::vector<const Leaf*>& entries_;
  Case fold_;
  bool is_sorted_ = false;
  std::vector<std::uint32_t> order_;
};

/// Pairs of entries of one list that are compared at the most: no list that anybody wrote comes near. Of a list made to
/// be slow the last wildcards are not judged.
constexpr std::uint32_t kMostPairs = 4'000'000;

/// Adds to `covered` what entries with wildcards cover that are written otherwise.
void FindCovered(const std::vector<const Leaf*>& entries, const std::vector<std::uint32_t>& first, Case fold,
                 Covered& covered) {
  const Ordered ordered(entries, fold);
  std::uint32_t pairs = 0;
  for (std::uint32_t wide = 0; wide < entries.size() && pairs < kMostPairs; ++wide) {
    const std::string_view pattern = entries[wide]->text;
    const std::size_t head = FirstWildcard(pattern);
    if (head == pattern.size() || entries[wide]->has_hole || first[wide] != wide) continue;
    ordered.ForEachWithHead(pattern.substr(0, head), [&](std::uint32_t narrow) {
      if (first[narrow] == wide || !text::CoversGlob(pattern, entries[narrow]->text, fold)) return ++pairs < kMostPairs;
      // "a**" and "a*" cover each other: the first is kept.
      const bool mutual = HasWildcard(entries[narrow]->text) && text::CoversGlob(entries[narrow]->text, pattern, fold);
      if (!mutual || wide < narrow) covered[wide].push_back(narrow);
      return ++pairs < kMostPairs;
    });
    std::sort(covered[wide].begin(), covered[wide].end());
  }
}

/// Of equal entries the first covers the others. Only an entry with a wildcard can cover one that is written otherwise.
Covered CoveredBy(const std::vector<const Leaf*>& entries, Case fold) {
  Covered covered(entries.size());
  const std::vector<std::uint32_t> first = FirstEqual(entries, fold);
  bool has_wildcards = false;
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    if (first[i] != i) covered[first[i]].push_back(i);
    has_wildcards = has_wildcards || HasWildcard(entries[i]->text);
  }
  if (!has_wildcards) return covered;
  FindCovered(entries, first, fold, covered);
  // What a covered entry covers is told with it, by the entry that covers both.
  std::vector<bool> is_covered(entries.size());
  for (const std::vector<std::uint32_t>& narrow : covered) {
    for (const std::uint32_t i : narrow) is_covered[i] = true;
  }
  for (std::uint32_t i = 0; i < entries.size(); ++i) {
    if (is_covered[i]) covered[i].clear();
  }
  return covered;
}

/// The list that holds the entry examined, and its place in it.
struct Entry {
  const void* list = nullptr;
  std::size_t size = 0;  ///< of the list
  std::uint32_t index = 0;
  Case fold = Case::kSensitive;
};
template <class T>
void ReadList(const policy::List<T>& list, const T* item, Entry& out) {
  out.list = &list;
  out.size = list.items.size();
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
    out.reserve(list.items.size());
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

std::span<const std::uint32_t> CoveredBy(Study& study, const Subject& subject) {
  const Entry entry = EntryOf(subject);
  if (entry.size < 2) return {};
  RedundancyMemo& memo = MemoOf(study);
  if (memo.last != entry.list) {
    const auto [found, is_new] = memo.lists.try_emplace(entry.list);
    if (is_new) found->second = CoveredBy(LeavesOf(subject), entry.fold);
    memo.last = entry.list;
    memo.last_covered = &found->second;
  }
  return (*memo.last_covered)[entry.index];
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

constexpr std::string_view kCoveredFills[] = {"covered"};

constexpr Predicate kTable[] = {
    {.name = "covers_other_entries",
     .doc = "The entry takes every text that some other entry of its list takes; of equal entries the first.",
     .subjects = Bit(SubjectKind::kAction) | Bit(SubjectKind::kResource),
     .fills = kCoveredFills,
     .test = CoversOthers,
     .fill = FillCovered,
     .sites = CoveredSites},
};

}  // namespace

std::span<const Predicate> RedundancyPredicates() { return kTable; }

}  // namespace iampolicy::rules
