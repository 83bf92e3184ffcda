#ifndef IAMPOLICY_LIB_POLICY_BUILD_H_
#define IAMPOLICY_LIB_POLICY_BUILD_H_

// Tree -> policy AST, one world at a time.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <iampolicy/types.h>

#include "lib/policy/policy.h"
#include "lib/syntax/tree.h"
#include "lib/text/problem.h"
#include "lib/text/sources.h"

namespace iampolicy::policy {

/// One bit a guard of GuardsOf(): set, the `then` branch.
using World = std::uint32_t;
inline constexpr std::uint32_t kMostGuards = 6;

/// The guards that the document uses, as numbers of tree.guards(), ascending: bit i of a world is the i-th of these. Of
/// a template with many conditions a policy uses few. O(nodes of the document).
std::vector<std::uint32_t> GuardsOf(const syntax::Tree& tree, syntax::NodeId root);

/// The number of worlds to build: 2^guards, or 1 where there are more than kMostGuards (choices are then unknown).
std::uint32_t Worlds(const syntax::Tree& tree, syntax::NodeId root);

/// What the caller knows beside the document.
struct Given {
  PolicyKind kind = PolicyKind::kUnknown;  ///< kUnknown: infer
  std::string_view resource_type;
  std::string_view file;  ///< its path elements and document tell scp, rcp, trust and the like apart when inferring
};

/// Always a policy: what does not fit is among its problems. O(nodes).
Policy Build(const syntax::Tree& tree, syntax::NodeId root, const text::Sources& sources, const Given& given,
             World world = 0);

/// The kinds of problem this layer reports.
std::span<const text::ProblemKind> PolicyProblems();

}  // namespace iampolicy::policy

#endif  // IAMPOLICY_LIB_POLICY_BUILD_H_
