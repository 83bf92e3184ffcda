#ifndef IAMPOLICY_LIB_SYNTAX_YAML_EVENTS_H_
#define IAMPOLICY_LIB_SYNTAX_YAML_EVENTS_H_

// YAML text -> events with places in bytes, on libyaml's event interface. yaml_events.cc is the only file that sees it.
// libyaml counts characters, starts a value at its tag or anchor, and words errors for its own state machine; all three
// are set right here, so that nothing above has to know.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

namespace iampolicy::syntax {

struct YamlEvent {
  enum class Type : std::uint8_t {
    kStreamEnd,
    kDocumentStart,
    kDocumentEnd,
    kAlias,
    kScalar,
    kListStart,
    kListEnd,
    kObjectStart,
    kObjectEnd,
  };
  enum class Style : std::uint8_t { kPlain, kSingleQuoted, kDoubleQuoted, kLiteral, kFolded };
  Type type = Type::kStreamEnd;
  Style style = Style::kPlain;  ///< of a scalar
  bool is_flow = false;         ///< of a list or object: written with brackets
  std::size_t begin = 0;        ///< of the value itself, after its tag and anchor
  std::size_t end = 0;
  std::size_t tag_begin = 0;  ///< of the tag, where there is one
  std::size_t tag_end = 0;
  std::string value;   ///< of a scalar, decoded
  std::string anchor;  ///< of a value, or the anchor an alias names
  std::string tag;     ///< "!Ref", "tag:yaml.org,2002:str"; "" where none is written
};

/// Why reading stopped, in our words.
struct YamlFault {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string got;
  std::string expected;
  bool is_encoding = false;  ///< a byte sequence that is not UTF-8, or a control character
};

class YamlEvents {
 public:
  /// `text` is UTF-8 without byte order mark and must outlive this.
  explicit YamlEvents(std::string_view text);
  ~YamlEvents();
  YamlEvents(const YamlEvents&) = delete;
  YamlEvents& operator=(const YamlEvents&) = delete;

  /// After a fault or kStreamEnd it must not be called again. O(text) in all, but for nested flow brackets, where time
  /// grows with their depth: stop at a bound.
  std::variant<YamlEvent, YamlFault> Next();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_LIB_SYNTAX_YAML_EVENTS_H_
