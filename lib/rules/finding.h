#ifndef IAMPOLICY_LIB_RULES_FINDING_H_
#define IAMPOLICY_LIB_RULES_FINDING_H_

// Raw findings -> findings: the words, the place in the file, the path as the ValidatePolicy API writes it, and the
// fingerprint. Done for findings only.

#include <cstdint>
#include <string>
#include <vector>

#include <iampolicy/types.h>

#include "lib/rules/engine.h"
#include "lib/rules/pack.h"
#include "lib/rules/study.h"
#include "lib/syntax/ancestry.h"
#include "lib/text/span.h"

namespace iampolicy::rules {

/// A finding with what merging needs. finding.owner, .when and .superseded_by are left to the caller.
/// Further places of the rule's `at` (all elements that take part) are `related` entries with an empty message.
struct Found {
  std::uint32_t rule = 0;
  text::Span span;                          ///< on the unit's number line
  std::uint32_t statement = syntax::kNone;  ///< node of the statement it lies in; kNone: the whole policy
  Finding finding;
};

enum class Repairs : std::uint8_t { kWithout, kWith };

/// Words every raw finding of the study, in the same order. With repairs Finding::fix is what the rule's `fix` says,
/// not proved yet.
std::vector<Found> ToFindings(const PackView& pack, const std::vector<RawFinding>& raw, Study& study,
                              Repairs repairs = Repairs::kWithout);

/// The place of a span of a file: location and line_text of a finding, one line, cut to 4096 bytes.
void Place(const text::Sources& sources, text::Span span, Location& location, std::string& line_text);

/// The path of a node below `root` as the ValidatePolicy API writes it. A key node ends in a kKey element.
std::vector<PathElement> PathTo(const syntax::Ancestry& ancestry, const text::Sources& sources, syntax::NodeId root,
                                syntax::NodeId node);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_FINDING_H_
