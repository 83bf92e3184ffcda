#ifndef IAMPOLICY_LIB_SYNTAX_UNKNOWNS_H_
#define IAMPOLICY_LIB_SYNTAX_UNKNOWNS_H_

// The notation in which `extract` prints what is not known, read back: {"$unknown": "kind:detail"},
// {"$concat": [...]}, {"$if": {"condition", "then", "else"}}, {"$absent": true}. Rule examples and tests write it.

#include "lib/syntax/tree.h"
#include "lib/text/sources.h"

namespace iampolicy::syntax {

/// A tree in which the notation has become kUnknown, kChoice and kAbsent nodes and strings with holes. Equal
/// "kind:detail" is the same value. Objects that only resemble the notation stay objects.
Tree ReadUnknowns(const Tree& tree, text::Sources& sources);

/// Whether the tree uses the notation at all (then ReadUnknowns is worth a copy).
bool UsesUnknowns(const Tree& tree, const text::Sources& sources);

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_LIB_SYNTAX_UNKNOWNS_H_
