#ifndef IAMPOLICY_LIB_CARRIERS_TERRAFORM_FUNCTIONS_H_
#define IAMPOLICY_LIB_CARRIERS_TERRAFORM_FUNCTIONS_H_

#include <string_view>
#include <vector>

#include "lib/carriers/terraform_evaluator.h"

namespace iampolicy::carriers::terraform {

struct Arguments {
  Evaluator& evaluator;
  std::vector<Ref> values;
  text::Span span;  ///< of the call

  Pool& pool() const { return evaluator.pool(); }
  std::size_t size() const { return values.size(); }
  Ref operator[](std::size_t i) const { return values[i]; }
  /// Terraform would refuse the call.
  Ref Refuse() const { return pool().Refused("undefined:argument", span); }
  /// The elements of a list or set; nullptr for anything else.
  const std::vector<Ref>* Items(std::size_t i) const;
  /// A string, number or boolean that is known, as text.
  std::optional<std::string> Known(std::size_t i) const;
};

/// What a function does with arguments that it cannot work with.
enum class Needs : std::uint8_t {
  kKnown,  ///< the first unknown argument makes the result unknown; choices are gone through one by one
  kAny,    ///< it takes them as they are
};

struct Function {
  std::string_view name;
  Needs needs = Needs::kKnown;
  std::size_t at_least = 0;  ///< arguments
  Ref (*apply)(const Arguments& arguments) = nullptr;
};

/// nullptr for a function that is not known here.
const Function* FindFunction(std::string_view name);
/// In two files: of collections, and of texts and numbers.
const Function* FindCollectionFunction(std::string_view name);
const Function* FindTextFunction(std::string_view name);

}  // namespace iampolicy::carriers::terraform

#endif  // IAMPOLICY_LIB_CARRIERS_TERRAFORM_FUNCTIONS_H_
