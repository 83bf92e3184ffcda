#include "lib/carriers/terraform_identities.h"

#include <algorithm>

#include "lib/carriers/managed_policies.h"

namespace iampolicy::carriers::terraform {
namespace {

using Kind = Value::Kind;

void AddOnce(std::vector<std::uint32_t>& list, std::uint32_t document) {
  if (std::find(list.begin(), list.end(), document) == list.end()) list.push_back(document);
}

// As CloudFormation calls what has a policy attached.
std::string_view ResourceTypeOf(std::string_view kind) {
  if (kind == "role") return "AWS::IAM::Role";
  if (kind == "user") return "AWS::IAM::User";
  return kind == "group" ? "AWS::IAM::Group" : "AWS::SSO::PermissionSet";
}

}  // namespace

std::string Identities::KeyOf(std::string_view kind, Ref value) const {
  if (value->kind == Kind::kUnknown && !value->identity.empty() && value->reason.substr(0, 9) == "resource:") {
    const std::size_t dot = value->identity.rfind('.');
    return dot == std::string::npos ? "" : value->identity.substr(0, dot);
  }
  if (value->kind == Kind::kReference) return value->identity;
  if (IsString(value) && !value->text.bytes.empty()) return std::string(kind) + ":" + value->text.bytes;
  return "";
}

std::vector<std::string> Identities::KeysOf(std::string_view kind, Ref values) const {
  if (values->kind != Kind::kList) return {KeyOf(kind, values)};
  std::vector<std::string> keys;
  for (const Ref one : values->items) keys.push_back(KeyOf(kind, one));
  return keys;
}

void Identities::AddPrincipal(std::string_view kind, const std::string& id, Ref name) {
  const std::size_t index = identities_.size();
  identities_.push_back({id, {}, {}, {}, {}});
  principals_.emplace(id, index);
  if (name != nullptr && IsString(name)) principals_.emplace(KeyOf(kind, name), index);
}

void Identities::AddPolicy(const std::string& id, Ref name, Ref arn, std::uint32_t document) {
  policies_.emplace(id, document);
  if (name != nullptr && IsString(name)) policies_.emplace(KeyOf("policy-name", name), document);
  if (arn != nullptr && IsString(arn)) policies_.emplace(KeyOf("policy", arn), document);
}

void Identities::AddTrust(const std::string& principal, std::uint32_t document) {
  if (Identity* found = Find(principal)) AddOnce(found->trust, document);
}

void Identities::AddOwn(const std::string& principal, std::uint32_t document) {
  own_.emplace_back(principal, document);
}

void Identities::Attach(std::string_view kind, Ref principal, std::uint32_t document) {
  for (std::string& key : KeysOf(kind, principal)) own_.emplace_back(std::move(key), document);
}

void Identities::AttachManaged(const AttachmentRow& row, const std::string& owner, Ref principal, Ref policies) {
  for (const std::string& key : KeysOf(row.kind, principal)) AddWish(row, owner, key, policies);
}

void Identities::AttachManagedTo(const AttachmentRow& row, const std::string& principal, Ref policies) {
  AddWish(row, principal, principal, policies);
}

void Identities::AddWish(const AttachmentRow& row, const std::string& owner, const std::string& principal,
                         Ref policies) {
  if (policies->kind == Kind::kList) {
    for (const Ref one : policies->items) AddWish(row, owner, principal, one);
  } else if (!IsNull(policies)) {
    wishes_.push_back({principal, owner, policies, &row});
  }
}

void Identities::AddMembership(Ref users, Ref groups) {
  for (const std::string& user : KeysOf("user", users)) {
    for (const std::string& group : KeysOf("group", groups)) members_.emplace_back(user, group);
  }
}

Identity* Identities::Find(const std::string& principal) {
  const auto found = principals_.find(principal);
  return found == principals_.end() ? nullptr : &identities_[found->second];
}

std::optional<std::uint32_t> Identities::DocumentOf(const Wish& wish) {
  const std::string key = KeyOf(wish.row->by_name ? "policy-name" : "policy", wish.policy);
  const auto found = policies_.find(key);
  return found != policies_.end() ? std::optional(found->second) : Elsewhere(wish);
}

// A policy that AWS or somebody else keeps; said once, however many have it through one resource.
std::optional<std::uint32_t> Identities::Elsewhere(const Wish& wish) {
  const auto [known, is_new] =
      elsewhere_.try_emplace({wish.policy->span.begin, wish.owner, wish.row->is_boundary}, std::nullopt);
  if (!is_new) return known->second;
  const std::string_view file = pool_.sources().Locate(wish.policy->span).file;  // documents keep it
  const bool is_known = IsString(wish.policy) && !wish.policy->text.bytes.empty();
  const bool is_arn = is_known && wish.policy->text.bytes.find(":policy/") != std::string::npos;
  if (is_arn) {
    const Attachment attachment{
        file, wish.owner, wish.row->policies, ResourceTypeOf(wish.row->kind), wish.policy->span, wish.row->is_boundary};
    known->second = AttachByName(pool_.sources(), wish.policy->text.bytes, attachment, result_);
    return known->second;
  }
  // Of a resource that is no policy of the module nothing can be said, nor of what is no ARN.
  const bool is_open = IsUnknown(wish.policy) && !wish.policy->is_error &&
                       wish.policy->reason.find(':') != std::string::npos &&
                       wish.policy->reason.substr(0, 9) != "resource:" && wish.policy->reason.substr(0, 5) != "each:";
  if (!is_open && !(is_known && wish.row->by_name)) return std::nullopt;
  const std::string& name = is_known ? wish.policy->text.bytes : wish.policy->reason;
  const std::string what = (wish.row->is_boundary ? "permissions boundary `" : "managed policy `") + name + "`";
  result_.notes.push_back({std::string(file), wish.policy->span, what + " is not seen", what});
  return std::nullopt;
}

void Identities::Grant(const Wish& wish, std::uint32_t document) {
  (wish.row->is_boundary ? boundaries_ : attached_).insert(document);
  Identity* const identity = Find(wish.principal);
  if (identity == nullptr) return;
  AddOnce(wish.row->is_boundary ? identity->boundary : identity->attached, document);
}

// A managed policy that is nothing but a boundary grants nothing.
void Identities::BecomeBoundaries() {
  for (const std::uint32_t document : boundaries_) {
    if (attached_.count(document) == 0) result_.documents[document].kind = PolicyKind::kBoundary;
  }
}

void Identities::Finish() {
  for (const auto& [principal, document] : own_) {
    attached_.insert(document);
    if (Identity* found = Find(principal)) AddOnce(found->attached, document);
  }
  for (const Wish& wish : wishes_) {
    if (const auto document = DocumentOf(wish)) Grant(wish, *document);
  }
  for (const auto& [user, group] : members_) {
    Identity* const to = Find(user);
    const Identity* const from = Find(group);
    if (to == nullptr || from == nullptr || to == from) continue;
    for (const std::uint32_t document : from->attached) AddOnce(to->attached, document);
  }
  BecomeBoundaries();
  for (Identity& identity : identities_) {
    if (!identity.attached.empty() || !identity.boundary.empty()) result_.identities.push_back(std::move(identity));
  }
}

}  // namespace iampolicy::carriers::terraform
