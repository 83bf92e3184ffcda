// What good JSON becomes: values, places, decoded texts, where reading stops.

#include "lib/syntax/json.h"

#include "tests/unit/catch.h"
#include "tests/unit/syntax/outline.h"

namespace iampolicy::syntax {
namespace {

Parsed Read(text::Sources& sources, std::string_view text, Trailing trailing = Trailing::kProblem) {
  return ReadJson(sources, *sources.AddFile("f", text), kDocumentLimits, trailing);
}

TEST_CASE("every value is read with its text") {
  struct Row {
    std::string_view text;
    std::string_view outline;
  };
  const Row rows[] = {
      {"null", "null"},
      {" true\n", "true"},
      {"false", "false"},
      {"-0.5e+10", "-0.5e+10"},
      {"1e999", "1e999"},
      {"[0, -1e-400 ,1E5]", "[0,-1e-400,1E5]"},
      {R"("")", R"("")"},
      {"[]", "[]"},
      {"{ }", "{}"},
      {R"({"a": [1, {"b": null}], "": "x"})", R"({"a":[1,{"b":null}],"":"x"})"},
      {R"(["\u00e9\/\t", "a\\b", "\ud83d\ude00!"])", "[\"\u00e9/\t\",\"a\\b\",\"\U0001F600!\"]"},
      {"[\"caf\u00e9 \U0001F600\"]", "[\"caf\u00e9 \U0001F600\"]"},
      {"\xEF\xBB\xBF[1]", "[1]"},
      {"{\r\n\t\"a\"\t:\r\n1}", R"({"a":1})"},
  };
  for (const Row& row : rows) {
    text::Sources sources;
    const Parsed parsed = Read(sources, row.text);
    INFO(row.text);
    CHECK(parsed.complete);
    CHECK(parsed.problems.empty());
    CHECK(Outline(parsed.tree, sources) == row.outline);
  }
}

TEST_CASE("a number of any length is one number") {
  text::Sources sources;
  const std::string digits(1000, '7');
  const std::string text = "[" + digits + ", 2]";
  CHECK(Outline(Read(sources, text).tree, sources) == "[" + digits + ",2]");
}

TEST_CASE("strings of every length around the step of the scan keep their places") {
  for (std::size_t length = 0; length < 40; ++length) {
    text::Sources sources;
    const std::string content(length, 'x');
    const std::string text = "[\"" + content + "\",\"" + content + "\\n\",\"" + content + "\u00e9\"]";
    const Parsed parsed = Read(sources, text);
    REQUIRE(parsed.complete);
    CHECK(sources.Text(parsed.tree[1].text) == content);
    CHECK(sources.Text(parsed.tree[2].text) == content + "\n");
    CHECK(sources.Text(parsed.tree[3].text) == content + "\u00e9");
    CHECK(sources.Text(parsed.tree[2].span) == "\"" + content + "\\n\"");
  }
}

TEST_CASE("every node has the place of what writes it") {
  text::Sources sources;
  const Parsed parsed = Read(sources, "{\n \"a\" : [ 10, \"x\\ny\" ],\n \"\u00e9\": true }\n");
  CHECK(Places(parsed.tree, sources) ==
        std::vector<std::string>{"1:1-3:13", "2:2-2:5", "2:8-2:22", "2:10-2:12", "2:14-2:20", "3:2-3:5", "3:7-3:11"});
  CHECK(PlaceOf(parsed.tree[0].text, sources) == "1:1-3:13");
  CHECK(PlaceOf(parsed.tree[1].text, sources) == "2:3-2:4");
}

TEST_CASE("a position in a decoded text leads back to the escape that wrote it") {
  text::Sources sources;
  const Parsed parsed = Read(sources, R"(["a\n\u00e9bc", "\"d"])");
  const text::Span first = parsed.tree[1].text;
  const text::Span second = parsed.tree[2].text;
  REQUIRE(sources.Text(first) == "a\n\u00e9bc");
  CHECK(PlaceOf({first.begin, first.begin + 1}, sources) == "1:3-1:4");
  CHECK(PlaceOf({first.begin + 1, first.begin + 2}, sources) == "1:4-1:6");
  CHECK(PlaceOf({first.begin + 2, first.begin + 4}, sources) == "1:6-1:12");
  CHECK(PlaceOf({first.begin + 4, first.begin + 6}, sources) == "1:12-1:14");
  CHECK(PlaceOf({second.begin, second.begin + 2}, sources) == "1:18-1:21");
}

TEST_CASE("a string without escapes is a view into the source") {
  text::Sources sources;
  const std::string text = "[\"caf\u00e9\", \"plain\"]";
  const Parsed parsed = Read(sources, text);
  CHECK(sources.Text(parsed.tree[1].text).data() == text.data() + 2);
  CHECK(sources.Text(parsed.tree[2].text).data() == text.data() + 11);
}

TEST_CASE("extents give children and siblings") {
  text::Sources sources;
  const Tree tree = Read(sources, R"([[1, 2], {"a": [3]}, []])").tree;
  std::vector<NodeId> children;
  for (NodeId child = tree.First(0); child != kNone; child = tree.Next(0, child)) children.push_back(child);
  CHECK(children == std::vector<NodeId>{1, 4, 8});
  CHECK(tree.First(8) == kNone);
  CHECK(tree[0].extent == 9);
}

TEST_CASE("reading can stop after each of several values") {
  text::Sources sources;
  const std::string text = "{\"a\":1}\n [2] 3\t\"x\" // y\n null";
  const text::Span span = *sources.AddFile("f", text);
  std::vector<std::string> values;
  text::Span rest = span;
  for (int i = 0; i < 4; ++i) {
    const Parsed parsed = ReadJson(sources, rest, kDocumentLimits, Trailing::kLeave);
    REQUIRE(parsed.complete);
    values.push_back(Outline(parsed.tree, sources));
    rest.begin = parsed.end;
  }
  CHECK(values == std::vector<std::string>{R"({"a":1})", "[2]", "3", R"("x")"});
  CHECK(sources.Text(rest) == " // y\n null");
  const Parsed last = ReadJson(sources, rest, kDocumentLimits, Trailing::kLeave);
  CHECK(Outline(last.tree, sources) == "null");
  CHECK(Problems(last.problems, sources) ==
        std::vector<std::string>{"comment 2:12-2:16 // y, expected JSON without comments"});
}

}  // namespace
}  // namespace iampolicy::syntax
