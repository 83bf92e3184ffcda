// See yaml_scalar.h. Source of the resolution: YAML 1.1's type repository, as far as the readers of templates follow it
// (y and n alone stay text; so do base-60 numbers with a fraction).

#include "lib/syntax/yaml_scalar.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "lib/text/utf8.h"

namespace iampolicy::syntax {
namespace {

using Style = YamlEvent::Style;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// The three ways YAML 1.1 takes as one word: all lower, all upper, first letter upper.
bool IsWord(std::string_view text, std::string_view word) {
  if (!text::EqualIgnoringCase(text, word)) return false;
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto upper = std::count_if(text.begin(), text.end(), is_upper);
  return upper == 0 || upper == static_cast<std::ptrdiff_t>(text.size()) || (upper == 1 && is_upper(text.front()));
}

int DigitValue(char c) {
  if (IsDigit(c)) return c - '0';
  const char lower = text::FoldAscii(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : 99;
}

// Digits of a base with underscores between them; nullopt where others stand there or the value has over 64 bits.
std::optional<std::uint64_t> ReadDigits(std::string_view digits, std::uint64_t base) {
  std::uint64_t value = 0;
  bool any = false;
  for (const char c : digits) {
    if (c == '_') continue;
    const auto digit = static_cast<std::uint64_t>(DigitValue(c));
    if (digit >= base || value > (~std::uint64_t{0} - digit) / base) return std::nullopt;
    value = value * base + digit;
    any = true;
  }
  return any ? std::optional(value) : std::nullopt;
}

// 190:20:30
std::optional<std::uint64_t> ReadBaseSixty(std::string_view text) {
  std::uint64_t value = 0;
  for (bool is_first = true;; is_first = false) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const std::string_view part = text.substr(0, colon);
    const auto digits = ReadDigits(part, 10);
    if (!digits || (!is_first && (part.size() > 2 || *digits > 59)) || value > 1'000'000'000'000) return std::nullopt;
    value = value * 60 + *digits;
    if (colon == text.size()) return value;
    text.remove_prefix(colon + 1);
  }
}

std::optional<std::string> ReadInteger(std::string_view text) {
  std::string sign;
  if (text.front() == '-' || text.front() == '+') {
    if (text.front() == '-') sign = "-";
    text.remove_prefix(1);
  }
  if (text.empty() || !IsDigit(text.front())) return std::nullopt;
  std::optional<std::uint64_t> value;
  const std::string_view start = text.substr(0, 2);
  if (start == "0x") {
    value = ReadDigits(text.substr(2), 16);
  } else if (start == "0b") {
    value = ReadDigits(text.substr(2), 2);
  } else if (text.find(':') != std::string_view::npos) {
    if (text.front() != '0') value = ReadBaseSixty(text);
  } else if (text.front() == '0' && text.size() > 1) {
    value = ReadDigits(text.substr(1), 8);
  } else {
    value = ReadDigits(text, 10);
  }
  if (!value) return std::nullopt;
  return *value == 0 ? "0" : sign + std::to_string(*value);
}

// [sign] digits . digits [exponent]; a point or an exponent must be there.
std::optional<std::string> ReadFloat(std::string_view text) {
  std::string out;
  std::size_t at = 0;
  if (text[at] == '-') out = "-";
  if (text[at] == '-' || text[at] == '+') ++at;
  const auto digits = [&](std::string& to) {
    std::size_t count = 0;
    for (; at < text.size() && (IsDigit(text[at]) || text[at] == '_'); ++at) {
      if (text[at] != '_') to += text[at], ++count;
    }
    return count;
  };
  std::string whole;
  std::string fraction;
  const std::size_t before = digits(whole);
  if (at >= text.size() || text[at] != '.') return std::nullopt;
  ++at;
  const std::size_t after = digits(fraction);
  if (before + after == 0) return std::nullopt;
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
  out += (whole.empty() ? "0" : whole) + "." + (fraction.empty() ? "0" : fraction);
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    if (at + 2 >= text.size() || (text[at + 1] != '+' && text[at + 1] != '-')) return std::nullopt;
    out += "e";
    out += text[at + 1];
    at += 2;
    if (digits(out) == 0) return std::nullopt;
  }
  return at == text.size() ? std::optional(out) : std::nullopt;
}

// A decoded text in the making and where each byte came from.
class Mapped {
 public:
  explicit Mapped(std::uint32_t base) : base_(base) {}

  /// `length` bytes that stand at `at` in the source as they are.
  void Copy(std::string_view raw, std::size_t at, std::size_t length) {
    if (length == 0) return;
    const text::Span where = Where(at, length);
    if (!runs_.empty() && runs_.back().where.size() == runs_.back().length && runs_.back().where.end == where.begin) {
      runs_.back().length += static_cast<std::uint32_t>(length);
      runs_.back().where.end = where.end;
    } else {
      runs_.push_back({Size(), static_cast<std::uint32_t>(length), where, {}});
    }
    text_.append(raw.substr(at, length));
  }
  /// `bytes` that `length` bytes of the source write.
  void Add(std::string_view bytes, std::size_t at, std::size_t length) {
    if (bytes.empty()) return;
    runs_.push_back({Size(), static_cast<std::uint32_t>(bytes.size()), Where(at, length), {}});
    text_.append(bytes);
  }
  const std::string& text() const { return text_; }
  std::vector<text::Run>& runs() { return runs_; }

 private:
  std::uint32_t Size() const { return static_cast<std::uint32_t>(text_.size()); }
  text::Span Where(std::size_t at, std::size_t length) const {
    const auto begin = base_ + static_cast<std::uint32_t>(at);
    return {begin, begin + static_cast<std::uint32_t>(length)};
  }
  std::uint32_t base_;
  std::string text_;
  std::vector<text::Run> runs_;
};

struct Break {
  std::size_t at = 0;
  std::size_t length = 0;  // 0: none
};

Break BreakAt(std::string_view raw, std::size_t at) {
  if (at >= raw.size()) return {at, 0};
  if (raw[at] == '\r') return {at, at + 1 < raw.size() && raw[at + 1] == '\n' ? std::size_t{2} : std::size_t{1}};
  return {at, raw[at] == '\n' ? std::size_t{1} : std::size_t{0}};
}

bool IsBlank(char c) { return c == ' ' || c == '\t'; }

// Blanks and line breaks inside a plain or quoted scalar: one break is a space, more are one break fewer.
std::size_t Fold(std::string_view raw, std::size_t at, bool after_escape, Mapped& out) {
  const std::size_t begin = at;
  std::size_t first_end = 0;
  std::vector<Break> further;
  bool has_break = after_escape;
  for (; at < raw.size();) {
    if (IsBlank(raw[at])) {
      ++at;
      continue;
    }
    const Break next = BreakAt(raw, at);
    if (next.length == 0) break;
    at += next.length;
    if (has_break) {
      further.push_back(next);
    } else {
      first_end = at;
      has_break = true;
    }
  }
  if (!has_break) {
    out.Copy(raw, begin, at - begin);
  } else if (further.empty()) {
    if (!after_escape) out.Add(" ", begin, first_end - begin);
  } else {
    for (const Break& one : further) out.Add("\n", one.at, one.length);
  }
  return at;
}

// The character that a backslash escape writes, and the bytes it takes. nullopt: none that this decoder knows.
struct Escape {
  std::string text;
  std::size_t length = 0;
};
std::optional<Escape> ReadEscape(std::string_view raw, std::size_t at) {
  constexpr std::string_view kNames = "0abt\tnvfre \"/\\N_LP";
  constexpr std::array<char32_t, 19> kValues = {0,   7,   8,   9,    9,    10,   11,     12,     13, 0x1B,
                                                ' ', '"', '/', '\\', 0x85, 0xA0, 0x2028, 0x2029, 0};
  if (at + 1 >= raw.size()) return std::nullopt;
  const char name = raw[at + 1];
  const std::size_t digits = name == 'x' ? 2 : name == 'u' ? 4 : name == 'U' ? 8 : 0;
  Escape escape;
  if (digits > 0) {
    if (raw.size() - at < 2 + digits) return std::nullopt;
    const auto value = ReadDigits(raw.substr(at + 2, digits), 16);
    if (!value) return std::nullopt;
    text::AppendUtf8(escape.text, static_cast<char32_t>(*value));
    escape.length = 2 + digits;
    return escape;
  }
  const std::size_t index = kNames.find(name);
  if (index == std::string_view::npos) return std::nullopt;
  text::AppendUtf8(escape.text, kValues[index]);
  escape.length = 2;
  return escape;
}

bool MapFlow(Style style, std::string_view raw, Mapped& out) {
  std::size_t at = 0;
  std::size_t end = raw.size();
  if (style != Style::kPlain) {
    if (raw.size() < 2) return false;
    at = 1;
    end = raw.size() - 1;
  }
  const std::string_view inner = raw.substr(0, end);
  while (at < end) {
    const char c = inner[at];
    if (IsBlank(c) || c == '\n' || c == '\r') {
      at = Fold(inner, at, false, out);
    } else if (style == Style::kSingleQuoted && c == '\'') {
      out.Add("'", at, 2);
      at += 2;
    } else if (style == Style::kDoubleQuoted && c == '\\') {
      if (const Break line = BreakAt(inner, at + 1); line.length > 0) {
        at = Fold(inner, at + 1 + line.length, true, out);
        continue;
      }
      const auto escape = ReadEscape(inner, at);
      if (!escape) return false;
      out.Add(escape->text, at, escape->length);
      at += escape->length;
    } else {
      out.Copy(inner, at, 1);
      ++at;
    }
  }
  return true;
}

// The lines of a block scalar after its header.
class Block {
 public:
  Block(Style style, std::string_view raw, std::size_t indent, char chomp, std::size_t start)
      : raw_(raw), indent_(indent), chomp_(chomp), at_(start), is_literal_(style == Style::kLiteral) {}

  void Map(Mapped& out) {
    Break line{};
    std::vector<Break> blank_lines = BlankLines();
    bool was_blank = false;
    while (at_ < raw_.size() && column_ == indent_) {
      const bool is_blank = IsBlank(raw_[at_]);
      if (!is_literal_ && line.length > 0 && !was_blank && !is_blank) {
        if (blank_lines.empty()) out.Add(" ", line.at, line.length);
      } else {
        AddBreak(line, out);
      }
      for (const Break& one : blank_lines) AddBreak(one, out);
      was_blank = is_blank;
      const std::size_t begin = at_;
      while (at_ < raw_.size() && raw_[at_] != '\n' && raw_[at_] != '\r') ++at_;
      out.Copy(raw_, begin, at_ - begin);
      line = BreakAt(raw_, at_);
      at_ += line.length;
      blank_lines = BlankLines();
    }
    if (chomp_ != '-') AddBreak(line, out);
    if (chomp_ == '+') {
      for (const Break& one : blank_lines) AddBreak(one, out);
    }
  }

 private:
  static void AddBreak(const Break& one, Mapped& out) {
    if (one.length > 0) out.Add("\n", one.at, one.length);
  }

  // Passes indentation and lines that hold nothing else; stops at the first character of a line's content.
  std::vector<Break> BlankLines() {
    std::vector<Break> found;
    for (;;) {
      column_ = 0;
      while (at_ < raw_.size() && column_ < indent_ && raw_[at_] == ' ') ++at_, ++column_;
      const Break next = BreakAt(raw_, at_);
      if (next.length == 0) return found;
      found.push_back(next);
      at_ += next.length;
    }
  }

  std::string_view raw_;
  std::size_t indent_;
  char chomp_;
  std::size_t at_;
  std::size_t column_ = 0;
  bool is_literal_;
};

std::size_t FirstIndent(std::string_view raw, std::size_t at) {
  std::size_t column = 0;
  for (; at < raw.size(); ++at) {
    if (raw[at] == ' ') {
      ++column;
    } else if (raw[at] == '\n' || raw[at] == '\r') {
      column = 0;
    } else {
      return column;
    }
  }
  return column;
}

}  // namespace

Resolved ResolvePlain(std::string_view text) {
  if (text.empty() || text == "~" || IsWord(text, "null")) return {Kind::kNull, {}};
  for (const std::string_view word : {"yes", "true", "on"}) {
    if (IsWord(text, word)) return {Kind::kBool, "true"};
  }
  for (const std::string_view word : {"no", "false", "off"}) {
    if (IsWord(text, word)) return {Kind::kBool, "false"};
  }
  const char first = text.front();
  if (IsDigit(first) || first == '-' || first == '+' || first == '.') {
    if (const auto integer = ReadInteger(text)) return {Kind::kNumber, *integer};
    if (const auto number = ReadFloat(text)) return {Kind::kNumber, *number};
  }
  return {Kind::kString, {}};
}

std::optional<std::vector<text::Run>> MapScalar(Style style, std::string_view raw, std::string_view value,
                                                std::uint32_t base) {
  if (style != Style::kLiteral && style != Style::kFolded) {
    Mapped out(base);
    if (!MapFlow(style, raw, out) || out.text() != value) return std::nullopt;
    return std::move(out.runs());
  }
  const std::size_t line_end = std::min(raw.find_first_of("\r\n"), raw.size());
  const std::string_view header = raw.substr(0, std::min(raw.find(" "), line_end));
  char chomp = ' ';
  bool is_explicit = false;
  for (const char c : header) {
    if (c == '+' || c == '-') chomp = c;
    if (IsDigit(c)) is_explicit = true;
  }
  const std::size_t start = line_end + BreakAt(raw, line_end).length;
  const std::size_t detected = FirstIndent(raw, start);
  // An explicit indentation counts from the parent's, which is not known here: the one that fits is it.
  for (std::size_t indent = is_explicit ? 1 : detected; indent <= detected; ++indent) {
    Mapped out(base);
    Block(style, raw, indent, chomp, start).Map(out);
    if (out.text() == value) return std::move(out.runs());
  }
  return std::nullopt;
}

}  // namespace iampolicy::syntax
