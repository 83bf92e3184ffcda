#ifndef IAMPOLICY_LIB_ACCESS_SEARCH_H_
#define IAMPOLICY_LIB_ACCESS_SEARCH_H_

// The search itself: one row a table, so that what is left of the masks lets `yes` through and not `no`.
//
// A row is two masks. `good` is what helps: bits of yes.paths and no.deny that hold. `bad` is what hurts: bits of
// yes.deny and no.paths. Where all is known both are the same mask; where not, a certain search takes must as good and
// may as bad, a possible one the reverse. A row with less good and more bad than another is never needed.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lib/access/tables.h"
#include "lib/text/classes.h"

namespace iampolicy::access {

/// The question over the clauses of the tables; see Side.
struct Goal {
  text::Mask yes_deny, no_deny;
  std::vector<std::vector<text::Mask>> yes_paths, no_paths;
};

enum class Mode : std::uint8_t {
  kCertain,   ///< whatever is open: rows that are found hold for all values
  kPossible,  ///< for some values; letter rows are left out
};

/// The masks of a row, or of several together, as a mode sees them.
struct Pair {
  text::Mask good, bad;
  const Row* row = nullptr;
};

/// The question narrowed to one bit of the first layer of a path: every row must have it, and the others of that layer
/// do not matter, which leaves few rows.
class Aim {
 public:
  Aim(const Goal& goal, const std::vector<text::Mask>& path, std::size_t bit, Mode mode);

  std::size_t bit() const { return bit_; }
  Aim In(Mode mode) const { return Aim(goal_, path_, bit_, mode); }
  /// No request can do: the same statement is on a path of `no`, whose Denies all stand on the side of `yes` too.
  bool is_hopeless() const;
  /// The rows worth trying, each with the pairs it may stand for; none where no row has the bit. Counts its steps.
  std::vector<Pair> Worthwhile(std::span<const Row> rows, std::size_t& steps) const;
  /// Whether the masks, if nothing more were lost of good and all that can be of bad, let `yes` through and not `no`.
  bool Reaches(const text::Mask& good, const text::Mask& bad) const;
  /// The masks of the row as the mode sees them, the bits that do not matter left out.
  Pair PairOf(const Row& row) const;

 private:
  void AddPairs(const Row& row, std::vector<Pair>& into) const;

  const Goal& goal_;
  const std::vector<text::Mask>& path_;
  std::size_t bit_;
  Mode mode_;
  text::Mask good_, bad_, shared_;  // the bits that matter; those that are both
};

struct Found {
  enum class State : std::uint8_t { kNone, kFound, kOutOfBudget } state = State::kNone;
  std::vector<const Row*> rows;  ///< one a table, in their order
};

/// `first`: what the masks are to begin with. `steps` counts on; beyond `max_steps` the search gives up.
Found Search(std::span<const Table* const> tables, const Pair& first, const Aim& aim, std::size_t& steps,
             std::size_t max_steps);

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_SEARCH_H_
