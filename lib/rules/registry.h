#ifndef IAMPOLICY_LIB_RULES_REGISTRY_H_
#define IAMPOLICY_LIB_RULES_REGISTRY_H_

// All predicates of all themes, under one number each, and all kinds of problem that lower layers report.

#include <cstdint>
#include <string_view>
#include <vector>

#include "lib/rules/knowledge.h"
#include "lib/rules/predicate.h"
#include "lib/text/problem.h"

namespace iampolicy::rules {

inline constexpr std::uint32_t kNoPredicate = 0xFFFFFFFF;

/// The numbers of all predicates, by theme. A number is the theme's and the row's: stable only within one build.
std::vector<std::uint32_t> AllPredicates();
/// Requires a number of AllPredicates(). O(1).
const Predicate& PredicateAt(std::uint32_t number);
std::uint32_t FindPredicate(std::string_view name);
/// What the predicates of its theme are decided by.
Knowledge KnowledgeOfPredicate(std::uint32_t number);

inline constexpr std::uint32_t kNoProblemKind = 0xFFFFFFFF;
std::uint32_t ProblemKindCount();
const text::ProblemKind& ProblemKindAt(std::uint32_t number);
/// O(kinds).
std::uint32_t FindProblemKind(std::string_view name);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_REGISTRY_H_
