#ifndef IAMPOLICY_LIB_TEXT_GLOB_H_
#define IAMPOLICY_LIB_TEXT_GLOB_H_

// Matching without an automaton, on whatever the two sides are stored as. A side offers `size()` and `Read(at)`, the
// symbol at an offset and its length. Internal to the pattern files.

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "lib/text/pattern.h"
#include "lib/text/utf8.h"

namespace iampolicy::text {

inline constexpr char32_t kLastCodePoint = 0x10FFFF;

/// Symbols already read apart.
struct SymbolsSide {
  std::u32string_view symbols;

  std::size_t size() const { return symbols.size(); }
  CodePoint Read(std::size_t at) const { return {symbols[at], 1}; }
};

/// A text in UTF-8, every character itself.
struct TextSide {
  std::string_view text;
  Case fold = Case::kSensitive;

  std::size_t size() const { return text.size(); }
  CodePoint Read(std::size_t at) const {
    const char c = text[at];
    if (static_cast<unsigned char>(c) >= 0x80) return DecodeUtf8(text, at);
    return {static_cast<char32_t>(fold == Case::kFold ? FoldAscii(c) : c), 1};
  }
};

/// A pattern in UTF-8, as written.
struct GlobSide {
  std::string_view text;
  Case fold = Case::kSensitive;

  std::size_t size() const { return text.size(); }
  CodePoint Read(std::size_t at) const {
    const char c = text[at];
    if (c == '*') return {kStar, 1};
    if (c == '?') return {kOne, 1};
    return TextSide{text, fold}.Read(at);
  }
};

/// A pattern read byte by byte: exact where no `?` meets a character of several bytes.
struct ByteSide {
  std::string_view text;
  Case fold = Case::kSensitive;

  std::size_t size() const { return text.size(); }
  CodePoint Read(std::size_t at) const {
    const char c = text[at];
    if (c == '*') return {kStar, 1};
    if (c == '?') return {kOne, 1};
    return {static_cast<unsigned char>(fold == Case::kFold ? FoldAscii(c) : c), 1};
  }
};

/// Whether an element of a pattern takes every text that `symbol` stands for (a star takes what it likes elsewhere).
constexpr bool TakesSymbol(char32_t element, char32_t symbol) {
  return element == symbol || (element == kOne && symbol <= kLastCodePoint);
}

/// Whether two elements, neither a star, have a text in common.
constexpr bool AreCompatible(char32_t a, char32_t b) { return TakesSymbol(a, b) || TakesSymbol(b, a); }

constexpr bool IsWildcard(char c) { return c == '*' || c == '?'; }
constexpr bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }
inline bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return IsAscii(c); });
}

/// Drops the ASCII characters that two patterns (or a pattern and a text) begin with alike, up to the first wildcard of
/// either: most pairs differ in their first letters. False: literal characters differ, or one side ends before the
/// other's literal.
inline bool DropCommonHead(std::string_view& a, std::string_view& b, Case fold) {
  const std::size_t size = std::min(a.size(), b.size());
  std::size_t at = 0;
  const auto literal = [&](std::string_view side) { return !IsWildcard(side[at]) && IsAscii(side[at]); };
  while (at < size && literal(a) && literal(b)) {
    const bool same = a[at] == b[at] || (fold == Case::kFold && FoldAscii(a[at]) == FoldAscii(b[at]));
    if (!same) return false;
    ++at;
  }
  const bool a_ends = at == a.size();
  const bool b_ends = at == b.size();
  if (a_ends != b_ends && !IsWildcard(a_ends ? b[at] : a[at])) return false;
  a.remove_prefix(at);
  b.remove_prefix(at);
  return true;
}

/// Whether the pattern takes the text, by `takes`. The text may be a pattern: its stars are taken by stars alone.
/// Only the last star is ever tried again: O(pattern x text), no allocation.
template <class PatternSide, class OtherSide, class Takes>
bool TakesWhole(const PatternSide& pattern, const OtherSide& text, Takes takes) {
  constexpr std::size_t kNoStar = static_cast<std::size_t>(-1);
  std::size_t after_star = kNoStar;
  std::size_t retry = 0;
  std::size_t p = 0;
  std::size_t t = 0;
  while (t < text.size()) {
    if (p < pattern.size()) {
      const CodePoint element = pattern.Read(p);
      if (element.value == kStar) {
        after_star = ++p;
        if (p == pattern.size()) return true;
        retry = t;
        continue;
      }
      const CodePoint symbol = text.Read(t);
      if (symbol.value != kStar && takes(element.value, symbol.value)) {
        p += element.length;
        t += symbol.length;
        continue;
      }
    }
    if (after_star == kNoStar) return false;
    p = after_star;
    retry += text.Read(retry).length;
    t = retry;
  }
  while (p < pattern.size() && pattern.Read(p).value == kStar) ++p;
  return p == pattern.size();
}

/// What `*` and `?` are in the other side of TakesBytes().
enum class Stars : std::uint8_t { kPatterns, kCharacters };

/// The same byte by byte, which is exact for an ASCII pattern without `?`: no byte of a longer character, nor a byte
/// that is none, is taken for another. After a star
/// it goes straight to the next place where the byte behind the star stands.
inline bool TakesBytes(std::string_view pattern, std::string_view text, Case fold, Stars stars) {
  const auto same = [fold](char a, char b) { return a == b || (fold == Case::kFold && FoldAscii(a) == FoldAscii(b)); };
  const bool has_stars = stars == Stars::kPatterns;
  std::size_t after_star = std::string_view::npos;
  std::size_t retry = 0;
  std::size_t p = 0;
  std::size_t t = 0;
  while (t < text.size()) {
    if (p < pattern.size()) {
      const char element = pattern[p];
      if (element == '*') {
        after_star = ++p;
        if (p == pattern.size()) return true;
        retry = t;
        continue;
      }
      if (element == '?' ? !(has_stars && text[t] == '*') : same(element, text[t])) {
        ++p;
        ++t;
        continue;
      }
    }
    if (after_star == std::string_view::npos) return false;
    p = after_star;
    ++retry;
    const char next = pattern[p];
    if (!IsWildcard(next)) {
      while (retry < text.size() && !same(next, text[retry])) ++retry;
    }
    t = retry;
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

/// Whether some text is taken by both; the sides must read one symbol an offset. Where both have a star, what lies
/// between their outer stars can be laid out one after the other, so only what stands before and after decides.
template <class A, class B>
bool HaveCommonText(const A& a, const B& b) {
  const auto first_star = [](const auto& side) {
    std::size_t at = 0;
    while (at < side.size() && side.Read(at).value != kStar) ++at;
    return at;
  };
  const auto after_star = [](const auto& side) {
    std::size_t count = 0;
    while (count < side.size() && side.Read(side.size() - 1 - count).value != kStar) ++count;
    return count;
  };
  const std::size_t head_a = first_star(a);
  const std::size_t head_b = first_star(b);
  if (head_b == b.size()) return TakesWhole(a, b, AreCompatible);
  if (head_a == a.size()) return TakesWhole(b, a, AreCompatible);
  const std::size_t head = std::min(head_a, head_b);
  for (std::size_t i = 0; i < head; ++i) {
    if (!AreCompatible(a.Read(i).value, b.Read(i).value)) return false;
  }
  const std::size_t tail = std::min(after_star(a), after_star(b));
  for (std::size_t i = 1; i <= tail; ++i) {
    if (!AreCompatible(a.Read(a.size() - i).value, b.Read(b.size() - i).value)) return false;
  }
  return true;
}

}  // namespace iampolicy::text

#endif  // IAMPOLICY_LIB_TEXT_GLOB_H_
