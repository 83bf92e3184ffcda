// See json_diagnosis.h. First the automaton catches up from the last event to the offending token over blanks, at most
// one comma and one colon; then the token is classified by what was expected there.

#include "lib/syntax/json_diagnosis.h"

#include <algorithm>
#include <utility>

#include "lib/syntax/json_kinds.h"
#include "lib/syntax/json_repair.h"
#include "lib/text/utf8.h"

namespace iampolicy::syntax {
namespace {

enum class Expected : std::uint8_t {
  kDocument,
  kValue,         // after a colon or comma
  kFirstElement,  // after `[`
  kFirstKey,      // after `{`
  kKey,           // after a comma
  kColon,
  kCommaInList,
  kCommaInObject,
};

std::string_view Words(Expected expected) {
  switch (expected) {
    case Expected::kDocument:
      return "a JSON value";
    case Expected::kValue:
      return "a value";
    case Expected::kFirstElement:
      return "a value or `]`";
    case Expected::kFirstKey:
      return "a key in double quotes or `}`";
    case Expected::kKey:
      return "a key in double quotes";
    case Expected::kColon:
      return "`:` and a value";
    case Expected::kCommaInList:
      return "`,` or `]`";
    case Expected::kCommaInObject:
      return "`,` or `}`";
  }
  return "";
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'; }
bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

bool IsUnicodeBlank(char32_t c) {
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200F) || c == 0x2028 || c == 0x2029 ||
         c == 0x202F || c == 0x205F || c == 0x2060 || c == 0x3000 || c == 0xFEFF;
}

bool IsCurlyQuote(char32_t c) {
  return (c >= 0x2018 && c <= 0x201F) || c == 0xAB || c == 0xBB || c == 0x2039 || c == 0x203A || c == 0xFF02;
}

// A word that was meant as a number: 010, +1, .5, 0x1F, NaN, 2012-10-17.
bool LooksLikeNumber(std::string_view word) {
  const std::size_t sign = !word.empty() && (word[0] == '+' || word[0] == '-') ? 1 : 0;
  const std::string_view rest = word.substr(sign);
  if (rest == "NaN" || rest == "Infinity" || rest == "inf" || rest == "nan") return true;
  return !rest.empty() && (IsDigit(rest[0]) || (rest[0] == '.' && rest.size() > 1 && IsDigit(rest[1])));
}

std::string_view NumberAdvice(std::string_view word) {
  const std::string_view digits = word[0] == '-' ? word.substr(1) : word;
  const bool only_digits = digits.find_first_not_of("0123456789") == std::string_view::npos;
  if (only_digits && digits.size() > 1 && digits[0] == '0') return "a number without leading zeros, or a quoted string";
  if (word[0] == '+') return "a number without `+`";
  if (digits[0] == '.') return "a digit before the point";
  if (digits.back() == '.') return "a digit after the point";
  if (digits.size() > 1 && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X')) return "a decimal number";
  if (IsLetter(digits[0])) return "a number, or the word in double quotes";
  return "a number such as 10, -1.5 or 2e3, or a quoted string";
}

std::string_view WordAdvice(std::string_view word) {
  const std::string folded = text::FoldAscii(word);
  if (folded == "true") return "`true`";
  if (folded == "false") return "`false`";
  if (folded == "null" || folded == "none" || folded == "nil" || folded == "undefined") return "`null`";
  return "the word in double quotes";
}

// The table is searched when compiling: only literals get here.
struct Name {
  consteval Name(const char* name) : kind(JsonKind(name)) {}  // NOLINT(google-explicit-constructor)
  std::string_view kind;
};

class Diagnosis {
 public:
  Diagnosis(const Reading& reading, const Progress& progress)
      : reading_(reading), text_(reading.original), progress_(progress), at_(progress.end) {}

  JsonFault Run() {
    CatchUp();
    if (at_ >= text_.size()) return AtEnd();
    if (text_[at_] == '\0') return Fault("nul-character", at_ + 1, "text");
    if (static_cast<unsigned char>(text_[at_]) >= 0x80) return NotAscii();
    switch (expected_) {
      case Expected::kColon:
      case Expected::kCommaInList:
      case Expected::kCommaInObject:
        return InsteadOfPunctuation();
      case Expected::kKey:
      case Expected::kFirstKey:
        return InsteadOfKey();
      default:
        return InsteadOfValue();
    }
  }

  JsonFault Trailing(std::size_t at) {
    at_ = at;
    if (text_[at_] == '\0') return Fault("nul-character", at_ + 1, "text");
    const std::size_t line_end = std::min(text_.find_first_of("\r\n", at_), text_.size());
    return {JsonKind("trailing-content"), at_, line_end, Shown(text_.substr(at_, line_end - at_)),
            "nothing after the end of the document"};
  }

 private:
  // The problem [at_, end), which is shown as written.
  JsonFault Fault(Name name, std::size_t end, std::string_view expected) const {
    const std::string_view part = text_.substr(at_, end - at_);
    return {name.kind, at_, end, Shown(part), std::string(expected)};
  }
  JsonFault Fault(Name name, std::size_t end) const { return Fault(name, end, Words(expected_)); }

  void SkipBlanks() {
    const std::string_view seen = reading_.repaired;
    while (at_ < seen.size() && IsBlank(seen[at_])) ++at_;
  }
  bool Skip(char punctuation) {
    if (at_ >= reading_.repaired.size() || reading_.repaired[at_] != punctuation) return false;
    ++at_;
    SkipBlanks();
    return true;
  }

  void CatchUp() {
    const bool in_list = progress_.inside == Progress::Inside::kList;
    SkipBlanks();
    switch (progress_.after) {
      case Progress::After::kNothing:
        expected_ = Expected::kDocument;
        break;
      case Progress::After::kOpen:
        expected_ = in_list ? Expected::kFirstElement : Expected::kFirstKey;
        break;
      case Progress::After::kKey:
        expected_ = Skip(':') ? Expected::kValue : Expected::kColon;
        break;
      default:
        if (Skip(',')) {
          expected_ = in_list ? Expected::kValue : Expected::kKey;
        } else {
          expected_ = in_list ? Expected::kCommaInList : Expected::kCommaInObject;
        }
    }
  }

  std::string Opened() const {
    const auto begin = reading_.base + static_cast<std::uint32_t>(progress_.opened);
    const Position start = reading_.sources.Locate({begin, begin + 1}).start;
    return "opened in line " + std::to_string(start.line) + ", column " + std::to_string(start.column);
  }

  // The text ends. The place is just after the last thing that is no blank.
  JsonFault AtEnd() const {
    std::size_t end = std::min(reading_.repaired.size(), text_.size());
    while (end > 0 && IsBlank(reading_.repaired[end - 1])) --end;
    if (progress_.inside == Progress::Inside::kNothing) {
      return {JsonKind("empty-document"), end, end, "end of text", std::string(Words(Expected::kDocument))};
    }
    const bool in_list = progress_.inside == Progress::Inside::kList;
    std::string expected = in_list ? "`]` for the list " : "`}` for the object ";
    expected += Opened();
    if (progress_.after == Progress::After::kKey) {
      expected = (expected_ == Expected::kColon ? "`:` and a value for the key, and " : "a value for the key, and ") +
                 expected;
    }
    return {JsonKind("truncated"), end, end, "end of text", std::move(expected)};
  }

  JsonFault NotAscii() const {
    const text::CodePoint point = text::DecodeUtf8(text_, at_);
    if (point.length == 1) return Fault("invalid-utf8", at_ + 1, "UTF-8");
    const std::size_t end = at_ + point.length;
    if (reading_.characters.IsHole(point.value)) {
      return Fault("misplaced-unknown", end, expected_ == Expected::kValue ? "one value" : Words(expected_));
    }
    if (IsCurlyQuote(point.value)) return Fault("curly-quote", end, "the quote `\"`");
    if (IsUnicodeBlank(point.value)) {
      return {JsonKind("unicode-blank"), at_, end, CodePointName(point.value), "a space"};
    }
    if (IsGlued()) return Glued();
    if (expected_ == Expected::kKey || expected_ == Expected::kFirstKey) {
      return Fault("unquoted-key", WordEnd(text_, at_), "a key in double quotes");
    }
    return Fault("unexpected-character", end);
  }

  // Whether the token stands right behind a string or word, so that they were meant as one.
  bool IsGlued() const {
    if (at_ != progress_.end || WordEnd(text_, at_) == at_) return false;
    return progress_.after == Progress::After::kString || progress_.after == Progress::After::kKey ||
           progress_.after == Progress::After::kScalar;
  }

  JsonFault Glued() const {
    const std::size_t end = WordEnd(text_, at_);
    if (progress_.after == Progress::After::kScalar) return Word(progress_.begin, end);
    return {JsonKind("unescaped-quote"), at_ - 1, at_, Shown(text_.substr(at_, end - at_)),
            std::string(Words(expected_)) + ", or `\\\"` for a quote inside the string"};
  }

  JsonFault Word(std::size_t begin, std::size_t end) const {
    const std::string_view word = text_.substr(begin, end - begin);
    const bool is_number = LooksLikeNumber(word);
    return {is_number ? JsonKind("invalid-number") : JsonKind("unquoted-value"), begin, end, Shown(word),
            std::string(is_number ? NumberAdvice(word) : WordAdvice(word))};
  }

  JsonFault InsteadOfPunctuation() const {
    const char c = text_[at_];
    if (IsGlued()) return Glued();
    if (c == '}' || c == ']') {
      if (expected_ == Expected::kColon && c == '}') return Fault("missing-colon", at_ + 1);
      return Mismatched();
    }
    if (c == '/' && IsOpenComment()) return OpenComment();
    const std::size_t word_end = WordEnd(text_, at_);
    const bool starts_value = c == '"' || c == '{' || c == '[' || c == '\'' || word_end > at_;
    if (expected_ == Expected::kColon) {
      if (c == '=' || c == ',' || starts_value) return Fault("missing-colon", TokenEnd());
    } else if (c == ';' || starts_value) {
      return Fault("missing-comma", TokenEnd());
    }
    return Odd();
  }

  JsonFault InsteadOfKey() const {
    const char c = text_[at_];
    if (c == '"') return InString();
    if (c == '\'') return Fault("single-quote", TokenEnd(), "a key in double quotes");
    if (c == ']') return Mismatched();
    if (c == '/' && IsOpenComment()) return OpenComment();
    const std::size_t word_end = WordEnd(text_, at_);
    if (word_end > at_) return Fault("unquoted-key", word_end, "a key in double quotes");
    return Odd();
  }

  JsonFault InsteadOfValue() const {
    const char c = text_[at_];
    if (c == '"') return InString();
    if (c == '\'') return Fault("single-quote", TokenEnd(), "a string in double quotes");
    if (c == ',' && expected_ != Expected::kDocument) return Fault("missing-value", at_ + 1);
    if (c == '}' || c == ']') {
      if (expected_ == Expected::kFirstElement) return Mismatched();
      if (expected_ == Expected::kValue) return Fault("missing-value", at_ + 1);
    }
    if (c == '/' && IsOpenComment()) return OpenComment();
    const std::size_t word_end = WordEnd(text_, at_);
    const std::string_view word = text_.substr(at_, word_end - at_);
    if (word_end > at_ && (IsLetter(c) || LooksLikeNumber(word))) return Word(at_, word_end);
    return Odd();
  }

  JsonFault InString() const {
    Decoded scratch;
    StringEnd string = DecodeString(text_, at_, reading_.base, reading_.characters, scratch);
    return string.fault ? std::move(*string.fault) : Odd();
  }

  JsonFault Mismatched() const {
    const bool in_list = progress_.inside == Progress::Inside::kList;
    return Fault("mismatched-bracket", at_ + 1, (in_list ? "`]` for the list " : "`}` for the object ") + Opened());
  }

  bool IsOpenComment() const { return CommentEnd(text_, at_) == std::string_view::npos; }
  JsonFault OpenComment() const {
    return {JsonKind("truncated"), at_, at_ + 2, "end of text", "`*/` for the comment opened here"};
  }

  JsonFault Odd() const {
    const text::CodePoint point = text::DecodeUtf8(text_, at_);
    return Fault("unexpected-character", at_ + point.length);
  }

  // The end of what a message shows of the token here: a string to its closing quote or the end of its line.
  std::size_t TokenEnd() const {
    const char c = text_[at_];
    if (c != '"' && c != '\'') return std::max(at_ + 1, WordEnd(text_, at_));
    const std::size_t line_end = std::min(text_.find_first_of(std::string_view("\r\n\0", 3), at_), text_.size());
    std::size_t end = at_ + 1;
    while (end < line_end && text_[end] != c) end += text_[end] == '\\' ? 2 : 1;
    return std::min(end + 1, line_end);
  }

  const Reading& reading_;
  std::string_view text_;
  const Progress& progress_;
  std::size_t at_;
  Expected expected_ = Expected::kDocument;
};

}  // namespace

JsonFault Diagnose(const Reading& reading, const Progress& progress) { return Diagnosis(reading, progress).Run(); }

JsonFault DiagnoseTrailing(const Reading& reading, std::size_t at) {
  const Progress none;
  return Diagnosis(reading, none).Trailing(at);
}

}  // namespace iampolicy::syntax
