// Any bytes as two policies, cut at the first line end: every answer comes, is the same twice, and obeys what holds of
// any comparison. The first byte chooses the kind.

#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <iampolicy/compare.h>

namespace {

using iampolicy::CheckResult;
using iampolicy::PolicyKind;
using iampolicy::PolicyText;
using iampolicy::Verdict;

void Require(bool holds) {
  if (!holds) std::abort();
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

  // What is within itself; what allows less than it did.
  Require(CheckNoNewAccess(candidate, candidate)->verdict != Verdict::kFail);
  const auto equivalent = CheckEquivalent(existing, candidate);
  Require(result->verdict != Verdict::kFail || equivalent->verdict == Verdict::kFail);
  Require(equivalent->verdict != Verdict::kPass || result->verdict == Verdict::kPass);

  const auto diff = DiffAccess(existing, candidate);
  Require(diff.ok() && !ToText(*diff).empty() && !ToMarkdown(*diff).empty() && !ToJson(*diff).empty());
  Require(diff->changes.empty() || !diff->equivalent);
  if (kind == PolicyKind::kResource) Require(CheckNoPublicAccess(candidate, "AWS::S3::Bucket").ok());
  Require(CheckAccessNotGranted(candidate, {{"s3:GetObject"}, {}}).ok());
  return 0;
}
