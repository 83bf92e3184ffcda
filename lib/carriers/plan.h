#ifndef IAMPOLICY_LIB_CARRIERS_PLAN_H_
#define IAMPOLICY_LIB_CARRIERS_PLAN_H_

#include "lib/carriers/carrier.h"
#include "lib/syntax/tree.h"

namespace iampolicy::carriers {

/// Whether a JSON value is a Terraform plan or state.
bool IsPlan(const syntax::Tree& tree, const text::Sources& sources);

/// The policies in a plan or state.
Extraction ExtractPlan(text::Sources& sources, const Source& source, const syntax::Tree& tree, const Options& options);

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_PLAN_H_
