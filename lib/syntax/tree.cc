// Walks over the flat tree. Everything goes by extents, so nothing recurses and a subtree is a slice of the vector.

#include "lib/syntax/tree.h"

#include <optional>
#include <utility>

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
  std::string pointer;
  NodeId at = root;
  while (at != node) {
    const bool is_object = tree[at].kind == Kind::kObject;
    std::uint32_t index = 0;
    NodeId child = tree.First(at);
    // Members go in steps of two: a key belongs to the value that follows it.
    for (; child != kNone; ++index) {
      const NodeId value = is_object ? child + 1 : child;
      if (node < value + tree[value].extent) break;
      child = tree.Next(at, value);
    }
    if (child == kNone) break;
    if (is_object) {
      AppendToken(pointer, sources.Text(tree[child].text));
      if (node == child) break;
      at = child + 1;
      continue;
    }
    if (tree[at].kind != Kind::kChoice) AppendToken(pointer, std::to_string(index));
    at = child;
  }
  return pointer;
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
