#ifndef IAMPOLICY_LIB_SYNTAX_HCL_PARSER_H_
#define IAMPOLICY_LIB_SYNTAX_HCL_PARSER_H_

// The parser behind hcl.h: recursive descent on characters. Three files share it: bodies (hcl.cc), expressions
// (hcl_expression.cc), templates (hcl_template.cc).

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/syntax/hcl.h"
#include "lib/syntax/json_string.h"

namespace iampolicy::syntax {

class HclParser {
 public:
  HclParser(text::Sources& sources, text::Span span, HclFile& file);

  /// Blocks and attributes up to the end of the text.
  void File();
  /// The whole text as a template, as strings of the JSON notation are.
  HclId WholeTemplate();
  /// Puts decoded texts on the number line. To be called once, last.
  void Finish();

 private:
  using Kind = HclNode::Kind;
  enum class Newlines : std::uint8_t { kEnd, kIgnored };
  enum class Strings : std::uint8_t { kQuoted, kHeredoc, kPlain };

  // Counts nesting for as long as it lives.
  class Level {
   public:
    explicit Level(HclParser& parser);
    ~Level() { --parser_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    HclParser& parser_;
  };
  // What newlines mean inside brackets, until it goes out of scope.
  class Within {
   public:
    Within(HclParser& parser, Newlines newlines) : parser_(parser), before_(parser.newlines_) {
      parser_.newlines_ = newlines;
    }
    ~Within() { parser_.newlines_ = before_; }
    Within(const Within&) = delete;
    Within& operator=(const Within&) = delete;

   private:
    HclParser& parser_;
    Newlines before_;
  };

  // hcl.cc
  void Body(std::uint32_t block, bool is_file);
  bool Item(std::uint32_t block);
  void AttributeItem(std::uint32_t block, std::size_t begin, text::Span name);
  bool BlockItem(std::uint32_t block, std::size_t begin, text::Span type);
  bool EndOfLine();
  void RepeatedArguments(std::uint32_t block);
  std::size_t NextTopLevel(std::size_t from) const;

  // hcl_expression.cc
  HclId Expression();
  HclId Binary(int weakest);
  HclId Unary();
  HclId Postfix();
  HclId Step(HclId object, HclId low, std::size_t begin);
  HclId DotStep(HclId object, HclId low, std::size_t begin);
  HclId BracketStep(HclId object, HclId low, std::size_t begin);
  HclId Splat(HclId object, HclId low, std::size_t begin, bool is_full);
  HclId Primary();
  HclId Number();
  HclId Word();
  HclId Call(text::Span name, std::size_t begin);
  HclId Parenthesis();
  HclId List();
  HclId Object();
  HclId Key();
  bool StartsFor();
  HclId For(std::size_t begin, char close);
  bool ForHead(text::Span& key, text::Span& value);

  // hcl_template.cc
  HclId Quoted();
  HclId Heredoc();
  std::size_t HeredocIndent(std::size_t begin, std::size_t end) const;
  HclId Template(Strings strings, std::size_t begin, std::size_t indent);
  // How a sequence of parts ended.
  enum class Stop : std::uint8_t { kEnd, kElse, kEndIf, kEndFor };
  Stop Parts(Strings strings, std::size_t indent, std::vector<HclId>& parts);
  void Interpolation(std::vector<HclId>& parts);
  Stop Directive(Strings strings, std::size_t indent, std::vector<HclId>& parts);
  void IfDirective(Strings strings, std::size_t indent, std::size_t begin, std::vector<HclId>& parts);
  void ForDirective(Strings strings, std::size_t indent, std::size_t begin, std::vector<HclId>& parts);
  bool CloseSequence();
  HclId Sequence(std::vector<HclId> parts, HclId low, std::size_t begin);
  // The literal text being read: pieces of the source, or characters decoded from escapes.
  struct Piece {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string decoded;  // "": as written
  };
  void EndLiteral(std::vector<Piece>& pieces, std::vector<HclId>& parts);
  bool Escape(std::vector<Piece>& pieces);
  void TrimBefore(std::vector<Piece>& pieces);
  bool TrimBlanks(Piece& piece);

  // Characters.
  char At(std::size_t at) const { return at < end_ ? text_[at] : '\0'; }
  char Peek() const { return At(at_); }
  bool Looking(std::string_view word) const {
    return text_.substr(at_, word.size()) == word && at_ + word.size() <= end_;
  }
  bool Take(char c);
  void Skip();
  void SkipBlanks(Newlines newlines);
  void Comment(std::size_t begin, std::size_t end);
  bool IsWordStart(char c) const;
  bool IsWordPart(char c) const { return IsWordStart(c) || (c >= '0' && c <= '9') || c == '-'; }
  std::size_t NotInWords(std::size_t at) const;
  text::Span TakeWord();
  std::string_view TextOf(text::Span span) const { return text_.substr(span.begin - base_, span.size()); }
  text::Span Place(std::size_t begin, std::size_t end) const {
    return {base_ + static_cast<std::uint32_t>(begin), base_ + static_cast<std::uint32_t>(end)};
  }
  std::string Found() const;

  // Nodes.
  HclId Low() const { return static_cast<HclId>(file_.nodes.size()); }
  HclId Add(Kind kind, HclId low, std::size_t begin, const std::vector<HclId>& children = {});
  HclId Fail(std::size_t begin, std::size_t end, std::string message);
  HclId FailHere(std::string expected);
  bool failed() const { return failed_; }

  text::Sources& sources_;
  text::Span span_;
  HclFile& file_;
  std::string_view text_;
  std::uint32_t base_ = 0;
  PrivateCharacters private_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;
  std::size_t commented_ = 0;  // comments before this place are recorded
  Newlines newlines_ = Newlines::kEnd;
  std::uint32_t depth_ = 0;
  bool failed_ = false;
  bool trim_next_ = false;  // a strip marker came before the literal to come
  std::string decoded_;
  std::vector<text::Run> runs_;
  std::vector<HclId> decoded_nodes_;
};

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_LIB_SYNTAX_HCL_PARSER_H_
