#ifndef IAMPOLICY_LIB_CARRIERS_PRINCIPALS_H_
#define IAMPOLICY_LIB_CARRIERS_PRINCIPALS_H_

// What a role, user or group of a template really has: its own policies, those attached to it elsewhere in the
// template, those of its groups, its boundary.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lib/carriers/extraction.h"
#include "lib/carriers/view.h"

namespace iampolicy::carriers {

struct IamResource {
  std::string id;  ///< logical id
  std::string_view type;
  syntax::NodeId properties = syntax::kNone;
  std::string_view condition;            ///< under which it exists; "" always
  std::vector<std::uint32_t> documents;  ///< found in it
};

/// Whether a resource type takes part.
bool IsIamResource(std::string_view type);

/// Adds an identity for each principal that has policies. What depends on a condition that the principal does not
/// depend on itself is left out: a principal must not be blamed for what it may not have. Managed policies that only
/// serve as boundaries become boundaries.
void JoinIdentities(const View& view, const std::vector<IamResource>& resources, Extraction& result);

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_PRINCIPALS_H_
