#ifndef IAMPOLICY_LIB_ACCESS_FIT_H_
#define IAMPOLICY_LIB_ACCESS_FIT_H_

// Whether a resource pattern can be what an action works on, by the ARN formats of the catalogue. Errs on the side of
// fitting: a placeholder stands for any text, but for bucket names, which have no slash.

#include <string>
#include <string_view>

#include "lib/catalog/catalog.h"
#include "lib/policy/policy.h"
#include "lib/text/truth.h"

namespace iampolicy::access {

/// The pattern takes some ARN of the type. kUnknown: it depends on a hole.
text::Truth FitsType(const policy::Policy& policy, const policy::Resource& resource, catalog::ResourceTypeId type,
                     const catalog::Catalog& catalog);

/// The pattern takes a resource that the action can be limited to; "*" where the action takes no other.
text::Truth FitsAction(const policy::Policy& policy, const policy::Resource& resource, catalog::ActionId action,
                       const catalog::Catalog& catalog);

/// An ARN format as a pattern: `*` for each placeholder, `partition` for the first.
std::string FormatGlob(std::string_view arn_format, std::string_view partition = "*");

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_FIT_H_
