#ifndef IAMPOLICY_LIB_RULES_KNOWLEDGE_H_
#define IAMPOLICY_LIB_RULES_KNOWLEDGE_H_

// What a rule has to know to decide, read off its tests: for the table of rules, so that a reader sees which of them
// depend on the age of the catalogue and which on the meaning of the policy.

#include <cstdint>
#include <string_view>
#include <vector>

#include "lib/rules/pack.h"

namespace iampolicy::rules {

enum class Knowledge : std::uint8_t {
  kSyntax,   ///< whether the text can be read
  kGrammar,  ///< the form of a policy
  kPolicy,   ///< what the author wrote
  kCatalog,  ///< what AWS documents
  kAccess,   ///< what the policy means
};
std::string_view Name(Knowledge knowledge);

/// All that the rule's `when`, `unless` and severities ask of, in the order above.
std::vector<Knowledge> KnowledgeOf(const RuleView& rule);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_KNOWLEDGE_H_
