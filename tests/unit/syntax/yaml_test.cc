#include "lib/syntax/yaml.h"

#include <string>
#include <vector>

#include "lib/syntax/yaml_scalar.h"
#include "tests/unit/catch.h"
#include "tests/unit/syntax/outline.h"

namespace iampolicy::syntax {
namespace {

struct Read {
  text::Sources sources;
  ParsedYaml parsed;
  std::vector<std::string> outlines;
  std::vector<std::string> problems;
};

Read ReadText(std::string_view text) {
  Read read;
  const text::Span span = *read.sources.AddFile("t.yaml", text);
  read.parsed = ReadYaml(read.sources, span);
  for (const Tree& tree : read.parsed.documents) read.outlines.push_back(Outline(tree, read.sources));
  read.problems = Problems(read.parsed.problems, read.sources);
  return read;
}

using Lines = std::vector<std::string>;

TEST_CASE("every notation of a value becomes the same tree") {
  const struct {
    std::string_view yaml;
    std::string json;
  } cases[] = {
      {"a: b\nc: [d, 'e', \"f\"]\n", R"({"a":"b","c":["d","e","f"]})"},
      {"? a\n: - b\n  - {c: d}\n", R"({"a":["b",{"c":"d"}]})"},
      {"a: |\n  x\n  y\nb: >-\n  x\n  y\n\n  z\n", R"({"a":"x
y
","b":"x y
z"})"},
      {"a: \"x\\\n   y\\x41\"\n", R"({"a":"xyA"})"},
      {"a: !Sub '${B}'\nc: !GetAtt D.Arn\nd: !Ref E\n",
       R"({"a":{"Fn::Sub":"${B}"},"c":{"Fn::GetAtt":"D.Arn"},"d":{"Ref":"E"}})"},
      {"a: !If [C, x, !Ref 'AWS::NoValue']\n", R"({"a":{"Fn::If":["C","x",{"Ref":"AWS::NoValue"}]}})"},
      {"a: !!str 12\nb: !!int '12'\n", R"({"a":"12","b":12})"},
      {"{\"a\": 1, \"b\": null}", R"({"a":1,"b":null})"},
      {"1: x\n~: y\n", R"({"1":"x","~":"y"})"},
      {"[a, b]: c\nd: e\n", R"({"":"c","d":"e"})"},
      {"- - a\n  - b\n- c\n", R"([["a","b"],"c"])"},
      {"\xEF\xBB\xBF"
       "a: b\r\nc: d\r\n",
       R"({"a":"b","c":"d"})"},
      {"a: \xF4\x80\x80\x80\n", "{\"a\":\"<=\xF4\x80\x80\x80>\"}"},
  };
  for (const auto& one : cases) {
    const Read read = ReadText(one.yaml);
    INFO(one.yaml);
    CHECK(read.outlines == Lines{one.json});
    CHECK(read.problems == Lines{});
    CHECK(read.parsed.complete);
  }
}

TEST_CASE("plain scalars mean what YAML 1.1 says, dates stay text") {
  const struct {
    std::string_view plain;
    Kind kind;
    std::string text;
  } cases[] = {
      {"yes", Kind::kBool, "true"},
      {"Off", Kind::kBool, "false"},
      {"TRUE", Kind::kBool, "true"},
      {"tRUE", Kind::kString, ""},
      {"y", Kind::kString, ""},
      {"~", Kind::kNull, ""},
      {"Null", Kind::kNull, ""},
      {"12", Kind::kNumber, "12"},
      {"+12", Kind::kNumber, "12"},
      {"-0", Kind::kNumber, "0"},
      {"0x1F", Kind::kNumber, "31"},
      {"0b101", Kind::kNumber, "5"},
      {"1_000", Kind::kNumber, "1000"},
      {"1:30", Kind::kNumber, "90"},
      {"1:60", Kind::kString, ""},
      {"012345670123", Kind::kNumber, "1402433619"},
      {"098765432109", Kind::kString, ""},
      {"0", Kind::kNumber, "0"},
      {"1.50", Kind::kNumber, "1.50"},
      {".5", Kind::kNumber, "0.5"},
      {"1e5", Kind::kString, ""},
      {"1.0e+5", Kind::kNumber, "1.0e+5"},
      {"2012-10-17", Kind::kString, ""},
      {"1.2.3", Kind::kString, ""},
      {"-", Kind::kString, ""},
      {".", Kind::kString, ""},
      {"123456789012345678901234", Kind::kString, ""},
  };
  for (const auto& one : cases) {
    const Resolved resolved = ResolvePlain(one.plain);
    INFO(one.plain);
    CHECK(resolved.kind == one.kind);
    CHECK(resolved.text == one.text);
  }
}

TEST_CASE("a place inside a decoded scalar is the place where it was written") {
  const struct {
    std::string_view yaml;
    std::string_view part;  // of the last scalar's text
    std::string place;
  } cases[] = {
      {"a: |\n    one\n    two\n", "two", "3:5-3:8"},
      {"a: >\n  one\n  two\n", "two", "3:3-3:6"},
      {"a: |2\n    one\n", "one", "2:5-2:8"},
      {"a: 'it''s here'", "here", "1:11-1:15"},
      {"a: \"x\\u0041 here\"", "here", "1:13-1:17"},
      {"a: \"x\\\n     here\"", "here", "2:6-2:10"},
      {"a: one\n  two\n", "two", "2:3-2:6"},
      {"a: |\r\n  one\r\n  two\r\n", "two", "3:3-3:6"},
      {"\xC3\xA9: \"\xC3\xA9\\t here\"", "here", "1:9-1:13"},
  };
  for (const auto& one : cases) {
    const Read read = ReadText(one.yaml);
    INFO(one.yaml);
    REQUIRE(read.outlines.size() == 1);
    const Tree& tree = read.parsed.documents[0];
    const text::Span text = tree[tree.size() - 1].text;
    const std::size_t at = read.sources.Text(text).find(one.part);
    REQUIRE(at != std::string_view::npos);
    const auto begin = text.begin + static_cast<std::uint32_t>(at);
    CHECK(PlaceOf({begin, begin + static_cast<std::uint32_t>(one.part.size())}, read.sources) == one.place);
  }
}

TEST_CASE("values start after their tag and anchor, blocks end with their last element") {
  const Read read = ReadText("a: &x !Sub\n  'v'\nb: &y\n  c: d\n\n# comment\ne: [f, g]  # end\n");
  CHECK(Places(read.parsed.documents[0], read.sources) == Lines{"1:1-7:10", "1:1-1:2", "1:7-2:6", "1:7-1:11", "2:3-2:6",
                                                                "3:1-3:2", "4:3-4:7", "4:3-4:4", "4:6-4:7", "7:1-7:2",
                                                                "7:4-7:10", "7:5-7:6", "7:8-7:9"});
}

TEST_CASE("an alias links to what is anchored before it and nothing is copied") {
  const Read read = ReadText("a: &x [1]\nb: *x\nc: *y\nd: *z\ne: &z 1\n");
  const Tree& tree = read.parsed.documents[0];
  const NodeId b = tree.Member(0, "b", read.sources);
  CHECK(tree[b].kind == Kind::kAlias);
  CHECK(tree[b].link == tree.Member(0, "a", read.sources));
  CHECK(read.problems == Lines{"undefined-alias 3:4-3:6 *y, expected an anchor &y before it",
                               "undefined-alias 4:4-4:6 *z, expected an anchor &z before it"});
}

TEST_CASE("several documents are several trees and a repeated key is told") {
  const Read read = ReadText("---\na: 1\n---\nb: 2\nb: 3\n...\n");
  CHECK(read.outlines == Lines{R"({"a":1})", R"({"b":2,"b":3})"});
  CHECK(read.problems == Lines{"duplicate-key 5:1-5:2 b, expected each key once"});
  CHECK(ReadText("# nothing\n").outlines.empty());
  CHECK(ReadText("").parsed.complete);
}

TEST_CASE("what is not YAML is told in our words and what stands before it is kept") {
  const struct {
    std::string_view yaml;
    std::string problem;
    std::string outline;
  } cases[] = {
      {"a:\n\tb: c\n", "bad-yaml 2:1-2:2 a tab that indents the line, expected spaces", R"({"a":})"},
      {"a: [b, c\nd: e\n", "bad-yaml 2:2-2:3 something else, expected `,` or `]`", R"({"a":["b","c d"]})"},
      {"a: b: c\n",
       "bad-yaml 1:5-1:6 a second `: ` on the line, or a key indented too far, expected one key a line; "
       "quote a text that holds `: `",
       R"({"a":"b"})"},
      {"a: \"b\n", "bad-yaml 2:1-2:1 the end of the text inside a quoted string, expected the closing quote",
       R"({"a":})"},
      {"a: b\n c: d\n",
       "bad-yaml 2:3-2:4 a second `: ` on the line, or a key indented too far, expected one key a line; "
       "quote a text that holds `: `",
       R"({"a":"b c"})"},
      {"a: b # x\xC2\x85y\nc: d\n",
       "bad-yaml 1:9-1:10 U+0085, which breaks the line in YAML, expected an ordinary line break, or an escape in "
       "double "
       "quotes",
       R"({"a":"b"})"},
      {"a: \xFF\n", "invalid-utf8 1:4-1:5 0xFF, expected UTF-8", ""},
      {"a: b\nc: \x01\n", "control-character 2:4-2:5 U+0001, expected an escape", ""},
  };
  for (const auto& one : cases) {
    const Read read = ReadText(one.yaml);
    INFO(one.yaml);
    CHECK(read.problems == Lines{one.problem});
    CHECK((read.outlines.empty() ? "" : read.outlines[0]) == one.outline);
    CHECK_FALSE(read.parsed.complete);
  }
  const Read deep = ReadText(std::string(20000, '['));
  CHECK(deep.problems ==
        Lines{"too-deep 1:257-1:258 257 nested levels, expected at most 256 nested lists and objects"});
}

}  // namespace
}  // namespace iampolicy::syntax
