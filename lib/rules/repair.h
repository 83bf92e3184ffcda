#ifndef IAMPOLICY_LIB_RULES_REPAIR_H_
#define IAMPOLICY_LIB_RULES_REPAIR_H_

// The edits of a rule's `fix` at a finding. Whether they do what the rule declares is for the caller to prove.

#include <optional>
#include <span>

#include <iampolicy/types.h>

#include "lib/rules/pack.h"
#include "lib/rules/study.h"
#include "lib/syntax/tree.h"

namespace iampolicy::rules {

/// Offsets of what kFix points to.
enum class FixWord : std::uint32_t { kSafety, kRepair, kTitle, kKey, kKeySize, kText };

/// What the rule's `fix` declares; nullopt where it has none.
std::optional<FixSafety> SafetyOfFix(const RuleView& rule);

/// Without edits where the rule has no fix, or the place does not allow one: text decoded from another, a value or a
/// policy with parts not known from the file, quotes or blanks that this does not read. `related`: the nodes of the
/// places that explain the finding, of the same document.
Fix RepairOf(Study& study, const RuleView& rule, const Subject& subject, const Document& document, syntax::NodeId node,
             std::span<const syntax::NodeId> related);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_REPAIR_H_
