#ifndef IAMPOLICY_LIB_CARRIERS_TERRAFORM_EVALUATOR_H_
#define IAMPOLICY_LIB_CARRIERS_TERRAFORM_EVALUATOR_H_

// Works out expressions of a Terraform module: lazily, each local, variable and output once, cycles noticed. Nothing is
// refused: what Terraform would not accept, and what it alone knows, are unknown values.

#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/carriers/terraform_value.h"
#include "lib/syntax/hcl.h"
#include "lib/text/sources.h"

namespace iampolicy::carriers::terraform {

struct File {
  std::string name;
  syntax::HclFile hcl;
};

struct Expression {
  const syntax::HclFile* file = nullptr;
  syntax::HclId id = syntax::kNoHcl;
};

/// Names that a block or a for brings in; the innermost first.
struct Scope {
  const Scope* outer = nullptr;
  std::string_view name;
  Ref value = nullptr;
  std::uint32_t id = 0;
};

struct Body {
  const syntax::HclFile* file = nullptr;
  std::uint32_t block = 0;
  const syntax::HclBlock& get() const { return file->blocks[block]; }
};

/// How the question begins whether a collection that is not known has any element.
inline constexpr std::string_view kAnyOf = "any ";

/// nullptr where it is not written. What is wrong with the argument of a block that could not be read has been said.
const syntax::HclAttribute* FindAttribute(const Body& body, std::string_view name, const text::Sources& sources);

/// "[\"a\"]" as addresses have it.
std::string KeySuffix(std::string_view key);

/// A managed resource or data source.
struct Resource {
  std::string address;  ///< "aws_iam_policy.a", "data.aws_region.current"
  std::string type;
  std::string name;
  bool is_data = false;
  const File* file = nullptr;
  Body body;
  const Resource* same_as = nullptr;  ///< in a copy of a module: the resource there
};

struct Module {
  std::string prefix;     ///< of addresses: "module.a."
  std::string directory;  ///< with its slash; "" for the current one
  std::vector<const File*> files;
  std::map<std::string, Expression, std::less<>> locals;
  std::map<std::string, Expression, std::less<>> outputs;
  std::map<std::string, Body, std::less<>> variables;
  std::map<std::string, Body, std::less<>> calls;
  std::map<std::string, const Module*, std::less<>> children;  ///< of the calls, where they are seen
  std::map<std::string, Resource, std::less<>> resources;
  std::vector<const Resource*> order;              ///< of the resources, as they are written
  std::map<std::string, Ref, std::less<>> inputs;  ///< of the variables, from files
  std::map<std::string, bool, std::less<>> holds;  ///< questions, as written, that are settled where this is looked at
  const Module* caller = nullptr;
  Body call;                          ///< in the caller
  const Scope* call_scope = nullptr;  ///< what count and for_each of the call bring in
  bool is_called = false;             ///< its variables come from the call
  bool is_alone = false;              ///< a called module as it is by itself
};

/// One of the objects that count and for_each make of a block.
struct Instance {
  Ref key = nullptr;   ///< nullptr: there is only one, without a key
  std::string suffix;  ///< "[0]", "[\"a\"]", "[*]", ""
  const Scope* scope = nullptr;
  bool is_assumed = false;  ///< there may be none
};

/// A called module as one instance of the call has it.
struct ModuleInstance {
  Ref key = nullptr;  ///< as for Instance
  std::string suffix;
  const Module* module = nullptr;
};

/// An element of a collection, and the open conditions under which it is there.
struct Element {
  Ref key = nullptr;
  Ref value = nullptr;
  std::vector<std::pair<std::uint32_t, bool>> conditions;  ///< guard, and how it must go
};

/// A nested block, written out or made by a dynamic one.
struct Nested {
  Body body;
  const Scope* scope = nullptr;
  std::vector<std::pair<std::uint32_t, bool>> conditions;
  const syntax::HclAttribute* unknown_each = nullptr;  ///< there may be any number of it: the collection is not known
};

/// The text of a file that an expression reads; nullopt where it may not be read.
using ReadText = std::function<std::optional<text::Span>(const std::string& name)>;

class Evaluator {
 public:
  explicit Evaluator(Pool& pool, ReadText read_text = {}) : pool_(pool), read_text_(std::move(read_text)) {}
  Evaluator(const Evaluator&) = delete;
  Evaluator& operator=(const Evaluator&) = delete;

  Ref Eval(const Module& module, Expression expression, const Scope* scope);
  /// An argument of a block; nullptr where it is not written.
  Ref Argument(const Module& module, const Body& body, std::string_view name, const Scope* scope);
  /// Blocks of a type inside a body, dynamic ones expanded, in order.
  std::vector<Nested> Blocks(const Module& module, const Body& body, std::string_view type, const Scope* scope);
  const std::vector<Instance>& Instances(const Module& module, const Resource& resource);
  /// Of a module that `caller` calls by a name; empty where it is not seen.
  const std::vector<ModuleInstance>& ModuleInstances(const Module& caller, std::string_view name);
  /// The module as an instance sees it that may not be there: what its count asks holds. One that is only assumed, as
  /// its count is 0, must not see the values that make it so: variables in the count, and those whose default is empty,
  /// are unknown to it.
  const Module& SeenBy(const Module& module, const Resource& resource, const Instance& instance);
  /// The document that a policy document data source makes: an object.
  Ref PolicyDocument(const Module& module, const Resource& resource, const Instance& instance);
  /// Policy documents that went into others.
  bool IsPart(const Resource* document) const { return parts_.count(document) > 0; }
  /// Functions that are not known here, by the places of their calls.
  const std::map<std::uint32_t, std::string>& unknown_functions() const { return unknown_functions_; }

  // What functions use.
  Pool& pool() { return pool_; }
  /// nullopt: not known which elements there are, or no collection.
  std::optional<std::vector<Element>> Elements(Ref collection);
  /// A value that is there only under conditions; else `otherwise` is, or nothing.
  Ref Under(const std::vector<std::pair<std::uint32_t, bool>>& conditions, Ref value, Ref otherwise = nullptr);
  Ref Attribute(Ref object, std::string_view name, text::Span span);
  Ref Index(Ref object, Ref index, text::Span span);
  /// The unknown value that comes of working on one.
  Ref Derived(Ref unknown, text::Span span);
  /// The JSON text of a document, or the document, as the object it is; nullptr where it is none.
  Ref Decode(Ref value);

  /// Calls `f` for each way the choices among `values` can go, three at the most, and makes a choice of the results.
  template <class F>
  Ref OverChoices(std::vector<Ref> values, text::Span span, F f, int left = 3);

  const Scope* Push(const Scope* outer, std::string_view name, Ref value);

 private:
  struct Memo {
    Ref value = nullptr;
    bool is_open = false;
  };

  // terraform_evaluator.cc
  Ref Visit(const Module& module, Expression expression, const Scope* scope);
  Ref Name(const Module& module, std::string_view name, text::Span span, const Scope* scope);
  Ref Once(const Module& module, const std::string& name, text::Span span, Expression expression, const Scope* scope);
  Ref Variable(const Module& module, std::string_view name, text::Span span);
  Ref Converted(Ref value, Expression type, const Module& module);
  Ref ConvertedObject(Ref value, Expression type, const Module& module);
  Ref AttributeOfName(Ref name, std::string_view attribute, text::Span span);
  Ref AttributeOfResource(Ref reference, std::string_view name, text::Span span);
  Ref AttributeOfModule(Ref reference, std::string_view name, text::Span span);
  Ref AttributeOfPolicy(Ref reference, text::Span span);
  Ref IndexOfModule(Ref reference, Ref index, text::Span span);
  Ref ReferenceTo(Ref whole, const ModuleInstance& instance, text::Span span);
  Ref Collected(Ref value);
  Ref Extended(Ref unknown, const std::string& suffix, text::Span span);
  Ref ReferenceTo(const Module& module, const Resource& resource, const Instance* instance, text::Span span);
  const Instance* InstanceOf(Ref reference);
  const Scope* ScopeOf(Ref reference);
  std::optional<std::vector<Instance>> Expand(const Module& module, const Body& body, const std::string& address);
  const Module* Copy(const Module& called, const Module& caller, const std::string& prefix, const Scope* scope);
  void AddSettled(const Module& module, Expression count, std::map<std::string, bool, std::less<>>& holds) const;
  void Settle(const Module& module, Expression question, bool truth, std::map<std::string, bool, std::less<>>& holds,
              int depth) const;
  std::string QuestionOf(Expression condition) const;
  void AddVariables(const Module& module, Expression expression, std::set<std::string>& names) const;
  bool IsEmptyByDefault(const Module& module, std::string_view variable);

  // terraform_operators.cc
  Ref Template(const Module& module, Expression expression, const Scope* scope);
  Ref Part(const Module& module, Expression expression, const Scope* scope);
  Ref Joined(const std::vector<Ref>& parts, const std::vector<text::Span>& places, text::Span span);
  Ref List(const Module& module, Expression expression, const Scope* scope);
  Ref Object(const Module& module, Expression expression, const Scope* scope);
  Ref Unary(std::string_view op, Ref operand, text::Span span);
  Ref Binary(std::string_view op, Ref left, Ref right, text::Span span);
  Ref Logic(const Module& module, Expression expression, const Scope* scope);
  Ref Conditional(const Module& module, Expression expression, const Scope* scope);
  Ref Select(const Module& module, Expression condition, Expression then, Expression otherwise, const Scope* scope,
             text::Span span);
  std::uint32_t GuardOf(const Module& module, Expression condition, const Scope* scope);
  Ref Splat(const Module& module, Expression expression, const Scope* scope);
  Ref ForList(const Module& module, Expression expression, const Scope* scope);
  Ref ForObject(const Module& module, Expression expression, const Scope* scope);
  Ref ForDirective(const Module& module, Expression expression, const Scope* scope);
  const Scope* ForScope(Expression expression, const Element& element, const Scope* scope);

  // terraform_files.cc
  Ref ReadFile(const Module& module, const std::vector<Ref>& values, text::Span span);
  Ref ReadTemplate(const Module& module, const std::vector<Ref>& values, text::Span span);
  Ref ListFiles(const Module& module, const std::vector<Ref>& values, text::Span span);
  std::optional<std::string> NameOfFile(const Module& module, Ref path) const;
  std::optional<text::Span> TextOfFile(const Module& module, Ref path);
  std::optional<text::Span> TextNamed(const std::string& name);

  // terraform_functions.cc
  Ref Call(const Module& module, Expression expression, const Scope* scope);

  // terraform_document.cc
  Ref DocumentArguments(const Module& module, const Body& body, const Scope* scope);
  std::uint32_t GuardOfBlocks(const Module& module, const Nested& nested, std::string_view type, const Scope* scope);
  Ref BlocksAsList(const Module& module, const Body& body, std::string_view type, const Scope* scope);

  Pool& pool_;
  ReadText read_text_;
  std::map<std::string, std::optional<text::Span>> texts_;  // of files, by name
  std::map<std::uint32_t, syntax::HclFile> templates_;      // by the places of their texts
  std::map<std::pair<const Module*, std::string>, Memo> memo_;
  std::map<std::pair<const Module*, const Resource*>, std::vector<Instance>> instances_;
  const Module nothing_;                      // a module that declares nothing
  const std::vector<Instance> no_instances_;  // of what is part of a cycle
  std::map<std::pair<const Module*, std::string>, std::vector<ModuleInstance>, std::less<>> module_instances_;
  const std::vector<ModuleInstance> no_modules_;
  std::deque<Module> copies_;  // of called modules
  std::set<std::pair<const Module*, const syntax::HclBlock*>> opening_;
  std::set<const Resource*> parts_;
  std::map<std::uint32_t, std::string> unknown_functions_;
  std::map<std::pair<const Module*, std::string>, Module> assuming_;
  std::deque<Scope> scopes_;
  std::deque<std::string> names_;
  std::uint32_t depth_ = 0;
};

template <class F>
Ref Evaluator::OverChoices(std::vector<Ref> values, text::Span span, F f, int left) {
  for (const Ref value : values) {
    if (value->kind != Value::Kind::kChoice) continue;
    if (left == 0) return pool_.Unknown("function:condition", "", span);
    std::vector<Ref> then = values;
    std::vector<Ref> otherwise = values;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i]->kind != Value::Kind::kChoice || values[i]->guard != value->guard) continue;
      then[i] = values[i]->items[0];
      otherwise[i] = values[i]->items[1];
    }
    const Ref a = OverChoices(std::move(then), span, f, left - 1);
    const Ref b = OverChoices(std::move(otherwise), span, f, left - 1);
    return pool_.Choice(value->guard, a, b, span);
  }
  return f(values);
}

}  // namespace iampolicy::carriers::terraform

#endif  // IAMPOLICY_LIB_CARRIERS_TERRAFORM_EVALUATOR_H_
