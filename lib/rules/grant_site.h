#ifndef IAMPOLICY_LIB_RULES_GRANT_SITE_H_
#define IAMPOLICY_LIB_RULES_GRANT_SITE_H_

// Where a statement grants an action, and on what: the places that explain a finding about access.

#include <string_view>

#include "lib/policy/policy.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"

namespace iampolicy::rules {

/// The entry of Action that takes the action in; the statement where there is none (NotAction). Its message says on
/// which resources, of those written there that the action can work on.
Site GrantSite(Study& study, const policy::Policy& policy, const policy::Statement& statement, std::string_view action);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_GRANT_SITE_H_
