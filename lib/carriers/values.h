#ifndef IAMPOLICY_LIB_CARRIERS_VALUES_H_
#define IAMPOLICY_LIB_CARRIERS_VALUES_H_

// Values while functions and variables are resolved. A tree is built in preorder and cannot be taken apart; functions
// take values apart all the time. So documents are resolved to these first and written to a tree once they are whole.

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "lib/syntax/tree.h"
#include "lib/text/sources.h"

namespace iampolicy::carriers {

using ValueId = std::uint32_t;

struct Member {
  text::Span key_span;  ///< of objects only
  text::Span key;       ///< decoded
  ValueId value = 0;
};

struct Value {
  syntax::Kind kind = syntax::Kind::kNull;  ///< never kAlias
  text::Span span;                          ///< where it is written
  text::Span text;                          ///< decoded, of kString, kNumber and kBool
  text::Span origin;                        ///< of a text that was put in place of a name: where it was written
  char32_t hole = 0;                        ///< of kUnknown
  std::uint32_t guard = 0;                  ///< of kChoice: index of a guard
  std::vector<Member> members;              ///< elements, members, or the two branches of a choice
};

class Values {
 public:
  explicit Values(text::Sources& sources) : sources_(sources) {}

  ValueId Add(Value value) {
    values_.push_back(std::move(value));
    return size() - 1;
  }
  const Value& operator[](ValueId id) const { return values_[id]; }
  ValueId size() const { return static_cast<ValueId>(values_.size()); }
  /// Forgets the values made since there were `size`.
  void Truncate(ValueId size) { values_.resize(size); }

  std::uint32_t Guard(std::string_view name, text::Span span);
  const std::string& guard_name(std::uint32_t guard) const { return guards_[guard].name; }

  /// Whether two values are the same wherever they are written; holes are equal to themselves.
  bool Equal(ValueId a, ValueId b) const;
  /// The first hole in a value, in reading order; 0 where everything is known.
  char32_t FirstHole(ValueId id) const;
  char32_t FirstHole(text::Span text) const;
  /// The value as a text without holes: a string, number or boolean.
  bool IsKnownText(ValueId id) const;
  std::string_view Text(ValueId id) const { return sources_.Text(values_[id].text); }

  syntax::Tree ToTree(ValueId root) const;

  text::Sources& sources() const { return sources_; }

 private:
  text::Sources& sources_;
  std::deque<Value> values_;
  std::vector<syntax::Guard> guards_;
};

/// A text put together from parts, and where each part came from.
class TextBuilder {
 public:
  /// The bytes of a text as they stand.
  void Append(const text::Sources& sources, text::Span text);
  /// A text that stands in place of `where`.
  void AppendInPlace(const text::Sources& sources, text::Span text, text::Span where);
  void AppendHole(char32_t hole, text::Span where);
  /// Bytes that were decoded from `where`.
  void AppendBytes(std::string_view bytes, text::Span where);
  /// On the number line; where that is full, an empty text at `fallback`.
  text::Span Finish(text::Sources& sources, text::Span fallback);

 private:
  std::string bytes_;
  std::vector<text::Run> runs_;
};

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_VALUES_H_
