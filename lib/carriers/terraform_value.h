#ifndef IAMPOLICY_LIB_CARRIERS_TERRAFORM_VALUE_H_
#define IAMPOLICY_LIB_CARRIERS_TERRAFORM_VALUE_H_

// Values of Terraform's language while they are worked out. They never change once made and are shared freely, so a
// value is a pointer into the pool that made it. What is not known stays in place as a value of its own kind; the
// result of jsonencode() and of policy documents stays taken apart, so that places and unknowns survive.

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lib/carriers/holes.h"
#include "lib/syntax/tree.h"
#include "lib/text/sources.h"
#include "lib/text/truth.h"

namespace iampolicy::carriers::terraform {

struct Module;
struct Resource;
struct Value;
using Ref = const Value*;

/// Bytes, holes among them, and where each came from.
struct Text {
  std::string bytes;
  std::vector<text::Run> runs;
};

/// The decoded text at a place.
Text TextAt(const text::Sources& sources, text::Span span);
/// Texts beyond 1 MiB are cut: nothing that long is a policy.
void Append(Text& out, const Text& more);
/// What stands in place of `${ }` at `where`: what is written inside of it keeps its place, anything else is at `where`
/// and says where it is from.
void AppendInPlace(Text& out, const Text& more, text::Span where, const text::Sources& sources);
void AppendBytes(Text& out, std::string_view bytes, text::Span where);
Text Slice(const Text& text, std::size_t begin, std::size_t end);

struct Field {
  std::string name;
  text::Span key;  ///< where the name is written
  Ref value = nullptr;
};

struct Value {
  enum class Kind : std::uint8_t {
    kNull,
    kBool,
    kNumber,
    kString,
    kList,
    kObject,
    kEncoded,  ///< JSON text of items[0]
    kUnknown,
    kChoice,     ///< items: then, else
    kAbsent,     ///< as a branch of a choice: nothing is there
    kReference,  ///< a resource, data source or module as a whole, or the start of a name of one
  };
  Kind kind = Kind::kNull;
  bool truth = false;     ///< of kBool
  bool is_error = false;  ///< of kUnknown: Terraform would refuse this; try() goes on
  bool is_set = false;    ///< of kList: elements have no number, each is its own key
  std::uint8_t depth = 1;
  std::uint32_t weight = 1;  ///< nodes if it were a tree, at the most
  std::uint32_t guard = 0;   ///< of kChoice
  text::Span span;           ///< the expression
  Text text;                 ///< of kString and kNumber
  std::vector<Ref> items;
  std::vector<Field> fields;
  std::string reason;                  ///< of kUnknown and kReference: "kind:detail"
  std::string identity;                ///< unknowns of one identity are the same value; "" is like no other
  const Module* module = nullptr;      ///< of kReference: where the name stands
  const Module* child = nullptr;       ///< of kReference: the module called
  const Resource* resource = nullptr;  ///< of kReference; of kEncoded: the policy document it is
  Ref key = nullptr;                   ///< of kReference: the instance
};

bool IsUnknown(Ref value);
bool IsNull(Ref value);
bool IsString(Ref value);
Ref FieldOf(Ref object, std::string_view name);

/// Makes values and counts what they cost.
class Pool {
 public:
  explicit Pool(text::Sources& sources) : sources_(sources), holes_(sources) {}
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  Ref Make(Value value);
  Ref Null(text::Span span);
  Ref Bool(bool truth, text::Span span);
  Ref Number(double number, text::Span span);
  Ref String(Text text, text::Span span);
  Ref Bytes(std::string_view bytes, text::Span span);
  Ref List(std::vector<Ref> items, text::Span span);
  /// Each of the items once, in Terraform's order where all are known texts or numbers.
  Ref Set(const std::vector<Ref>& items, text::Span span);
  Ref Object(std::vector<Field> fields, text::Span span);
  Ref Encoded(Ref inner, text::Span span, const Resource* document = nullptr);
  Ref Unknown(std::string reason, std::string identity, text::Span span);
  Ref Refused(std::string reason, text::Span span);
  Ref Absent(text::Span span);
  /// A choice, or either branch where they are equal.
  Ref Choice(std::uint32_t guard, Ref then, Ref otherwise, text::Span span);
  /// The same value at another place: what a function returns begins where the call does.
  Ref At(Ref value, text::Span span);

  /// The same question is the same guard. `key` tells apart questions that are written alike.
  std::uint32_t Guard(std::string name, const std::string& key, text::Span span);
  const syntax::Guard& guard(std::uint32_t guard) const { return guards_[guard]; }

  char32_t Hole(Ref unknown);
  bool HasHole(const Text& text) const;
  /// The JSON text of a value.
  Text ToJson(Ref value);
  /// A value as a string in a template; an unknown becomes a hole.
  Text ToText(Ref value, text::Span where);
  syntax::Tree ToTree(Ref value);
  Ref FromTree(const syntax::Tree& tree, syntax::NodeId id);

  text::Sources& sources() const { return sources_; }
  /// Whether some value was more than can be worked out.
  bool is_exhausted() const { return is_exhausted_ || is_cut_; }
  /// Something was left out.
  void Cut() { is_cut_ = true; }
  /// Adds to what may be spent: the more is written, the more may be asked for.
  void Allow(std::uint64_t bytes) {
    most_spent_ += bytes;
    most_steps_ += bytes;
  }
  /// Whether there is any of the budget left for one more step.
  bool Step();

 private:
  using Anchors = std::map<syntax::NodeId, Ref>;  // of YAML: values that aliases share
  Ref FromTree(const syntax::Tree& tree, syntax::NodeId id, Anchors& anchors);

  text::Sources& sources_;
  Holes holes_;
  std::deque<Value> values_;
  std::vector<syntax::Guard> guards_;
  std::map<std::string, std::uint32_t> guard_of_;
  // A value costs 4 and more by its size: half a million small values, or 128 MiB of text.
  std::uint64_t most_spent_ = 2'000'000;
  std::uint64_t most_steps_ = 1'000'000;
  std::uint64_t spent_ = 0;
  std::uint64_t steps_ = 0;
  bool is_exhausted_ = false;  // nothing more is worked out
  bool is_cut_ = false;        // one value was too deep or too large
};

/// Decimal digits -> number; 0 for what is none.
double NumberOf(Ref value);
std::string ToDigits(double number);
/// Whether two values are equal; unknown where that depends on what is not known.
text::Truth Equal(const Pool& pool, Ref a, Ref b);
/// Whether they are the same, unknowns included.
bool Same(Ref a, Ref b);

}  // namespace iampolicy::carriers::terraform

#endif  // IAMPOLICY_LIB_CARRIERS_TERRAFORM_VALUE_H_
