#ifndef IAMPOLICY_LIB_RULES_FIELDS_POLICY_H_
#define IAMPOLICY_LIB_RULES_FIELDS_POLICY_H_

// The fields of a policy and of its statements.

#include <memory>

#include "lib/rules/field_values.h"
#include "lib/rules/sizes.h"

namespace iampolicy::rules::fields {

// Policy.
inline constexpr std::string_view kKindNames[] = {"identity", "boundary", "session", "resource",
                                                  "trust",    "scp",      "rcp",     "endpoint"};
inline TextValue PolicyKindOf(Study& study, const Subject&) { return {Name(study.kind()), true, false}; }
inline TextValue PolicyTypeOf(Study& study, const Subject&) { return {PolicyTypeName(study.kind()), true, false}; }
inline TextValue PolicyResourceType(Study&, const Subject& subject) {
  const std::string& type = subject.policy->resource_type;
  return {type, !type.empty(), false};
}
inline TextValue PolicyVersion(Study&, const Subject& subject) { return FromLeaf(subject.policy->version_leaf); }
inline TextValue PolicyId(Study&, const Subject& subject) { return FromLeaf(subject.policy->id); }
inline Truth PolicyHasVariables(Study&, const Subject& subject) {
  if (subject.policy->version == policy::Version::kUnknown) return Truth::kUnknown;
  return text::ToTruth(subject.policy->has_variables());
}
/// Counted once for the several quotas.
struct Sizes : Extra {
  explicit Sizes(std::string_view json) : of(SizesOf(json)) {}
  DocumentSizes of;
};
inline const DocumentSizes& SizesOf(Study& study) {
  return study.Get<Sizes>([&] { return std::make_unique<Sizes>(study.sources().Text(study.policy().span)); }).of;
}
inline NumberValue PolicySize(Study& study, const Subject& subject) {
  const std::int64_t size = SizesOf(study).without_blanks;
  return {size, subject.policy->has_unknowns ? NumberValue::kUnbounded : size};
}
inline NumberValue PolicyFullSize(Study& study, const Subject& subject) {
  const std::int64_t size = SizesOf(study).full;
  return {size, subject.policy->has_unknowns ? NumberValue::kUnbounded : size};
}
inline ListValue Statements(const Subject& subject) { return Sized(subject.policy->statements); }
inline Subject StatementAt(const Subject& subject, std::uint32_t i) {
  Subject out = subject;
  out.statement = &subject.policy->statements.items[i];
  return out;
}

// Statement.
inline constexpr std::string_view kEffects[] = {"Allow", "Deny"};
inline TextValue StatementEffect(Study&, const Subject& subject) {
  switch (subject.statement->effect) {
    case policy::Effect::kAllow:
      return {"Allow", true, false};
    case policy::Effect::kDeny:
      return {"Deny", true, false};
    case policy::Effect::kUnknown:
      return {"", true, true};
    default:
      return {subject.statement->effect_leaf.text, false, false};
  }
}
inline TextValue StatementSid(Study&, const Subject& subject) { return FromLeaf(subject.statement->sid); }
inline NumberValue StatementIndex(Study&, const Subject& subject) {
  return {subject.statement->index, subject.statement->index};
}
inline ListValue Actions(const Subject& subject) { return Sized(subject.statement->actions); }
inline ListValue NotActions(const Subject& subject) { return Sized(subject.statement->not_actions); }
inline ListValue Resources(const Subject& subject) { return Sized(subject.statement->resources); }
inline ListValue NotResources(const Subject& subject) { return Sized(subject.statement->not_resources); }
inline ListValue PrincipalsOf(const Subject& subject) { return Sized(subject.statement->principals); }
inline ListValue NotPrincipals(const Subject& subject) { return Sized(subject.statement->not_principals); }
inline ListValue ConditionsOf(const Subject& subject) { return Sized(subject.statement->conditions); }
inline Subject ActionAt(const Subject& subject, std::uint32_t i) {
  Subject out = subject;
  out.action = &subject.statement->actions.items[i];
  out.negated = false;
  return out;
}
inline Subject NotActionAt(const Subject& subject, std::uint32_t i) {
  Subject out = subject;
  out.action = &subject.statement->not_actions.items[i];
  out.negated = true;
  return out;
}
inline Subject ResourceAt(const Subject& subject, std::uint32_t i) {
  Subject out = subject;
  out.resource = &subject.statement->resources.items[i];
  out.negated = false;
  return out;
}
inline Subject NotResourceAt(const Subject& subject, std::uint32_t i) {
  Subject out = subject;
  out.resource = &subject.statement->not_resources.items[i];
  out.negated = true;
  return out;
}
inline Subject PrincipalAt(const Subject& subject, std::uint32_t i) {
  Subject out = subject;
  out.principal = &subject.statement->principals.items[i];
  out.negated = false;
  return out;
}
inline Subject NotPrincipalAt(const Subject& subject, std::uint32_t i) {
  Subject out = subject;
  out.principal = &subject.statement->not_principals.items[i];
  out.negated = true;
  return out;
}
inline Subject ConditionAt(const Subject& subject, std::uint32_t i) {
  Subject out = subject;
  out.condition = &subject.statement->conditions.items[i];
  return out;
}
inline ActionsValue StatementNames(Study& study, const Subject& subject) {
  return {&study.Names(*subject.statement), Study::HasUnknownActions(*subject.statement)};
}
inline Truth MayHoldMore(Study&, const Subject& subject) {
  return subject.statement->may_hold_more ? Truth::kUnknown : Truth::kFalse;
}

inline constexpr Field kOfPolicies[] = {
    {.name = "policy.kind",
     .doc = "what the policy is attached to",
     .type = FieldType::kName,
     .owner = kPolicy,
     .names = kKindNames,
     .text = PolicyKindOf,
     .of_every_subject = true},
    {.name = "policy.type",
     .doc = "the kind as the ValidatePolicy API names it (IDENTITY_POLICY, ...)",
     .owner = kPolicy,
     .text = PolicyTypeOf,
     .of_every_subject = true},
    {.name = "policy.resource_type",
     .doc = "AWS::S3::Bucket and the like, where known",
     .owner = kPolicy,
     .text = PolicyResourceType},
    {.name = "policy.version", .doc = "Version as written", .owner = kPolicy, .text = PolicyVersion},
    {.name = "policy.id", .doc = "Id as written", .owner = kPolicy, .text = PolicyId},
    {.name = "policy.has_variables",
     .doc = "whether the version has policy variables",
     .type = FieldType::kFlag,
     .owner = kPolicy,
     .flag = PolicyHasVariables},
    {.name = "policy.size",
     .doc = "characters of the document, blanks outside strings not counted",
     .type = FieldType::kNumber,
     .owner = kPolicy,
     .number = PolicySize},
    {.name = "policy.full_size",
     .doc = "characters of the document, all of them",
     .type = FieldType::kNumber,
     .owner = kPolicy,
     .number = PolicyFullSize},
    {.name = "policy.statements",
     .doc = "the statements",
     .type = FieldType::kList,
     .owner = kPolicy,
     .list = Statements,
     .element = StatementAt,
     .element_kind = kStatement},
    {.name = "statement.effect",
     .doc = "Allow or Deny",
     .type = FieldType::kName,
     .owner = kStatement,
     .names = kEffects,
     .text = StatementEffect},
    {.name = "statement.sid", .doc = "Sid as written", .owner = kStatement, .text = StatementSid},
    {.name = "statement.index",
     .doc = "the statement's place in the list, from 0",
     .type = FieldType::kNumber,
     .owner = kStatement,
     .number = StatementIndex},
    {.name = "statement.names",
     .doc = "the documented actions of Action, or all but those of NotAction",
     .type = FieldType::kActions,
     .owner = kStatement,
     .actions = StatementNames},
    {.name = "statement.may_hold_more",
     .doc = "never certain: whether parts not known add elements",
     .type = FieldType::kFlag,
     .owner = kStatement,
     .flag = MayHoldMore},
    {.name = "statement.actions",
     .doc = "entries of Action",
     .type = FieldType::kList,
     .owner = kStatement,
     .list = Actions,
     .element = ActionAt,
     .element_kind = kAction},
    {.name = "statement.not_actions",
     .doc = "entries of NotAction",
     .type = FieldType::kList,
     .owner = kStatement,
     .list = NotActions,
     .element = NotActionAt,
     .element_kind = kAction},
    {.name = "statement.resources",
     .doc = "entries of Resource",
     .type = FieldType::kList,
     .owner = kStatement,
     .list = Resources,
     .element = ResourceAt,
     .element_kind = kResource},
    {.name = "statement.not_resources",
     .doc = "entries of NotResource",
     .type = FieldType::kList,
     .owner = kStatement,
     .list = NotResources,
     .element = NotResourceAt,
     .element_kind = kResource},
    {.name = "statement.principals",
     .doc = "entries of Principal",
     .type = FieldType::kList,
     .owner = kStatement,
     .list = PrincipalsOf,
     .element = PrincipalAt,
     .element_kind = kPrincipal},
    {.name = "statement.not_principals",
     .doc = "entries of NotPrincipal",
     .type = FieldType::kList,
     .owner = kStatement,
     .list = NotPrincipals,
     .element = NotPrincipalAt,
     .element_kind = kPrincipal},
    {.name = "statement.conditions",
     .doc = "one an operator and key of Condition",
     .type = FieldType::kList,
     .owner = kStatement,
     .list = ConditionsOf,
     .element = ConditionAt,
     .element_kind = kCondition},
};

}  // namespace iampolicy::rules::fields

#endif  // IAMPOLICY_LIB_RULES_FIELDS_POLICY_H_
