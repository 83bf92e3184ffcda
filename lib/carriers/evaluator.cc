// See evaluator.h. Nodes, loops and conditions; the functions themselves are in evaluator_functions.cc, names and
// substitution in evaluator_names.cc.

#include "lib/carriers/evaluator.h"

#include <algorithm>

namespace iampolicy::carriers {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;

// Values inside values: a host file has 256 levels, and functions need some of their own.
constexpr std::uint32_t kMostDepth = 400;
constexpr std::string_view kLoop = "Fn::ForEach";

bool StartsWith(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

}  // namespace

Evaluator::Evaluator(const View& view, Values& values, Holes& holes, NodeId top, const Options& options)
    : view_(view),
      values_(values),
      holes_(holes),
      options_(options),
      parameters_(SectionOf(view, top, "Parameters")),
      mappings_(SectionOf(view, top, "Mappings")),
      conditions_(SectionOf(view, top, "Conditions")),
      resources_(SectionOf(view, top, "Resources")) {}

Evaluator::Section Evaluator::SectionOf(const View& view, NodeId top, std::string_view name) {
  Section section;
  const NodeId node = view.Find(top, name);
  if (node == kNone) return section;
  for (const auto& [key, value] : view.Members(node)) section.insert_or_assign(view.Text(key), value);
  return section;
}

NodeId Evaluator::In(const Section& section, std::string_view name) {
  const auto found = section.find(name);
  return found == section.end() ? kNone : found->second;
}

ValueId Evaluator::Unknown(text::Span span, std::string_view reason, const text::Shape& shape,
                           std::string_view identity) {
  Value value;
  value.kind = Kind::kUnknown;
  value.span = span;
  value.hole = holes_.Of(reason, shape, span, identity);
  return values_.Add(std::move(value));
}

ValueId Evaluator::Evaluate(NodeId id) {
  id = view_.Follow(id);
  const syntax::Node& node = view_.tree()[id];
  if (depth_ >= kMostDepth || !view_.budget().Spend()) return Unknown(node.span, "function:too-large", {}, "");
  ++depth_;
  ValueId result = 0;
  if (node.kind == Kind::kString) {
    const std::optional<ValueId> read = literal_ ? literal_(id, false) : std::nullopt;
    result = read ? *read : TextValue(node.span, node.text);
  } else if (node.kind == Kind::kList) {
    result = ListValue(id);
  } else if (node.kind == Kind::kObject) {
    const std::optional<Function> function = FunctionOf(id);
    result = function ? Call(id, *function) : ObjectValue(id);
  } else {
    Value value;
    value.kind = node.kind;
    value.span = node.span;
    value.text = node.text;
    value.hole = node.kind == Kind::kUnknown ? node.link : 0;
    result = values_.Add(std::move(value));
  }
  --depth_;
  return result;
}

ValueId Evaluator::ListValue(NodeId id) {
  Value value;
  value.kind = Kind::kList;
  value.span = view_.tree()[id].span;
  for (const NodeId element : view_.Elements(id)) {
    const ValueId one = Evaluate(element);
    if (values_[one].kind != Kind::kAbsent) value.members.push_back({{}, {}, one});
  }
  return values_.Add(std::move(value));
}

ValueId Evaluator::ObjectValue(NodeId id) {
  Value value;
  value.kind = Kind::kObject;
  value.span = view_.tree()[id].span;
  AddMembers(id, value);
  return values_.Add(std::move(value));
}

void Evaluator::AddMembers(NodeId object, Value& value) {
  for (const auto& [key, node] : view_.Members(object)) {
    const std::string_view name = view_.Text(key);
    if (StartsWith(name, kLoop)) {
      ForEach(node, [&](NodeId body) { AddMembers(body, value); });
      continue;
    }
    const ValueId one = Evaluate(node);
    if (values_[one].kind == Kind::kAbsent) continue;
    value.members.push_back({view_.tree()[key].span, Key(key), one});
  }
}

std::optional<Evaluator::Function> Evaluator::FunctionOf(NodeId id) const {
  id = view_.Follow(id);
  const syntax::Tree& tree = view_.tree();
  if (tree[id].kind != Kind::kObject || tree[id].extent < 3) return std::nullopt;
  const NodeId key = id + 1;
  if (tree[key + 1].extent + 2 != tree[id].extent) return std::nullopt;  // several members: no function
  const std::string_view name = view_.Text(key);
  const bool is_function = name == "Ref" || (StartsWith(name, "Fn::") && !StartsWith(name, kLoop));
  if (!is_function) return std::nullopt;
  return Function{name, key, view_.Follow(key + 1)};
}

ValueId Evaluator::Call(NodeId id, const Function& function) {
  const std::string_view name = function.name;
  if (name == "Ref") return Ref(id, function.argument);
  if (name == "Fn::Sub") return Sub(id, function.argument);
  if (name == "Fn::GetAtt") return GetAtt(id, function.argument);
  if (name == "Fn::If") return If(id, function.argument);
  if (name == "Fn::Join") return Join(id, function.argument);
  if (name == "Fn::Select") return Select(id, function.argument);
  if (name == "Fn::Split") return Split(id, function.argument);
  if (name == "Fn::FindInMap") return FindInMap(id, function.argument);
  if (name == "Fn::Length") return Length(id, function.argument);
  // Text whose value is kept: a document stays one, with its places and its unknown parts.
  if (name == "Fn::ToJsonString") return Evaluate(function.argument);
  return Opaque(id, name, function.argument);
}

// Loops are left as they were met: the values of one round are not kept for the next.
void Evaluator::ForEach(NodeId arguments, const std::function<void(NodeId body)>& body) {
  const std::vector<NodeId> list = view_.Elements(arguments);
  if (list.size() != 3 || !view_.IsText(list[0]) || variables_.size() >= 8) return;
  const std::string name(view_.Text(list[0]));
  const ValueId collection = Evaluate(list[1]);
  std::vector<ValueId> rounds;
  if (values_[collection].kind == Kind::kList && values_.FirstHole(collection) == 0) {
    for (const Member& member : values_[collection].members) {
      if (values_.IsKnownText(member.value)) rounds.push_back(member.value);
    }
  } else {
    rounds.push_back(Unknown(view_.Span(list[1]), "foreach:" + name, {}, "foreach:" + name));
  }
  for (const ValueId round : rounds) {
    if (!view_.budget().Spend()) return;
    variables_.push_back({name, round});
    body(list[2]);
    variables_.pop_back();
  }
}

// `${X}` and, where the text must be letters and digits only, `&{X}`.
text::Span Evaluator::Key(NodeId key) {
  const text::Span text = view_.tree()[key].text;
  const std::string_view bytes = sources().Text(text);
  if (variables_.empty() || bytes.find('{') == std::string_view::npos) return text;
  TextBuilder builder;
  std::size_t done = 0;
  for (std::size_t at = 0; at + 1 < bytes.size(); ++at) {
    if ((bytes[at] != '$' && bytes[at] != '&') || bytes[at + 1] != '{') continue;
    const std::size_t end = bytes.find('}', at);
    if (end == std::string_view::npos) break;
    const std::string_view name = bytes.substr(at + 2, end - at - 2);
    const auto variable =
        std::find_if(variables_.rbegin(), variables_.rend(), [&](const Variable& one) { return one.name == name; });
    if (variable == variables_.rend() || !values_.IsKnownText(variable->value)) continue;
    const auto place = [&](std::size_t from, std::size_t to) {
      return text::Span{text.begin + static_cast<std::uint32_t>(from), text.begin + static_cast<std::uint32_t>(to)};
    };
    builder.Append(sources(), place(done, at));
    builder.AppendInPlace(sources(), values_[variable->value].text, place(at, end + 1));
    done = end + 1;
    at = end;
  }
  if (done == 0) return text;
  builder.Append(sources(), {text.begin + static_cast<std::uint32_t>(done), text.end});
  return builder.Finish(sources(), text);
}

}  // namespace iampolicy::carriers
