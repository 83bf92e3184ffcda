#include "lib/access/search.h"

#include <algorithm>
#include <utility>

namespace iampolicy::access {
namespace {

constexpr std::size_t kMostOpen = 6;

/// The rows of one table that are worth trying.
struct Level {
  std::vector<Pair> rows;
  std::size_t table = 0;
  // Over this level and all after it: what some choice may leave of good, what every choice leaves of bad.
  text::Mask most_good, least_bad;
};

bool IsDominated(const Pair& a, const Pair& b) { return a.good.IsSubsetOf(b.good) && b.bad.IsSubsetOf(a.bad); }

bool HasPath(const text::Mask& mask, const std::vector<std::vector<text::Mask>>& paths) {
  return std::any_of(paths.begin(), paths.end(), [&](const auto& path) {
    return std::all_of(path.begin(), path.end(), [&](const text::Mask& layer) { return mask.Intersects(layer); });
  });
}

/// Fewest rows first; each level knows what it and those after it can still do.
void Arrange(std::vector<Level>& levels) {
  std::stable_sort(levels.begin(), levels.end(),
                   [](const Level& a, const Level& b) { return a.rows.size() < b.rows.size(); });
  for (std::size_t i = levels.size(); i-- > 0;) {
    text::Mask some;
    text::Mask every = levels[i].rows.front().bad;
    for (const Pair& pair : levels[i].rows) {
      some |= pair.good;
      every &= pair.bad;
    }
    if (i + 1 < levels.size()) {
      some &= levels[i + 1].most_good;
      every &= levels[i + 1].least_bad;
    }
    levels[i].most_good = std::move(some);
    levels[i].least_bad = std::move(every);
  }
}

class Descent {
 public:
  Descent(const std::vector<Level>& levels, const Aim& aim, std::size_t& steps, std::size_t max_steps)
      : levels_(levels), aim_(aim), steps_(steps), max_steps_(max_steps), chosen_(levels.size()) {}

  // The depth is the number of dimensions.
  bool Go(std::size_t depth, const text::Mask& good, const text::Mask& bad) {
    if (++steps_ > max_steps_) return false;
    if (depth == levels_.size()) return aim_.Reaches(good, bad);
    const Level& level = levels_[depth];
    if (!aim_.Reaches(good & level.most_good, bad & level.least_bad)) return false;
    for (const Pair& pair : level.rows) {
      chosen_[level.table] = pair.row;
      if (Go(depth + 1, good & pair.good, bad & pair.bad)) return true;
    }
    return false;
  }

  std::vector<const Row*> Take() { return std::move(chosen_); }

 private:
  const std::vector<Level>& levels_;
  const Aim& aim_;
  std::size_t& steps_;
  std::size_t max_steps_;
  std::vector<const Row*> chosen_;
};

}  // namespace

Aim::Aim(const Goal& goal, const std::vector<text::Mask>& path, std::size_t bit, Mode mode)
    : goal_(goal), path_(path), bit_(bit), mode_(mode), good_(goal.no_deny), bad_(goal.yes_deny) {
  good_.Set(bit);
  std::for_each(path.begin() + 1, path.end(), [this](const text::Mask& layer) { good_ |= layer; });
  for (const auto& other : goal.no_paths) {
    for (const text::Mask& layer : other) bad_ |= layer;
  }
  shared_ = good_ & bad_;
}

bool Aim::is_hopeless() const {
  if (!goal_.no_deny.IsSubsetOf(goal_.yes_deny)) return false;
  return std::any_of(goal_.no_paths.begin(), goal_.no_paths.end(), [this](const auto& path) {
    return std::all_of(path.begin(), path.end(), [this](const text::Mask& layer) { return layer.Has(bit_); });
  });
}

Pair Aim::PairOf(const Row& row) const {
  const bool is_certain = mode_ == Mode::kCertain;
  return {(is_certain ? row.must : row.may) & good_, (is_certain ? row.may : row.must) & bad_, &row};
}

void Aim::AddPairs(const Row& row, std::vector<Pair>& into) const {
  Pair pair = PairOf(row);
  if (mode_ == Mode::kCertain || row.may == row.must) {
    into.push_back(std::move(pair));
    return;
  }
  // A bit that both sides share is one statement: what is open in it is the same on both. Either way, not both.
  std::vector<std::size_t> bits;
  ((row.may - row.must) & shared_).ForEach([&](std::size_t bit) { bits.push_back(bit); });
  if (bits.size() > kMostOpen) bits.resize(kMostOpen);  // the rest stays the best of both: errs towards possible
  for (std::uint32_t choice = 0; choice < (1u << bits.size()); ++choice) {
    Pair chosen = pair;
    for (std::size_t i = 0; i < bits.size(); ++i) {
      if ((choice >> i & 1) != 0) {
        chosen.bad.Set(bits[i]);
      } else {
        chosen.good.Clear(bits[i]);
      }
    }
    into.push_back(std::move(chosen));
  }
}

std::vector<Pair> Aim::Worthwhile(std::span<const Row> rows, std::size_t& steps) const {
  std::vector<Pair> kept;
  std::vector<Pair> pairs;
  for (const Row& row : rows) {
    if (row.use == (mode_ == Mode::kPossible ? Use::kCertain : Use::kPossible)) continue;
    pairs.clear();
    AddPairs(row, pairs);
    for (Pair& pair : pairs) {
      if (!pair.good.Has(bit_)) continue;
      steps += 1 + kept.size() / 16;
      const auto dominates = [&](const Pair& other) { return IsDominated(pair, other); };
      if (std::any_of(kept.begin(), kept.end(), dominates)) continue;
      std::erase_if(kept, [&](const Pair& other) { return IsDominated(other, pair); });
      kept.push_back(std::move(pair));
    }
  }
  return kept;
}

bool Aim::Reaches(const text::Mask& good, const text::Mask& bad) const {
  if (bad.Intersects(goal_.yes_deny)) return false;
  const auto holds = [&](const text::Mask& layer) { return good.Intersects(layer); };
  if (!good.Has(bit_) || !std::all_of(path_.begin() + 1, path_.end(), holds)) return false;
  return good.Intersects(goal_.no_deny) || !HasPath(bad, goal_.no_paths);
}

Found Search(std::span<const Table* const> tables, const Pair& first, const Aim& aim, std::size_t& steps,
             std::size_t max_steps) {
  Found found;
  std::vector<Level> levels;
  for (std::size_t i = 0; i < tables.size(); ++i) {
    Level level;
    level.table = i;
    level.rows = aim.Worthwhile(tables[i]->rows, steps);
    if (level.rows.empty()) return found;
    levels.push_back(std::move(level));
  }
  Arrange(levels);
  Descent descent(levels, aim, steps, max_steps);
  if (descent.Go(0, first.good, first.bad)) {
    found.state = Found::State::kFound;
    found.rows = descent.Take();
  } else if (steps > max_steps) {
    found.state = Found::State::kOutOfBudget;
  }
  return found;
}

}  // namespace iampolicy::access
