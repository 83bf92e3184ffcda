#ifndef IAMPOLICY_LIB_CARRIERS_CFN_LOCATIONS_H_
#define IAMPOLICY_LIB_CARRIERS_CFN_LOCATIONS_H_

#include <cstdint>
#include <span>
#include <string_view>

#include <iampolicy/types.h>

namespace iampolicy::carriers {

/// What stands at a place that holds a policy.
enum class Form : std::uint8_t {
  kDocument,      ///< a document, or text of one
  kStatements,    ///< a statement, or a list of them, without the document around
  kSamPolicies,   ///< names, policy templates and documents, one or a list (AWS SAM)
  kOrganization,  ///< a document whose kind the property Type names
  kTemplate,      ///< text of a whole template
};

struct PolicyLocation {
  std::string_view type;           ///< of the resource
  std::string_view property;       ///< path below Properties: dots between members, [] for elements, * for any member
  PolicyKind kind;                 ///< of the policy
  std::string_view resource_type;  ///< read it with ResourceTypeOf()
  Form form;
};

/// The rows of a resource type; empty where it holds no policies. O(log rows).
std::span<const PolicyLocation> LocationsOf(std::string_view type);
/// "AWS::S3::Bucket" for the policy of a bucket.
std::string_view ResourceTypeOf(const PolicyLocation& row);

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_CFN_LOCATIONS_H_
