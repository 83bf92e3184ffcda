// The functions that take values apart and put them together.

#include <algorithm>
#include <charconv>

#include "lib/carriers/evaluator.h"
#include "lib/carriers/shapes.h"

namespace iampolicy::carriers {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;

std::optional<std::size_t> ToIndex(std::string_view text) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return index;
}

}  // namespace

ValueId Evaluator::Derived(text::Span span, std::string_view function, const std::vector<ValueId>& from) {
  std::string reason = "function:" + std::string(function);
  for (const ValueId value : from) {
    const char32_t hole = values_.FirstHole(value);
    if (hole == 0) continue;
    reason = sources().hole(hole).reason;
    if (reason.substr(0, kEmptyDefault.size()) == kEmptyDefault) reason.replace(0, kEmptyDefault.size(), "parameter:");
    break;
  }
  // The same expression is the same value, but not in each round of a loop.
  const std::string identity = in_loop() ? std::string() : reason + "\n" + std::string(sources().Text(span));
  return Unknown(span, reason, {}, identity);
}

ValueId Evaluator::Choice(text::Span span, std::uint32_t guard, ValueId then, ValueId otherwise) {
  if (values_.Equal(then, otherwise)) return then;
  Value value;
  value.kind = Kind::kChoice;
  value.span = span;
  value.guard = guard;
  value.members = {{{}, {}, then}, {{}, {}, otherwise}};
  return values_.Add(std::move(value));
}

ValueId Evaluator::Each(ValueId value, const std::function<ValueId(ValueId)>& function) {
  const Value& one = values_[value];
  if (one.kind != Kind::kChoice || !view_.budget().Spend()) return function(value);
  const ValueId then = Each(one.members[0].value, function);
  const ValueId otherwise = Each(one.members[1].value, function);
  return Choice(one.span, one.guard, then, otherwise);
}

ValueId Evaluator::If(NodeId id, NodeId arguments) {
  const std::vector<NodeId> list = view_.Elements(arguments);
  const std::string condition = ConditionOf(arguments);
  const text::Span span = view_.Span(id);
  if (list.size() != 3 || condition.empty()) return Unknown(span, "function:Fn::If", {}, "");
  const text::Truth holds = Decide(condition);
  if (holds != text::Truth::kUnknown) return Evaluate(list[holds == text::Truth::kTrue ? 1 : 2]);
  ValueId then = 0;
  ValueId otherwise = 0;
  {
    const Assume assume(*this, condition, true);
    then = Evaluate(list[1]);
  }
  {
    const Assume assume(*this, condition, false);
    otherwise = Evaluate(list[2]);
  }
  return Choice(span, values_.Guard(condition, view_.Span(list[0])), then, otherwise);
}

ValueId Evaluator::GetAtt(NodeId id, NodeId argument) {
  const text::Span span = view_.Span(id);
  if (view_.IsText(argument)) {
    const ValueId name = Evaluate(argument);
    if (!values_.IsKnownText(name)) return Derived(span, "Fn::GetAtt", {name});
    return Attribute(span, values_.Text(name), view_.Span(argument));
  }
  std::string name;
  std::vector<ValueId> parts;
  for (const NodeId element : view_.Elements(argument)) {
    parts.push_back(Evaluate(element));
    if (!values_.IsKnownText(parts.back())) return Derived(span, "Fn::GetAtt", parts);
    name += (name.empty() ? "" : ".") + std::string(values_.Text(parts.back()));
  }
  if (parts.size() < 2) return Unknown(span, "function:Fn::GetAtt", {}, "");
  return Attribute(span, name, view_.Span(argument));
}

ValueId Evaluator::Attribute(text::Span span, std::string_view name, text::Span name_span) {
  const std::string_view resource = name.substr(0, name.find('.'));
  if (In(resources_, resource) == kNone) Undefined(resource, name_span);
  const std::string reason = "getatt:" + std::string(name);
  return Unknown(span, reason, ShapeOfAttribute(name), reason);
}

ValueId Evaluator::Join(NodeId id, NodeId arguments) {
  const std::vector<NodeId> list = view_.Elements(arguments);
  const text::Span span = view_.Span(id);
  if (list.size() != 2) return Unknown(span, "function:Fn::Join", {}, "");
  const ValueId delimiter = Evaluate(list[0]);
  return Each(Evaluate(list[1]), [&](ValueId elements) {
    if (values_[elements].kind != Kind::kList || !values_.IsKnownText(delimiter)) {
      return Derived(span, "Fn::Join", {elements, delimiter});
    }
    std::vector<Part> parts;
    for (const Member& member : values_[elements].members) {
      if (!parts.empty() && !values_[delimiter].text.empty()) parts.push_back({delimiter, {}});
      parts.push_back({member.value, {}});
    }
    return Concatenate(span, std::move(parts));
  });
}

ValueId Evaluator::Split(NodeId id, NodeId arguments) {
  const std::vector<NodeId> list = view_.Elements(arguments);
  const text::Span span = view_.Span(id);
  if (list.size() != 2) return Unknown(span, "function:Fn::Split", {}, "");
  const ValueId delimiter = Evaluate(list[0]);
  return Each(Evaluate(list[1]), [&](ValueId whole) {
    if (!values_.IsKnownText(whole) || !values_.IsKnownText(delimiter) || values_.Text(delimiter).empty()) {
      return Derived(span, "Fn::Split", {whole, delimiter});
    }
    const text::Span text = values_[whole].text;
    const std::string_view bytes = values_.Text(whole);
    const std::string_view at_each = values_.Text(delimiter);
    Value value;
    value.kind = Kind::kList;
    value.span = span;
    for (std::size_t begin = 0; view_.budget().Spend();) {
      const std::size_t end = std::min(bytes.find(at_each, begin), bytes.size());
      const text::Span part{text.begin + static_cast<std::uint32_t>(begin),
                            text.begin + static_cast<std::uint32_t>(end)};
      Value element;
      element.kind = Kind::kString;
      element.span = part;
      element.text = part;
      value.members.push_back({{}, {}, values_.Add(std::move(element))});
      if (end == bytes.size()) break;
      begin = end + at_each.size();
    }
    return values_.Add(std::move(value));
  });
}

ValueId Evaluator::Select(NodeId id, NodeId arguments) {
  const std::vector<NodeId> list = view_.Elements(arguments);
  const text::Span span = view_.Span(id);
  if (list.size() != 2) return Unknown(span, "function:Fn::Select", {}, "");
  const ValueId index = Evaluate(list[0]);
  return Each(Evaluate(list[1]), [&](ValueId elements) {
    const std::optional<std::size_t> at =
        values_.IsKnownText(index) ? ToIndex(values_.Text(index)) : std::optional<std::size_t>();
    const std::vector<Member>& members = values_[elements].members;
    if (values_[elements].kind != Kind::kList || !at || *at >= members.size()) {
      return Derived(span, "Fn::Select", {elements, index});
    }
    return members[*at].value;
  });
}

ValueId Evaluator::FindInMap(NodeId id, NodeId arguments) {
  const std::vector<NodeId> list = view_.Elements(arguments);
  const text::Span span = view_.Span(id);
  if (list.size() < 3) return Unknown(span, "function:Fn::FindInMap", {}, "");
  std::vector<ValueId> names;
  bool is_known = true;
  for (std::size_t i = 0; i < 3; ++i) {
    names.push_back(Evaluate(list[i]));
    is_known &= values_.IsKnownText(names.back());
  }
  const NodeId map = values_.IsKnownText(names[0]) ? In(mappings_, values_.Text(names[0])) : kNone;
  if (is_known) {
    const NodeId first = map == kNone ? kNone : view_.Find(map, values_.Text(names[1]));
    const NodeId found = first == kNone ? kNone : view_.Find(first, values_.Text(names[2]));
    if (found != kNone) return InPlace(Evaluate(found), span);
    const NodeId fallback = list.size() > 3 ? view_.Find(list[3], "DefaultValue") : kNone;
    if (fallback != kNone) return Evaluate(fallback);
  }
  const std::string name = values_.IsKnownText(names[0]) ? std::string(values_.Text(names[0])) : "?";
  std::string identity = in_loop() ? std::string() : "map:" + name + "\n" + std::string(sources().Text(span));
  return Unknown(span, "map:" + name, list.size() > 3 ? text::Shape() : ShapeOfMap(view_, map), identity);
}

ValueId Evaluator::Length(NodeId id, NodeId argument) {
  const text::Span span = view_.Span(id);
  const ValueId list = Evaluate(argument);
  if (values_[list].kind != Kind::kList || values_.FirstHole(list) != 0) return Derived(span, "Fn::Length", {list});
  TextBuilder builder;
  builder.AppendBytes(std::to_string(values_[list].members.size()), span);
  Value value;
  value.kind = Kind::kNumber;
  value.span = span;
  value.text = builder.Finish(sources(), span);
  return values_.Add(std::move(value));
}

// Functions whose value only AWS knows, and those that nobody here has heard of.
ValueId Evaluator::Opaque(NodeId id, std::string_view name, NodeId argument) {
  const text::Span span = view_.Span(id);
  if (name == "Fn::Transform") {
    const NodeId macro = view_.Find(argument, "Name");
    const std::string reason = "transform:" + std::string(macro == kNone ? "?" : view_.Text(macro));
    return Unknown(span, reason, {}, "");
  }
  const ValueId value = Evaluate(argument);
  if (name != "Fn::ImportValue") return Derived(span, name, {value});
  std::string detail;
  for (const char c : values_.IsKnownText(value) ? values_.Text(value) : sources().Text(view_.Span(argument))) {
    if (c != '\n' && c != '\r') detail += c;
  }
  const std::string reason = "import:" + detail;
  return Unknown(span, reason, {}, in_loop() ? std::string() : reason);
}

}  // namespace iampolicy::carriers
