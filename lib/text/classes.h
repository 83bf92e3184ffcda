#ifndef IAMPOLICY_LIB_TEXT_CLASSES_H_
#define IAMPOLICY_LIB_TEXT_CLASSES_H_

// One automaton for every question about patterns: all patterns run side by side (Shift-And with a loop bit after each
// `*`), breadth first, so that the texts of a universe fall into finitely many classes by which patterns take them,
// each with a shortest example. Literal and prefix patterns never need it.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <iampolicy/types.h>

#include "lib/text/pattern.h"

namespace iampolicy::text {

/// A set of small numbers. Up to 128 of them without allocation.
class Mask {
 public:
  void Set(std::size_t bit);
  void Clear(std::size_t bit);
  bool Has(std::size_t bit) const;
  bool Any() const { return size_ != 0; }
  std::size_t Count() const;
  bool IsSubsetOf(const Mask& other) const;
  bool Intersects(const Mask& other) const;

  Mask& operator&=(const Mask& other);
  Mask& operator|=(const Mask& other);
  /// Without the members of the other.
  Mask& operator-=(const Mask& other);
  friend Mask operator&(Mask a, const Mask& b) { return a &= b; }
  friend Mask operator|(Mask a, const Mask& b) { return a |= b; }
  friend Mask operator-(Mask a, const Mask& b) { return a -= b; }

  /// The words, the last of them not zero, so that equal sets have equal words.
  std::span<const std::uint64_t> words() const { return {data(), size_}; }
  friend bool operator==(const Mask& a, const Mask& b);
  friend bool operator<(const Mask& a, const Mask& b);

  /// Calls `use(bit)` for each member, in order.
  template <class Use>
  void ForEach(Use use) const {
    for (std::size_t i = 0; i < size_; ++i) {
      for (std::uint64_t rest = data()[i]; rest != 0; rest &= rest - 1) {
        use(i * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
      }
    }
  }

 private:
  static constexpr std::size_t kInline = 2;
  const std::uint64_t* data() const { return more_.empty() ? few_.data() : more_.data(); }
  std::uint64_t* data() { return more_.empty() ? few_.data() : more_.data(); }
  void Resize(std::size_t size);
  void Trim();

  std::size_t size_ = 0;
  std::array<std::uint64_t, kInline> few_{};  // the words, as long as more_ is empty; zero beyond size_
  std::vector<std::uint64_t> more_;           // zero beyond size_
};

/// The texts over which patterns are compared.
enum class Alphabet : std::uint8_t {
  kAny,      ///< every text, the empty one included
  kNoColon,  ///< texts without `:` (a field of an ARN)
};

// Symbols that only Classes() reads, so that tests of different kinds can stand side by side.

/// A letter in either case: kFirstEitherCase + the lower-case letter (ASCII).
inline constexpr char32_t kFirstEitherCase = 0x500000;
/// `*` and `?` within a field of an ARN: they take no colon.
inline constexpr char32_t kFieldStar = 0x600000;
inline constexpr char32_t kFieldOne = 0x600001;

/// The pattern with its letters in either case.
Pattern InEitherCase(Pattern pattern);
/// The pattern compared field by field: its wildcards before the fifth colon take no colon. Requires five colons.
Pattern InFields(Pattern pattern);

/// The texts taken by exactly the patterns in `matches`, and a shortest of them (readable where there is a choice:
/// characters of the patterns first, then letters).
struct Class {
  Mask matches;
  std::u32string shortest;  ///< may hold variable and opaque symbols, as the patterns do
};

/// Which classes are of use. Texts that can no longer become one are not followed.
struct Wanted {
  /// What is better of a pattern: to take a text, or not to.
  enum class Role : std::uint8_t { kNeither, kGood, kBad };
  /// Per pattern; empty: kNeither. A class that no less good and no more bad patterns take than another, and the same
  /// others, makes that one needless; most needless ones are left out.
  std::vector<Role> roles;
  /// Of each of these lists, one pattern at least must take the text; by places in the list of patterns. None is bad.
  std::vector<std::vector<std::uint32_t>> required;
  bool first_only = false;  ///< the first such class will do
};

/// All wanted classes that are not empty, in order of their shortest text. Variables and holes are letters of their own
/// that `*` takes and `?` does not. An error where more than `max_states` product states would be needed.
Result<std::vector<Class>> Classes(std::span<const Pattern> patterns, Alphabet alphabet, std::size_t max_states,
                                   const Wanted& wanted = {});

}  // namespace iampolicy::text

#endif  // IAMPOLICY_LIB_TEXT_CLASSES_H_
