// Navigation in a tree: members, pointers, subtrees.

#include "lib/syntax/tree.h"

#include "lib/syntax/json.h"
#include "lib/syntax/unknowns.h"
#include "tests/unit/catch.h"
#include "tests/unit/syntax/outline.h"

namespace iampolicy::syntax {
namespace {

constexpr std::string_view kText = R"({"a/b~c": [10, {"": true}, []], "x": null, "x": "last"})";

TEST_CASE("a JSON Pointer leads to each node and back") {
  text::Sources sources;
  const Tree tree = ReadJson(sources, *sources.AddFile("f", kText)).tree;
  struct Row {
    NodeId node;
    std::string_view pointer;
  };
  const Row rows[] = {
      {0, ""}, {2, "/a~1b~0c"}, {3, "/a~1b~0c/0"}, {4, "/a~1b~0c/1"}, {6, "/a~1b~0c/1/"}, {7, "/a~1b~0c/2"}, {11, "/x"},
  };
  for (const Row& row : rows) {
    CHECK(PointerTo(tree, sources, 0, row.node) == row.pointer);
    CHECK(NodeAt(tree, sources, 0, row.pointer) == row.node);
  }
}

TEST_CASE("a key has the pointer of its value") {
  text::Sources sources;
  const Tree tree = ReadJson(sources, *sources.AddFile("f", kText)).tree;
  CHECK(PointerTo(tree, sources, 0, 1) == "/a~1b~0c");
  CHECK(PointerTo(tree, sources, 0, 5) == "/a~1b~0c/1/");
}

TEST_CASE("a pointer can start below the root") {
  text::Sources sources;
  const Tree tree = ReadJson(sources, *sources.AddFile("f", kText)).tree;
  CHECK(PointerTo(tree, sources, 2, 6) == "/1/");
  CHECK(NodeAt(tree, sources, 2, "/1/") == 6);
}

TEST_CASE("a pointer to nothing finds nothing") {
  text::Sources sources;
  const Tree tree = ReadJson(sources, *sources.AddFile("f", kText)).tree;
  for (const std::string_view pointer : {"x", "/y", "/", "/a~1b~0c/3", "/a~1b~0c/01", "/a~1b~0c/-1", "/a~1b~0c/",
                                         "/x/0", "/a~1b~c", "/a~1b~0c/4294967296"}) {
    CHECK(NodeAt(tree, sources, 0, pointer) == kNone);
  }
  CHECK(NodeAt(Tree(), sources, 0, "") == kNone);
}

TEST_CASE("of members of one name the last counts, and names keep their case") {
  text::Sources sources;
  const Tree tree = ReadJson(sources, *sources.AddFile("f", kText)).tree;
  CHECK(tree.Member(0, "x", sources) == 11);
  CHECK(tree.Member(0, "X", sources) == kNone);
  CHECK(tree.Member(2, "x", sources) == kNone);
}

TEST_CASE("a pointer passes a choice as if its branch stood there") {
  text::Sources sources;
  const auto span =
      sources.AddFile("f", R"({"a": {"$if": {"condition": "C", "then": [1, 2], "else": {"$absent": true}}}})");
  const Tree tree = ReadUnknowns(ReadJson(sources, *span).tree, sources);
  REQUIRE(Outline(tree, sources) == R"({"a":(C?[1,2]:(absent))})");
  CHECK(PointerTo(tree, sources, 0, 5) == "/a/1");
  CHECK(NodeAt(tree, sources, 0, "/a/1") == 5);
}

TEST_CASE("a subtree is a tree of its own with the same places") {
  text::Sources sources;
  const Tree tree = ReadJson(sources, *sources.AddFile("f", kText)).tree;
  const Tree part = tree.Subtree(4);
  CHECK(Outline(part, sources) == R"({"":true})");
  CHECK(Places(part, sources) == std::vector<std::string>{"1:16-1:26", "1:17-1:19", "1:21-1:25"});
}

}  // namespace
}  // namespace iampolicy::syntax
