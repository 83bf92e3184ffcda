#ifndef IAMPOLICY_LIB_CARRIERS_SUPPRESSIONS_H_
#define IAMPOLICY_LIB_CARRIERS_SUPPRESSIONS_H_

// Comments that silence rules: `# iampolicy-lint: ignore RULE -- reason`.

#include <string_view>
#include <vector>

#include "lib/carriers/extraction.h"
#include "lib/carriers/view.h"

namespace iampolicy::carriers {

inline constexpr std::string_view kCommentMark = "iampolicy-lint:";

/// Adds a suppression; one without a rule or a reason is a problem instead.
void AddSuppression(std::string_view rule, std::string_view reason, text::Span at, text::Span covers,
                    Extraction& result);

/// Reads what follows kCommentMark in a comment: "ignore RULE[, RULE...] -- reason". `at` is the comment.
void ReadSuppression(std::string_view text, text::Span at, text::Span covers, Extraction& result);

/// The comments of a YAML file. One that stands alone on its line covers the member or element that starts on the next
/// line, one at the end of a line what starts on that line: all of it, however many lines it has. O(text + nodes), and
/// nothing where the text does not hold kCommentMark.
void YamlSuppressions(const text::Sources& sources, text::Span text, const std::vector<syntax::Tree>& documents,
                      Extraction& result);

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_SUPPRESSIONS_H_
