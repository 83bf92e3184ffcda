#ifndef IAMPOLICY_LIB_SYNTAX_HOST_KINDS_H_
#define IAMPOLICY_LIB_SYNTAX_HOST_KINDS_H_

// What can be wrong with the file around policies: its comments to this program, its references.

#include <string_view>

#include "lib/text/problem.h"

namespace iampolicy::syntax {

inline constexpr std::string_view kUnusedSuppression = "unused-suppression";
inline constexpr std::string_view kUnknownSuppression = "unknown-suppression";
inline constexpr std::string_view kSuppressionWithoutReason = "suppression-without-reason";
inline constexpr std::string_view kUnreadableSuppression = "unreadable-suppression";
inline constexpr std::string_view kUndefinedReference = "undefined-reference";
inline constexpr std::string_view kAdministratorAttached = "administrator-attached";
inline constexpr std::string_view kUnknownDocument = "unknown-document";

inline constexpr text::ProblemKind kHostKinds[] = {
    {kUnusedSuppression, "A comment silences a rule that finds nothing there."},
    {kUnknownSuppression, "A comment silences a rule that does not exist."},
    {kSuppressionWithoutReason, "A comment silences a rule and does not say why; it is disregarded."},
    {kUnreadableSuppression, "A comment to this program says nothing that it understands."},
    {kUndefinedReference, "A template refers to a name that it does not have."},
    {kAdministratorAttached, "A policy of AWS that amounts to administration is attached by its name or ARN."},
    {kUnknownDocument, "Nothing of a policy is known from the file."},
};

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_LIB_SYNTAX_HOST_KINDS_H_
