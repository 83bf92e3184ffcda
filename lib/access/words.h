#ifndef IAMPOLICY_LIB_ACCESS_WORDS_H_
#define IAMPOLICY_LIB_ACCESS_WORDS_H_

// Parts of a statement in words, for people who review a change.

#include <string>
#include <vector>

#include "lib/policy/policy.h"

namespace iampolicy::access {

/// "aws:SourceIp is in 10.0.0.0/8", "aws:PrincipalTag/team is not red or is absent".
std::string InWords(const policy::Condition& condition);

/// Each with a pattern or "all but ..." of a complement; "the resource itself" where a resource policy names none.
std::vector<std::string> ResourcesInWords(const policy::Statement& statement);
/// "everyone", "account 111122223333", an ARN, "all but ..."; empty where the statement names none.
std::vector<std::string> PrincipalsInWords(const policy::Statement& statement);
std::vector<std::string> ConditionsInWords(const policy::Statement& statement);

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_WORDS_H_
