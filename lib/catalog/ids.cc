// Arithmetic on sets of action ids.

#include <algorithm>

#include "lib/catalog/catalog.h"

namespace iampolicy::catalog {
namespace {

/// Appends a range that starts no earlier than the last one did, joining what touches.
void Append(Ids& ids, IdRange range) {
  if (range.empty()) return;
  if (!ids.empty() && range.begin <= ids.back().end) {
    ids.back().end = std::max(ids.back().end, range.end);
  } else {
    ids.push_back(range);
  }
}

}  // namespace

std::uint32_t Count(const Ids& ids) {
  std::uint32_t count = 0;
  for (const IdRange range : ids) count += range.size();
  return count;
}

bool Has(const Ids& ids, ActionId id) {
  const auto after =
      std::upper_bound(ids.begin(), ids.end(), id, [](ActionId value, IdRange range) { return value < range.begin; });
  return after != ids.begin() && id < std::prev(after)->end;
}

Ids Union(const Ids& a, const Ids& b) {
  Ids out;
  out.reserve(a.size() + b.size());
  auto i = a.begin();
  auto j = b.begin();
  while (i != a.end() || j != b.end()) {
    const bool from_a = j == b.end() || (i != a.end() && i->begin <= j->begin);
    Append(out, from_a ? *i++ : *j++);
  }
  return out;
}

Ids Intersection(const Ids& a, const Ids& b) {
  Ids out;
  auto i = a.begin();
  auto j = b.begin();
  while (i != a.end() && j != b.end()) {
    const IdRange common{std::max(i->begin, j->begin), std::min(i->end, j->end)};
    if (common.begin < common.end) out.push_back(common);
    if (i->end < j->end) {
      ++i;
    } else {
      ++j;
    }
  }
  return out;
}

Ids Difference(const Ids& a, const Ids& b) {
  Ids out;
  auto j = b.begin();
  for (IdRange rest : a) {
    while (j != b.end() && j->end <= rest.begin) ++j;
    for (auto k = j; k != b.end() && k->begin < rest.end; ++k) {
      if (rest.begin < k->begin) out.push_back({rest.begin, k->begin});
      rest.begin = std::min(k->end, rest.end);
    }
    if (!rest.empty()) out.push_back(rest);
  }
  return out;
}

Ids Union(std::vector<IdRange> ranges) {
  const auto before = [](IdRange a, IdRange b) { return a.begin < b.begin; };
  if (!std::is_sorted(ranges.begin(), ranges.end(), before)) std::sort(ranges.begin(), ranges.end(), before);
  // Joined in place: there are never more ranges than were read.
  std::size_t size = 0;
  for (const IdRange range : ranges) {
    if (range.empty()) continue;
    if (size > 0 && range.begin <= ranges[size - 1].end) {
      ranges[size - 1].end = std::max(ranges[size - 1].end, range.end);
    } else {
      ranges[size++] = range;
    }
  }
  ranges.resize(size);
  return ranges;
}

}  // namespace iampolicy::catalog
