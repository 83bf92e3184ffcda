// Any bytes as two policies, cut at the first line end: every answer comes, is the same twice, and obeys what holds of
// any comparison; a request that refutes convinces the evaluation too. The first byte chooses the kind.

#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <iampolicy/access.h>
#include <iampolicy/compare.h>

namespace {

using iampolicy::CheckResult;
using iampolicy::PolicyKind;
using iampolicy::PolicyText;
using iampolicy::Verdict;

void Require(bool holds) {
  if (!holds) std::abort();
}

/// Whether the policy lets the request through, as one of the caller's or, to a caller of another account whose own
/// policies allow everything, as one of the resource. Where that is left open, `otherwise`.
bool Allows(const PolicyText& policy, iampolicy::Request request, bool otherwise) {
  constexpr std::string_view kAll = R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})";
  if (request.principal.empty()) request.principal = "arn:aws:iam::111122223333:user/u";
  if (request.account.empty() && request.principal.starts_with("arn:aws:iam::111122223333:")) {
    request.account = "111122223333";
  }
  std::vector<PolicyText> policies = {policy};
  if (policy.kind == PolicyKind::kResource) {
    policies.push_back({PolicyKind::kIdentity, kAll});
    policies.push_back({PolicyKind::kSession, kAll});
    request.resource_account = "999988887777";
  } else {
    request.resource_account = request.account;
  }
  const auto decision = iampolicy::Evaluate(policies, request);
  return decision.ok() ? decision->outcome == iampolicy::Outcome::kAllowed : otherwise;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  if (text.empty()) return 0;
  const PolicyKind kind = text.front() == 'r' ? PolicyKind::kResource : PolicyKind::kIdentity;
  text.remove_prefix(1);
  const std::size_t line = text.find('\n');
  const PolicyText existing{.kind = kind, .text = text.substr(0, line)};
  const PolicyText candidate{.kind = kind, .text = line == text.npos ? text : text.substr(line + 1)};

  const auto result = CheckNoNewAccess(existing, candidate);
  if (!result) {
    Require(!result.error().message.empty());
    return 0;
  }
  Require(ToJson(*result) == ToJson(*CheckNoNewAccess(existing, candidate)));
  Require(!ToText(*result).empty());
  Require((result->verdict == Verdict::kFail) == result->witness.has_value());
  // A request that was found and not confirmed would be a mistake of ours.
  Require(result->message.find("confirmed") == std::string::npos);

  if (result->witness) {
    Require(Allows(candidate, *result->witness, true));
    Require(!Allows(existing, *result->witness, false));
  }

  // What is within itself; what allows less than it did.
  Require(CheckNoNewAccess(candidate, candidate)->verdict != Verdict::kFail);
  const auto equivalent = CheckEquivalent(existing, candidate);
  Require(result->verdict != Verdict::kFail || equivalent->verdict == Verdict::kFail);
  Require(equivalent->verdict != Verdict::kPass || result->verdict == Verdict::kPass);

  const auto diff = DiffAccess(existing, candidate);
  Require(diff.ok() && !ToText(*diff).empty() && !ToMarkdown(*diff).empty() && !ToJson(*diff).empty());
  if (equivalent->verdict != Verdict::kUnknown) Require(diff->changes.empty() == diff->equivalent);
  Require(diff->equivalent == (equivalent->verdict == Verdict::kPass));
  if (kind == PolicyKind::kResource) Require(CheckNoPublicAccess(candidate, "AWS::S3::Bucket").ok());
  Require(CheckAccessNotGranted(candidate, {{"s3:GetObject"}, {}}).ok());
  return 0;
}
