#include "lib/carriers/pulumi.h"

#include <algorithm>
#include <string>

#include "lib/carriers/decode.h"
#include "lib/carriers/documents.h"
#include "lib/carriers/wrapped.h"

namespace iampolicy::carriers {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;
using syntax::Tree;

struct Row {
  std::string_view type;      // of the resource
  std::string_view argument;  // "" for any
  PolicyKind kind;
  std::string_view resource_type;
};
// The common ones; a policy of any other resource is found all the same, and what kind it is follows from its text.
constexpr Row kRows[] = {
    {"aws:iam/role:Role", "assumeRolePolicy", PolicyKind::kTrust, "AWS::IAM::AssumeRolePolicyDocument"},
    {"aws:iam/role:Role", "", PolicyKind::kIdentity, "AWS::IAM::Role"},
    {"aws:iam/policy:Policy", "", PolicyKind::kIdentity, "AWS::IAM::ManagedPolicy"},
    {"aws:iam/rolePolicy:RolePolicy", "", PolicyKind::kIdentity, "AWS::IAM::Role"},
    {"aws:iam/userPolicy:UserPolicy", "", PolicyKind::kIdentity, "AWS::IAM::User"},
    {"aws:iam/groupPolicy:GroupPolicy", "", PolicyKind::kIdentity, "AWS::IAM::Group"},
    {"aws:s3/bucketPolicy:BucketPolicy", "", PolicyKind::kResource, "AWS::S3::Bucket"},
    {"aws:sns/topicPolicy:TopicPolicy", "", PolicyKind::kResource, "AWS::SNS::Topic"},
    {"aws:sqs/queuePolicy:QueuePolicy", "", PolicyKind::kResource, "AWS::SQS::Queue"},
    {"aws:kms/key:Key", "", PolicyKind::kResource, "AWS::KMS::Key"},
    {"aws:ecr/repositoryPolicy:RepositoryPolicy", "", PolicyKind::kResource, "AWS::ECR::Repository"},
    {"aws:secretsmanager/secretPolicy:SecretPolicy", "", PolicyKind::kResource, "AWS::SecretsManager::Secret"},
    {"aws:ec2/vpcEndpoint:VpcEndpoint", "", PolicyKind::kEndpoint, "AWS::EC2::VPCEndpoint"},
    {"aws:ssoadmin/permissionSetInlinePolicy:PermissionSetInlinePolicy", "", PolicyKind::kIdentity,
     "AWS::SSO::PermissionSet"},
};

NodeId ResourcesOf(const Tree& tree, NodeId root, const text::Sources& sources) {
  if (tree[root].kind != Kind::kObject) return kNone;
  const NodeId deployment = tree.Member(root, "deployment", sources);
  const NodeId list =
      deployment != kNone ? tree.Member(deployment, "resources", sources) : tree.Member(root, "steps", sources);
  return list != kNone && tree[list].kind == Kind::kList ? list : kNone;
}

}  // namespace

bool IsPulumi(const Tree& tree, NodeId root, const text::Sources& sources) {
  const NodeId list = ResourcesOf(tree, root, sources);
  if (list == kNone) return false;
  const NodeId first = tree.First(list);
  return first != kNone && tree.Member(first, "urn", sources) != kNone;
}

void ReadPulumi(text::Sources& sources, std::string_view file, const Tree& tree, NodeId root, Extraction& result) {
  Values values(sources);
  Documents documents(values, file, result);
  const NodeId list = ResourcesOf(tree, root, sources);
  const auto text = [&](NodeId id) {
    return id != kNone && tree[id].kind == Kind::kString ? sources.Text(tree[id].text) : std::string_view();
  };
  for (NodeId one = tree.First(list); one != kNone; one = tree.Next(list, one)) {
    if (tree[one].kind != Kind::kObject) continue;
    const NodeId step = tree.Member(one, "newState", sources);
    const NodeId state = step == kNone ? one : step;
    const std::string_view urn = text(tree.Member(one, "urn", sources));
    const std::string_view type = text(tree.Member(state, "type", sources));
    NodeId arguments = tree.Member(state, "outputs", sources);
    if (arguments == kNone) arguments = tree.Member(state, "inputs", sources);
    if (arguments == kNone || urn.empty()) continue;
    for (const Wrapped& found : FindWrapped(tree, arguments, "", sources)) {
      const std::string path = found.path.substr(found.path.empty() ? 0 : 1);
      const auto* const row = std::find_if(std::begin(kRows), std::end(kRows), [&](const Row& candidate) {
        return candidate.type == type && (candidate.argument.empty() || candidate.argument == path);
      });
      const bool is_known = row != std::end(kRows);
      documents.AddNode(tree, found.node,
                        {std::string(urn), path, is_known ? row->kind : PolicyKind::kUnknown,
                         is_known ? row->resource_type : std::string_view(), false});
    }
  }
}

}  // namespace iampolicy::carriers
