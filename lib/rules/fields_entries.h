#ifndef IAMPOLICY_LIB_RULES_FIELDS_ENTRIES_H_
#define IAMPOLICY_LIB_RULES_FIELDS_ENTRIES_H_

// The fields of the entries of Action, Resource and Principal.

#include "lib/rules/field_values.h"

namespace iampolicy::rules::fields {

// Action.
inline TextValue ActionText(Study&, const Subject& subject) { return FromLeaf(subject.action->leaf); }
inline TextValue ActionService(Study&, const Subject& subject) {
  const policy::Action& action = *subject.action;
  return PartOf(action.leaf, action.service, !action.service.empty());
}
inline TextValue ActionName(Study&, const Subject& subject) {
  const policy::Action& action = *subject.action;
  TextValue value = PartOf(action.leaf, action.name, true);
  return value;
}
inline ActionsValue ActionIds(Study& study, const Subject& subject) {
  return {&study.Facts(*subject.action).ids, subject.action->leaf.has_hole};
}
inline Truth HasWildcard(const Leaf& leaf, bool has_wildcard) {
  if (has_wildcard) return Truth::kTrue;
  return leaf.has_hole ? Truth::kUnknown : Truth::kFalse;
}
inline Truth ActionHasWildcard(Study&, const Subject& subject) {
  return HasWildcard(subject.action->leaf, subject.action->has_wildcard);
}
inline Truth ActionIsStar(Study&, const Subject& subject) {
  if (subject.action->is_star) return Truth::kTrue;
  return subject.action->leaf.unknown ? Truth::kUnknown : Truth::kFalse;
}
inline NumberValue ActionCount(Study& study, const Subject& subject) {
  if (subject.action->leaf.has_hole) return {0, NumberValue::kUnbounded};
  const std::uint32_t count = study.Facts(*subject.action).count;
  return {count, count};
}
inline constexpr std::string_view kActionElements[] = {"Action", "NotAction"};
inline TextValue ActionElement(Study&, const Subject& subject) {
  return {kActionElements[subject.negated ? 1 : 0], true, false};
}

// Resource.
inline TextValue ResourceText(Study&, const Subject& subject) { return FromLeaf(subject.resource->leaf); }
inline TextValue ArnPart(const Leaf& leaf, const policy::Arn& arn, std::string_view part, std::uint32_t number) {
  return PartOf(leaf, part, arn.present && arn.fields >= number);
}
inline TextValue ResourcePartition(Study&, const Subject& subject) {
  const policy::Resource& resource = *subject.resource;
  return ArnPart(resource.leaf, resource.arn, resource.arn.partition, 2);
}
inline TextValue ResourceService(Study&, const Subject& subject) {
  const policy::Resource& resource = *subject.resource;
  return ArnPart(resource.leaf, resource.arn, resource.arn.service, 3);
}
inline TextValue ResourceRegion(Study&, const Subject& subject) {
  const policy::Resource& resource = *subject.resource;
  return ArnPart(resource.leaf, resource.arn, resource.arn.region, 4);
}
inline TextValue ResourceAccount(Study&, const Subject& subject) {
  const policy::Resource& resource = *subject.resource;
  return ArnPart(resource.leaf, resource.arn, resource.arn.account, 5);
}
inline TextValue ResourceName(Study&, const Subject& subject) {
  const policy::Resource& resource = *subject.resource;
  return ArnPart(resource.leaf, resource.arn, resource.arn.resource, 6);
}
inline Truth ResourceIsArn(Study&, const Subject& subject) {
  if (subject.resource->arn.present) return Truth::kTrue;
  return subject.resource->leaf.has_hole && subject.resource->leaf.text.starts_with(kHoleLead) ? Truth::kUnknown
                                                                                               : Truth::kFalse;
}
inline Truth ResourceIsStar(Study&, const Subject& subject) {
  if (subject.resource->is_star) return Truth::kTrue;
  return subject.resource->leaf.unknown ? Truth::kUnknown : Truth::kFalse;
}
inline Truth ResourceHasWildcard(Study&, const Subject& subject) {
  return HasWildcard(subject.resource->leaf, subject.resource->has_wildcard);
}
inline Truth ResourceHasVariable(Study&, const Subject& subject) {
  return text::ToTruth(subject.resource->has_variable);
}
inline constexpr std::string_view kResourceElements[] = {"Resource", "NotResource"};
inline TextValue ResourceElement(Study&, const Subject& subject) {
  return {kResourceElements[subject.negated ? 1 : 0], true, false};
}

// Principal.
inline TextValue PrincipalText(Study&, const Subject& subject) { return FromLeaf(subject.principal->leaf); }
inline constexpr std::string_view kPrincipalTypes[] = {"*", "AWS", "Service", "Federated", "CanonicalUser", "other"};
inline TextValue PrincipalTypeOf(Study&, const Subject& subject) {
  return {kPrincipalTypes[static_cast<std::size_t>(subject.principal->type)], true, false};
}
inline constexpr std::string_view kPrincipalShapes[] = {
    "everyone",       "account",        "root",          "user",    "role",          "session",
    "federated-user", "unique-id",      "origin-access", "service", "saml-provider", "oidc-provider",
    "web-identity",   "canonical-user", "unknown",       "other"};
inline TextValue PrincipalShapeOf(Study&, const Subject& subject) {
  const auto shape = subject.principal->shape;
  return {kPrincipalShapes[static_cast<std::size_t>(shape)], true, shape == policy::PrincipalShape::kUnknown};
}
inline TextValue PrincipalAccount(Study&, const Subject& subject) {
  const policy::Principal& principal = *subject.principal;
  if (!principal.account.empty()) return {principal.account, true, false};
  return ArnPart(principal.leaf, principal.arn, principal.arn.account, 5);
}
inline TextValue PrincipalName(Study&, const Subject& subject) {
  const policy::Principal& principal = *subject.principal;
  return ArnPart(principal.leaf, principal.arn, principal.arn.resource, 6);
}
inline TextValue PrincipalPartition(Study&, const Subject& subject) {
  const policy::Principal& principal = *subject.principal;
  return ArnPart(principal.leaf, principal.arn, principal.arn.partition, 2);
}
inline constexpr std::string_view kPrincipalElements[] = {"Principal", "NotPrincipal"};
inline TextValue PrincipalElement(Study&, const Subject& subject) {
  return {kPrincipalElements[subject.negated ? 1 : 0], true, false};
}

inline constexpr Field kOfEntries[] = {
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
};

}  // namespace iampolicy::rules::fields

#endif  // IAMPOLICY_LIB_RULES_FIELDS_ENTRIES_H_
