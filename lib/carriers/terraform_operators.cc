// Templates, collections, operators, conditionals, splats and for expressions.

#include <algorithm>
#include <cmath>
#include <utility>

#include "lib/carriers/terraform_evaluator.h"

namespace iampolicy::carriers::terraform {
namespace {

using Kind = Value::Kind;
using Node = syntax::HclNode;
using text::Truth;

constexpr std::size_t kMostElements = 10'000;

std::optional<bool> BoolOf(Ref value) {
  if (value->kind == Kind::kBool) return value->truth;
  if (IsString(value) && value->text.bytes == "true") return true;
  if (IsString(value) && value->text.bytes == "false") return false;
  return std::nullopt;
}

bool IsNumber(const Pool& pool, Ref value) {
  if (value->kind == Kind::kNumber) return true;
  return IsString(value) && !value->text.bytes.empty() && !pool.HasHole(value->text) &&
         value->text.bytes.find_first_not_of("0123456789.-") == std::string::npos;
}

bool IsCollection(Ref value) { return value->kind == Kind::kList || value->kind == Kind::kObject; }

// What is there under a condition only: the value, and the condition beside it.
void OpenChoices(Element& element) {
  while (element.value->kind == Kind::kChoice) {
    const Ref then = element.value->items[0];
    const Ref otherwise = element.value->items[1];
    const bool is_there = otherwise->kind == Kind::kAbsent;
    if (!is_there && then->kind != Kind::kAbsent) break;
    element.conditions.emplace_back(element.value->guard, is_there);
    element.value = is_there ? then : otherwise;
  }
}

// The words of a question on one line.
std::string OneLine(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (!is_blank) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out.substr(0, 200);
}

}  // namespace

// Templates.

Ref Evaluator::Template(const Module& module, Expression expression, const Scope* scope) {
  const Node& node = expression.file->nodes[expression.id];
  const auto children = expression.file->Children(expression.id);
  if (children.size() == 1) {
    // "${x}" is x, whatever it is.
    const Node::Kind only = expression.file->nodes[children[0]].kind;
    const Ref value = Eval(module, {expression.file, children[0]}, scope);
    return only == Node::Kind::kText ? pool_.At(value, node.span) : value;
  }
  std::vector<Ref> parts;
  std::vector<text::Span> places;
  for (const syntax::HclId child : children) {
    parts.push_back(Eval(module, {expression.file, child}, scope));
    places.push_back(expression.file->nodes[child].span);
  }
  return Joined(parts, places, node.span);
}

Ref Evaluator::Joined(const std::vector<Ref>& parts, const std::vector<text::Span>& places, text::Span span) {
  return OverChoices(parts, span, [&](const std::vector<Ref>& values) {
    Text text;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (IsCollection(values[i])) return pool_.Refused("undefined:text", span);
      AppendInPlace(text, pool_.ToText(values[i], places[i]), places[i], pool_.sources());
    }
    return pool_.String(std::move(text), span);
  });
}

Ref Evaluator::ForDirective(const Module& module, Expression expression, const Scope* scope) {
  const Node& node = expression.file->nodes[expression.id];
  const auto children = expression.file->Children(expression.id);
  const Ref collection = Eval(module, {expression.file, children[0]}, scope);
  const auto elements = Elements(collection);
  if (!elements) return Derived(collection, node.span);
  std::vector<Ref> parts;
  for (const Element& element : *elements) {
    const Ref part = Eval(module, {expression.file, children[1]}, ForScope(expression, element, scope));
    parts.push_back(Under(element.conditions, part));
    if (parts.size() >= kMostElements) break;
  }
  const std::vector<text::Span> places(parts.size(), node.span);
  return Joined(parts, places, node.span);
}

// Collections.

Ref Evaluator::List(const Module& module, Expression expression, const Scope* scope) {
  std::vector<Ref> items;
  for (const syntax::HclId child : expression.file->Children(expression.id)) {
    items.push_back(Eval(module, {expression.file, child}, scope));
  }
  return pool_.List(std::move(items), expression.file->nodes[expression.id].span);
}

Ref Evaluator::Object(const Module& module, Expression expression, const Scope* scope) {
  const auto children = expression.file->Children(expression.id);
  std::vector<Field> fields;
  for (std::size_t i = 0; i + 1 < children.size(); i += 2) {
    const Node& key = expression.file->nodes[children[i]];
    const Ref name = Eval(module, {expression.file, children[i]}, scope);
    fields.push_back(
        {pool_.ToText(name, key.span).bytes, key.span, Eval(module, {expression.file, children[i + 1]}, scope)});
  }
  return pool_.Object(std::move(fields), expression.file->nodes[expression.id].span);
}

std::optional<std::vector<Element>> Evaluator::Elements(Ref collection) {
  std::vector<Element> elements;
  if (collection->kind == Kind::kNull) return elements;
  if (collection->kind == Kind::kList) {
    for (std::size_t i = 0; i < collection->items.size(); ++i) {
      Element element;
      element.value = collection->items[i];
      OpenChoices(element);
      element.key =
          collection->is_set ? element.value : pool_.Number(static_cast<double>(i), collection->items[i]->span);
      if (element.value->kind != Kind::kAbsent) elements.push_back(std::move(element));
    }
    return elements;
  }
  if (collection->kind == Kind::kObject) {
    for (const Field& field : collection->fields) {
      Element element{pool_.Bytes(field.name, field.key), field.value, {}};
      OpenChoices(element);
      if (element.value->kind != Kind::kAbsent) elements.push_back(std::move(element));
    }
    std::stable_sort(elements.begin(), elements.end(),
                     [](const Element& a, const Element& b) { return a.key->text.bytes < b.key->text.bytes; });
    return elements;
  }
  if (collection->kind == Kind::kChoice) {
    for (const bool goes : {true, false}) {
      auto part = Elements(collection->items[goes ? 0 : 1]);
      if (!part) return std::nullopt;
      for (Element& element : *part) {
        element.conditions.emplace_back(collection->guard, goes);
        elements.push_back(std::move(element));
      }
    }
    return elements.size() > kMostElements ? std::nullopt : std::optional(std::move(elements));
  }
  if (collection->kind == Kind::kReference && collection->resource != nullptr && collection->key == nullptr) {
    for (const Instance& instance : Instances(*collection->module, *collection->resource)) {
      if (instance.key == nullptr) return std::nullopt;
      elements.push_back(
          {instance.key, ReferenceTo(*collection->module, *collection->resource, &instance, collection->span), {}});
    }
    return elements;
  }
  if (collection->kind == Kind::kReference && collection->child != nullptr && collection->key == nullptr) {
    for (const ModuleInstance& instance : ModuleInstances(*collection->module, collection->text.bytes)) {
      if (instance.key == nullptr) return std::nullopt;
      elements.push_back({instance.key, ReferenceTo(collection, instance, collection->span), {}});
    }
    return elements;
  }
  return std::nullopt;
}

Ref Evaluator::Under(const std::vector<std::pair<std::uint32_t, bool>>& conditions, Ref value, Ref otherwise) {
  for (const auto& [guard, goes] : conditions) {
    const Ref other = otherwise != nullptr ? otherwise : pool_.Absent(value->span);
    value = goes ? pool_.Choice(guard, value, other, value->span) : pool_.Choice(guard, other, value, value->span);
  }
  return value;
}

const Scope* Evaluator::ForScope(Expression expression, const Element& element, const Scope* scope) {
  const Node& node = expression.file->nodes[expression.id];
  if (!node.key_name.empty()) scope = Push(scope, pool_.sources().Text(node.key_name), element.key);
  return Push(scope, pool_.sources().Text(node.text), element.value);
}

Ref Evaluator::Splat(const Module& module, Expression expression, const Scope* scope) {
  const Node& node = expression.file->nodes[expression.id];
  const auto children = expression.file->Children(expression.id);
  const Ref collection = Eval(module, {expression.file, children[0]}, scope);
  std::vector<Ref> items;
  const auto each = [&](Ref item) { return Eval(module, {expression.file, children[1]}, Push(scope, "*", item)); };
  const auto elements = collection->kind == Kind::kObject ? std::nullopt : Elements(collection);
  if (elements) {
    for (const Element& element : *elements) items.push_back(Under(element.conditions, each(element.value)));
  } else if (collection->kind == Kind::kUnknown) {
    return Derived(collection, node.span);
  } else {  // one value is a list of it
    items.push_back(each(collection));
  }
  return pool_.List(std::move(items), node.span);
}

Ref Evaluator::ForList(const Module& module, Expression expression, const Scope* scope) {
  const Node& node = expression.file->nodes[expression.id];
  const auto children = expression.file->Children(expression.id);
  const Ref collection = Eval(module, {expression.file, children[0]}, scope);
  const auto elements = Elements(collection);
  if (!elements) return Derived(collection, node.span);
  std::vector<Ref> items;
  for (Element element : *elements) {
    const Scope* const inner = ForScope(expression, element, scope);
    if (children.size() > 2) {
      const Ref condition = Eval(module, {expression.file, children[2]}, inner);
      const std::optional<bool> holds = BoolOf(condition);
      if (holds == false) continue;
      if (!holds) element.conditions.emplace_back(GuardOf(module, {expression.file, children[2]}, inner), true);
    }
    items.push_back(Under(element.conditions, Eval(module, {expression.file, children[1]}, inner)));
    if (items.size() >= kMostElements) break;
  }
  return pool_.List(std::move(items), node.span);
}

Ref Evaluator::ForObject(const Module& module, Expression expression, const Scope* scope) {
  const Node& node = expression.file->nodes[expression.id];
  const auto children = expression.file->Children(expression.id);
  const Ref collection = Eval(module, {expression.file, children[0]}, scope);
  const auto elements = Elements(collection);
  if (!elements) return Derived(collection, node.span);
  std::vector<Field> fields;
  std::map<std::string, std::size_t> groups;
  for (Element element : *elements) {
    const Scope* const inner = ForScope(expression, element, scope);
    if (children.size() > 3) {
      const std::optional<bool> holds = BoolOf(Eval(module, {expression.file, children[3]}, inner));
      if (holds == false) continue;
      if (!holds) element.conditions.emplace_back(GuardOf(module, {expression.file, children[3]}, inner), true);
    }
    const text::Span place = expression.file->nodes[children[1]].span;
    const std::string name = pool_.ToText(Eval(module, {expression.file, children[1]}, inner), place).bytes;
    const Ref value = Under(element.conditions, Eval(module, {expression.file, children[2]}, inner));
    if (!node.flag) {
      fields.push_back({name, place, value});
    } else if (const auto [group, is_new] = groups.emplace(name, fields.size()); is_new) {
      fields.push_back({name, place, pool_.List({value}, node.span)});
    } else {
      std::vector<Ref> items = fields[group->second].value->items;
      items.push_back(value);
      fields[group->second].value = pool_.List(std::move(items), node.span);
    }
    if (fields.size() >= kMostElements) break;
  }
  return pool_.Object(std::move(fields), node.span);
}

// Operators.

Ref Evaluator::Unary(std::string_view op, Ref operand, text::Span span) {
  if (op == "-" && operand->kind == Kind::kNumber) return pool_.Number(-NumberOf(operand), span);
  if (op == "!") {
    if (const std::optional<bool> value = BoolOf(operand)) return pool_.Bool(!*value, span);
  }
  return IsUnknown(operand) ? Derived(operand, span) : pool_.Refused("undefined:operand", span);
}

Ref Evaluator::Binary(std::string_view op, Ref left, Ref right, text::Span span) {
  if (op == "==" || op == "!=") {
    const Truth equal = Equal(pool_, left, right);
    if (equal != Truth::kUnknown) return pool_.Bool((equal == Truth::kTrue) == (op == "=="), span);
  } else if (IsNumber(pool_, left) && IsNumber(pool_, right)) {
    const double a = NumberOf(left);
    const double b = NumberOf(right);
    if (op == "+") return pool_.Number(a + b, span);
    if (op == "-") return pool_.Number(a - b, span);
    if (op == "*") return pool_.Number(a * b, span);
    if (op == "<") return pool_.Bool(a < b, span);
    if (op == ">") return pool_.Bool(a > b, span);
    if (op == "<=") return pool_.Bool(a <= b, span);
    if (op == ">=") return pool_.Bool(a >= b, span);
    if (b != 0 && op == "/") return pool_.Number(a / b, span);
    if (b != 0 && op == "%") return pool_.Number(std::fmod(a, b), span);
  }
  if (IsUnknown(left)) return Derived(left, span);
  if (IsUnknown(right)) return Derived(right, span);
  return op == "==" || op == "!=" ? pool_.Unknown("function:equal", "", span)
                                  : pool_.Refused("undefined:operand", span);
}

// `false && x` is false whatever x is.
Ref Evaluator::Logic(const Module& module, Expression expression, const Scope* scope) {
  const Node& node = expression.file->nodes[expression.id];
  const auto children = expression.file->Children(expression.id);
  const bool decides = pool_.sources().Text(node.text) == "||";
  const Ref left = Eval(module, {expression.file, children[0]}, scope);
  if (BoolOf(left) == decides) return pool_.Bool(decides, node.span);
  const Ref right = Eval(module, {expression.file, children[1]}, scope);
  return OverChoices({left, right}, node.span, [&](const std::vector<Ref>& v) {
    const std::optional<bool> a = BoolOf(v[0]);
    const std::optional<bool> b = BoolOf(v[1]);
    if (a == decides || b == decides) return pool_.Bool(decides, node.span);
    if (a && b) return pool_.Bool(!decides, node.span);
    const Ref open = a ? v[1] : v[0];
    return IsUnknown(open) ? Derived(open, node.span) : pool_.Unknown("function:condition", "", node.span);
  });
}

Ref Evaluator::Conditional(const Module& module, Expression expression, const Scope* scope) {
  const auto children = expression.file->Children(expression.id);
  const auto at = [&](std::size_t i) { return Expression{expression.file, children[i]}; };
  return Select(module, at(0), at(1), at(2), scope, expression.file->nodes[expression.id].span);
}

Ref Evaluator::Select(const Module& module, Expression condition, Expression then, Expression otherwise,
                      const Scope* scope, text::Span span) {
  // `!x ? a : b` asks the same question as `x ? b : a`.
  for (;;) {
    const Node& node = condition.file->nodes[condition.id];
    if (node.kind != Node::Kind::kUnary || pool_.sources().Text(node.text) != "!") break;
    condition.id = condition.file->Children(condition.id)[0];
    std::swap(then, otherwise);
  }
  const Ref asked = Eval(module, condition, scope);
  return OverChoices({asked}, span, [&](const std::vector<Ref>& v) {
    if (const std::optional<bool> holds = BoolOf(v[0])) return Eval(module, *holds ? then : otherwise, scope);
    const auto settled = module.holds.empty() ? module.holds.end() : module.holds.find(QuestionOf(condition));
    if (settled != module.holds.end()) return Eval(module, settled->second ? then : otherwise, scope);
    const std::uint32_t guard = GuardOf(module, condition, scope);
    const Ref a = Eval(module, then, scope);
    const Ref b = Eval(module, otherwise, scope);
    return pool_.Choice(guard, a, b, span);
  });
}

std::string Evaluator::QuestionOf(Expression condition) const {
  return OneLine(pool_.sources().Text(condition.file->nodes[condition.id].span));
}

// The same words are the same question unless they speak of something that a scope brings in.
std::uint32_t Evaluator::GuardOf(const Module& module, Expression condition, const Scope* scope) {
  const text::Span span = condition.file->nodes[condition.id].span;
  const std::string text = QuestionOf(condition);
  std::string key = module.prefix + text;
  for (; scope != nullptr; scope = scope->outer) {
    if (text.find(scope->name) != std::string::npos) key += "#" + std::to_string(scope->id);
  }
  return pool_.Guard(text, key, span);
}

}  // namespace iampolicy::carriers::terraform
