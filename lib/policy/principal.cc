// What the value of a principal entry names, told by its text alone.

#include "lib/policy/principal.h"

#include <algorithm>
#include <cstddef>

namespace iampolicy::policy {
namespace {

bool StartsWith(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

/// The text after the prefix where there is any; else "".
std::string_view After(std::string_view text, std::string_view prefix) {
  return StartsWith(text, prefix) ? text.substr(prefix.size()) : std::string_view();
}

bool IsUpperOrDigit(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

// A user's or role's unique id: AIDA or AROA and at least ten more characters.
bool IsUniqueId(std::string_view text) {
  return (StartsWith(text, "AIDA") || StartsWith(text, "AROA")) && text.size() >= 14 &&
         std::all_of(text.begin(), text.end(), IsUpperOrDigit);
}

bool IsHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// The canonical id of an account has 64 digits, that of a CloudFront origin access identity 96.
bool IsCanonicalId(std::string_view text) {
  return (text.size() == 64 || text.size() == 96) && std::all_of(text.begin(), text.end(), IsHex);
}

// The first byte of a hole in UTF-8: a value that holds one may still be an account.
bool MayHoldHole(std::string_view text) { return text.find('\xF4') != std::string_view::npos; }

bool IsHostCharacter(char c) {
  // Bytes of a hole count: what they stand for is not known.
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// A host name of at least two labels.
bool IsHostName(std::string_view text) {
  std::size_t dots = 0;
  std::size_t label = 0;
  for (const char c : text) {
    if (c == '.' && label > 0) {
      ++dots;
      label = 0;
    } else if (IsHostCharacter(c)) {
      ++label;
    } else {
      return false;
    }
  }
  return dots > 0 && label > 0;
}

PrincipalShape ClassifyArn(const Arn& arn) {
  if (!arn.present || arn.fields != 6 || arn.partition.empty() || !arn.region.empty()) return PrincipalShape::kOther;
  const std::string_view resource = arn.resource;
  if (arn.service == "iam" && arn.account == "cloudfront") {
    return After(resource, "user/").empty() ? PrincipalShape::kOther : PrincipalShape::kOriginAccess;
  }
  if (!IsAccountId(arn.account) && !MayHoldHole(arn.account)) return PrincipalShape::kOther;
  if (arn.service == "iam") {
    if (resource == "root") return PrincipalShape::kRoot;
    if (!After(resource, "user/").empty()) return PrincipalShape::kUser;
    if (!After(resource, "role/").empty()) return PrincipalShape::kRole;
    if (!After(resource, "saml-provider/").empty()) return PrincipalShape::kSamlProvider;
    if (!After(resource, "oidc-provider/").empty()) return PrincipalShape::kOidcProvider;
  } else if (arn.service == "sts") {
    const std::string_view session = After(resource, "assumed-role/");
    const std::size_t slash = session.find('/');
    if (slash != std::string_view::npos && slash > 0 && slash + 1 < session.size()) return PrincipalShape::kSession;
    if (!After(resource, "federated-user/").empty()) return PrincipalShape::kFederatedUser;
  }
  return PrincipalShape::kOther;
}

}  // namespace

PrincipalShape ClassifyPrincipal(PrincipalType type, std::string_view text, const Arn& arn) {
  if (text == "*") return PrincipalShape::kEveryone;
  if (text.find_first_of("*?") != std::string_view::npos) return PrincipalShape::kOther;
  switch (type) {
    case PrincipalType::kAws:
      if (IsAccountId(text)) return PrincipalShape::kAccount;
      if (IsUniqueId(text)) return PrincipalShape::kUniqueId;
      return ClassifyArn(arn);
    case PrincipalType::kService:
      return IsHostName(text) ? PrincipalShape::kService : PrincipalShape::kOther;
    case PrincipalType::kFederated:
      if (arn.present) return ClassifyArn(arn);
      return IsHostName(text) ? PrincipalShape::kWebIdentity : PrincipalShape::kOther;
    case PrincipalType::kCanonicalUser:
      return IsCanonicalId(text) ? PrincipalShape::kCanonicalUser : PrincipalShape::kOther;
    case PrincipalType::kStar:
    case PrincipalType::kOther:
      break;
  }
  return PrincipalShape::kOther;
}

}  // namespace iampolicy::policy
