#ifndef IAMPOLICY_LIB_ACCESS_SPOKEN_H_
#define IAMPOLICY_LIB_ACCESS_SPOKEN_H_

// What a statement plainly says, without a search: which known actions it speaks of, whether it is total, whether it
// surely takes something. Cheap answers to go before exact ones.

#include <functional>
#include <string_view>

#include "lib/catalog/catalog.h"
#include "lib/policy/policy.h"

namespace iampolicy::access {

catalog::Ids EverythingOf(const catalog::Catalog& catalog);

/// The known actions of a statement: those it may speak of, and those it surely does.
struct Spoken {
  catalog::Ids may, must;
};
Spoken SpokenOf(const policy::Statement& statement, const catalog::Catalog& catalog);

/// Catalog::Expand() that remembers: the same texts stand in many policies. The answer is valid as long as the policies
/// that are asked about.
using ExpandAction = std::function<const catalog::Ids&(std::string_view)>;
Spoken SpokenOf(const policy::Statement& statement, const catalog::Catalog& catalog, const ExpandAction& expand);

/// A Deny that takes every request of its actions.
bool IsTotal(const policy::Statement& statement);

/// Without conditions, and takes some resource and some principal: some request, whatever holes hold.
bool IsPlain(const policy::Policy& policy, const policy::Statement& statement);

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_SPOKEN_H_
