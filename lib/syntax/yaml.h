#ifndef IAMPOLICY_LIB_SYNTAX_YAML_H_
#define IAMPOLICY_LIB_SYNTAX_YAML_H_

// YAML text -> trees, one a document.

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "lib/syntax/json.h"
#include "lib/syntax/tree.h"
#include "lib/text/problem.h"
#include "lib/text/sources.h"

namespace iampolicy::syntax {

inline constexpr text::ProblemKind kYamlKinds[] = {
    {"bad-yaml", "The text is not YAML here."},
    {"undefined-alias", "An alias names an anchor that does not stand before it."},
};

struct ParsedYaml {
  std::vector<Tree> documents;          ///< the last one up to where reading stopped
  std::vector<text::Problem> problems;  ///< kinds of kYamlKinds and of kJsonKinds, in order of place
  bool complete = false;                ///< the text was read to its end
};

/// Reads every document of the text (UTF-8; a byte order mark is skipped). What the tree holds:
/// - A short-form tag of CloudFormation is the function it stands for: `!Sub x` is {"Fn::Sub": "x"}, `!Ref x` is
///   {"Ref": "x"}; the key's span is the tag. Other tags are passed over, `!!str` and its like applied.
/// - An alias is a kAlias node, its link the anchored node: nothing is copied, and a reader that follows links must
///   bound what it makes. Merge keys (`<<`) are members like others.
/// - A key that is no text has the text it is written with. Repeated keys are kept and reported.
/// Spans: block lists and objects run from their first element to their last. Time and memory are linear in the text.
ParsedYaml ReadYaml(text::Sources& sources, text::Span text, const Limits& limits = kHostLimits);

std::span<const text::ProblemKind> YamlProblems();

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_LIB_SYNTAX_YAML_H_
