#include "lib/carriers/wrapped.h"

#include <algorithm>
#include <array>

#include "lib/text/utf8.h"

namespace iampolicy::carriers {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;
using syntax::Tree;

// Where commands of the AWS CLI print policies, as far as the place tells what kind it is: many only print
// {"Policy": ...}. `beside`: a member that must stand next to the policy.
struct Place {
  std::string_view path;
  std::string_view beside;
  PolicyKind kind;
  std::string_view resource_type;
};
constexpr std::string_view kTrustType = "AWS::IAM::AssumeRolePolicyDocument";
// clang-format off
constexpr Place kPlaces[] = {
    {"Role.AssumeRolePolicyDocument", "", PolicyKind::kTrust, kTrustType},
    {"Roles[].AssumeRolePolicyDocument", "", PolicyKind::kTrust, kTrustType},
    {"InstanceProfile.Roles[].AssumeRolePolicyDocument", "", PolicyKind::kTrust, kTrustType},
    {"InstanceProfiles[].Roles[].AssumeRolePolicyDocument", "", PolicyKind::kTrust, kTrustType},
    {"AssumeRolePolicyDocument", "", PolicyKind::kTrust, kTrustType},
    {"PolicyVersion.Document", "", PolicyKind::kIdentity, "AWS::IAM::ManagedPolicy"},
    {"Versions[].Document", "VersionId", PolicyKind::kIdentity, "AWS::IAM::ManagedPolicy"},
    {"PolicyDocument", "RoleName", PolicyKind::kIdentity, "AWS::IAM::Role"},
    {"PolicyDocument", "UserName", PolicyKind::kIdentity, "AWS::IAM::User"},
    {"PolicyDocument", "GroupName", PolicyKind::kIdentity, "AWS::IAM::Group"},
    {"Policy.Content", "", PolicyKind::kUnknown, "AWS::Organizations::Policy"},
    {"ResourcePolicy.Content", "", PolicyKind::kResource, "AWS::Organizations::ResourcePolicy"},
    {"Attributes.Policy", "QueueArn", PolicyKind::kResource, "AWS::SQS::Queue"},
    {"Attributes.Policy", "TopicArn", PolicyKind::kResource, "AWS::SNS::Topic"},
    {"VpcEndpoints[].PolicyDocument", "", PolicyKind::kEndpoint, "AWS::EC2::VPCEndpoint"},
    {"policyText", "repositoryName", PolicyKind::kResource, "AWS::ECR::Repository"},
    {"policyText", "", PolicyKind::kResource, "AWS::ECR::Registry"},
    {"DomainStatus.AccessPolicies", "ElasticsearchVersion", PolicyKind::kResource, "AWS::Elasticsearch::Domain"},
    {"DomainStatus.AccessPolicies", "", PolicyKind::kResource, "AWS::OpenSearchService::Domain"},
    {"DomainStatusList[].AccessPolicies", "ElasticsearchVersion", PolicyKind::kResource, "AWS::Elasticsearch::Domain"},
    {"DomainStatusList[].AccessPolicies", "", PolicyKind::kResource, "AWS::OpenSearchService::Domain"},
    {"DomainConfig.AccessPolicies.Options", "", PolicyKind::kResource, "AWS::OpenSearchService::Domain"},
    {"PolicyInJson", "", PolicyKind::kResource, "AWS::Glue::Catalog"},
    {"GetResourcePoliciesResponseList[].PolicyInJson", "", PolicyKind::kResource, "AWS::Glue::Catalog"},
    {"JobRun.ExecutionRoleSessionPolicy", "", PolicyKind::kSession, "AWS::Glue::Job"},
    {"InlinePolicy", "", PolicyKind::kIdentity, "AWS::SSO::PermissionSet"},
    {"generatedPolicyResult.generatedPolicies[].policy", "", PolicyKind::kIdentity, ""},
    {"DelegationRequest.PermissionPolicy", "", PolicyKind::kIdentity, ""},
    {"EventBuses[].Policy", "", PolicyKind::kResource, "AWS::Events::EventBus"},
    {"items[].policy", "", PolicyKind::kResource, "AWS::ApiGateway::RestApi"},
    {"managementPolicy", "", PolicyKind::kResource, "AWS::ApiGateway::DomainNameV2"},
    {"association.policy", "", PolicyKind::kSession, "AWS::EKS::PodIdentityAssociation"},
    {"jobRun.executionIamPolicy.policy", "", PolicyKind::kSession, "AWS::EMRServerless::Application"},
    {"policyDocument", "policyName", PolicyKind::kIdentity, "AWS::IoT::Policy"},
    {"effectivePolicies[].policyDocument", "", PolicyKind::kIdentity, "AWS::IoT::Policy"},
    {"destinations[].accessPolicy", "", PolicyKind::kResource, "AWS::Logs::Destination"},
    {"resourcePolicies[].policyDocument", "policyName", PolicyKind::kResource, "AWS::Logs::ResourcePolicy"},
    {"resourcePolicies[].policyDocument", "", PolicyKind::kResource, "AWS::SSMIncidents::ResponsePlan"},
    {"policy.deliveryDestinationPolicy", "", PolicyKind::kResource, "AWS::Logs::DeliveryDestination"},
    {"s3AccessPolicy", "", PolicyKind::kResource, "AWS::S3::AccessPoint"},
    {"ProjectPolicies[].PolicyDocument", "", PolicyKind::kResource, "AWS::Rekognition::Project"},
    {"ManagedView.ResourcePolicy", "", PolicyKind::kResource, "AWS::ResourceExplorer2::View"},
    {"profile.sessionPolicy", "", PolicyKind::kSession, "AWS::RolesAnywhere::Profile"},
    {"profiles[].sessionPolicy", "", PolicyKind::kSession, "AWS::RolesAnywhere::Profile"},
    {"FirewallRuleGroupPolicy", "", PolicyKind::kResource, "AWS::Route53Resolver::FirewallRuleGroup"},
    {"ResolverQueryLogConfigPolicy", "", PolicyKind::kResource, "AWS::Route53Resolver::ResolverQueryLoggingConfig"},
    {"ResolverRulePolicy", "", PolicyKind::kResource, "AWS::Route53Resolver::ResolverRule"},
    {"Policy.Established.Policy", "", PolicyKind::kResource, "AWS::S3::MultiRegionAccessPoint"},
    {"Policy.Proposed.Policy", "", PolicyKind::kResource, "AWS::S3::MultiRegionAccessPoint"},
    {"ResourcePolicy", "ARN", PolicyKind::kResource, "AWS::SecretsManager::Secret"},
    {"ResourcePolicy.Policy", "", PolicyKind::kResource, "AWS::Redshift::Namespace"},
    {"resourcePolicy.policy", "", PolicyKind::kResource, "AWS::RedshiftServerless::Namespace"},
    {"Policies.*", "", PolicyKind::kResource, "AWS::SES::EmailIdentity"},
    {"Access.Policy", "", PolicyKind::kSession, "AWS::Transfer::Access"},
    {"User.Policy", "", PolicyKind::kSession, "AWS::Transfer::User"},
    {"ResourcePolicies[].PolicyDocument", "", PolicyKind::kResource, "AWS::XRay::ResourcePolicy"},
};
// clang-format on

constexpr std::array<std::string_view, 7> kPolicyMembers = {
    "PolicyDocument", "Document", "Policy", "policy", "policyDocument", "ResourcePolicy", "AssumeRolePolicyDocument"};

bool EndsWith(std::string_view text, std::string_view with) {
  return text.size() >= with.size() && text.substr(text.size() - with.size()) == with;
}

NodeId MemberIgnoringCase(const Tree& tree, NodeId object, std::string_view name, const text::Sources& sources) {
  for (NodeId key = tree.First(object); key != kNone; key = tree.Next(object, key + 1)) {
    const text::Span content = tree[key].text;
    if (content.size() == name.size() && text::EqualIgnoringCase(sources.Text(content), name)) return key + 1;
  }
  return kNone;
}

/// Depth first; the steps to where it is are kept, and put together to a path only where something is found.
class Search {
 public:
  Search(const Tree& tree, std::string prefix, const text::Sources& sources)
      : tree_(tree), prefix_(std::move(prefix)), sources_(sources) {}

  std::vector<Wrapped> Run(NodeId root) {
    Visit(root);
    return std::move(found_);
  }

 private:
  struct Step {
    NodeId parent = kNone;
    std::string_view name;  // "" for an element
    std::uint32_t index = 0;
  };

  std::string_view Text(NodeId id) const {
    return id != kNone && tree_[id].kind == Kind::kString ? sources_.Text(tree_[id].text) : std::string_view();
  }
  std::string_view MemberText(NodeId object, std::string_view name) const {
    return Text(tree_.Member(object, name, sources_));
  }

  // Nesting is bounded by the readers.
  void Visit(NodeId id) {
    const bool is_list = tree_[id].kind == Kind::kList;
    if (tree_[id].kind == Kind::kString) {
      if (IsPolicyText(Text(id))) Found(id);
      return;
    }
    if (!is_list && tree_[id].kind != Kind::kObject) return;
    // At the top of a file, as an element of its list, or under a name that says so.
    const bool is_element = steps_.size() == 1 && steps_[0].name.empty();
    const bool is_expected = steps_.empty() || is_element || (steps_.size() <= 2 && IsPolicyMember(steps_.back().name));
    if (IsPolicy(tree_, id, sources_, is_expected)) return Found(id);
    std::uint32_t index = 0;
    for (NodeId child = tree_.First(id); child != kNone;) {
      const NodeId value = is_list ? child : child + 1;
      steps_.push_back({id, is_list ? std::string_view() : sources_.Text(tree_[child].text), index++});
      if (!IsRepetition()) Visit(value);
      steps_.pop_back();
      child = tree_.Next(id, value);
    }
  }

  // Instance profiles repeat the trust policies of their roles.
  bool IsRepetition() const { return steps_.back().name == "InstanceProfileList"; }

  static bool IsPolicyMember(std::string_view name) {
    return std::find(kPolicyMembers.begin(), kPolicyMembers.end(), name) != kPolicyMembers.end();
  }

  bool IsPolicyText(std::string_view text) const {
    const std::size_t start = text.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) return false;
    const bool is_json = text[start] == '{' && MentionsStatement(text);
    return is_json || (text[start] == '%' && text.find("Statement") != std::string_view::npos &&
                       text::EqualIgnoringCase(text.substr(start, 3), "%7B"));
  }

  // The steps as a pattern of kPlaces; the first may be an element, of a list of pages.
  bool Matches(std::string_view pattern) const {
    std::size_t at = !steps_.empty() && steps_[0].name.empty() ? 1 : 0;
    for (; at < steps_.size() && !pattern.empty(); ++at) {
      if (pattern[0] == '.') pattern.remove_prefix(1);
      if (steps_[at].name.empty()) {
        if (pattern.substr(0, 2) != "[]") return false;
        pattern.remove_prefix(2);
        continue;
      }
      const std::string_view name = pattern.substr(0, pattern.find_first_of(".["));
      if (name != "*" && name != steps_[at].name) return false;
      pattern.remove_prefix(name.size());
    }
    return at == steps_.size() && pattern.empty();
  }

  void Found(NodeId id) {
    Wrapped one;
    one.node = id;
    one.path = prefix_;
    for (const Step& step : steps_) {
      one.path += step.name.empty() ? "[" + std::to_string(step.index) + "]" : "." + std::string(step.name);
    }
    if (!steps_.empty() && !steps_.back().name.empty()) Describe(one);
    found_.push_back(std::move(one));
  }

  void Describe(Wrapped& one) const {
    const NodeId beside = steps_.back().parent;
    for (const Place& place : kPlaces) {
      if (!Matches(place.path)) continue;
      if (!place.beside.empty() && tree_.Member(beside, place.beside, sources_) == kNone) continue;
      one.kind = place.kind;
      one.resource_type = place.resource_type;
      break;
    }
    if (one.resource_type == "AWS::Organizations::Policy") {
      const NodeId summary = tree_.Member(beside, "PolicySummary", sources_);
      const std::string_view type = summary == kNone ? std::string_view() : MemberText(summary, "Type");
      if (type == "SERVICE_CONTROL_POLICY") one.kind = PolicyKind::kScp;
      if (type == "RESOURCE_CONTROL_POLICY") one.kind = PolicyKind::kRcp;
    }
    one.owner = OwnerOf(beside, one);
  }

  std::string OwnerOf(NodeId beside, const Wrapped& one) const {
    const std::string role(MemberText(beside, "RoleName"));
    const std::string policy(MemberText(beside, "PolicyName"));
    const std::string version(MemberText(beside, "VersionId"));
    if (one.kind == PolicyKind::kTrust && !role.empty()) return "role:" + role + "/trust";
    if (one.resource_type == "AWS::IAM::ManagedPolicy" && !version.empty()) return "policy-version:" + version;
    if (one.resource_type == "AWS::IAM::Role") return "role:" + role + "/inline:" + policy;
    if (one.resource_type == "AWS::IAM::User") {
      return "user:" + std::string(MemberText(beside, "UserName")) + "/inline:" + policy;
    }
    if (one.resource_type == "AWS::IAM::Group") {
      return "group:" + std::string(MemberText(beside, "GroupName")) + "/inline:" + policy;
    }
    if (!policy.empty()) return policy;
    if (const std::string_view name = MemberText(beside, "Name"); !name.empty()) return std::string(name);
    // Only what a command prints, or looks like it, is named by what stands beside it.
    const bool is_command = !one.resource_type.empty() || (steps_.size() <= 2 && IsPolicyMember(steps_.back().name));
    if (!is_command) return {};
    std::string owner = Identifier(beside, !one.resource_type.empty());
    const NodeId summary = tree_.Member(beside, "PolicySummary", sources_);
    return owner.empty() && summary != kNone ? Identifier(summary, true) : owner;
  }

  // An ARN among the members, else an id, else a name.
  std::string Identifier(NodeId object, bool with_names) const {
    std::string_view id;
    std::string_view name;
    if (tree_[object].kind != Kind::kObject) return {};
    for (NodeId key = tree_.First(object); key != kNone; key = tree_.Next(object, key + 1)) {
      const std::string_view member = sources_.Text(tree_[key].text);
      const std::string_view value = Text(key + 1);
      if (value.empty()) continue;
      const bool is_arn = EndsWith(member, "Arn") || EndsWith(member, "arn") || EndsWith(member, "ARN");
      if (is_arn && value.substr(0, 4) == "arn:") return std::string(value);
      const bool is_other = member == "registryId" || member == "OwnerId" || member == "VpcId" ||
                            member == "RevisionId" || member == "revisionId" || member == "AccountId";
      if (id.empty() && !is_other && (EndsWith(member, "Id") || member == "id")) id = value;
      if (name.empty() && (EndsWith(member, "Name") || member == "name")) name = value;
    }
    if (!with_names) return {};
    return std::string(id.empty() ? name : id);
  }

  const Tree& tree_;
  std::string prefix_;
  const text::Sources& sources_;
  std::vector<Step> steps_;
  std::vector<Wrapped> found_;
};

}  // namespace

bool MentionsStatement(std::string_view text) {
  return text.find("\"Statement\"") != std::string_view::npos || text.find("Statement\\\"") != std::string_view::npos ||
         text.find(std::string_view("S\0t\0a\0t\0e\0m\0e\0n\0t", 17)) != std::string_view::npos;
}

bool IsPolicy(const Tree& tree, NodeId id, const text::Sources& sources, bool is_expected) {
  if (tree[id].kind != Kind::kObject) return false;
  const auto holds_statements = [&](NodeId value) {
    return tree[value].kind == Kind::kList || tree[value].kind == Kind::kObject || tree[value].kind == Kind::kUnknown;
  };
  const auto has_effect = [&](NodeId value) {
    return tree[value].kind == Kind::kObject && tree.Member(value, "Effect", sources) != kNone;
  };
  if (const NodeId statement = tree.Member(id, "Statement", sources); statement != kNone) {
    const NodeId version = tree.Member(id, "Version", sources);
    if (holds_statements(statement)) {
      if (is_expected || version != kNone || tree.Member(id, "Id", sources) != kNone) return true;
      if (has_effect(statement)) return true;
      if (tree[statement].kind != Kind::kList) return false;
      for (NodeId one = tree.First(statement); one != kNone; one = tree.Next(statement, one)) {
        if (has_effect(one)) return true;
      }
      return false;
    }
    if (version == kNone || tree[version].kind != Kind::kString) return false;
    const std::string_view text = sources.Text(tree[version].text);
    return text == "2012-10-17" || text == "2008-10-17";
  }
  if (!is_expected) return false;
  const NodeId statement = MemberIgnoringCase(tree, id, "statement", sources);
  if (statement == kNone || !holds_statements(statement)) return false;
  return MemberIgnoringCase(tree, id, "version", sources) != kNone ||
         MemberIgnoringCase(tree, id, "effect", sources) != kNone;
}

std::vector<Wrapped> FindWrapped(const Tree& tree, NodeId root, const std::string& path, const text::Sources& sources) {
  return Search(tree, path, sources).Run(root);
}

}  // namespace iampolicy::carriers
