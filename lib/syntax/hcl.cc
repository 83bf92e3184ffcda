// Bodies: blocks, attributes, and how reading goes on after an error.

#include "lib/syntax/hcl.h"

#include <algorithm>
#include <array>

#include "lib/syntax/hcl_parser.h"
#include "lib/text/utf8.h"

namespace iampolicy::syntax {
namespace {

constexpr std::array<std::string_view, 14> kTopLevel = {"resource", "data",     "variable",  "locals",  "module",
                                                        "output",   "provider", "terraform", "moved",   "import",
                                                        "removed",  "check",    "ephemeral", "language"};
constexpr std::size_t kMostErrors = 20;

}  // namespace

HclParser::HclParser(text::Sources& sources, text::Span span, HclFile& file)
    : sources_(sources),
      span_(span),
      file_(file),
      text_(sources.Text(span)),
      base_(span.begin),
      private_(sources, span) {
  end_ = text_.size();
  if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
}

HclParser::Level::Level(HclParser& parser) : parser_(parser) {
  if (++parser_.depth_ > kMostHclLevels && !parser_.failed_) {
    parser_.Fail(parser_.at_, parser_.at_ + 1, "nested more than " + std::to_string(kMostHclLevels) + " levels deep");
  }
}

// Characters.

bool HclParser::IsWordStart(char c) const {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

bool HclParser::Take(char c) {
  if (Peek() != c || at_ >= end_) return false;
  ++at_;
  return true;
}

// The length of a character that looks like a blank or a quote and is none, as word processors leave them; else 0.
std::size_t HclParser::NotInWords(std::size_t at) const {
  if (static_cast<unsigned char>(At(at)) < 0x80) return 0;
  const text::CodePoint point = text::DecodeUtf8(text_, at);
  const char32_t c = point.value;
  const bool is_one = c == 0xA0 || (c >= 0x2000 && c <= 0x206F) || c == 0x3000 || c == 0xFEFF;
  return is_one ? point.length : 0;
}

text::Span HclParser::TakeWord() {
  const std::size_t begin = at_;
  if (at_ < end_ && IsWordStart(Peek())) {
    while (at_ < end_ && IsWordPart(Peek()) && NotInWords(at_) == 0) ++at_;
  }
  return Place(begin, at_);
}

void HclParser::Comment(std::size_t begin, std::size_t end) {
  if (begin < commented_) return;  // read before, in a direction that was given up
  commented_ = end;
  std::size_t before = begin;
  while (before > 0 && (text_[before - 1] == ' ' || text_[before - 1] == '\t')) --before;
  const bool is_alone = before == 0 || text_[before - 1] == '\n' || text_[before - 1] == '\r';
  file_.comments.push_back({Place(begin, end), is_alone});
}

void HclParser::Skip() { SkipBlanks(newlines_); }

void HclParser::SkipBlanks(Newlines newlines) {
  while (at_ < end_) {
    const char c = Peek();
    if (c == ' ' || c == '\t' || (c == '\r' && (At(at_ + 1) == '\n' || newlines == Newlines::kIgnored))) {
      ++at_;
    } else if (c == '\n' && newlines == Newlines::kIgnored) {
      ++at_;
    } else if (c == '#' || (c == '/' && At(at_ + 1) == '/')) {
      const std::size_t stop = std::min(text_.find_first_of("\r\n", at_), end_);
      Comment(at_, stop);
      at_ = stop;
    } else if (c == '/' && At(at_ + 1) == '*') {
      const std::size_t close = text_.find("*/", at_ + 2);
      if (close == std::string_view::npos || close + 2 > end_) {
        Fail(at_, at_ + 2, "the comment that starts here is not closed: expected `*/`");
        at_ = end_;
        return;
      }
      Comment(at_, close + 2);
      at_ = close + 2;
    } else {
      return;
    }
  }
}

std::string HclParser::Found() const {
  if (at_ >= end_) return "the end of the text";
  if (Peek() == '\n' || Peek() == '\r') return "the end of the line";
  std::size_t stop = at_ + std::max<std::size_t>(NotInWords(at_), 1);
  const bool is_visible = NotInWords(at_) == 0 || (text_[at_] == '\xE2' && text_[at_ + 1] == '\x80' &&
                                                   text_[at_ + 2] >= '\x90' && text_[at_ + 2] <= '\xA7');
  if (!is_visible) return "`" + CodePointName(text::DecodeUtf8(text_, at_).value) + "`";
  if (IsWordPart(Peek()) && NotInWords(at_) == 0) {
    while (stop < end_ && IsWordPart(text_[stop]) && NotInWords(stop) == 0 && stop < at_ + 40) ++stop;
    while (stop < end_ && (static_cast<unsigned char>(text_[stop]) & 0xC0) == 0x80) ++stop;
  }
  return "`" + Shown(text_.substr(at_, stop - at_)) + "`";
}

// Nodes.

HclId HclParser::Add(Kind kind, HclId low, std::size_t begin, const std::vector<HclId>& children) {
  HclNode node;
  node.kind = kind;
  node.span = Place(begin, std::max(begin, at_));
  node.text = node.span;
  node.low = low;
  node.first = static_cast<std::uint32_t>(file_.children.size());
  node.count = static_cast<std::uint32_t>(children.size());
  file_.children.insert(file_.children.end(), children.begin(), children.end());
  file_.nodes.push_back(node);
  return static_cast<HclId>(file_.nodes.size() - 1);
}

HclId HclParser::Fail(std::size_t begin, std::size_t end, std::string message) {
  if (!failed_ && file_.errors.size() < kMostErrors) {
    begin = std::min(begin, text_.size());
    file_.errors.push_back({Place(begin, std::clamp(end, begin, text_.size())), std::move(message)});
  }
  failed_ = true;
  return Add(Kind::kNull, Low(), std::min(at_, end_));
}

HclId HclParser::FailHere(std::string expected) {
  return Fail(at_, at_ + 1, "found " + Found() + ", expected " + std::move(expected));
}

// Bodies.

void HclParser::File() {
  file_.blocks.push_back({});
  file_.blocks[0].span = Place(0, text_.size());
  if (const auto bad = text::FindInvalidUtf8(text_)) {
    Fail(*bad, *bad + 1, "the text is not UTF-8 here");
    return;
  }
  Body(0, true);
  RepeatedArguments(0);
}

void HclParser::Body(std::uint32_t block, bool is_file) {
  for (;;) {
    SkipBlanks(Newlines::kIgnored);
    if (at_ >= end_ && !failed_) {
      if (!is_file) FailHere("`}` at the end of the block");
      return;
    }
    if (!failed_ && !is_file && Peek() == '}') return;
    const std::size_t begin = at_;
    const bool good = !failed_ && Item(block);
    if (good) continue;
    if (!is_file) return;
    // One block of the file is lost; the next starts at a line that looks like one.
    failed_ = false;
    newlines_ = Newlines::kEnd;
    at_ = NextTopLevel(begin);
    if (at_ >= end_ || file_.errors.size() >= kMostErrors) return;
  }
}

std::size_t HclParser::NextTopLevel(std::size_t from) const {
  while (from < text_.size()) {
    from = text_.find('\n', from);
    if (from == std::string_view::npos) return text_.size();
    ++from;
    for (const std::string_view word : kTopLevel) {
      if (text_.substr(from, word.size()) != word) continue;
      const std::size_t after = from + word.size();
      if (after < text_.size() &&
          (text_[after] == ' ' || text_[after] == '\t' || text_[after] == '"' || text_[after] == '{')) {
        return from;
      }
    }
  }
  return text_.size();
}

// An attribute or a block. Whether it could be read.
bool HclParser::Item(std::uint32_t block) {
  const std::size_t begin = at_;
  const text::Span name = TakeWord();
  if (name.empty()) {
    FailHere("the name of a block or an argument");
    return false;
  }
  SkipBlanks(Newlines::kEnd);
  if (Peek() == '=' && At(at_ + 1) != '=') {
    ++at_;
    AttributeItem(block, begin, name);
  } else if (!BlockItem(block, begin, name)) {
    return false;
  }
  return !failed_ && EndOfLine();
}

void HclParser::AttributeItem(std::uint32_t block, std::size_t begin, text::Span name) {
  const Within within(*this, Newlines::kEnd);
  const std::size_t order = file_.elements.size();
  file_.elements.push_back({});
  Skip();
  const HclId value = Expression();
  file_.elements[order] = Place(begin, at_);
  if (!failed_) file_.blocks[block].attributes.push_back({name, Place(begin, at_), value});
}

bool HclParser::BlockItem(std::uint32_t block, std::size_t begin, text::Span type) {
  const Level level(*this);
  if (failed_) return false;
  HclBlock added;
  added.type = type;
  while (Peek() != '{') {
    const std::size_t start = at_;
    if (Take('"')) {
      while (at_ < end_ && Peek() != '"' && Peek() != '\n') at_ += Peek() == '\\' ? 2 : 1;
      at_ = std::min(at_, end_);
      const text::Span label = Place(start + 1, at_);
      if (!Take('"')) {
        FailHere("`\"` at the end of the label");
        return false;
      }
      added.labels.push_back(label);
    } else if (const text::Span label = TakeWord(); !label.empty()) {
      added.labels.push_back(label);
    } else {
      FailHere("`=` or a block after `" + std::string(TextOf(type)) + "`");
      return false;
    }
    SkipBlanks(Newlines::kEnd);
  }
  ++at_;
  const auto index = static_cast<std::uint32_t>(file_.blocks.size());
  const std::size_t order = file_.elements.size();
  file_.elements.push_back({});
  file_.blocks.push_back(std::move(added));
  const Within within(*this, Newlines::kEnd);
  Body(index, false);
  if (!failed_ && !Take('}')) FailHere("`}` at the end of the block");
  file_.blocks[index].span = Place(begin, at_);
  file_.elements[order] = Place(begin, at_);
  RepeatedArguments(index);
  // What could be read of a broken block is not used: half of an argument is another argument.
  if (!failed_) file_.blocks[block].blocks.push_back(index);
  return !failed_;
}

// Terraform takes no block that gives an argument twice. The first is kept.
void HclParser::RepeatedArguments(std::uint32_t block) {
  std::vector<HclAttribute>& attributes = file_.blocks[block].attributes;
  std::vector<std::size_t> order(attributes.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto name = [&](std::size_t i) { return TextOf(attributes[i].name); };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return name(a) < name(b); });
  for (std::size_t i = 1; i < order.size() && file_.errors.size() < kMostErrors; ++i) {
    if (name(order[i]) != name(order[i - 1])) continue;
    file_.errors.push_back({attributes[order[i]].name,
                            "the argument `" + std::string(name(order[i])) + "` is given twice, expected once"});
  }
}

// One-line blocks hold an attribute and close on its line.
bool HclParser::EndOfLine() {
  SkipBlanks(Newlines::kEnd);
  const char c = Peek();
  if (at_ >= end_ || c == '\n' || c == '\r' || c == '}') return true;
  FailHere("the end of the line");
  return false;
}

HclFile ReadHcl(text::Sources& sources, text::Span text) {
  HclFile file;
  HclParser parser(sources, text, file);
  parser.File();
  parser.Finish();
  return file;
}

HclFile ReadHclTemplate(text::Sources& sources, text::Span text) {
  HclFile file;
  HclParser parser(sources, text, file);
  parser.WholeTemplate();
  parser.Finish();
  return file;
}

}  // namespace iampolicy::syntax
