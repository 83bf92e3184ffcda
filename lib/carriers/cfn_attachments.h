#ifndef IAMPOLICY_LIB_CARRIERS_CFN_ATTACHMENTS_H_
#define IAMPOLICY_LIB_CARRIERS_CFN_ATTACHMENTS_H_

// Policies that a resource of a template has by their ARN or name.

#include <cstdint>
#include <string>
#include <string_view>

#include "lib/carriers/evaluator.h"
#include "lib/carriers/extraction.h"

namespace iampolicy::carriers {

/// The resource whose attachments are read.
struct AttachedTo {
  std::string_view file;
  std::string owner;
  std::string_view type;
  syntax::NodeId properties = syntax::kNone;
  syntax::NodeId defaults = syntax::kNone;  ///< properties of all resources of the type (Globals of AWS SAM)
};

enum class As : std::uint8_t { kPolicy, kBoundary };

/// One attachment or a list of them, as a property has them: names and ARNs, known or not. Policies that the template
/// has itself are left to JoinIdentities().
void AttachNames(Evaluator& evaluator, const AttachedTo& to, syntax::NodeId node, const std::string& path, As as,
                 Extraction& result);

/// What a principal has by ARN: its managed policies and its boundary.
void AttachManaged(Evaluator& evaluator, const AttachedTo& to, Extraction& result);

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_CFN_ATTACHMENTS_H_
