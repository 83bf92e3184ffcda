#ifndef IAMPOLICY_CHANGES_H_
#define IAMPOLICY_CHANGES_H_

// What a Terraform plan changes, policy by policy, as access rather than text.
//
//   iampolicy::Options options{.changes = true};
//   auto changes = iampolicy::DiffChanges(iampolicy::Extract(inputs, options), {});

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <iampolicy/compare.h>
#include <iampolicy/extract.h>

namespace iampolicy {
inline namespace v0 {

/// A policy that is created, deleted or changed.
struct PolicyChange {
  enum class What : std::uint8_t { kChanged, kCreated, kDeleted };
  What what = What::kChanged;
  std::string file;
  std::string owner;
  std::string path;
  PolicyKind kind = PolicyKind::kIdentity;
  Result<AccessDiff> diff = AccessDiff{};  ///< an error: one of the two is no policy that can be compared
};
/// "changed", "created", "deleted".
std::string_view Name(PolicyChange::What what);

/// The policies of the files that are not the same before and after, by file, owner and path. A policy that is created
/// or deleted is compared with one that allows nothing. Policies that differ in text but not in access are in it, with
/// an equivalent diff.
std::vector<PolicyChange> DiffChanges(std::span<const ExtractedFile> files, const CheckOptions& options = {});

std::string ToText(std::span<const PolicyChange> changes);
/// {"changes":[{"what","file","owner","path","policyType","error","diff":{...}}]}
std::string ToJson(std::span<const PolicyChange> changes);
std::string ToMarkdown(std::span<const PolicyChange> changes);

}  // namespace v0
}  // namespace iampolicy

#endif  // IAMPOLICY_CHANGES_H_
