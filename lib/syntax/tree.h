#ifndef IAMPOLICY_LIB_SYNTAX_TREE_H_
#define IAMPOLICY_LIB_SYNTAX_TREE_H_

// One tree for every notation: nodes in preorder, append-only, each with its span. The first child of a node is id + 1,
// its next sibling id + extent; the members of an object are key, value, key, value.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lib/text/sources.h"
#include "lib/text/span.h"

namespace iampolicy::syntax {

enum class Kind : std::uint8_t {
  kNull,
  kBool,
  kNumber,
  kString,
  kList,
  kObject,
  kAlias,    ///< YAML: link = the anchored node; readers of the tree never see it after resolving
  kUnknown,  ///< a value not known from the file; link = the hole's character
  kChoice,   ///< children: then, else; link = the guard (guards())
  kAbsent,   ///< as a branch of a choice: nothing is there
};

using NodeId = std::uint32_t;
inline constexpr NodeId kNone = 0xFFFFFFFF;

struct Node {
  text::Span span;  ///< everything that writes the value, quotes and brackets included
  text::Span text;  ///< decoded text of a string, digits of a number, a hole's character; else the same as span
  std::uint32_t extent = 1;  ///< nodes of the subtree, this one included
  std::uint32_t link = 0;
  Kind kind = Kind::kNull;
};

/// A question that the file leaves open, such as a CloudFormation condition.
struct Guard {
  std::string name;
  text::Span span;
};

class Tree {
 public:
  const Node& operator[](NodeId id) const { return nodes_[id]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size()); }
  bool empty() const { return nodes_.empty(); }
  NodeId root() const { return 0; }

  /// The first child, or kNone.
  NodeId First(NodeId id) const { return nodes_[id].extent > 1 ? id + 1 : kNone; }
  /// The next child of `parent` after `id`, or kNone.
  NodeId Next(NodeId parent, NodeId id) const {
    const NodeId next = id + nodes_[id].extent;
    return next < parent + nodes_[parent].extent ? next : kNone;
  }
  /// The value of the last member of that name (JSON's usual reading of duplicates); kNone where there is none.
  NodeId Member(NodeId object, std::string_view name, const text::Sources& sources) const;

  const std::vector<Guard>& guards() const { return guards_; }

  /// The node and all below it as a tree of its own, its root 0; guards come along. O(nodes copied).
  Tree Subtree(NodeId id) const;

  // Building, in preorder: Open a list or object (or choice), add its children, Close it.
  NodeId Add(Kind kind, text::Span span, text::Span content, std::uint32_t link = 0) {
    nodes_.push_back({span, content, 1, link, kind});
    return size() - 1;
  }
  NodeId Open(Kind kind, text::Span span, std::uint32_t link = 0) { return Add(kind, span, span, link); }
  void Close(NodeId id, std::uint32_t span_end) {
    Node& node = nodes_[id];
    node.span.end = span_end;
    node.text = node.span;
    node.extent = size() - id;
  }
  /// Who builds sees to it that the same question is the same guard.
  std::uint32_t AddGuard(Guard guard);
  void Reserve(std::size_t nodes) { nodes_.reserve(nodes); }
  /// For readers that learn where a text is only after its node was added.
  void SetText(NodeId id, text::Span content) { nodes_[id].text = content; }
  /// Takes back the last node added, which must be a leaf: a key whose value was never read.
  void RemoveLast() { nodes_.pop_back(); }

 private:
  std::vector<Node> nodes_;
  std::vector<Guard> guards_;
};

/// The JSON Pointer (RFC 6901) from `root` to `node`, which must be below it or it; a key's pointer is its value's.
/// A choice adds nothing: both branches stand in its place. O(nodes of the tree): see ancestry.h for many.
std::string PointerTo(const Tree& tree, const text::Sources& sources, NodeId root, NodeId node);

/// The node at a JSON Pointer below `root`; kNone where there is none. Of members of one name the last; of a choice the
/// first branch that is a list or object, else the choice itself.
NodeId NodeAt(const Tree& tree, const text::Sources& sources, NodeId root, std::string_view pointer);

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_LIB_SYNTAX_TREE_H_
