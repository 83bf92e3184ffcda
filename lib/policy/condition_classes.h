#ifndef IAMPOLICY_LIB_POLICY_CONDITION_CLASSES_H_
#define IAMPOLICY_LIB_POLICY_CONDITION_CLASSES_H_

// All values a context key can have, cut into finitely many classes by the conditions that test it: within a class
// every condition answers the same. One evaluator (match.h) decides each representative, so there is one semantics.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "lib/policy/match.h"
#include "lib/policy/policy.h"
#include "lib/text/classes.h"

namespace iampolicy::policy {

/// A way a context key can be: absent, a single value, or a set.
struct KeyClass {
  text::Mask holds;                   ///< bit i: condition i holds
  text::Mask unknown;                 ///< bit i: it depends on a hole
  std::optional<ContextKey> example;  ///< nullopt: the key is absent
};

/// A condition and the document it stands in, which decides whether ${...} is a variable.
struct KeyTest {
  const Policy* policy;
  const Condition* condition;
};

/// Classes of one key under the conditions that test it (all of `conditions` must name the key). `multivalued`: sets of
/// values are possible. Variables in values are opaque texts. An error where the budget of `max_states` is exceeded.
Result<std::vector<KeyClass>> ClassesOfKey(const Policy& policy, std::span<const Condition* const> conditions,
                                           bool multivalued, const text::Sources& sources,
                                           std::size_t max_states = 20000);

/// The same for conditions of several documents, whose sources are the same.
Result<std::vector<KeyClass>> ClassesOfKey(std::span<const KeyTest> tests, bool multivalued,
                                           const text::Sources& sources, std::size_t max_states = 20000);

/// Whether the condition holds for every request (StringLike "*" with an IfExists, ForAllValues over everything, ...).
text::Truth IsVacuous(const Policy& policy, const Condition& condition, const text::Sources& sources);

/// Whether the condition restricts its key's values at all: false for StringLike "*", which only demands presence.
text::Truth RestrictsValues(const Policy& policy, const Condition& condition, const text::Sources& sources);

/// Whether the condition holds only where its key is present.
text::Truth ImpliesPresence(const Policy& policy, const Condition& condition, const text::Sources& sources);

/// Whether no request meets all the conditions (of one statement): some key has no class in which all its tests hold.
text::Truth AreContradictory(const Policy& policy, const Conditions& conditions, const text::Sources& sources);

}  // namespace iampolicy::policy

#endif  // IAMPOLICY_LIB_POLICY_CONDITION_CLASSES_H_
