#ifndef IAMPOLICY_LIB_CARRIERS_WRAPPED_H_
#define IAMPOLICY_LIB_CARRIERS_WRAPPED_H_

// Policies inside JSON or YAML that is no template: what a command of the AWS CLI printed, or any other wrapper.

#include <string>
#include <string_view>
#include <vector>

#include <iampolicy/types.h>

#include "lib/syntax/tree.h"
#include "lib/text/sources.h"

namespace iampolicy::carriers {

/// A policy document, or a text that may be one, in a tree.
struct Wrapped {
  syntax::NodeId node = syntax::kNone;
  std::string path;
  std::string owner;  ///< "" where nothing but the path names it
  PolicyKind kind = PolicyKind::kUnknown;
  std::string_view resource_type;
};

/// Whether an object is a policy. At a place that is made for policies (`is_expected`) a list or object of statements
/// is enough; elsewhere there must be a Version, an Id or a statement with an Effect beside it.
bool IsPolicy(const syntax::Tree& tree, syntax::NodeId id, const text::Sources& sources, bool is_expected);

/// Whether a text mentions statements, encoded or not. UTF-16 has a zero byte between the letters.
bool MentionsStatement(std::string_view text);

/// Everything below `root` that is a policy, outermost first, in order; `path` is that of `root`. O(nodes).
std::vector<Wrapped> FindWrapped(const syntax::Tree& tree, syntax::NodeId root, const std::string& path,
                                 const text::Sources& sources);

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_WRAPPED_H_
