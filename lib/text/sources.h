#ifndef IAMPOLICY_LIB_TEXT_SOURCES_H_
#define IAMPOLICY_LIB_TEXT_SOURCES_H_

// Every text of a unit, file or decoded, on one 32-bit number line, so that a position is one integer and no node
// stores a map. Locate() walks from a derived text back to the file.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <iampolicy/types.h>

#include "lib/text/span.h"

namespace iampolicy::text {

/// The first code point that stands for a hole: hole i is U+100000 + i (plane 16, private use).
inline constexpr char32_t kFirstHole = 0x100000;
inline constexpr char32_t kLastHole = 0x10FFFD;

/// What may be assumed of a value that is not known.
struct Shape {
  enum class Kind : std::uint8_t { kAny, kArn, kAccount, kRegion, kPartition, kName, kUrl };
  Kind kind = Kind::kAny;
  bool may_hold_wildcard = true;
  bool may_hold_colon = true;
  bool may_be_empty = true;
};

/// A part of a text that is not known from the file.
struct Hole {
  std::string reason;  ///< "kind:detail" as `extract` writes it, such as "parameter:BucketName"
  Shape shape;
  std::uint32_t identity = 0;        ///< holes of equal identity (not 0) have the same value
  Span span;                         ///< the expression that could not be resolved
  std::optional<std::string> known;  ///< the text, where the file itself used a character of the hole range
};

/// A run of decoded bytes [at, at + length), relative to the derived text, and the place that produced them. Where
/// `where` has the same length the map is byte by byte, else the run as a whole comes from `where` (an escape).
/// `from`: where a substituted value came from; empty where nothing was substituted.
struct Run {
  std::uint32_t at = 0;
  std::uint32_t length = 0;
  Span where;
  Span from;
};

/// Where a span is in a file.
struct Place {
  std::string_view file;
  Position start;
  Position end;
};

/// Owned by the unit; move-only. Views into it stay valid as long as it lives (moved or not).
class Sources {
 public:
  Sources();
  ~Sources();
  Sources(Sources&&) noexcept;
  Sources& operator=(Sources&&) noexcept;

  /// Adds a file; `bytes` must outlive this. A byte order mark stays in the text (readers skip it). nullopt: the number
  /// line (4 GiB a unit) is full.
  std::optional<Span> AddFile(std::string_view name, std::string_view bytes);

  /// Adds a file whose text is not the caller's: converted from another encoding, or read on the way. Places are those
  /// of this text.
  std::optional<Span> AddConverted(std::string_view name, std::string text);

  /// Adds a text decoded from others. Runs are sorted by `at` and do not overlap; bytes outside every run belong to the
  /// nearest run before them, else after them. nullopt: the number line is full.
  std::optional<Span> AddDerived(std::string decoded, std::vector<Run> runs);

  /// The character that stands for the hole; 0 where there are too many (65,534).
  char32_t AddHole(Hole hole);
  const Hole& hole(char32_t character) const;
  /// Whether the character is a hole of this unit.
  bool IsHole(char32_t character) const;

  std::string_view Text(Span span) const;

  /// The smallest range of a file that holds everything the span came from. Lines end at LF, CR LF or a lone CR. A
  /// derived text without runs has no file: `file` is "", and the range is in the text. O(derivations x log runs), and
  /// once O(bytes) up to the farthest place asked for. Not to be called from two threads at once.
  Place Locate(Span span) const;

  /// The range of the number line that Locate() tells of: in a file, or in a text that came from none.
  Span InFile(Span span) const;

  /// The whole line of the file at which the span starts, without its line end.
  std::string_view LineText(Span span) const;

  /// Where the substituted value at the start of the span came from; nullopt where it was written in place.
  std::optional<Span> Origin(Span span) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace iampolicy::text

#endif  // IAMPOLICY_LIB_TEXT_SOURCES_H_
