// What a misspelt word was meant to be. Candidates are many and mostly far away, so most are refused by their length,
// and the others by a band of the distance table that is no wider than the limit allows.

#include "lib/text/suggest.h"

#include <algorithm>
#include <array>
#include <bitset>

#include "lib/text/utf8.h"

namespace iampolicy::text {
namespace {

// The distance table in three rolling rows. Of row i only the columns i - limit to i + limit can hold a distance within
// the limit, so only they are kept: column j lies at place j - i + limit.
class Band {
 public:
  Band(std::string_view a, std::string_view b, std::uint32_t limit) : a_(a), b_(b), limit_(limit) {
    const std::size_t width = 2 * std::size_t{limit} + 1;
    if (width > kFew) many_.resize(3 * width);
    std::uint32_t* cells = many_.empty() ? few_.data() : many_.data();
    for (std::size_t i = 0; i < 3; ++i) rows_[i] = cells + i * width;
  }

  std::uint32_t Distance() {
    std::fill_n(rows_[0], limit_, limit_ + 1);
    for (std::size_t j = 0; j <= limit_; ++j) rows_[0][limit_ + j] = static_cast<std::uint32_t>(j);
    for (std::size_t i = 1; i <= a_.size(); ++i) {
      std::rotate(rows_.begin(), rows_.begin() + 2, rows_.end());
      if (FillRow(i) > limit_) return limit_ + 1;
    }
    return std::min(rows_[0][b_.size() + limit_ - a_.size()], limit_ + 1);
  }

 private:
  static constexpr std::size_t kFew = 9;  // Nearest asks for no more than 4 edits

  // Row i into rows_[0]; the rows above are rows_[1] and rows_[2]. Returns its smallest distance.
  std::uint32_t FillRow(std::size_t i) {
    const std::size_t width = 2 * std::size_t{limit_} + 1;
    std::uint32_t smallest = limit_ + 1;
    for (std::size_t place = 0; place < width; ++place) {
      std::uint32_t& cell = rows_[0][place];
      cell = limit_ + 1;
      if (i + place < limit_ || i + place - limit_ > b_.size()) continue;
      const std::size_t j = i + place - limit_;
      if (j == 0) {
        cell = static_cast<std::uint32_t>(i);
      } else {
        const bool same = FoldAscii(a_[i - 1]) == FoldAscii(b_[j - 1]);
        cell = rows_[1][place] + (same ? 0 : 1);
        if (place > 0) cell = std::min(cell, rows_[0][place - 1] + 1);
        if (place + 1 < width) cell = std::min(cell, rows_[1][place + 1] + 1);
        if (i > 1 && j > 1 && IsSwap(i, j)) cell = std::min(cell, rows_[2][place] + 1);
      }
      smallest = std::min(smallest, cell);
    }
    return smallest;
  }

  bool IsSwap(std::size_t i, std::size_t j) const {
    return FoldAscii(a_[i - 1]) == FoldAscii(b_[j - 2]) && FoldAscii(a_[i - 2]) == FoldAscii(b_[j - 1]);
  }

  std::string_view a_;
  std::string_view b_;
  std::uint32_t limit_;
  std::array<std::uint32_t, 3 * kFew> few_;
  std::vector<std::uint32_t> many_;
  std::array<std::uint32_t*, 3> rows_;
};

// The letters and digits that occur, as bits, whatever their case. An edit changes two of them at the most.
std::uint64_t LettersOf(std::string_view word) {
  std::uint64_t letters = 0;
  for (const char c : word) letters |= std::uint64_t{1} << (static_cast<unsigned char>(FoldAscii(c)) % 64);
  return letters;
}

std::uint32_t LimitFor(std::string_view word) {
  return static_cast<std::uint32_t>(std::clamp<std::size_t>(word.size() / 3, 1, 4));
}

// Of short words, one edit may leave nothing: `a` is not a misspelt `b`.
bool IsNear(std::string_view word, std::string_view candidate, std::uint32_t distance, std::uint32_t limit) {
  return distance <= limit && distance < std::max(word.size(), candidate.size());
}

// Of words equally near, that one was meant which begins alike for longer: a name is more often left unfinished or
// misspelt late than begun wrongly.
bool IsBetter(std::string_view word, std::string_view a, std::string_view b) {
  const auto shared = [&](std::string_view candidate) {
    const std::size_t most = std::min(word.size(), candidate.size());
    std::size_t at = 0;
    while (at < most && FoldAscii(word[at]) == FoldAscii(candidate[at])) ++at;
    return at;
  };
  const std::size_t of_a = shared(a);
  const std::size_t of_b = shared(b);
  return of_a != of_b ? of_a > of_b : a < b;
}

}  // namespace

std::uint32_t EditDistance(std::string_view a, std::string_view b, std::uint32_t limit) {
  // No distance exceeds the longer word's length.
  limit = static_cast<std::uint32_t>(std::min<std::size_t>(limit, std::max(a.size(), b.size())));
  const std::size_t apart = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (apart > limit) return limit + 1;
  if (std::bitset<64>(LettersOf(a) ^ LettersOf(b)).count() > 2 * std::size_t{limit}) return limit + 1;
  while (!a.empty() && !b.empty() && FoldAscii(a.front()) == FoldAscii(b.front())) {
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  while (!a.empty() && !b.empty() && FoldAscii(a.back()) == FoldAscii(b.back())) {
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
  if (a.empty() || b.empty()) return static_cast<std::uint32_t>(apart);
  return Band(a, b, limit).Distance();
}

Nearest::Nearest(std::string_view word) : word_(word), limit_(LimitFor(word)) {}

void Nearest::Offer(std::string_view candidate) {
  const std::uint32_t distance = EditDistance(word_, candidate, limit_);
  if (IsNear(word_, candidate, distance, limit_)) found_.push_back({distance, candidate});
}

std::vector<std::string_view> Nearest::Best(std::size_t most) const {
  std::vector<Found> found = found_;
  std::sort(found.begin(), found.end(), [this](const Found& a, const Found& b) {
    return a.distance != b.distance ? a.distance < b.distance : IsBetter(word_, a.name, b.name);
  });
  std::vector<std::string_view> names;
  for (const Found& one : found) {
    if (names.size() == most) break;
    if (names.empty() || names.back() != one.name) names.push_back(one.name);
  }
  return names;
}

std::string_view NearestOf(std::string_view word, std::span<const std::string_view> candidates) {
  std::string_view best;
  std::uint32_t limit = LimitFor(word);
  bool found = false;
  for (const std::string_view candidate : candidates) {
    const std::uint32_t distance = EditDistance(word, candidate, limit);
    if (!IsNear(word, candidate, distance, limit)) continue;
    if (found && distance == limit && !IsBetter(word, candidate, best)) continue;
    best = candidate;
    limit = distance;
    found = true;
  }
  return best;
}

}  // namespace iampolicy::text
