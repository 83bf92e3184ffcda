// See json_string.h. One pass a string: stretches that mean themselves become one run each, every escape a run of its
// own, so that a position in the decoded text leads back to the escape that made it.

#include "lib/syntax/json_string.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "lib/syntax/json_kinds.h"
#include "lib/text/utf8.h"

namespace iampolicy::syntax {
namespace {

constexpr std::size_t kMostShown = 40;  // characters of the user's text in one message

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The value of \uXXXX at `at`, or nullopt where that is not what stands there.
std::optional<char32_t> UnicodeEscape(std::string_view text, std::size_t at) {
  if (text.size() - at < 6 || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
  char32_t value = 0;
  for (std::size_t i = at + 2; i < at + 6; ++i) {
    const int digit = HexDigit(text[i]);
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<char32_t>(digit);
  }
  return value;
}

bool IsHighSurrogate(char32_t c) { return c >= 0xD800 && c <= 0xDBFF; }
bool IsLowSurrogate(char32_t c) { return c >= 0xDC00 && c <= 0xDFFF; }

// The character that a two-byte escape stands for; 0 where there is no such escape.
char SimpleEscape(char c) {
  switch (c) {
    case '"':
    case '\\':
    case '/':
      return c;
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    default:
      return '\0';
  }
}

std::size_t LineEnd(std::string_view text, std::size_t at) {
  return std::min(text.find_first_of(std::string_view("\r\n\0", 3), at), text.size());
}

class Decoder {
 public:
  Decoder(std::string_view text, std::size_t quote, std::uint32_t base, PrivateCharacters& characters, Decoded& out)
      : text_(text), quote_(quote), base_(base), characters_(characters), out_(out), at_(quote + 1), kept_(at_) {}

  StringEnd Run() {
    while (!result_.fault) {
      if (at_ == text_.size()) {
        Unterminated();
        break;
      }
      const auto byte = static_cast<unsigned char>(text_[at_]);
      if (byte == '"') {
        Keep();
        result_.end = at_ + 1;
        break;
      }
      if (byte == '\\') {
        Escape();
      } else if (byte < 0x20) {
        Control(byte);
      } else if (byte < 0x80) {
        ++at_;
      } else {
        Multibyte();
      }
    }
    return std::move(result_);
  }

 private:
  void Fail(std::string_view kind, std::size_t begin, std::size_t end, std::string got, std::string expected) {
    result_.fault = JsonFault{kind, begin, end, std::move(got), std::move(expected)};
  }

  // Appends what stands unchanged between the last change and here.
  void Keep() {
    if (at_ == kept_) return;
    AddRun(at_ - kept_, kept_, at_);
    out_.bytes.append(text_, kept_, at_ - kept_);
    kept_ = at_;
  }
  void AddRun(std::size_t length, std::size_t begin, std::size_t end) {
    out_.runs.push_back({static_cast<std::uint32_t>(out_.bytes.size()),
                         static_cast<std::uint32_t>(length),
                         {base_ + static_cast<std::uint32_t>(begin), base_ + static_cast<std::uint32_t>(end)},
                         {}});
  }

  // Appends a character in place of the `length` bytes here.
  void Replace(char32_t character, std::size_t length) {
    Keep();
    std::string bytes;
    text::AppendUtf8(bytes, character);
    AddRun(bytes.size(), at_, at_ + length);
    out_.bytes += bytes;
    at_ += length;
    kept_ = at_;
    result_.changed = true;
  }

  void Escape() {
    const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (next == 'u') return EscapedCodePoint();
    if (const char simple = SimpleEscape(next); simple != '\0') {
      return Replace(static_cast<char32_t>(static_cast<unsigned char>(simple)), 2);
    }
    if (at_ + 1 == text_.size()) return Unterminated();
    const std::size_t end = at_ + 1 + (next == '\0' ? 1 : text::DecodeUtf8(text_, at_ + 1).length);
    Fail(JsonKind("invalid-escape"), at_, end, Shown(text_.substr(at_, end - at_)),
         "an escape such as \\n, or \\\\ for a backslash itself");
  }

  void EscapedCodePoint() {
    const std::optional<char32_t> first = UnicodeEscape(text_, at_);
    if (!first) {
      std::size_t end = at_ + 2;
      while (end < text_.size() && end < at_ + 6 && HexDigit(text_[end]) >= 0) ++end;
      return Fail(JsonKind("invalid-escape"), at_, end, Shown(text_.substr(at_, end - at_)),
                  "four hexadecimal digits after \\u");
    }
    if (IsHighSurrogate(*first)) {
      const std::optional<char32_t> second = UnicodeEscape(text_, at_ + 6);
      if (!second || !IsLowSurrogate(*second)) {
        return Fail(JsonKind("lone-surrogate"), at_, at_ + 6, std::string(text_.substr(at_, 6)),
                    "the second half of the pair, \\uDC00 to \\uDFFF, after it");
      }
      return Character(0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00), 12);
    }
    if (IsLowSurrogate(*first)) {
      return Fail(JsonKind("lone-surrogate"), at_, at_ + 6, std::string(text_.substr(at_, 6)),
                  "the first half of the pair, \\uD800 to \\uDBFF, before it");
    }
    Character(*first, 6);
  }

  // A character that an escape or the text itself means, as a real one.
  void Character(char32_t character, std::size_t length) {
    if (!characters_.InRange(character)) return Replace(character, length);
    const text::Span where{base_ + static_cast<std::uint32_t>(at_), base_ + static_cast<std::uint32_t>(at_ + length)};
    const char32_t hole = characters_.HoleOf(character, where);
    if (hole == 0) {
      return Fail(JsonKind("private-character"), at_, at_ + length, CodePointName(character),
                  "fewer characters of the range U+100000 to U+10FFFD");
    }
    Replace(hole, length);
  }

  void Control(unsigned char byte) {
    if (byte == '\n' || byte == '\r') {
      return Fail(JsonKind("line-break-in-string"), quote_, at_, Shown(text_.substr(quote_, at_ - quote_)),
                  "a closing `\"` on the same line, or \\n for a line break");
    }
    if (byte == 0) return Fail(JsonKind("nul-character"), at_, at_ + 1, CodePointName(byte), "text");
    Fail(JsonKind("control-character"), at_, at_ + 1, CodePointName(byte),
         byte == '\t' ? "\\t for a tab in a string" : "an escape such as \\u001F for a control character in a string");
  }

  void Multibyte() {
    const text::CodePoint point = text::DecodeUtf8(text_, at_);
    if (point.length == 1) {
      return Fail(JsonKind("invalid-utf8"), at_, at_ + 1, Shown(text_.substr(at_, 1)), "UTF-8");
    }
    if (!characters_.InRange(point.value) || characters_.IsHole(point.value)) {
      at_ += point.length;
    } else {
      Character(point.value, point.length);
    }
  }

  void Unterminated() {
    const std::size_t end = LineEnd(text_, quote_);
    Fail(JsonKind("truncated"), quote_, end, "end of text", "a closing `\"` for the string opened here");
  }

  std::string_view text_;
  std::size_t quote_;
  std::uint32_t base_;
  PrivateCharacters& characters_;
  Decoded& out_;
  std::size_t at_;
  std::size_t kept_;  // what stands before it is in out_
  StringEnd result_;
};

}  // namespace

std::string CodePointName(char32_t character) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string name;
  for (int shift = character > 0xFFFF ? 20 : 12; shift >= 0; shift -= 4) name += kDigits[(character >> shift) & 15];
  if (name.size() == 6 && name[0] == '0') name.erase(0, 1);
  return "U+" + name;
}

std::string Shown(std::string_view part) {
  std::string shown;
  std::size_t characters = 0;
  for (std::size_t at = 0; at < part.size(); ++characters) {
    if (characters == kMostShown) return shown + "...";
    const text::CodePoint point = text::DecodeUtf8(part, at);
    const auto byte = static_cast<unsigned char>(part[at]);
    if (byte >= 0x80 && point.length == 1) {
      constexpr std::string_view kDigits = "0123456789ABCDEF";
      shown += {'0', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
    } else if (point.value < 0x20 || (point.value >= 0x7F && point.value < 0xA0)) {
      shown += CodePointName(point.value);
    } else {
      shown += part.substr(at, point.length);
    }
    at += point.length;
  }
  return shown;
}

bool PrivateCharacters::IsHole(char32_t character) {
  if (!InRange(character)) return false;
  if (!is_file_) {
    // A line of a file is a view into the file's own bytes; a derived text has bytes of its own.
    const std::string_view line = sources_.LineText(text_);
    const char* begin = sources_.Text(text_).data();
    const std::less_equal<const char*> not_after;
    is_file_ = not_after(line.data(), begin) && not_after(begin, line.data() + line.size());
  }
  return !*is_file_ && sources_.IsHole(character);
}

char32_t PrivateCharacters::HoleOf(char32_t character, text::Span where) {
  const auto found = holes_.find(character);
  if (found != holes_.end()) return found->second;
  if (holes_.size() == kMostPrivateCharacters) return 0;
  text::Hole hole;
  hole.reason = "character:" + CodePointName(character);
  hole.shape = {text::Shape::Kind::kAny, false, false, false};
  hole.span = where;
  hole.known.emplace();
  text::AppendUtf8(*hole.known, character);
  const char32_t made = sources_.AddHole(std::move(hole));
  if (made != 0) holes_.emplace(character, made);
  return made;
}

StringEnd DecodeString(std::string_view text, std::size_t quote, std::uint32_t base, PrivateCharacters& characters,
                       Decoded& out) {
  return Decoder(text, quote, base, characters, out).Run();
}

}  // namespace iampolicy::syntax
