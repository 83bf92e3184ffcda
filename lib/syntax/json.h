#ifndef IAMPOLICY_LIB_SYNTAX_JSON_H_
#define IAMPOLICY_LIB_SYNTAX_JSON_H_

// JSON text -> tree, on RapidJSON's SAX reader with its iterative flag. json.cc is the only file that sees RapidJSON.

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "lib/syntax/tree.h"
#include "lib/text/problem.h"
#include "lib/text/sources.h"

namespace iampolicy::syntax {

struct Limits {
  std::size_t bytes = 16u << 20;  ///< of the text
  std::uint32_t depth = 64;       ///< nested lists and objects
};
inline constexpr Limits kDocumentLimits{16u << 20, 64};
inline constexpr Limits kHostLimits{256u << 20, 256};

enum class Trailing : std::uint8_t {
  kProblem,  ///< anything but blanks after the value is a problem
  kLeave,    ///< stop after the value (NDJSON: the caller goes on at `end`)
};

struct Parsed {
  Tree tree;                            ///< empty where no value could be read; else what was read before an error
  std::vector<text::Problem> problems;  ///< kinds of kJsonProblems, in order of place
  bool complete = false;                ///< the value was read to its end
  std::uint32_t end = 0;                ///< where reading stopped, on the number line
};

/// Reads one JSON value at the start of the span (a byte order mark and blanks before it are skipped). The text may
/// hold holes: in a string they are part of it, in place of a value they are kUnknown. Comments and trailing commas are
/// reported and passed over; duplicate keys are kept and reported; any other error ends the document.
/// Time and memory are linear in the text; never recurses.
Parsed ReadJson(text::Sources& sources, text::Span text, const Limits& limits = kDocumentLimits,
                Trailing trailing = Trailing::kProblem);

/// The kinds of problem this reader reports.
std::span<const text::ProblemKind> JsonProblems();

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_LIB_SYNTAX_JSON_H_
