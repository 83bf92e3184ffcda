// Limits, and texts made to be slow: time must stay linear, which shows in the sizes used here.

#include "lib/syntax/json.h"
#include "tests/unit/catch.h"
#include "tests/unit/syntax/outline.h"

namespace iampolicy::syntax {
namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t kLarge = 16u << 20;

std::string Repeat(std::string_view part, std::size_t bytes) {
  std::string text;
  text.reserve(bytes + part.size());
  while (text.size() < bytes) text += part;
  return text;
}

TEST_CASE("nesting is read to the limit and reported at the first bracket beyond it") {
  const Limits limits{1000, 3};
  text::Sources sources;
  const Parsed good = ReadJson(sources, *sources.AddFile("f", R"([[{"a": 1}]])"), limits);
  CHECK(good.complete);
  CHECK(good.problems.empty());
  const Parsed bad = ReadJson(sources, *sources.AddFile("g", R"([[{"a": []}]])"), limits);
  CHECK_FALSE(bad.complete);
  CHECK(Outline(bad.tree, sources) == "[[{}]]");
  CHECK(Problems(bad.problems, sources) ==
        Lines{"too-deep 1:9-1:10 4 nested levels, expected at most 3 nested lists and objects"});
}

TEST_CASE("a text beyond the limit of bytes is refused") {
  const Limits limits{5, 3};
  text::Sources sources;
  CHECK(ReadJson(sources, *sources.AddFile("f", "[1,2]"), limits).complete);
  const Parsed bad = ReadJson(sources, *sources.AddFile("g", "[1,2] "), limits);
  CHECK(bad.tree.empty());
  CHECK(Problems(bad.problems, sources) == Lines{"too-large 1:1-1:1 6 bytes, expected at most 5 bytes"});
}

TEST_CASE("large hostile texts end with one problem") {
  struct Row {
    std::string_view part;
    std::string_view kind;
  };
  const Row rows[] = {
      {"[", "too-deep"},
      {"{\"a\":", "too-deep"},
      {"\"a\":", "trailing-content"},
      {"[[],", "too-deep"},
      {"\"", "trailing-content"},
      {"\\", "unexpected-character"},
      {"/* ", "truncated"},
      {",", "unexpected-character"},
      {" ", "empty-document"},
      {"1", ""},
      {"x", "unquoted-value"},
  };
  for (const Row& row : rows) {
    const std::string text = Repeat(row.part, kLarge - 8).substr(0, kLarge);
    text::Sources sources;
    const Parsed parsed = ReadJson(sources, *sources.AddFile("f", text));
    INFO(row.part);
    CHECK((parsed.problems.empty() ? "" : parsed.problems[0].kind) == row.kind);
    CHECK(parsed.problems.size() == (row.kind.empty() ? 0 : 1));
  }
}

TEST_CASE("large odd texts that can be read are read") {
  struct Row {
    std::string begin;
    std::string_view part;
    std::string end;
  };
  const Row rows[] = {
      {"[", "[],", "0]"},  {"\"", "\\n", "\""},  {"[", "\"\u00e9\",", "0]"}, {"{\"a\":1", ",\"b\":1", "}"},
      {"[1", "/**/", "]"}, {"[", "[0,],", "0]"},
  };
  for (const Row& row : rows) {
    const std::string text = row.begin + Repeat(row.part, kLarge / 8) + row.end;
    text::Sources sources;
    const Parsed parsed = ReadJson(sources, *sources.AddFile("f", text));
    INFO(row.part);
    CHECK(parsed.complete);
    CHECK(parsed.problems.size() <= 1001);
  }
}

TEST_CASE("beyond a thousand problems one says that there are more") {
  std::string text = "[0";
  for (int i = 0; i < 1500; ++i) text += "/**/";
  text += "]";
  text::Sources sources;
  const Parsed parsed = ReadJson(sources, *sources.AddFile("f", text));
  REQUIRE(parsed.problems.size() == 1001);
  CHECK(Problems({parsed.problems.back()}, sources) ==
        Lines{"too-many-problems 1:4003-1:4003 more than 1000 problems"});
}

TEST_CASE("many values of one text are read in linear time") {
  for (const std::string_view line : {"{\"a\": [1,]}\n", "1e999 ", "[/*x*/]", "{\"a\":\"\u00e9\\n\"}"}) {
    const std::string text = Repeat(line, 1u << 20);
    text::Sources sources;
    text::Span rest = *sources.AddFile("f", text);
    std::size_t values = 0;
    for (; rest.size() > 1; ++values) {
      const Parsed parsed = ReadJson(sources, rest, kDocumentLimits, Trailing::kLeave);
      if (!parsed.complete) break;
      rest.begin = parsed.end;
    }
    CHECK(values == text.size() / line.size());
  }
}

}  // namespace
}  // namespace iampolicy::syntax
