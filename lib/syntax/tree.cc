// Walks over the flat tree. Everything goes by extents, so nothing recurses and a subtree is a slice of the vector.

#include "lib/syntax/tree.h"

#include <optional>
#include <utility>

#include "lib/syntax/ancestry.h"

namespace iampolicy::syntax {
namespace {

// nullopt: a `~` that escapes nothing.
std::optional<std::string> Unescape(std::string_view token) {
  std::string name;
  name.reserve(token.size());
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      name += token[i];
      continue;
    }
    if (i + 1 == token.size() || (token[i + 1] != '0' && token[i + 1] != '1')) return std::nullopt;
    name += token[++i] == '0' ? '~' : '/';
  }
  return name;
}

// nullopt: not an index (RFC 6901 allows no leading zero) or beyond any list.
std::optional<std::uint32_t> ToIndex(std::string_view token) {
  if (token.empty() || token.size() > 9 || (token.size() > 1 && token[0] == '0')) return std::nullopt;
  std::uint32_t index = 0;
  for (const char c : token) {
    if (c < '0' || c > '9') return std::nullopt;
    index = index * 10 + static_cast<std::uint32_t>(c - '0');
  }
  return index;
}

NodeId Element(const Tree& tree, NodeId list, std::uint32_t index) {
  NodeId child = tree.First(list);
  while (child != kNone && index > 0) {
    child = tree.Next(list, child);
    --index;
  }
  return child;
}

// What a pointer goes on into: past choices, to the first branch that holds anything.
NodeId PassChoices(const Tree& tree, NodeId id) {
  while (tree[id].kind == Kind::kChoice) {
    NodeId branch = tree.First(id);
    while (branch != kNone && tree[branch].extent == 1) branch = tree.Next(id, branch);
    if (branch == kNone) return id;
    id = branch;
  }
  return id;
}

}  // namespace

NodeId Tree::Member(NodeId object, std::string_view name, const text::Sources& sources) const {
  NodeId found = kNone;
  if (nodes_[object].kind != Kind::kObject) return found;
  for (NodeId key = First(object); key != kNone; key = Next(object, key + 1)) {
    const text::Span content = nodes_[key].text;
    if (content.size() == name.size() && sources.Text(content) == name) found = key + 1;
  }
  return found;
}

Tree Tree::Subtree(NodeId id) const {
  Tree copy;
  copy.nodes_.assign(nodes_.begin() + id, nodes_.begin() + id + nodes_[id].extent);
  copy.guards_ = guards_;
  return copy;
}

std::uint32_t Tree::AddGuard(Guard guard) {
  guards_.push_back(std::move(guard));
  return static_cast<std::uint32_t>(guards_.size() - 1);
}

std::string PointerTo(const Tree& tree, const text::Sources& sources, NodeId root, NodeId node) {
  return PointerTo(Ancestry(tree), sources, root, node);
}

NodeId NodeAt(const Tree& tree, const text::Sources& sources, NodeId root, std::string_view pointer) {
  if (root >= tree.size() || (!pointer.empty() && pointer[0] != '/')) return kNone;
  NodeId at = root;
  while (!pointer.empty()) {
    pointer.remove_prefix(1);
    const std::string_view token = pointer.substr(0, pointer.find('/'));
    pointer.remove_prefix(token.size());
    const std::optional<std::string> name = Unescape(token);
    if (!name) return kNone;
    at = PassChoices(tree, at);
    if (tree[at].kind == Kind::kObject) {
      at = tree.Member(at, *name, sources);
    } else if (tree[at].kind == Kind::kList) {
      const std::optional<std::uint32_t> index = ToIndex(token);
      at = index ? Element(tree, at, *index) : kNone;
    } else {
      return kNone;
    }
    if (at == kNone) return kNone;
  }
  return at;
}

}  // namespace iampolicy::syntax
