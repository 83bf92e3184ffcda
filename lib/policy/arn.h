#ifndef IAMPOLICY_LIB_POLICY_ARN_H_
#define IAMPOLICY_LIB_POLICY_ARN_H_

// arn:partition:service:region:account:resource, cut at the first five colons that are not inside ${...}.
// Source: IAM User Guide, "Identify AWS resources with Amazon Resource Names (ARNs)".

#include <cstdint>
#include <string_view>

namespace iampolicy::policy {

struct Arn {
  bool present = false;      ///< the text starts with "arn:" (that case)
  std::uint32_t fields = 0;  ///< fields written, "arn" included: 6 for a whole ARN
  std::string_view partition, service, region, account, resource;  ///< views into the text; "" where not written
};

/// Never fails. The resource keeps its colons.
Arn ParseArn(std::string_view text);

/// Whether the text is a 12-digit account id.
bool IsAccountId(std::string_view text);

}  // namespace iampolicy::policy

#endif  // IAMPOLICY_LIB_POLICY_ARN_H_
