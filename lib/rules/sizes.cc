#include "lib/rules/sizes.h"

#include <cstddef>
#include <cstring>

namespace iampolicy::rules {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101u;

std::uint64_t EightBytes(std::string_view text, std::size_t at) {
  std::uint64_t word = 0;
  std::memcpy(&word, text.data() + at, sizeof word);
  return word;
}

/// Code points: bytes that do not continue one.
std::int64_t CountCharacters(std::string_view text) {
  std::int64_t count = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    while (text.size() - at >= 8 && (EightBytes(text, at) & (kOnes * 0x80)) == 0) {
      at += 8;
      count += 8;
    }
    for (std::size_t i = 0; i < 8 && at < text.size(); ++i, ++at) {
      count += (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
    }
  }
  return count;
}

/// The offset after the string that begins at the quote at `open`; the end of the text where nothing closes it.
std::size_t AfterString(std::string_view json, std::size_t open) {
  for (std::size_t close = json.find('"', open + 1); close != std::string_view::npos;
       close = json.find('"', close + 1)) {
    // A quote is the text's own where an odd number of backslashes stands before it.
    std::size_t backslashes = 0;
    while (json[close - 1 - backslashes] == '\\') ++backslashes;  // ends at the quote that opens
    if (backslashes % 2 == 0) return close + 1;
  }
  return json.size();
}

}  // namespace

DocumentSizes SizesOf(std::string_view json) {
  const std::int64_t full = CountCharacters(json);
  std::int64_t blanks = 0;
  for (std::size_t at = 0; at < json.size();) {
    const char c = json[at];
    if (c == '"') {
      at = AfterString(json, at);
      continue;
    }
    // Indentation is most of what is between strings.
    for (; c == ' ' && json.size() - at >= 8 && EightBytes(json, at) == kOnes * ' '; at += 8) blanks += 8;
    if (at == json.size()) break;
    if (json[at] == '"') continue;
    blanks += static_cast<unsigned char>(json[at]) <= ' ';
    ++at;
  }
  return {full, full - blanks};
}

}  // namespace iampolicy::rules
