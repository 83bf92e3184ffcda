// Principals of trust policies: what a provider's tokens must say, and sessions of roles that are trusted anyway.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "lib/rules/fields.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"
#include "lib/text/utf8.h"

namespace iampolicy::rules {
namespace {

using policy::Principal;
using policy::PrincipalShape;
using text::ToTruth;

constexpr std::string_view kProvider = "oidc-provider/";

/// What the condition keys of an OIDC provider start with; "" for other principals.
std::string_view ProviderOf(const Principal& principal) {
  if (principal.shape == PrincipalShape::kWebIdentity) return principal.leaf.text;
  if (principal.shape != PrincipalShape::kOidcProvider) return {};
  const std::string_view resource = principal.arn.resource;
  return resource.starts_with(kProvider) ? resource.substr(kProvider.size()) : std::string_view();
}

bool IsKeyOf(std::string_view provider, std::string_view key) {
  return key.size() > provider.size() && key[provider.size()] == ':' &&
         text::EqualIgnoringCase(key.substr(0, provider.size()), provider);
}

Truth IsOidcProvider(Study&, const Subject& subject, Argument) {
  if (subject.principal->leaf.unknown) return Truth::kUnknown;
  return ToTruth(!ProviderOf(*subject.principal).empty());
}

Truth ProviderIsConditioned(Study&, const Subject& subject, Argument) {
  const std::string_view provider = ProviderOf(*subject.principal);
  if (subject.principal->leaf.has_hole) return Truth::kUnknown;
  const policy::Conditions& conditions = subject.statement->conditions;
  Truth any = conditions.open || subject.statement->may_hold_more ? Truth::kUnknown : Truth::kFalse;
  for (const policy::Condition& condition : conditions.items) {
    const Truth one = condition.key.has_hole ? Truth::kUnknown : ToTruth(IsKeyOf(provider, condition.key.text));
    any = text::Or(any, one);
  }
  return any;
}

std::string FillProvider(Study& study, const Subject& subject, Argument, std::string_view) {
  return Shown(ProviderOf(*subject.principal), study.sources());
}

/// The role of a session ARN, "assumed-role/NAME/SESSION"; "" where it is none.
std::string_view RoleOfSession(const Principal& principal) {
  constexpr std::string_view kSession = "assumed-role/";
  std::string_view rest = principal.arn.resource;
  const bool is_session = principal.arn.present && rest.starts_with(kSession) &&
                          (principal.arn.service == "sts" || principal.arn.service == "iam");
  if (!is_session) return {};
  rest.remove_prefix(kSession.size());
  const std::size_t slash = rest.find('/');
  return slash == std::string_view::npos ? std::string_view() : rest.substr(0, slash);
}

/// The name of a role, its path left out: sessions do not have it.
std::string_view NameOfRole(const Principal& principal) {
  if (principal.shape != PrincipalShape::kRole) return {};
  const std::string_view resource = principal.arn.resource;
  return resource.substr(resource.rfind('/') + 1);
}

const Principal* ListedRole(const Subject& subject) {
  const std::string_view role = RoleOfSession(*subject.principal);
  if (role.empty() || subject.negated) return nullptr;
  for (const Principal& other : subject.statement->principals.items) {
    if (NameOfRole(other) == role && other.arn.account == subject.principal->arn.account) return &other;
  }
  return nullptr;
}

Truth IsSessionOfListedRole(Study&, const Subject& subject, Argument) {
  if (subject.principal->leaf.has_hole) return Truth::kFalse;
  return ToTruth(ListedRole(subject) != nullptr);
}

std::string FillRole(Study& study, const Subject& subject, Argument, std::string_view) {
  const Principal* role = ListedRole(subject);
  return role == nullptr ? "" : "`" + Shown(role->leaf.text, study.sources()) + "`";
}

void RoleSite(Study&, const Subject& subject, Argument, std::vector<Site>& out) {
  if (const Principal* role = ListedRole(subject)) {
    out.push_back({subject.policy, role->leaf.node, role->leaf.span, "the role itself"});
  }
}

constexpr std::string_view kProviderFills[] = {"provider"};
constexpr std::string_view kRoleFills[] = {"role"};
constexpr SubjectKinds kOfPrincipal = Bit(SubjectKind::kPrincipal);

constexpr Predicate kTable[] = {
    {.name = "is_oidc_provider",
     .doc = "The principal is an OIDC provider: its ARN, or the host of a built-in one.",
     .subjects = kOfPrincipal,
     .fills = kProviderFills,
     .test = IsOidcProvider,
     .fill = FillProvider},
    {.name = "provider_is_conditioned",
     .doc = "A condition key of the statement is one of the OIDC provider's.",
     .subjects = kOfPrincipal,
     .fills = kProviderFills,
     .test = ProviderIsConditioned,
     .fill = FillProvider},
    {.name = "session_of_listed_role",
     .doc = "The principal is a session of a role that the same list names.",
     .subjects = kOfPrincipal,
     .fills = kRoleFills,
     .test = IsSessionOfListedRole,
     .fill = FillRole,
     .sites = RoleSite},
};

}  // namespace

std::span<const Predicate> ProviderPredicates() { return kTable; }

}  // namespace iampolicy::rules
