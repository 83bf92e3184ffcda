#ifndef IAMPOLICY_LIB_TEXT_SORT_H_
#define IAMPOLICY_LIB_TEXT_SORT_H_

// Sorting what is large: numbers are sorted instead, and each element is moved once, where they are not in order
// already.

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

namespace iampolicy::text {

/// std::stable_sort of fewer than 2^32 elements.
template <class T, class Before>
void SortByNumber(std::vector<T>& all, Before before) {
  if (std::is_sorted(all.begin(), all.end(), before)) return;
  std::vector<std::uint32_t> order(all.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return before(all[a], all[b]); });
  std::vector<T> sorted;
  sorted.reserve(all.size());
  for (const std::uint32_t i : order) sorted.push_back(std::move(all[i]));
  all = std::move(sorted);
}

}  // namespace iampolicy::text

#endif  // IAMPOLICY_LIB_TEXT_SORT_H_
