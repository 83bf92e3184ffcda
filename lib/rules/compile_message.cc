// Templates of messages and the targets of `at`: both may name fields, the elements at hand, and what quantifiers
// found.

#include <algorithm>
#include <string>

#include "lib/rules/compile.h"
#include "lib/rules/fields.h"
#include "lib/rules/message.h"
#include "lib/rules/registry.h"
#include "lib/rules/targets.h"

namespace iampolicy::rules {
namespace {

using syntax::Kind;

// Anything else in braces is plain text: a piece of JSON, say.
constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyz0123456789_.";

constexpr SubjectKind kElements[] = {SubjectKind::kStatement, SubjectKind::kAction,    SubjectKind::kResource,
                                     SubjectKind::kPrincipal, SubjectKind::kCondition, SubjectKind::kValue};

const Bound* FindBound(const Scope& scope, SubjectKind kind) {
  const auto found =
      std::find_if(scope.bound.begin(), scope.bound.end(), [&](const Bound& bound) { return bound.kind == kind; });
  return found == scope.bound.end() ? nullptr : &*found;
}

/// The elements that short names belong to: {key} of a condition that a quantifier found is {condition} found.
std::optional<SubjectKind> ElementOf(std::string_view name) {
  for (const SubjectKind kind : kElements) {
    if (Name(kind) == name) return kind;
  }
  return name == "key" ? std::optional(SubjectKind::kCondition) : std::nullopt;
}

std::vector<std::string_view> Placeholders(const Scope& scope) {
  std::vector<std::string_view> names;
  for (const Field& field : Fields()) {
    if (field.of_every_subject || (scope.has & Bit(field.owner)) != 0) names.push_back(field.name);
  }
  for (const SubjectKind kind : kElements) {
    if ((scope.has & Bit(kind)) != 0 || FindBound(scope, kind) != nullptr) names.push_back(Name(kind));
  }
  for (const std::string_view name : {"sid", "effect", "service", "operator", "key", "kind", "got", "expected"}) {
    const std::uint32_t field = FindShortName(name);
    if (Fields()[field].of_every_subject || (scope.has & Bit(Fields()[field].owner)) != 0) names.push_back(name);
  }
  for (const Used& used : scope.used) {
    const auto fills = PredicateAt(used.predicate).fills;
    names.insert(names.end(), fills.begin(), fills.end());
  }
  return names;
}

struct Part {
  PartKind kind;
  std::uint32_t a, b, c;
};

std::optional<Part> CompilePlaceholder(Compiler& compiler, std::string_view name, const Scope& scope) {
  const auto fits = [&](std::uint32_t field) {
    return field != kNoField && (Fields()[field].of_every_subject || (scope.has & Bit(Fields()[field].owner)) != 0);
  };
  for (const std::uint32_t field : {FindShortName(name), FindField(name)}) {
    if (fits(field) && name != "action") return Part{PartKind::kField, field, 0, 0};
  }
  const std::optional<SubjectKind> element = ElementOf(name);
  if (element && (scope.has & Bit(*element)) != 0) {
    return Part{PartKind::kElement, static_cast<std::uint32_t>(*element), 0, 0};
  }
  if (element) {
    if (const Bound* bound = FindBound(scope, *element); bound != nullptr) {
      return Part{PartKind::kFound, static_cast<std::uint32_t>(*element), bound->place, 0};
    }
  }
  for (const Used& used : scope.used) {
    const auto fills = PredicateAt(used.predicate).fills;
    if (std::find(fills.begin(), fills.end(), name) == fills.end()) continue;
    const TextRef text = compiler.writer.Text(name);
    return Part{PartKind::kFill, used.place, text.offset, text.size};
  }
  if (name.starts_with("param.")) {
    for (Param& param : compiler.params) {
      if (param.name != name.substr(6)) continue;
      param.used = true;
      std::vector<std::string> texts;
      for (const Json& value : param.value.elements()) texts.emplace_back(value.text());
      const TextRef text = compiler.writer.Text(JoinShown(texts, Quotes::kNone));
      return Part{PartKind::kLiteral, text.offset, text.size, 0};
    }
  }
  return std::nullopt;
}

std::uint32_t WriteParts(Writer& writer, const std::vector<Part>& parts) {
  std::vector<std::uint32_t> words = {static_cast<std::uint32_t>(parts.size())};
  for (const Part& part : parts) {
    words.insert(words.end(), {static_cast<std::uint32_t>(part.kind), part.a, part.b, part.c});
  }
  return writer.Words(words);
}

}  // namespace

std::uint32_t CompileMessage(Compiler& compiler, const Json& value, const Scope& scope) {
  if (!value.is(Kind::kString)) {
    compiler.diagnostics.Report(value, "a string is expected");
    return 0;
  }
  const std::string_view text = value.text();
  std::vector<Part> parts;
  std::string literal;
  const auto flush = [&] {
    if (literal.empty()) return;
    const TextRef ref = compiler.writer.Text(literal);
    parts.push_back({PartKind::kLiteral, ref.offset, ref.size, 0});
    literal.clear();
  };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text[at] == '{' ? text.find('}', at) : std::string_view::npos;
    const std::string_view name =
        end == std::string_view::npos ? std::string_view() : text.substr(at + 1, end - at - 1);
    const bool is_variable = at > 0 && text[at - 1] == '$';
    if (is_variable || name.empty() || name.find_first_not_of(kNameCharacters) != std::string_view::npos) {
      literal += text[at++];
      continue;
    }
    const std::optional<Part> part = CompilePlaceholder(compiler, name, scope);
    if (!part) {
      compiler.diagnostics.Report(value, "nothing here provides the placeholder `{" + std::string(name) + "}`",
                                  DidYouMean(name, Placeholders(scope)));
      return 0;
    }
    flush();
    parts.push_back(*part);
    at = end + 1;
  }
  flush();
  if (parts.empty()) {
    compiler.diagnostics.Report(value, "the message is empty");
    return 0;
  }
  return WriteParts(compiler.writer, parts);
}

std::uint32_t CompileAt(Compiler& compiler, const Json& value, const Scope& scope) {
  std::vector<std::uint32_t> words = {0};
  for (const Json& element : value.elements()) {
    if (!element.is(Kind::kString)) {
      compiler.diagnostics.Report(element, "`at` names an element or a part of one");
      return 0;
    }
    const std::string_view name = element.text();
    std::vector<std::string_view> names = {"policy"};
    std::optional<std::vector<std::uint32_t>> target;
    if (name == "policy" && (scope.has & Bit(SubjectKind::kPolicy)) != 0) {
      target = {static_cast<std::uint32_t>(TargetKind::kElement), static_cast<std::uint32_t>(SubjectKind::kPolicy), 0};
    }
    for (const SubjectKind kind : kElements) {
      const Bound* bound = FindBound(scope, kind);
      if ((scope.has & Bit(kind)) == 0 && bound == nullptr) continue;
      names.push_back(Name(kind));
      if (Name(kind) != name) continue;
      const auto number = static_cast<std::uint32_t>(kind);
      if ((scope.has & Bit(kind)) != 0) {
        target = {static_cast<std::uint32_t>(TargetKind::kElement), number, 0};
      } else {
        target = {static_cast<std::uint32_t>(TargetKind::kQuantified), number, bound->place};
      }
    }
    for (std::uint32_t i = 0; i < Targets().size(); ++i) {
      if ((scope.has & Bit(Targets()[i].owner)) == 0) continue;
      names.push_back(Targets()[i].name);
      if (Targets()[i].name == name) target = {static_cast<std::uint32_t>(TargetKind::kPart), i, 0};
    }
    if (!target) {
      compiler.diagnostics.Report(element, "`at` cannot name `" + std::string(name) + "` here",
                                  DidYouMean(name, names));
      return 0;
    }
    words.insert(words.end(), target->begin(), target->end());
    ++words[0];
  }
  if (words[0] == 0) {
    compiler.diagnostics.Report(value, "`at` names nothing");
    return 0;
  }
  return compiler.writer.Words(words);
}

}  // namespace iampolicy::rules
