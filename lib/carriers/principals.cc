#include "lib/carriers/principals.h"

#include <algorithm>
#include <utility>

namespace iampolicy::carriers {
namespace {

using syntax::kNone;
using syntax::NodeId;

constexpr std::string_view kRole = "AWS::IAM::Role";
constexpr std::string_view kUser = "AWS::IAM::User";
constexpr std::string_view kGroup = "AWS::IAM::Group";
constexpr std::string_view kManagedPolicy = "AWS::IAM::ManagedPolicy";

bool StartsWith(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

bool IsPrincipal(std::string_view type) {
  return type == kRole || type == kUser || type == kGroup || type == "AWS::Serverless::Function" ||
         type == "AWS::Serverless::StateMachine";
}

void AddOnce(std::vector<std::uint32_t>& list, std::uint32_t document) {
  if (std::find(list.begin(), list.end(), document) == list.end()) list.push_back(document);
}

class Joiner {
 public:
  Joiner(const View& view, const std::vector<IamResource>& resources, Extraction& result)
      : view_(view), resources_(resources), result_(result) {}

  void Run() {
    std::vector<bool> is_attached(resources_.size(), false);
    std::vector<bool> is_boundary(resources_.size(), false);
    for (const IamResource& principal : resources_) {
      if (!IsPrincipal(principal.type)) continue;
      Identity identity;
      identity.name = principal.id;
      Own(principal, identity);
      Attached(principal, identity, is_attached);
      if (principal.type == kUser) Groups(principal, identity, is_attached);
      if (const NodeId boundary = view_.Find(principal.properties, "PermissionsBoundary"); boundary != kNone) {
        for (std::size_t i = 0; i < resources_.size(); ++i) {
          if (resources_[i].type != kManagedPolicy || !RefersTo(boundary, resources_[i])) continue;
          is_boundary[i] = true;
          for (const std::uint32_t document : resources_[i].documents) AddOnce(identity.boundary, document);
        }
      }
      if (!identity.attached.empty() || !identity.trust.empty()) result_.identities.push_back(std::move(identity));
    }
    for (std::size_t i = 0; i < resources_.size(); ++i) {
      if (!is_boundary[i] || is_attached[i]) continue;
      for (const std::uint32_t document : resources_[i].documents) {
        result_.documents[document].kind = PolicyKind::kBoundary;
      }
    }
  }

 private:
  bool IsUnconditional(std::uint32_t document) const {
    return result_.documents[document].path.find("Fn::If[") == std::string::npos;
  }

  void Own(const IamResource& principal, Identity& identity) const {
    for (const std::uint32_t document : principal.documents) {
      if (!IsUnconditional(document)) continue;
      const bool is_trust = result_.documents[document].kind == PolicyKind::kTrust;
      AddOnce(is_trust ? identity.trust : identity.attached, document);
    }
  }

  // Whether a node names a resource: by Ref, by its ARN, by the name it is given, or alone in an Fn::Sub.
  bool RefersTo(NodeId node, const IamResource& resource) const {
    const std::string_view id = std::string_view(resource.id).substr(resource.id.rfind('/') + 1);
    const auto members = view_.Members(node);
    if (members.size() == 1) {
      const std::string_view function = view_.Text(members[0].first);
      const NodeId argument = members[0].second;
      if (function == "Ref") return view_.Text(argument) == id;
      if (function == "Fn::Sub") return view_.Text(argument) == "${" + std::string(id) + "}";
      if (function != "Fn::GetAtt") return false;
      const std::vector<NodeId> list = view_.Elements(argument);
      const std::string_view text = list.empty() ? view_.Text(argument) : view_.Text(list[0]);
      return text.substr(0, text.find('.')) == id;
    }
    const std::string_view name = view_.Text(node);
    if (name.empty()) return false;
    for (const std::string_view property : {"RoleName", "UserName", "GroupName"}) {
      const NodeId given = view_.Find(resource.properties, property);
      if (given != kNone && IsPrincipal(resource.type) && view_.Text(given) == name) return true;
    }
    return false;
  }

  bool AnyRefersTo(NodeId properties, std::string_view property, const IamResource& resource) const {
    const NodeId list = view_.Find(properties, property);
    if (list == kNone) return false;
    if (!view_.IsList(list)) return RefersTo(list, resource);
    const std::vector<NodeId> elements = view_.Elements(list);
    return std::any_of(elements.begin(), elements.end(), [&](NodeId element) { return RefersTo(element, resource); });
  }

  // Policies as resources of their own.
  void Attached(const IamResource& principal, Identity& identity, std::vector<bool>& is_attached) const {
    const bool is_role = principal.type == kRole;
    const bool is_user = principal.type == kUser;
    const std::string_view list = is_role ? "Roles" : is_user ? "Users" : "Groups";
    const std::string_view name = is_role ? "RoleName" : is_user ? "UserName" : "GroupName";
    for (std::size_t i = 0; i < resources_.size(); ++i) {
      const IamResource& policy = resources_[i];
      if (IsPrincipal(policy.type)) continue;
      const bool by_policy =
          AnyRefersTo(policy.properties, list, principal) || AnyRefersTo(policy.properties, name, principal);
      const bool by_principal =
          policy.type == kManagedPolicy && AnyRefersTo(principal.properties, "ManagedPolicyArns", policy);
      if (!by_policy && !by_principal) continue;
      is_attached[i] = true;
      if (!policy.condition.empty() && policy.condition != principal.condition) continue;
      for (const std::uint32_t document : policy.documents) {
        if (IsUnconditional(document)) AddOnce(identity.attached, document);
      }
    }
  }

  void Groups(const IamResource& user, Identity& identity, std::vector<bool>& is_attached) const {
    for (const IamResource& group : resources_) {
      if (group.type != kGroup || !AnyRefersTo(user.properties, "Groups", group)) continue;
      if (!group.condition.empty() && group.condition != user.condition) continue;
      Own(group, identity);
      Attached(group, identity, is_attached);
    }
  }

  const View& view_;
  const std::vector<IamResource>& resources_;
  Extraction& result_;
};

}  // namespace

bool IsIamResource(std::string_view type) { return StartsWith(type, "AWS::IAM::") || IsPrincipal(type); }

void JoinIdentities(const View& view, const std::vector<IamResource>& resources, Extraction& result) {
  Joiner(view, resources, result).Run();
}

}  // namespace iampolicy::carriers
