// The number line. Texts lie on it in the order they were added, with a gap of one position between them, so that an
// empty range at the end of one is not the start of the next. A file costs nothing until a place in it is asked for;
// then marks are set in it, a few each kilobyte, up to that place. From the nearest mark a place is counted: a table of
// line starts would not do for a file that is one line, nor fit in memory for one that is nothing but line ends.

#include "lib/text/sources.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <deque>
#include <utility>

#include "lib/text/utf8.h"

namespace iampolicy::text {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::uint64_t kLastPosition = 0xFFFFFFFF;
constexpr std::uint32_t kStride = 256;  // bytes between marks: some 20 ns to count

std::uint32_t SizeOf(std::string_view text) { return static_cast<std::uint32_t>(text.size()); }

// LF and CR LF end a line, and so does a lone CR, as in the Language Server Protocol and the editors that follow it.
bool EndsLine(std::string_view bytes, std::uint32_t at) {
  return bytes[at] == '\n' || (bytes[at] == '\r' && (at + 1 == bytes.size() || bytes[at + 1] != '\n'));
}

// A place in a file, with what lies before it: whole lines, code points, code points of its line.
struct Mark {
  std::uint32_t byte = 0;
  std::uint32_t character = 0;
  std::uint32_t line = 0;
  std::uint32_t column = 0;
};

// The byte order mark is no character and takes no column.
Mark FirstMark(std::string_view bytes) {
  return {bytes.substr(0, kByteOrderMark.size()) == kByteOrderMark ? SizeOf(kByteOrderMark) : 0, 0, 0, 0};
}

// Eight bytes at a step: lines are short, so looking for each line end in turn takes three times as long.
std::uint32_t CountLineFeeds(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  constexpr std::uint64_t kLow = kOnes * 0x7F;
  std::uint32_t count = 0;
  std::size_t at = 0;
  while (text.size() - at >= 8) {
    std::uint64_t found = 0;  // a count in each byte, which 255 words cannot make overflow
    for (int words = 0; words < 255 && text.size() - at >= 8; ++words, at += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, text.data() + at, sizeof word);
      word ^= kOnes * '\n';
      found += (~(((word & kLow) + kLow) | word | kLow)) >> 7;
    }
    for (; found != 0; found >>= 8) count += static_cast<std::uint32_t>(found & 0xFF);
  }
  for (; at < text.size(); ++at) count += text[at] == '\n' ? 1 : 0;
  return count;
}

Mark Advanced(Mark mark, std::string_view bytes, std::uint32_t to) {
  const std::string_view part = bytes.substr(mark.byte, to - mark.byte);
  std::uint32_t lines = 0;
  std::uint32_t line_start = mark.byte;
  if (part.find('\r') == std::string_view::npos) {
    lines = CountLineFeeds(part);
    if (lines > 0) line_start += static_cast<std::uint32_t>(part.rfind('\n')) + 1;
  } else {
    for (std::uint32_t at = mark.byte; at < to; ++at) {
      if (!EndsLine(bytes, at)) continue;
      ++lines;
      line_start = at + 1;
    }
  }
  const auto characters = [&](std::uint32_t from) {
    return static_cast<std::uint32_t>(CountCodePoints(bytes.substr(from, to - from)));
  };
  const std::uint32_t column = characters(line_start) + (lines == 0 ? mark.column : 0);
  return {to, mark.character + characters(mark.byte), mark.line + lines, column};
}

// The last start of a code point at or before `at`. Bytes that belong to none are code points of their own, so four
// continuation bytes in a row cannot all be part of one.
std::uint32_t CodePointStart(std::string_view bytes, std::uint32_t at) {
  std::uint32_t start = at;
  while (start + 3 > at && start > 0 && (static_cast<unsigned char>(bytes[start]) & 0xC0) == 0x80) --start;
  return (static_cast<unsigned char>(bytes[start]) & 0xC0) == 0x80 ? at : start;
}

struct Entry {
  std::uint32_t base = 0;
  std::uint32_t size = 0;
  bool is_file = true;
  std::string name;     // of a file
  std::string decoded;  // of a derived text or an owned file
  std::string_view bytes;
  std::vector<Run> runs;
  std::vector<Mark> marks;  // of a file, in order; as far as asked for
  Span last_line;           // of a file: the line that was asked for last, in bytes of the file
  bool has_last_line = false;
};

}  // namespace

struct Sources::Impl {
  std::deque<Entry> entries;  // a deque: views into decoded texts stay valid
  std::vector<std::uint32_t> bases;
  std::vector<Hole> holes;
  std::uint64_t next = 0;

  std::optional<Span> Place(std::size_t size, Entry entry) {
    if (size > kLastPosition || next > kLastPosition - size) return std::nullopt;
    entry.base = static_cast<std::uint32_t>(next);
    entry.size = static_cast<std::uint32_t>(size);
    next += size + 1;
    bases.push_back(entry.base);
    entries.push_back(std::move(entry));
    Entry& added = entries.back();
    if (!added.decoded.empty()) added.bytes = added.decoded;
    return Span{added.base, added.base + added.size};
  }

  const Entry& Of(std::uint32_t position) const {
    const auto after = std::upper_bound(bases.begin(), bases.end(), position);
    return entries[static_cast<std::size_t>(after - bases.begin()) - 1];
  }
  Entry& Of(std::uint32_t position) { return const_cast<Entry&>(std::as_const(*this).Of(position)); }

  // The run of a derived text that a relative offset belongs to: the last that starts at or before it, else the first.
  static const Run* RunAt(const Entry& entry, std::uint32_t offset) {
    if (entry.runs.empty()) return nullptr;
    const auto after = std::upper_bound(entry.runs.begin(), entry.runs.end(), offset,
                                        [](std::uint32_t at, const Run& run) { return at < run.at; });
    return after == entry.runs.begin() ? &entry.runs.front() : &*(after - 1);
  }

  static std::uint32_t Begin(const Entry& entry, std::uint32_t offset) {
    const Run* run = RunAt(entry, offset);
    if (run == nullptr) return 0;
    if (offset < run->at) return run->where.begin;
    if (offset >= run->at + run->length) return run->where.end;
    return run->where.size() == run->length ? run->where.begin + (offset - run->at) : run->where.begin;
  }

  // `offset` is exclusive: the run is that of the byte before it.
  static std::uint32_t End(const Entry& entry, std::uint32_t offset) {
    const Run* run = RunAt(entry, offset - 1);
    if (run == nullptr) return 0;
    if (offset <= run->at) return run->where.begin;
    if (offset >= run->at + run->length) return run->where.end;
    return run->where.size() == run->length ? run->where.begin + (offset - run->at) : run->where.end;
  }

  // The span in the file it comes from, through every derivation.
  Span InFile(Span span) const {
    for (;;) {
      const Entry& entry = Of(span.begin);
      if (entry.is_file || entry.runs.empty()) return span;
      const std::uint32_t begin = Begin(entry, span.begin - entry.base);
      std::uint32_t end = begin;
      if (span.end > span.begin) end = End(entry, std::min(span.end - entry.base, entry.size));
      // Runs may come from several texts; the start decides.
      const Entry& from = Of(begin);
      span = {begin, std::clamp(end, begin, from.base + from.size)};
    }
  }

  // The nearest mark at or before the offset; the first also for an offset inside the byte order mark.
  static const Mark& MarkBefore(Entry& entry, std::uint32_t offset) {
    std::vector<Mark>& marks = entry.marks;
    if (marks.empty()) marks.push_back(FirstMark(entry.bytes));
    while (offset > marks.back().byte && offset - marks.back().byte > kStride) {
      const std::uint32_t next = CodePointStart(entry.bytes, marks.back().byte + kStride);
      marks.push_back(Advanced(marks.back(), entry.bytes, next));
    }
    const auto after = std::upper_bound(marks.begin() + 1, marks.end(), offset,
                                        [](std::uint32_t at, const Mark& mark) { return at < mark.byte; });
    return *(after - 1);
  }

  static Position PositionOf(Entry& entry, std::uint32_t offset) {
    const Mark& before = MarkBefore(entry, offset);
    const Mark here = offset > before.byte ? Advanced(before, entry.bytes, offset) : before;
    return {here.line + 1, here.column + 1, offset, here.character};
  }
};

Sources::Sources() : impl_(std::make_unique<Impl>()) {}
Sources::~Sources() = default;
Sources::Sources(Sources&&) noexcept = default;
Sources& Sources::operator=(Sources&&) noexcept = default;

std::optional<Span> Sources::AddFile(std::string_view name, std::string_view bytes) {
  Entry entry;
  entry.name = name;
  entry.bytes = bytes;
  return impl_->Place(bytes.size(), std::move(entry));
}

std::optional<Span> Sources::AddConverted(std::string_view name, std::string text) {
  const std::size_t size = text.size();
  Entry entry;
  entry.name = name;
  entry.decoded = std::move(text);
  return impl_->Place(size, std::move(entry));
}

std::optional<Span> Sources::AddDerived(std::string decoded, std::vector<Run> runs) {
  const std::size_t size = decoded.size();
  Entry entry;
  entry.is_file = false;
  entry.decoded = std::move(decoded);
  entry.runs = std::move(runs);
  return impl_->Place(size, std::move(entry));
}

char32_t Sources::AddHole(Hole hole) {
  if (impl_->holes.size() > kLastHole - kFirstHole) return 0;
  impl_->holes.push_back(std::move(hole));
  return kFirstHole + static_cast<char32_t>(impl_->holes.size() - 1);
}

const Hole& Sources::hole(char32_t character) const { return impl_->holes[character - kFirstHole]; }

bool Sources::IsHole(char32_t character) const {
  return character >= kFirstHole && character - kFirstHole < impl_->holes.size();
}

std::string_view Sources::Text(Span span) const {
  if (impl_->entries.empty()) return {};
  const Entry& entry = impl_->Of(span.begin);
  const std::uint32_t begin = std::min(span.begin - entry.base, entry.size);
  const std::uint32_t end = std::clamp(span.end, span.begin, entry.base + entry.size) - entry.base;
  return entry.bytes.substr(begin, end - begin);
}

Place Sources::Locate(Span span) const {
  if (impl_->entries.empty()) return {};
  const Span place = impl_->InFile(span);
  Entry& entry = impl_->Of(place.begin);
  const std::uint32_t begin = std::min(place.begin - entry.base, entry.size);
  const std::uint32_t end = std::clamp(place.end - entry.base, begin, entry.size);
  return {entry.name, Impl::PositionOf(entry, begin), Impl::PositionOf(entry, end)};
}

Span Sources::InFile(Span span) const { return impl_->entries.empty() ? span : impl_->InFile(span); }

std::string_view Sources::LineText(Span span) const {
  if (impl_->entries.empty()) return {};
  const Span place = impl_->InFile(span);
  Entry& entry = impl_->Of(place.begin);
  const std::uint32_t offset = std::min(place.begin - entry.base, entry.size);
  const std::uint32_t first = FirstMark(entry.bytes).byte;
  const std::uint32_t at = std::max(offset, first);
  // Findings come in order of place, so the line is often that of the one before; a file may be a single long line.
  if (!entry.has_last_line || at < entry.last_line.begin || at >= entry.last_line.end) {
    std::uint32_t start = at;
    while (start > first && !EndsLine(entry.bytes, start - 1)) --start;
    std::uint32_t stop = at;
    while (stop < entry.size && !EndsLine(entry.bytes, stop)) ++stop;
    entry.last_line = {start, stop};
    entry.has_last_line = true;
  }
  std::string_view line = entry.bytes.substr(entry.last_line.begin, entry.last_line.size());
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

std::optional<Span> Sources::Origin(Span span) const {
  if (impl_->entries.empty()) return std::nullopt;
  std::uint32_t position = span.begin;
  for (;;) {
    const Entry& entry = impl_->Of(position);
    if (entry.is_file) return std::nullopt;
    const Run* run = Impl::RunAt(entry, position - entry.base);
    if (run == nullptr) return std::nullopt;
    if (!run->from.empty()) return run->from;
    position = Impl::Begin(entry, position - entry.base);
  }
}

}  // namespace iampolicy::text
