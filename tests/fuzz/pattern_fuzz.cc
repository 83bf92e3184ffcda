// Any bytes as lines: a text, then patterns. Reading never fails, matching agrees with the definition, and relations
// and classes agree with matching on that text.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "lib/text/classes.h"
#include "lib/text/pattern.h"
#include "lib/text/utf8.h"
#include "tests/reference/pattern_reference.h"

namespace {

using namespace iampolicy::text;

void Require(bool holds) {
  if (!holds) std::abort();
}

std::vector<std::string_view> Lines(std::string_view bytes) {
  std::vector<std::string_view> lines;
  while (lines.size() < 5) {
    const std::size_t end = bytes.find('\n');
    lines.push_back(bytes.substr(0, end));
    if (end == std::string_view::npos) break;
    bytes.remove_prefix(end + 1);
  }
  return lines;
}

// The reference is exponential in stars and knows characters only.
bool IsForReference(std::string_view pattern, std::string_view text) {
  std::size_t stars = 0;
  for (const char c : pattern) stars += c == '*';
  return stars <= 3 && pattern.size() <= 60 && text.size() <= 60;
}

void CheckMatching(std::string_view written, const Pattern& pattern, std::string_view text) {
  const bool is_taken = MatchesGlob(written, text);
  if (IsForReference(written, text))
    Require(is_taken == iampolicy::reference::Takes(DecodeAll(written), DecodeAll(text)));
  Require(Matches(pattern, text) == is_taken);
  Require(MatchesWithHoles(pattern, text) == ToTruth(is_taken));
  Require(!is_taken || MatchesGlob(written, text, Case::kFold));
  Require(CoversGlob(written, written) && OverlapsGlob(written, written));
  Require(Equals(pattern, pattern) == Truth::kTrue);
}

void CheckPair(const Pattern& a, const Pattern& b, std::string_view text) {
  const bool in_a = Matches(a, text);
  const bool in_b = Matches(b, text);
  const Truth covers = Covers({&a, 1}, b);
  const Truth overlaps = Overlaps(a, b);
  Require(overlaps == Overlaps(b, a));
  Require(covers != Truth::kTrue || !in_b || in_a);
  Require(overlaps != Truth::kFalse || !in_a || !in_b);
  Require(covers != Truth::kTrue || overlaps != Truth::kFalse);
  if (Equals(a, b) == Truth::kTrue) Require(in_a == in_b);
}

void CheckClasses(const std::vector<Pattern>& patterns, std::string_view text) {
  const auto classes = Classes(patterns, Alphabet::kAny, 2000);
  if (!classes) return;
  Mask own;
  for (std::size_t i = 0; i < patterns.size(); ++i) {
    if (Matches(patterns[i], text)) own.Set(i);
  }
  bool is_known = false;
  for (const Class& one : *classes) {
    is_known |= one.matches == own && one.shortest.size() <= CountCodePoints(text);
    std::string shortest;
    for (const char32_t c : one.shortest) AppendUtf8(shortest, c);
    for (std::size_t i = 0; i < patterns.size(); ++i) Require(Matches(patterns[i], shortest) == one.matches.Has(i));
  }
  Require(is_known);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) return 0;
  const std::vector<std::string_view> lines = Lines({reinterpret_cast<const char*>(data), size});
  const std::string_view text = lines[0];
  VariableTable variables;
  std::vector<Pattern> patterns;
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const Pattern with_variables = ParsePattern(lines[i], {}, variables);
    const Pattern pattern = ParsePattern(lines[i], {Case::kSensitive, Wildcards::kYes, Variables::kNo}, variables);
    Require(with_variables.size() <= pattern.size());
    Require(Covers({&with_variables, 1}, with_variables) == Truth::kTrue);
    Require(!HasOpaque(pattern));
    CheckMatching(lines[i], pattern, text);
    patterns.push_back(pattern);
  }
  for (const Pattern& a : patterns) {
    for (const Pattern& b : patterns) CheckPair(a, b, text);
  }
  CheckClasses(patterns, text);
  return 0;
}
