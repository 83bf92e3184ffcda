// Principal and NotPrincipal. Source: IAM User Guide, "AWS JSON policy elements: Principal".

#include <cstddef>
#include <span>

#include "lib/policy/builder.h"
#include "lib/policy/problem_kinds.h"
#include "lib/text/utf8.h"

namespace iampolicy::policy {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;

constexpr std::string_view kTypeNames[] = {"AWS", "CanonicalUser", "Federated", "Service"};
constexpr PrincipalType kTypes[] = {PrincipalType::kAws, PrincipalType::kCanonicalUser, PrincipalType::kFederated,
                                    PrincipalType::kService};

PrincipalType TypeOf(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kTypeNames); ++i) {
    if (text::EqualIgnoringCase(name, kTypeNames[i])) return kTypes[i];
  }
  return PrincipalType::kOther;
}

bool IsTypeName(std::string_view name) {
  for (const std::string_view type : kTypeNames) {
    if (type == name) return true;
  }
  return false;
}

/// One member of the Principal object.
struct Group {
  PrincipalType type = PrincipalType::kOther;
  NodeId key = kNone;
  std::string_view name;
};

std::string_view Expected(PrincipalType type) {
  switch (type) {
    case PrincipalType::kAws:
      return "an account id, or the ARN of a root, user, role or session";
    case PrincipalType::kService:
      return "a service principal such as `ec2.amazonaws.com`";
    case PrincipalType::kFederated:
      return "the ARN of a SAML or OIDC provider, or a host name";
    case PrincipalType::kCanonicalUser:
      return "a canonical user id of 64 hexadecimal digits";
    case PrincipalType::kStar:
    case PrincipalType::kOther:
      break;
  }
  return "a principal";
}

// The form of sessions before sts had ARNs of its own; still found in policies and read like the other.
bool IsOldSession(const Arn& arn) {
  return arn.service == "iam" && IsAccountId(arn.account) && arn.resource.substr(0, 13) == "assumed-role/";
}

void CheckPrincipal(Builder& builder, const Principal& principal) {
  const Leaf& leaf = principal.leaf;
  // Identity policies and organization policies have their own, wider word for a Principal.
  if (leaf.unknown || builder.kind() == PolicyKind::kRcp || !TakesPrincipal(builder.kind())) return;
  if (RefuseVariables(builder, leaf)) return;
  const auto report = [&](std::string_view kind, std::string_view expected) {
    builder.Report(kind, leaf.node, {.got = leaf.text, .expected = expected});
  };
  if (leaf.text.empty()) {
    report(ProblemNamed("empty-principal"), Expected(principal.type));
    return;
  }
  const bool is_aws = principal.type == PrincipalType::kAws;
  if (principal.type == PrincipalType::kFederated) {
    const bool is_provider = principal.shape == PrincipalShape::kSamlProvider ||
                             principal.shape == PrincipalShape::kOidcProvider ||
                             principal.shape == PrincipalShape::kWebIdentity;
    if (!is_provider && !leaf.has_hole) report(ProblemNamed("bad-federated-principal"), Expected(principal.type));
    return;
  }
  if (leaf.text.find_first_of("*?") != std::string_view::npos) {
    if (!is_aws || leaf.text != "*") {
      report(ProblemNamed("wildcard-in-principal"),
             is_aws ? std::string_view("`*` alone, or a whole ARN") : Expected(principal.type));
    }
    return;
  }
  if (principal.shape == PrincipalShape::kOther && principal.type != PrincipalType::kOther && !leaf.has_hole &&
      !(is_aws && IsOldSession(principal.arn))) {
    report(ProblemNamed("bad-principal"), Expected(principal.type));
  }
}

std::string_view AccountOf(const Principal& principal) {
  if (principal.shape == PrincipalShape::kAccount) return principal.leaf.text;
  return IsAccountId(principal.arn.account) ? principal.arn.account : std::string_view();
}

void AddPrincipal(Builder& builder, const Group& group, NodeId node, Principals& principals) {
  Principal& principal = principals.items.emplace_back();
  principal.type = group.type;
  principal.leaf = builder.ReadLeaf(node);
  principal.type_key = builder.tree()[group.key].span;
  principal.type_name = group.name;
  if (principal.leaf.unknown) {
    principal.shape = PrincipalShape::kUnknown;
    if (builder.MayBeList(node)) principals.open = true;
    return;
  }
  principal.arn = ParseArn(principal.leaf.text);
  principal.shape = ClassifyPrincipal(principal.type, principal.leaf.text, principal.arn);
  if (principal.shape == PrincipalShape::kOther && principal.leaf.has_hole) principal.shape = PrincipalShape::kUnknown;
  principal.account = AccountOf(principal);
  CheckPrincipal(builder, principal);
}

void AddGroup(Builder& builder, const Group& group, NodeId value, Principals& principals) {
  const auto add = [&](NodeId id) {
    switch (builder.KindOf(id)) {
      case Kind::kString:
      case Kind::kUnknown:
        AddPrincipal(builder, group, id, principals);
        break;
      case Kind::kList:
        builder.ReportType(ProblemNamed("nested-list"), id, "a string");
        break;
      default:
        builder.ReportType(ProblemNamed("value-not-a-string"), id, "a string or a list of strings");
    }
  };
  if (builder.KindOf(value) != Kind::kList) {
    add(value);
  } else if (builder.tree()[value].extent == 1) {
    // Of a policy that takes no Principal that is said, which is all.
    if (TakesPrincipal(builder.kind())) {
      builder.Report(ProblemNamed("empty-principal-list"), value, {.got = group.name});
    }
  } else {
    builder.ForEachElement(value, [&](NodeId id, std::uint32_t) { add(id); });
  }
}

void BuildObject(Builder& builder, NodeId object, Principals& principals) {
  if (builder.tree()[object].extent == 1) {
    if (TakesPrincipal(builder.kind())) builder.Report(ProblemNamed("empty-principal-object"), object);
    return;
  }
  const bool judges_types = TakesPrincipal(builder.kind()) && builder.kind() != PolicyKind::kRcp;
  builder.ForEachMember(object, [&](NodeId key, NodeId value) {
    const Leaf name = builder.ReadLeaf(key);
    const Group group = {TypeOf(name.text), key, name.text};
    if (name.has_hole) {
      principals.open = true;
    } else if (judges_types && !IsTypeName(name.text)) {
      builder.ReportKey(ProblemNamed("unknown-principal-type"), key, name.text, OneOf(name.text, kTypeNames));
    }
    // Trust policies, and resources whose type is not known, may take federated principals.
    if (group.type == PrincipalType::kFederated && builder.kind() == PolicyKind::kResource &&
        !builder.policy().resource_type.empty()) {
      builder.Report(ProblemNamed("federated-principal-not-allowed"), value,
                     {.got = builder.policy().resource_type, .expected = "`AWS`, `CanonicalUser` or `Service`"});
    }
    AddGroup(builder, group, value, principals);
  });
}

void BuildString(Builder& builder, NodeId node, Principals& principals) {
  Principal& principal = principals.items.emplace_back();
  principal.leaf = builder.ReadLeaf(node);
  if (principal.leaf.text == "*") {
    principal.type = PrincipalType::kStar;
    principal.shape = PrincipalShape::kEveryone;
    return;
  }
  principal.type = PrincipalType::kOther;
  if (principal.leaf.has_hole) {
    principal.shape = PrincipalShape::kUnknown;
    return;
  }
  if (!TakesPrincipal(builder.kind()) || RefuseVariables(builder, principal.leaf)) return;
  builder.Report(ProblemNamed("bad-principal-string"), node,
                 {.got = principal.leaf.text, .expected = "`*` or an object such as `{\"AWS\": ...}`"});
}

}  // namespace

void BuildPrincipals(Builder& builder, const Member& member, Principals& principals) {
  const syntax::Tree& tree = builder.tree();
  principals.key = tree[member.key].span;
  principals.span = tree[member.value].span;
  principals.node = member.value;
  switch (builder.KindOf(member.value)) {
    case Kind::kObject:
      BuildObject(builder, member.value, principals);
      break;
    case Kind::kString:
      BuildString(builder, member.value, principals);
      break;
    case Kind::kUnknown:
      principals.open = true;
      builder.policy().has_unknowns = true;
      break;
    default:
      builder.ReportType(ProblemNamed("principal-not-an-object"), member.value, "an object or the string `*`");
  }
}

}  // namespace iampolicy::policy
