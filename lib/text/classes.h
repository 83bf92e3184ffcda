#ifndef IAMPOLICY_LIB_TEXT_CLASSES_H_
#define IAMPOLICY_LIB_TEXT_CLASSES_H_

// One automaton for every question about patterns: all patterns run side by side (Shift-And with a loop bit after each
// `*`), breadth first, so that the texts of a universe fall into finitely many classes by which patterns take them,
// each with a shortest example. Literal and prefix patterns never need it.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <iampolicy/types.h>

#include "lib/text/pattern.h"

namespace iampolicy::text {

/// A set of small numbers.
class Mask {
 public:
  void Set(std::size_t bit);
  bool Has(std::size_t bit) const;
  bool Any() const;
  friend bool operator==(const Mask&, const Mask&) = default;
  friend bool operator<(const Mask& a, const Mask& b) { return a.words_ < b.words_; }
  const std::vector<std::uint64_t>& words() const { return words_; }

 private:
  std::vector<std::uint64_t> words_;  // no trailing zero word, so that equal sets are equal vectors
};

/// The texts over which patterns are compared.
enum class Alphabet : std::uint8_t {
  kAny,      ///< every text, the empty one included
  kNoColon,  ///< texts without `:` (a field of an ARN)
};

/// The texts taken by exactly the patterns in `matches`, and a shortest of them (readable where there is a choice:
/// characters of the patterns first, then letters).
struct Class {
  Mask matches;
  std::u32string shortest;  ///< may hold variable and opaque symbols, as the patterns do
};

/// All classes that are not empty, in order of their shortest text. Variables and holes are letters of their own that
/// `*` takes and `?` does not. An error where more than `max_states` product states would be needed.
Result<std::vector<Class>> Classes(std::span<const Pattern> patterns, Alphabet alphabet, std::size_t max_states);

}  // namespace iampolicy::text

#endif  // IAMPOLICY_LIB_TEXT_CLASSES_H_
