#include "lib/carriers/terraform_identities.h"

#include <algorithm>
#include <utility>

namespace iampolicy::carriers::terraform {
namespace {

using Kind = Value::Kind;

void AddOnce(std::vector<std::uint32_t>& list, std::uint32_t document) {
  if (std::find(list.begin(), list.end(), document) == list.end()) list.push_back(document);
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

void Identities::AddPrincipal(std::string_view kind, const std::string& id, Ref name) {
  const std::size_t index = identities_.size();
  identities_.push_back({id, {}, {}, {}, {}});
  principals_.emplace(id, index);
  if (name != nullptr && IsString(name)) principals_.emplace(KeyOf(kind, name), index);
}

void Identities::AddPolicy(const std::string& id, std::uint32_t document) { policies_.emplace(id, document); }

void Identities::AddTrust(const std::string& principal, std::uint32_t document) {
  const auto found = principals_.find(principal);
  if (found != principals_.end()) AddOnce(identities_[found->second].trust, document);
}

void Identities::AddOwn(const std::string& principal, std::uint32_t document) {
  own_.emplace_back(principal, document);
}

void Identities::Attach(std::string_view kind, Ref principal, std::uint32_t document) {
  if (principal->kind == Kind::kList) {
    for (const Ref one : principal->items) Attach(kind, one, document);
    return;
  }
  own_.emplace_back(KeyOf(kind, principal), document);
}

void Identities::AttachArn(std::string_view kind, Ref principal, Ref arn, bool is_boundary) {
  if (principal->kind == Kind::kList) {
    for (const Ref one : principal->items) AttachArn(kind, one, arn, is_boundary);
    return;
  }
  AttachArnTo(KeyOf(kind, principal), arn, is_boundary);
}

void Identities::AttachArnTo(const std::string& principal, Ref arn, bool is_boundary) {
  if (arn->kind == Kind::kList) {
    for (const Ref one : arn->items) AttachArnTo(principal, one, is_boundary);
    return;
  }
  wishes_.push_back({principal, KeyOf("policy", arn), arn, is_boundary});
}

// A policy that AWS or somebody else keeps.
void Identities::NotSeen(Ref arn, const std::string& principal) {
  if (!IsString(arn) || pool_.HasHole(arn->text)) return;
  const std::string& text = arn->text.bytes;
  if (text.find(":policy/") == std::string::npos) return;
  const std::string who = principal.empty() ? "" : " to `" + principal + "`";
  result_.notes.push_back({std::string(pool_.sources().Locate(arn->span).file), arn->span,
                           "`" + text + "` is attached" + who + " and not seen"});
}

void Identities::Finish() {
  for (const auto& [principal, document] : own_) {
    const auto found = principals_.find(principal);
    if (found != principals_.end()) AddOnce(identities_[found->second].attached, document);
  }
  for (const Wish& wish : wishes_) {
    const auto found = principals_.find(wish.principal);
    const auto policy = policies_.find(wish.policy);
    if (policy == policies_.end()) NotSeen(wish.arn, wish.principal);
    if (found == principals_.end() || policy == policies_.end()) continue;
    Identity& identity = identities_[found->second];
    AddOnce(wish.is_boundary ? identity.boundary : identity.attached, policy->second);
  }
  for (Identity& identity : identities_) {
    if (!identity.attached.empty() || !identity.boundary.empty()) result_.identities.push_back(std::move(identity));
  }
}

}  // namespace iampolicy::carriers::terraform
