#include "lib/carriers/account.h"

#include <algorithm>
#include <utility>

#include "lib/carriers/documents.h"
#include "lib/carriers/managed_policies.h"

namespace iampolicy::carriers {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;
using syntax::Tree;

constexpr std::string_view kLists[] = {"UserDetailList", "GroupDetailList", "RoleDetailList"};

void AddOnce(std::vector<std::uint32_t>& list, const std::vector<std::uint32_t>& more) {
  for (const std::uint32_t one : more) {
    if (std::find(list.begin(), list.end(), one) == list.end()) list.push_back(one);
  }
}

// Visits the elements of a list by number; nothing where there is no list.
template <class Visit>
void Each(const Tree& tree, NodeId list, const Visit& visit) {
  if (list == kNone || tree[list].kind != Kind::kList) return;
  std::size_t index = 0;
  for (NodeId one = tree.First(list); one != kNone; one = tree.Next(list, one)) {
    if (tree[one].kind == Kind::kObject || tree[one].kind == Kind::kString) visit(one, index);
    ++index;
  }
}

std::string At(std::size_t index) { return "[" + std::to_string(index) + "]"; }

}  // namespace

bool IsAccount(const Tree& tree, NodeId root, const text::Sources& sources) {
  if (tree[root].kind != Kind::kObject) return false;
  return std::any_of(std::begin(kLists), std::end(kLists), [&](std::string_view name) {
    const NodeId list = tree.Member(root, name, sources);
    return list != kNone && tree[list].kind == Kind::kList;
  });
}

bool ReadAttached(text::Sources& sources, std::string_view file, const Tree& tree, NodeId root, const std::string& path,
                  Extraction& result) {
  struct Names {
    std::string_view list, arn;
  };
  constexpr Names kNames[] = {{"AttachedPolicies", "PolicyArn"}, {"AttachedManagedPolicies", "Arn"}};
  if (tree[root].kind != Kind::kObject) return false;
  bool is_any = false;
  for (const Names& names : kNames) {
    Each(tree, tree.Member(root, names.list, sources), [&](NodeId one, std::size_t index) {
      const NodeId value = tree.Member(one, names.arn, sources);
      if (value == kNone || tree[value].kind != Kind::kString) return;
      const std::string here = path + "." + std::string(names.list) + At(index) + "." + std::string(names.arn);
      AttachByName(sources, sources.Text(tree[value].text), {file, here, here, {}, tree[value].span, false}, result);
      is_any = true;
    });
  }
  return is_any;
}

std::string AccountReader::MemberText(const Tree& page, NodeId object, std::string_view name) const {
  const NodeId value = page.Member(object, name, sources_);
  if (value == kNone || page[value].kind != Kind::kString) return {};
  return std::string(sources_.Text(page[value].text));
}

AccountReader::Arn AccountReader::ArnIn(const Tree& page, NodeId object, std::string_view name,
                                        std::string path) const {
  const NodeId value = page.Member(object, name, sources_);
  if (value == kNone || page[value].kind != Kind::kString) return {};
  return {std::string(sources_.Text(page[value].text)), page[value].span, std::move(path)};
}

void AccountReader::Read(const Tree& page, NodeId root, const std::string& path, Extraction& result) {
  Principals(page, root, path, "User", result);
  Principals(page, root, path, "Group", result);
  Principals(page, root, path, "Role", result);
  Policies(page, root, path, result);
}

// `kind`: as the members of the page begin ("UserDetailList", "UserPolicyList", "UserName").
void AccountReader::Principals(const Tree& page, NodeId root, const std::string& path, std::string_view kind,
                               Extraction& result) {
  Values values(sources_);
  Documents documents(values, file_, result);
  const std::string name_of_list = std::string(kind) + "DetailList";
  const std::string type = "AWS::IAM::" + std::string(kind);
  const NodeId list = page.Member(root, name_of_list, sources_);
  Each(page, list, [&](NodeId one, std::size_t index) {
    Principal principal;
    std::string prefix(kind);
    prefix[0] = static_cast<char>(prefix[0] + ('a' - 'A'));
    principal.name = prefix + ":" + MemberText(page, one, std::string(kind) + "Name");
    const std::string here = path + "." + name_of_list + At(index);
    const NodeId trust = page.Member(one, "AssumeRolePolicyDocument", sources_);
    if (trust != kNone) {
      const std::uint32_t first = documents.count();
      documents.AddNode(page, trust,
                        {principal.name + "/trust", here + ".AssumeRolePolicyDocument", PolicyKind::kTrust,
                         "AWS::IAM::AssumeRolePolicyDocument", false});
      for (std::uint32_t i = first; i < documents.count(); ++i) principal.trust.push_back(i);
    }
    const std::string inlines = std::string(kind) + "PolicyList";
    Each(page, page.Member(one, inlines, sources_), [&](NodeId policy, std::size_t number) {
      const NodeId document = page.Member(policy, "PolicyDocument", sources_);
      if (document == kNone) return;
      const std::uint32_t first = documents.count();
      documents.AddNode(page, document,
                        {principal.name + "/inline:" + MemberText(page, policy, "PolicyName"),
                         here + "." + inlines + At(number) + ".PolicyDocument", PolicyKind::kIdentity, type, false});
      for (std::uint32_t i = first; i < documents.count(); ++i) principal.own.push_back(i);
    });
    Each(page, page.Member(one, "AttachedManagedPolicies", sources_), [&](NodeId policy, std::size_t number) {
      const std::string where = here + ".AttachedManagedPolicies" + At(number) + ".PolicyArn";
      principal.attached.push_back(ArnIn(page, policy, "PolicyArn", where));
    });
    Each(page, page.Member(one, "GroupList", sources_), [&](NodeId group, std::size_t) {
      if (page[group].kind == Kind::kString) principal.groups.emplace_back(sources_.Text(page[group].text));
    });
    const NodeId boundary = page.Member(one, "PermissionsBoundary", sources_);
    if (boundary != kNone) {
      principal.boundary = ArnIn(page, boundary, "PermissionsBoundaryArn", here + ".PermissionsBoundary");
    }
    principals_.push_back(std::move(principal));
  });
}

// Of each managed policy the default version.
void AccountReader::Policies(const Tree& page, NodeId root, const std::string& path, Extraction& result) {
  Values values(sources_);
  Documents documents(values, file_, result);
  Each(page, page.Member(root, "Policies", sources_), [&](NodeId policy, std::size_t index) {
    const std::string arn = MemberText(page, policy, "Arn");
    const std::string default_version = MemberText(page, policy, "DefaultVersionId");
    const NodeId versions = page.Member(policy, "PolicyVersionList", sources_);
    Each(page, versions, [&](NodeId version, std::size_t number) {
      const NodeId document = page.Member(version, "Document", sources_);
      const NodeId is_default = page.Member(version, "IsDefaultVersion", sources_);
      const std::string id = MemberText(page, version, "VersionId");
      const bool is_marked = is_default != kNone && sources_.Text(page[is_default].text) == "true";
      const bool is_only = page[versions].extent == page[version].extent + 1;
      if (document == kNone || !(is_marked || is_only || (is_default == kNone && id == default_version))) return;
      managed_.push_back({arn, documents.count()});
      documents.AddNode(
          page, document,
          {"policy:" + arn + "/" + id, path + ".Policies" + At(index) + ".PolicyVersionList" + At(number) + ".Document",
           PolicyKind::kIdentity, "AWS::IAM::ManagedPolicy", false});
      if (managed_.back().document == documents.count()) managed_.pop_back();
    });
  });
}

void AccountReader::Attach(const Principal& from, Identity& identity) const {
  AddOnce(identity.attached, from.own);
  for (const Arn& arn : from.attached) {
    for (const Managed& one : managed_) {
      if (one.arn == arn.text) AddOnce(identity.attached, {one.document});
    }
  }
}

// What is attached and not among the policies of the file: it was left out when the account was asked.
void AccountReader::AttachUnseen(Principal& principal, Extraction& result) {
  const auto is_seen = [this](const std::string& arn) {
    return std::any_of(managed_.begin(), managed_.end(), [&](const Managed& one) { return one.arn == arn; });
  };
  Attachment attachment{file_, principal.name, {}, {}, {}, false};
  for (const Arn& arn : principal.attached) {
    if (arn.text.empty() || is_seen(arn.text)) continue;
    attachment.path = arn.path;
    attachment.at = arn.at;
    if (const auto document = AttachByName(sources_, arn.text, attachment, result)) principal.own.push_back(*document);
  }
  const Arn& boundary = principal.boundary;
  if (boundary.text.empty() || is_seen(boundary.text)) return;
  attachment.path = boundary.path;
  attachment.at = boundary.at;
  attachment.is_boundary = true;
  if (const auto document = AttachByName(sources_, boundary.text, attachment, result)) {
    managed_.push_back({boundary.text, *document});
  }
}

void AccountReader::Join(Extraction& result) {
  for (Principal& principal : principals_) AttachUnseen(principal, result);
  for (const Principal& principal : principals_) {
    Identity identity;
    identity.name = principal.name;
    identity.trust = principal.trust;
    Attach(principal, identity);
    for (const std::string& group : principal.groups) {
      for (const Principal& one : principals_) {
        if (one.name == "group:" + group) Attach(one, identity);
      }
    }
    for (const Managed& one : managed_) {
      if (!principal.boundary.text.empty() && one.arn == principal.boundary.text) {
        identity.boundary.push_back(one.document);
      }
    }
    result.identities.push_back(std::move(identity));
  }
}

}  // namespace iampolicy::carriers
