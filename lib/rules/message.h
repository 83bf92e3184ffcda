#ifndef IAMPOLICY_LIB_RULES_MESSAGE_H_
#define IAMPOLICY_LIB_RULES_MESSAGE_H_

// Templates: "`{action}` allows {count} actions". A placeholder is a field ({statement.sid}), a short name of one
// ({sid}), what a quantifier of `when` found ({resource}), or what a predicate of `when` provides ({count}). ${...} is
// plain text, and {param.NAME} the value of a parameter. Filled for findings only.

#include <cstdint>
#include <string>
#include <vector>

#include "lib/rules/argument.h"
#include "lib/rules/study.h"
#include "lib/rules/subject.h"

namespace iampolicy::rules {

/// In compiled form, [n, (kind, a, b, c)...]: kLiteral: a, b = text; kField: a = field;
/// kFound: a = SubjectKind, b = quantifier's place; kFill: a = place of a predicate's node, b, c = the placeholder;
/// kElement: a = SubjectKind.
enum class PartKind : std::uint32_t { kLiteral, kField, kFound, kFill, kElement };

std::string Fill(Study& study, const Subject& subject, const Tables& tables, std::uint32_t message);

/// The elements that a quantifier finds: those for which `where` is true or, where there are none, unknown.
std::vector<Subject> Find(Study& study, const Subject& subject, const Tables& tables, std::uint32_t quantifier);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_MESSAGE_H_
