#ifndef IAMPOLICY_LIB_CARRIERS_NOTATION_H_
#define IAMPOLICY_LIB_CARRIERS_NOTATION_H_

#include <string>

#include "lib/syntax/tree.h"
#include "lib/text/sources.h"

namespace iampolicy::carriers {

/// The value below `root` as JSON on one line, in the notation that syntax::ReadUnknowns() reads: {"$unknown":
/// "kind:detail"}, {"$concat": [...]}, {"$if": {...}}, {"$absent": true}. Of repeated members the last is written.
/// Holes with known text are that text. O(nodes + texts); nesting is bounded by the readers' limit.
std::string ToNotation(const syntax::Tree& tree, syntax::NodeId root, const text::Sources& sources);

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_NOTATION_H_
