#ifndef IAMPOLICY_LIB_TEXT_PRODUCT_H_
#define IAMPOLICY_LIB_TEXT_PRODUCT_H_

// Several patterns run side by side as one deterministic automaton. A state is a set of positions, one bit each; a
// position after a `*` has a loop bit, so that a step is S' = ((S & takes[c]) << 1) | (S & loops), without epsilon
// moves. Once a later loop of a pattern is reached its earlier positions add nothing and are dropped, which keeps a
// pattern without `?` at no more states than it has positions.

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "lib/text/pattern.h"

namespace iampolicy::text {

/// Distinct rows of words, each with an id in order of insertion.
class RowTable {
 public:
  explicit RowTable(std::size_t width) : width_(width), slots_(64, kFree) {}

  /// The row's id, and whether it is new. `row` must not point into this table.
  std::pair<std::uint32_t, bool> Insert(const std::uint64_t* row);
  const std::uint64_t* row(std::uint32_t id) const { return words_.data() + id * width_; }
  std::size_t size() const { return size_; }

 private:
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;
  std::size_t Slot(const std::uint64_t* row) const;
  void Grow();

  std::size_t width_;
  std::size_t size_ = 0;
  std::vector<std::uint64_t> words_;
  std::vector<std::uint32_t> slots_;  // a power of two of them, at most half full
};

/// A readable character that is in none of the patterns.
char32_t UnusedCharacter(std::span<const Pattern> patterns);

class Product {
 public:
  using Word = std::uint64_t;
  static constexpr std::uint32_t kNoColumn = 0xFFFFFFFF;

  /// `also`: a pattern whose characters are told apart as well.
  explicit Product(std::span<const Pattern> patterns, const Pattern& also = {});

  /// More positions or characters than a question may have: nothing else of this class may be called.
  bool is_too_large() const { return is_too_large_; }

  /// Sets the bits of a pattern's positions.
  void AddPositions(std::size_t pattern, Word* positions) const;

  /// Words of a state.
  std::size_t width() const { return width_; }
  /// Columns are the symbols of the patterns, readable characters first; then `other()`, every character that is in
  /// no pattern; then the variables and holes.
  std::uint32_t other() const { return other_; }
  std::uint32_t columns() const { return static_cast<std::uint32_t>(symbols_.size()); }
  char32_t symbol(std::uint32_t column) const { return symbols_[column]; }
  std::uint32_t ColumnOf(char32_t symbol) const;

  void Start(Word* state) const;
  void Step(const Word* from, std::uint32_t column, Word* to) const;
  /// After a text of which nothing is known: every position that some text leads to.
  void StepUnknown(const Word* from, Word* to) const;
  /// The columns below other() that a position of the state names: any other character steps as other() does.
  void Marked(const Word* state, std::vector<std::uint32_t>& columns) const;
  /// Calls `take(i)` for each pattern that takes the text read so far.
  template <class Take>
  void Accepted(const Word* state, Take take) const {
    for (std::size_t i = 0; i < finals_.size(); ++i) {
      if (state[finals_[i] >> 6] >> (finals_[i] & 63) & 1) take(i);
    }
  }
  bool AcceptsAny(const Word* state) const;
  /// Some pattern takes the text read so far whatever follows.
  bool AcceptsForever(const Word* state) const;
  bool IsDead(const Word* state) const;
  const std::vector<Word>& final_bits() const { return final_; }

 private:
  struct Position {
    std::uint32_t first = kNoColumn;
    std::uint32_t second = kNoColumn;  // a letter in either case
  };
  void MakeColumns(std::span<const Pattern> patterns, const Pattern& also);
  void LayOut(std::span<const Pattern> patterns);
  void Fill(const Pattern& pattern, std::size_t first);
  void Allow(std::size_t position, std::uint32_t column);
  void DropDominated(Word* state) const;

  bool is_too_large_ = false;
  std::size_t width_ = 0;
  std::uint32_t other_ = 0;
  std::vector<char32_t> symbols_;
  std::vector<std::pair<char32_t, std::uint32_t>> column_of_;  // sorted
  std::vector<Word> takes_;                                    // columns x width
  std::uint32_t colon_ = kNoColumn;
  std::vector<Word> loops_, colon_loops_, final_, forever_;
  std::vector<Position> positions_;
  std::vector<std::uint32_t> starts_, finals_;  // per pattern
  std::vector<std::uint8_t> segment_start_;     // per position: where its pattern starts within its word
  std::vector<bool> continues_;                 // per word: the next word belongs to the same pattern
  mutable std::vector<Word> marks_;             // scratch
};

}  // namespace iampolicy::text

#endif  // IAMPOLICY_LIB_TEXT_PRODUCT_H_
