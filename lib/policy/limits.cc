#include "lib/policy/limits.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "lib/policy/condition_classes.h"
#include "lib/text/pattern.h"
#include "lib/text/utf8.h"

namespace iampolicy::policy {
namespace {

/// Keys that few requests carry and that the caller cannot add to a request: tags that stand on the resource or the
/// caller, a service that calls on somebody's behalf, an endpoint on the way.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
constexpr std::string_view kRareKeys[] = {"*:ResourceTag/*",    "s3:BucketTag/*",    "s3:ExistingObjectTag/*",
                                          "aws:PrincipalTag/*", "aws:CalledVia*",    "aws:SourceVpc*",
                                          "kms:ViaService",     "aws:SourceArn",     "aws:SourceAccount",
                                          "aws:SourceOrgID",    "aws:SourceOrgPaths"};

constexpr std::string_view kHowKeys[] = {"aws:CurrentTime",     "aws:EpochTime",       "aws:Referer",
                                         "aws:RequestedRegion", "aws:SecureTransport", "aws:TokenIssueTime",
                                         "aws:UserAgent"};

bool IsRare(std::string_view key) {
  return std::any_of(std::begin(kRareKeys), std::end(kRareKeys),
                     [key](std::string_view rare) { return text::MatchesGlob(rare, key, text::Case::kFold); });
}

}  // namespace

text::Truth Limits(const Policy& policy, const Condition& condition, const text::Sources& sources) {
  const text::Truth by_value = RestrictsValues(policy, condition, sources);
  if (by_value == text::Truth::kTrue || !IsRare(condition.key.text)) return by_value;
  return text::Or(by_value, ImpliesPresence(policy, condition, sources));
}

bool SaysHow(std::string_view key) {
  return std::any_of(std::begin(kHowKeys), std::end(kHowKeys),
                     [&](std::string_view how) { return text::MatchesGlob(how, key, text::Case::kFold); });
}

bool LeavesOnlyLimited(const Condition& condition) {
  const auto& values = condition.values.items;
  if (!condition.op || condition.key.has_hole || condition.values.open || values.empty()) return false;
  if (condition.op->qualifier != Qualifier::kNone || SaysHow(condition.key.text)) return false;
  const auto is_only = [&](std::string_view word) {
    return values.size() == 1 && text::FoldAscii(values[0].leaf.text) == word;
  };
  if (condition.op->family == OperatorFamily::kNull) return IsRare(condition.key.text) && is_only("true");
  if (condition.op->family == OperatorFamily::kBool) {
    return is_only("false") &&
           (condition.op->if_exists || text::EqualIgnoringCase(condition.key.text, "aws:ViaAWSService"));
  }
  return condition.op->negated && !condition.op->if_exists &&
         std::none_of(values.begin(), values.end(), [](const ConditionValue& one) { return one.leaf.text == "*"; });
}

}  // namespace iampolicy::policy
