#include "lib/rules/targets.h"

namespace iampolicy::rules {
namespace {

using syntax::NodeId;
using enum SubjectKind;

constexpr Target kTargets[] = {
    {"policy.version", kPolicy, [](const Subject& s) -> NodeId { return s.policy->version_leaf.node; }},
    {"policy.id", kPolicy, [](const Subject& s) -> NodeId { return s.policy->id.node; }},
    {"policy.statements", kPolicy, [](const Subject& s) -> NodeId { return s.policy->statements.node; }},
    {"statement.sid", kStatement, [](const Subject& s) -> NodeId { return s.statement->sid.node; }},
    {"statement.effect", kStatement, [](const Subject& s) -> NodeId { return s.statement->effect_leaf.node; }},
    {"statement.actions", kStatement, [](const Subject& s) -> NodeId { return s.statement->actions.node; }},
    {"statement.not_actions", kStatement, [](const Subject& s) -> NodeId { return s.statement->not_actions.node; }},
    {"statement.resources", kStatement, [](const Subject& s) -> NodeId { return s.statement->resources.node; }},
    {"statement.not_resources", kStatement, [](const Subject& s) -> NodeId { return s.statement->not_resources.node; }},
    {"statement.principals", kStatement, [](const Subject& s) -> NodeId { return s.statement->principals.node; }},
    {"statement.not_principals", kStatement,
     [](const Subject& s) -> NodeId { return s.statement->not_principals.node; }},
    {"statement.conditions", kStatement, [](const Subject& s) -> NodeId { return s.statement->conditions.node; }},
    {"condition.operator", kCondition, [](const Subject& s) -> NodeId { return s.condition->operator_leaf.node; }},
    {"condition.key", kCondition, [](const Subject& s) -> NodeId { return s.condition->key.node; }},
    {"condition.values", kCondition, [](const Subject& s) -> NodeId { return s.condition->values.node; }},
};

}  // namespace

std::span<const Target> Targets() { return kTargets; }

NodeId NodeOf(SubjectKind kind, const Subject& subject) {
  switch (kind) {
    case kStatement:
      return subject.statement->node;
    case kAction:
      return subject.action->leaf.node;
    case kResource:
      return subject.resource->leaf.node;
    case kPrincipal:
      return subject.principal->leaf.node;
    case kCondition:
      return subject.condition->key.node;
    case kValue:
      return subject.value->leaf.node;
    case kProblem:
      return subject.problem->node;
    case kPolicy:
    case kIdentity:
      break;
  }
  return subject.policy == nullptr ? syntax::kNone : subject.policy->node;
}

}  // namespace iampolicy::rules
