#include "lib/rules/message.h"

#include "lib/rules/expression.h"
#include "lib/rules/fields.h"
#include "lib/rules/registry.h"

namespace iampolicy::rules {

using text::Truth;

std::vector<Subject> Find(Study& study, const Subject& subject, const Tables& tables, std::uint32_t quantifier) {
  const Field& field = Fields()[tables.words[quantifier + 1]];
  const std::uint32_t where = tables.words[quantifier + 2];
  std::vector<Subject> certain;
  std::vector<Subject> possible;
  Subject outer = subject;
  std::vector<Subject> roots = {outer};
  // A quantifier inside another one needs the elements of the outer: they are all looked at.
  if (field.owner == SubjectKind::kStatement && outer.statement == nullptr && outer.policy != nullptr) {
    roots.clear();
    for (const policy::Statement& statement : outer.policy->statements.items) {
      outer.statement = &statement;
      roots.push_back(outer);
    }
  } else if (field.owner == SubjectKind::kCondition && outer.condition == nullptr && outer.statement != nullptr) {
    roots.clear();
    for (const policy::Condition& condition : outer.statement->conditions.items) {
      outer.condition = &condition;
      roots.push_back(outer);
    }
  }
  for (const Subject& root : roots) {
    const ListValue list = field.list(root);
    for (std::uint32_t i = 0; i < list.size; ++i) {
      const Subject element = field.element(root, i);
      const Truth truth = where == 0 ? Truth::kTrue : Evaluate(study, element, tables, where);
      if (truth == Truth::kTrue) certain.push_back(element);
      if (truth == Truth::kUnknown) possible.push_back(element);
    }
  }
  return certain.empty() ? possible : certain;
}

namespace {

std::string FoundText(Study& study, const Subject& subject, const Tables& tables, SubjectKind kind,
                      std::uint32_t quantifier) {
  std::vector<std::string> texts;
  for (const Subject& found : Find(study, subject, tables, quantifier)) {
    texts.push_back(ElementText(kind, study, found));
  }
  return JoinShown(texts);
}

std::string FillText(Study& study, const Subject& subject, const Tables& tables, std::uint32_t node,
                     std::string_view placeholder) {
  const Predicate& predicate = PredicateAt(tables.words[node + 1]);
  // Of several alternatives only those that hold have something to say.
  if (predicate.fill == nullptr || Evaluate(study, subject, tables, node) == Truth::kFalse) return {};
  return predicate.fill(study, subject, Argument(tables, tables.words[node + 2]), placeholder);
}

}  // namespace

std::string Fill(Study& study, const Subject& subject, const Tables& tables, std::uint32_t message) {
  std::string out;
  const std::uint32_t count = tables.words[message];
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t at = message + 1 + 4 * i;
    const std::uint32_t a = tables.words[at + 1];
    const std::uint32_t b = tables.words[at + 2];
    const std::uint32_t c = tables.words[at + 3];
    switch (static_cast<PartKind>(tables.words[at])) {
      case PartKind::kLiteral:
        out += tables.blob.substr(a, b);
        break;
      case PartKind::kField:
        out += FieldText(Fields()[a], study, subject);
        break;
      case PartKind::kFound:
        out += FoundText(study, subject, tables, static_cast<SubjectKind>(a), b);
        break;
      case PartKind::kFill:
        out += FillText(study, subject, tables, a, tables.blob.substr(b, c));
        break;
      case PartKind::kElement:
        out += ElementText(static_cast<SubjectKind>(a), study, subject);
        break;
    }
  }
  return out;
}

}  // namespace iampolicy::rules
