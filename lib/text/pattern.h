#ifndef IAMPOLICY_LIB_TEXT_PATTERN_H_
#define IAMPOLICY_LIB_TEXT_PATTERN_H_

// IAM patterns: `*` any text, `?` one code point, ${...} a policy variable, holes for parts not known from the file.
// Source: IAM User Guide, "IAM JSON policy elements: Resource" and "Variables and tags".
//
// A pattern is a string of 32-bit symbols: code points up to U+10FFFF and, above them, the symbols below. A variable
// or hole is an opaque text: within one question the same symbol has the same value.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <iampolicy/types.h>

#include "lib/text/sources.h"
#include "lib/text/truth.h"

namespace iampolicy::text {

using Pattern = std::u32string;

inline constexpr char32_t kStar = 0x110000;
inline constexpr char32_t kOne = 0x110001;            ///< `?`
inline constexpr char32_t kFirstVariable = 0x200000;  ///< variable i of the unit's VariableTable
inline constexpr char32_t kFirstOpaque = 0x300000;    ///< hole i whose value holds no wildcard
inline constexpr char32_t kFirstWild = 0x400000;      ///< hole i whose value may hold a wildcard

/// A policy variable as written: ${aws:username}, ${aws:PrincipalTag/team, 'none'}.
struct Variable {
  std::string key;  ///< as written, without default
  bool has_default = false;
  std::string fallback;  ///< the default's text
};

/// The variables of a set of patterns, interned by key (case ignored) and default.
class VariableTable {
 public:
  char32_t Intern(const Variable& variable);
  const Variable& variable(char32_t symbol) const { return variables_[symbol - kFirstVariable]; }
  std::size_t size() const { return variables_.size(); }
  /// The symbol of the hole that `character` stands for: holes of equal identity share that of the first one met.
  char32_t SymbolOf(const Hole& hole, char32_t character);

 private:
  std::vector<Variable> variables_;
  std::unordered_map<std::string, char32_t> by_name_;  // key folded, default
  std::unordered_map<std::uint32_t, char32_t> by_identity_;
};

enum class Case : std::uint8_t { kSensitive, kFold };
enum class Wildcards : std::uint8_t { kYes, kNo };  ///< kNo: `*` and `?` are literal characters (StringEquals)
enum class Variables : std::uint8_t {
  kYes,
  kNo
};  ///< kNo: ${...} is literal text, wildcards in it included (2008-10-17)

struct PatternSyntax {
  Case fold = Case::kSensitive;
  Wildcards wildcards = Wildcards::kYes;
  Variables variables = Variables::kYes;
};

/// Reads a pattern. Never fails: a ${ without its end is literal text. ${*}, ${?} and ${$} are literal characters.
/// `sources` tells holes from characters; nullptr: the text has none. O(text).
Pattern ParsePattern(std::string_view text, PatternSyntax syntax, VariableTable& variables,
                     const Sources* sources = nullptr);

/// Whether the pattern has `*` or `?`; whether it has a variable or hole.
bool HasWildcard(const Pattern& pattern);
bool HasOpaque(const Pattern& pattern);

/// Whether the pattern takes the whole text. Symbols above U+10FFFF that are not wildcards match nothing here
/// (substitute first). With Case::kFold the pattern must have been parsed with it. Iterative, O(pattern x text), no
/// allocation.
bool Matches(const Pattern& pattern, std::string_view text, Case fold = Case::kSensitive);

/// The same for a pattern as written, with wildcards only (no variables, no holes): no parsing, no allocation.
bool MatchesGlob(std::string_view pattern, std::string_view text, Case fold = Case::kSensitive);

/// Whether any text is taken, three-valued over the values of holes: kUnknown where it depends on one.
Truth MatchesWithHoles(const Pattern& pattern, std::string_view text, Case fold = Case::kSensitive);

// Relations over all texts. Variables and holes count as unknown texts: kTrue and kFalse hold for every value of them.
// Linear or quadratic in the lengths; only where a star is to be covered by a pattern with `?` is an automaton built,
// and a question beyond its state budget answers kUnknown.

/// Every text that `pattern` takes is taken by one of the list.
Truth Covers(std::span<const Pattern> list, const Pattern& pattern);
/// Some text is taken by both.
Truth Overlaps(const Pattern& a, const Pattern& b);
/// The same texts.
Truth Equals(const Pattern& a, const Pattern& b);

/// Covers() and Overlaps() for two patterns as written, without variables and holes, the usual shapes without
/// allocation. Beyond the state budget (never met outside constructed cases) CoversGlob answers false.
bool CoversGlob(std::string_view wide, std::string_view narrow, Case fold = Case::kSensitive);
bool OverlapsGlob(std::string_view a, std::string_view b, Case fold = Case::kSensitive);

}  // namespace iampolicy::text

#endif  // IAMPOLICY_LIB_TEXT_PATTERN_H_
