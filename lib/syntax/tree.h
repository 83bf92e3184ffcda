#ifndef IAMPOLICY_LIB_SYNTAX_TREE_H_
#define IAMPOLICY_LIB_SYNTAX_TREE_H_

// One tree for every notation: nodes in preorder, append-only, each with its span. The first child of a node is id + 1,
// its next sibling id + extent; the members of an object are key, value, key, value.

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
  text::Span
      text;  ///< the content: decoded text of a string, digits of a number; for lists and objects the same as span
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

  // Building, in preorder: Open a list or object (or choice), add its children, Close it.
  NodeId Add(Kind kind, text::Span span, text::Span content, std::uint32_t link = 0);
  NodeId Open(Kind kind, text::Span span, std::uint32_t link = 0) { return Add(kind, span, span, link); }
  void Close(NodeId id, std::uint32_t span_end);
  std::uint32_t AddGuard(Guard guard);

 private:
  std::vector<Node> nodes_;
  std::vector<Guard> guards_;
};

/// The JSON Pointer (RFC 6901) from `root` to `node`; a key's pointer is its value's. O(siblings on the way).
std::string PointerTo(const Tree& tree, const text::Sources& sources, NodeId root, NodeId node);

/// The node at a JSON Pointer below `root`; kNone where there is none.
NodeId NodeAt(const Tree& tree, const text::Sources& sources, NodeId root, std::string_view pointer);

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_LIB_SYNTAX_TREE_H_
