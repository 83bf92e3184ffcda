#ifndef IAMPOLICY_LIB_CARRIERS_EVALUATOR_H_
#define IAMPOLICY_LIB_CARRIERS_EVALUATOR_H_

// The functions of CloudFormation: a node of a template -> the value it has, as far as the template tells. What it does
// not tell is a hole that says why. Nothing here fails: a malformed function is an unknown value.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "lib/carriers/carrier.h"
#include "lib/carriers/holes.h"
#include "lib/carriers/values.h"
#include "lib/carriers/view.h"
#include "lib/syntax/tree.h"
#include "lib/text/problem.h"
#include "lib/text/truth.h"

namespace iampolicy::carriers {

/// A part of a text to be joined: a value and, where it stands in place of a name, where that name is written.
struct Part {
  ValueId value = 0;
  text::Span where;
};

class Evaluator {
 public:
  /// Reads a text first, where another language than CloudFormation's has a say in it (Serverless variables).
  /// `in_sub`: the text goes to Fn::Sub next. nullopt: there is nothing of that language in it.
  using Literal = std::function<std::optional<ValueId>(syntax::NodeId id, bool in_sub)>;

  Evaluator(const View& view, Values& values, Holes& holes, syntax::NodeId top, const Options& options);
  void set_literal(Literal literal) { literal_ = std::move(literal); }

  ValueId Evaluate(syntax::NodeId id);

  /// Name and argument of the function that a node is, if it is one.
  struct Function {
    std::string_view name;
    syntax::NodeId key = syntax::kNone;
    syntax::NodeId argument = syntax::kNone;
  };
  std::optional<Function> FunctionOf(syntax::NodeId id) const;

  /// Whether a condition of the template holds. kUnknown: it depends on what is not decided by the template alone.
  text::Truth Decide(std::string_view condition);
  /// The name of the condition that an argument list of Fn::If starts with.
  std::string ConditionOf(syntax::NodeId arguments);
  /// While it lives, a condition is taken as decided.
  class Assume {
   public:
    Assume(Evaluator& evaluator, std::string condition, bool holds) : evaluator_(evaluator) {
      evaluator_.assumptions_.emplace_back(std::move(condition), holds);
    }
    ~Assume() { evaluator_.assumptions_.pop_back(); }
    Assume(const Assume&) = delete;
    Assume& operator=(const Assume&) = delete;

   private:
    Evaluator& evaluator_;
  };

  /// Runs `body` once for each round of a loop, its variable set, with the values made meanwhile forgotten.
  /// `arguments`: identifier, collection, body of Fn::ForEach.
  void ForEach(syntax::NodeId arguments, const std::function<void(syntax::NodeId body)>& body);
  /// A key with loop variables replaced. Where one is not known the key stays as it is written.
  text::Span Key(syntax::NodeId key);
  bool in_loop() const { return !variables_.empty(); }
  bool has_assumptions() const { return !assumptions_.empty(); }

  /// The parts as one text. Choices in them become a choice of texts, three at the most.
  ValueId Concatenate(text::Span span, std::vector<Part> parts);
  ValueId Unknown(text::Span span, std::string_view reason, const text::Shape& shape, std::string_view identity);
  /// A text as it is written, but for dynamic references, which become holes.
  ValueId TextValue(text::Span span, text::Span text);

  const View& view() const { return view_; }
  Values& values() { return values_; }
  text::Sources& sources() { return values_.sources(); }
  /// References to names that the template does not have.
  std::vector<text::Problem>& problems() { return problems_; }
  /// Another program adds resources and names: a name that is not there may still be meant.
  void set_has_unseen_names() { has_unseen_names_ = true; }

 private:
  struct Variable {
    std::string name;
    ValueId value;
  };
  using Names = std::vector<std::pair<std::string_view, ValueId>>;  // of a call of Fn::Sub

  ValueId ObjectValue(syntax::NodeId id);
  void AddMembers(syntax::NodeId object, Value& value);
  ValueId ListValue(syntax::NodeId id);
  ValueId Call(syntax::NodeId id, const Function& function);

  // evaluator_functions.cc
  ValueId If(syntax::NodeId id, syntax::NodeId arguments);
  ValueId GetAtt(syntax::NodeId id, syntax::NodeId argument);
  ValueId Attribute(text::Span span, std::string_view name, text::Span name_span);
  ValueId Join(syntax::NodeId id, syntax::NodeId arguments);
  ValueId Split(syntax::NodeId id, syntax::NodeId arguments);
  ValueId Select(syntax::NodeId id, syntax::NodeId arguments);
  ValueId FindInMap(syntax::NodeId id, syntax::NodeId arguments);
  ValueId Length(syntax::NodeId id, syntax::NodeId argument);
  ValueId Opaque(syntax::NodeId id, std::string_view name, syntax::NodeId argument);
  /// Of a value that follows from unknown ones: the reason of the first.
  ValueId Derived(text::Span span, std::string_view function, const std::vector<ValueId>& from);
  /// A value that stands where a name is written.
  ValueId InPlace(ValueId value, text::Span where);
  /// Applies a function to a value, to both branches where it is a choice.
  ValueId Each(ValueId value, const std::function<ValueId(ValueId)>& function);
  ValueId Choice(text::Span span, std::uint32_t guard, ValueId then, ValueId otherwise);

  // evaluator_names.cc
  ValueId Ref(syntax::NodeId id, syntax::NodeId argument);
  ValueId Name(text::Span span, std::string_view name, text::Span name_span);
  ValueId Parameter(std::string_view name, syntax::NodeId declaration, text::Span span);
  ValueId ParameterText(syntax::NodeId declaration, text::Span text, text::Span span);
  ValueId Sub(syntax::NodeId id, syntax::NodeId argument);
  ValueId Substituted(text::Span span, text::Span text, const Names& names);
  ValueId Replacement(std::string_view name, text::Span where, const Names& names);
  void Undefined(std::string_view name, text::Span span);

  // evaluator_conditions.cc
  text::Truth Condition(syntax::NodeId expression);
  text::Truth Equals(syntax::NodeId arguments);

  /// What a section of the template declares, by name: templates refer to names far more often than they have them.
  using Section = std::unordered_map<std::string_view, syntax::NodeId>;
  static Section SectionOf(const View& view, syntax::NodeId top, std::string_view name);
  static syntax::NodeId In(const Section& section, std::string_view name);

  const View& view_;
  Values& values_;
  Holes& holes_;
  const Options& options_;
  Section parameters_;
  Section mappings_;
  Section conditions_;
  Section resources_;
  Literal literal_;
  std::vector<Variable> variables_;
  std::vector<std::pair<std::string, bool>> assumptions_;
  std::map<std::string, text::Truth, std::less<>> decided_;
  std::vector<text::Problem> problems_;
  std::uint32_t depth_ = 0;
  std::uint32_t condition_depth_ = 0;
  bool constants_only_ = false;  // conditions are not decided by defaults
  bool has_unseen_names_ = false;
};

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_EVALUATOR_H_
