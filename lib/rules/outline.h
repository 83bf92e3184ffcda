#ifndef IAMPOLICY_LIB_RULES_OUTLINE_H_
#define IAMPOLICY_LIB_RULES_OUTLINE_H_

// What findings of one document ask again and again of its tree: the way to a node, the statement around it, the hash
// of what it says. Made with the first finding, so that each further one costs no more than its own depth.

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "lib/rules/study.h"
#include "lib/syntax/ancestry.h"

namespace iampolicy::rules {

struct Outline {
  explicit Outline(const Document& document);

  /// The node of the statement that holds a node; kNone where none does.
  syntax::NodeId StatementOf(syntax::NodeId node) const;

  syntax::Ancestry ancestry;
  std::vector<syntax::NodeId> statements;                    ///< their nodes, sorted
  std::unordered_map<syntax::NodeId, std::uint64_t> hashes;  ///< of what nodes say (fingerprint.cc)
  std::unordered_map<syntax::NodeId, std::uint64_t> owners;  ///< of what tells a statement from others
};

/// The document must have a tree. Kept in the study.
Outline& OutlineOf(Study& study, const Document& document);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_OUTLINE_H_
