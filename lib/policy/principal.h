#ifndef IAMPOLICY_LIB_POLICY_PRINCIPAL_H_
#define IAMPOLICY_LIB_POLICY_PRINCIPAL_H_

// Principal and NotPrincipal. Source: IAM User Guide, "AWS JSON policy elements: Principal".

#include <cstdint>
#include <string_view>
#include <vector>

#include "lib/policy/arn.h"
#include "lib/policy/leaf.h"

namespace iampolicy::policy {

/// The member of the Principal object; kStar: Principal is the string "*".
enum class PrincipalType : std::uint8_t { kStar, kAws, kService, kFederated, kCanonicalUser, kOther };

/// What the value of an entry names.
enum class PrincipalShape : std::uint8_t {
  kEveryone,  ///< "*", {"AWS": "*"} (also "*" below another member: everyone of that type)
  kAccount,   ///< 12 digits
  kRoot,      ///< arn:...:iam::account:root
  kUser,
  kRole,
  kSession,        ///< arn:...:sts::account:assumed-role/role/session
  kFederatedUser,  ///< arn:...:sts::account:federated-user/name
  kUniqueId,       ///< AIDA..., AROA...: what AWS stores once the user or role is gone
  kOriginAccess,   ///< arn:aws:iam::cloudfront:user/...
  kService,
  kSamlProvider,
  kOidcProvider,   ///< arn:...:oidc-provider/...
  kWebIdentity,    ///< cognito-identity.amazonaws.com, accounts.google.com, ...
  kCanonicalUser,  ///< 64 hexadecimal digits
  kUnknown,        ///< not known from the file
  kOther,          ///< fits none of these
};

struct Principal {
  PrincipalType type = PrincipalType::kAws;
  PrincipalShape shape = PrincipalShape::kOther;
  Leaf leaf;
  text::Span type_key;         ///< the member's name; empty for kStar
  std::string_view type_name;  ///< as written; "" for kStar
  std::string_view account;    ///< 12 digits, where the value names an account; else ""
  Arn arn;
};

struct Principals {
  std::vector<Principal> items;  ///< all members flattened, in order
  text::Span key;
  text::Span span;
  syntax::NodeId node = syntax::kNone;
  bool open = false;

  bool present() const { return node != syntax::kNone; }
};

/// Classifies a value by its text and member.
PrincipalShape ClassifyPrincipal(PrincipalType type, std::string_view text, const Arn& arn);

}  // namespace iampolicy::policy

#endif  // IAMPOLICY_LIB_POLICY_PRINCIPAL_H_
