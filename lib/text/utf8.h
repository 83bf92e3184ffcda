#ifndef IAMPOLICY_LIB_TEXT_UTF8_H_
#define IAMPOLICY_LIB_TEXT_UTF8_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace iampolicy::text {

/// A decoded code point and the bytes it took. An ill-formed sequence yields its first byte as one code point of the
/// value U+FFFD and length 1.
struct CodePoint {
  char32_t value = 0;
  std::uint32_t length = 1;
};

/// Requires at < text.size().
CodePoint DecodeUtf8(std::string_view text, std::size_t at);
void AppendUtf8(std::string& out, char32_t character);
std::u32string DecodeAll(std::string_view text);
/// The offset of the first byte of the first ill-formed sequence (RFC 3629: no overlong forms, no surrogates).
std::optional<std::size_t> FindInvalidUtf8(std::string_view text);
std::size_t CountCodePoints(std::string_view text);

/// ASCII only, as IAM folds.
constexpr char FoldAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
std::string FoldAscii(std::string_view text);
bool EqualIgnoringCase(std::string_view a, std::string_view b);

}  // namespace iampolicy::text

#endif  // IAMPOLICY_LIB_TEXT_UTF8_H_
