// Fields and elements as messages show them.

#include <cstddef>
#include <string>
#include <vector>

#include "lib/rules/fields.h"
#include "lib/rules/study.h"
#include "lib/text/sources.h"
#include "lib/text/utf8.h"

namespace iampolicy::rules {
namespace {

using policy::Leaf;
using text::Truth;
using enum SubjectKind;

std::string NumberText(NumberValue value) {
  if (value.low == value.high) return std::to_string(value.low);
  return "at least " + std::to_string(value.low);
}

}  // namespace

std::string Shown(std::string_view text, const text::Sources& sources) {
  constexpr std::size_t kMost = 160;
  std::string out;
  std::size_t shown = 0;
  for (std::size_t at = 0; at < text.size(); ++shown) {
    if (shown == kMost) return out + "...";
    const text::CodePoint point = text::DecodeUtf8(text, at);
    if (sources.IsHole(point.value)) {
      const text::Hole& hole = sources.hole(point.value);
      const std::size_t colon = hole.reason.find(':');
      out += hole.known ? *hole.known : "${" + hole.reason.substr(colon == std::string::npos ? 0 : colon + 1) + "}";
    } else if (point.value < 0x20 || (point.value >= 0x7F && point.value < 0xA0) || point.value == 0x2028 ||
               point.value == 0x2029) {
      constexpr char kDigits[] = "0123456789ABCDEF";
      out += "U+";
      for (int shift = 12; shift >= 0; shift -= 4) out += kDigits[(point.value >> shift) & 0xF];
    } else {
      out += text.substr(at, point.length);
    }
    at += point.length;
  }
  return out;
}

std::string Suggestion(std::string_view name) {
  return name.empty() ? "" : "; did you mean `" + std::string(name) + "`?";
}

std::string JoinShown(const std::vector<std::string>& texts, Quotes quotes) {
  const std::string_view mark = quotes == Quotes::kBackticks ? "`" : "";
  const std::size_t named = texts.size() <= 4 ? texts.size() : 3;
  std::string out;
  for (std::size_t i = 0; i < named; ++i) {
    if (i > 0) out += i + 1 == texts.size() ? " and " : ", ";
    out.append(mark).append(texts[i]).append(mark);
  }
  if (named < texts.size()) out += " and " + std::to_string(texts.size() - named) + " more";
  return out;
}

std::string ElementText(SubjectKind kind, Study& study, const Subject& subject) {
  const auto shown = [&](const Leaf& leaf) { return Shown(leaf.text, study.sources()); };
  switch (kind) {
    case kAction:
      return shown(subject.action->leaf);
    case kResource:
      return shown(subject.resource->leaf);
    case kPrincipal:
      return shown(subject.principal->leaf);
    case kCondition:
      return shown(subject.condition->key);
    case kValue:
      return shown(subject.value->leaf);
    case kStatement:
      if (subject.statement->sid.present() && !subject.statement->sid.text.empty()) {
        return shown(subject.statement->sid);
      }
      return "Statement[" + std::to_string(subject.statement->index) + "]";
    case kProblem:
      return std::string(subject.problem->kind);
    default:
      return std::string(Name(study.kind()));
  }
}

std::string FieldText(const Field& field, Study& study, const Subject& subject) {
  switch (field.type) {
    case FieldType::kText:
    case FieldType::kFolded:
    case FieldType::kName:
      return Shown(field.text(study, subject).text, study.sources());
    case FieldType::kNumber:
      return NumberText(field.number(study, subject));
    case FieldType::kFlag:
      return field.flag(study, subject) == Truth::kTrue ? "true" : "false";
    case FieldType::kActions: {
      const ActionsValue value = field.actions(study, subject);
      std::vector<std::string> names;
      for (const catalog::IdRange range : *value.ids) {
        for (catalog::ActionId id = range.begin; id < range.end; ++id) names.push_back(study.catalog().FullName(id));
      }
      return JoinShown(names);
    }
    case FieldType::kList: {
      std::vector<std::string> texts;
      const ListValue list = field.list(subject);
      for (std::uint32_t i = 0; i < list.size; ++i) {
        texts.push_back(ElementText(field.element_kind, study, field.element(subject, i)));
      }
      return JoinShown(texts);
    }
  }
  return {};
}

}  // namespace iampolicy::rules
