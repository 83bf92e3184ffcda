#ifndef IAMPOLICY_LIB_ACCESS_ONE_WAY_H_
#define IAMPOLICY_LIB_ACCESS_ONE_WAY_H_

// One direction of a difference: what one side lets through and the other does not, told by action. The actions are
// grouped by service, access level and conditions; the statements that let them through, or the Denies that alone
// refuse them, say on what and for whom; what both sides let through of the same actions says where the change ends.

#include <vector>

#include <iampolicy/compare.h>

#include "lib/access/question.h"
#include "lib/text/sources.h"

namespace iampolicy::access {

struct OneWay {
  std::vector<AccessChange> changes;  ///< by service and level; without their risk
  bool is_complete = true;            ///< false: of some actions it could not be told
};

/// What `yes` lets through and `no` does not. `sources` is that of the question.
OneWay AccessOneWay(Question& question, const text::Sources& sources, AccessChange::Direction direction,
                    const Side& yes, const Side& no, const Options& options);

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_ONE_WAY_H_
