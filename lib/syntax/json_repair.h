#ifndef IAMPOLICY_LIB_SYNTAX_JSON_REPAIR_H_
#define IAMPOLICY_LIB_SYNTAX_JSON_REPAIR_H_

// What RapidJSON refuses and we pass over: comments and trailing commas become blanks, a hole in value position becomes
// a quoted text, a number beyond a double becomes 0. Every change keeps its length, so offsets hold in both texts.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "lib/syntax/json_string.h"

namespace iampolicy::syntax {

/// Problems listed of one document: one of nothing but comments must not cost a hundred times its size in messages.
inline constexpr std::size_t kMostProblems = 1000;

struct Repaired {
  std::string text;               ///< as long as the original or, with `one_value`, as its first value
  std::vector<JsonFault> passed;  ///< comments and trailing commas, in order; the first kMostProblems + 1
  bool changed = false;           ///< else `text` is empty: there was nothing to repair
};

/// `one_value`: stops after the first value, so that reading many values of one text stays linear. Beyond the first
/// real error the result has no meaning: the reader never gets there. O(text).
Repaired Repair(std::string_view text, bool one_value, PrivateCharacters& characters);

/// The end of the comment that starts at `at`; npos where it has none; `at` where there is no comment.
std::size_t CommentEnd(std::string_view text, std::size_t at);

/// The end of the number that starts at `at`, as JSON writes numbers; `at` where there is none.
std::size_t NumberEnd(std::string_view text, std::size_t at);

/// The end of the run of letters, digits, signs, points and other characters of a word; `at` where there is none.
std::size_t WordEnd(std::string_view text, std::size_t at);

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_LIB_SYNTAX_JSON_REPAIR_H_
