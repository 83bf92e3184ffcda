// See yaml_events.h.

#include "lib/syntax/yaml_events.h"

#include <yaml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "lib/text/utf8.h"

namespace iampolicy::syntax {
namespace {

using Type = YamlEvent::Type;
using Style = YamlEvent::Style;

// Character index -> byte offset. Marks mostly grow, so the last answer is where the search for the next one starts;
// a table of every 256th character bounds the way back.
class Characters {
 public:
  explicit Characters(std::string_view text) : text_(text) {
    is_ascii_ = std::none_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
    if (is_ascii_) return;
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); at += text::DecodeUtf8(text, at).length) {
      if (count++ % kStep == 0) steps_.push_back(at);
    }
  }

  std::size_t Byte(std::size_t character) const {
    if (is_ascii_) return std::min(character, text_.size());
    const std::size_t step = character / kStep;
    if (step >= steps_.size()) return text_.size();
    std::size_t at = steps_[step];
    for (std::size_t i = step * kStep; i < character && at < text_.size(); ++i)
      at += text::DecodeUtf8(text_, at).length;
    return at;
  }

 private:
  static constexpr std::size_t kStep = 256;
  std::string_view text_;
  bool is_ascii_ = true;
  std::vector<std::size_t> steps_;
};

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string Text(const yaml_char_t* text) { return text == nullptr ? "" : reinterpret_cast<const char*>(text); }

struct Wording {
  std::string_view problem;  // a part of libyaml's text
  std::string_view got;
  std::string_view expected;
};

// libyaml's texts name what its scanner had in mind. The first row whose text occurs is used.
constexpr std::array<Wording, 17> kWordings = {{
    {"mapping values are not allowed", "a second `: ` on the line, or a key indented too far",
     "one key a line; quote a text that holds `: `"},
    {"block sequence entries are not allowed", "a `- ` where no list can start", "a list on lines of its own"},
    {"mapping keys are not allowed", "a `? ` where no key can start", "a key on a line of its own"},
    {"could not find expected ':'", "a line that is no `key: value`",
     "a colon after the key, indented like its neighbours"},
    {"did not find expected key", "a line that does not fit the indentation around it",
     "the indentation of its neighbours"},
    {"did not find expected '-' indicator", "a line that is no element of the list",
     "`- `, indented like its neighbours"},
    {"did not find expected ',' or ']'", "something else", "`,` or `]`"},
    {"did not find expected ',' or '}'", "something else", "`,` or `}`"},
    {"found unexpected end of stream", "the end of the text inside a quoted string", "the closing quote"},
    {"found unexpected document indicator", "the start of another document inside a quoted string",
     "the closing quote"},
    {"unknown escape character", "a backslash that starts none of YAML's escapes",
     "`\\\\` for a backslash, or single quotes"},
    {"did not find expected hexdecimal number", "an escape without its hexadecimal digits",
     "`\\xHH`, `\\uHHHH` or `\\UHHHHHHHH`"},
    {"invalid Unicode character code", "an escape that writes no character", "a code point that is no surrogate"},
    {"found undefined tag handle", "a tag with a prefix that is not declared", "a tag such as `!Ref`"},
    {"did not find expected <document start>", "a second value in one document", "`---` before another document"},
    {"found character that cannot start any token", "a character that cannot start a value", "quotes around the text"},
    {"did not find expected alphabetic or numeric character", "`&` or `*` without a name",
     "a name, or quotes around the text"},
}};

}  // namespace

struct YamlEvents::Impl {
  explicit Impl(std::string_view given) : text(given), characters(given) {
    yaml_parser_initialize(&parser);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(given.data()), given.size());
  }
  ~Impl() { yaml_parser_delete(&parser); }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  std::string_view text;
  Characters characters;
  yaml_parser_t parser;

  std::size_t Byte(const yaml_mark_t& mark) const { return characters.Byte(mark.index); }

  std::size_t SkipBlanksAndComments(std::size_t at, std::size_t end) const {
    while (at < end) {
      if (IsBlank(text[at])) {
        ++at;
      } else if (text[at] == '#') {
        while (at < end && text[at] != '\n' && text[at] != '\r') ++at;
      } else {
        break;
      }
    }
    return at;
  }

  // A value's event starts at its tag or anchor, in either order.
  void SkipProperties(YamlEvent& event) const {
    std::size_t at = event.begin;
    while (at < event.end && (text[at] == '!' || text[at] == '&')) {
      const std::size_t begin = at;
      const bool is_tag = text[at] == '!';
      if (is_tag && at + 1 < event.end && text[at + 1] == '<') {
        while (at < event.end && text[at] != '>') ++at;
      }
      while (at < event.end && !IsBlank(text[at]) && !(text[at] == ',' && !is_tag)) ++at;
      if (is_tag) {
        event.tag_begin = begin;
        event.tag_end = at;
      }
      at = SkipBlanksAndComments(at, event.end);
    }
    event.begin = at;
  }

  YamlEvent Take(const yaml_event_t& from) const {
    YamlEvent event;
    event.begin = Byte(from.start_mark);
    event.end = Byte(from.end_mark);
    const auto collection = [&](Type type, const yaml_char_t* anchor, const yaml_char_t* tag, bool is_flow) {
      event.type = type;
      event.anchor = Text(anchor);
      event.tag = Text(tag);
      event.is_flow = is_flow;
      // The event of a block collection with properties ends with them.
      if (!event.tag.empty() || !event.anchor.empty()) {
        const std::size_t end = event.end;
        event.end = text.size();
        SkipProperties(event);
        event.end = std::max(end, event.begin);
      }
    };
    switch (from.type) {
      case YAML_DOCUMENT_START_EVENT:
        event.type = Type::kDocumentStart;
        break;
      case YAML_DOCUMENT_END_EVENT:
        event.type = Type::kDocumentEnd;
        break;
      case YAML_ALIAS_EVENT:
        event.type = Type::kAlias;
        event.anchor = Text(from.data.alias.anchor);
        break;
      case YAML_SCALAR_EVENT: {
        const auto& scalar = from.data.scalar;
        event.type = Type::kScalar;
        event.anchor = Text(scalar.anchor);
        event.tag = Text(scalar.tag);
        event.value.assign(reinterpret_cast<const char*>(scalar.value), scalar.length);
        event.style = scalar.style == YAML_SINGLE_QUOTED_SCALAR_STYLE   ? Style::kSingleQuoted
                      : scalar.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE ? Style::kDoubleQuoted
                      : scalar.style == YAML_LITERAL_SCALAR_STYLE       ? Style::kLiteral
                      : scalar.style == YAML_FOLDED_SCALAR_STYLE        ? Style::kFolded
                                                                        : Style::kPlain;
        if (!event.tag.empty() || !event.anchor.empty()) SkipProperties(event);
        break;
      }
      case YAML_SEQUENCE_START_EVENT:
        collection(Type::kListStart, from.data.sequence_start.anchor, from.data.sequence_start.tag,
                   from.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
        break;
      case YAML_MAPPING_START_EVENT:
        collection(Type::kObjectStart, from.data.mapping_start.anchor, from.data.mapping_start.tag,
                   from.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
        break;
      case YAML_SEQUENCE_END_EVENT:
        event.type = Type::kListEnd;
        break;
      case YAML_MAPPING_END_EVENT:
        event.type = Type::kObjectEnd;
        break;
      default:
        event.type = Type::kStreamEnd;
        break;
    }
    return event;
  }

  std::size_t LineStart(std::size_t at) const {
    while (at > 0 && text[at - 1] != '\n' && text[at - 1] != '\r') --at;
    return at;
  }

  // A tab among the blanks that indent the line of `at`, or at `at` itself.
  std::optional<std::size_t> TabThatIndents(std::size_t at) const {
    for (std::size_t i = LineStart(at); i < text.size() && (text[i] == ' ' || text[i] == '\t'); ++i) {
      if (text[i] == '\t') return i;
    }
    return std::nullopt;
  }

  // A character that YAML 1.1 takes for a line break and no editor shows as one, on the line of `at` or the one before:
  // there it ends a comment, and the rest of the comment is read as text.
  std::optional<std::pair<std::size_t, std::string_view>> OddBreakBefore(std::size_t at) const {
    const std::size_t line = LineStart(at);
    const std::size_t start = LineStart(line == 0 ? 0 : line - 1);
    for (const std::string_view odd : {"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"}) {
      const std::size_t found = text.substr(start, at - start).find(odd);
      if (found != std::string_view::npos) return std::pair(start + found, odd);
    }
    return std::nullopt;
  }

  YamlFault Fault() const {
    YamlFault fault;
    if (parser.error == YAML_READER_ERROR) {
      fault.begin = std::min(parser.problem_offset, text.size());
      // libyaml's offset is near the byte; what is wrong is found again by reading.
      if (const auto bad = text::FindInvalidUtf8(text)) fault.begin = *bad;
      fault.end = std::min(fault.begin + 1, text.size());
      fault.is_encoding = true;
      return fault;
    }
    const std::size_t at = Byte(parser.problem_mark);
    fault.begin = at;
    fault.end = std::min(at + 1, text.size());
    if (const auto tab = TabThatIndents(at)) {
      fault.begin = *tab;
      fault.end = *tab + 1;
      fault.got = "a tab that indents the line";
      fault.expected = "spaces";
      return fault;
    }
    if (const auto odd = OddBreakBefore(at)) {
      fault.begin = odd->first;
      fault.end = odd->first + odd->second.size();
      fault.got = odd->second == "\xC2\x85" ? "U+0085, which breaks the line in YAML"
                                            : "U+2028 or U+2029, which break the line in YAML";
      fault.expected = "an ordinary line break, or an escape in double quotes";
      return fault;
    }
    const std::string_view problem = parser.problem == nullptr ? "" : parser.problem;
    for (const Wording& wording : kWordings) {
      if (problem.find(wording.problem) == std::string_view::npos) continue;
      fault.got = wording.got;
      fault.expected = wording.expected;
      if (at >= text.size() && wording.got == "something else") fault.got = "the end of the text";
      return fault;
    }
    fault.got = "text that YAML has no reading for";
    fault.expected = "a value, a `key: value` or a `- ` element";
    return fault;
  }
};

YamlEvents::YamlEvents(std::string_view text) : impl_(std::make_unique<Impl>(text)) {}
YamlEvents::~YamlEvents() = default;

std::variant<YamlEvent, YamlFault> YamlEvents::Next() {
  for (;;) {
    yaml_event_t event;
    if (yaml_parser_parse(&impl_->parser, &event) == 0) return impl_->Fault();
    const bool is_stream_start = event.type == YAML_STREAM_START_EVENT;
    YamlEvent taken = impl_->Take(event);
    yaml_event_delete(&event);
    if (!is_stream_start) return taken;
  }
}

}  // namespace iampolicy::syntax
