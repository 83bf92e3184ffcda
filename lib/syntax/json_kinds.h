#ifndef IAMPOLICY_LIB_SYNTAX_JSON_KINDS_H_
#define IAMPOLICY_LIB_SYNTAX_JSON_KINDS_H_

// The one table of what can be wrong with a JSON text. Code names a kind through JsonKind(), which the compiler checks
// against the table, so there is no second list to keep in step.

#include <string_view>

#include "lib/text/problem.h"

namespace iampolicy::syntax {

inline constexpr text::ProblemKind kJsonKinds[] = {
    {"empty-document", "The text holds nothing but blanks."},
    {"utf-16", "The text is UTF-16 or UTF-32, and JSON is UTF-8."},
    {"invalid-utf8", "A byte sequence is not UTF-8."},
    {"nul-character", "The text holds a NUL byte."},
    {"control-character", "A string holds a control character that must be written as an escape."},
    {"line-break-in-string", "A string runs over the end of its line: its closing quote is missing, or \\n was meant."},
    {"invalid-escape", "A backslash in a string does not start one of JSON's escapes."},
    {"lone-surrogate", "A \\u escape writes one half of a surrogate pair without the other."},
    {"comment", "JSON has no comments; this one was passed over."},
    {"trailing-comma", "A comma stands before a closing bracket; it was passed over."},
    {"missing-comma", "Two members or elements have no comma between them."},
    {"missing-colon", "A key is not followed by a colon."},
    {"missing-value", "A value is missing, between two commas or after a colon."},
    {"single-quote", "A string is quoted with ' and JSON demands \"."},
    {"curly-quote", "A string is quoted with typographic quotes and JSON demands \"."},
    {"unescaped-quote", "A quote inside a string ends it; it must be written \\\"."},
    {"unquoted-key", "A member's name has no quotes."},
    {"unquoted-value", "A word is neither a quoted string nor true, false or null."},
    {"invalid-number",
     "A number is not written as JSON demands: no leading zero, + or bare point, no NaN, no hexadecimal."},
    {"truncated", "The text ends inside a string, comment, list or object."},
    {"mismatched-bracket", "A closing bracket does not fit the one that is open."},
    {"unicode-blank", "A blank other than space, tab and line break stands between values."},
    {"unexpected-character", "A character cannot stand here."},
    {"misplaced-unknown", "A part that is not known from the file stands where no value can."},
    {"private-character", "There are more distinct characters of the last private use plane than can be told apart."},
    {"trailing-content", "Something follows the end of the document."},
    {"too-deep", "Lists and objects are nested deeper than is read."},
    {"too-large", "The text is larger than is read."},
    {"duplicate-key", "An object has the same key twice; most readers take the last, some refuse the document."},
    {"too-many-problems", "There are more problems than are listed."},
};

/// Never defined: a call to it stops the compiler at the name that is not in the table.
void NotAJsonKind();

/// The table's own copy of a name.
consteval std::string_view JsonKind(std::string_view name) {
  for (const text::ProblemKind& kind : kJsonKinds) {
    if (kind.name == name) return kind.name;
  }
  NotAJsonKind();
  return {};
}

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_LIB_SYNTAX_JSON_KINDS_H_
