// See product.h.

#include "lib/text/product.h"

#include <algorithm>
#include <bit>
#include <string_view>

#include "lib/text/classes.h"
#include "lib/text/glob.h"

namespace iampolicy::text {
namespace {

constexpr std::size_t kWordBits = 64;
constexpr std::size_t kMostTableWords = std::size_t{1} << 21;  // 16 MiB of step tables

bool IsStar(char32_t symbol) { return symbol == kStar || symbol == kFieldStar; }
bool IsOne(char32_t symbol) { return symbol == kOne || symbol == kFieldOne; }
bool IsEither(char32_t symbol) { return symbol >= kFirstEitherCase && symbol < kFirstEitherCase + 128; }
bool IsOpaqueLetter(char32_t symbol) { return symbol >= kFirstVariable && symbol < kFirstEitherCase; }

/// Letters and digits come before punctuation, so that examples read well.
int Rank(char32_t symbol) {
  if (IsOpaqueLetter(symbol)) return 2;
  const bool is_word =
      (symbol >= 'a' && symbol <= 'z') || (symbol >= 'A' && symbol <= 'Z') || (symbol >= '0' && symbol <= '9');
  return is_word ? 0 : 1;
}

void SortUnique(Pattern& symbols) {
  std::sort(symbols.begin(), symbols.end());
  symbols.erase(std::unique(symbols.begin(), symbols.end()), symbols.end());
}

/// Adds the symbols that texts are made of.
void Collect(const Pattern& pattern, Pattern& used) {
  for (const char32_t symbol : pattern) {
    if (IsEither(symbol)) {
      used += {symbol - kFirstEitherCase, symbol - kFirstEitherCase - 32};
    } else if (symbol == kFieldStar || symbol == kFieldOne) {
      used += U':';
    } else if (symbol != kStar && symbol != kOne) {
      used += symbol;
    }
  }
  if (used.size() > 4096) SortUnique(used);  // long lists repeat their characters
}

/// A readable character that is not among the sorted ones. Never an upper-case letter: folded texts have none.
char32_t Unused(const Pattern& used) {
  const auto is_free = [&](char32_t c) { return !std::binary_search(used.begin(), used.end(), c); };
  constexpr std::string_view kReadable = "xyzabcdefghijklmnopqrstuvw0123456789-_.";
  for (const char c : kReadable) {
    if (is_free(static_cast<char32_t>(c))) return static_cast<char32_t>(c);
  }
  char32_t c = 0xE0;
  while (!is_free(c)) ++c;
  return c;
}

}  // namespace

std::size_t RowTable::Slot(const std::uint64_t* row) const {
  std::uint64_t hash = 0x9E3779B97F4A7C15;
  for (std::size_t i = 0; i < width_; ++i) {
    hash = (hash ^ row[i]) * 0xFF51AFD7ED558CCD;
    hash ^= hash >> 32;
  }
  return static_cast<std::size_t>(hash) & (slots_.size() - 1);
}

void RowTable::Grow() {
  slots_.assign(slots_.size() * 2, kFree);
  for (std::uint32_t id = 0; id < size_; ++id) {
    std::size_t slot = Slot(row(id));
    while (slots_[slot] != kFree) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = id;
  }
}

std::pair<std::uint32_t, bool> RowTable::Insert(const std::uint64_t* values) {
  if (2 * size_ >= slots_.size()) Grow();
  std::size_t slot = Slot(values);
  while (slots_[slot] != kFree) {
    if (std::equal(values, values + width_, row(slots_[slot]))) return {slots_[slot], false};
    slot = (slot + 1) & (slots_.size() - 1);
  }
  slots_[slot] = static_cast<std::uint32_t>(size_++);
  words_.insert(words_.end(), values, values + width_);
  return {slots_[slot], true};
}

Product::Product(std::span<const Pattern> patterns, const Pattern& also) {
  MakeColumns(patterns, also);
  LayOut(patterns);
  if (width_ * symbols_.size() > kMostTableWords) {
    is_too_large_ = true;
    return;
  }
  takes_.resize(width_ * symbols_.size());
  loops_.resize(width_);
  colon_loops_.resize(width_);
  final_.resize(width_);
  forever_.resize(width_);
  positions_.resize(width_ * kWordBits);
  for (std::size_t i = 0; i < patterns.size(); ++i) Fill(patterns[i], starts_[i]);
  marks_.resize((symbols_.size() + kWordBits - 1) / kWordBits);
}

char32_t UnusedCharacter(std::span<const Pattern> patterns) {
  Pattern used;
  for (const Pattern& pattern : patterns) Collect(pattern, used);
  SortUnique(used);
  return Unused(used);
}

void Product::MakeColumns(std::span<const Pattern> patterns, const Pattern& also) {
  Pattern used;
  for (const Pattern& pattern : patterns) Collect(pattern, used);
  Collect(also, used);
  SortUnique(used);
  symbols_.assign(used.begin(), used.end());
  std::stable_sort(symbols_.begin(), symbols_.end(), [](char32_t a, char32_t b) { return Rank(a) < Rank(b); });
  const auto place = std::find_if(symbols_.begin(), symbols_.end(), IsOpaqueLetter);
  other_ = static_cast<std::uint32_t>(place - symbols_.begin());
  symbols_.insert(place, Unused(used));
  column_of_.reserve(symbols_.size());
  for (std::uint32_t i = 0; i < symbols_.size(); ++i) column_of_.emplace_back(symbols_[i], i);
  std::sort(column_of_.begin(), column_of_.end());
  if (ColumnOf(U':') != other_) colon_ = ColumnOf(U':');
}

// A pattern of at most 64 positions stays within one word, so that most words need no carry and several patterns
// share one; a longer one starts a word and leaves the rest of its last word free.
void Product::LayOut(std::span<const Pattern> patterns) {
  std::size_t next = 0;
  for (const Pattern& pattern : patterns) {
    const auto stars = static_cast<std::size_t>(std::count_if(pattern.begin(), pattern.end(), IsStar));
    const std::size_t size = pattern.size() - stars + 1;
    if (next % kWordBits != 0 && next % kWordBits + size > kWordBits) next += kWordBits - next % kWordBits;
    starts_.push_back(static_cast<std::uint32_t>(next));
    const std::size_t end = next + size;
    segment_start_.resize((end + kWordBits - 1) / kWordBits * kWordBits);
    continues_.resize((end + kWordBits - 1) / kWordBits);
    if (size <= kWordBits) {
      std::fill(segment_start_.begin() + static_cast<std::ptrdiff_t>(next),
                segment_start_.begin() + static_cast<std::ptrdiff_t>(end), static_cast<std::uint8_t>(next % kWordBits));
      next = end;
    } else {
      for (std::size_t word = next / kWordBits; word + 1 < continues_.size(); ++word) continues_[word] = true;
      next = continues_.size() * kWordBits;
    }
  }
  width_ = std::max<std::size_t>(continues_.size(), 1);
  continues_.resize(width_);
  segment_start_.resize(width_ * kWordBits);
}

std::uint32_t Product::ColumnOf(char32_t symbol) const {
  const auto found =
      std::lower_bound(column_of_.begin(), column_of_.end(), std::pair<char32_t, std::uint32_t>(symbol, 0));
  return found != column_of_.end() && found->first == symbol ? found->second : other_;
}

void Product::Allow(std::size_t position, std::uint32_t column) {
  takes_[column * width_ + position / kWordBits] |= Word{1} << (position % kWordBits);
}

void Product::Fill(const Pattern& pattern, std::size_t first) {
  std::size_t at = first;
  for (const char32_t symbol : pattern) {
    if (IsStar(symbol)) {
      loops_[at / kWordBits] |= Word{1} << (at % kWordBits);
      if (symbol == kStar) colon_loops_[at / kWordBits] |= Word{1} << (at % kWordBits);
      continue;
    }
    if (IsOne(symbol)) {
      for (std::uint32_t column = 0; column <= other_; ++column) {
        if (symbol == kOne || column != colon_) Allow(at, column);
      }
      if (symbol == kFieldOne) positions_[at].first = colon_;
    } else if (IsEither(symbol)) {
      positions_[at] = {ColumnOf(symbol - kFirstEitherCase), ColumnOf(symbol - kFirstEitherCase - 32)};
      Allow(at, positions_[at].first);
      Allow(at, positions_[at].second);
    } else {
      positions_[at].first = ColumnOf(symbol);
      Allow(at, positions_[at].first);
    }
    ++at;
  }
  finals_.push_back(static_cast<std::uint32_t>(at));
  final_[at / kWordBits] |= Word{1} << (at % kWordBits);
  forever_[at / kWordBits] |= colon_loops_[at / kWordBits] & Word{1} << (at % kWordBits);
}

void Product::Start(Word* state) const {
  std::fill(state, state + width_, 0);
  for (const std::uint32_t start : starts_) state[start / kWordBits] |= Word{1} << (start % kWordBits);
}

void Product::DropDominated(Word* state) const {
  bool is_dominated = false;  // a loop of the same pattern is set in a later word
  for (std::size_t word = width_; word-- > 0;) {
    is_dominated = is_dominated && continues_[word];
    if (is_dominated) {
      state[word] = 0;
      continue;
    }
    Word active = state[word] & loops_[word];
    is_dominated = active != 0;
    while (active != 0) {
      const auto highest = static_cast<unsigned>(std::bit_width(active) - 1);
      const unsigned start = segment_start_[word * kWordBits + highest];
      const Word below = ((Word{1} << highest) - 1) & ~((Word{1} << start) - 1);
      state[word] &= ~below;
      active &= ~(below | Word{1} << highest);
    }
  }
}

void Product::Step(const Word* from, std::uint32_t column, Word* to) const {
  const Word* takes = takes_.data() + column * width_;
  const Word* loops = column == colon_ ? colon_loops_.data() : loops_.data();
  Word carry = 0;
  for (std::size_t word = 0; word < width_; ++word) {
    const Word taken = from[word] & takes[word];
    to[word] = (taken << 1) | carry | (from[word] & loops[word]);
    carry = taken >> (kWordBits - 1);
  }
  DropDominated(to);
}

void Product::StepUnknown(const Word* from, Word* to) const {
  std::fill(to, to + width_, 0);
  for (std::size_t i = 0; i < starts_.size(); ++i) {
    std::size_t at = starts_[i];
    while (at <= finals_[i] && (from[at / kWordBits] >> (at % kWordBits) & 1) == 0) ++at;
    for (; at <= finals_[i]; ++at) to[at / kWordBits] |= Word{1} << (at % kWordBits);
  }
  DropDominated(to);
}

void Product::Marked(const Word* state, std::vector<std::uint32_t>& columns) const {
  const auto mark = [&](std::uint32_t column) {
    if (column < other_) marks_[column / kWordBits] |= Word{1} << (column % kWordBits);
  };
  for (std::size_t word = 0; word < width_; ++word) {
    if ((state[word] & (loops_[word] ^ colon_loops_[word])) != 0) mark(colon_);
    for (Word rest = state[word]; rest != 0; rest &= rest - 1) {
      const Position& position = positions_[word * kWordBits + static_cast<std::size_t>(std::countr_zero(rest))];
      mark(position.first);
      mark(position.second);
    }
  }
  columns.clear();
  for (std::size_t i = 0; i < marks_.size(); ++i) {
    for (Word rest = marks_[i]; rest != 0; rest &= rest - 1) {
      columns.push_back(static_cast<std::uint32_t>(i * kWordBits) + static_cast<std::uint32_t>(std::countr_zero(rest)));
    }
    marks_[i] = 0;
  }
}

void Product::AddPositions(std::size_t pattern, Word* positions) const {
  for (std::size_t at = starts_[pattern]; at <= finals_[pattern]; ++at) {
    positions[at / kWordBits] |= Word{1} << (at % kWordBits);
  }
}

bool Product::AcceptsAny(const Word* state) const {
  for (std::size_t word = 0; word < width_; ++word) {
    if ((state[word] & final_[word]) != 0) return true;
  }
  return false;
}

bool Product::AcceptsForever(const Word* state) const {
  for (std::size_t word = 0; word < width_; ++word) {
    if ((state[word] & forever_[word]) != 0) return true;
  }
  return false;
}

bool Product::IsDead(const Word* state) const {
  return std::all_of(state, state + width_, [](Word word) { return word == 0; });
}

}  // namespace iampolicy::text
