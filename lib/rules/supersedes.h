#ifndef IAMPOLICY_LIB_RULES_SUPERSEDES_H_
#define IAMPOLICY_LIB_RULES_SUPERSEDES_H_

// Whether the rules that rules take in exist, and none takes in itself.

#include <span>
#include <string_view>

#include "lib/rules/json.h"
#include "lib/rules/pack.h"

namespace iampolicy::rules {

/// A rule with its id, in its file.
struct RuleSource {
  std::string_view id;
  Json rule;
};

/// Reports globs of `supersedes` that name neither one of the rules nor one of `known`, and rules that, by their full
/// names, take in one another or themselves: nothing would be left of what they find. Globs may meet the rule itself.
void CheckSupersedes(const PackView& known, std::span<const RuleSource> rules, Diagnostics& diagnostics);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_SUPERSEDES_H_
