#ifndef IAMPOLICY_LIB_SYNTAX_JSON_DIAGNOSIS_H_
#define IAMPOLICY_LIB_SYNTAX_JSON_DIAGNOSIS_H_

// What is wrong where reading stopped, in our own words. RapidJSON's error code and offset are not used: they name the
// state of its automaton (a NUL is a missing quote to it). What was read before tells what could have followed; what
// stands there instead is the problem.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "lib/syntax/json_string.h"
#include "lib/text/sources.h"

namespace iampolicy::syntax {

/// The last thing that was read without error, and what it stands in.
struct Progress {
  enum class After : std::uint8_t { kNothing, kOpen, kKey, kString, kScalar, kClose };
  enum class Inside : std::uint8_t { kNothing, kList, kObject };
  After after = After::kNothing;
  Inside inside = Inside::kNothing;
  std::size_t begin = 0;   ///< of the last thing, quotes included
  std::size_t end = 0;     ///< just after it
  std::size_t opened = 0;  ///< where the list or object starts
};

/// What is read and where it lies.
struct Reading {
  std::string_view original;  ///< as written
  std::string_view repaired;  ///< what RapidJSON saw: the same, but for comments, trailing commas and holes
  std::uint32_t base = 0;     ///< the place of original[0] on the number line
  text::Sources& sources;
  PrivateCharacters& characters;
};

/// The first error after what was read. Always finds one. O(what follows, up to the error).
JsonFault Diagnose(const Reading& reading, const Progress& progress);

/// What is wrong with the bytes after a complete document: [at, end of text) starts with something other than a blank.
JsonFault DiagnoseTrailing(const Reading& reading, std::size_t at);

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_LIB_SYNTAX_JSON_DIAGNOSIS_H_
