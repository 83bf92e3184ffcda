#ifndef IAMPOLICY_LIB_ACCESS_REACH_H_
#define IAMPOLICY_LIB_ACCESS_REACH_H_

// How far a resource pattern reaches: one name, names with a common part, all of a type, all of a service, all of an
// account, everything. Read off the pattern's fields; what makes a type is asked of the catalogue's ARN formats.

#include <string>
#include <string_view>

#include <iampolicy/report.h>

#include "lib/catalog/catalog.h"
#include "lib/policy/policy.h"

namespace iampolicy::access {

/// The reach of one entry of Resource. In policies of a resource "*" means that resource (kExact) and nothing reaches
/// beyond names (kPrefix). A policy variable counts as one name; so does a hole, and a value not known at all. kNone:
/// the entry can match no ARN. Cost: some 100 ns, a microsecond or two where wildcards are inside the resource field.
/// `least`: an answer below it may be too low, which saves the look at types.
Reach ReachOf(const policy::Policy& policy, const policy::Resource& resource, const catalog::Catalog& catalog,
              Reach least = Reach::kNone);

/// The sixth field of an ARN format with `*` for its placeholders: "${BucketName}/${ObjectName}" -> "*/*".
std::string ResourceGlob(const catalog::Catalog::ArnFormat& format);

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_REACH_H_
