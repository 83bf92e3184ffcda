// Expressions. Newlines end one unless it stands in brackets; inside `{ }` they separate members.

#include <algorithm>
#include <array>

#include "lib/syntax/hcl_parser.h"

namespace iampolicy::syntax {
namespace {

struct Operator {
  std::string_view text;
  int strength;
};
// Longer ones first: `<` is the start of `<=`.
constexpr std::array<Operator, 13> kOperators = {{{"||", 1},
                                                  {"&&", 2},
                                                  {"==", 3},
                                                  {"!=", 3},
                                                  {"<=", 4},
                                                  {">=", 4},
                                                  {"<", 4},
                                                  {">", 4},
                                                  {"+", 5},
                                                  {"-", 5},
                                                  {"*", 6},
                                                  {"/", 6},
                                                  {"%", 6}}};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

HclId HclParser::Expression() {
  const Level level(*this);
  if (failed_) return Add(Kind::kNull, Low(), at_);
  const HclId low = Low();
  const std::size_t begin = at_;
  const HclId condition = Binary(1);
  if (failed_) return condition;
  const std::size_t end = at_;
  Skip();
  if (!Take('?')) {
    at_ = end;
    return condition;
  }
  Skip();
  const HclId then = Expression();
  Skip();
  if (failed_) return then;
  if (!Take(':')) return FailHere("`:` between the two results of the condition");
  Skip();
  const HclId otherwise = Expression();
  return Add(Kind::kConditional, low, begin, {condition, then, otherwise});
}

// Operators of one strength group to the left.
HclId HclParser::Binary(int weakest) {
  const HclId low = Low();
  const std::size_t begin = at_;
  HclId left = Unary();
  while (!failed_) {
    const std::size_t end = at_;
    Skip();
    const auto* const found =
        std::find_if(kOperators.begin(), kOperators.end(), [this](const Operator& one) { return Looking(one.text); });
    // `%{` starts a directive and `=>` belongs to a for.
    const bool is_operator =
        found != kOperators.end() && found->strength >= weakest && !Looking("%{") && !Looking("=>");
    if (!is_operator) {
      at_ = end;
      return left;
    }
    const text::Span name = Place(at_, at_ + found->text.size());
    at_ += found->text.size();
    Skip();
    const HclId right = Binary(found->strength + 1);
    left = Add(Kind::kBinary, low, begin, {left, right});
    file_.nodes[left].text = name;
  }
  return left;
}

HclId HclParser::Unary() {
  if (Peek() != '-' && Peek() != '!') return Postfix();
  const Level level(*this);
  const HclId low = Low();
  const std::size_t begin = at_++;
  if (failed_) return Add(Kind::kNull, low, begin);
  Skip();
  const HclId operand = Unary();
  const HclId id = Add(Kind::kUnary, low, begin, {operand});
  file_.nodes[id].text = Place(begin, begin + 1);
  return id;
}

HclId HclParser::Postfix() {
  const HclId low = Low();
  const std::size_t begin = at_;
  HclId object = Primary();
  while (!failed_) {
    const std::size_t end = at_;
    Skip();
    const bool goes_on = (Peek() == '.' && !Looking("...")) || Peek() == '[';
    if (!goes_on) {
      at_ = end;
      return object;
    }
    object = Step(object, low, begin);
  }
  return object;
}

HclId HclParser::Step(HclId object, HclId low, std::size_t begin) {
  return Peek() == '.' ? DotStep(object, low, begin) : BracketStep(object, low, begin);
}

HclId HclParser::DotStep(HclId object, HclId low, std::size_t begin) {
  ++at_;
  Skip();
  if (Take('*')) return Splat(object, low, begin, false);
  const std::size_t start = at_;
  if (IsDigit(Peek())) {  // an index as it was written long ago: list.0
    while (IsDigit(Peek())) ++at_;
    const HclId index = Add(Kind::kNumber, Low(), start);
    return Add(Kind::kIndex, low, begin, {object, index});
  }
  const text::Span name = TakeWord();
  if (name.empty()) return FailHere("a name after `.`");
  const HclId id = Add(Kind::kAttribute, low, begin, {object});
  file_.nodes[id].text = name;
  return id;
}

HclId HclParser::BracketStep(HclId object, HclId low, std::size_t begin) {
  const Level level(*this);
  if (failed_) return object;
  const Within within(*this, Newlines::kIgnored);
  const std::size_t open = at_++;
  Skip();
  if (Peek() == '*') {
    const std::size_t star = at_++;
    Skip();
    if (Take(']')) return Splat(object, low, begin, true);
    at_ = star;
  }
  const HclId index = Expression();
  if (failed_) return index;
  Skip();
  if (!Take(']')) return Fail(open, open + 1, "found " + Found() + ", expected `]` to close this `[`");
  return Add(Kind::kIndex, low, begin, {object, index});
}

// a[*].b[0] indexes each element, a.*.b[0] the list of results.
HclId HclParser::Splat(HclId object, HclId low, std::size_t begin, bool is_full) {
  const HclId item_low = Low();
  HclId each = Add(Kind::kItem, item_low, at_);
  while (!failed_) {
    const std::size_t end = at_;
    Skip();
    const bool is_dot = Peek() == '.' && !Looking("...") && At(at_ + 1) != '*' && (is_full || !IsDigit(At(at_ + 1)));
    const bool is_index = is_full && Peek() == '[';
    if (!is_dot && !is_index) {
      at_ = end;
      break;
    }
    each = Step(each, item_low, begin);
  }
  return Add(Kind::kSplat, low, begin, {object, each});
}

HclId HclParser::Primary() {
  const char c = Peek();
  if (at_ >= end_) return FailHere("a value");
  if (IsDigit(c)) return Number();
  if (c == '"') return Quoted();
  if (c == '<' && At(at_ + 1) == '<') return Heredoc();
  if (c == '(') return Parenthesis();
  if (c == '[') return List();
  if (c == '{') return Object();
  if (IsWordStart(c)) return Word();
  return FailHere("a value");
}

HclId HclParser::Number() {
  const std::size_t begin = at_;
  while (IsDigit(Peek())) ++at_;
  if (Peek() == '.' && IsDigit(At(at_ + 1))) {
    ++at_;
    while (IsDigit(Peek())) ++at_;
  }
  if (Peek() == 'e' || Peek() == 'E') {
    const std::size_t sign = At(at_ + 1) == '+' || At(at_ + 1) == '-' ? 1 : 0;
    if (IsDigit(At(at_ + 1 + sign))) {
      at_ += 1 + sign;
      while (IsDigit(Peek())) ++at_;
    }
  }
  return Add(Kind::kNumber, Low(), begin);
}

HclId HclParser::Word() {
  const std::size_t begin = at_;
  text::Span name = TakeWord();
  while (Looking("::")) {  // provider::name::function
    at_ += 2;
    if (TakeWord().empty()) return FailHere("a name after `::`");
    name = Place(begin, at_);
  }
  const std::size_t end = at_;
  Skip();
  if (Peek() == '(') return Call(name, begin);
  at_ = end;
  const std::string_view text = TextOf(name);
  if (text == "true" || text == "false") return Add(Kind::kBool, Low(), begin);
  if (text == "null") return Add(Kind::kNull, Low(), begin);
  return Add(Kind::kName, Low(), begin);
}

HclId HclParser::Call(text::Span name, std::size_t begin) {
  const Level level(*this);
  const HclId low = Low();
  if (failed_) return Add(Kind::kNull, low, begin);
  const Within within(*this, Newlines::kIgnored);
  const std::size_t open = at_++;
  std::vector<HclId> arguments;
  bool expands = false;
  for (;;) {
    Skip();
    if (failed_) return Add(Kind::kNull, low, begin);
    if (Take(')')) break;
    if (expands) return Fail(open, open + 1, "found " + Found() + ", expected `)` after the last argument");
    arguments.push_back(Expression());
    if (failed_) return arguments.back();
    Skip();
    if (Looking("...")) {
      at_ += 3;
      expands = true;
      Skip();
    }
    if (Take(',')) continue;
    if (Peek() != ')')
      return Fail(at_, at_ + 1,
                  "found " + Found() + ", expected `,` or `)` in the arguments of `" + std::string(TextOf(name)) + "`");
  }
  const HclId id = Add(Kind::kCall, low, begin, arguments);
  file_.nodes[id].text = name;
  file_.nodes[id].flag = expands;
  return id;
}

HclId HclParser::Parenthesis() {
  const Level level(*this);
  if (failed_) return Add(Kind::kNull, Low(), at_);
  const Within within(*this, Newlines::kIgnored);
  const std::size_t open = at_++;
  Skip();
  const HclId inner = Expression();
  if (failed_) return inner;
  Skip();
  if (!Take(')')) return Fail(open, open + 1, "found " + Found() + ", expected `)` to close this `(`");
  return inner;
}

HclId HclParser::List() {
  const Level level(*this);
  const HclId low = Low();
  const std::size_t begin = at_;
  if (failed_) return Add(Kind::kNull, low, begin);
  const Within within(*this, Newlines::kIgnored);
  ++at_;
  Skip();
  if (StartsFor()) return For(begin, ']');
  std::vector<HclId> elements;
  for (;;) {
    Skip();
    if (failed_) return Add(Kind::kNull, low, begin);
    if (Take(']')) break;
    const std::size_t order = file_.elements.size();
    const std::size_t start = at_;
    file_.elements.push_back({});
    elements.push_back(Expression());
    if (failed_) return elements.back();
    file_.elements[order] = Place(start, at_);
    Skip();
    if (Take(',')) continue;
    if (Peek() != ']') return Fail(at_, at_ + 1, "found " + Found() + ", expected `,` or `]` in the list");
  }
  return Add(Kind::kList, low, begin, elements);
}

// `for` is a name like others unless a name follows it.
bool HclParser::StartsFor() {
  if (!Looking("for") || IsWordPart(At(at_ + 3))) return false;
  const std::size_t before = at_;
  at_ += 3;
  SkipBlanks(Newlines::kIgnored);
  const bool is_for = IsWordStart(Peek());
  at_ = before;
  return is_for;
}

// "for k, v in", with the first word still to come.
bool HclParser::ForHead(text::Span& key, text::Span& value) {
  at_ += 3;
  Skip();
  value = TakeWord();
  Skip();
  if (Take(',')) {
    key = value;
    Skip();
    value = TakeWord();
    Skip();
  }
  if (value.empty() || TextOf(TakeWord()) != "in") {
    FailHere("`in` after the names of a for");
    return false;
  }
  Skip();
  return true;
}

HclId HclParser::For(std::size_t begin, char close) {
  const Within within(*this, Newlines::kIgnored);
  const HclId low = Low();
  text::Span key{};
  text::Span value{};
  if (!ForHead(key, value)) return Add(Kind::kNull, low, begin);
  std::vector<HclId> children = {Expression()};
  Skip();
  if (failed_) return children.back();
  if (!Take(':')) return FailHere("`:` after the collection of a for");
  Skip();
  children.push_back(Expression());
  Skip();
  bool groups = false;
  if (close == '}' && !failed_) {
    if (!Looking("=>")) return FailHere("`=>` between the key and the value of a for");
    at_ += 2;
    Skip();
    children.push_back(Expression());
    Skip();
    if (Looking("...")) {
      at_ += 3;
      groups = true;
      Skip();
    }
  }
  if (!failed_ && Looking("if") && !IsWordPart(At(at_ + 2))) {
    at_ += 2;
    Skip();
    children.push_back(Expression());
    Skip();
  }
  if (failed_) return children.back();
  if (!Take(close)) return FailHere(std::string("`") + close + "` at the end of the for");
  const HclId id = Add(close == ']' ? Kind::kForList : Kind::kForObject, low, begin, children);
  file_.nodes[id].text = value;
  file_.nodes[id].key_name = key;
  file_.nodes[id].flag = groups;
  return id;
}

HclId HclParser::Object() {
  const Level level(*this);
  const HclId low = Low();
  const std::size_t begin = at_;
  if (failed_) return Add(Kind::kNull, low, begin);
  const Within within(*this, Newlines::kEnd);
  ++at_;
  SkipBlanks(Newlines::kIgnored);
  if (StartsFor()) return For(begin, '}');
  std::vector<HclId> members;
  for (;;) {
    SkipBlanks(Newlines::kIgnored);
    if (failed_) return Add(Kind::kNull, low, begin);
    if (Take('}')) break;
    const std::size_t start = at_;
    const std::size_t order = file_.elements.size();
    file_.elements.push_back({});
    members.push_back(Key());
    Skip();
    if (failed_) return members.back();
    if (!Take('=') && !Take(':')) return FailHere("`=` or `:` after the name of a member");
    SkipBlanks(Newlines::kIgnored);
    members.push_back(Expression());
    if (failed_) return members.back();
    file_.elements[order] = Place(start, at_);
    Skip();
    if (Take(',') || Peek() == '\n' || Peek() == '\r' || Peek() == '}') continue;
    return FailHere("`,`, a new line or `}` after a member");
  }
  return Add(Kind::kObject, low, begin, members);
}

// A bare name directly before `=` or `:` is that text; anything else is an expression.
HclId HclParser::Key() {
  const std::size_t begin = at_;
  if (IsWordStart(Peek())) {
    TakeWord();
    const std::size_t end = at_;
    Skip();
    const bool is_name = (Peek() == '=' && At(at_ + 1) != '=') || Peek() == ':';
    at_ = is_name ? end : begin;
    if (is_name) return Add(Kind::kText, Low(), begin);
  }
  return Expression();
}

}  // namespace iampolicy::syntax
