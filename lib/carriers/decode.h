#ifndef IAMPOLICY_LIB_CARRIERS_DECODE_H_
#define IAMPOLICY_LIB_CARRIERS_DECODE_H_

// Encodings around a policy text. Each result is a text on the number line that maps back to what was written.

#include <optional>
#include <string>
#include <string_view>

#include "lib/text/sources.h"

namespace iampolicy::carriers {

/// What a string that may be a policy holds: JSON text of an object as it stands, percent-encoded (as the IAM API
/// sends it), or with one more level of escapes (as the API Gateway API sends it). nullopt: none of these. Cheap where
/// the text starts with something else.
std::optional<text::Span> PolicyTextIn(text::Sources& sources, text::Span text);

/// UTF-16 with a byte order mark as UTF-8; nullopt for any other text. Lone surrogates become U+FFFD.
std::optional<std::string> FromUtf16(std::string_view bytes);

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_DECODE_H_
