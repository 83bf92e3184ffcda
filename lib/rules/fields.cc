#include "lib/rules/fields.h"

#include <algorithm>
#include <cstddef>
#include <memory>

#include "lib/text/sources.h"
#include "lib/text/utf8.h"

namespace iampolicy::rules {
namespace {

using policy::Leaf;
using text::Truth;

// Holes are U+100000 and above, which alone start with this byte in UTF-8.
constexpr char kHoleLead = '\xF4';

TextValue FromLeaf(const Leaf& leaf) { return {leaf.text, leaf.present(), leaf.has_hole}; }

/// A part of a leaf's text. A hole before it may hold what separates the parts, so only what stands before every hole
/// is certain.
TextValue PartOf(const Leaf& leaf, std::string_view part, bool is_cut) {
  if (!leaf.has_hole) return {part, leaf.present() && is_cut, false};
  if (!is_cut) return {leaf.text, leaf.present(), true};
  const std::size_t hole = leaf.text.find(kHoleLead);
  const auto end = static_cast<std::size_t>(part.data() + part.size() - leaf.text.data());
  return {part, leaf.present(), hole <= end};
}

template <class T>
ListValue Sized(const policy::List<T>& list) {
  return {static_cast<std::uint32_t>(list.items.size()), list.present(), list.open};
}
ListValue Sized(const policy::Principals& list) {
  return {static_cast<std::uint32_t>(list.items.size()), list.present(), list.open};
}
ListValue Sized(const policy::Conditions& list) {
  return {static_cast<std::uint32_t>(list.items.size()), list.present(), list.open};
}

// Policy.
constexpr std::string_view kKindNames[] = {"identity", "boundary", "session", "resource",
                                           "trust",    "scp",      "rcp",     "endpoint"};
TextValue PolicyKindOf(Study& study, const Subject&) { return {Name(study.kind()), true, false}; }
TextValue PolicyTypeOf(Study& study, const Subject&) { return {PolicyTypeName(study.kind()), true, false}; }
TextValue PolicyResourceType(Study&, const Subject& subject) {
  const std::string& type = subject.policy->resource_type;
  return {type, !type.empty(), false};
}
TextValue PolicyVersion(Study&, const Subject& subject) { return FromLeaf(subject.policy->version_leaf); }
TextValue PolicyId(Study&, const Subject& subject) { return FromLeaf(subject.policy->id); }
Truth PolicyHasVariables(Study&, const Subject& subject) {
  if (subject.policy->version == policy::Version::kUnknown) return Truth::kUnknown;
  return text::ToTruth(subject.policy->has_variables());
}
/// The sizes of the policy in characters, counted once for the several quotas. IAM's own do not count white space;
/// blanks inside strings count everywhere.
struct Sizes : Extra {
  explicit Sizes(std::string_view json) {
    std::int64_t blanks = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < json.size(); ++i) {
      const auto byte = static_cast<unsigned char>(json[i]);
      if (byte > ' ' && byte < 0x80 && byte != '"' && byte != '\\') {
        ++full;
        continue;
      }
      full += (byte & 0xC0) != 0x80;  // not the inside of a character
      if (byte == '"') in_string = !in_string;
      if (byte <= ' ' && !in_string) ++blanks;
      if (byte == '\\' && in_string && i + 1 < json.size()) {
        ++i;
        ++full;
      }
    }
    without_blanks = full - blanks;
  }
  std::int64_t without_blanks = 0;
  std::int64_t full = 0;
};
const Sizes& SizesOf(Study& study) {
  return study.Get<Sizes>([&] { return std::make_unique<Sizes>(study.sources().Text(study.policy().span)); });
}
NumberValue PolicySize(Study& study, const Subject& subject) {
  const std::int64_t size = SizesOf(study).without_blanks;
  return {size, subject.policy->has_unknowns ? NumberValue::kUnbounded : size};
}
NumberValue PolicyFullSize(Study& study, const Subject& subject) {
  const std::int64_t size = SizesOf(study).full;
  return {size, subject.policy->has_unknowns ? NumberValue::kUnbounded : size};
}
ListValue Statements(const Subject& subject) { return Sized(subject.policy->statements); }
Subject StatementAt(const Subject& subject, std::uint32_t i) {
  Subject out = subject;
  out.statement = &subject.policy->statements.items[i];
  return out;
}

// Statement.
constexpr std::string_view kEffects[] = {"Allow", "Deny"};
TextValue StatementEffect(Study&, const Subject& subject) {
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
TextValue StatementSid(Study&, const Subject& subject) { return FromLeaf(subject.statement->sid); }
NumberValue StatementIndex(Study&, const Subject& subject) {
  return {subject.statement->index, subject.statement->index};
}
ListValue Actions(const Subject& subject) { return Sized(subject.statement->actions); }
ListValue NotActions(const Subject& subject) { return Sized(subject.statement->not_actions); }
ListValue Resources(const Subject& subject) { return Sized(subject.statement->resources); }
ListValue NotResources(const Subject& subject) { return Sized(subject.statement->not_resources); }
ListValue PrincipalsOf(const Subject& subject) { return Sized(subject.statement->principals); }
ListValue NotPrincipals(const Subject& subject) { return Sized(subject.statement->not_principals); }
ListValue ConditionsOf(const Subject& subject) { return Sized(subject.statement->conditions); }
Subject ActionAt(const Subject& subject, std::uint32_t i) {
  Subject out = subject;
  out.action = &subject.statement->actions.items[i];
  out.negated = false;
  return out;
}
Subject NotActionAt(const Subject& subject, std::uint32_t i) {
  Subject out = subject;
  out.action = &subject.statement->not_actions.items[i];
  out.negated = true;
  return out;
}
Subject ResourceAt(const Subject& subject, std::uint32_t i) {
  Subject out = subject;
  out.resource = &subject.statement->resources.items[i];
  out.negated = false;
  return out;
}
Subject NotResourceAt(const Subject& subject, std::uint32_t i) {
  Subject out = subject;
  out.resource = &subject.statement->not_resources.items[i];
  out.negated = true;
  return out;
}
Subject PrincipalAt(const Subject& subject, std::uint32_t i) {
  Subject out = subject;
  out.principal = &subject.statement->principals.items[i];
  out.negated = false;
  return out;
}
Subject NotPrincipalAt(const Subject& subject, std::uint32_t i) {
  Subject out = subject;
  out.principal = &subject.statement->not_principals.items[i];
  out.negated = true;
  return out;
}
Subject ConditionAt(const Subject& subject, std::uint32_t i) {
  Subject out = subject;
  out.condition = &subject.statement->conditions.items[i];
  return out;
}
ActionsValue StatementNames(Study& study, const Subject& subject) {
  return {&study.Names(*subject.statement), Study::HasUnknownActions(*subject.statement)};
}
Truth MayHoldMore(Study&, const Subject& subject) {
  return subject.statement->may_hold_more ? Truth::kUnknown : Truth::kFalse;
}

// Action.
TextValue ActionText(Study&, const Subject& subject) { return FromLeaf(subject.action->leaf); }
TextValue ActionService(Study&, const Subject& subject) {
  const policy::Action& action = *subject.action;
  return PartOf(action.leaf, action.service, !action.service.empty());
}
TextValue ActionName(Study&, const Subject& subject) {
  const policy::Action& action = *subject.action;
  TextValue value = PartOf(action.leaf, action.name, true);
  return value;
}
ActionsValue ActionIds(Study& study, const Subject& subject) {
  return {&study.Facts(*subject.action).ids, subject.action->leaf.has_hole};
}
Truth HasWildcard(const Leaf& leaf, bool has_wildcard) {
  if (has_wildcard) return Truth::kTrue;
  return leaf.has_hole ? Truth::kUnknown : Truth::kFalse;
}
Truth ActionHasWildcard(Study&, const Subject& subject) {
  return HasWildcard(subject.action->leaf, subject.action->has_wildcard);
}
Truth ActionIsStar(Study&, const Subject& subject) {
  if (subject.action->is_star) return Truth::kTrue;
  return subject.action->leaf.unknown ? Truth::kUnknown : Truth::kFalse;
}
NumberValue ActionCount(Study& study, const Subject& subject) {
  if (subject.action->leaf.has_hole) return {0, NumberValue::kUnbounded};
  const std::uint32_t count = study.Facts(*subject.action).count;
  return {count, count};
}
constexpr std::string_view kActionElements[] = {"Action", "NotAction"};
TextValue ActionElement(Study&, const Subject& subject) {
  return {kActionElements[subject.negated ? 1 : 0], true, false};
}

// Resource.
TextValue ResourceText(Study&, const Subject& subject) { return FromLeaf(subject.resource->leaf); }
TextValue ArnPart(const Leaf& leaf, const policy::Arn& arn, std::string_view part, std::uint32_t number) {
  return PartOf(leaf, part, arn.present && arn.fields >= number);
}
TextValue ResourcePartition(Study&, const Subject& subject) {
  const policy::Resource& resource = *subject.resource;
  return ArnPart(resource.leaf, resource.arn, resource.arn.partition, 2);
}
TextValue ResourceService(Study&, const Subject& subject) {
  const policy::Resource& resource = *subject.resource;
  return ArnPart(resource.leaf, resource.arn, resource.arn.service, 3);
}
TextValue ResourceRegion(Study&, const Subject& subject) {
  const policy::Resource& resource = *subject.resource;
  return ArnPart(resource.leaf, resource.arn, resource.arn.region, 4);
}
TextValue ResourceAccount(Study&, const Subject& subject) {
  const policy::Resource& resource = *subject.resource;
  return ArnPart(resource.leaf, resource.arn, resource.arn.account, 5);
}
TextValue ResourceName(Study&, const Subject& subject) {
  const policy::Resource& resource = *subject.resource;
  return ArnPart(resource.leaf, resource.arn, resource.arn.resource, 6);
}
Truth ResourceIsArn(Study&, const Subject& subject) {
  if (subject.resource->arn.present) return Truth::kTrue;
  return subject.resource->leaf.has_hole && subject.resource->leaf.text.starts_with(kHoleLead) ? Truth::kUnknown
                                                                                               : Truth::kFalse;
}
Truth ResourceIsStar(Study&, const Subject& subject) {
  if (subject.resource->is_star) return Truth::kTrue;
  return subject.resource->leaf.unknown ? Truth::kUnknown : Truth::kFalse;
}
Truth ResourceHasWildcard(Study&, const Subject& subject) {
  return HasWildcard(subject.resource->leaf, subject.resource->has_wildcard);
}
Truth ResourceHasVariable(Study&, const Subject& subject) { return text::ToTruth(subject.resource->has_variable); }
constexpr std::string_view kResourceElements[] = {"Resource", "NotResource"};
TextValue ResourceElement(Study&, const Subject& subject) {
  return {kResourceElements[subject.negated ? 1 : 0], true, false};
}

// Principal.
TextValue PrincipalText(Study&, const Subject& subject) { return FromLeaf(subject.principal->leaf); }
constexpr std::string_view kPrincipalTypes[] = {"*", "AWS", "Service", "Federated", "CanonicalUser", "other"};
TextValue PrincipalTypeOf(Study&, const Subject& subject) {
  return {kPrincipalTypes[static_cast<std::size_t>(subject.principal->type)], true, false};
}
constexpr std::string_view kPrincipalShapes[] = {"everyone",      "account",        "root",           "user",
                                                 "role",          "session",        "federated-user", "unique-id",
                                                 "origin-access", "service",        "saml-provider",  "oidc-provider",
                                                 "web-identity",  "canonical-user", "unknown",        "other"};
TextValue PrincipalShapeOf(Study&, const Subject& subject) {
  const auto shape = subject.principal->shape;
  return {kPrincipalShapes[static_cast<std::size_t>(shape)], true, shape == policy::PrincipalShape::kUnknown};
}
TextValue PrincipalAccount(Study&, const Subject& subject) {
  const policy::Principal& principal = *subject.principal;
  if (!principal.account.empty()) return {principal.account, true, false};
  return ArnPart(principal.leaf, principal.arn, principal.arn.account, 5);
}
TextValue PrincipalName(Study&, const Subject& subject) {
  const policy::Principal& principal = *subject.principal;
  return ArnPart(principal.leaf, principal.arn, principal.arn.resource, 6);
}
TextValue PrincipalPartition(Study&, const Subject& subject) {
  const policy::Principal& principal = *subject.principal;
  return ArnPart(principal.leaf, principal.arn, principal.arn.partition, 2);
}
constexpr std::string_view kPrincipalElements[] = {"Principal", "NotPrincipal"};
TextValue PrincipalElement(Study&, const Subject& subject) {
  return {kPrincipalElements[subject.negated ? 1 : 0], true, false};
}

// Condition.
TextValue ConditionOperator(Study&, const Subject& subject) { return FromLeaf(subject.condition->operator_leaf); }
TextValue ConditionKey(Study&, const Subject& subject) { return FromLeaf(subject.condition->key); }
constexpr std::string_view kFamilies[] = {"String", "Numeric", "Date", "Bool", "Binary", "IpAddress", "Arn", "Null"};
TextValue ConditionFamily(Study&, const Subject& subject) {
  const policy::Condition& condition = *subject.condition;
  if (!condition.op) return {"", condition.operator_leaf.has_hole, condition.operator_leaf.has_hole};
  return {kFamilies[static_cast<std::size_t>(condition.op->family)], true, false};
}
constexpr std::string_view kComparisons[] = {"Equals",      "EqualsIgnoreCase", "Like", "LessThan", "LessThanEquals",
                                             "GreaterThan", "GreaterThanEquals"};
TextValue ConditionComparison(Study&, const Subject& subject) {
  const policy::Condition& condition = *subject.condition;
  if (!condition.op) return {"", condition.operator_leaf.has_hole, condition.operator_leaf.has_hole};
  return {kComparisons[static_cast<std::size_t>(condition.op->comparison)], true, false};
}
constexpr std::string_view kQualifiers[] = {"none", "ForAllValues", "ForAnyValue"};
TextValue ConditionQualifier(Study&, const Subject& subject) {
  const policy::Condition& condition = *subject.condition;
  if (!condition.op) return {"", condition.operator_leaf.has_hole, condition.operator_leaf.has_hole};
  return {kQualifiers[static_cast<std::size_t>(condition.op->qualifier)], true, false};
}
Truth OperatorFlag(const policy::Condition& condition, bool policy::Operator::*flag) {
  if (condition.op) return text::ToTruth((*condition.op).*flag);
  return condition.operator_leaf.has_hole ? Truth::kUnknown : Truth::kFalse;
}
Truth ConditionNegated(Study&, const Subject& subject) {
  return OperatorFlag(*subject.condition, &policy::Operator::negated);
}
Truth ConditionIfExists(Study&, const Subject& subject) {
  return OperatorFlag(*subject.condition, &policy::Operator::if_exists);
}
ListValue Values(const Subject& subject) { return Sized(subject.condition->values); }
Subject ValueAt(const Subject& subject, std::uint32_t i) {
  Subject out = subject;
  out.value = &subject.condition->values.items[i];
  return out;
}

// Value.
TextValue ValueText(Study&, const Subject& subject) { return FromLeaf(subject.value->leaf); }
constexpr std::string_view kValueKinds[] = {"string", "number", "boolean", "unknown"};
TextValue ValueKind(Study&, const Subject& subject) {
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
TextValue ProblemKindOf(Study&, const Subject& subject) { return {subject.problem->kind, true, false}; }
TextValue ProblemGot(Study&, const Subject& subject) { return {subject.problem->got, true, false}; }
TextValue ProblemExpected(Study&, const Subject& subject) { return {subject.problem->expected, true, false}; }
Truth ProblemAtKey(Study&, const Subject& subject) { return text::ToTruth(subject.problem->at_key); }

using enum SubjectKind;
constexpr Field kFields[] = {
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
    {.name = "action",
     .doc = "the documented actions that the entry takes in",
     .type = FieldType::kActions,
     .owner = kAction,
     .actions = ActionIds,
     .action_only = true},
    {.name = "action.text",
     .doc = "the entry as written",
     .type = FieldType::kFolded,
     .owner = kAction,
     .text = ActionText,
     .action_only = true},
    {.name = "action.service",
     .doc = "before the colon",
     .type = FieldType::kFolded,
     .owner = kAction,
     .text = ActionService,
     .action_only = true},
    {.name = "action.name",
     .doc = "after the colon",
     .type = FieldType::kFolded,
     .owner = kAction,
     .text = ActionName,
     .action_only = true},
    {.name = "action.has_wildcard",
     .doc = "whether * or ? stands anywhere in it",
     .type = FieldType::kFlag,
     .owner = kAction,
     .flag = ActionHasWildcard,
     .action_only = true},
    {.name = "action.is_star",
     .doc = "whether it takes in every action",
     .type = FieldType::kFlag,
     .owner = kAction,
     .flag = ActionIsStar,
     .action_only = true},
    {.name = "action.count",
     .doc = "how many documented actions it takes in",
     .type = FieldType::kNumber,
     .owner = kAction,
     .number = ActionCount,
     .action_only = true},
    {.name = "action.element",
     .doc = "the element it stands in",
     .type = FieldType::kName,
     .owner = kAction,
     .names = kActionElements,
     .text = ActionElement},
    {.name = "resource.text", .doc = "the entry as written", .owner = kResource, .text = ResourceText},
    {.name = "resource.partition", .doc = "that field of the ARN", .owner = kResource, .text = ResourcePartition},
    {.name = "resource.service", .doc = "that field of the ARN", .owner = kResource, .text = ResourceService},
    {.name = "resource.region", .doc = "that field of the ARN", .owner = kResource, .text = ResourceRegion},
    {.name = "resource.account", .doc = "that field of the ARN", .owner = kResource, .text = ResourceAccount},
    {.name = "resource.name", .doc = "the last field of the ARN", .owner = kResource, .text = ResourceName},
    {.name = "resource.is_arn",
     .doc = "whether it starts with arn:",
     .type = FieldType::kFlag,
     .owner = kResource,
     .flag = ResourceIsArn},
    {.name = "resource.is_star",
     .doc = "whether it is *",
     .type = FieldType::kFlag,
     .owner = kResource,
     .flag = ResourceIsStar},
    {.name = "resource.has_wildcard",
     .doc = "whether * or ? stands anywhere in it",
     .type = FieldType::kFlag,
     .owner = kResource,
     .flag = ResourceHasWildcard},
    {.name = "resource.has_variable",
     .doc = "whether it has a policy variable",
     .type = FieldType::kFlag,
     .owner = kResource,
     .flag = ResourceHasVariable},
    {.name = "resource.element",
     .doc = "the element it stands in",
     .type = FieldType::kName,
     .owner = kResource,
     .names = kResourceElements,
     .text = ResourceElement},
    {.name = "principal.text", .doc = "the entry as written", .owner = kPrincipal, .text = PrincipalText},
    {.name = "principal.type",
     .doc = "the member of Principal it stands in; * for the bare string",
     .type = FieldType::kName,
     .owner = kPrincipal,
     .names = kPrincipalTypes,
     .text = PrincipalTypeOf},
    {.name = "principal.shape",
     .doc = "what it names",
     .type = FieldType::kName,
     .owner = kPrincipal,
     .names = kPrincipalShapes,
     .text = PrincipalShapeOf},
    {.name = "principal.account",
     .doc = "the account it names or lies in",
     .owner = kPrincipal,
     .text = PrincipalAccount},
    {.name = "principal.partition", .doc = "that field of the ARN", .owner = kPrincipal, .text = PrincipalPartition},
    {.name = "principal.name", .doc = "the last field of the ARN", .owner = kPrincipal, .text = PrincipalName},
    {.name = "principal.element",
     .doc = "the element it stands in",
     .type = FieldType::kName,
     .owner = kPrincipal,
     .names = kPrincipalElements,
     .text = PrincipalElement},
    {.name = "condition.operator",
     .doc = "the operator as written",
     .type = FieldType::kFolded,
     .owner = kCondition,
     .text = ConditionOperator},
    {.name = "condition.key",
     .doc = "the condition key as written",
     .type = FieldType::kFolded,
     .owner = kCondition,
     .text = ConditionKey},
    {.name = "condition.family",
     .doc = "the family of the operator",
     .type = FieldType::kName,
     .owner = kCondition,
     .names = kFamilies,
     .text = ConditionFamily},
    {.name = "condition.comparison",
     .doc = "how the operator compares, Not left out",
     .type = FieldType::kName,
     .owner = kCondition,
     .names = kComparisons,
     .text = ConditionComparison},
    {.name = "condition.qualifier",
     .doc = "the set qualifier of the operator",
     .type = FieldType::kName,
     .owner = kCondition,
     .names = kQualifiers,
     .text = ConditionQualifier},
    {.name = "condition.negated",
     .doc = "whether the operator is a Not",
     .type = FieldType::kFlag,
     .owner = kCondition,
     .flag = ConditionNegated},
    {.name = "condition.if_exists",
     .doc = "whether the operator ends in IfExists",
     .type = FieldType::kFlag,
     .owner = kCondition,
     .flag = ConditionIfExists},
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

struct ShortName {
  std::string_view name;
  std::string_view field;
};
constexpr ShortName kShortNames[] = {
    {"action", "action.text"},       {"service", "action.service"}, {"resource", "resource.text"},
    {"principal", "principal.text"}, {"key", "condition.key"},      {"operator", "condition.operator"},
    {"value", "value.text"},         {"sid", "statement.sid"},      {"effect", "statement.effect"},
    {"kind", "policy.kind"},         {"got", "problem.got"},        {"expected", "problem.expected"},
    {"version", "policy.version"},
};

std::string NumberText(NumberValue value) {
  if (value.low == value.high) return std::to_string(value.low);
  return "at least " + std::to_string(value.low);
}

}  // namespace

std::span<const Field> Fields() { return kFields; }

std::uint32_t FindField(std::string_view name) {
  for (std::uint32_t i = 0; i < std::size(kFields); ++i) {
    if (kFields[i].name == name) return i;
  }
  return kNoField;
}

std::uint32_t FindShortName(std::string_view name) {
  for (const ShortName& row : kShortNames) {
    if (row.name == name) return FindField(row.field);
  }
  return kNoField;
}

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
