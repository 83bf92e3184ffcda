#ifndef IAMPOLICY_LIB_TEXT_PROBLEM_H_
#define IAMPOLICY_LIB_TEXT_PROBLEM_H_

// What a lower layer found that does not fit. A problem is a name and its facts; a rule file words it.

#include <cstdint>
#include <string>
#include <string_view>

#include "lib/text/span.h"
#include "lib/text/truth.h"

namespace iampolicy::text {

/// A row of a layer's table of problem kinds. `name` is what rule files write: {"problem": "duplicate-key"}.
struct ProblemKind {
  std::string_view name;
  std::string_view doc;
};

/// kNoNode: the problem is about the text, not about a node of the tree.
inline constexpr std::uint32_t kNoNode = 0xFFFFFFFF;

struct Problem {
  std::string_view kind;  ///< ProblemKind::name; points into the layer's constexpr table
  Span span;
  std::string got;               ///< what was found, as the message shows it (no backticks)
  std::string expected;          ///< what was expected, as words; may be empty
  std::uint32_t node = kNoNode;  ///< the node it is about, for the JSON Pointer
  bool at_key = false;           ///< the member's name rather than its value
  Truth truth = Truth::kTrue;    ///< kUnknown: depends on what is not known from the file
};

}  // namespace iampolicy::text

#endif  // IAMPOLICY_LIB_TEXT_PROBLEM_H_
