// What `rules predicates` prints, from the tables themselves; and the generated source file of a pack.

#include <string>

#include "lib/rules/expression.h"
#include "lib/rules/fields.h"
#include "lib/rules/load.h"
#include "lib/rules/named_sets.h"
#include "lib/rules/registry.h"

namespace iampolicy::rules {
namespace {

std::string_view ArgumentName(ArgumentType type) {
  switch (type) {
    case ArgumentType::kFlag:
      return "true or false";
    case ArgumentType::kNumber:
      return "a number or {at_least, at_most, more_than, less_than, eq}";
    case ArgumentType::kText:
      return "a text";
    case ArgumentType::kTexts:
      return "a text or a list of texts";
    case ArgumentType::kPatterns:
      return "IAM patterns";
    case ArgumentType::kActions:
      return "action patterns and sets";
    case ArgumentType::kKeys:
      return "condition keys";
    case ArgumentType::kProblems:
      return "kinds of problem";
    case ArgumentType::kKinds:
      return "kinds of policy";
    case ArgumentType::kLevels:
      return "access levels";
    case ArgumentType::kObject:
      return "an object";
    case ArgumentType::kObjects:
      return "an object or a list of objects";
    case ArgumentType::kPolicy:
      return "a policy document";
    case ArgumentType::kCondition:
      return "a Condition block";
  }
  return {};
}

std::string_view FieldTypeName(FieldType type) {
  switch (type) {
    case FieldType::kText:
      return "text";
    case FieldType::kFolded:
      return "text, case ignored";
    case FieldType::kName:
      return "name";
    case FieldType::kNumber:
      return "number";
    case FieldType::kFlag:
      return "flag";
    case FieldType::kList:
      return "list";
    case FieldType::kActions:
      return "actions";
  }
  return {};
}

std::string Subjects(SubjectKinds kinds) {
  std::string out;
  for (std::uint32_t i = 0; i <= static_cast<std::uint32_t>(SubjectKind::kIdentity); ++i) {
    if ((kinds & (1u << i)) != 0) out += (out.empty() ? "" : ", ") + std::string(Name(static_cast<SubjectKind>(i)));
  }
  return out;
}

void DescribeMembers(std::span<const Member> members, std::string_view margin, std::string& out) {
  for (const Member& member : members) {
    out += std::string(margin) + std::string(member.name) + (member.required ? "" : " (optional)") + ": " +
           std::string(ArgumentName(member.type)) + (member.doc.empty() ? "" : "; " + std::string(member.doc)) + "\n";
    DescribeMembers(member.members, "      ", out);
  }
}

void DescribePredicate(const Predicate& predicate, std::string& out) {
  out += std::string(predicate.name) + ": " + std::string(ArgumentName(predicate.argument)) + "\n";
  out += "    " + std::string(predicate.doc) + "\n";
  out += "    asked of: " + Subjects(predicate.subjects) + "\n";
  DescribeMembers(predicate.members, "    ", out);
  std::string fills;
  for (const std::string_view fill : predicate.fills) fills += (fills.empty() ? "{" : ", {") + std::string(fill) + "}";
  if (!fills.empty()) out += "    provides: " + fills + "\n";
}

}  // namespace

std::string DescribePredicates() {
  std::string out = "Predicates\n\n";
  for (const std::uint32_t number : AllPredicates()) DescribePredicate(PredicateAt(number), out);
  out += "\nFields\n\n";
  for (const Field& field : Fields()) {
    out += std::string(field.name) + " (" + std::string(FieldTypeName(field.type)) + "): " + std::string(field.doc);
    for (std::size_t i = 0; i < field.names.size(); ++i) {
      out += (i == 0 ? ": " : ", ") + std::string(field.names[i]);
    }
    out += "\n";
  }
  out += "\nTests of a field\n\n";
  for (const ValueTestRow& row : ValueTests()) out += std::string(row.name) + ": " + std::string(row.doc) + "\n";
  out += "\nSets of actions\n\n";
  for (const auto& [name, doc] : NamedSets::BuiltInNames()) out += std::string(name) + ": " + std::string(doc) + "\n";
  out += "\nKinds of problem\n\n";
  for (std::uint32_t i = 0; i < ProblemKindCount(); ++i) {
    out += std::string(ProblemKindAt(i).name) + ": " + std::string(ProblemKindAt(i).doc) + "\n";
  }
  return out;
}

std::string ToSource(const PackView& pack) {
  const Tables& tables = pack.tables();
  std::string out =
      "// Generated when the project is built.\n#include \"lib/rules/tables.h\"\n\n"
      "#ifdef __clang__\n#pragma clang diagnostic ignored \"-Woverlength-strings\"\n#endif\n\n"
      "namespace iampolicy::rules {\n\nconst std::uint32_t kRuleWords[] = {\n";
  for (std::size_t i = 0; i < tables.words.size(); ++i) {
    out += std::to_string(tables.words[i]);
    out += i % 24 == 23 ? ",\n" : ",";
  }
  out += "};\nconst std::size_t kRuleWordCount = " + std::to_string(tables.words.size()) +
         ";\nconst char kRuleBlob[] =\n\"";
  constexpr char kDigits[] = "01234567";
  std::size_t column = 0;
  for (const char c : tables.blob) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\' || byte < 0x20 || byte >= 0x7F || c == '?') {
      // Three octal digits: the next character cannot be read as one more.
      out += '\\';
      for (int shift = 6; shift >= 0; shift -= 3) out += kDigits[(byte >> shift) & 7];
    } else {
      out += c;
    }
    if (++column % 120 == 0) out += "\"\n\"";
  }
  out += "\";\nconst std::size_t kRuleBlobSize = " + std::to_string(tables.blob.size()) +
         ";\n\n}  // namespace iampolicy::rules\n";
  return out;
}

}  // namespace iampolicy::rules
