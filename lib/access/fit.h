#ifndef IAMPOLICY_LIB_ACCESS_FIT_H_
#define IAMPOLICY_LIB_ACCESS_FIT_H_

// Whether a resource pattern can be what an action works on, by the ARN formats of the catalogue. Errs on the side of
// fitting: a placeholder stands for any text, but for bucket names, which have no slash.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "lib/catalog/catalog.h"
#include "lib/policy/policy.h"
#include "lib/text/truth.h"

namespace iampolicy::access {

/// The pattern takes some ARN of the type. kUnknown: it depends on a hole.
text::Truth FitsType(const policy::Policy& policy, const policy::Resource& resource, catalog::ResourceTypeId type,
                     const catalog::Catalog& catalog);

/// The pattern's last field, whatever the fields before it, fits that of one of the types. kUnknown: it depends on a
/// hole.
text::Truth FitsSomeName(const policy::Policy& policy, const policy::Resource& resource,
                         std::span<const std::uint32_t> types, const catalog::Catalog& catalog);

/// The pattern takes a resource that the action can be limited to; where there is none, "*" or all of a type or more.
text::Truth FitsAction(const policy::Policy& policy, const policy::Resource& resource, catalog::ActionId action,
                       const catalog::Catalog& catalog);

/// The entry as a pattern, with a `*` for each field that IAM completes: "arn:aws:sqs" in an identity policy.
std::string CompletedPattern(const policy::Policy& policy, const policy::Resource& resource);

/// An ARN format as a pattern: `*` for each placeholder, `partition` for the first.
std::string FormatGlob(std::string_view arn_format, std::string_view partition = "*");

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_FIT_H_
