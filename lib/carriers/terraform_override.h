#ifndef IAMPOLICY_LIB_CARRIERS_TERRAFORM_OVERRIDE_H_
#define IAMPOLICY_LIB_CARRIERS_TERRAFORM_OVERRIDE_H_

#include "lib/carriers/terraform_evaluator.h"

namespace iampolicy::carriers::terraform {

/// A block as an override file changes it, as the first block of a file of its own: arguments replace those of the same
/// name, nested blocks all of the same type, dynamic ones included. Places stay those of what was written.
/// https://developer.hashicorp.com/terraform/language/files/override
syntax::HclFile Overridden(const Body& below, const Body& above, const text::Sources& sources);

}  // namespace iampolicy::carriers::terraform

#endif  // IAMPOLICY_LIB_CARRIERS_TERRAFORM_OVERRIDE_H_
