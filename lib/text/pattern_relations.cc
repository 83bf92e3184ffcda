// Covers, overlaps, equals.
//
// Put a character that occurs nowhere for every star of the narrow pattern, and one for every `?`: a wide pattern takes
// that one text only with stars in those places, and so takes all the others, as long as no `?` of its own was used for
// a star. Hence one match decides, and a list covers only what one of its entries covers, except where a star meets
// entries with `?`; then an automaton looks for a text that is not covered.
//
// A variable or hole is a letter of its own, taken by stars and by itself. A text of letters that is taken stays taken
// whatever the letters stand for, which proves kTrue; kFalse is proved by a text that is not taken though each letter
// on the other side may be any text.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "lib/text/glob.h"
#include "lib/text/pattern.h"
#include "lib/text/product.h"

namespace iampolicy::text {
namespace {

// A product state costs about 100 ns with few patterns: 2 ms in all.
constexpr std::size_t kMostStates = 20000;
constexpr std::size_t kMostWords = std::size_t{1} << 22;  // 32 MiB

enum class Letters : std::uint8_t {
  kThemselves,  ///< proves that all is covered
  kAnyText,     ///< proves that something is not
};

/// Looks for a text of `pattern` that no pattern of the list takes, over pairs of a position in `pattern` and the
/// positions reached in the list.
class Search {
 public:
  Search(std::span<const Pattern> list, const Pattern& pattern, Letters letters)
      : product_(list, pattern), letters_(letters), nodes_(product_.width() + 1) {
    for (const char32_t symbol : pattern) {
      if (symbol == kStar) {
        is_loop_.resize(elements_.size() + 1);
        is_loop_.back() = true;
      } else {
        elements_.push_back(symbol);
      }
    }
    is_loop_.resize(elements_.size() + 1);
  }

  /// kTrue: there is one. kUnknown: the budget did not suffice.
  Truth FindUncovered() {
    if (product_.is_too_large()) return Truth::kUnknown;
    const std::size_t width = product_.width();
    const std::size_t most = std::min(kMostStates, kMostWords / (width + 1));
    next_.resize(width + 1);
    product_.Start(next_.data());
    if (Visit(0)) return Truth::kTrue;
    std::vector<std::uint64_t> state(width + 1);
    for (std::uint32_t id = 0; id < nodes_.size(); ++id) {
      if (nodes_.size() > most) return Truth::kUnknown;
      std::copy_n(nodes_.row(id), width + 1, state.begin());
      if (Expand(state)) return Truth::kTrue;
    }
    return Truth::kFalse;
  }

 private:
  // Adds next_ at a position; whether it already proves a text that is not covered.
  bool Visit(std::size_t at) {
    if (product_.AcceptsForever(next_.data())) return false;
    if (product_.IsDead(next_.data())) return true;
    if (at == elements_.size() && !product_.AcceptsAny(next_.data())) return true;
    next_.back() = at;
    nodes_.Insert(next_.data());
    return false;
  }

  bool Expand(const std::vector<std::uint64_t>& state) {
    const std::size_t at = static_cast<std::size_t>(state.back());
    const bool has_element = at < elements_.size();
    if (is_loop_[at] || (has_element && elements_[at] == kOne)) {
      product_.Marked(state.data(), columns_);
      columns_.push_back(product_.other());
      for (const std::uint32_t column : columns_) {
        product_.Step(state.data(), column, next_.data());
        if (is_loop_[at] && Visit(at)) return true;
        if (has_element && elements_[at] == kOne && Visit(at + 1)) return true;
      }
    }
    if (!has_element || elements_[at] == kOne) return false;
    if (letters_ == Letters::kAnyText && elements_[at] >= kFirstVariable) {
      product_.StepUnknown(state.data(), next_.data());
    } else {
      product_.Step(state.data(), product_.ColumnOf(elements_[at]), next_.data());
    }
    return Visit(at + 1);
  }

  Product product_;
  Letters letters_;
  RowTable nodes_;  // the state of the list, then the position in the pattern
  std::vector<char32_t> elements_;
  std::vector<bool> is_loop_;
  std::vector<std::uint64_t> next_;
  std::vector<std::uint32_t> columns_;
};

Pattern WithStars(std::u32string_view pattern) {
  Pattern widest(pattern);
  std::replace_if(
      widest.begin(), widest.end(), [](char32_t s) { return s >= kFirstVariable; }, kStar);
  return widest;
}

bool HasOpaque(std::u32string_view pattern) {
  return std::any_of(pattern.begin(), pattern.end(), [](char32_t s) { return s >= kFirstVariable; });
}

enum class End : std::uint8_t { kConflict, kOpen };

/// Drops from one end what both patterns take alike: characters, and texts not known but the same. A hole that may
/// hold a wildcard stays, for it is a set of texts.
End DropCommon(std::u32string_view& a, std::u32string_view& b, bool from_back) {
  while (!a.empty() && !b.empty()) {
    const char32_t x = from_back ? a.back() : a.front();
    const char32_t y = from_back ? b.back() : b.front();
    if (x == kStar || y == kStar || x >= kFirstWild || y >= kFirstWild) break;
    if (x != y && (x >= kFirstVariable || y >= kFirstVariable)) break;
    if (!AreCompatible(x, y)) return End::kConflict;
    if (from_back) {
      a.remove_suffix(1);
      b.remove_suffix(1);
    } else {
      a.remove_prefix(1);
      b.remove_prefix(1);
    }
  }
  return End::kOpen;
}

/// Whether the two may have a text in common for some values of what is not known. Errs towards true.
bool MayOverlap(std::u32string_view a, std::u32string_view b) {
  if (DropCommon(a, b, false) == End::kConflict || DropCommon(a, b, true) == End::kConflict) return false;
  if (!HasOpaque(a) && !HasOpaque(b)) return HaveCommonText(SymbolsSide{a}, SymbolsSide{b});
  const Pattern wide_a = WithStars(a);
  const Pattern wide_b = WithStars(b);
  return HaveCommonText(SymbolsSide{wide_a}, SymbolsSide{wide_b});
}

/// The pattern with one character that no pattern holds for every wildcard.
Pattern Sample(std::span<const Pattern> list, const Pattern& pattern) {
  const auto occurs = [&](char32_t c) {
    const auto holds = [c](const Pattern& p) { return p.find(c) != Pattern::npos; };
    return holds(pattern) || std::any_of(list.begin(), list.end(), holds);
  };
  char32_t unused = kFirstHole - 3;
  while (occurs(unused)) --unused;
  Pattern sample = pattern;
  std::replace_if(
      sample.begin(), sample.end(), [](char32_t s) { return s == kStar || s == kOne; }, unused);
  return sample;
}

bool HasStar(const Pattern& pattern) { return pattern.find(kStar) != Pattern::npos; }
bool HasOne(const Pattern& pattern) { return pattern.find(kOne) != Pattern::npos; }

bool AnyOpaque(std::span<const Pattern> list) {
  return std::any_of(list.begin(), list.end(), [](const Pattern& p) { return HasOpaque(p); });
}

Truth CoversUnknown(std::span<const Pattern> list, const Pattern& pattern, bool needs_search) {
  if (needs_search && Search(list, pattern, Letters::kThemselves).FindUncovered() == Truth::kFalse) return Truth::kTrue;
  const Pattern sample = Sample(list, pattern);
  const auto may_take = [&](const Pattern& wide) { return MayOverlap(wide, sample); };
  if (std::none_of(list.begin(), list.end(), may_take)) return Truth::kFalse;
  if (!needs_search) return Truth::kUnknown;
  std::vector<Pattern> widest;
  widest.reserve(list.size());
  for (const Pattern& wide : list) widest.push_back(WithStars(wide));
  const Truth found = Search(widest, pattern, Letters::kAnyText).FindUncovered();
  return found == Truth::kTrue ? Truth::kFalse : Truth::kUnknown;
}

}  // namespace

Truth Covers(std::span<const Pattern> list, const Pattern& pattern) {
  for (const Pattern& wide : list) {
    if (TakesWhole(SymbolsSide{wide}, SymbolsSide{pattern}, TakesSymbol)) return Truth::kTrue;
  }
  const bool needs_search = HasStar(pattern) && std::any_of(list.begin(), list.end(), HasOne);
  if (HasOpaque(pattern) || AnyOpaque(list)) return CoversUnknown(list, pattern, needs_search);
  if (!needs_search) return Truth::kFalse;
  return Not(Search(list, pattern, Letters::kThemselves).FindUncovered());
}

Truth Overlaps(const Pattern& a, const Pattern& b) {
  if (HaveCommonText(SymbolsSide{a}, SymbolsSide{b})) return Truth::kTrue;
  if (!HasOpaque(a) && !HasOpaque(b)) return Truth::kFalse;
  return MayOverlap(a, b) ? Truth::kUnknown : Truth::kFalse;
}

Truth Equals(const Pattern& a, const Pattern& b) {
  if (a == b) return Truth::kTrue;
  const Truth forth = Covers({&a, 1}, b);
  return forth == Truth::kFalse ? forth : And(forth, Covers({&b, 1}, a));
}

bool CoversGlob(std::string_view wide, std::string_view narrow, Case fold) {
  if (!DropCommonHead(wide, narrow, fold)) return false;
  // What is literal in the wide pattern, the narrow one has to say itself.
  if (!wide.empty() && !narrow.empty() && !IsWildcard(wide[0]) && IsWildcard(narrow[0])) return false;
  if (wide.find('?') == std::string_view::npos && IsAscii(wide))
    return TakesBytes(wide, narrow, fold, Stars::kPatterns);
  if (TakesWhole(GlobSide{wide, fold}, GlobSide{narrow, fold}, TakesSymbol)) return true;
  if (wide.find('?') == std::string_view::npos || narrow.find('*') == std::string_view::npos) return false;
  VariableTable none;
  const PatternSyntax syntax = {fold, Wildcards::kYes, Variables::kNo};
  const Pattern list[] = {ParsePattern(wide, syntax, none)};
  return Covers(list, ParsePattern(narrow, syntax, none)) == Truth::kTrue;
}

bool OverlapsGlob(std::string_view a, std::string_view b, Case fold) {
  if (!DropCommonHead(a, b, fold)) return false;
  const bool has_one = a.find('?') != std::string_view::npos || b.find('?') != std::string_view::npos;
  if (!has_one || (IsAscii(a) && IsAscii(b))) {
    return HaveCommonText(ByteSide{a, fold}, ByteSide{b, fold});
  }
  VariableTable none;
  const PatternSyntax syntax = {fold, Wildcards::kYes, Variables::kNo};
  return Overlaps(ParsePattern(a, syntax, none), ParsePattern(b, syntax, none)) == Truth::kTrue;
}

}  // namespace iampolicy::text
