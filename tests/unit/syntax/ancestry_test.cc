// The way to a node: found upwards, told downwards.

#include "lib/syntax/ancestry.h"

#include <string>

#include "lib/syntax/json.h"
#include "tests/unit/catch.h"

namespace iampolicy::syntax {
namespace {

std::string WayTo(const Ancestry& ancestry, NodeId root, NodeId node) {
  std::string out;
  for (const Ancestry::Step& step : ancestry.Way(root, node)) {
    out += " " + std::to_string(step.node) + "#" + std::to_string(step.number);
  }
  return out;
}

TEST_CASE("the way to a node names each step and its number among its siblings, and there is none from elsewhere") {
  text::Sources sources;
  // 0 {, 1 "a", 2 [, 3 10, 4 {, 5 "k", 6 true, 7 [], 8 "x", 9 null
  const Tree tree = ReadJson(sources, *sources.AddFile("f", R"({"a": [10, {"k": true}, []], "x": null})")).tree;
  const Ancestry ancestry(tree);
  struct Row {
    NodeId root, node;
    std::string_view way;
  };
  const Row rows[] = {{0, 0, ""},         {0, 1, " 1#0"}, {0, 6, " 2#1 4#1 6#1"},
                      {0, 7, " 2#1 7#2"}, {0, 9, " 9#3"}, {2, 6, " 4#1 6#1"},
                      {2, 9, ""},         {4, 3, ""},     {0, 5, " 2#1 4#1 5#0"}};
  for (const Row& row : rows) {
    INFO(row.root << " to " << row.node);
    CHECK(WayTo(ancestry, row.root, row.node) == row.way);
  }
  CHECK(ancestry.parent(0) == kNone);
  CHECK(ancestry.parent(7) == 2);
}

TEST_CASE("the pointer by ancestry is the one that leads to the node") {
  text::Sources sources;
  const Tree tree =
      ReadJson(sources, *sources.AddFile("f", R"({"a/b~c": [10, {"": [1, [2, {"k": 3}]]}, []], "x": {"y": {}}})")).tree;
  const Ancestry ancestry(tree);
  std::size_t checked = 0;
  for (NodeId id = 0; id < tree.size(); ++id) {
    const NodeId parent = ancestry.parent(id);
    const bool is_key =
        parent != kNone && tree[parent].kind == Kind::kObject && ancestry.Way(parent, id)[0].number % 2 == 0;
    CHECK(NodeAt(tree, sources, 0, PointerTo(ancestry, sources, 0, id)) == (is_key ? id + 1 : id));
    ++checked;
  }
  CHECK(checked == 18);
}

}  // namespace
}  // namespace iampolicy::syntax
