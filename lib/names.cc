// Spellings of the public enumerations, in one place.

#include <iampolicy/access.h>
#include <iampolicy/compare.h>
#include <iampolicy/report.h>
#include <iampolicy/types.h>

#include <array>
#include <cstddef>

namespace iampolicy {
inline namespace v0 {
namespace {

constexpr std::array<std::string_view, 9> kKinds = {"",      "identity", "boundary", "session", "resource",
                                                    "trust", "scp",      "rcp",      "endpoint"};

}  // namespace

std::string_view Name(PolicyKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

std::string_view PolicyTypeName(PolicyKind kind) {
  switch (kind) {
    case PolicyKind::kUnknown:
      return "";
    case PolicyKind::kIdentity:
    case PolicyKind::kBoundary:
    case PolicyKind::kSession:
      return "IDENTITY_POLICY";
    case PolicyKind::kResource:
    case PolicyKind::kTrust:
    case PolicyKind::kEndpoint:
      return "RESOURCE_POLICY";
    case PolicyKind::kScp:
      return "SERVICE_CONTROL_POLICY";
    case PolicyKind::kRcp:
      return "RESOURCE_CONTROL_POLICY";
  }
  return "";
}

PolicyKind PolicyKindFromName(std::string_view name) {
  for (std::size_t i = 1; i < kKinds.size(); ++i) {
    if (name == kKinds[i]) return static_cast<PolicyKind>(i);
  }
  for (const PolicyKind kind : {PolicyKind::kIdentity, PolicyKind::kResource, PolicyKind::kScp, PolicyKind::kRcp}) {
    if (name == PolicyTypeName(kind)) return kind;
  }
  return PolicyKind::kUnknown;
}

std::string_view Name(FindingClass value) {
  constexpr std::array<std::string_view, 5> kNames = {"invalid", "ineffective", "security", "quota", "style"};
  return kNames[static_cast<std::size_t>(value)];
}

std::string_view Name(Severity value) {
  constexpr std::array<std::string_view, 3> kNames = {"note", "warning", "error"};
  return kNames[static_cast<std::size_t>(value)];
}

std::string_view Name(Certainty value) { return value == Certainty::kCertain ? "certain" : "possible"; }

std::string_view Name(FixSafety value) {
  constexpr std::array<std::string_view, 3> kNames = {"equivalent", "narrowing", "suggestion"};
  return kNames[static_cast<std::size_t>(value)];
}

std::string_view Name(Reach reach) {
  constexpr std::array<std::string_view, 7> kNames = {"none",    "exact",   "prefix",    "type",
                                                      "service", "account", "everything"};
  return kNames[static_cast<std::size_t>(reach)];
}

std::string_view Name(Audience audience) {
  constexpr std::array<std::string_view, 7> kNames = {"none",      "named",        "account", "service",
                                                      "federated", "organization", "everyone"};
  return kNames[static_cast<std::size_t>(audience)];
}

std::string_view Name(Outcome outcome) {
  constexpr std::array<std::string_view, 3> kNames = {"IMPLICIT_DENY", "ALLOWED", "EXPLICIT_DENY"};
  return kNames[static_cast<std::size_t>(outcome)];
}

std::string_view Name(Verdict verdict) {
  constexpr std::array<std::string_view, 3> kNames = {"PASS", "FAIL", "UNKNOWN"};
  return kNames[static_cast<std::size_t>(verdict)];
}

}  // namespace v0
}  // namespace iampolicy
