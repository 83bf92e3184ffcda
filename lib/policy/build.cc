// The door to the builder: worlds, the kind of policy, and the parts in turn.

#include "lib/policy/build.h"

#include <algorithm>

#include "lib/policy/builder.h"
#include "lib/policy/problem_kinds.h"

namespace iampolicy::policy {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;

/// What the type of resource says about the kind: a role's trust document comes as a resource policy of that type.
PolicyKind KindOfResource(std::string_view resource_type) {
  if (resource_type == "AWS::IAM::AssumeRolePolicyDocument") return PolicyKind::kTrust;
  if (resource_type == "AWS::EC2::VPCEndpoint") return PolicyKind::kEndpoint;
  return PolicyKind::kResource;
}

}  // namespace

std::vector<std::uint32_t> GuardsOf(const syntax::Tree& tree, NodeId root) {
  std::vector<bool> used(tree.guards().size());
  if (!used.empty()) {
    for (NodeId id = root; id < root + tree[root].extent; ++id) {
      if (tree[id].kind == Kind::kChoice && tree[id].link < used.size()) used[tree[id].link] = true;
    }
  }
  std::vector<std::uint32_t> guards;
  for (std::uint32_t i = 0; i < used.size(); ++i) {
    if (used[i]) guards.push_back(i);
  }
  return guards;
}

std::uint32_t Worlds(const syntax::Tree& tree, NodeId root) {
  const std::size_t guards = GuardsOf(tree, root).size();
  return guards > kMostGuards ? 1u : 1u << guards;
}

Policy Build(const syntax::Tree& tree, NodeId root, const text::Sources& sources, const Given& given, World world) {
  Policy policy;
  policy.node = root;
  policy.span = tree[root].span;
  policy.resource_type = given.resource_type;
  Builder builder(tree, root, sources, world, policy);
  const NodeId document = builder.Resolve(root);
  policy.kind_inferred = given.kind == PolicyKind::kUnknown;
  policy.kind = given.kind;
  if (policy.kind == PolicyKind::kResource) policy.kind = KindOfResource(given.resource_type);
  if (document == kNone) {
    // In this world there is no document.
    if (policy.kind_inferred) policy.kind = PolicyKind::kIdentity;
    return policy;
  }
  if (policy.kind_inferred) policy.kind = InferKind(builder, document, given.file);
  policy.node = document;
  policy.span = tree[document].span;
  BuildDocument(builder, document);
  builder.Finish();
  return policy;
}

std::span<const text::ProblemKind> PolicyProblems() { return kPolicyKinds; }

}  // namespace iampolicy::policy
