#include "lib/syntax/ancestry.h"

namespace iampolicy::syntax {
namespace {

// RFC 6901: `~` and `/` inside a name are written ~0 and ~1.
void AppendToken(std::string& pointer, std::string_view name) {
  pointer += '/';
  for (const char c : name) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

}  // namespace

Ancestry::Ancestry(const Tree& tree) : tree_(&tree), parents_(tree.size(), kNone), numbers_(tree.size(), 0) {
  struct Open {
    NodeId node;
    NodeId end;
    std::uint32_t children;
  };
  std::vector<Open> open;
  for (NodeId id = 0; id < tree.size(); ++id) {
    while (!open.empty() && id >= open.back().end) open.pop_back();
    if (!open.empty()) {
      parents_[id] = open.back().node;
      numbers_[id] = open.back().children++;
    }
    if (tree[id].extent > 1) open.push_back({id, id + tree[id].extent, 0});
  }
}

std::vector<Ancestry::Step> Ancestry::Way(NodeId root, NodeId node) const {
  std::size_t depth = 0;
  for (NodeId at = node; at != root; at = parents_[at]) {
    if (at == kNone) return {};
    ++depth;
  }
  std::vector<Step> way(depth);
  for (NodeId at = node; at != root; at = parents_[at]) way[--depth] = {at, numbers_[at]};
  return way;
}

std::string PointerTo(const Ancestry& ancestry, const text::Sources& sources, NodeId root, NodeId node) {
  const Tree& tree = ancestry.tree();
  std::string pointer;
  NodeId parent = root;
  for (const Ancestry::Step& step : ancestry.Way(root, node)) {
    if (tree[parent].kind == Kind::kObject) {
      // A key's pointer is its value's.
      const NodeId key = step.number % 2 == 0 ? step.node : step.node - 1;
      AppendToken(pointer, sources.Text(tree[key].text));
    } else if (tree[parent].kind != Kind::kChoice) {
      AppendToken(pointer, std::to_string(step.number));
    }
    parent = step.node;
  }
  return pointer;
}

}  // namespace iampolicy::syntax
