#ifndef IAMPOLICY_LIB_TEXT_SUGGEST_H_
#define IAMPOLICY_LIB_TEXT_SUGGEST_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace iampolicy::text {

/// Edits (insert, delete, replace, swap of neighbours; case ignored) from one word to the other, cut off: more than
/// `limit` answers limit + 1.
std::uint32_t EditDistance(std::string_view a, std::string_view b, std::uint32_t limit);

/// Collects the candidates nearest to a word, at most a third of its length away (at least 1, at most 4 edits), that
/// have something in common with it.
class Nearest {
 public:
  explicit Nearest(std::string_view word);
  void Offer(std::string_view candidate);
  /// The best, nearest first, then by name; at most `most`. Views into what was offered.
  std::vector<std::string_view> Best(std::size_t most = 3) const;

 private:
  struct Found {
    std::uint32_t distance;
    std::string_view name;
  };
  std::string_view word_;
  std::uint32_t limit_;
  std::vector<Found> found_;
};

/// The nearest of a list; empty where none is near.
std::string_view NearestOf(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace iampolicy::text

#endif  // IAMPOLICY_LIB_TEXT_SUGGEST_H_
