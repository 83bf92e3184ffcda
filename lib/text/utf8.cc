// UTF-8 as RFC 3629 has it. Policies are nearly all ASCII, so runs of it are passed eight bytes at a time.

#include "lib/text/utf8.h"

#include <cstring>

namespace iampolicy::text {
namespace {

constexpr std::uint64_t kHighBits = 0x8080808080808080u;

std::uint64_t EightBytes(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  return word;
}

// A place at or after `at` up to which all is ASCII: the end of the text, or less than 8 bytes before what is not.
std::size_t AsciiEnd(std::string_view text, std::size_t at) {
  while (text.size() - at >= 8 && (EightBytes(text.data() + at) & kHighBits) == 0) at += 8;
  return at;
}

bool IsContinuation(unsigned char byte) { return (byte & 0xC0) == 0x80; }

// The well-formed sequence at `at`, or length 0. A lone ASCII byte is one.
CodePoint WellFormed(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned char first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::uint32_t length = first >= 0xC2 && first <= 0xDF   ? 2
                               : first >= 0xE0 && first <= 0xEF ? 3
                               : first >= 0xF0 && first <= 0xF4 ? 4
                                                                : 0;
  if (length == 0 || text.size() - at < length) return {0, 0};
  char32_t value = first & (0x7Fu >> length);
  for (std::uint32_t i = 1; i < length; ++i) {
    if (!IsContinuation(byte(i))) return {0, 0};
    value = (value << 6) | (byte(i) & 0x3Fu);
  }
  const bool is_overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  const bool is_surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (is_overlong || is_surrogate || value > 0x10FFFF) return {0, 0};
  return {value, length};
}

}  // namespace

CodePoint DecodeUtf8(std::string_view text, std::size_t at) {
  const CodePoint found = WellFormed(text, at);
  return found.length == 0 ? CodePoint{0xFFFD, 1} : found;
}

void AppendUtf8(std::string& out, char32_t character) {
  const auto tail = [&out](char32_t bits) { out.push_back(static_cast<char>(0x80 | (bits & 0x3F))); };
  if (character < 0x80) {
    out.push_back(static_cast<char>(character));
  } else if (character < 0x800) {
    out.push_back(static_cast<char>(0xC0 | (character >> 6)));
    tail(character);
  } else if (character < 0x10000) {
    out.push_back(static_cast<char>(0xE0 | (character >> 12)));
    tail(character >> 6);
    tail(character);
  } else {
    out.push_back(static_cast<char>(0xF0 | (character >> 18)));
    tail(character >> 12);
    tail(character >> 6);
    tail(character);
  }
}

std::u32string DecodeAll(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint next = DecodeUtf8(text, at);
    out.push_back(next.value);
    at += next.length;
  }
  return out;
}

std::optional<std::size_t> FindInvalidUtf8(std::string_view text) {
  for (std::size_t at = AsciiEnd(text, 0); at < text.size();) {
    const CodePoint next = WellFormed(text, at);
    if (next.length == 0) return at;
    at += next.length;
    if (next.length == 1) at = AsciiEnd(text, at);
  }
  return std::nullopt;
}

std::size_t CountCodePoints(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint next = DecodeUtf8(text, at);
    std::size_t end = at + next.length;
    ++count;
    if (next.length == 1) {
      const std::size_t ascii = AsciiEnd(text, end);
      count += ascii - end;
      end = ascii;
    }
    at = end;
  }
  return count;
}

std::string FoldAscii(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = FoldAscii(c);
  return out;
}

bool EqualIgnoringCase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && FoldAscii(a[i]) != FoldAscii(b[i])) return false;
  }
  return true;
}

}  // namespace iampolicy::text
