#ifndef IAMPOLICY_LIB_SYNTAX_UNKNOWNS_H_
#define IAMPOLICY_LIB_SYNTAX_UNKNOWNS_H_

// The notation in which `extract` prints what is not known, read back: {"$unknown": "kind:detail"},
// {"$concat": [...]}, {"$if": {"condition", "then", "else"}}, {"$absent": true}. Rule examples and tests write it.

#include <string_view>

#include "lib/syntax/tree.h"
#include "lib/text/sources.h"

namespace iampolicy::syntax {

/// A tree in which the notation has become kUnknown, kChoice and kAbsent nodes and strings with holes. Equal
/// "kind:detail" is the same value, in other trees of the unit too while it has at most 1,024 holes. Objects that only
/// resemble the notation stay objects; $absent counts only as a branch of $if. A choice inside $concat becomes a choice
/// of texts; beyond three of them, or where a branch is no text, it is one hole. Where the unit has no room for another
/// hole the object stays. O(nodes + texts).
Tree ReadUnknowns(const Tree& tree, text::Sources& sources);

/// Whether the tree uses the notation at all (then ReadUnknowns is worth a copy). O(nodes).
bool UsesUnknowns(const Tree& tree, const text::Sources& sources);

/// What may be assumed of a value from how it came about: "pseudo:AWS::AccountId" is an account, what AWS itself makes
/// (pseudo, ref, getatt, resource) holds no wildcard.
text::Shape ShapeOf(std::string_view reason);

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_LIB_SYNTAX_UNKNOWNS_H_
