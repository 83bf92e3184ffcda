#include "lib/carriers/decode.h"

#include <cstdint>
#include <vector>

#include "lib/carriers/values.h"
#include "lib/text/utf8.h"

namespace iampolicy::carriers {
namespace {

std::size_t FirstInk(std::string_view text) {
  const std::size_t at = text.find_first_not_of(" \t\r\n");
  return at == std::string_view::npos ? text.size() : at;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

text::Span Part(text::Span text, std::size_t begin, std::size_t end) {
  return {text.begin + static_cast<std::uint32_t>(begin), text.begin + static_cast<std::uint32_t>(end)};
}

// A plus sign stays one: this is the encoding of paths, not of forms.
text::Span PercentDecoded(text::Sources& sources, text::Span text) {
  const std::string_view bytes = sources.Text(text);
  TextBuilder builder;
  std::size_t done = 0;
  for (std::size_t at = 0; at + 2 < bytes.size();) {
    const int high = bytes[at] == '%' ? HexDigit(bytes[at + 1]) : -1;
    const int low = high >= 0 ? HexDigit(bytes[at + 2]) : -1;
    if (low < 0) {
      ++at;
      continue;
    }
    builder.Append(sources, Part(text, done, at));
    const char decoded = static_cast<char>(high * 16 + low);
    builder.AppendBytes({&decoded, 1}, Part(text, at, at + 3));
    at += 3;
    done = at;
  }
  builder.Append(sources, Part(text, done, bytes.size()));
  return builder.Finish(sources, text);
}

// `\"`, `\\` and `\/` lose their backslash; escapes of other characters can stay, JSON reads them inside strings.
text::Span Unescaped(text::Sources& sources, text::Span text) {
  const std::string_view bytes = sources.Text(text);
  TextBuilder builder;
  std::size_t done = 0;
  for (std::size_t at = bytes.find('\\'); at != std::string_view::npos && at + 1 < bytes.size();
       at = bytes.find('\\', at)) {
    const char next = bytes[at + 1];
    const bool is_blank = next == 'n' || next == 'r' || next == 't';
    if (next != '"' && next != '\\' && next != '/' && !is_blank) {
      at += 2;
      continue;
    }
    builder.Append(sources, Part(text, done, at));
    const std::string_view decoded = is_blank ? std::string_view(" ") : bytes.substr(at + 1, 1);
    builder.AppendBytes(decoded, Part(text, at, at + 2));
    at += 2;
    done = at;
  }
  builder.Append(sources, Part(text, done, bytes.size()));
  return builder.Finish(sources, text);
}

}  // namespace

std::optional<text::Span> PolicyTextIn(text::Sources& sources, text::Span text) {
  const std::string_view bytes = sources.Text(text);
  const std::size_t first = FirstInk(bytes);
  const std::string_view start = bytes.substr(first);
  if (start.substr(0, 3) == "%7B" || start.substr(0, 3) == "%7b") return PercentDecoded(sources, text);
  if (start.empty() || start[0] != '{') return std::nullopt;
  const std::string_view inside = start.substr(1 + FirstInk(start.substr(1)));
  if (inside.substr(0, 2) == "\\\"" || inside.substr(0, 2) == "\\n") return Unescaped(sources, text);
  return text;
}

std::optional<std::string> FromUtf16(std::string_view bytes) {
  const bool is_little = bytes.substr(0, 2) == "\xFF\xFE";
  if (!is_little && bytes.substr(0, 2) != "\xFE\xFF") return std::nullopt;
  const auto unit = [&](std::size_t at) {
    const auto first = static_cast<unsigned char>(bytes[at]);
    const auto second = static_cast<unsigned char>(bytes[at + 1]);
    return static_cast<char32_t>(is_little ? second * 256 + first : first * 256 + second);
  };
  std::string out;
  out.reserve(bytes.size() / 2);
  for (std::size_t at = 2; at + 1 < bytes.size(); at += 2) {
    char32_t character = unit(at);
    if (character >= 0xD800 && character < 0xDC00 && at + 3 < bytes.size() && unit(at + 2) >= 0xDC00 &&
        unit(at + 2) < 0xE000) {
      character = 0x10000 + ((character - 0xD800) << 10) + (unit(at + 2) - 0xDC00);
      at += 2;
    } else if (character >= 0xD800 && character < 0xE000) {
      character = 0xFFFD;
    }
    text::AppendUtf8(out, character);
  }
  return out;
}

}  // namespace iampolicy::carriers
