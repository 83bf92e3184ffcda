// How a function is called: what its arguments are, and what becomes of unknown ones.

#include <algorithm>
#include <optional>
#include <string>

#include "lib/carriers/terraform_functions.h"
#include "lib/syntax/json.h"

namespace iampolicy::carriers::terraform {
namespace {

using Kind = Value::Kind;

}  // namespace

const std::vector<Ref>* Arguments::Items(std::size_t i) const {
  return values[i]->kind == Kind::kList ? &values[i]->items : nullptr;
}

std::optional<std::string> Arguments::Known(std::size_t i) const {
  const Ref value = values[i];
  if (value->kind == Kind::kBool) return value->truth ? "true" : "false";
  if ((IsString(value) || value->kind == Kind::kNumber) && !pool().HasHole(value->text)) return value->text.bytes;
  return std::nullopt;
}

const Function* FindFunction(std::string_view name) {
  const Function* const found = FindCollectionFunction(name);
  return found != nullptr ? found : FindTextFunction(name);
}

// The document in a text, or a document that was never written out.
Ref Evaluator::Decode(Ref value) {
  if (value->kind == Kind::kEncoded) return value->items[0];
  if (!IsString(value)) return nullptr;
  const auto text = pool_.sources().AddDerived(value->text.bytes, value->text.runs);
  if (!text) return nullptr;
  const syntax::Parsed parsed = syntax::ReadJson(pool_.sources(), *text);
  return parsed.complete ? pool_.FromTree(parsed.tree, parsed.tree.root()) : nullptr;
}

Ref Evaluator::Call(const Module& module, Expression expression, const Scope* scope) {
  const syntax::HclNode& node = expression.file->nodes[expression.id];
  const std::string name(pool_.sources().Text(node.text));
  const auto children = expression.file->Children(expression.id);
  std::vector<Ref> values;
  for (std::size_t i = 0; i < children.size(); ++i) {
    const Ref value = Collected(Eval(module, {expression.file, children[i]}, scope));
    if (!node.flag || i + 1 < children.size()) {
      values.push_back(value);
    } else if (value->kind == Kind::kList) {
      values.insert(values.end(), value->items.begin(), value->items.end());
    } else {
      return IsUnknown(value) ? Derived(value, node.span) : pool_.Unknown("function:" + name, "", node.span);
    }
  }
  if (name == "file") return ReadFile(module, values, node.span);
  if (name == "fileset") return ListFiles(module, values, node.span);
  if (name == "templatefile") return ReadTemplate(module, values, node.span);
  const Function* const function = FindFunction(name);
  if (function == nullptr) {
    unknown_functions_.emplace(node.span.begin, name);
    return pool_.Unknown("function:" + name, "", node.span);
  }
  const auto apply = [&](const std::vector<Ref>& arguments) -> Ref {
    if (arguments.size() < function->at_least) return pool_.Refused("undefined:argument", node.span);
    if (function->needs == Needs::kKnown) {
      const auto open = std::find_if(arguments.begin(), arguments.end(), IsUnknown);
      if (open != arguments.end()) return Derived(*open, node.span);
    }
    return function->apply({*this, arguments, node.span});
  };
  if (function->needs == Needs::kAny) return apply(values);
  return OverChoices(values, node.span, apply);
}

}  // namespace iampolicy::carriers::terraform
