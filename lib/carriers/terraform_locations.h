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

/// A resource that gives a policy to principals: `principals` is an argument, `arns` an argument with managed policies,
/// or "" where the resource holds a document itself.
struct Attachment {
  std::string_view type;
  std::string_view kind;  ///< of the principals: "role", "user", "group"
  std::string_view principals;
  std::string_view arns;
};

/// Empty for a type that holds none.
std::span<const Location> LocationsOf(std::string_view type);
/// nullptr for a type that stands for none.
const Synthesis* SynthesisOf(std::string_view type);
std::span<const Attachment> AttachmentsOf(std::string_view type);
std::span<const SynthesizedCondition> SynthesizedConditionsOf(std::string_view type);

}  // namespace iampolicy::carriers::terraform

#endif  // IAMPOLICY_LIB_CARRIERS_TERRAFORM_LOCATIONS_H_
