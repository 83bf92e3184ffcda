// See json_repair.h. One pass that knows only strings, comments and brackets: it toggles on unescaped quotes. Up to the
// first real error that is how JSON itself reads the text.

#include "lib/syntax/json_repair.h"

#include <algorithm>
#include <utility>

#include "lib/syntax/json_kinds.h"
#include "lib/text/utf8.h"

namespace iampolicy::syntax {
namespace {

// RapidJSON refuses numbers that do not fit a double. Only an exponent or this many digits can make one.
constexpr std::size_t kAlwaysFits = 300;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::size_t Digits(std::string_view text, std::size_t at) {
  while (at < text.size() && IsDigit(text[at])) ++at;
  return at;
}

// The end of the string whose quote is at `at`; the text's end where it is open.
std::size_t QuotedEnd(std::string_view text, std::size_t at) {
  for (++at;;) {
    at = text.find_first_of("\"\\", at);
    if (at == std::string_view::npos) return text.size();
    if (text[at] == '"') return at + 1;
    at += 2;
    if (at >= text.size()) return text.size();
  }
}

class Repairer {
 public:
  Repairer(std::string_view text, bool one_value, PrivateCharacters& characters)
      : text_(text), one_value_(one_value), characters_(characters) {}

  Repaired Run() {
    std::size_t at = 0;
    while (at < text_.size()) {
      at = Token(at);
      if (one_value_ && after_value_ && depth_ == 0) break;
    }
    if (!edits_.empty()) {
      result_.changed = true;
      result_.text = text_.substr(0, at);
      for (const Edit& edit : edits_) Apply(edit);
    }
    return std::move(result_);
  }

 private:
  enum class Change { kBlank, kQuote, kZero };
  struct Edit {
    std::size_t begin;
    std::size_t end;
    Change change;
  };

  void Apply(const Edit& edit) {
    char* const begin = result_.text.data() + edit.begin;
    const std::size_t length = edit.end - edit.begin;
    std::fill_n(begin, length, ' ');
    if (edit.change == Change::kQuote) begin[0] = begin[length - 1] = '"';
    if (edit.change == Change::kZero) begin[0] = '0';
  }

  // Reads one token; returns its end.
  std::size_t Token(std::size_t at) {
    switch (text_[at]) {
      case ' ':
      case '\t':
      case '\r':
      case '\n':
        return at + 1;
      case '/':
      case '#':
        return Comment(at);
      case '"':
        Value();
        return QuotedEnd(text_, at);
      case ',':
        if (after_value_ && depth_ > 0) comma_ = at;
        after_value_ = false;
        return at + 1;
      case '[':
      case '{':
        ++depth_;
        comma_ = kNoComma;
        after_value_ = false;
        return at + 1;
      case ']':
      case '}':
        Close(at);
        return at + 1;
      case ':':
        comma_ = kNoComma;
        after_value_ = false;
        return at + 1;
      case '\xF4':
        return PerhapsHole(at);
      default:
        Value();
        return NumberOrWord(at);
    }
  }

  void Pass(JsonFault fault) {
    if (result_.passed.size() <= kMostProblems) result_.passed.push_back(std::move(fault));
  }

  void Value() {
    comma_ = kNoComma;
    after_value_ = true;
  }

  void Close(std::size_t at) {
    if (comma_ != kNoComma) {
      edits_.push_back({comma_, comma_ + 1, Change::kBlank});
      Pass({JsonKind("trailing-comma"), comma_, comma_ + 1, ",",
            std::string("no comma before the closing `") + text_[at] + "`"});
    }
    if (depth_ > 0) --depth_;
    Value();
  }

  std::size_t Comment(std::size_t at) {
    const std::size_t end = CommentEnd(text_, at);
    if (end == at) return at + 1;
    if (end == std::string_view::npos) return text_.size();
    edits_.push_back({at, end, Change::kBlank});
    Pass({JsonKind("comment"), at, end, Shown(text_.substr(at, end - at)), "JSON without comments"});
    return end;
  }

  std::size_t PerhapsHole(std::size_t at) {
    const text::CodePoint point = text::DecodeUtf8(text_, at);
    if (characters_.IsUnknown(point.value)) edits_.push_back({at, at + point.length, Change::kQuote});
    Value();
    return at + point.length;
  }

  std::size_t NumberOrWord(std::size_t at) {
    const std::size_t end = NumberEnd(text_, at);
    if (end == at) return std::max(at + 1, WordEnd(text_, at));
    const std::string_view number = text_.substr(at, end - at);
    if (number.size() > kAlwaysFits || number.find_first_of("eE") != std::string_view::npos) {
      edits_.push_back({at, end, Change::kZero});
    }
    return end;
  }

  static constexpr std::size_t kNoComma = std::string_view::npos;

  std::string_view text_;
  bool one_value_;
  PrivateCharacters& characters_;
  std::vector<Edit> edits_;
  Repaired result_;
  std::size_t depth_ = 0;
  std::size_t comma_ = kNoComma;  // a comma after a value, nothing but blanks and comments since
  bool after_value_ = false;
};

}  // namespace

std::size_t CommentEnd(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.substr(0, 2) == "/*") {
    const std::size_t end = text.find("*/", at + 2);
    return end == std::string_view::npos ? end : end + 2;
  }
  if (rest.substr(0, 2) != "//" && rest.substr(0, 1) != "#") return at;
  return std::min(text.find_first_of("\r\n", at), text.size());
}

std::size_t WordEnd(std::string_view text, std::size_t at) {
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || IsDigit(c) || c == '_' || c == '$' || c == '+' ||
           c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
  };
  while (at < text.size() && is_word(text[at])) ++at;
  return at;
}

std::size_t NumberEnd(std::string_view text, std::size_t at) {
  std::size_t end = at;
  if (end < text.size() && text[end] == '-') ++end;
  if (end == text.size() || !IsDigit(text[end])) return at;
  end = text[end] == '0' ? end + 1 : Digits(text, end);
  if (end + 1 < text.size() && text[end] == '.' && IsDigit(text[end + 1])) end = Digits(text, end + 1);
  if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
    std::size_t exponent = end + 1;
    if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-')) ++exponent;
    if (exponent < text.size() && IsDigit(text[exponent])) end = Digits(text, exponent);
  }
  return end;
}

Repaired Repair(std::string_view text, bool one_value, PrivateCharacters& characters) {
  return Repairer(text, one_value, characters).Run();
}

}  // namespace iampolicy::syntax
