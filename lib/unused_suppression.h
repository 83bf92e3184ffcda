#ifndef IAMPOLICY_LIB_UNUSED_SUPPRESSION_H_
#define IAMPOLICY_LIB_UNUSED_SUPPRESSION_H_

#include <optional>
#include <vector>

#include "lib/carriers/extraction.h"
#include "lib/rules/engine.h"
#include "lib/text/problem.h"

namespace iampolicy {
inline namespace v0 {

/// What is wrong with a suppression that silenced nothing. nullopt: what it speaks of is switched off (`by_default`:
/// rule -> on without opt-in).
std::optional<text::Problem> UnusedSuppression(const carriers::Suppression& suppression, const rules::PackView& pack,
                                               const std::vector<bool>& by_default);

}  // namespace v0
}  // namespace iampolicy

#endif  // IAMPOLICY_LIB_UNUSED_SUPPRESSION_H_
