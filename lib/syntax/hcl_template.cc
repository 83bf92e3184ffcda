// Templates: quoted strings, heredocs and, in the JSON notation, every string. Literal text that is written as it
// stands needs no copy; escapes, strip markers and removed indentation make a decoded text with a map back.

#include <algorithm>

#include "lib/syntax/hcl_parser.h"
#include "lib/text/utf8.h"

namespace iampolicy::syntax {
namespace {

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

HclId HclParser::WholeTemplate() { return Template(Strings::kPlain, at_, 0); }

HclId HclParser::Quoted() {
  const std::size_t begin = at_++;
  const HclId id = Template(Strings::kQuoted, begin, 0);
  if (failed_) return id;
  if (!Take('"')) return Fail(begin, begin + 1, "the string that starts here is not closed on its line");
  file_.nodes[id].span.end = Place(at_, at_).end;
  return id;
}

HclId HclParser::Heredoc() {
  const std::size_t begin = at_;
  at_ += 2;
  const bool removes_indent = Take('-');
  const text::Span marker = TakeWord();
  SkipBlanks(Newlines::kEnd);
  if (Peek() == '\r') ++at_;
  if (marker.empty() || !Take('\n')) return FailHere("the name of the heredoc's end and a new line after `<<`");
  const std::string_view name = TextOf(marker);
  const std::size_t content = at_;
  // The line that holds nothing but the name.
  std::size_t line = content;
  std::size_t next = content;
  for (;; line = next) {
    if (line >= end_) {
      return Fail(begin, content,
                  "the heredoc that starts here is not closed: expected a line `" + std::string(name) + "`");
    }
    const std::size_t stop = std::min(text_.find('\n', line), end_);
    std::string_view words = text_.substr(line, stop - line);
    while (!words.empty() && IsBlank(words.back())) words.remove_suffix(1);
    while (!words.empty() && IsBlank(words.front())) words.remove_prefix(1);
    if (words == name) {
      next = line + static_cast<std::size_t>(words.data() - (text_.data() + line)) + words.size();
      break;
    }
    next = std::min(stop + 1, end_);
  }
  const std::size_t outer_end = std::exchange(end_, line);
  const HclId id = Template(Strings::kHeredoc, begin, removes_indent ? HeredocIndent(content, line) : 0);
  end_ = outer_end;
  if (failed_) return id;
  at_ = next;
  file_.nodes[id].span.end = Place(at_, at_).end;
  return id;
}

// The fewest blanks at the start of a line; blank lines do not count, nor do lines that start inside `${ }`.
std::size_t HclParser::HeredocIndent(std::size_t begin, std::size_t end) const {
  std::size_t fewest = std::string_view::npos;
  std::size_t braces = 0;
  for (std::size_t line = begin; line < end;) {
    const std::size_t stop = std::min(text_.find('\n', line), end);
    std::size_t first = line;
    while (first < stop && IsBlank(text_[first])) ++first;
    if (braces == 0 && first < stop) fewest = std::min(fewest, first - line);
    for (std::size_t i = first; i < stop; ++i) {
      const bool opens = (text_[i] == '$' || text_[i] == '%') && i + 1 < stop && text_[i + 1] == '{' &&
                         (i == line || text_[i - 1] != text_[i]);
      if (opens) {
        ++braces;
        ++i;
      } else if (braces > 0 && text_[i] == '{') {
        ++braces;
      } else if (braces > 0 && text_[i] == '}') {
        --braces;
      }
    }
    line = stop + 1;
  }
  return fewest == std::string_view::npos ? 0 : fewest;
}

HclId HclParser::Template(Strings strings, std::size_t begin, std::size_t indent) {
  const Level level(*this);
  const HclId low = Low();
  if (failed_) return Add(Kind::kNull, low, begin);
  std::vector<HclId> parts;
  const Stop stop = Parts(strings, indent, parts);
  if (!failed_ && stop != Stop::kEnd)
    return Fail(begin, begin + 1, "a directive ends here that does not start in this template");
  return Sequence(std::move(parts), low, begin);
}

HclId HclParser::Sequence(std::vector<HclId> parts, HclId low, std::size_t begin) {
  return Add(Kind::kTemplate, low, begin, parts);
}

HclParser::Stop HclParser::Parts(Strings strings, std::size_t indent, std::vector<HclId>& parts) {
  std::vector<Piece> pieces;
  const auto add = [&pieces](std::size_t at, std::size_t length) {
    if (!pieces.empty() && pieces.back().decoded.empty() && pieces.back().end == at) {
      pieces.back().end += length;
    } else {
      pieces.push_back({at, at + length, {}});
    }
  };
  while (at_ < end_ && !failed_) {
    const char c = Peek();
    if (strings == Strings::kQuoted && (c == '"' || c == '\n')) break;
    if (indent > 0 && at_ > 0 && text_[at_ - 1] == '\n') {
      for (std::size_t i = 0; i < indent && at_ < end_ && (Peek() == ' ' || Peek() == '\t'); ++i) ++at_;
      if (at_ >= end_) break;
      if (text_[at_ - 1] != '\n') continue;
    }
    if (trim_next_ && IsBlank(c)) {
      ++at_;
      continue;
    }
    if ((c == '$' || c == '%') && At(at_ + 1) == '{') {
      const bool trims = At(at_ + 2) == '~';
      if (trims) TrimBefore(pieces);
      EndLiteral(pieces, parts);
      trim_next_ = false;
      if (c == '$') {
        Interpolation(parts);
        continue;
      }
      const Stop stop = Directive(strings, indent, parts);
      if (stop != Stop::kEnd) return stop;
      continue;
    }
    trim_next_ = false;
    if ((c == '$' || c == '%') && At(at_ + 1) == c && At(at_ + 2) == '{') {  // $${ is ${
      pieces.push_back({at_, at_ + 2, std::string(1, c)});
      add(at_ + 2, 1);
      at_ += 3;
    } else if (strings == Strings::kQuoted && c == '\\') {
      if (!Escape(pieces)) return Stop::kEnd;
    } else if (c == '\xF4') {  // perhaps a character of the range of holes
      const text::CodePoint point = text::DecodeUtf8(text_, at_);
      char32_t character = point.value;
      if (private_.InRange(character) && !private_.IsHole(character)) {
        character = std::max(private_.HoleOf(character, Place(at_, at_ + point.length)), char32_t{0xFFFD});
      }
      Piece piece{at_, at_ + point.length, {}};
      text::AppendUtf8(piece.decoded, character);
      pieces.push_back(std::move(piece));
      at_ += point.length;
    } else {
      add(at_, 1);
      ++at_;
    }
  }
  trim_next_ = false;
  EndLiteral(pieces, parts);
  return Stop::kEnd;
}

bool HclParser::Escape(std::vector<Piece>& pieces) {
  const std::size_t begin = at_++;
  const char c = Peek();
  Piece piece{begin, begin + 2, {}};
  ++at_;
  switch (c) {
    case 'n':
      piece.decoded = "\n";
      break;
    case 'r':
      piece.decoded = "\r";
      break;
    case 't':
      piece.decoded = "\t";
      break;
    case '"':
    case '\\':
      piece.decoded = c;
      break;
    case 'u':
    case 'U': {
      const std::size_t digits = c == 'u' ? 4 : 8;
      char32_t value = 0;
      for (std::size_t i = 0; i < digits; ++i) {
        const int digit = HexValue(Peek());
        if (digit < 0) {
          Fail(begin, at_, "expected " + std::to_string(digits) + " hexadecimal digits after `\\" + c + "`");
          return false;
        }
        value = value * 16 + static_cast<char32_t>(digit);
        ++at_;
      }
      if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) value = 0xFFFD;
      if (private_.InRange(value)) value = std::max(private_.HoleOf(value, Place(begin, at_)), char32_t{0xFFFD});
      text::AppendUtf8(piece.decoded, value);
      piece.end = at_;
      break;
    }
    default:
      Fail(begin, begin + 2, "no such escape in a string: expected one of \\n \\r \\t \\\" \\\\ \\uNNNN \\UNNNNNNNN");
      return false;
  }
  pieces.push_back(std::move(piece));
  return true;
}

// Whether nothing of the piece is left.
bool HclParser::TrimBlanks(Piece& piece) {
  if (!piece.decoded.empty()) return IsBlank(piece.decoded[0]);
  while (piece.end > piece.begin && IsBlank(text_[piece.end - 1])) --piece.end;
  return piece.begin == piece.end;
}

void HclParser::TrimBefore(std::vector<Piece>& pieces) {
  while (!pieces.empty() && TrimBlanks(pieces.back())) pieces.pop_back();
}

void HclParser::EndLiteral(std::vector<Piece>& pieces, std::vector<HclId>& parts) {
  if (pieces.empty()) return;
  const std::size_t begin = pieces.front().begin;
  const HclId id = Add(Kind::kText, Low(), begin);
  file_.nodes[id].span = Place(begin, pieces.back().end);
  if (pieces.size() == 1 && pieces[0].decoded.empty()) {
    file_.nodes[id].text = file_.nodes[id].span;
  } else {
    const std::size_t from = decoded_.size();
    for (const Piece& piece : pieces) {
      const std::size_t at = decoded_.size();
      decoded_ += piece.decoded.empty() ? text_.substr(piece.begin, piece.end - piece.begin) : piece.decoded;
      runs_.push_back({static_cast<std::uint32_t>(at),
                       static_cast<std::uint32_t>(decoded_.size() - at),
                       Place(piece.begin, piece.end),
                       {}});
    }
    file_.nodes[id].text = {static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(decoded_.size())};
    decoded_nodes_.push_back(id);
  }
  parts.push_back(id);
  pieces.clear();
}

// The end of ${ } or %{ }, with its strip marker.
bool HclParser::CloseSequence() {
  Skip();
  trim_next_ = Take('~');
  if (!Take('}')) {
    FailHere("`}`");
    return false;
  }
  return true;
}

void HclParser::Interpolation(std::vector<HclId>& parts) {
  const std::size_t begin = at_;
  const Within within(*this, Newlines::kIgnored);
  at_ += At(at_ + 2) == '~' ? 3 : 2;
  Skip();
  parts.push_back(Expression());
  if (failed_) return;
  Skip();
  if (Peek() != '}' && !Looking("~}")) {
    Fail(begin, begin + 2, "found " + Found() + ", expected `}` to close this `${`");
    return;
  }
  CloseSequence();
}

HclParser::Stop HclParser::Directive(Strings strings, std::size_t indent, std::vector<HclId>& parts) {
  const std::size_t begin = at_;
  const Within within(*this, Newlines::kIgnored);
  at_ += At(at_ + 2) == '~' ? 3 : 2;
  Skip();
  const std::size_t word_at = at_;
  const std::string_view word = TextOf(TakeWord());
  if (word == "if") {
    IfDirective(strings, indent, begin, parts);
    return Stop::kEnd;
  }
  if (word == "for") {
    at_ = word_at;
    ForDirective(strings, indent, begin, parts);
    return Stop::kEnd;
  }
  const Stop stop = word == "else"     ? Stop::kElse
                    : word == "endif"  ? Stop::kEndIf
                    : word == "endfor" ? Stop::kEndFor
                                       : Stop::kEnd;
  if (stop == Stop::kEnd) {
    Fail(begin, at_, "no such directive: expected `if`, `else`, `endif`, `for` or `endfor`");
    return stop;
  }
  if (!CloseSequence()) return Stop::kEnd;
  return stop;
}

void HclParser::IfDirective(Strings strings, std::size_t indent, std::size_t begin, std::vector<HclId>& parts) {
  const Level level(*this);
  if (failed_) return;
  const HclId low = Low();
  Skip();
  const HclId condition = Expression();
  if (failed_ || !CloseSequence()) return;
  HclId then_low = Low();
  std::vector<HclId> then_parts;
  Stop stop = Parts(strings, indent, then_parts);
  const HclId then = Sequence(std::move(then_parts), then_low, begin);
  std::vector<HclId> else_parts;
  then_low = Low();
  if (stop == Stop::kElse && !failed_) stop = Parts(strings, indent, else_parts);
  const HclId otherwise = Sequence(std::move(else_parts), then_low, begin);
  if (!failed_ && stop != Stop::kEndIf)
    Fail(begin, begin + 2, "the directive that starts here is not closed: expected `%{ endif }`");
  if (!failed_) parts.push_back(Add(Kind::kIfDirective, low, begin, {condition, then, otherwise}));
}

void HclParser::ForDirective(Strings strings, std::size_t indent, std::size_t begin, std::vector<HclId>& parts) {
  const Level level(*this);
  if (failed_) return;
  const HclId low = Low();
  text::Span key{};
  text::Span value{};
  if (!ForHead(key, value)) return;
  const HclId collection = Expression();
  if (failed_ || !CloseSequence()) return;
  const HclId body_low = Low();
  std::vector<HclId> body_parts;
  const Stop stop = Parts(strings, indent, body_parts);
  const HclId body = Sequence(std::move(body_parts), body_low, begin);
  if (!failed_ && stop != Stop::kEndFor)
    Fail(begin, begin + 2, "the directive that starts here is not closed: expected `%{ endfor }`");
  if (failed_) return;
  const HclId id = Add(Kind::kForDirective, low, begin, {collection, body});
  file_.nodes[id].text = value;
  file_.nodes[id].key_name = key;
  parts.push_back(id);
}

void HclParser::Finish() {
  if (decoded_nodes_.empty()) return;
  const auto derived = sources_.AddDerived(std::move(decoded_), std::move(runs_));
  for (const HclId id : decoded_nodes_) {
    HclNode& node = file_.nodes[id];
    node.text = derived ? text::Span{derived->begin + node.text.begin, derived->begin + node.text.end} : node.span;
  }
}

}  // namespace iampolicy::syntax
