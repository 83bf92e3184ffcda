#ifndef IAMPOLICY_LIB_CARRIERS_TERRAFORM_TEMPLATES_H_
#define IAMPOLICY_LIB_CARRIERS_TERRAFORM_TEMPLATES_H_

// CloudFormation templates and API descriptions that stand in an argument of a Terraform resource, in source or plan.

#include <string>

#include "lib/carriers/carrier.h"
#include "lib/carriers/holes.h"
#include "lib/carriers/terraform_locations.h"
#include "lib/carriers/terraform_output.h"

namespace iampolicy::carriers::terraform {

class Templates {
 public:
  Templates(Evaluator& evaluator, Output& output, const Options& options, Extraction& result)
      : evaluator_(evaluator),
        output_(output),
        options_(options),
        result_(result),
        holes_(evaluator.pool().sources()) {}

  /// Adds the policies inside: those of a template have owners "ADDRESS/LogicalId". `parameters`: an object, or
  /// nullptr. What is not known is named as not seen. `where` is the expression.
  void Read(const Container& container, const std::string& id, Ref value, Ref parameters, text::Span where);
  void NotSeen(const std::string& id, text::Span where);
  /// Names a resource whose properties are one JSON text, where its type (as CloudFormation has it; nullptr: not given)
  /// may hold a policy.
  void NameState(const std::string& id, Ref type, text::Span where);

 private:
  void Name(const std::string& what, text::Span where);
  void Api(const Container& container, const std::string& id, Ref description, text::Span where);
  void Template(const std::string& id, const syntax::Tree& tree, const Options& options, text::Span where);
  Options WithParameters(Ref parameters) const;

  Evaluator& evaluator_;
  Output& output_;
  const Options& options_;
  Extraction& result_;
  Holes holes_;
};

}  // namespace iampolicy::carriers::terraform

#endif  // IAMPOLICY_LIB_CARRIERS_TERRAFORM_TEMPLATES_H_
