#ifndef IAMPOLICY_LIB_RULE_INFO_H_
#define IAMPOLICY_LIB_RULE_INFO_H_

// What can be said of a compiled rule without running it: for lists, tables and explanations.

#include <iampolicy/rules.h>

#include <string>
#include <vector>

#include "lib/rules/pack.h"

namespace iampolicy {
inline namespace v0 {

RuleInfo InfoOf(const rules::RuleView& rule);

std::vector<std::string> Strings(const rules::Argument& texts);

}  // namespace v0
}  // namespace iampolicy

#endif  // IAMPOLICY_LIB_RULE_INFO_H_
