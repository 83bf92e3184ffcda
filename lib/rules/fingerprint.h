#ifndef IAMPOLICY_LIB_RULES_FINGERPRINT_H_
#define IAMPOLICY_LIB_RULES_FINGERPRINT_H_

// What makes two findings the same from one run to the next: the rule, the element it is about, and the statement's
// Sid, or its content where it has none. Lines, blanks, the order of lists and members, and the name of the file do not
// count; a list of one is its element.

#include <string>
#include <string_view>
#include <vector>

#include "lib/rules/finding.h"
#include "lib/rules/study.h"

namespace iampolicy::rules {

/// 16 hexadecimal digits. O(node) where no finding was about it yet, and O(statement) once a statement.
std::string Fingerprint(std::string_view rule, Study& study, const policy::Policy* policy, syntax::NodeId statement,
                        syntax::NodeId node, std::string_view message);

/// Tells equal fingerprints of one policy apart by their number.
void NumberRepeats(std::vector<Found>& found);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_FINGERPRINT_H_
