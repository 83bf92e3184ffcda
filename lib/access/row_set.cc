#include <algorithm>
#include <utility>

#include "lib/access/tables.h"

namespace iampolicy::access {

Row& RowSet::Add(Row row) {
  const auto is_before = [this](std::uint32_t a, const Row& b) {
    const Row& row_a = rows_[a];
    if (!(row_a.must == b.must)) return row_a.must < b.must;
    if (!(row_a.may == b.may)) return row_a.may < b.may;
    return row_a.is_letter < b.is_letter;
  };
  const auto at = std::lower_bound(order_.begin(), order_.end(), row, is_before);
  if (at != order_.end()) {
    Row& found = rows_[*at];
    if (found.must == row.must && found.may == row.may && found.is_letter == row.is_letter) return found;
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

}  // namespace iampolicy::access
