#include <algorithm>
#include <utility>

#include "lib/access/tables.h"

namespace iampolicy::access {

Row& RowSet::Add(Row row) {
  const auto is_before = [this](std::uint32_t a, const Row& b) {
    const Row& row_a = rows_[a];
    if (!(row_a.must == b.must)) return row_a.must < b.must;
    if (!(row_a.may == b.may)) return row_a.may < b.may;
    return row_a.use < b.use;
  };
  const auto at = std::lower_bound(order_.begin(), order_.end(), row, is_before);
  if (at != order_.end()) {
    Row& found = rows_[*at];
    if (found.must == row.must && found.may == row.may && found.use == row.use) return found;
  }
  order_.insert(at, static_cast<std::uint32_t>(rows_.size()));
  rows_.push_back(std::move(row));
  return rows_.back();
}

EntryMasks::EntryMasks(Clauses clauses, Entries Clause::*part) {
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    if (clauses[i] == nullptr) continue;
    const Entries& entries = clauses[i]->*part;
    if (!entries.has_in) {
      const text::Truth base = entries.has_out ? text::Truth::kTrue : entries.otherwise;
      if (base == text::Truth::kTrue) base_must_.Set(i);
      if (base != text::Truth::kFalse) base_may_.Set(i);
    }
    if (entries.in_open) base_may_.Set(i);
    if (entries.out_open) base_out_may_.Set(i);
  }
  Reset();
}

void EntryMasks::Reset() {
  in_must_ = base_must_;
  in_may_ = base_may_;
  out_must_ = text::Mask();
  out_may_ = base_out_may_;
}

void EntryMasks::Take(const Hit& hit) {
  (hit.is_out ? out_may_ : in_may_).Set(hit.clause);
  if (hit.is_sure) (hit.is_out ? out_must_ : in_must_).Set(hit.clause);
}

Row EntryMasks::ToRow() const {
  Row row;
  row.must = in_must_ - out_may_;
  row.may = in_may_ - out_must_;
  return row;
}

std::uint32_t Atoms::IdOf(const text::Pattern& pattern) {
  const auto at = std::find(patterns_.begin(), patterns_.end(), pattern);
  const auto id = static_cast<std::uint32_t>(at - patterns_.begin());
  if (at == patterns_.end()) patterns_.push_back(pattern);
  return id;
}

bool Atoms::Follows(std::uint32_t from, std::uint32_t to) {
  const auto [at, is_new] = follows_.try_emplace({from, to}, false);
  if (is_new) at->second = text::Covers({&patterns_[to], 1}, patterns_[from]) == text::Truth::kTrue;
  return at->second;
}

void Atoms::AddRows(std::span<const EntryMasks::Hit> hits, const std::string& text, EntryMasks& masks, RowSet& rows) {
  constexpr std::size_t kMostAtoms = 5;
  std::vector<std::uint32_t> atoms;
  masks.Reset();
  for (const EntryMasks::Hit& hit : hits) {
    masks.Take(hit);
    const bool is_new = std::find(atoms.begin(), atoms.end(), hit.atom) == atoms.end();
    if (hit.atom != EntryMasks::kNoAtom && is_new) atoms.push_back(hit.atom);
  }
  Row row = masks.ToRow();
  row.text = text;
  const bool is_split = !atoms.empty() && atoms.size() <= kMostAtoms;
  if (is_split) row.use = Use::kCertain;
  rows.Add(std::move(row));
  if (!is_split) return;
  for (std::uint32_t choice = 0; choice < (1u << atoms.size()); ++choice) {
    const auto holds = [&](std::size_t i) { return (choice >> i & 1) != 0; };
    bool is_consistent = true;
    for (std::size_t i = 0; i < atoms.size(); ++i) {
      for (std::size_t j = 0; j < atoms.size(); ++j) {
        if (holds(i) && !holds(j) && Follows(atoms[i], atoms[j])) is_consistent = false;
      }
    }
    if (!is_consistent) continue;
    masks.Reset();
    for (EntryMasks::Hit hit : hits) {
      if (hit.atom != EntryMasks::kNoAtom) {
        const auto at = std::find(atoms.begin(), atoms.end(), hit.atom);
        if (!holds(static_cast<std::size_t>(at - atoms.begin()))) continue;
        hit.is_sure = true;
      }
      masks.Take(hit);
    }
    Row settled = masks.ToRow();
    settled.text = text;
    settled.use = Use::kPossible;
    rows.Add(std::move(settled));
  }
}

}  // namespace iampolicy::access
