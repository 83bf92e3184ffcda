#ifndef IAMPOLICY_LIB_SYNTAX_JSON_STRING_H_
#define IAMPOLICY_LIB_SYNTAX_JSON_STRING_H_

// Strings of JSON that are not plain ASCII: decoding with a map back to the source, and what can be wrong in one. The
// reader and the diagnosis of errors both go through DecodeString(), so they cannot disagree.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "lib/text/sources.h"
#include "lib/text/span.h"

namespace iampolicy::syntax {

/// A problem before it is placed on the number line: [begin, end) are offsets in the text being read.
struct JsonFault {
  std::string_view kind;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string got;
  std::string expected;
};

/// A part of a text as a message shows it: one line, at most 40 characters, control characters as U+000A.
std::string Shown(std::string_view part);
/// "U+000A".
std::string CodePointName(char32_t character);

/// Distinct real characters of the range of holes that a document may have; policies have none.
inline constexpr std::size_t kMostPrivateCharacters = 64;

/// Tells holes from real characters of the same range (plane 16, private use), and makes holes of the real ones. In a
/// file every such character is real; in a derived text those are holes that the unit knows.
class PrivateCharacters {
 public:
  PrivateCharacters(text::Sources& sources, text::Span text) : sources_(sources), text_(text) {}

  bool InRange(char32_t character) const { return character >= text::kFirstHole && character <= text::kLastHole; }
  /// Whether the character, as it stands in the text, is a hole.
  bool IsHole(char32_t character);
  /// Whether it is a hole of which not even the text is known.
  bool IsUnknown(char32_t character) { return IsHole(character) && !sources_.hole(character).known; }
  /// The hole with a real character as its known text; 0 where there are too many.
  char32_t HoleOf(char32_t character, text::Span where);

 private:
  text::Sources& sources_;
  text::Span text_;
  std::optional<bool> is_file_;  // found out when first needed: hardly any text has such characters
  std::unordered_map<char32_t, char32_t> holes_;
};

/// Decoded strings of one document, one after the other, and where each byte came from.
struct Decoded {
  std::string bytes;
  std::vector<text::Run> runs;  // `where` on the number line
};

struct StringEnd {
  std::size_t end = 0;   ///< just after the closing quote; without sense where there is a fault
  bool changed = false;  ///< the decoded text differs from what is written
  std::optional<JsonFault> fault;
};

/// Decodes the string whose opening quote is at `quote`, appending to `out`. `base` is the place of text[0] on the
/// number line. Stops at the first fault. O(string).
StringEnd DecodeString(std::string_view text, std::size_t quote, std::uint32_t base, PrivateCharacters& characters,
                       Decoded& out);

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_LIB_SYNTAX_JSON_STRING_H_
