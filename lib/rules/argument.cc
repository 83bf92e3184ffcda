#include "lib/rules/argument.h"

#include <algorithm>

#include "lib/rules/number.h"

namespace iampolicy::rules {
namespace {

std::int64_t ReadNumber(std::uint32_t low, std::uint32_t high) {
  return static_cast<std::int64_t>((static_cast<std::uint64_t>(high) << 32) | low);
}

}  // namespace

Truth HoldsBetween(Argument argument, std::int64_t low, std::int64_t high) {
  using text::ToTruth;
  Truth all = Truth::kTrue;
  for (std::uint32_t i = 0; i < argument.size(); ++i) {
    const NumberBound bound = argument.bound(i);
    const std::int64_t limit = ReadNumber(bound.low, bound.high);
    // Every test but equality is monotone, so the ends of the interval decide.
    const auto at = [&](std::int64_t number) {
      switch (bound.test) {
        case NumberTest::kAtLeast:
          return number >= limit;
        case NumberTest::kAtMost:
          return number <= limit;
        case NumberTest::kMoreThan:
          return number > limit;
        case NumberTest::kLessThan:
          return number < limit;
        case NumberTest::kEquals:
          return number == limit;
      }
      return false;
    };
    Truth one = at(low) == at(high) ? ToTruth(at(low)) : Truth::kUnknown;
    if (bound.test == NumberTest::kEquals && low != high) {
      one = limit >= low && limit <= high ? Truth::kUnknown : Truth::kFalse;
    }
    all = text::And(all, one);
  }
  return all;
}

bool Argument::Holds(std::int64_t number) const { return HoldsBetween(*this, number, number) == Truth::kTrue; }

NumberBound Argument::bound(std::uint32_t i) const {
  return {static_cast<NumberTest>(Word(2 + 3 * i)), Word(3 + 3 * i), Word(4 + 3 * i)};
}

std::uint32_t FirstEndingAfter(Argument actions, catalog::ActionId id, std::uint32_t from) {
  const std::uint32_t count = actions.range_count();
  // In growing steps, so that near ones are found at once; then by halves between the last two.
  std::uint32_t step = 1;
  std::uint32_t last = from;
  while (last < count && actions.range(last).end <= id) {
    from = last + 1;
    last += step;
    step *= 2;
  }
  last = std::min(last, count);
  while (from < last) {
    const std::uint32_t middle = from + (last - from) / 2;
    if (actions.range(middle).end <= id) {
      from = middle + 1;
    } else {
      last = middle;
    }
  }
  return from;
}

bool Overlaps(const catalog::Ids& ids, Argument actions) {
  const std::uint32_t count = actions.range_count();
  if (count == 0) return false;
  // The few look themselves up among the many, whichever these are.
  if (count < ids.size()) {
    auto at = ids.begin();
    for (std::uint32_t i = 0; i < count; ++i) {
      const catalog::IdRange range = actions.range(i);
      at = std::partition_point(at, ids.end(), [&](catalog::IdRange one) { return one.end <= range.begin; });
      if (at == ids.end()) return false;
      if (at->begin < range.end) return true;
    }
    return false;
  }
  std::uint32_t i = 0;
  for (const catalog::IdRange& range : ids) {
    i = FirstEndingAfter(actions, range.begin, i);
    if (i == count) return false;
    if (actions.range(i).begin < range.end) return true;
  }
  return false;
}

bool Within(const catalog::Ids& ids, Argument actions) {
  const std::uint32_t count = actions.range_count();
  std::uint32_t i = 0;
  for (const catalog::IdRange& range : ids) {
    if (range.empty()) continue;
    i = FirstEndingAfter(actions, range.end - 1, i);
    if (i == count || actions.range(i).begin > range.begin) return false;
  }
  return true;
}

bool Covers(const catalog::Ids& ids, Argument actions) {
  std::size_t at = 0;
  for (std::uint32_t i = 0; i < actions.range_count(); ++i) {
    const catalog::IdRange range = actions.range(i);
    while (at < ids.size() && ids[at].end < range.end) ++at;
    if (at == ids.size() || ids[at].begin > range.begin) return false;
  }
  return true;
}

catalog::Ids ToIds(Argument actions) {
  catalog::Ids ids;
  for (std::uint32_t i = 0; i < actions.range_count(); ++i) ids.push_back(actions.range(i));
  return ids;
}

}  // namespace iampolicy::rules
