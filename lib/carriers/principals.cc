#include "lib/carriers/principals.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace iampolicy::carriers {
namespace {

using syntax::kNone;
using syntax::NodeId;

constexpr std::string_view kRole = "AWS::IAM::Role";
constexpr std::string_view kUser = "AWS::IAM::User";
constexpr std::string_view kGroup = "AWS::IAM::Group";
constexpr std::string_view kAddition = "AWS::IAM::UserToGroupAddition";
constexpr std::string_view kManagedPolicy = "AWS::IAM::ManagedPolicy";

bool StartsWith(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

bool IsPrincipal(std::string_view type) {
  return type == kRole || type == kUser || type == kGroup || type == "AWS::Serverless::Function" ||
         type == "AWS::Serverless::StateMachine" || type == "AWS::SSO::PermissionSet";
}

void AddOnce(std::vector<std::uint32_t>& list, std::uint32_t document) {
  if (std::find(list.begin(), list.end(), document) == list.end()) list.push_back(document);
}

using Places = std::vector<std::size_t>;

/// Resources by what others may call them, so that a template of thousands of roles is joined in one pass.
class Joiner {
 public:
  Joiner(const View& view, const std::vector<IamResource>& resources, Extraction& result)
      : view_(view), resources_(resources), result_(result) {}

  void Run() {
    for (std::size_t i = 0; i < resources_.size(); ++i) Index(i);
    std::vector<bool> is_attached(resources_.size(), false);
    std::vector<bool> is_boundary(resources_.size(), false);
    for (std::size_t i = 0; i < resources_.size(); ++i) {
      if (!IsPrincipal(resources_[i].type)) {
        // Attached to something, be it in this template or not.
        for (const std::string_view list : kAttachments) {
          if (view_.Find(resources_[i].properties, list) != kNone) is_attached[i] = true;
        }
        continue;
      }
      Identity identity = One(i, is_attached, is_boundary);
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
  static constexpr std::string_view kAttachments[] = {"Roles", "Users", "Groups", "RoleName", "UserName", "GroupName"};

  static std::string LogicalId(const IamResource& resource) { return resource.id.substr(resource.id.rfind('/') + 1); }

  void Index(std::size_t place) {
    const IamResource& resource = resources_[place];
    by_name_["@" + LogicalId(resource)].push_back(place);
    if (resource.type == kAddition) {
      for (std::string& name : NamesIn(resource.properties, "Users")) additions_[std::move(name)].push_back(place);
      return;
    }
    if (!IsPrincipal(resource.type)) {
      for (const std::string_view list : kAttachments) {
        for (std::string& name : NamesIn(resource.properties, list)) attached_to_[std::move(name)].push_back(place);
      }
      return;
    }
    const std::string name = GivenName(resource);
    if (!name.empty()) by_name_[name].push_back(place);
  }

  std::string GivenName(const IamResource& resource) const {
    const std::string_view property = resource.type == kRole   ? "RoleName"
                                      : resource.type == kUser ? "UserName"
                                                               : "GroupName";
    const NodeId given = view_.Find(resource.properties, property);
    return given == kNone ? std::string() : std::string(view_.Text(given));
  }

  // What a node calls a resource: "@" and the logical id by Ref, attribute, or alone in an Fn::Sub; else its name.
  std::string NameOf(NodeId node) const {
    const auto members = view_.Members(node);
    if (members.size() != 1) return std::string(view_.Text(node));
    const std::string_view function = view_.Text(members[0].first);
    const NodeId argument = members[0].second;
    if (function == "Ref") return "@" + std::string(view_.Text(argument));
    if (function == "Fn::Sub") {
      const std::string_view text = view_.Text(argument);
      const bool is_alone = StartsWith(text, "${") && text.find('}') + 1 == text.size();
      return is_alone ? "@" + std::string(text.substr(2, text.size() - 3)) : std::string();
    }
    if (function != "Fn::GetAtt") return {};
    const std::vector<NodeId> list = view_.Elements(argument);
    const std::string_view text = list.empty() ? view_.Text(argument) : view_.Text(list[0]);
    return "@" + std::string(text.substr(0, text.find('.')));
  }

  std::vector<std::string> NamesIn(NodeId properties, std::string_view property) const {
    std::vector<std::string> names;
    const NodeId value = view_.Find(properties, property);
    if (value == kNone) return names;
    const std::vector<NodeId> nodes = view_.IsList(value) ? view_.Elements(value) : std::vector<NodeId>{value};
    for (const NodeId node : nodes) {
      std::string name = NameOf(node);
      if (!name.empty()) names.push_back(std::move(name));
    }
    return names;
  }

  // The resources of a type that a property names.
  Places Named(NodeId properties, std::string_view property, std::string_view type) const {
    Places places;
    for (const std::string& name : NamesIn(properties, property)) {
      const auto found = by_name_.find(name);
      if (found == by_name_.end()) continue;
      for (const std::size_t place : found->second) {
        if (resources_[place].type == type) places.push_back(place);
      }
    }
    return places;
  }

  Identity One(std::size_t place, std::vector<bool>& is_attached, std::vector<bool>& is_boundary) const {
    const IamResource& principal = resources_[place];
    Identity identity;
    identity.name = principal.id;
    Own(principal, identity);
    Attached(principal, principal.condition, identity, is_attached);
    if (principal.type == kUser) {
      for (const std::size_t group : GroupsOf(principal)) {
        const std::string_view condition = resources_[group].condition;
        if (!condition.empty() && condition != principal.condition) continue;
        Own(resources_[group], identity);
        Attached(resources_[group], principal.condition, identity, is_attached);
      }
    }
    for (const std::size_t policy : Named(principal.properties, "PermissionsBoundary", kManagedPolicy)) {
      is_boundary[policy] = true;
      for (const std::uint32_t document : resources_[policy].documents) AddOnce(identity.boundary, document);
    }
    return identity;
  }

  // Groups that the user names, and those that take it in by a resource of their own.
  Places GroupsOf(const IamResource& user) const {
    Places groups = Named(user.properties, "Groups", kGroup);
    for (const std::string& name : {"@" + LogicalId(user), GivenName(user)}) {
      const auto found = name.empty() ? additions_.end() : additions_.find(name);
      if (found == additions_.end()) continue;
      for (const std::size_t place : found->second) {
        const IamResource& addition = resources_[place];
        if (!addition.condition.empty() && addition.condition != user.condition) continue;
        const Places more = Named(addition.properties, "GroupName", kGroup);
        groups.insert(groups.end(), more.begin(), more.end());
      }
    }
    return groups;
  }

  bool IsUnconditional(std::uint32_t document) const {
    return result_.documents[document].path.find("Fn::If[") == std::string::npos;
  }

  void Own(const IamResource& principal, Identity& identity) const {
    for (const std::uint32_t document : principal.documents) {
      if (!IsUnconditional(document)) continue;
      const PolicyKind kind = result_.documents[document].kind;
      AddOnce(kind == PolicyKind::kTrust      ? identity.trust
              : kind == PolicyKind::kBoundary ? identity.boundary
                                              : identity.attached,
              document);
    }
  }

  // Policies as resources of their own, named by either side.
  void Attached(const IamResource& principal, std::string_view condition, Identity& identity,
                std::vector<bool>& is_attached) const {
    Places policies = Named(principal.properties, "ManagedPolicyArns", kManagedPolicy);
    for (const std::string& name : {"@" + LogicalId(principal), GivenName(principal)}) {
      const auto found = attached_to_.find(name);
      if (found != attached_to_.end()) policies.insert(policies.end(), found->second.begin(), found->second.end());
    }
    std::sort(policies.begin(), policies.end());
    for (const std::size_t place : policies) {
      is_attached[place] = true;
      const IamResource& policy = resources_[place];
      if (!policy.condition.empty() && policy.condition != condition) continue;
      for (const std::uint32_t document : policy.documents) {
        if (IsUnconditional(document)) AddOnce(identity.attached, document);
      }
    }
  }

  const View& view_;
  const std::vector<IamResource>& resources_;
  Extraction& result_;
  std::unordered_map<std::string, Places> by_name_;      // resources
  std::unordered_map<std::string, Places> attached_to_;  // policies, by the principals they name
  std::unordered_map<std::string, Places> additions_;    // to groups, by the users they name
};

}  // namespace

bool IsIamResource(std::string_view type) { return StartsWith(type, "AWS::IAM::") || IsPrincipal(type); }

void JoinIdentities(const View& view, const std::vector<IamResource>& resources, Extraction& result) {
  Joiner(view, resources, result).Run();
}

}  // namespace iampolicy::carriers
