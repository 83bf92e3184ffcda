#ifndef IAMPOLICY_LIB_RULES_JSON_H_
#define IAMPOLICY_LIB_RULES_JSON_H_

// A value of a rule file: a node of a tree with what is needed to read it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <iampolicy/types.h>

#include "lib/syntax/tree.h"
#include "lib/text/sources.h"

namespace iampolicy::rules {

/// A view; the tree and sources must outlive it. A default one is nothing: present() is false.
struct Json {
  const syntax::Tree* tree = nullptr;
  const text::Sources* sources = nullptr;
  syntax::NodeId node = syntax::kNone;

  bool present() const { return tree != nullptr && node != syntax::kNone; }
  syntax::Kind kind() const { return (*tree)[node].kind; }
  bool is(syntax::Kind which) const { return present() && kind() == which; }
  text::Span span() const { return present() ? (*tree)[node].span : text::Span(); }
  /// Of a string, decoded; of anything else as written; "" of nothing.
  std::string_view text() const { return present() ? sources->Text((*tree)[node].text) : std::string_view(); }
  std::string_view written() const { return present() ? sources->Text(span()) : std::string_view(); }
  Json member(std::string_view name) const;
  /// Elements of a list; a value that is no list is its only element.
  std::vector<Json> elements() const;
  struct Entry;
  std::vector<Entry> members() const;
  /// A whole number.
  std::optional<std::int64_t> integer() const;
};

struct Json::Entry {
  std::string_view name;
  Json key;
  Json value;
};

/// The text as a JSON string, quotes included.
std::string Quoted(std::string_view text);

/// JSON without blanks between its parts.
std::string Minified(std::string_view json);

/// JSON on lines of at most 100 columns where that is possible, indented by two.
std::string Pretty(const Json& value);

/// Findings about rule files, so that the renderers for policies print the carets.
class Diagnostics {
 public:
  Diagnostics(const text::Sources& sources, std::vector<Finding>& out) : sources_(sources), out_(out) {}
  void Report(text::Span span, std::string message, std::string help = {});
  void Report(const Json& at, std::string message, std::string help = {}) {
    Report(at.span(), std::move(message), std::move(help));
  }
  /// How many were reported here.
  std::uint32_t count() const { return count_; }

 private:
  const text::Sources& sources_;
  std::vector<Finding>& out_;
  std::uint32_t count_ = 0;
};

/// "did you mean `x`?" where one of the candidates is near, else "".
std::string DidYouMean(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_JSON_H_
