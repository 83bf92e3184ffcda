#ifndef IAMPOLICY_TOOLS_IAMPOLICY_LINT_SETTINGS_H_
#define IAMPOLICY_TOOLS_IAMPOLICY_LINT_SETTINGS_H_

// Options that several subcommands share: which rules, and what kind of policy.

#include <iampolicy/rules.h>
#include <iampolicy/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tools/iampolicy-lint/arguments.h"

namespace iampolicy::command {

/// --policy-type, --kind, --resource-type.
struct KindOptions {
  std::string policy_type;
  std::string kind;
  std::string resource_type;

  void AddTo(Arguments& arguments);
  /// kUnknown where none was given. A resource type alone means the policy of such a resource.
  PolicyKind Kind() const;
};

/// Rule files as bytes; `files` views into `bytes`.
struct RuleBytes {
  std::vector<std::string> names;
  std::vector<std::string> bytes;
  std::vector<RuleFile> files;
};

/// Reads rule files and the .json files of folders; nothing where one could not be read, which was said.
std::optional<RuleBytes> ReadRules(const std::vector<std::string>& paths);

/// The built-in rules and those of the files; nothing where one of them is not usable, which was said.
std::optional<RuleSet> LoadRules(const std::vector<std::string>& paths);

using Pairs = std::vector<std::pair<std::string, std::string>>;
/// The "NAME=VALUE" values of an option; nothing where one has no `=`, which was said.
std::optional<Pairs> ToPairs(std::string_view option, const std::vector<std::string>& values);

/// "K=V" at the first `=`; nothing where there is none.
std::optional<std::pair<std::string, std::string>> SplitPair(const std::string& text);

}  // namespace iampolicy::command

#endif  // IAMPOLICY_TOOLS_IAMPOLICY_LINT_SETTINGS_H_
