// Names: variables, locals, resources, data sources, modules, and what hangs on them.

#include "lib/carriers/terraform_evaluator.h"

#include <algorithm>

#include "lib/carriers/managed_policies.h"
#include "lib/syntax/json.h"

namespace iampolicy::carriers::terraform {
namespace {

using Kind = Value::Kind;
using Node = syntax::HclNode;

// Evaluations inside one another, through names as well.
constexpr std::uint32_t kMostDepth = 250;
constexpr std::size_t kLongestReason = 200;  // what hangs on what is not known, by name

bool StartsWith(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

}  // namespace

Ref Evaluator::Eval(const Module& module, Expression expression, const Scope* scope) {
  const text::Span span = expression.file->nodes[expression.id].span;
  if (depth_ >= kMostDepth || !pool_.Step()) return pool_.Unknown("function:limit", "", span);
  ++depth_;
  const Ref value = Visit(module, expression, scope);
  --depth_;
  return value;
}

Ref Evaluator::Visit(const Module& module, Expression expression, const Scope* scope) {
  const Node& node = expression.file->nodes[expression.id];
  const auto children = expression.file->Children(expression.id);
  const auto child = [&](std::size_t i) { return Eval(module, {expression.file, children[i]}, scope); };
  const std::string_view text = pool_.sources().Text(node.text);
  switch (node.kind) {
    case Node::Kind::kNull:
      return pool_.Null(node.span);
    case Node::Kind::kBool:
      return pool_.Bool(text == "true", node.span);
    case Node::Kind::kNumber: {
      Value number;
      number.kind = Kind::kNumber;
      number.span = node.span;
      number.text = TextAt(pool_.sources(), node.text);
      return pool_.Make(std::move(number));
    }
    case Node::Kind::kText:
      return pool_.String(TextAt(pool_.sources(), node.text), node.span);
    case Node::Kind::kTemplate:
      return Template(module, expression, scope);
    case Node::Kind::kName:
      return Name(module, text, node.span, scope);
    case Node::Kind::kItem:
      return Name(module, "*", node.span, scope);
    case Node::Kind::kAttribute:
      return OverChoices({child(0)}, node.span,
                         [&](const std::vector<Ref>& v) { return Attribute(v[0], text, node.span); });
    case Node::Kind::kIndex:
      return OverChoices({child(0), child(1)}, node.span,
                         [&](const std::vector<Ref>& v) { return Index(v[0], v[1], node.span); });
    case Node::Kind::kSplat:
      return Splat(module, expression, scope);
    case Node::Kind::kCall:
      return Call(module, expression, scope);
    case Node::Kind::kList:
      return List(module, expression, scope);
    case Node::Kind::kObject:
      return Object(module, expression, scope);
    case Node::Kind::kForList:
      return ForList(module, expression, scope);
    case Node::Kind::kForObject:
      return ForObject(module, expression, scope);
    case Node::Kind::kUnary:
      return OverChoices({child(0)}, node.span,
                         [&](const std::vector<Ref>& v) { return Unary(text, v[0], node.span); });
    case Node::Kind::kBinary:
      if (text == "&&" || text == "||") return Logic(module, expression, scope);
      return OverChoices({child(0), child(1)}, node.span,
                         [&](const std::vector<Ref>& v) { return Binary(text, v[0], v[1], node.span); });
    case Node::Kind::kConditional:
    case Node::Kind::kIfDirective:
      return Conditional(module, expression, scope);
    case Node::Kind::kForDirective:
      return ForDirective(module, expression, scope);
  }
  return pool_.Null(node.span);
}

const Scope* Evaluator::Push(const Scope* outer, std::string_view name, Ref value) {
  scopes_.push_back({outer, name, value, static_cast<std::uint32_t>(scopes_.size() + 1)});
  return &scopes_.back();
}

// Names.

Ref Evaluator::Name(const Module& module, std::string_view name, text::Span span, const Scope* scope) {
  for (; scope != nullptr; scope = scope->outer) {
    if (scope->name == name) return scope->value;
  }
  Value reference;
  reference.kind = Kind::kReference;
  reference.span = span;
  reference.module = &module;
  reference.reason = std::string(name);
  return pool_.Make(std::move(reference));
}

// A value that is worked out once; asked for while it is, it is part of a cycle.
Ref Evaluator::Once(const Module& module, const std::string& name, text::Span span, Expression expression,
                    const Scope* scope) {
  const std::pair<const Module*, std::string> key(&module, name);
  Memo& memo = memo_[key];
  if (memo.value != nullptr) return memo.value;
  if (memo.is_open) return pool_.Unknown("cycle:" + name, "cycle:" + module.prefix + name, span);
  memo.is_open = true;
  const Ref value = Eval(module, expression, scope);
  memo.is_open = false;
  memo.value = value;
  return value;
}

Ref Evaluator::AttributeOfName(Ref name, std::string_view attribute, text::Span span) {
  const Module& module = *name->module;
  const std::string& root = name->reason;
  const auto unknown = [&](const std::string& kind, const std::string& detail) {
    return pool_.Unknown(kind + ":" + detail, kind + ":" + module.prefix + detail, span);
  };
  const std::string path = root + "." + std::string(attribute);
  if (root == "var") return Variable(module, attribute, span);
  if (root == "local") {
    const auto found = module.locals.find(attribute);
    if (found != module.locals.end()) return Once(module, path, span, found->second, nullptr);
    return pool_.Refused("undefined:" + path, span);
  }
  if (root == "path") return unknown("path", path);
  if (root == "terraform" || root == "tofu") return unknown("workspace", path);
  if (root == "each" || root == "count" || root == "self") return unknown("each", path);
  Value reference = *name;
  reference.span = span;
  reference.reason = path;
  reference.identity = module.prefix + path;
  if (root == "data") return pool_.Make(std::move(reference));
  if (root == "module") {
    reference.reason = "module:" + path;
    const auto found = module.children.find(attribute);
    AppendBytes(reference.text, attribute, span);
    if (found != module.children.end()) reference.child = found->second;
    return pool_.Make(std::move(reference));
  }
  const auto found = module.resources.find(path);
  if (found != module.resources.end()) return ReferenceTo(module, found->second, nullptr, span);
  return unknown(StartsWith(path, "data.") ? "data" : "resource", path);
}

Ref Evaluator::ReferenceTo(const Module& module, const Resource& resource, const Instance* instance, text::Span span) {
  Value reference;
  reference.kind = Kind::kReference;
  reference.span = span;
  reference.module = &module;
  reference.resource = &resource;
  reference.reason = (resource.is_data ? "data:" : "resource:") + resource.address;
  reference.identity = module.prefix + resource.address;
  if (instance != nullptr && instance->key != nullptr) {
    reference.key = instance->key;
    reference.reason += instance->suffix;
    reference.identity += instance->suffix;
  }
  return pool_.Make(std::move(reference));
}

Ref Evaluator::Extended(Ref unknown, const std::string& suffix, text::Span span) {
  if (unknown->reason.size() + suffix.size() > kLongestReason) return Derived(unknown, span);
  const std::string identity = unknown->identity.empty() ? "" : unknown->identity + suffix;
  return pool_.Unknown(unknown->reason + suffix, identity, span);
}

Ref Evaluator::Derived(Ref unknown, text::Span span) {
  if (unknown->kind == Kind::kReference && unknown->resource == nullptr && unknown->child == nullptr &&
      unknown->reason.find(':') == std::string::npos) {
    return pool_.Refused("undefined:" + unknown->reason, span);
  }
  return unknown->is_error ? pool_.Refused(unknown->reason, span) : pool_.Unknown(unknown->reason, "", span);
}

Ref Evaluator::Attribute(Ref object, std::string_view name, text::Span span) {
  switch (object->kind) {
    case Kind::kObject: {
      const Ref found = FieldOf(object, name);
      return found != nullptr ? found : pool_.Refused("undefined:" + std::string(name), span);
    }
    case Kind::kUnknown:
      return Extended(object, "." + std::string(name), span);
    case Kind::kReference:
      if (object->resource != nullptr) return AttributeOfResource(object, name, span);
      if (StartsWith(object->reason, "module:")) return AttributeOfModule(object, name, span);
      return AttributeOfName(object, name, span);
    case Kind::kList:  // of old: the attribute of each element
      if (object->items.size() == 1) return Attribute(object->items[0], name, span);
      break;
    default:
      break;
  }
  return pool_.Refused("undefined:" + std::string(name), span);
}

// The instance that a reference names; the first where it names none that is known.
const Instance* Evaluator::InstanceOf(Ref reference) {
  const std::vector<Instance>& instances = Instances(*reference->module, *reference->resource);
  for (const Instance& instance : instances) {
    if (reference->key != nullptr && instance.key != nullptr && Same(reference->key, instance.key)) return &instance;
  }
  return instances.empty() ? nullptr : &instances.front();
}

const Scope* Evaluator::ScopeOf(Ref reference) {
  const Instance* const instance = InstanceOf(reference);
  return instance == nullptr ? nullptr : instance->scope;
}

Ref Evaluator::AttributeOfResource(Ref reference, std::string_view name, text::Span span) {
  const Module& module = *reference->module;
  const Resource& resource = *reference->resource;
  if (resource.is_data && resource.type == "aws_iam_policy_document" && (name == "json" || name == "minified_json")) {
    Instance instance;
    instance.key = reference->key;
    instance.suffix = reference->reason.substr(5 + resource.address.size());
    const Instance* const meant = InstanceOf(reference);
    if (meant != nullptr) instance.scope = meant->scope;
    const bool is_open = meant != nullptr && meant->suffix == "[*]";
    const Module& seen = is_open ? SeenBy(module, resource, *meant) : module;
    const Ref document = PolicyDocument(seen, resource, instance);
    return IsUnknown(document)
               ? document
               : pool_.Encoded(document, span, resource.same_as != nullptr ? resource.same_as : &resource);
  }
  if (const syntax::HclAttribute* attribute = FindAttribute(resource.body, name, pool_.sources())) {
    const std::string key =
        resource.address + reference->reason.substr((resource.is_data ? 5 : 9) + resource.address.size());
    const Ref value =
        Once(module, key + "." + std::string(name), span, {resource.body.file, attribute->value}, ScopeOf(reference));
    if (!IsNull(value)) return value;
  }
  if (resource.is_data && resource.type == "aws_iam_policy" && name == "arn") return AttributeOfPolicy(reference, span);
  return Extended(reference, "." + std::string(name), span);
}

// The ARN of a policy of AWS that is looked up by its name is known but for the partition.
Ref Evaluator::AttributeOfPolicy(Ref reference, text::Span span) {
  const Ref given = Argument(*reference->module, reference->resource->body, "name", ScopeOf(reference));
  const bool is_known = given != nullptr && IsString(given) && FindAdministrator(given->text.bytes) != nullptr;
  if (!is_known) return Extended(reference, ".arn", span);
  Text arn;
  AppendBytes(arn, "arn:", span);
  Append(arn, pool_.ToText(Extended(reference, ".partition", span), span));
  AppendBytes(arn, ":iam::aws:policy/" + given->text.bytes, span);
  return pool_.String(std::move(arn), span);
}

Ref Evaluator::AttributeOfModule(Ref reference, std::string_view name, text::Span span) {
  const Module* child = reference->child;
  if (child != nullptr && reference->key == nullptr) {
    const auto& instances = ModuleInstances(*reference->module, reference->text.bytes);
    child = instances.size() == 1 ? instances[0].module : nullptr;
  }
  if (child != nullptr) {
    const auto found = child->outputs.find(name);
    if (found != child->outputs.end()) {
      return Once(*child, "output." + std::string(name), span, found->second, nullptr);
    }
  }
  return Extended(reference, "." + std::string(name), span);
}

Ref Evaluator::Index(Ref object, Ref index, text::Span span) {
  const bool is_number = index->kind == Kind::kNumber;
  const bool is_text = IsString(index) && !pool_.HasHole(index->text);
  if (object->kind == Kind::kReference && object->resource != nullptr && is_text) {
    // x["a"] is an instance where there are several, else the attribute x.a.
    const std::vector<Instance>& instances = Instances(*object->module, *object->resource);
    const bool is_one = object->key != nullptr || (instances.size() == 1 && instances[0].key == nullptr);
    if (is_one) return AttributeOfResource(object, index->text.bytes, span);
  }
  if (object->kind == Kind::kReference && object->resource != nullptr && object->key == nullptr) {
    Instance instance;
    instance.key = index;
    instance.suffix = is_number ? "[" + index->text.bytes + "]" : is_text ? KeySuffix(index->text.bytes) : "[*]";
    return ReferenceTo(*object->module, *object->resource, &instance, span);
  }
  if (object->kind == Kind::kReference && object->child != nullptr && object->key == nullptr) {
    return IndexOfModule(object, index, span);
  }
  if (IsUnknown(object)) {
    const std::string suffix = is_number ? "[" + index->text.bytes + "]"
                               : is_text ? KeySuffix(index->text.bytes)
                                         : "[*]";
    return suffix == "[*]" ? Derived(object, span) : Extended(object, suffix, span);
  }
  if (object->kind == Kind::kList) {
    const auto is_open = [](Ref item) { return item->kind == Kind::kUnknown || item->kind == Kind::kChoice; };
    const bool is_fixed = std::none_of(object->items.begin(), object->items.end(), is_open);
    if (object->items.size() == 1 && IsUnknown(index)) return object->items[0];
    if (IsUnknown(index)) return Derived(index, span);
    const double number = is_number || is_text ? NumberOf(index) : -1;
    if (number >= 0 && number < static_cast<double>(object->items.size())) {
      const auto at = static_cast<std::size_t>(number);
      if (is_fixed || at == 0) return object->items[at];
      return is_open(object->items[at]) ? Derived(object->items[at], span) : object->items[at];
    }
    return pool_.Refused("undefined:index", span);
  }
  if (object->kind == Kind::kObject && (is_text || is_number)) return Attribute(object, index->text.bytes, span);
  if (IsUnknown(index)) return Derived(index, span);
  return pool_.Refused("undefined:index", span);
}

// Variables.

Ref Evaluator::Variable(const Module& module, std::string_view name, text::Span span) {
  const std::string path = "var." + std::string(name);
  const std::string reason = "variable:" + std::string(name);
  const auto unknown = [&] { return pool_.Unknown(reason, "variable:" + module.prefix + std::string(name), span); };
  const auto given = module.inputs.find(name);
  const auto declared = module.variables.find(name);
  const Body* body = declared == module.variables.end() ? nullptr : &declared->second;
  const syntax::HclAttribute* type = body != nullptr ? FindAttribute(*body, "type", pool_.sources()) : nullptr;
  const auto converted = [&](Ref value) {
    return type != nullptr ? Converted(value, {body->file, type->value}, module) : value;
  };
  if (given != module.inputs.end()) return converted(given->second);
  if (module.is_called) {
    if (const syntax::HclAttribute* argument = FindAttribute(module.call, name, pool_.sources())) {
      const Ref value =
          Once(*module.caller, module.prefix + path, span, {module.call.file, argument->value}, module.call_scope);
      if (!IsNull(value)) return converted(value);
    }
  }
  if (body == nullptr) return unknown();
  const syntax::HclAttribute* fallback = FindAttribute(*body, "default", pool_.sources());
  if (fallback == nullptr) return unknown();
  return converted(Once(module, path, span, {body->file, fallback->value}, nullptr));
}

// Types matter where they change values: optional members that are left out, sets, numbers given as text.
Ref Evaluator::Converted(Ref value, Expression type, const Module& module) {
  const Node& node = type.file->nodes[type.id];
  if (node.kind == Node::Kind::kName) {
    const std::string_view name = pool_.sources().Text(node.text);
    const bool is_plain = value->kind == Kind::kNumber || value->kind == Kind::kBool;
    if (name == "string" && is_plain) return pool_.String(pool_.ToText(value, value->span), value->span);
    return value;
  }
  if (node.kind != Node::Kind::kCall || node.count == 0 || depth_ >= kMostDepth || !pool_.Step()) return value;
  const std::string_view name = pool_.sources().Text(node.text);
  const Expression inner{type.file, type.file->Children(type.id)[0]};
  ++depth_;
  if (name == "list" || name == "set" || name == "map") {
    if (value->kind == Kind::kList || value->kind == Kind::kObject) {
      Value copy = *value;
      for (Ref& item : copy.items) item = Converted(item, inner, module);
      for (Field& field : copy.fields) field.value = Converted(field.value, inner, module);
      value = pool_.Make(std::move(copy));
      if (name == "set" && value->kind == Kind::kList) value = pool_.Set(value->items, value->span);
    }
  } else if (name == "optional") {
    value = Converted(value, inner, module);
  } else if (name == "object") {
    value = ConvertedObject(value, inner, module);
  }
  --depth_;
  return value;
}

Ref Evaluator::ConvertedObject(Ref value, Expression type, const Module& module) {
  if (value->kind != Kind::kObject || type.file->nodes[type.id].kind != Node::Kind::kObject) return value;
  std::vector<Field> fields;
  const auto members = type.file->Children(type.id);
  for (std::size_t i = 0; i + 1 < members.size(); i += 2) {
    const std::string name(pool_.sources().Text(type.file->nodes[members[i]].text));
    const Expression inner{type.file, members[i + 1]};
    const Node& node = type.file->nodes[inner.id];
    const bool is_optional = node.kind == Node::Kind::kCall && pool_.sources().Text(node.text) == "optional";
    auto field =
        std::find_if(value->fields.begin(), value->fields.end(), [&](const Field& one) { return one.name == name; });
    if (field != value->fields.end() && !(IsNull(field->value) && is_optional && node.count > 1)) {
      fields.push_back({name, field->key, Converted(field->value, inner, module)});
    } else if (is_optional) {
      const Ref fallback = node.count > 1 ? Eval(module, {type.file, type.file->Children(inner.id)[1]}, nullptr)
                                          : pool_.Null(value->span);
      fields.push_back({name, value->span, fallback});
    }
  }
  return pool_.Object(std::move(fields), value->span);
}

// Blocks.

Ref Evaluator::Argument(const Module& module, const Body& body, std::string_view name, const Scope* scope) {
  const syntax::HclAttribute* attribute = FindAttribute(body, name, pool_.sources());
  return attribute == nullptr ? nullptr : Eval(module, {body.file, attribute->value}, scope);
}

std::vector<Nested> Evaluator::Blocks(const Module& module, const Body& body, std::string_view type,
                                      const Scope* scope) {
  std::vector<Nested> nested;
  for (const std::uint32_t index : body.get().blocks) {
    const Body inner{body.file, index};
    const syntax::HclBlock& block = inner.get();
    const std::string_view name = pool_.sources().Text(block.type);
    if (name == type && block.labels.empty()) {
      nested.push_back({inner, scope, {}, nullptr});
      continue;
    }
    if (name != "dynamic" || block.labels.size() != 1 || pool_.sources().Text(block.labels[0]) != type) continue;
    std::string_view iterator = type;
    if (const syntax::HclAttribute* given = FindAttribute(inner, "iterator", pool_.sources())) {
      // Written as a name; as text in the JSON notation.
      const Ref named = Eval(module, {body.file, given->value}, nullptr);
      names_.push_back(IsString(named) ? named->text.bytes : named->reason);
      iterator = names_.back();
    }
    std::vector<Body> contents;
    for (const std::uint32_t content : block.blocks) {
      if (pool_.sources().Text(body.file->blocks[content].type) == "content") contents.push_back({body.file, content});
    }
    const Ref collection = Argument(module, inner, "for_each", scope);
    if (collection == nullptr || contents.empty()) continue;
    const auto elements = Elements(collection);
    if (!elements) {
      const std::string reason = "each:" + std::string(iterator);
      const std::string identity = reason + "@" + std::to_string(block.span.begin);
      const Ref each = pool_.Unknown(reason, identity, collection->span);
      nested.push_back(
          {contents[0], Push(scope, iterator, each), {}, FindAttribute(inner, "for_each", pool_.sources())});
      continue;
    }
    for (const Element& element : *elements) {
      const Ref each =
          pool_.Object({{"key", element.key->span, element.key}, {"value", element.value->span, element.value}},
                       element.value->span);
      nested.push_back({contents[0], Push(scope, iterator, each), element.conditions, nullptr});
      if (nested.size() > 10'000) return nested;
    }
  }
  return nested;
}

}  // namespace iampolicy::carriers::terraform
