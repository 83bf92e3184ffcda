// Reading patterns, and matching them against texts.

#include "lib/text/pattern.h"

#include <algorithm>
#include <cstddef>

#include "lib/text/glob.h"
#include "lib/text/utf8.h"

namespace iampolicy::text {
namespace {

constexpr bool IsOpaque(char32_t symbol) { return symbol >= kFirstVariable; }

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

/// What stands at a `${`: one character escaped, or a variable. `length` 0: neither, the `${` is text.
struct Reference {
  std::size_t length = 0;
  char escaped = 0;
  Variable variable;
};

/// The default of ${key, 'default'}: its quotes may enclose a brace. `at` is the offset of the comma.
bool ReadDefault(std::string_view text, std::size_t at, Reference& reference) {
  const std::size_t open = text.find_first_not_of(' ', at + 1);
  if (open == std::string_view::npos || text[open] != '\'') return false;
  const std::size_t close = text.find('\'', open + 1);
  if (close == std::string_view::npos) return false;
  const std::size_t end = text.find_first_not_of(' ', close + 1);
  if (end == std::string_view::npos || text[end] != '}') return false;
  reference.variable.has_default = true;
  reference.variable.fallback = text.substr(open + 1, close - open - 1);
  reference.length = end + 1;
  return true;
}

/// `text` starts with `${`.
Reference ReadReference(std::string_view text) {
  Reference reference;
  const std::size_t stop = text.find_first_of(",}", 2);
  if (stop == std::string_view::npos) return reference;
  if (text[stop] == ',' && ReadDefault(text, stop, reference)) {
    reference.variable.key = Trimmed(text.substr(2, stop - 2));
    return reference;
  }
  const std::size_t end = text.find('}', stop);
  if (end == std::string_view::npos) return reference;
  const std::string_view inside = text.substr(2, end - 2);
  reference.length = end + 1;
  if (inside == "*" || inside == "?" || inside == "$") {
    reference.escaped = inside.front();
  } else {
    reference.variable.key = Trimmed(inside);
  }
  return reference;
}

}  // namespace

char32_t VariableTable::Intern(const Variable& variable) {
  std::string name = FoldAscii(variable.key);
  if (variable.has_default) name.append(1, '\0').append(variable.fallback);
  const auto [place, is_new] =
      by_name_.try_emplace(std::move(name), kFirstVariable + static_cast<char32_t>(variables_.size()));
  if (is_new) variables_.push_back(variable);
  return place->second;
}

char32_t VariableTable::SymbolOf(const Hole& hole, char32_t character) {
  const char32_t first = hole.shape.may_hold_wildcard ? kFirstWild : kFirstOpaque;
  const char32_t symbol = first + (character - kFirstHole);
  if (hole.identity == 0) return symbol;
  return by_identity_.try_emplace(hole.identity, symbol).first->second;
}

Pattern ParsePattern(std::string_view text, PatternSyntax syntax, VariableTable& variables, const Sources* sources) {
  Pattern pattern;
  pattern.reserve(text.size());
  bool may_have_references = syntax.variables == Variables::kYes;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '$' && may_have_references && text.substr(at, 2) == "${") {
      const Reference reference = ReadReference(text.substr(at));
      may_have_references = reference.length != 0;  // no closing brace follows: do not search for it again
      if (reference.length != 0) {
        pattern +=
            reference.escaped != 0 ? static_cast<char32_t>(reference.escaped) : variables.Intern(reference.variable);
        at += reference.length;
        continue;
      }
    }
    const CodePoint point = TextSide{text, syntax.fold}.Read(at);
    at += point.length;
    if (c == '*' && syntax.wildcards == Wildcards::kYes) {
      pattern += kStar;
    } else if (c == '?' && syntax.wildcards == Wildcards::kYes) {
      pattern += kOne;
    } else if (point.value >= kFirstHole && sources != nullptr && sources->IsHole(point.value)) {
      const Hole& hole = sources->hole(point.value);
      pattern += hole.known ? DecodeAll(*hole.known) : Pattern(1, variables.SymbolOf(hole, point.value));
    } else {
      pattern += point.value;
    }
  }
  return pattern;
}

bool HasWildcard(const Pattern& pattern) {
  return std::any_of(pattern.begin(), pattern.end(), [](char32_t s) { return s == kStar || s == kOne; });
}

bool HasOpaque(const Pattern& pattern) { return std::any_of(pattern.begin(), pattern.end(), IsOpaque); }

bool Matches(const Pattern& pattern, std::string_view text, Case fold) {
  return TakesWhole(SymbolsSide{pattern}, TextSide{text, fold}, TakesSymbol);
}

bool MatchesGlob(std::string_view pattern, std::string_view text, Case fold) {
  // Stars of the text are characters, which only a wildcard or a star of the pattern takes: they end the head too.
  if (!DropCommonHead(pattern, text, fold)) return false;
  // Nor do most end alike.
  const char last = pattern.empty() ? '*' : pattern.back();
  if (!IsWildcard(last) && IsAscii(last)) {
    if (text.empty()) return false;
    if (fold == Case::kFold ? FoldAscii(last) != FoldAscii(text.back()) : last != text.back()) return false;
  }
  if (pattern.find('?') == std::string_view::npos && IsAscii(pattern))
    return TakesBytes(pattern, text, fold, Stars::kCharacters);
  return TakesWhole(GlobSide{pattern, fold}, TextSide{text, fold}, TakesSymbol);
}

Truth MatchesWithHoles(const Pattern& pattern, std::string_view text, Case fold) {
  if (!HasOpaque(pattern)) return ToTruth(Matches(pattern, text, fold));
  // A text that is not known may always be one that the given text does not hold, so it is never certainly taken.
  Pattern widest = pattern;
  std::replace_if(widest.begin(), widest.end(), IsOpaque, kStar);
  return Matches(widest, text, fold) ? Truth::kUnknown : Truth::kFalse;
}

}  // namespace iampolicy::text
