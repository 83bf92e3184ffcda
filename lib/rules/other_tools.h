#ifndef IAMPOLICY_LIB_RULES_OTHER_TOOLS_H_
#define IAMPOLICY_LIB_RULES_OTHER_TOOLS_H_

// Ids of other tools that no rule has among its aliases: one id that stands for many checks, each of which a rule has;
// and codes that the tool itself no longer reports. tests/peers holds the first to corpus/peer-checks.json.

#include <span>
#include <string_view>

namespace iampolicy::rules {

/// One id of another tool for what are several rules here.
struct Umbrella {
  std::string_view id;                      ///< "<tool>:<id>"
  std::span<const std::string_view> parts;  ///< aliases of rules
};
std::span<const Umbrella> Umbrellas();

/// A code that is reported no more. Source: the check reference of Access Analyzer, editions of 2023 and 2026.
struct RetiredCode {
  std::string_view id;       ///< "<tool>:<id>"
  std::string_view summary;  ///< what it was reported of
  std::string_view why;      ///< why it is no more
};
std::span<const RetiredCode> RetiredCodes();

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_OTHER_TOOLS_H_
