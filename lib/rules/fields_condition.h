#ifndef IAMPOLICY_LIB_RULES_FIELDS_CONDITION_H_
#define IAMPOLICY_LIB_RULES_FIELDS_CONDITION_H_

// The fields of conditions, their values, and problems.

#include "lib/rules/field_values.h"

namespace iampolicy::rules::fields {

// Condition.
inline TextValue ConditionOperator(Study&, const Subject& subject) {
  return FromLeaf(subject.condition->operator_leaf);
}
inline TextValue ConditionKey(Study&, const Subject& subject) { return FromLeaf(subject.condition->key); }
inline constexpr std::string_view kFamilies[] = {"String", "Numeric",   "Date", "Bool",
                                                 "Binary", "IpAddress", "Arn",  "Null"};
inline TextValue ConditionFamily(Study&, const Subject& subject) {
  const policy::Condition& condition = *subject.condition;
  if (!condition.op) return {"", condition.operator_leaf.has_hole, condition.operator_leaf.has_hole};
  return {kFamilies[static_cast<std::size_t>(condition.op->family)], true, false};
}
inline constexpr std::string_view kComparisons[] = {
    "Equals", "EqualsIgnoreCase", "Like", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"};
inline TextValue ConditionComparison(Study&, const Subject& subject) {
  const policy::Condition& condition = *subject.condition;
  if (!condition.op) return {"", condition.operator_leaf.has_hole, condition.operator_leaf.has_hole};
  return {kComparisons[static_cast<std::size_t>(condition.op->comparison)], true, false};
}
inline constexpr std::string_view kQualifiers[] = {"none", "ForAllValues", "ForAnyValue"};
inline TextValue ConditionQualifier(Study&, const Subject& subject) {
  const policy::Condition& condition = *subject.condition;
  if (!condition.op) return {"", condition.operator_leaf.has_hole, condition.operator_leaf.has_hole};
  return {kQualifiers[static_cast<std::size_t>(condition.op->qualifier)], true, false};
}
inline Truth OperatorFlag(const policy::Condition& condition, bool policy::Operator::*flag) {
  if (condition.op) return text::ToTruth((*condition.op).*flag);
  return condition.operator_leaf.has_hole ? Truth::kUnknown : Truth::kFalse;
}
inline Truth ConditionNegated(Study&, const Subject& subject) {
  return OperatorFlag(*subject.condition, &policy::Operator::negated);
}
inline Truth ConditionIfExists(Study&, const Subject& subject) {
  return OperatorFlag(*subject.condition, &policy::Operator::if_exists);
}
inline ListValue Values(const Subject& subject) { return Sized(subject.condition->values); }
inline Subject ValueAt(const Subject& subject, std::uint32_t i) {
  Subject out = subject;
  out.value = &subject.condition->values.items[i];
  return out;
}

// Value.
inline TextValue ValueText(Study&, const Subject& subject) { return FromLeaf(subject.value->leaf); }
inline constexpr std::string_view kValueKinds[] = {"string", "number", "boolean", "unknown"};
inline TextValue ValueKind(Study&, const Subject& subject) {
  switch (subject.value->kind) {
    case syntax::Kind::kString:
      return {kValueKinds[0], true, false};
    case syntax::Kind::kNumber:
      return {kValueKinds[1], true, false};
    case syntax::Kind::kBool:
      return {kValueKinds[2], true, false};
    default:
      return {kValueKinds[3], true, true};
  }
}

// Problem.
inline TextValue ProblemKindOf(Study&, const Subject& subject) { return {subject.problem->kind, true, false}; }
inline TextValue ProblemGot(Study&, const Subject& subject) { return {subject.problem->got, true, false}; }
inline TextValue ProblemExpected(Study&, const Subject& subject) { return {subject.problem->expected, true, false}; }
inline Truth ProblemAtKey(Study&, const Subject& subject) { return text::ToTruth(subject.problem->at_key); }

inline constexpr Field kOfConditions[] = {
    {.name = "condition.operator",
     .doc = "the operator as written",
     .type = FieldType::kFolded,
     .owner = kCondition,
     .text = ConditionOperator,
     .condition_only = true},
    {.name = "condition.key",
     .doc = "the condition key as written",
     .type = FieldType::kFolded,
     .owner = kCondition,
     .text = ConditionKey,
     .condition_only = true},
    {.name = "condition.family",
     .doc = "the family of the operator",
     .type = FieldType::kName,
     .owner = kCondition,
     .names = kFamilies,
     .text = ConditionFamily,
     .condition_only = true},
    {.name = "condition.comparison",
     .doc = "how the operator compares, Not left out",
     .type = FieldType::kName,
     .owner = kCondition,
     .names = kComparisons,
     .text = ConditionComparison,
     .condition_only = true},
    {.name = "condition.qualifier",
     .doc = "the set qualifier of the operator",
     .type = FieldType::kName,
     .owner = kCondition,
     .names = kQualifiers,
     .text = ConditionQualifier,
     .condition_only = true},
    {.name = "condition.negated",
     .doc = "whether the operator is a Not",
     .type = FieldType::kFlag,
     .owner = kCondition,
     .flag = ConditionNegated,
     .condition_only = true},
    {.name = "condition.if_exists",
     .doc = "whether the operator ends in IfExists",
     .type = FieldType::kFlag,
     .owner = kCondition,
     .flag = ConditionIfExists,
     .condition_only = true},
    {.name = "condition.values",
     .doc = "the values of the key",
     .type = FieldType::kList,
     .owner = kCondition,
     .list = Values,
     .element = ValueAt,
     .element_kind = kValue},
    {.name = "value.text", .doc = "the value as written", .owner = kValue, .text = ValueText},
    {.name = "value.kind",
     .doc = "what the value is in JSON",
     .type = FieldType::kName,
     .owner = kValue,
     .names = kValueKinds,
     .text = ValueKind},
    {.name = "problem.kind", .doc = "the kind of problem", .owner = kProblem, .text = ProblemKindOf},
    {.name = "problem.got", .doc = "what was found", .owner = kProblem, .text = ProblemGot},
    {.name = "problem.expected", .doc = "what was expected", .owner = kProblem, .text = ProblemExpected},
    {.name = "problem.at_key",
     .doc = "whether it is about a member's name",
     .type = FieldType::kFlag,
     .owner = kProblem,
     .flag = ProblemAtKey},
};

}  // namespace iampolicy::rules::fields

#endif  // IAMPOLICY_LIB_RULES_FIELDS_CONDITION_H_
