#ifndef IAMPOLICY_LIB_RULES_SERVICE_PRINCIPALS_H_
#define IAMPOLICY_LIB_RULES_SERVICE_PRINCIPALS_H_

// The names under which services act: lambda.amazonaws.com. AWS publishes no list of them. What is known is their form,
// and that most begin with the service's prefix, so that a name one letter away from a service's is taken for a slip.
// Sources: IAM User Guide, "AWS service principals"; the DNS suffixes of the partitions in the AWS SDKs.

#include <string>
#include <string_view>

#include "lib/catalog/catalog.h"

namespace iampolicy::rules {

/// Lower-case labels that end in the domain of a partition.
bool IsServicePrincipal(std::string_view name);

/// Whether the name has the form, is that of no documented service, and is one letter from one that is. Errs on the
/// side of silence: short names and names of several labels are not judged.
bool MisspellsService(std::string_view name, const catalog::Catalog& catalog);

/// The service principal that was probably meant; "" where none is near.
std::string MeantServicePrincipal(std::string_view name, const catalog::Catalog& catalog);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_SERVICE_PRINCIPALS_H_
