#ifndef IAMPOLICY_LIB_ACCESS_SETTLE_H_
#define IAMPOLICY_LIB_ACCESS_SETTLE_H_

// Most questions of rules need no search: one Allow, one kind of resource, a condition on another key. What one
// statement by itself lets through of a region is told here by comparing patterns and probing values; what cannot be
// told that way is left to the search.

#include <string_view>

#include "lib/access/region.h"
#include "lib/policy/policy.h"
#include "lib/text/sources.h"
#include "lib/text/truth.h"

namespace iampolicy::access {

/// False only where no ARN is taken by both the entry and the pattern. Where both are written as ARNs they are compared
/// field by field, and with as many colons part by part: a wildcard that ran over a colon would need an ARN with more
/// of them than its format has.
bool MayMeet(const policy::Resource& entry, std::string_view pattern);

/// True only where some well-formed ARN is taken by both: field by field, no wildcard over a colon.
bool SurelyMeets(const policy::Resource& entry, std::string_view pattern);

/// True only where every ARN that the entry takes is one of the pattern's: part by part.
bool IsWithin(const policy::Resource& entry, std::string_view pattern);

/// Whether some request meets the conditions; kUnknown where a variable or a hole decides, too.
text::Truth CanBeMet(const policy::Policy& policy, const policy::Conditions& conditions, const text::Sources& sources);

/// Whether the Allow lets some request of the region through, if nothing else were in force. Its entries are those that
/// may speak of the region, whose resource is the only one; `can_be_met` is what CanBeMet() says of its conditions.
text::Truth LetsThrough(const policy::Policy& policy, const policy::Statement& allow, const Region& region,
                        text::Truth can_be_met, const text::Sources& sources);

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_SETTLE_H_
