// Classes of texts and the sets they are told apart by.

#include "lib/text/classes.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "lib/text/utf8.h"
#include "tests/reference/pattern_reference.h"
#include "tests/unit/catch.h"

namespace iampolicy::text {
namespace {

Pattern Parse(std::u32string_view text) {
  Pattern pattern;
  for (const char32_t c : text) pattern += c == U'*' ? kStar : c == U'?' ? kOne : c == U'V' ? kFirstVariable : c;
  return pattern;
}

// "0,2 `ab`": the patterns that take the class, and its example.
std::vector<std::string> Shown(const std::vector<std::u32string_view>& written, Alphabet alphabet) {
  std::vector<Pattern> patterns;
  for (const std::u32string_view text : written) patterns.push_back(Parse(text));
  const Result<std::vector<Class>> classes = Classes(patterns, alphabet, 1000);
  if (!classes) return {classes.error().message};
  std::vector<std::string> shown;
  for (const Class& found : *classes) {
    std::string line;
    found.matches.ForEach([&](std::size_t bit) { line += (line.empty() ? "" : ",") + std::to_string(bit); });
    line += " `";
    for (const char32_t c : found.shortest) AppendUtf8(line, c == kFirstVariable ? U'V' : c);
    shown.push_back(line + "`");
  }
  return shown;
}

TEST_CASE("texts fall into classes, each with a shortest example, in order of length") {
  using Lines = std::vector<std::string>;
  CHECK(Shown({}, Alphabet::kAny) == Lines{" ``"});
  CHECK(Shown({U"*"}, Alphabet::kAny) == Lines{"0 ``"});
  CHECK(Shown({U"a", U"a*", U"ab*", U"a"}, Alphabet::kAny) == Lines{" ``", "0,1,3 `a`", "1 `ax`", "1,2 `ab`"});
  CHECK(Shown({U"?", U"a*"}, Alphabet::kAny) == Lines{" ``", "0,1 `a`", "0 `x`", "1 `ax`"});
  CHECK(Shown({U"*a*", U"*b"}, Alphabet::kAny) == Lines{" ``", "0 `a`", "1 `b`", "0,1 `ab`"});
  CHECK(Shown({U"a:*", U"*b"}, Alphabet::kNoColon) == Lines{" ``", "1 `b`"});
  CHECK(Shown({U"a:*"}, Alphabet::kNoColon) == Lines{" ``"});
  CHECK(Shown({U"V/*", U"?/*"}, Alphabet::kAny) == Lines{" ``", "1 `x/`", "0 `V/`"});
  CHECK(Shown({U"x*", U"?y"}, Alphabet::kAny) == Lines{" ``", "0 `x`", "0,1 `xy`", "1 `zy`"});
}

TEST_CASE("a letter in either case stands beside letters that mind theirs") {
  const Pattern patterns[] = {U"Ab", InEitherCase(U"Ab")};
  const Result<std::vector<Class>> classes = Classes(patterns, Alphabet::kAny, 100);
  REQUIRE(classes.ok());
  std::set<std::u32string> shortest;
  for (const Class& found : *classes) shortest.insert(found.shortest);
  CHECK(shortest == std::set<std::u32string>{U"", U"Ab", U"AB"});
}

TEST_CASE("a question beyond its budget is refused") {
  Pattern pattern = Parse(U"*a");
  for (int i = 0; i < 30; ++i) pattern += kOne;
  const Pattern patterns[] = {pattern};
  const Result<std::vector<Class>> classes = Classes(patterns, Alphabet::kAny, 5000);
  REQUIRE_FALSE(classes.ok());
  CHECK(classes.error().message == "the patterns fall into too many classes");
}

// All texts up to a length fall into classes that Classes() names, with the same shortest lengths.
void CheckAgainstTexts(const std::vector<std::u32string>& written, Alphabet alphabet,
                       const std::vector<std::u32string>& texts, std::size_t longest) {
  std::vector<Pattern> patterns;
  std::string name;
  for (const std::u32string& text : written) {
    patterns.push_back(Parse(text));
    for (const char32_t c : text) AppendUtf8(name, c);
    name += ' ';
  }
  CAPTURE(name);
  const Result<std::vector<Class>> classes = Classes(patterns, alphabet, 20000);
  REQUIRE(classes.ok());
  const auto mask_of = [&](std::u32string_view text) {
    Mask mask;
    for (std::size_t i = 0; i < written.size(); ++i) {
      if (reference::Takes(written[i], text)) mask.Set(i);
    }
    return mask;
  };
  std::map<Mask, std::size_t> expected;
  for (const std::u32string& text : texts) {
    if (alphabet == Alphabet::kAny || text.find(U':') == std::u32string::npos) {
      expected.try_emplace(mask_of(text), text.size());
    }
  }
  std::map<Mask, std::size_t> found;
  bool is_right = true;
  for (const Class& one : *classes) {
    is_right = is_right && mask_of(one.shortest) == one.matches;
    is_right = is_right && (alphabet == Alphabet::kAny || one.shortest.find(U':') == std::u32string::npos);
    const bool is_new = found.try_emplace(one.matches, one.shortest.size()).second;
    is_right = is_right && is_new;
    if (one.shortest.size() > longest) expected.try_emplace(one.matches, one.shortest.size());
  }
  CHECK(is_right);
  CHECK(found == expected);
}

TEST_CASE("classes agree with the texts there are, for all small pairs and for random lists") {
  const std::vector<std::u32string> texts = reference::AllTexts(U"abx:", 5);
  const std::vector<std::u32string> few = reference::AllTexts(U"a*?", 3);
  for (const std::u32string& a : few) {
    for (const std::u32string& b : few) {
      if (a <= b) CheckAgainstTexts({a, b}, Alphabet::kAny, texts, 5);
    }
  }
  std::mt19937 random(20240601);
  const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  for (int round = 0; round < 120; ++round) {
    std::vector<std::u32string> list(2 + below(4));
    for (std::u32string& pattern : list) {
      const unsigned size = below(5);
      for (unsigned i = 0; i < size; ++i) pattern += U"ab:*?"[below(5)];
      if (round % 3 == 0) {  // literals and prefixes only
        std::erase_if(pattern, [](char32_t c) { return c == U'*' || c == U'?'; });
        if (below(2) == 0) pattern += U'*';
      }
    }
    CheckAgainstTexts(list, round % 2 == 0 ? Alphabet::kAny : Alphabet::kNoColon, texts, 5);
  }
}

// The definition: six fields, cut at the first five colons, each taken by its own pattern.
bool TakesFields(std::u32string_view pattern, std::u32string_view text) {
  for (int field = 0; field < 5; ++field) {
    const std::size_t cut = pattern.find(U':');
    const std::size_t at = text.find(U':');
    if (cut == std::u32string_view::npos || at == std::u32string_view::npos) return false;
    if (!reference::Takes(pattern.substr(0, cut), text.substr(0, at))) return false;
    pattern.remove_prefix(cut + 1);
    text.remove_prefix(at + 1);
  }
  return reference::Takes(pattern, text);
}

TEST_CASE("patterns compared field by field stand beside patterns of the whole text") {
  const std::vector<std::u32string> texts = reference::AllTexts(U"a:x", 8);
  const std::vector<std::u32string_view> lists[] = {
      {U"*:a*::::*", U"a:a:::?:*a"},
      {U"?*:::::", U"*:*:::a:x*"},
      {U"*:*:*:*:*:*", U"?:?:?:::*?"},
      {U"*a*:::::a:*", U"*a::::*a*:"},
  };
  for (const std::vector<std::u32string_view>& list : lists) {
    // Each pattern twice: by fields, and of the whole text.
    std::vector<Pattern> patterns;
    for (const std::u32string_view text : list) {
      patterns.push_back(InFields(Parse(text)));
      patterns.push_back(Parse(text));
    }
    const auto mask_of = [&](std::u32string_view text) {
      Mask mask;
      for (std::size_t i = 0; i < list.size(); ++i) {
        if (TakesFields(list[i], text)) mask.Set(2 * i);
        if (reference::Takes(list[i], text)) mask.Set(2 * i + 1);
      }
      return mask;
    };
    const Result<std::vector<Class>> classes = Classes(patterns, Alphabet::kAny, 20000);
    REQUIRE(classes.ok());
    std::map<Mask, std::size_t> expected;
    for (const std::u32string& text : texts) expected.try_emplace(mask_of(text), text.size());
    std::map<Mask, std::size_t> found;
    for (const Class& one : *classes) {
      CHECK(mask_of(one.shortest) == one.matches);
      found.try_emplace(one.matches, one.shortest.size());
      if (one.shortest.size() > 8) expected.try_emplace(one.matches, one.shortest.size());
    }
    CHECK(found == expected);
  }
}

TEST_CASE("patterns longer than a word of positions behave like short ones") {
  const std::u32string many(150, U'a');
  const std::vector<std::u32string> list = {many + U"*b" + many, U"*" + many + U"?*", many};
  std::vector<Pattern> patterns;
  for (const std::u32string& text : list) patterns.push_back(Parse(text));
  const Result<std::vector<Class>> classes = Classes(patterns, Alphabet::kAny, 20000);
  REQUIRE(classes.ok());
  std::vector<std::size_t> sizes;
  for (const Class& found : *classes) sizes.push_back(found.shortest.size());
  CHECK(sizes == std::vector<std::size_t>{0, 150, 151, 301});
  CHECK(classes->back().shortest == many + U"b" + many);
}

TEST_CASE("a set of small numbers is the same however it was made, below 128 members and above") {
  for (const std::size_t high : {std::size_t{3}, std::size_t{100}, std::size_t{500}}) {
    Mask a;
    a.Set(1);
    a.Set(high);
    Mask b;
    b.Set(high);
    CHECK(b.IsSubsetOf(a));
    CHECK_FALSE(a.IsSubsetOf(b));
    CHECK(a.Intersects(b));
    CHECK((a & b) == b);
    CHECK((a | b) == a);
    CHECK((a - b).Count() == 1);
    CHECK((a - b).Has(1));
    CHECK_FALSE((a - b).Has(high));
    CHECK_FALSE((b - a).Any());
    CHECK((b - a) == Mask());
    CHECK_FALSE((a - b).Intersects(b));
    a.Clear(high);
    Mask one;
    one.Set(1);
    CHECK(a == one);
    CHECK_FALSE(a < one);
    CHECK(Mask() < one);
    a.Set(high);
    CHECK(a != one);
    std::vector<std::size_t> members;
    a.ForEach([&](std::size_t bit) { members.push_back(bit); });
    CHECK(members == std::vector<std::size_t>{1, high});
  }
}

// Of two classes the first makes the second needless: no less good, no more bad, the others alike.
bool IsNoWorse(const Mask& a, const Mask& b, const std::vector<Wanted::Role>& roles) {
  for (std::size_t i = 0; i < roles.size(); ++i) {
    const bool may_lack = roles[i] == Wanted::Role::kBad;
    const bool may_have_more = roles[i] == Wanted::Role::kGood;
    if (b.Has(i) && !a.Has(i) && !may_lack) return false;
    if (a.Has(i) && !b.Has(i) && !may_have_more) return false;
  }
  return true;
}

TEST_CASE("what is left out of the wanted classes is not required, or a better one is there") {
  std::mt19937 random(20261124);
  const auto below = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
  std::size_t left_out = 0;
  bool is_right = true;
  for (int round = 0; round < 400; ++round) {
    std::vector<Pattern> patterns(2 + below(5));
    Wanted wanted;
    for (Pattern& pattern : patterns) {
      std::u32string text;
      for (unsigned i = below(6); i > 0; --i) text += U"ab:**?"[below(6)];
      pattern = Parse(text);
      wanted.roles.push_back(static_cast<Wanted::Role>(below(3)));
    }
    const auto any_pattern = [&] {
      const unsigned i = below(static_cast<unsigned>(patterns.size()));
      if (wanted.roles[i] == Wanted::Role::kBad) wanted.roles[i] = Wanted::Role::kNeither;
      return i;
    };
    if (below(3) != 0) wanted.required.push_back({any_pattern()});
    if (below(3) == 0) wanted.required.push_back({any_pattern(), any_pattern()});
    const auto all = Classes(patterns, Alphabet::kAny, 20000);
    const auto some = Classes(patterns, Alphabet::kAny, 20000, wanted);
    wanted.first_only = true;
    const auto first = Classes(patterns, Alphabet::kAny, 20000, wanted);
    REQUIRE((all.ok() && some.ok() && first.ok()));
    const auto is_wanted = [&](const Mask& matches) {
      return std::all_of(wanted.required.begin(), wanted.required.end(), [&](const auto& list) {
        return std::any_of(list.begin(), list.end(), [&](std::uint32_t i) { return matches.Has(i); });
      });
    };
    std::size_t count = 0;
    for (const Class& one : *all) {
      if (!is_wanted(one.matches)) continue;
      ++count;
      is_right = is_right && std::any_of(some->begin(), some->end(), [&](const Class& kept) {
                   return IsNoWorse(kept.matches, one.matches, wanted.roles);
                 });
    }
    for (const Class& one : *some) {
      is_right = is_right && is_wanted(one.matches);
      is_right = is_right && std::any_of(all->begin(), all->end(),
                                         [&](const Class& other) { return other.matches == one.matches; });
    }
    is_right = is_right && first->empty() == some->empty();
    left_out += count - some->size();
  }
  CHECK(is_right);
  CHECK(left_out > 100);
}

}  // namespace
}  // namespace iampolicy::text
