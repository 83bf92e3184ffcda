// Pairs the policies of a plan before and after the change, and asks what each pair changes.

#include <iampolicy/changes.h>

#include <map>
#include <tuple>
#include <utility>

namespace iampolicy {
inline namespace v0 {
namespace {

struct Pair {
  const ExtractedPolicy* before = nullptr;
  const ExtractedPolicy* after = nullptr;
};

using Key = std::tuple<std::string_view, std::string_view, std::string_view>;  // file, owner, path

std::map<Key, Pair> PairsOf(std::span<const ExtractedFile> files) {
  std::map<Key, Pair> pairs;
  for (const ExtractedFile& file : files) {
    for (const ExtractedPolicy& policy : file.policies) {
      Pair& pair = pairs[{file.file, policy.owner, policy.path}];
      (policy.before_change ? pair.before : pair.after) = &policy;
    }
  }
  return pairs;
}

// The whole document is one value that is not known.
bool IsUnknown(const ExtractedPolicy* policy) {
  return policy != nullptr && policy->document.starts_with(R"({"$unknown":)");
}

PolicyText TextOf(const ExtractedPolicy* policy, PolicyKind kind) {
  constexpr std::string_view kNothing = R"({"Version":"2012-10-17","Statement":[]})";
  PolicyText text{.kind = kind, .text = policy == nullptr ? kNothing : std::string_view(policy->document)};
  text.has_notation = true;
  return text;
}

}  // namespace

std::vector<PolicyChange> DiffChanges(std::span<const ExtractedFile> files, const CheckOptions& options) {
  std::vector<PolicyChange> changes;
  for (const auto& [key, pair] : PairsOf(files)) {
    const bool is_both = pair.before != nullptr && pair.after != nullptr;
    if (is_both && pair.before->document == pair.after->document) continue;
    PolicyChange change;
    change.what = is_both                  ? PolicyChange::What::kChanged
                  : pair.before == nullptr ? PolicyChange::What::kCreated
                                           : PolicyChange::What::kDeleted;
    change.file = std::get<0>(key);
    change.owner = std::get<1>(key);
    change.path = std::get<2>(key);
    change.kind = (pair.after != nullptr ? pair.after : pair.before)->kind;
    change.diff = IsUnknown(pair.before) || IsUnknown(pair.after)
                      ? Result<AccessDiff>(Error{"the document is not known before the plan is applied"})
                      : DiffAccess(TextOf(pair.before, change.kind), TextOf(pair.after, change.kind), options);
    changes.push_back(std::move(change));
  }
  return changes;
}

}  // namespace v0
}  // namespace iampolicy
