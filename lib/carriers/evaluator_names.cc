// Names and what stands for them: Ref, Fn::Sub, parameters.

#include <algorithm>

#include "lib/carriers/evaluator.h"
#include "lib/carriers/shapes.h"
#include "lib/syntax/host_kinds.h"
#include "lib/syntax/unknowns.h"

namespace iampolicy::carriers {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;

constexpr std::size_t kMostChoices = 3;  // a text with choices is written out for every combination: 8 at the most

bool StartsWith(std::string_view text, std::string_view with) { return text.substr(0, with.size()) == with; }

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

text::Span SubSpan(text::Span span, std::size_t begin, std::size_t end) {
  return {span.begin + static_cast<std::uint32_t>(begin), span.begin + static_cast<std::uint32_t>(end)};
}

bool IsListType(std::string_view type) { return type == "CommaDelimitedList" || StartsWith(type, "List<"); }

}  // namespace

ValueId Evaluator::InPlace(ValueId id, text::Span where) {
  Value value = values_[id];
  switch (value.kind) {
    case Kind::kString:
    case Kind::kNumber:
    case Kind::kBool: {
      TextBuilder builder;
      builder.AppendInPlace(sources(), value.text, where);
      if (value.origin.empty()) value.origin = value.text;
      value.text = builder.Finish(sources(), where);
      break;
    }
    case Kind::kList:
      for (Member& member : value.members) member.value = InPlace(member.value, where);
      break;
    default:
      return id;
  }
  value.span = where;
  return values_.Add(std::move(value));
}

void Evaluator::Undefined(std::string_view name, text::Span span) {
  if (has_unseen_names_) return;
  text::Problem problem;
  problem.kind = syntax::kUndefinedReference;
  problem.span = span;
  problem.got = name;
  const bool is_variable = name.find(':') != std::string_view::npos && !StartsWith(name, "AWS::");
  problem.expected = is_variable ? "`${!" + std::string(name) + "}` for a policy variable"
                                 : std::string("the name of a parameter or resource");
  problems_.push_back(std::move(problem));
}

ValueId Evaluator::Ref(NodeId id, NodeId argument) {
  const text::Span span = view_.Span(id);
  const ValueId name = Evaluate(argument);
  if (!values_.IsKnownText(name)) return Derived(span, "Ref", {name});
  return Name(span, values_.Text(name), view_.Span(argument));
}

// What a name stands for, in Ref and in ${...}; attributes (`A.B`) only in the latter, where names have no points.
ValueId Evaluator::Name(text::Span span, std::string_view name, text::Span name_span) {
  const auto variable =
      std::find_if(variables_.rbegin(), variables_.rend(), [&](const Variable& one) { return one.name == name; });
  if (variable != variables_.rend()) return InPlace(variable->value, span);
  if (name == "AWS::NoValue") {
    Value value;
    value.kind = Kind::kAbsent;
    value.span = span;
    return values_.Add(std::move(value));
  }
  if (StartsWith(name, "AWS::")) {
    const std::string reason = "pseudo:" + std::string(name);
    return Unknown(span, reason, syntax::ShapeOf(reason), reason);
  }
  const NodeId declaration = In(parameters_, name);
  if (declaration != kNone) return Parameter(name, declaration, span);
  const NodeId resource = In(resources_, name);
  if (resource != kNone) {
    const NodeId type = view_.Find(resource, "Type");
    const std::string reason = "ref:" + std::string(name);
    return Unknown(span, reason, ShapeOfRef(type == kNone ? std::string_view() : view_.Text(type)), reason);
  }
  if (name.find('.') != std::string_view::npos) return Attribute(span, name, name_span);
  Undefined(name, name_span);
  const std::string reason = (has_unseen_names_ ? "ref:" : "undefined:") + std::string(name);
  return Unknown(span, reason, {}, reason);
}

ValueId Evaluator::Parameter(std::string_view name, NodeId declaration, text::Span span) {
  const auto given = std::find_if(options_.parameters.rbegin(), options_.parameters.rend(),
                                  [&](const auto& one) { return one.first == name; });
  if (given != options_.parameters.rend()) {
    TextBuilder builder;
    builder.AppendBytes(given->second, view_.Span(declaration));
    return ParameterText(declaration, builder.Finish(sources(), view_.Span(declaration)), span);
  }
  const NodeId type = view_.Find(declaration, "Type");
  const bool is_stored = type != kNone && StartsWith(view_.Text(type), "AWS::SSM::Parameter::");
  const NodeId value = view_.Find(declaration, "Default");
  const bool has_default = value != kNone && !is_stored && !constants_only_ && view_.tree()[value].extent == 1 &&
                           view_.KindOf(value) != Kind::kNull;
  if (has_default && sources().Text(view_.tree()[value].text).empty() &&
      (type == kNone || !IsListType(view_.Text(type)))) {
    const std::string empty = std::string(kEmptyDefault) + std::string(name);
    return Unknown(span, empty, ShapeOfParameter(view_, declaration), empty);
  }
  if (has_default) return ParameterText(declaration, view_.tree()[value].text, span);
  const std::string reason = "parameter:" + std::string(name);
  return Unknown(span, reason, ShapeOfParameter(view_, declaration), reason);
}

ValueId Evaluator::ParameterText(NodeId declaration, text::Span text, text::Span span) {
  const NodeId type = view_.Find(declaration, "Type");
  if (type == kNone || !IsListType(view_.Text(type))) return InPlace(TextValue(text, text), span);
  Value value;
  value.kind = Kind::kList;
  value.span = span;
  const std::string_view bytes = sources().Text(text);
  for (std::size_t begin = 0; begin <= bytes.size() && view_.budget().Spend();) {
    const std::size_t end = std::min(bytes.find(',', begin), bytes.size());
    const std::string_view part = Trimmed(bytes.substr(begin, end - begin));
    const std::size_t at = part.empty() ? begin : static_cast<std::size_t>(part.data() - bytes.data());
    const text::Span where = SubSpan(text, at, at + part.size());
    if (!bytes.empty()) value.members.push_back({{}, {}, InPlace(TextValue(where, where), span)});
    begin = end + 1;
  }
  return values_.Add(std::move(value));
}

ValueId Evaluator::Sub(NodeId id, NodeId argument) {
  const text::Span span = view_.Span(id);
  const std::vector<NodeId> list = view_.Elements(argument);
  const NodeId text = list.empty() ? argument : list[0];
  Names names;
  if (list.size() > 1) {
    for (const auto& [key, value] : view_.Members(list[1])) names.emplace_back(view_.Text(key), Evaluate(value));
  }
  if (!view_.IsText(text)) return Derived(span, "Fn::Sub", {Evaluate(text)});
  const std::optional<ValueId> read = literal_ ? literal_(text, true) : std::nullopt;
  if (!read) return Substituted(span, view_.tree()[text].text, names);
  return Each(*read, [&](ValueId one) {
    if (values_[one].kind != Kind::kString) return Derived(span, "Fn::Sub", {one});
    return Substituted(span, values_[one].text, names);
  });
}

// `${X}` is replaced, `${!X}` becomes `${X}`.
ValueId Evaluator::Substituted(text::Span span, text::Span text, const Names& names) {
  const std::string_view bytes = sources().Text(text);
  std::vector<Part> parts;
  const auto literal = [&](std::size_t begin, std::size_t end) {
    if (begin == end) return;
    Value value;
    value.kind = Kind::kString;
    value.span = SubSpan(text, begin, end);
    value.text = value.span;
    parts.push_back({values_.Add(std::move(value)), {}});
  };
  std::size_t done = 0;
  for (std::size_t at = bytes.find("${"); at != std::string_view::npos; at = bytes.find("${", at)) {
    if (bytes.substr(at + 2, 1) == "!") {
      literal(done, at + 2);
      done = at = at + 3;
      continue;
    }
    const std::size_t end = bytes.find('}', at);
    if (end == std::string_view::npos) break;
    literal(done, at);
    const text::Span where = SubSpan(text, at, end + 1);
    if (!view_.budget().Spend()) break;
    parts.push_back({Replacement(Trimmed(bytes.substr(at + 2, end - at - 2)), where, names), where});
    done = at = end + 1;
  }
  literal(done, bytes.size());
  return Concatenate(span, std::move(parts));
}

ValueId Evaluator::Replacement(std::string_view name, text::Span where, const Names& names) {
  const auto local = std::find_if(names.begin(), names.end(), [&](const auto& one) { return one.first == name; });
  if (local != names.end()) return local->second;
  return Name(where, name, where);
}

ValueId Evaluator::Concatenate(text::Span span, std::vector<Part> parts) {
  // A choice among the parts: the text for each way it can go.
  const auto choice = std::find_if(parts.begin(), parts.end(),
                                   [this](const Part& part) { return values_[part.value].kind == Kind::kChoice; });
  if (choice != parts.end()) {
    const std::uint32_t guard = values_[choice->value].guard;
    std::vector<std::uint32_t> guards;
    for (const Part& part : parts) {
      const Value& value = values_[part.value];
      const bool is_new = value.kind == Kind::kChoice && std::count(guards.begin(), guards.end(), value.guard) == 0;
      if (is_new) guards.push_back(value.guard);
    }
    if (guards.size() > kMostChoices) {
      const std::string name = "condition:" + values_.guard_name(guard);
      for (Part& part : parts) {
        if (values_[part.value].kind != Kind::kChoice) continue;
        part.value = Unknown(values_[part.value].span, name, {}, "");
      }
      return Concatenate(span, std::move(parts));
    }
    const auto branch = [&](std::size_t which) {
      std::vector<Part> taken = parts;
      for (Part& part : taken) {
        while (values_[part.value].kind == Kind::kChoice && values_[part.value].guard == guard) {
          part.value = values_[part.value].members[which].value;
        }
      }
      return Concatenate(span, std::move(taken));
    };
    const ValueId then = branch(0);
    return Choice(span, guard, then, branch(1));
  }

  TextBuilder builder;
  for (const Part& part : parts) {
    const Value& value = values_[part.value];
    const text::Span where = part.where.empty() ? value.span : part.where;
    switch (value.kind) {
      case Kind::kString:
      case Kind::kNumber:
      case Kind::kBool:
        if (part.where.empty()) {
          builder.Append(sources(), value.text);
        } else {
          builder.AppendInPlace(sources(), value.text, part.where);
        }
        break;
      case Kind::kUnknown:
        builder.AppendHole(value.hole, where);
        break;
      case Kind::kAbsent:
      case Kind::kNull:
        break;
      default: {
        const ValueId unknown = Derived(where, "Fn::Join", {part.value});
        builder.AppendHole(values_[unknown].hole, where);
      }
    }
  }
  return TextValue(span, builder.Finish(sources(), span));
}

ValueId Evaluator::TextValue(text::Span span, text::Span text) {
  constexpr std::string_view kOpen = "{{resolve:";
  const std::string_view bytes = sources().Text(text);
  std::size_t at = bytes.find(kOpen);
  TextBuilder builder;
  std::size_t done = 0;
  while (at != std::string_view::npos) {
    const std::size_t end = bytes.find("}}", at);
    if (end == std::string_view::npos) break;
    const std::string_view inner = bytes.substr(at + kOpen.size(), end - at - kOpen.size());
    const bool is_known = values_.FirstHole(SubSpan(text, at, end)) == 0;
    const std::string reason = "dynamic-ref:" + (is_known ? std::string(inner) : std::string("?"));
    const text::Span where = SubSpan(text, at, end + 2);
    builder.Append(sources(), SubSpan(text, done, at));
    builder.AppendHole(holes_.Of(reason, {}, where, is_known ? std::string_view(reason) : ""), where);
    done = end + 2;
    at = bytes.find(kOpen, done);
  }
  if (done > 0) {
    builder.Append(sources(), SubSpan(text, done, bytes.size()));
    text = builder.Finish(sources(), span);
  }
  Value value;
  value.kind = Kind::kString;
  value.span = span;
  value.text = text;
  return values_.Add(std::move(value));
}

}  // namespace iampolicy::carriers
