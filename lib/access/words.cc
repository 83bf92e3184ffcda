#include "lib/access/words.h"

#include <string_view>

#include "lib/policy/value.h"

namespace iampolicy::access {
namespace {

using policy::Comparison;
using policy::OperatorFamily;
using policy::Qualifier;

std::string Joined(const policy::List<policy::ConditionValue>& values, std::string_view with) {
  std::string text;
  for (std::size_t i = 0; i < values.items.size(); ++i) {
    const bool is_last = i + 1 == values.items.size();
    if (i > 0) text += is_last ? " " + std::string(with) + " " : ", ";
    text += values.items[i].leaf.text.empty() ? "the empty text" : std::string(values.items[i].leaf.text);
  }
  return text.empty() ? "nothing" : text;
}

std::string_view Verb(const policy::Operator& op) {
  switch (op.family) {
    case OperatorFamily::kIpAddress:
      return op.negated ? "is outside" : "is in";
    case OperatorFamily::kArn:
      return op.negated ? "is not like" : "is like";
    case OperatorFamily::kString:
      if (op.comparison == Comparison::kLike) return op.negated ? "is not like" : "is like";
      if (op.comparison == Comparison::kEqualsIgnoreCase)
        return op.negated ? "is not (in any case)" : "is (in any case)";
      return op.negated ? "is not" : "is";
    default:
      break;
  }
  switch (op.comparison) {
    case Comparison::kLess:
      return op.family == OperatorFamily::kDate ? "is before" : "is less than";
    case Comparison::kLessEquals:
      return op.family == OperatorFamily::kDate ? "is at or before" : "is at most";
    case Comparison::kGreater:
      return op.family == OperatorFamily::kDate ? "is after" : "is more than";
    case Comparison::kGreaterEquals:
      return op.family == OperatorFamily::kDate ? "is at or after" : "is at least";
    default:
      return op.negated ? "is not" : "is";
  }
}

std::string NullInWords(const policy::Condition& condition) {
  bool absent = false;
  bool present = false;
  for (const policy::ConditionValue& value : condition.values.items) {
    const auto wants_absent = policy::ParseBool(value.leaf.text);
    if (!wants_absent) continue;
    (*wants_absent ? absent : present) = true;
  }
  if (absent && present) return " is present or absent";
  return absent ? " is absent" : present ? " is present" : " is neither present nor absent";
}

template <class Item>
void AddTexts(const policy::List<Item>& list, std::string_view before, std::vector<std::string>& into) {
  for (const Item& item : list.items) into.push_back(std::string(before) + std::string(item.leaf.text));
}

std::string NameOf(const policy::Principal& entry) {
  if (entry.shape == policy::PrincipalShape::kEveryone) return "everyone";
  if (entry.shape == policy::PrincipalShape::kAccount || entry.shape == policy::PrincipalShape::kRoot) {
    return "account " + std::string(entry.account);
  }
  return std::string(entry.leaf.text);
}

}  // namespace

std::string InWords(const policy::Condition& condition) {
  const std::string key(condition.key.text);
  if (!condition.op) return key + " meets " + std::string(condition.operator_leaf.text);
  const policy::Operator& op = *condition.op;
  if (op.family == OperatorFamily::kNull) return key + NullInWords(condition);
  std::string text = key;
  if (op.qualifier == Qualifier::kForAllValues) text = "every value of " + key;
  if (op.qualifier == Qualifier::kForAnyValue) text = "some value of " + key;
  text += " " + std::string(Verb(op)) + " " + Joined(condition.values, op.negated ? "nor" : "or");
  const bool takes_absent =
      op.if_exists || op.qualifier == Qualifier::kForAllValues || (op.negated && op.qualifier == Qualifier::kNone);
  return takes_absent ? text + ", or it is absent" : text;
}

std::vector<std::string> ResourcesInWords(const policy::Statement& statement) {
  std::vector<std::string> words;
  AddTexts(statement.resources, "", words);
  AddTexts(statement.not_resources, "all but ", words);
  if (!statement.resources.present() && !statement.not_resources.present()) words.emplace_back("the resource itself");
  return words;
}

std::vector<std::string> PrincipalsInWords(const policy::Statement& statement) {
  std::vector<std::string> words;
  for (const policy::Principal& entry : statement.principals.items) words.push_back(NameOf(entry));
  for (const policy::Principal& entry : statement.not_principals.items) words.push_back("all but " + NameOf(entry));
  return words;
}

std::vector<std::string> ConditionsInWords(const policy::Statement& statement) {
  std::vector<std::string> words;
  for (const policy::Condition& condition : statement.conditions.items) words.push_back(InWords(condition));
  return words;
}

}  // namespace iampolicy::access
