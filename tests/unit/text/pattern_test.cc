// Patterns: reading, matching, and the relations between them, by hand and against the reference.

#include "lib/text/pattern.h"

#include <string>
#include <string_view>
#include <vector>

#include "lib/text/utf8.h"
#include "tests/reference/pattern_reference.h"
#include "tests/unit/catch.h"

namespace iampolicy::text {
namespace {

constexpr char32_t kVariable = kFirstVariable;
constexpr char32_t kOpaque = kFirstOpaque;
constexpr char32_t kWild = kFirstWild;

// In the patterns of these tests V is a variable, H a hole without wildcards, W one that may hold some.
Pattern Parse(std::u32string_view text) {
  Pattern pattern;
  for (const char32_t c : text) {
    const bool is_special = c == U'*' || c == U'?' || c == U'V' || c == U'H' || c == U'W';
    pattern += !is_special ? c
               : c == U'*' ? kStar
               : c == U'?' ? kOne
               : c == U'V' ? kVariable
               : c == U'H' ? kOpaque
                           : kWild;
  }
  return pattern;
}

std::string Utf8(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) AppendUtf8(out, c);
  return out;
}

TEST_CASE("a pattern is read into characters, wildcards, variables and holes") {
  Sources sources;
  Hole bucket;
  bucket.identity = 7;
  bucket.shape.may_hold_wildcard = false;
  Hole any;
  Hole written;
  written.known = "\xF4\x80\x80\x82";
  std::string name;
  std::string same;
  std::string other;
  std::string known;
  AppendUtf8(name, sources.AddHole(bucket));
  AppendUtf8(same, sources.AddHole(bucket));
  AppendUtf8(other, sources.AddHole(any));
  AppendUtf8(known, sources.AddHole(written));

  constexpr PatternSyntax kAsWritten = {};
  constexpr PatternSyntax kFolded = {Case::kFold, Wildcards::kYes, Variables::kYes};
  constexpr PatternSyntax kLiteral = {Case::kSensitive, Wildcards::kNo, Variables::kYes};
  constexpr PatternSyntax kOld = {Case::kSensitive, Wildcards::kYes, Variables::kNo};
  struct Row {
    std::string text;
    PatternSyntax syntax;
    Pattern pattern;
  };
  const Row rows[] = {
      {"", kAsWritten, U""},
      {"aB*?\xC3\xA9", kAsWritten, Pattern{U'a', U'B', kStar, kOne, 0xE9}},
      {"aB*\xC3\x89", kFolded, Pattern{U'a', U'b', kStar, 0xC9}},
      {"a*?", kLiteral, U"a*?"},
      {"${*}${?}${$}{", kAsWritten, U"*?${"},
      {"${aws:username}", kLiteral, Pattern{kVariable}},
      {"${AWS:UserName}", kFolded, Pattern{kVariable}},
      {"${aws:username, 'a}*'}x", kAsWritten, Pattern{kVariable + 1, U'x'}},
      {"${ aws:username }", kAsWritten, Pattern{kVariable}},
      {"${aws:username,'b'}", kAsWritten, Pattern{kVariable + 2}},
      {"${a, b}${}", kAsWritten, Pattern{kVariable + 3, kVariable + 4}},
      {"${a, 'b}", kAsWritten, Pattern{kVariable + 5}},
      {"${aws:username", kAsWritten, U"${aws:username"},
      {"a${", kAsWritten, U"a${"},
      {"$a", kAsWritten, U"$a"},
      {"${a*}", kOld, Pattern{U'$', U'{', U'a', kStar, U'}'}},
      {name + "/" + same + "/" + other, kAsWritten, Pattern{kOpaque, U'/', kOpaque, U'/', kWild + 2}},
      {known, kAsWritten, U"\U00100002"},
  };
  VariableTable variables;
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(ParsePattern(row.text, row.syntax, variables, &sources) == row.pattern);
  }
  CHECK(variables.variable(kVariable + 1).key == "aws:username");
  CHECK(variables.variable(kVariable + 1).has_default);
  CHECK(variables.variable(kVariable + 1).fallback == "a}*");
  CHECK_FALSE(variables.variable(kVariable).has_default);
  // Without sources a character of the hole range is a character.
  CHECK(ParsePattern(name, kAsWritten, variables) == U"\U00100000");
}

TEST_CASE("a pattern takes whole texts, `?` one code point, and folding is of ASCII alone") {
  struct Row {
    std::string_view pattern;
    std::string_view text;
    bool taken;
    bool folded;
  };
  const Row rows[] = {
      {"", "", true, true},
      {"", "a", false, false},
      {"*", "", true, true},
      {"?", "", false, false},
      {"?", "\xC3\xA9", true, true},
      {"??", "\xC3\xA9", false, false},
      {"*??", "\xF0\x9F\x98\x80", false, false},
      {"*?\xA9", "\xC3\xA9", false, false},
      {"?", "\xFF", true, true},
      {"s3:Get*", "s3:GetObject", true, true},
      {"s3:get*", "S3:GETOBJECT", false, true},
      {"s3:Get", "s3:GetObject", false, false},
      {"\xC3\xA9", "\xC3\x89", false, false},
      {"a*b*c", "aXbXbXc", true, true},
      {"a*b*c", "aXbXbXd", false, false},
      {"a.c", "abc", false, false},
      {"[a]", "a", false, false},
      {"a**", "a", true, true},
      {"*/*", "x/y/z", true, true},
      {"a?*", "a", false, false},
  };
  for (const Row& row : rows) {
    CAPTURE(row.pattern, row.text);
    CHECK(MatchesGlob(row.pattern, row.text) == row.taken);
    CHECK(MatchesGlob(row.pattern, row.text, Case::kFold) == row.folded);
    VariableTable none;
    CHECK(Matches(ParsePattern(row.pattern, {}, none), row.text) == row.taken);
    CHECK(Matches(ParsePattern(row.pattern, {Case::kFold, Wildcards::kYes, Variables::kYes}, none), row.text,
                  Case::kFold) == row.folded);
  }
}

TEST_CASE("many stars against a long text stay quadratic at the most") {
  std::string pattern;
  for (int i = 0; i < 100; ++i) pattern += "*a";
  pattern += "*b";
  const std::string text(20000, 'a');
  CHECK_FALSE(MatchesGlob(pattern, text));
  CHECK(MatchesGlob(pattern, text + "b"));
  CHECK(CoversGlob("*a*", pattern));
  CHECK_FALSE(CoversGlob(pattern, "*a*"));
  // Each `?` may double the states of a naive automaton; the budget holds, and CoversGlob errs to false.
  std::string ones = "*a";
  for (int i = 0; i < 60; ++i) ones += "?";
  CHECK(OverlapsGlob(ones, "*b*" + ones.substr(2)));
  CHECK_FALSE(OverlapsGlob(ones, "*b" + ones.substr(2)));
  CHECK_FALSE(CoversGlob(ones + "*c", "*a*" + ones));
}

TEST_CASE("a text is taken for some values of a hole, or for none") {
  struct Row {
    std::u32string_view pattern;
    std::string_view text;
    Truth taken;
  };
  const Row rows[] = {
      {U"a*", "ab", Truth::kTrue},    {U"a*", "b", Truth::kFalse},     {U"aH", "ab", Truth::kUnknown},
      {U"aH", "b", Truth::kFalse},    {U"aVb", "ab", Truth::kUnknown}, {U"aWb", "aXb", Truth::kUnknown},
      {U"W:b", "a:c", Truth::kFalse},
  };
  for (const Row& row : rows) {
    CAPTURE(Utf8(row.pattern), row.text);
    CHECK(MatchesWithHoles(Parse(row.pattern), row.text) == row.taken);
  }
}

TEST_CASE("relations are told exactly where nothing is unknown, and soundly where something is") {
  struct Row {
    std::vector<std::u32string_view> list;
    std::u32string_view pattern;
    Truth covered;
    Truth overlapping;  ///< with the first of the list
  };
  const Row rows[] = {
      {{U"a*"}, U"ab*", Truth::kTrue, Truth::kTrue},
      {{U"ab*"}, U"a*", Truth::kFalse, Truth::kTrue},
      {{U"*?"}, U"?*", Truth::kTrue, Truth::kTrue},
      {{U"a?*", U"a"}, U"a*", Truth::kTrue, Truth::kTrue},
      {{U"a?*"}, U"a*", Truth::kFalse, Truth::kTrue},
      {{U"a*b", U"a*c"}, U"a*", Truth::kFalse, Truth::kTrue},
      {{U"*a*b*"}, U"*b*a*", Truth::kFalse, Truth::kTrue},
      {{U"a*b"}, U"b*a", Truth::kFalse, Truth::kFalse},
      // The same text not known, on both sides.
      {{U"V/*"}, U"V/x", Truth::kTrue, Truth::kTrue},
      {{U"W"}, U"W", Truth::kTrue, Truth::kTrue},
      {{U"a/W/*"}, U"a/W/b*", Truth::kTrue, Truth::kTrue},
      {{U"b/V/*"}, U"a/V/b", Truth::kFalse, Truth::kFalse},
      {{U"Va*"}, U"Vb*", Truth::kFalse, Truth::kFalse},
      {{U"Wa*"}, U"Wb*", Truth::kUnknown, Truth::kUnknown},
      // Something not known against something known.
      {{U"*"}, U"aVb", Truth::kTrue, Truth::kTrue},
      {{U"a*"}, U"aVb", Truth::kTrue, Truth::kTrue},
      {{U"a*"}, U"Vb", Truth::kUnknown, Truth::kUnknown},
      {{U"a*"}, U"bV", Truth::kFalse, Truth::kFalse},
      {{U"a?"}, U"aV", Truth::kUnknown, Truth::kUnknown},
      {{U"aH"}, U"ab", Truth::kUnknown, Truth::kUnknown},
      {{U"aH"}, U"a*", Truth::kUnknown, Truth::kTrue},
      {{U"bH"}, U"a*", Truth::kFalse, Truth::kFalse},
      {{U"H"}, U"V", Truth::kUnknown, Truth::kUnknown},
      {{U"H", U"a*"}, U"a/b", Truth::kTrue, Truth::kUnknown},
      {{U"?*", U""}, U"V*", Truth::kUnknown, Truth::kUnknown},
      {{U"a*c?"}, U"aV*b", Truth::kFalse, Truth::kTrue},
      {{}, U"a", Truth::kFalse, Truth::kFalse},
  };
  for (const Row& row : rows) {
    CAPTURE(Utf8(row.pattern), row.list.size());
    std::vector<Pattern> list;
    for (const std::u32string_view text : row.list) list.push_back(Parse(text));
    CHECK(Covers(list, Parse(row.pattern)) == row.covered);
    if (!list.empty()) {
      CHECK(Overlaps(list[0], Parse(row.pattern)) == row.overlapping);
      CHECK(Overlaps(Parse(row.pattern), list[0]) == row.overlapping);
    }
  }
  CHECK(Equals(Parse(U"*?"), Parse(U"?*")) == Truth::kTrue);
  CHECK(Equals(Parse(U"**"), Parse(U"*")) == Truth::kTrue);
  CHECK(Equals(Parse(U"W*"), Parse(U"W**")) == Truth::kTrue);
  CHECK(Equals(Parse(U"a*"), Parse(U"a?*")) == Truth::kFalse);
  CHECK(Equals(Parse(U"V"), Parse(U"a")) == Truth::kUnknown);
  CHECK(CoversGlob("S3:*", "s3:get*", Case::kFold));
  CHECK_FALSE(CoversGlob("S3:*", "s3:get*"));
  CHECK(OverlapsGlob("\xC3\xA9?", "??"));
  CHECK_FALSE(OverlapsGlob("\xC3\xA9?", "?"));
}

TEST_CASE("matching and relations agree with the reference on all small patterns") {
  const std::vector<std::u32string> texts = reference::AllTexts(U"abx", 5);
  const std::vector<std::u32string> written = reference::AllTexts(U"ab*?", 3);
  std::vector<Pattern> patterns;
  std::vector<std::vector<bool>> taken;
  std::vector<std::string> names;
  std::size_t wrong = 0;
  for (const std::u32string& text : written) {
    patterns.push_back(Parse(text));
    taken.push_back(reference::TakenOf(text, texts));
    names.push_back(Utf8(text));
    for (std::size_t i = 0; i < texts.size(); ++i) wrong += Matches(patterns.back(), Utf8(texts[i])) != taken.back()[i];
  }
  CHECK(wrong == 0);
  const auto any = [&](std::size_t p, auto holds) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (taken[p][i] && holds(i)) return true;
    }
    return false;
  };
  for (std::size_t p = 0; p < patterns.size(); ++p) {
    for (std::size_t q = 0; q < patterns.size(); ++q) {
      const bool overlaps = any(p, [&](std::size_t i) { return bool{taken[q][i]}; });
      const bool covers = !any(p, [&](std::size_t i) { return !taken[q][i]; });
      wrong += Overlaps(patterns[p], patterns[q]) != ToTruth(overlaps);
      wrong += OverlapsGlob(names[p], names[q]) != overlaps;
      wrong += Covers({&patterns[q], 1}, patterns[p]) != ToTruth(covers);
      wrong += CoversGlob(names[q], names[p]) != covers;
      // Two entries may cover together what neither does alone: every seventh second entry.
      for (std::size_t r = (p + q) % 7; r < patterns.size(); r += 7) {
        const Pattern list[] = {patterns[q], patterns[r]};
        const bool covers_both = !any(p, [&](std::size_t i) { return !taken[q][i] && !taken[r][i]; });
        wrong += Covers(list, patterns[p]) != ToTruth(covers_both);
      }
    }
  }
  CHECK(wrong == 0);
}

TEST_CASE("what is said of unknown texts holds for all their small values") {
  const std::vector<std::u32string> texts = reference::AllTexts(U"abx", 5);
  struct Alphabet {
    char32_t place;
    std::u32string_view letters;
    std::u32string_view values;
  };
  const Alphabet alphabets[] = {{U'V', U"aV*?", U"abx"}, {U'W', U"aW*?", U"a*?"}};
  for (const Alphabet& alphabet : alphabets) {
    const std::vector<std::u32string> written = reference::AllTexts(alphabet.letters, 3);
    const std::vector<std::u32string> values = reference::AllTexts(alphabet.values, 2);
    std::vector<std::vector<std::vector<bool>>> taken(written.size());
    for (std::size_t p = 0; p < written.size(); ++p) {
      for (const std::u32string& value : values) {
        taken[p].push_back(reference::TakenOf(reference::With(written[p], alphabet.place, value), texts));
      }
    }
    std::size_t wrong = 0;
    std::size_t decided = 0;
    for (std::size_t p = 0; p < written.size(); ++p) {
      for (std::size_t q = 0; q < written.size(); ++q) {
        const Pattern wide = Parse(written[q]);
        const Truth covers = Covers({&wide, 1}, Parse(written[p]));
        const Truth overlaps = Overlaps(wide, Parse(written[p]));
        decided += covers != Truth::kUnknown;
        for (std::size_t v = 0; v < values.size(); ++v) {
          bool is_covered = true;
          bool has_common = false;
          for (std::size_t i = 0; i < texts.size(); ++i) {
            is_covered &= !taken[p][v][i] || taken[q][v][i];
            has_common |= taken[p][v][i] && taken[q][v][i];
          }
          // A text that is not covered need not be longer than the narrow pattern by more than one character.
          const bool is_short = reference::With(written[p], alphabet.place, values[v]).size() <= 4;
          wrong += overlaps == Truth::kFalse && has_common;
          wrong += covers == Truth::kTrue && !is_covered;
          wrong += covers == Truth::kFalse && is_covered && is_short;
        }
      }
    }
    CHECK(wrong == 0);
    CHECK(decided > written.size() * written.size() / 2);
  }
}

}  // namespace
}  // namespace iampolicy::text
