#ifndef IAMPOLICY_LIB_CARRIERS_PLAN_CONFIGURATION_H_
#define IAMPOLICY_LIB_CARRIERS_PLAN_CONFIGURATION_H_

// The part of a plan that repeats the source: which arguments are set, and what their expressions refer to.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/syntax/tree.h"
#include "lib/text/sources.h"

namespace iampolicy::carriers {

/// An address taken apart. Keys may hold dots, brackets and escaped quotes.
struct Address {
  struct Step {
    std::string name;  ///< "queue" of module.queue["blue"]
    std::string key;   ///< "[\"blue\"]", "[0]", or ""
  };
  std::vector<Step> modules;
  std::string resource;  ///< "aws_iam_policy.a", "data.aws_region.b"
  std::string key;
};
Address ParseAddress(std::string_view text);
/// The first `modules` steps as written: "module.a.module.b[0]."; "" for none.
std::string PrefixOf(const Address& address, std::size_t modules);

/// What an expression refers to, and in which module: a number of steps of the address it was asked for.
struct Reference {
  std::string text;  ///< "data.aws_iam_policy_document.d.json"
  std::size_t modules = 0;
};

class Configuration {
 public:
  Configuration(const syntax::Tree& tree, const text::Sources& sources);

  /// Whether the plan was cut down to something without it.
  bool is_missing() const { return root_ == syntax::kNone; }
  /// Whether the configuration sets an argument of the resource, or one in a nested block ("" where in none).
  bool IsSet(const Address& address, std::string_view block, std::string_view argument) const;
  /// What the argument's expression refers to; variables of modules are followed to the caller.
  std::vector<Reference> ReferencesOf(const Address& address, std::string_view block, std::string_view argument) const;

 private:
  syntax::NodeId Module(const Address& address, std::size_t modules) const;
  std::vector<syntax::NodeId> Expressions(const Address& address, std::string_view block,
                                          std::string_view argument) const;
  void Collect(const Address& address, std::size_t modules, syntax::NodeId expression,
               std::vector<Reference>& found) const;

  const syntax::Tree& tree_;
  const text::Sources& sources_;
  syntax::NodeId root_ = syntax::kNone;
};

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_PLAN_CONFIGURATION_H_
