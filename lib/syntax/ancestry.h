#ifndef IAMPOLICY_LIB_SYNTAX_ANCESTRY_H_
#define IAMPOLICY_LIB_SYNTAX_ANCESTRY_H_

// The way from the root to any node of a tree in O(depth). The tree itself only knows the way down, past every sibling:
// of a list with a place to tell for each element that would be quadratic.

#include <cstdint>
#include <string>
#include <vector>

#include "lib/syntax/tree.h"

namespace iampolicy::syntax {

class Ancestry {
 public:
  /// One pass over the tree, which must outlive it and stay as it is.
  explicit Ancestry(const Tree& tree);

  /// A node and its number among its parent's children: a key and its value are two.
  struct Step {
    NodeId node = kNone;
    std::uint32_t number = 0;
  };
  /// The nodes below `root` on the way to `node`, which is the last; none where it is the root or not below it.
  std::vector<Step> Way(NodeId root, NodeId node) const;
  /// kNone for a root.
  NodeId parent(NodeId node) const { return parents_[node]; }
  const Tree& tree() const { return *tree_; }

 private:
  const Tree* tree_;
  std::vector<NodeId> parents_;
  std::vector<std::uint32_t> numbers_;
};

/// PointerTo() of tree.h in O(depth).
std::string PointerTo(const Ancestry& ancestry, const text::Sources& sources, NodeId root, NodeId node);

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_LIB_SYNTAX_ANCESTRY_H_
