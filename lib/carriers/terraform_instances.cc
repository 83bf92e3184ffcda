// What count and for_each make: instances of resources and of called modules.

#include <algorithm>

#include "lib/carriers/terraform_evaluator.h"

namespace iampolicy::carriers::terraform {
namespace {

using Kind = Value::Kind;
using Node = syntax::HclNode;

constexpr std::size_t kMostInstances = 64;
constexpr std::size_t kMostAssumed = 64;  // copies of modules
constexpr std::size_t kMostCopies = 200;

// Whether an expression is written without any name or function.
bool IsLiteral(Expression expression) {
  const Node& root = expression.file->nodes[expression.id];
  for (syntax::HclId id = root.low; id <= expression.id; ++id) {
    const Node::Kind kind = expression.file->nodes[id].kind;
    if (kind == Node::Kind::kName || kind == Node::Kind::kCall) return false;
  }
  return true;
}

}  // namespace

const syntax::HclAttribute* FindAttribute(const Body& body, std::string_view name, const text::Sources& sources) {
  for (const syntax::HclAttribute& attribute : body.get().attributes) {
    if (sources.Text(attribute.name) == name) return &attribute;
  }
  return nullptr;
}

std::string KeySuffix(std::string_view key) {
  std::string out = "[\"";
  for (const char c : key) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"]";
}

// nullopt: they go round in a circle.
std::optional<std::vector<Instance>> Evaluator::Expand(const Module& module, const Body& body,
                                                       const std::string& address) {
  const std::pair<const Module*, const syntax::HclBlock*> id(&module, &body.get());
  if (!opening_.insert(id).second) return std::nullopt;
  std::vector<Instance> instances;
  const auto unknown = [&](std::string_view name) {
    const std::string reason = "each:" + std::string(name);
    const std::string identity = reason + "@" + module.prefix + address;
    const Ref each = pool_.Unknown(reason, identity, body.get().type);
    instances.push_back({pool_.Unknown("each:key", "", body.get().type), "[*]", Push(nullptr, name, each), true});
  };
  const syntax::HclAttribute* count = FindAttribute(body, "count", pool_.sources());
  const syntax::HclAttribute* for_each = FindAttribute(body, "for_each", pool_.sources());
  if (count != nullptr) {
    const Expression expression{body.file, count->value};
    const Ref number = Eval(module, expression, nullptr);
    if (number->kind != Kind::kNumber) {
      unknown("count");
    } else {
      std::size_t copies = static_cast<std::size_t>(std::clamp(NumberOf(number), 0.0, double{kMostInstances}));
      const bool is_assumed = copies == 0 && !IsLiteral(expression);
      if (is_assumed) copies = 1;
      for (std::size_t i = 0; i < copies; ++i) {
        const Ref index = pool_.Number(static_cast<double>(i), count->span);
        const Ref object = pool_.Object({{"index", count->span, index}}, count->span);
        instances.push_back({index, "[" + std::to_string(i) + "]", Push(nullptr, "count", object), is_assumed});
      }
    }
  } else if (for_each != nullptr) {
    const Expression expression{body.file, for_each->value};
    const auto elements = Elements(Eval(module, expression, nullptr));
    if (!elements || (elements->empty() && !IsLiteral(expression))) {
      unknown("each");
    } else {
      for (const Element& element : *elements) {
        if (instances.size() >= kMostInstances) break;
        const bool is_list = element.key->kind == Kind::kNumber;
        const Ref key = is_list ? element.value : element.key;
        if (!IsString(key) || pool_.HasHole(key->text)) {
          unknown("each");
          continue;
        }
        const Ref object =
            pool_.Object({{"key", key->span, key}, {"value", element.value->span, element.value}}, key->span);
        instances.push_back(
            {key, KeySuffix(key->text.bytes), Push(nullptr, "each", object), !element.conditions.empty()});
      }
    }
  } else {
    instances.push_back({});
  }
  opening_.erase(id);
  return instances;
}

const std::vector<Instance>& Evaluator::Instances(const Module& module, const Resource& resource) {
  const std::pair<const Module*, const Resource*> id(&module, &resource);
  const auto known = instances_.find(id);
  if (known != instances_.end()) return known->second;
  auto instances = Expand(module, resource.body, resource.address);
  return instances ? instances_[id] = *std::move(instances) : no_instances_;
}

// A called module once more, with those that it calls itself: what they are given hangs on their caller.
const Module* Evaluator::Copy(const Module& called, const Module& caller, const std::string& prefix,
                              const Scope* scope) {
  copies_.push_back(called);
  Module& copy = copies_.back();
  copy.prefix = prefix;
  copy.caller = &caller;
  copy.call_scope = scope;
  for (auto& [name, inner] : copy.children) inner = Copy(*inner, copy, prefix + "module." + name + ".", nullptr);
  return &copy;
}

const std::vector<ModuleInstance>& Evaluator::ModuleInstances(const Module& caller, std::string_view name) {
  const std::pair<const Module*, std::string> id(&caller, std::string(name));
  const auto known = module_instances_.find(id);
  if (known != module_instances_.end()) return known->second;
  const auto child = caller.children.find(name);
  if (child == caller.children.end()) return no_modules_;
  const Module& called = *child->second;
  const auto expanded = Expand(caller, called.call, "module." + id.second);
  if (!expanded) return no_modules_;
  std::vector<ModuleInstance> instances;
  for (const Instance& one : *expanded) {
    const bool is_only = one.key == nullptr;
    if (!is_only && copies_.size() >= kMostCopies) {
      pool_.Cut();
      break;
    }
    const std::string prefix = caller.prefix + "module." + id.second + one.suffix + ".";
    instances.push_back({one.key, one.suffix, is_only ? &called : Copy(called, caller, prefix, one.scope)});
  }
  return module_instances_[id] = std::move(instances);
}

Ref Evaluator::ReferenceTo(Ref whole, const ModuleInstance& instance, text::Span span) {
  Value reference = *whole;
  reference.span = span;
  reference.child = instance.module;
  reference.key = instance.key;
  reference.reason += instance.suffix;
  reference.identity += instance.suffix;
  return pool_.Make(std::move(reference));
}

Ref Evaluator::IndexOfModule(Ref reference, Ref index, text::Span span) {
  const auto& instances = ModuleInstances(*reference->module, reference->text.bytes);
  for (const ModuleInstance& one : instances) {
    const bool is_it = one.key == nullptr || one.suffix == "[*]" || Same(one.key, index) ||
                       (one.key->kind == index->kind && Equal(pool_, one.key, index) == text::Truth::kTrue);
    if (is_it) return ReferenceTo(reference, one, span);
  }
  return Derived(reference, span);
}

// All instances of a resource or a called module as the collection that they are to functions.
Ref Evaluator::Collected(Ref value) {
  const bool is_whole = value->kind == Kind::kReference && value->key == nullptr &&
                        (value->resource != nullptr || value->child != nullptr);
  if (!is_whole) return value;
  const auto elements = Elements(value);
  if (!elements || elements->empty()) return value;
  std::vector<Ref> items;
  std::vector<Field> fields;
  for (const Element& element : *elements) {
    if (element.key->kind == Kind::kNumber) {
      items.push_back(element.value);
    } else if (IsString(element.key)) {
      fields.push_back({element.key->text.bytes, element.key->span, element.value});
    } else {
      return value;
    }
  }
  return fields.empty() ? pool_.List(std::move(items), value->span) : pool_.Object(std::move(fields), value->span);
}

// Variables that an expression goes by, those behind locals too. Each local is looked at once.
void Evaluator::AddVariables(const Module& module, Expression expression, std::set<std::string>& names) const {
  std::vector<Expression> todo = {expression};
  std::set<std::string> seen;
  while (!todo.empty()) {
    const Expression one = todo.back();
    todo.pop_back();
    for (syntax::HclId id = one.file->nodes[one.id].low; id <= one.id; ++id) {
      const Node& node = one.file->nodes[id];
      if (node.kind != Node::Kind::kAttribute) continue;
      const Node& root = one.file->nodes[one.file->Children(id)[0]];
      if (root.kind != Node::Kind::kName) continue;
      const std::string_view of = pool_.sources().Text(root.text);
      const std::string name(pool_.sources().Text(node.text));
      if (of == "var") names.insert(name);
      const auto local = of == "local" ? module.locals.find(name) : module.locals.end();
      if (local != module.locals.end() && seen.insert(name).second) todo.push_back(local->second);
    }
  }
}

// By what is written: a default of {} is empty, whatever optional members its type adds.
bool Evaluator::IsEmptyByDefault(const Module& module, std::string_view variable) {
  if (module.inputs.find(variable) != module.inputs.end()) return false;
  const auto declared = module.variables.find(variable);
  const syntax::HclAttribute* fallback =
      declared == module.variables.end() ? nullptr : FindAttribute(declared->second, "default", pool_.sources());
  const bool is_given = module.is_called && FindAttribute(module.call, variable, pool_.sources()) != nullptr;
  const Ref value = fallback == nullptr || is_given ? Variable(module, variable, {})
                                                    : Eval(module, {declared->second.file, fallback->value}, nullptr);
  const bool is_nothing = IsNull(value) || (IsString(value) && value->text.bytes.empty());
  const bool is_collection = value->kind == Kind::kList || value->kind == Kind::kObject;
  return is_nothing || (is_collection && value->items.empty() && value->fields.empty());
}

// `count = a && b ? 1 : 0`: where there is an instance, a and b hold, and whatever they are short for.
void Evaluator::AddSettled(const Module& module, Expression count,
                           std::map<std::string, bool, std::less<>>& holds) const {
  const Node& node = count.file->nodes[count.id];
  if (node.kind != Node::Kind::kConditional) return;
  const auto children = count.file->Children(count.id);
  const auto is_zero = [&](syntax::HclId id) {
    const Node& branch = count.file->nodes[id];
    return branch.kind == Node::Kind::kNumber && pool_.sources().Text(branch.text) == "0";
  };
  if (is_zero(children[1]) == is_zero(children[2])) return;
  Settle(module, {count.file, children[0]}, is_zero(children[2]), holds, 0);
}

void Evaluator::Settle(const Module& module, Expression question, bool truth,
                       std::map<std::string, bool, std::less<>>& holds, int depth) const {
  if (depth > 20) return;
  holds.emplace(QuestionOf(question), truth);
  const Node& node = question.file->nodes[question.id];
  const auto children = question.file->Children(question.id);
  const std::string_view text = pool_.sources().Text(node.text);
  if (node.kind == Node::Kind::kUnary && text == "!") {
    Settle(module, {question.file, children[0]}, !truth, holds, depth + 1);
  } else if (node.kind == Node::Kind::kBinary && (truth ? text == "&&" : text == "||")) {
    for (const syntax::HclId side : children) Settle(module, {question.file, side}, truth, holds, depth + 1);
  } else if (node.kind == Node::Kind::kAttribute) {
    const Node& root = question.file->nodes[children[0]];
    const bool is_local = root.kind == Node::Kind::kName && pool_.sources().Text(root.text) == "local";
    const auto local = is_local ? module.locals.find(text) : module.locals.end();
    if (local != module.locals.end()) Settle(module, local->second, truth, holds, depth + 1);
  }
}

const Module& Evaluator::SeenBy(const Module& module, const Resource& resource, const Instance& instance) {
  const syntax::HclAttribute* count = FindAttribute(resource.body, "count", pool_.sources());
  if (!instance.is_assumed || count == nullptr) return module;
  const Expression expression{resource.body.file, count->value};
  std::map<std::string, bool, std::less<>> holds = module.holds;
  AddSettled(module, expression, holds);
  std::set<std::string> names;
  if (instance.suffix != "[*]") {
    AddVariables(module, expression, names);
    for (const auto& [name, body] : module.variables) {
      if (IsEmptyByDefault(module, name)) names.insert(name);
    }
  }
  std::string key;
  for (const std::string& name : names) key += name + " ";
  for (const auto& [question, truth] : holds) key += (truth ? "+" : "-") + question;
  if (names.empty() && holds.size() == module.holds.size()) return module;
  if (assuming_.count({&module, key}) == 0 && assuming_.size() >= kMostAssumed) return module;
  const auto [found, is_new] = assuming_.try_emplace({&module, key});
  Module& copy = found->second;
  if (!is_new) return copy;
  copy = module;
  copy.holds = std::move(holds);
  for (auto& [address, one] : copy.resources) {
    const Resource& original = module.resources.find(address)->second;
    one.same_as = original.same_as != nullptr ? original.same_as : &original;
  }
  for (const std::string& name : names) {
    copy.inputs[name] = pool_.Unknown("variable:" + name, "variable:" + module.prefix + name, count->span);
  }
  return copy;
}

}  // namespace iampolicy::carriers::terraform
