// The number line. Texts lie on it in the order they were added, with a gap of one position between them, so that an
// empty range at the end of one is not the start of the next. A file costs nothing until a place in it is asked for;
// then its line starts are found once.

#include "lib/text/sources.h"

#include <algorithm>
#include <cstddef>
#include <deque>
#include <utility>

#include "lib/text/utf8.h"

namespace iampolicy::text {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// A line: where it starts, in bytes and in code points of the file (a byte order mark is not counted).
struct Line {
  std::uint32_t byte = 0;
  std::uint32_t character = 0;
};

struct Entry {
  std::uint32_t base = 0;
  std::uint32_t size = 0;
  bool is_file = true;
  std::string name;     // of a file
  std::string decoded;  // of a derived text
  std::string_view bytes;
  std::vector<Run> runs;
  std::vector<Line> lines;  // of a file; empty until asked for
};

// LF and CR LF end a line, and so does a lone CR, which editors and compilers show as one.
std::vector<Line> FindLines(std::string_view bytes) {
  std::vector<Line> lines;
  std::uint32_t at = bytes.substr(0, kByteOrderMark.size()) == kByteOrderMark ? 3 : 0;
  lines.push_back({at, 0});
  std::uint32_t characters = 0;
  std::uint32_t start = at;
  for (; at < bytes.size(); ++at) {
    const char c = bytes[at];
    const bool ends = c == '\n' || (c == '\r' && (at + 1 == bytes.size() || bytes[at + 1] != '\n'));
    if (!ends) continue;
    characters += static_cast<std::uint32_t>(CountCodePoints(bytes.substr(start, at + 1 - start)));
    start = at + 1;
    lines.push_back({start, characters});
  }
  return lines;
}

}  // namespace

struct Sources::Impl {
  std::deque<Entry> entries;  // a deque: views into decoded texts stay valid
  std::vector<std::uint32_t> bases;
  std::vector<Hole> holes;
  std::uint64_t next = 0;

  std::optional<Span> Place(std::size_t size, Entry entry) {
    if (size > 0xFFFFFFFEu - std::min<std::uint64_t>(next, 0xFFFFFFFEu)) return std::nullopt;
    entry.base = static_cast<std::uint32_t>(next);
    entry.size = static_cast<std::uint32_t>(size);
    next += size + 1;
    bases.push_back(entry.base);
    entries.push_back(std::move(entry));
    Entry& added = entries.back();
    if (!added.is_file) added.bytes = added.decoded;
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

  const std::vector<Line>& Lines(Entry& entry) {
    if (entry.lines.empty()) entry.lines = FindLines(entry.bytes);
    return entry.lines;
  }

  Position PositionOf(Entry& entry, std::uint32_t offset) {
    const std::vector<Line>& lines = Lines(entry);
    const auto after = std::upper_bound(lines.begin() + 1, lines.end(), offset,
                                        [](std::uint32_t at, const Line& line) { return at < line.byte; });
    const Line& line = *(after - 1);
    Position position;
    position.line = static_cast<std::uint32_t>(after - lines.begin());
    position.offset = offset;
    const std::uint32_t start = std::min(line.byte, offset);  // inside a byte order mark: column 1
    const auto column = static_cast<std::uint32_t>(CountCodePoints(entry.bytes.substr(start, offset - start)));
    position.column = column + 1;
    position.character = line.character + column;
    return position;
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
  return {entry.name, impl_->PositionOf(entry, begin), impl_->PositionOf(entry, end)};
}

std::string_view Sources::LineText(Span span) const {
  if (impl_->entries.empty()) return {};
  const Span place = impl_->InFile(span);
  Entry& entry = impl_->Of(place.begin);
  const std::uint32_t offset = std::min(place.begin - entry.base, entry.size);
  const std::vector<Line>& lines = impl_->Lines(entry);
  const Position position = impl_->PositionOf(entry, offset);
  const std::uint32_t start = lines[position.line - 1].byte;
  const std::uint32_t stop = position.line < lines.size() ? lines[position.line].byte : entry.size;
  std::string_view line = entry.bytes.substr(start, stop - start);
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

std::optional<Span> Sources::Origin(Span span) const {
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
