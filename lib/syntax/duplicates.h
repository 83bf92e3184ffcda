#ifndef IAMPOLICY_LIB_SYNTAX_DUPLICATES_H_
#define IAMPOLICY_LIB_SYNTAX_DUPLICATES_H_

#include <vector>

#include "lib/syntax/tree.h"
#include "lib/text/sources.h"

namespace iampolicy::syntax {

/// The keys whose text an earlier member of the same object has, in order; case counts. Small objects are compared pair
/// by pair, large ones sorted: O(nodes + keys log keys).
std::vector<NodeId> DuplicateKeys(const Tree& tree, const text::Sources& sources);

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_LIB_SYNTAX_DUPLICATES_H_
