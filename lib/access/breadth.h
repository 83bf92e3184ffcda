#ifndef IAMPOLICY_LIB_ACCESS_BREADTH_H_
#define IAMPOLICY_LIB_ACCESS_BREADTH_H_

// How broad a policy is: actions, levels, reach of resources, audience, conditions. Counted over the catalogue, without
// a search: a Deny counts where it refuses its actions to everyone, on everything, in any context. So the numbers err
// on the side of too much.

#include <span>
#include <vector>

#include <iampolicy/report.h>

#include "lib/catalog/catalog.h"
#include "lib/policy/policy.h"
#include "lib/text/sources.h"
#include "lib/text/truth.h"

namespace iampolicy::access {

struct PolicyBreadth {
  Breadth policy;
  std::vector<Breadth> statements;  ///< all zero for a Deny
  catalog::Ids refused;             ///< RefusedActions()
};

/// The documented actions that a statement names: those of Action, or all but those of NotAction. Parts not known from
/// the file name none.
catalog::Ids NamedActions(const policy::Statement& statement, const catalog::Catalog& catalog);

/// `names`: NamedActions() of each statement, where the caller has them. Some microseconds for a usual policy.
///
/// Reach is that of the widest entry of Resource, see reach.h; NotResource reaches everything. A statement that grants
/// only actions which accept nothing but "*" reaches the account, not everything.
PolicyBreadth BreadthOf(const policy::Policy& policy, const catalog::Catalog& catalog, const text::Sources& sources,
                        std::span<const catalog::Ids* const> names);
PolicyBreadth BreadthOf(const policy::Policy& policy, const catalog::Catalog& catalog, const text::Sources& sources);

/// The documented actions refused to everyone, on every resource, in any context.
catalog::Ids RefusedActions(const policy::Policy& policy, const text::Sources& sources,
                            std::span<const catalog::Ids* const> names);

/// The reach of what the statement allows on its resources; kNone where it has neither Resource nor NotResource.
/// `least`: an answer below it may be too low.
Reach StatementReach(const policy::Policy& policy, const policy::Statement& statement, const catalog::Catalog& catalog,
                     Reach least = Reach::kNone);

/// Whether some condition of the statement limits it (policy/limits.h): StringLike "*" does so on a resource's tag
/// only.
text::Truth IsConditioned(const policy::Policy& policy, const policy::Statement& statement,
                          const text::Sources& sources);

/// Whom the statement's principals and conditions let in; kNone without Principal and NotPrincipal.
Audience AudienceOf(const policy::Policy& policy, const policy::Statement& statement, const text::Sources& sources);

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_BREADTH_H_
