#ifndef IAMPOLICY_LIB_CARRIERS_TERRAFORM_DOCUMENT_H_
#define IAMPOLICY_LIB_CARRIERS_TERRAFORM_DOCUMENT_H_

#include <vector>

#include "lib/carriers/terraform_evaluator.h"

namespace iampolicy::carriers::terraform {

struct BuiltDocument {
  Ref document = nullptr;              ///< an object, as JSON has it
  std::vector<const Resource*> parts;  ///< the policy documents that went into it
};

/// The policy that a data source aws_iam_policy_document makes of its arguments: an object with the members `statement`
/// (a list), `source_policy_documents` and so on, in source or in a plan. The rules are the AWS provider's: one value
/// becomes a scalar, empty lists are left out, `&{` becomes `${`, statements of one Sid replace each other.
BuiltDocument BuildPolicyDocument(Evaluator& evaluator, Ref arguments);

}  // namespace iampolicy::carriers::terraform

#endif  // IAMPOLICY_LIB_CARRIERS_TERRAFORM_DOCUMENT_H_
