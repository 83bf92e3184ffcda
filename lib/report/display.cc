#include "lib/report/display.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "lib/text/utf8.h"

namespace iampolicy::report {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

constexpr std::array kCombining = {
    Range{0x0300, 0x036F},   Range{0x0483, 0x0489}, Range{0x0591, 0x05BD}, Range{0x0610, 0x061A},
    Range{0x064B, 0x065F},   Range{0x06D6, 0x06DC}, Range{0x0900, 0x0902}, Range{0x093C, 0x093C},
    Range{0x0941, 0x0948},   Range{0x0E31, 0x0E31}, Range{0x0E34, 0x0E3A}, Range{0x0E47, 0x0E4E},
    Range{0x1AB0, 0x1AFF},   Range{0x1DC0, 0x1DFF}, Range{0x20D0, 0x20FF}, Range{0x302A, 0x302D},
    Range{0x3099, 0x309A},   Range{0xFE00, 0xFE0F}, Range{0xFE20, 0xFE2F}, Range{0x1F3FB, 0x1F3FF},
    Range{0xE0100, 0xE01EF},
};

constexpr std::array kWide = {
    Range{0x1100, 0x115F},   Range{0x231A, 0x231B},   Range{0x23E9, 0x23EC},   Range{0x25FD, 0x25FE},
    Range{0x2614, 0x2615},   Range{0x2648, 0x2653},   Range{0x26A1, 0x26A1},   Range{0x26C4, 0x26C5},
    Range{0x2705, 0x2705},   Range{0x270A, 0x270B},   Range{0x2728, 0x2728},   Range{0x274C, 0x274C},
    Range{0x2753, 0x2757},   Range{0x2795, 0x2797},   Range{0x2B50, 0x2B50},   Range{0x2E80, 0x303E},
    Range{0x3041, 0x33FF},   Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},
    Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},   Range{0xFE30, 0xFE6F},
    Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},   Range{0x16FE0, 0x18CFF}, Range{0x1B000, 0x1B2FF},
    Range{0x1F300, 0x1F64F}, Range{0x1F680, 0x1F6FF}, Range{0x1F900, 0x1F9FF}, Range{0x1FA70, 0x1FAFF},
    Range{0x20000, 0x3FFFD},
};

constexpr std::array kUnsafe = {
    Range{0x0000, 0x001F}, Range{0x007F, 0x009F},   Range{0x00AD, 0x00AD},    Range{0x034F, 0x034F},
    Range{0x061C, 0x061C}, Range{0x115F, 0x1160},   Range{0x180E, 0x180E},    Range{0x200B, 0x200F},
    Range{0x2028, 0x202E}, Range{0x2060, 0x206F},   Range{0xE000, 0xF8FF},    Range{0xFEFF, 0xFEFF},
    Range{0xFFF9, 0xFFFB}, Range{0xE0000, 0xE007F}, Range{0xF0000, 0x10FFFF},
};

template <std::size_t size>
bool IsIn(const std::array<Range, size>& ranges, char32_t character) {
  for (const Range& range : ranges) {
    if (character >= range.first && character <= range.last) return true;
  }
  return false;
}

void AppendHex(std::string& out, std::uint32_t value, int digits) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  int shift = 4 * (digits - 1);
  while ((value >> shift) > 0xF) shift += 4;
  for (; shift >= 0; shift -= 4) out.push_back(kDigits[(value >> shift) & 0xF]);
}

// Appends what stands for the character at `at`, and returns its width.
std::uint32_t AppendShown(std::string& out, std::string_view text, std::size_t at, text::CodePoint point) {
  const auto byte = static_cast<unsigned char>(text[at]);
  const std::size_t before = out.size();
  if (point.value == 0xFFFD && point.length == 1) {
    out.push_back('<');
    AppendHex(out, byte, 2);
    out.push_back('>');
  } else if (IsUnsafe(point.value)) {
    out += "<U+";
    AppendHex(out, static_cast<std::uint32_t>(point.value), 4);
    out.push_back('>');
  } else {
    out += text.substr(at, point.length);
    return DisplayWidth(point.value);
  }
  return static_cast<std::uint32_t>(out.size() - before);
}

constexpr bool IsPrintableAscii(char c) { return c >= 0x20 && c < 0x7F; }

// The end of the run of printable ASCII that begins at `at`: it is shown as it is, one column a byte.
std::size_t PlainEnd(std::string_view text, std::size_t at) {
  while (at < text.size() && IsPrintableAscii(text[at])) ++at;
  return at;
}

// A line as terminal cells. In a plain line cell, byte and column are the same number, and nothing is laid out.
class Cells {
 public:
  explicit Cells(std::string_view line) : text_(line), is_plain_(PlainEnd(line, 0) == line.size()) {
    if (!is_plain_) Lay(line);
  }

  std::uint32_t count() const { return static_cast<std::uint32_t>(is_plain_ ? text_.size() : bytes_.size() - 1); }
  std::uint32_t column(std::uint32_t cell) const { return is_plain_ ? cell : columns_[cell]; }
  std::string_view text(std::uint32_t begin, std::uint32_t end) const {
    if (is_plain_) return text_.substr(begin, end - begin);
    return std::string_view(shown_).substr(bytes_[begin], bytes_[end] - bytes_[begin]);
  }

 private:
  void Lay(std::string_view line);

  std::string_view text_;
  bool is_plain_;
  std::string shown_;
  std::vector<std::size_t> bytes_;  // where in shown_ a cell begins
  std::vector<std::uint32_t> columns_;
};

void Cells::Lay(std::string_view line) {
  constexpr std::uint32_t kTab = 4;
  std::uint32_t column = 0;
  for (std::size_t at = 0; at < line.size();) {
    const text::CodePoint point = text::DecodeUtf8(line, at);
    bytes_.push_back(shown_.size());
    columns_.push_back(column);
    if (point.value == U'\t') {
      const std::uint32_t spaces = kTab - column % kTab;
      shown_.append(spaces, ' ');
      column += spaces;
    } else {
      column += AppendShown(shown_, line, at, point);
    }
    at += point.length;
  }
  bytes_.push_back(shown_.size());
  columns_.push_back(column);
}

}  // namespace

std::uint32_t DisplayWidth(char32_t character) {
  if (character < 0x0300) return 1;
  if (IsIn(kCombining, character)) return 0;
  return IsIn(kWide, character) ? 2 : 1;
}

bool IsUnsafe(char32_t character) {
  if (character >= 0x20 && character < 0x7F) return false;
  return IsIn(kUnsafe, character);
}

void AppendPrintable(std::string& out, std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = PlainEnd(text, at);
    out += text.substr(at, end - at);
    if (end == text.size()) return;
    const text::CodePoint point = text::DecodeUtf8(text, end);
    AppendShown(out, text, end, point);
    at = end + point.length;
  }
}

std::string Printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  AppendPrintable(out, text);
  return out;
}

Excerpt MakeExcerpt(std::string_view line, std::uint32_t first, std::uint32_t last, std::uint32_t width) {
  const Cells cells(line);
  const std::uint32_t count = cells.count();
  const bool is_known = first >= 1 && first <= count + 1;
  const std::uint32_t begin = is_known ? first - 1 : 0;
  const std::uint32_t end = std::clamp(last >= 1 ? last - 1 : 0, begin, std::max(begin, count));
  // The window begins a quarter of the width before the mark, unless the line fits or the mark is near its start.
  std::uint32_t left = 0;
  if (cells.column(count) > width && cells.column(begin) > width / 2) {
    while (cells.column(left) + width / 4 < cells.column(begin)) ++left;
  }
  std::uint32_t right = left;
  while (right < count && cells.column(right + 1) - cells.column(left) <= width) ++right;
  while (right == count && left > 0 && cells.column(count) - cells.column(left - 1) <= width) --left;
  const std::string_view head = left > 0 ? "..." : "";
  Excerpt excerpt;
  excerpt.line = head;
  excerpt.line += cells.text(left, right);
  if (right < count) excerpt.line += "...";
  if (!is_known) return excerpt;
  const std::uint32_t shown_end = std::clamp(end, begin, std::max(begin, right));
  const std::uint32_t marked = std::max(cells.column(shown_end) - cells.column(begin), std::uint32_t{1});
  excerpt.marks.assign(head.size() + (cells.column(begin) - cells.column(left)), ' ');
  excerpt.marks.push_back('^');
  excerpt.marks.append(marked - 1, '~');
  return excerpt;
}

}  // namespace iampolicy::report
