#ifndef IAMPOLICY_LIB_CARRIERS_TERRAFORM_LOCATIONS_H_
#define IAMPOLICY_LIB_CARRIERS_TERRAFORM_LOCATIONS_H_

#include <span>
#include <string_view>

#include <iampolicy/types.h>

namespace iampolicy::carriers::terraform {

/// An argument that holds a policy.
struct Location {
  std::string_view type;
  std::string_view block;  ///< the nested block it is in; "": the resource itself
  std::string_view argument;
  PolicyKind kind = PolicyKind::kUnknown;
  std::string_view resource_type;  ///< as CloudFormation calls it
  std::string_view when_type;      ///< only where the argument `type` has this value; "": always
  bool is_computed = false;        ///< AWS has one also where the argument is left out
};

/// A resource that has no policy document but stands for a statement: names of the arguments it is built from.
struct Synthesis {
  std::string_view type;
  std::string_view resource_type;
  std::string_view action;
  std::string_view default_action;
  std::string_view resource;
  std::string_view qualifier;  ///< follows the resource after a colon
  std::string_view sid;
};

struct SynthesizedCondition {
  std::string_view type;
  std::string_view argument;
  std::string_view op;
  std::string_view key;
};

/// Of the principals that are joined with their policies: "role", "user", "group", "permission-set"; "" of other types.
std::string_view PrincipalKindOf(std::string_view type);

/// A resource that gives a policy to principals. `policies` is the argument that names managed policies, dots before
/// each block it is in; "" where the resource holds a document itself.
struct AttachmentRow {
  std::string_view type;
  std::string_view kind;        ///< of the principals
  std::string_view principals;  ///< the argument
  std::string_view policies;
  bool by_name = false;  ///< they are named, not given by ARN
  bool is_boundary = false;
};

/// A resource that puts users into groups, by its arguments.
struct MembershipRow {
  std::string_view type;
  std::string_view users;
  std::string_view groups;
};

/// An argument with a whole template or API description in it.
struct Container {
  std::string_view type;
  std::string_view argument;
  bool is_api = false;  ///< the policy is its member x-amazon-apigateway-policy
};

/// A resource of any type; `desired_state` holds its properties as JSON.
inline constexpr std::string_view kAnyResource = "aws_cloudcontrolapi_resource";

/// Empty for a type that holds none.
std::span<const Location> LocationsOf(std::string_view type);
/// The same of the types of the provider awscc.
std::span<const Location> CloudControlLocationsOf(std::string_view type);
/// nullptr for a type that stands for none.
const Synthesis* SynthesisOf(std::string_view type);
std::span<const AttachmentRow> AttachmentsOf(std::string_view type);
/// What a principal has by arguments of its own.
std::span<const AttachmentRow> OwnAttachmentsOf(std::string_view type);
/// nullptr for a type that is none.
const MembershipRow* MembershipOf(std::string_view type);
const Container* ContainerOf(std::string_view type);
std::span<const SynthesizedCondition> SynthesizedConditionsOf(std::string_view type);

}  // namespace iampolicy::carriers::terraform

#endif  // IAMPOLICY_LIB_CARRIERS_TERRAFORM_LOCATIONS_H_
