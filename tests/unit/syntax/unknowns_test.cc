// The notation for what is not known, read back.

#include "lib/syntax/unknowns.h"

#include "lib/syntax/json.h"
#include "tests/unit/catch.h"
#include "tests/unit/syntax/outline.h"

namespace iampolicy::syntax {
namespace {

Tree Read(text::Sources& sources, std::string_view text) {
  const Parsed parsed = ReadJson(sources, *sources.AddFile("f", text));
  REQUIRE(parsed.complete);
  return ReadUnknowns(parsed.tree, sources);
}

TEST_CASE("the notation becomes unknowns, texts with holes and choices") {
  struct Row {
    std::string_view text;
    std::string_view outline;
  };
  const Row rows[] = {
      {R"({"$unknown": "parameter:P"})", "<parameter:P>"},
      {R"([{"$unknown": "a:1"}, "x", {"$unknown": "a:2"}])", R"([<a:1>,"x",<a:2>])"},
      {R"({"$concat": ["arn:", {"$unknown": "pseudo:AWS::Partition"}, ":s3"]})", R"("arn:<pseudo:AWS::Partition>:s3")"},
      {R"({"k": {"$if": {"condition": "C", "then": 1, "else": [2]}}})", R"({"k":(C?1:[2])})"},
      {R"({"$if": {"else": {"$absent": true}, "condition": "C", "then": {"a": 1}}})", R"((C?{"a":1}:(absent)))"},
      {R"({"$if": {"condition": "C", "then": {"$if": {"condition": "D", "then": 1, "else": 2}}, "else": 3}})",
       "(C?(D?1:2):3)"},
      {R"({"$concat": ["a", {"$if": {"condition": "C", "then": "b", "else": {"$unknown": "x:y"}}}, "c"]})",
       R"((C?"abc":"a<x:y>c"))"},
      {R"({"$concat": [{"$if": {"condition": "C", "then": "1", "else": "2"}}, "-",
                       {"$if": {"condition": "D", "then": "3", "else": {"$absent": true}}}]})",
       R"((C?(D?"1-3":"1-"):(D?"2-3":"2-")))"},
      {R"({"$concat": ["a", {"$if": {"condition": "C", "then": [], "else": "b"}}]})", R"("a<condition:C>")"},
      {R"(["a\u00e9", {"$concat": ["b\u00e9", {"$unknown": "p:q"}]}])", "[\"a\u00e9\",\"b\u00e9<p:q>\"]"},
  };
  for (const Row& row : rows) {
    text::Sources sources;
    INFO(row.text);
    CHECK(Outline(Read(sources, row.text), sources) == row.outline);
  }
}

TEST_CASE("objects that only resemble the notation stay objects") {
  for (const std::string_view text :
       {R"({"$unknown":"parameter:P","x":1})", R"({"$unknown":"no reason"})", R"({"$unknown":":x"})",
        R"({"$unknown":"Upper:x"})", R"({"$unknown":1})", R"({"$Unknown":"a:b"})", R"({"$concat":["a","b"]})",
        R"({"$concat":[1,{"$absent":true}]})", R"({"$concat":"x"})", R"({"$if":{"condition":"C","then":1}})",
        R"({"$if":{"condition":"C","then":1,"else":2,"x":3}})", R"({"$if":{"condition":1,"then":1,"else":2}})",
        R"({"$if":{"condition":"C","then":1,"then":2}})", R"({"$absent":true})", R"([{"$absent":true}])",
        R"({"$":1,"if":[]})", "[]", R"({"a":{"b":"$unknown"}})"}) {
    text::Sources sources;
    const Parsed parsed = ReadJson(sources, *sources.AddFile("f", text));
    INFO(text);
    CHECK(Outline(ReadUnknowns(parsed.tree, sources), sources) == text);
    CHECK_FALSE(UsesUnknowns(parsed.tree, sources));
  }
}

TEST_CASE("a tree that uses the notation anywhere is recognised") {
  for (const std::string_view text :
       {R"([1, {"a": {"$unknown": "a:b"}}])", R"({"x": {"$concat": [{"$unknown": "a:b"}]}})",
        R"({"x": {"$if": {"condition": "C", "then": 1, "else": 2}}})"}) {
    text::Sources sources;
    CHECK(UsesUnknowns(ReadJson(sources, *sources.AddFile("f", text)).tree, sources));
  }
}

TEST_CASE("equal reasons are one value, in other trees of the unit too") {
  text::Sources sources;
  const Tree first = Read(sources, R"([{"$unknown": "a:1"}, {"$unknown": "a:2"}, {"$unknown": "a:1"}])");
  const Tree second = Read(sources, R"([{"$unknown": "a:2"}, {"$unknown": "a:3"}])");
  CHECK(first[1].link == first[3].link);
  CHECK(first[1].link != first[2].link);
  CHECK(second[1].link == first[2].link);
  const std::uint32_t identities[] = {sources.hole(first[1].link).identity, sources.hole(first[2].link).identity,
                                      sources.hole(second[2].link).identity};
  CHECK(identities[0] != 0);
  CHECK(identities[0] != identities[1]);
  CHECK(identities[1] != identities[2]);
}

TEST_CASE("equal conditions are one guard") {
  text::Sources sources;
  const Tree tree = Read(sources, R"([{"$if": {"condition": "C", "then": 1, "else": 2}},
                                     {"$if": {"condition": "D", "then": 1, "else": 2}},
                                     {"$if": {"condition": "C", "then": 3, "else": 4}}])");
  CHECK(Outline(tree, sources) == "[(C?1:2),(D?1:2),(C?3:4)]");
  CHECK(tree.guards().size() == 2);
  CHECK(PlaceOf(tree.guards()[0].span, sources) == "1:24-1:27");
}

TEST_CASE("places stay those of the notation") {
  text::Sources sources;
  const Tree tree = Read(sources, R"({"a": {"$concat": ["ab", {"$unknown": "p:q"}, "cd"]}, "b": {"$unknown": "p:q"}})");
  CHECK(Places(tree, sources) == std::vector<std::string>{"1:1-1:80", "1:2-1:5", "1:7-1:53", "1:55-1:58", "1:60-1:79"});
  const text::Span text = tree[2].text;
  CHECK(PlaceOf({text.begin, text.begin + 2}, sources) == "1:21-1:23");
  CHECK(PlaceOf({text.begin + 2, text.begin + 6}, sources) == "1:26-1:45");
  CHECK(PlaceOf({text.begin + 6, text.begin + 8}, sources) == "1:48-1:50");
  CHECK(PlaceOf(tree[4].text, sources) == "1:60-1:79");
  CHECK(PointerTo(tree, sources, 0, 4) == "/b");
}

TEST_CASE("a node keeps its children through the copy") {
  text::Sources sources;
  const Tree tree = Read(sources, R"({"l": [[], {"x": {"$unknown": "a:b"}}, 1.5, true], "m": {}})");
  CHECK(Outline(tree, sources) == R"({"l":[[],{"x":<a:b>},1.5,true],"m":{}})");
  CHECK(tree[0].extent == tree.size());
}

TEST_CASE("what a value may be follows from how it came about") {
  using ShapeKind = text::Shape::Kind;
  struct Row {
    std::string_view reason;
    ShapeKind kind;
    bool may_hold_wildcard;
    bool may_hold_colon;
    bool may_be_empty;
  };
  const Row rows[] = {
      {"pseudo:AWS::AccountId", ShapeKind::kAccount, false, false, false},
      {"pseudo:AWS::Region", ShapeKind::kRegion, false, false, false},
      {"pseudo:AWS::Partition", ShapeKind::kPartition, false, false, false},
      {"pseudo:AWS::StackName", ShapeKind::kName, false, false, false},
      {"pseudo:AWS::StackId", ShapeKind::kArn, false, true, false},
      {"pseudo:AWS::URLSuffix", ShapeKind::kAny, false, true, false},
      {"getatt:Role.Arn", ShapeKind::kArn, false, true, false},
      {"getatt:Role.RoleId", ShapeKind::kAny, false, true, false},
      {"ref:Bucket", ShapeKind::kAny, false, true, false},
      {"resource:aws_s3_bucket.b.arn", ShapeKind::kArn, false, true, false},
      {"resource:aws_s3_bucket.b.id", ShapeKind::kAny, false, true, false},
      {"data:aws_caller_identity.current.account_id", ShapeKind::kAccount, false, false, false},
      {"data:aws_ssm_parameter.p.value", ShapeKind::kAny, true, true, true},
      {"parameter:P", ShapeKind::kAny, true, true, true},
      {"", ShapeKind::kAny, true, true, true},
  };
  for (const Row& row : rows) {
    const text::Shape shape = ShapeOf(row.reason);
    INFO(row.reason);
    CHECK(shape.kind == row.kind);
    CHECK(shape.may_hold_wildcard == row.may_hold_wildcard);
    CHECK(shape.may_hold_colon == row.may_hold_colon);
    CHECK(shape.may_be_empty == row.may_be_empty);
  }
}

}  // namespace
}  // namespace iampolicy::syntax
