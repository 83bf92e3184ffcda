#ifndef IAMPOLICY_LIB_SYNTAX_HOST_KINDS_H_
#define IAMPOLICY_LIB_SYNTAX_HOST_KINDS_H_

// What can be wrong with the file around policies: its comments to this program, its references.

#include <string_view>

#include "lib/text/problem.h"

namespace iampolicy::syntax {

inline constexpr std::string_view kUnusedSuppression = "unused-suppression";
inline constexpr std::string_view kSuppressionWithoutReason = "suppression-without-reason";
inline constexpr std::string_view kUnreadableSuppression = "unreadable-suppression";
inline constexpr std::string_view kUndefinedReference = "undefined-reference";

inline constexpr text::ProblemKind kHostKinds[] = {
    {kUnusedSuppression, "A comment silences a rule that finds nothing there."},
    {kSuppressionWithoutReason, "A comment silences a rule and does not say why; it is disregarded."},
    {kUnreadableSuppression, "A comment to this program says nothing that it understands."},
    {kUndefinedReference, "A template refers to a name that it does not have."},
};

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_LIB_SYNTAX_HOST_KINDS_H_
