// Classes of texts. Lists of literals and prefixes, the usual case, are decided by sorting; others by the product.

#include "lib/text/classes.h"

#include <algorithm>
#include <numeric>
#include <string_view>

#include "lib/text/product.h"

namespace iampolicy::text {
namespace {

constexpr std::size_t kMostWords = std::size_t{1} << 24;  // 128 MiB of states
constexpr std::size_t kMostCompared = 64;                 // states that a new one is compared with

Error TooMany() { return Error{"the patterns fall into too many classes"}; }

/// Equal patterns are run once.
struct Distinct {
  std::vector<Pattern> patterns;
  std::vector<std::vector<std::uint32_t>> given;  ///< per distinct pattern: its places in the list
};

Distinct DistinctOf(std::span<const Pattern> list) {
  std::vector<std::uint32_t> order(list.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return list[a] < list[b]; });
  Distinct distinct;
  for (const std::uint32_t i : order) {
    if (distinct.patterns.empty() || distinct.patterns.back() != list[i]) {
      distinct.patterns.push_back(list[i]);
      distinct.given.emplace_back();
    }
    distinct.given.back().push_back(i);
  }
  return distinct;
}

bool IsLiteralOrPrefix(const Pattern& pattern) {
  const std::size_t wildcard = pattern.find_first_of(Pattern{kStar, kOne});
  if (wildcard != Pattern::npos && (wildcard + 1 != pattern.size() || pattern[wildcard] == kOne)) return false;
  return std::none_of(pattern.begin(), pattern.end(), [](char32_t s) { return s >= kFirstEitherCase; });
}

bool HoldsColon(std::u32string_view text) { return text.find(U':') != std::u32string_view::npos; }

/// A text of the list: what stands before the star, or the whole.
struct Stem {
  std::u32string_view text;
  std::vector<std::uint32_t> exact;
  std::vector<std::uint32_t> prefix;
  Mask above;  ///< the prefixes that take every longer text: its own and those of shorter stems
};

/// The stems in order, the empty one first; a prefix of another comes before it.
std::vector<Stem> StemsOf(const Distinct& distinct, Alphabet alphabet) {
  std::vector<Stem> stems(1);
  // Sorted patterns give sorted stems: the star is greater than every character, so "a" < "ab" < "a*" needs a sort.
  std::vector<std::uint32_t> order(distinct.patterns.size());
  std::iota(order.begin(), order.end(), 0u);
  const auto stem = [&](std::uint32_t i) {
    std::u32string_view text = distinct.patterns[i];
    if (!text.empty() && text.back() == kStar) text.remove_suffix(1);
    return text;
  };
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return stem(a) < stem(b); });
  for (const std::uint32_t i : order) {
    const std::u32string_view text = stem(i);
    if (alphabet == Alphabet::kNoColon && HoldsColon(text)) continue;
    if (text != stems.back().text) {
      stems.emplace_back();
      stems.back().text = text;
    }
    const bool is_prefix = distinct.patterns[i].size() > text.size();
    auto& places = is_prefix ? stems.back().prefix : stems.back().exact;
    places.insert(places.end(), distinct.given[i].begin(), distinct.given[i].end());
  }
  return stems;
}

void SetAll(Mask& mask, const std::vector<std::uint32_t>& bits) {
  for (const std::uint32_t bit : bits) mask.Set(bit);
}

// A text belongs with its longest stem: to the stem itself, or to all longer texts that reach no other stem.
std::vector<Class> ClassesOfStems(const Distinct& distinct, Alphabet alphabet) {
  std::vector<Stem> stems = StemsOf(distinct, alphabet);
  const char32_t unused = UnusedCharacter(distinct.patterns);
  std::vector<Class> classes;
  std::vector<std::size_t> open;  // the stems that are prefixes of the one at hand
  for (std::size_t i = 0; i < stems.size(); ++i) {
    Stem& stem = stems[i];
    while (!open.empty() && !stem.text.starts_with(stems[open.back()].text)) open.pop_back();
    if (!open.empty()) stem.above = stems[open.back()].above;
    SetAll(stem.above, stem.prefix);
    open.push_back(i);
    Mask exact = stem.above;
    SetAll(exact, stem.exact);
    classes.push_back({std::move(exact), std::u32string(stem.text)});
    classes.push_back({stem.above, std::u32string(stem.text) + unused});
  }
  const auto is_shorter = [](const Class& a, const Class& b) { return a.shortest.size() < b.shortest.size(); };
  std::stable_sort(classes.begin(), classes.end(), is_shorter);
  std::vector<std::uint32_t> order(classes.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return classes[a].matches < classes[b].matches; });
  const auto same = [&](std::uint32_t a, std::uint32_t b) { return classes[a].matches == classes[b].matches; };
  order.erase(std::unique(order.begin(), order.end(), same), order.end());
  std::sort(order.begin(), order.end());
  std::vector<Class> found;
  found.reserve(order.size());
  for (const std::uint32_t i : order) found.push_back(std::move(classes[i]));
  return found;
}

bool IsWanted(const Mask& matches, const Wanted& wanted) {
  return std::all_of(wanted.required.begin(), wanted.required.end(), [&matches](const auto& list) {
    return std::any_of(list.begin(), list.end(), [&matches](std::uint32_t place) { return matches.Has(place); });
  });
}

/// Breadth first over the product: the first state of a class is reached by a shortest text.
class Exploration {
 public:
  Exploration(const Distinct& distinct, const Product& product, Alphabet alphabet, const Wanted& wanted)
      : distinct_(distinct),
        product_(product),
        wanted_(wanted),
        states_(product.width()),
        classes_(product.width()),
        next_(product.width()) {
    colon_ = Product::kNoColumn;
    if (alphabet == Alphabet::kNoColon && product.ColumnOf(U':') != product.other()) colon_ = product.ColumnOf(U':');
    std::vector<std::uint32_t> place_of;
    for (std::uint32_t i = 0; i < distinct.given.size(); ++i) {
      for (const std::uint32_t place : distinct.given[i]) {
        if (place >= place_of.size()) place_of.resize(place + 1);
        place_of[place] = i;
      }
    }
    neutral_.assign(product.width(), ~std::uint64_t{0});
    good_.resize(product.width());
    bad_.resize(product.width());
    for (std::uint32_t i = 0; i < distinct.given.size(); ++i) SetRole(i);
    for (const std::vector<std::uint32_t>& list : wanted.required) {
      std::vector<std::uint64_t>& positions = required_.emplace_back(product.width());
      for (const std::uint32_t place : list) product.AddPositions(place_of[place], positions.data());
    }
  }

  Result<std::vector<Class>> Run(std::size_t max_states) {
    max_states = std::min(max_states, kMostWords / product_.width());
    product_.Start(next_.data());
    Reach({0, 0});
    if (IsDone()) return std::move(found_);
    std::vector<std::uint64_t> state(product_.width());
    std::vector<std::uint32_t> columns;
    for (std::uint32_t id = 0; id < states_.size(); ++id) {
      if (states_.size() > max_states) return TooMany();
      std::copy_n(states_.row(id), product_.width(), state.begin());
      product_.Marked(state.data(), columns);
      for (std::uint32_t column = product_.other(); column < product_.columns(); ++column) columns.push_back(column);
      for (const std::uint32_t column : columns) {
        if (column == colon_) continue;
        product_.Step(state.data(), column, next_.data());
        Reach({id, column});
        if (IsDone()) return std::move(found_);
      }
    }
    return std::move(found_);
  }

 private:
  struct Origin {
    std::uint32_t state;
    std::uint32_t column;
  };

  /// Equal patterns of different roles are neither good nor bad.
  void SetRole(std::uint32_t pattern) {
    if (wanted_.roles.empty()) return;
    const auto& places = distinct_.given[pattern];
    const Wanted::Role role = wanted_.roles[places.front()];
    const bool is_one = std::all_of(places.begin(), places.end(), [&](auto i) { return wanted_.roles[i] == role; });
    if (!is_one || role == Wanted::Role::kNeither) return;
    std::vector<std::uint64_t> positions(product_.width());
    product_.AddPositions(pattern, positions.data());
    for (std::size_t word = 0; word < positions.size(); ++word) {
      neutral_[word] &= ~positions[word];
      (role == Wanted::Role::kGood ? good_ : bad_)[word] |= positions[word];
    }
    has_roles_ = true;
  }

  /// One of the first states is no worse, whatever follows: the first are the shortest, and have got least far in the
  /// bad patterns.
  bool IsNeedless() const {
    if (!has_roles_) return false;
    const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(states_.size(), kMostCompared));
    for (std::uint32_t id = 0; id < count; ++id) {
      const std::uint64_t* other = states_.row(id);
      bool is_no_worse = true;
      for (std::size_t word = 0; word < next_.size() && is_no_worse; ++word) {
        const std::uint64_t lost = next_[word] & ~other[word];
        const std::uint64_t gained = other[word] & ~next_[word];
        is_no_worse = (lost & (neutral_[word] | good_[word])) == 0 && (gained & (neutral_[word] | bad_[word])) == 0;
      }
      if (is_no_worse) return true;
    }
    return false;
  }

  bool IsDone() const { return wanted_.first_only && !found_.empty(); }

  /// Some required list has no pattern left that could still take the text.
  bool IsHopeless() const {
    return std::any_of(required_.begin(), required_.end(), [this](const std::vector<std::uint64_t>& positions) {
      std::uint64_t left = 0;
      for (std::size_t word = 0; word < next_.size(); ++word) left |= next_[word] & positions[word];
      return left == 0;
    });
  }

  void Reach(Origin origin) {
    if (IsHopeless() || IsNeedless()) return;
    const auto [id, is_new] = states_.Insert(next_.data());
    if (!is_new) return;
    origins_.push_back(origin);
    Class reached;
    product_.Accepted(next_.data(), [&](std::size_t i) { SetAll(reached.matches, distinct_.given[i]); });
    for (std::size_t word = 0; word < next_.size(); ++word) next_[word] &= product_.final_bits()[word];
    if (!IsWanted(reached.matches, wanted_) || !classes_.Insert(next_.data()).second) return;
    for (std::uint32_t at = id; at != 0; at = origins_[at].state) {
      reached.shortest += product_.symbol(origins_[at].column);
    }
    std::reverse(reached.shortest.begin(), reached.shortest.end());
    found_.push_back(std::move(reached));
  }

  const Distinct& distinct_;
  const Product& product_;
  const Wanted& wanted_;
  std::vector<std::vector<std::uint64_t>> required_;  // the positions of each list
  std::vector<std::uint64_t> neutral_, good_, bad_;   // positions by the role of their pattern
  bool has_roles_ = false;
  RowTable states_;
  RowTable classes_;  // states reduced to their accepting positions
  std::vector<std::uint64_t> next_;
  std::vector<Origin> origins_;
  std::vector<Class> found_;
  std::uint32_t colon_;
};

}  // namespace

Pattern InEitherCase(Pattern pattern) {
  for (char32_t& symbol : pattern) {
    if (symbol >= 'A' && symbol <= 'Z') symbol += 32;
    if (symbol >= 'a' && symbol <= 'z') symbol += kFirstEitherCase;
  }
  return pattern;
}

Pattern InFields(Pattern pattern) {
  int colons = 0;
  for (char32_t& symbol : pattern) {
    colons += symbol == U':';
    if (colons == 5) break;
    if (symbol == kStar) symbol = kFieldStar;
    if (symbol == kOne) symbol = kFieldOne;
  }
  return pattern;
}

Result<std::vector<Class>> Classes(std::span<const Pattern> patterns, Alphabet alphabet, std::size_t max_states,
                                   const Wanted& wanted) {
  const Distinct distinct = DistinctOf(patterns);
  const auto& list = distinct.patterns;
  if (std::all_of(list.begin(), list.end(), IsLiteralOrPrefix)) {
    std::vector<Class> classes = ClassesOfStems(distinct, alphabet);
    std::erase_if(classes, [&wanted](const Class& one) { return !IsWanted(one.matches, wanted); });
    return classes;
  }
  const Product product(list);
  if (product.is_too_large()) return TooMany();
  return Exploration(distinct, product, alphabet, wanted).Run(max_states);
}

}  // namespace iampolicy::text
