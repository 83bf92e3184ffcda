#ifndef IAMPOLICY_LIB_REPORT_DISPLAY_H_
#define IAMPOLICY_LIB_REPORT_DISPLAY_H_

// Text of the input made fit for a terminal. A policy is written by somebody else: whatever could move the cursor,
// change colours or reorder the line is shown as <U+001B> instead of being sent. Widths are those of a terminal, so
// that a caret stands below what it means.

#include <cstdint>
#include <string>
#include <string_view>

namespace iampolicy::report {

/// Columns that a terminal gives to the character: 0 (combining), 1, or 2 (East Asian wide and fullwidth, emoji).
/// Source: Unicode 14, EastAsianWidth.txt and general categories Mn and Me, in ranges of whole blocks.
std::uint32_t DisplayWidth(char32_t character);

/// Whether a terminal must not get the character as it is: controls, separators of lines, marks of direction, what has
/// no width of its own, private use.
bool IsUnsafe(char32_t character);

/// One line without unsafe characters; ill-formed bytes become <E9>. Line ends and tabs are unsafe too.
std::string Printable(std::string_view text);
void AppendPrintable(std::string& out, std::string_view text);

/// A cut of a source line and the marks below it.
struct Excerpt {
  std::string line;
  std::string marks;  ///< spaces, then "^~~~"; empty where the place lies beyond the text that is known
};

/// The line around columns [first, last) (1-based, code points; at least one is marked). Tabs become spaces to the next
/// multiple of four. A long line is cut to what fits in `width` display columns around the mark, "..." for the rest.
Excerpt MakeExcerpt(std::string_view line, std::uint32_t first, std::uint32_t last, std::uint32_t width);

}  // namespace iampolicy::report

#endif  // IAMPOLICY_LIB_REPORT_DISPLAY_H_
