// See caller.h. A caller of AWS is a chain (its account, its role, its session); an entry names a member of the chain
// and so everyone below it. How near the named member is to the caller is the grade.

#include "lib/policy/caller.h"

#include <algorithm>
#include <cstddef>

#include "lib/policy/arn.h"
#include "lib/text/utf8.h"

namespace iampolicy::policy {
namespace {

using text::Truth;

std::string_view LastSegment(std::string_view path) { return path.substr(path.rfind('/') + 1); }

/// The part of a session's ARN that is the role's name.
std::string_view RoleOfSession(std::string_view resource) {
  resource.remove_prefix(std::string_view("assumed-role/").size());
  return resource.substr(0, resource.find('/'));
}

CallerKind KindOf(PrincipalShape shape) {
  switch (shape) {
    case PrincipalShape::kRoot:
      return CallerKind::kRoot;
    case PrincipalShape::kUser:
      return CallerKind::kUser;
    case PrincipalShape::kRole:
      return CallerKind::kRole;
    case PrincipalShape::kSession:
      return CallerKind::kSession;
    case PrincipalShape::kFederatedUser:
      return CallerKind::kFederatedUser;
    case PrincipalShape::kSamlProvider:
    case PrincipalShape::kOidcProvider:
      return CallerKind::kProvider;
    default:
      return CallerKind::kOther;
  }
}

// A host name is a service of AWS or a web identity provider.
CallerKind KindOfHost(std::string_view host) {
  if (ClassifyPrincipal(PrincipalType::kService, host, Arn()) != PrincipalShape::kService) return CallerKind::kOther;
  const bool is_service =
      host.find(".amazonaws.") != std::string_view::npos && host != "cognito-identity.amazonaws.com";
  return is_service ? CallerKind::kService : CallerKind::kProvider;
}

/// The grade of an entry that is fully known; kNone where it does not name the caller.
Grade GradeOf(const Principal& entry, const Caller& caller) {
  const std::string_view text = entry.leaf.text;
  switch (entry.shape) {
    case PrincipalShape::kEveryone:
      if (entry.type == PrincipalType::kStar || entry.type == PrincipalType::kAws) return Grade::kWild;
      if (entry.type == PrincipalType::kService)
        return caller.kind == CallerKind::kService ? Grade::kWild : Grade::kNone;
      if (entry.type == PrincipalType::kFederated) {
        return caller.kind == CallerKind::kProvider ? Grade::kWild : Grade::kNone;
      }
      return Grade::kNone;
    case PrincipalShape::kAccount:
    case PrincipalShape::kRoot:
      return caller.has_identity() && caller.account == entry.account ? Grade::kAccount : Grade::kNone;
    case PrincipalShape::kRole:
      if (caller.kind == CallerKind::kRole) return caller.text == text ? Grade::kRole : Grade::kNone;
      return caller.kind == CallerKind::kSession && caller.account == entry.arn.account &&
                     caller.partition == entry.arn.partition && caller.name == LastSegment(entry.arn.resource)
                 ? Grade::kRole
                 : Grade::kNone;
    case PrincipalShape::kUser:
      if (caller.kind == CallerKind::kFederatedUser) {
        return caller.account == entry.arn.account && caller.partition == entry.arn.partition &&
                       caller.name == LastSegment(entry.arn.resource)
                   ? Grade::kFederatedUser
                   : Grade::kNone;
      }
      return caller.text == text ? Grade::kDirect : Grade::kNone;
    case PrincipalShape::kService:
      return caller.kind == CallerKind::kService && caller.text == text ? Grade::kDirect : Grade::kNone;
    case PrincipalShape::kSamlProvider:
    case PrincipalShape::kOidcProvider:
    case PrincipalShape::kWebIdentity:
      return caller.kind == CallerKind::kProvider && caller.text == text ? Grade::kDirect : Grade::kNone;
    case PrincipalShape::kSession:
    case PrincipalShape::kFederatedUser:
    case PrincipalShape::kUniqueId:
    case PrincipalShape::kOriginAccess:
    case PrincipalShape::kCanonicalUser:
      return caller.text == text ? Grade::kDirect : Grade::kNone;
    case PrincipalShape::kUnknown:
    case PrincipalShape::kOther:
      break;
  }
  return Grade::kNone;
}

/// Whether an entry of the type can name a caller of the kind at all.
bool IsOfType(PrincipalType type, CallerKind kind) {
  if (type == PrincipalType::kService) return kind == CallerKind::kService;
  if (type == PrincipalType::kFederated) return kind == CallerKind::kProvider;
  return kind != CallerKind::kService && kind != CallerKind::kProvider && kind != CallerKind::kAnonymous;
}

/// The strongest grade that an entry with a hole may have. Only what may be `*` reaches callers of other types; where
/// the account is written, other accounts are out.
Grade MostOf(const Principal& entry, const Caller& caller, const text::Sources& sources) {
  const bool is_of_type = IsOfType(entry.type, caller.kind);
  if (entry.leaf.unknown && !entry.leaf.text.empty()) {
    const text::Shape& shape = sources.hole(text::DecodeUtf8(entry.leaf.text, 0).value).shape;
    const bool may_be_star = shape.kind == text::Shape::Kind::kAny && shape.may_hold_wildcard;
    if (may_be_star && entry.type == PrincipalType::kAws) return Grade::kWild;
    if (!is_of_type) return Grade::kNone;
    return shape.kind == text::Shape::Kind::kAccount ? Grade::kAccount : Grade::kDirect;
  }
  if (!is_of_type) return Grade::kNone;
  if (IsAccountId(entry.arn.account) && entry.arn.account != caller.account) return Grade::kNone;
  if (entry.arn.present && entry.arn.resource == "root") return Grade::kAccount;
  return Grade::kDirect;
}

/// Whether the list names a member of the caller's chain by itself: a grade of `from` at least, by an entry that stands
/// for that member (not for one above or below it).
template <class Names>
Truth Lists(const Principals& list, const Caller& caller, const text::Sources& sources, Names names) {
  Truth listed = text::ToTruth(false);
  for (const Principal& entry : list.items) {
    if (entry.leaf.has_hole) {
      if (MostOf(entry, caller, sources) != Grade::kNone) listed = Or(listed, Truth::kUnknown);
    } else {
      const Grade grade = GradeOf(entry, caller);
      if (grade == Grade::kWild || names(grade)) return Truth::kTrue;
    }
  }
  return list.open ? Or(listed, Truth::kUnknown) : listed;
}

}  // namespace

bool Caller::is_service_linked() const {
  return kind == CallerKind::kRole && text.find(":role/aws-service-role/") != std::string_view::npos;
}

Caller ParseCaller(const Request& request) {
  Caller caller;
  caller.text = request.principal;
  caller.account = request.account;
  if (caller.text == "anonymous" || caller.text == "*") {
    caller.kind = CallerKind::kAnonymous;
    return caller;
  }
  const Arn arn = ParseArn(caller.text);
  if (!arn.present) {
    caller.kind = KindOfHost(caller.text);
    return caller;
  }
  caller.kind = KindOf(ClassifyPrincipal(PrincipalType::kAws, caller.text, arn));
  caller.partition = arn.partition;
  if (caller.has_identity() && caller.account.empty()) caller.account = arn.account;
  caller.name = caller.kind == CallerKind::kSession ? RoleOfSession(arn.resource) : LastSegment(arn.resource);
  return caller;
}

Named NamedBy(const Principals& principals, const Caller& caller, const text::Sources& sources) {
  Named named;
  for (const Principal& entry : principals.items) {
    if (entry.leaf.has_hole) {
      named.most = std::max(named.most, MostOf(entry, caller, sources));
    } else {
      named.grade = std::max(named.grade, GradeOf(entry, caller));
    }
  }
  if (principals.open) named.most = Grade::kWild;
  named.most = std::max(named.most, named.grade);
  return named;
}

Truth IsExempt(const Principals& not_principals, const Caller& caller, const text::Sources& sources) {
  const auto is_direct = [](Grade grade) { return grade == Grade::kDirect; };
  const auto is_role = [](Grade grade) { return grade == Grade::kRole; };
  const auto is_account = [](Grade grade) { return grade == Grade::kAccount; };
  const auto lists = [&](auto names) { return Lists(not_principals, caller, sources, names); };
  switch (caller.kind) {
    case CallerKind::kRoot:
      return lists(is_account);
    case CallerKind::kRole:
      return And(lists(is_account), lists(is_role));
    case CallerKind::kSession:
      return And(And(lists(is_account), lists(is_role)), lists(is_direct));
    case CallerKind::kUser:
    case CallerKind::kFederatedUser:  // the federating user cannot be told from the session and is no member
      return And(lists(is_account), lists(is_direct));
    case CallerKind::kAnonymous:
    case CallerKind::kService:
    case CallerKind::kProvider:
    case CallerKind::kOther:
      return lists(is_direct);
  }
  return Truth::kUnknown;
}

}  // namespace iampolicy::policy
