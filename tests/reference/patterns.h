#ifndef IAMPOLICY_TESTS_REFERENCE_PATTERNS_H_
#define IAMPOLICY_TESTS_REFERENCE_PATTERNS_H_

// Patterns as lists of pieces: a piece is one character (of UTF-8), or a wildcard.

#include <optional>
#include <string>
#include <vector>

#include "tests/reference/evaluator.h"

namespace iampolicy::reference {

struct Piece {
  std::string character;
  char wildcard = 0;  // '*', '?' or 0
};

/// The pieces of a text; nullopt where a variable has no value.
std::optional<std::vector<Piece>> Pieces(const std::string& text, bool has_wildcards, bool has_variables,
                                         const Request& request);

/// Whether the pieces take the whole text.
bool Take(const std::vector<Piece>& pieces, const std::string& text);

bool Glob(const std::string& pattern, const std::string& text);

}  // namespace iampolicy::reference

#endif  // IAMPOLICY_TESTS_REFERENCE_PATTERNS_H_
