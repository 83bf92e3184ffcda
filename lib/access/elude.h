#ifndef IAMPOLICY_LIB_ACCESS_ELUDE_H_
#define IAMPOLICY_LIB_ACCESS_ELUDE_H_

// Whether an Allow lets anything past the Denies is most often shown by one request, found by trying: much cheaper than
// the tables of a search. Finding none says nothing.

#include <span>

#include "lib/policy/match.h"
#include "lib/policy/policy.h"
#include "lib/text/sources.h"

namespace iampolicy::access {

/// Tries to change the context of a request that the Allow lets through so that none of the Denies applies, one key a
/// Deny. True: such a request was found; every statement was asked. O(Denies * values of their conditions).
bool CanElude(const policy::Policy& policy, const policy::Statement& allow,
              std::span<const policy::Statement* const> denies, policy::Request request, const text::Sources& sources);

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_ELUDE_H_
