#ifndef IAMPOLICY_LIB_ACCESS_SCORE_H_
#define IAMPOLICY_LIB_ACCESS_SCORE_H_

// How broad a policy is, as one number: over every documented action that is allowed, the weight of its access level
// times the weight of the widest statement that allows it.
//
// A statement's weight is that of its reach, times that of its audience, halved by a condition that restricts. An
// action that accepts only "*" counts with the reach of a type at the most: its "*" is mandatory. Actions that a Deny
// always refuses count nothing.
//
// Why it is monotone: the number is a sum, over a set of actions, of a maximum over statements, of a product of
// weights that are each a maximum over entries. Taking an action, an entry or a statement away leaves fewer terms and
// lower maxima; a Deny takes actions away; a condition of an Allow halves a weight or narrows an audience. The
// alternative, a sum over statements, rises when a statement is repeated and was dropped.

#include <cstdint>
#include <span>

#include <iampolicy/report.h>

#include "lib/access/breadth.h"
#include "lib/catalog/catalog.h"
#include "lib/policy/policy.h"

namespace iampolicy::access {

std::uint32_t WeightOf(Reach reach);        ///< 0, then 2 (exact) doubling to 64 (everything)
std::uint32_t WeightOf(Audience audience);  ///< 1 to 8 (everyone)

/// `breadth` and `names` (NamedActions() of each statement) are those of the policy. What its unknown parts may add is
/// not counted. About a microsecond for a usual policy.
Score ScoreOf(const policy::Policy& policy, const PolicyBreadth& breadth, const catalog::Catalog& catalog,
              std::span<const catalog::Ids* const> names);

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_SCORE_H_
