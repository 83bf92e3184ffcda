// Conditions by meaning: what they restrict, not how they are written. A condition that admits everything, or that an
// absent key meets, restricts nothing.

#include <memory>
#include <optional>
#include <unordered_map>

#include "lib/policy/condition_classes.h"
#include "lib/policy/limits.h"
#include "lib/policy/value.h"
#include "lib/rules/fields.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"
#include "lib/text/pattern.h"
#include "lib/text/utf8.h"

namespace iampolicy::rules {
namespace {

using policy::Condition;
using policy::OperatorFamily;
using text::And;
using text::Case;
using text::Or;
using text::ToTruth;

/// Answers about conditions, each worked out once.
struct ConditionMemo : Extra {
  struct Answers {
    std::optional<Truth> vacuous, restricts, implies_presence;
  };
  std::unordered_map<const Condition*, Answers> answers;
  std::unordered_map<const policy::Statement*, Truth> contradictory;
};

ConditionMemo& MemoOf(Study& study) {
  return study.Get<ConditionMemo>([] { return std::make_unique<ConditionMemo>(); });
}

Truth Vacuous(Study& study, const policy::Policy& policy, const Condition& condition) {
  std::optional<Truth>& answer = MemoOf(study).answers[&condition].vacuous;
  if (!answer) answer = policy::IsVacuous(policy, condition, study.sources());
  return *answer;
}
Truth Restricts(Study& study, const policy::Policy& policy, const Condition& condition) {
  std::optional<Truth>& answer = MemoOf(study).answers[&condition].restricts;
  if (!answer) answer = policy::RestrictsValues(policy, condition, study.sources());
  return *answer;
}
Truth ImpliesPresence(Study& study, const policy::Policy& policy, const Condition& condition) {
  std::optional<Truth>& answer = MemoOf(study).answers[&condition].implies_presence;
  if (!answer) answer = policy::ImpliesPresence(policy, condition, study.sources());
  return *answer;
}

/// Keys are compared ignoring case; an argument may have wildcards ("aws:PrincipalTag/*").
Truth IsKey(const Condition& condition, Argument keys) {
  if (condition.key.has_hole) return Truth::kUnknown;
  for (std::uint32_t i = 0; i < keys.size(); ++i) {
    if (text::MatchesGlob(keys.text(i), condition.key.text, Case::kFold)) return Truth::kTrue;
  }
  return Truth::kFalse;
}

/// Whether every value that meets one value of a positive test lies in the set.
Truth ValueWithin(const Condition& condition, const policy::ConditionValue& value, Argument set) {
  const policy::Operator& op = *condition.op;
  if (value.leaf.has_hole) return Truth::kUnknown;
  const std::string_view text = value.leaf.text;
  const bool folds = op.family == OperatorFamily::kBool || op.comparison == policy::Comparison::kEqualsIgnoreCase;
  const bool literal = op.family == OperatorFamily::kString && op.comparison != policy::Comparison::kLike;
  for (std::uint32_t i = 0; i < set.size(); ++i) {
    const std::string_view wanted = set.text(i);
    if (op.family == OperatorFamily::kIpAddress) {
      const std::optional<policy::Cidr> range = policy::ParseCidr(text);
      const std::optional<policy::Cidr> outer = policy::ParseCidr(wanted);
      if (range && outer && outer->Contains(*range)) return Truth::kTrue;
      continue;
    }
    const Case fold = folds ? Case::kFold : Case::kSensitive;
    if (literal ? text::MatchesGlob(wanted, text, fold) : text::CoversGlob(wanted, text, fold)) return Truth::kTrue;
  }
  return Truth::kFalse;
}

/// Whether the condition lets only values of the set through. Read off the values of a positive equality or pattern;
/// a single-valued key under ForAnyValue is the same, a multi-valued one has at least one of them.
Truth AdmitsOnly(const Condition& condition, Argument set) {
  if (!condition.op) return condition.operator_leaf.has_hole ? Truth::kUnknown : Truth::kFalse;
  const policy::Operator& op = *condition.op;
  const bool ordered =
      op.family == OperatorFamily::kNumeric || op.family == OperatorFamily::kDate || op.family == OperatorFamily::kNull;
  if (op.negated || ordered) return Truth::kFalse;
  Truth all = condition.values.open ? Truth::kUnknown : Truth::kTrue;
  for (const policy::ConditionValue& value : condition.values.items) all = And(all, ValueWithin(condition, value, set));
  return condition.values.items.empty() && !condition.values.open ? Truth::kFalse : all;
}

constexpr Member kConstrains[] = {
    {"key", ArgumentType::kKeys, true, "(one of) these condition keys; * and ? are wildcards"},
    {"within", ArgumentType::kPatterns, false, "patterns that every value let through must match"},
};

Truth Constrains(Study& study, const Subject& subject, Argument argument) {
  const Argument within = argument.member(1);
  Truth any = subject.statement->conditions.open || subject.statement->may_hold_more ? Truth::kUnknown : Truth::kFalse;
  for (const Condition& condition : subject.statement->conditions.items) {
    Truth one = IsKey(condition, argument.member(0));
    if (one == Truth::kFalse) continue;
    if (within.present()) {
      one = And(one, AdmitsOnly(condition, within));
    } else {
      one = And(one, Restricts(study, *subject.policy, condition));
    }
    if (one != Truth::kFalse) one = And(one, ImpliesPresence(study, *subject.policy, condition));
    any = Or(any, one);
    if (any == Truth::kTrue) break;
  }
  return any;
}

Truth Implies(Study& study, const Subject& subject, Argument argument) {
  Truth any = subject.statement->conditions.open || subject.statement->may_hold_more ? Truth::kUnknown : Truth::kFalse;
  for (const Condition& condition : subject.statement->conditions.items) {
    const Truth one = IsKey(condition, argument);
    if (one == Truth::kFalse) continue;
    any = Or(any, And(one, ImpliesPresence(study, *subject.policy, condition)));
    if (any == Truth::kTrue) break;
  }
  return any;
}

Truth Tests(Study&, const Subject& subject, Argument argument) {
  Truth any = subject.statement->conditions.open || subject.statement->may_hold_more ? Truth::kUnknown : Truth::kFalse;
  for (const Condition& condition : subject.statement->conditions.items) {
    any = Or(any, IsKey(condition, argument));
    if (any == Truth::kTrue) break;
  }
  return any;
}

Truth Unconditioned(Study& study, const Subject& subject, Argument) {
  Truth none = subject.statement->conditions.open || subject.statement->may_hold_more ? Truth::kUnknown : Truth::kTrue;
  for (const Condition& condition : subject.statement->conditions.items) {
    if (!condition.op && !condition.operator_leaf.has_hole) continue;  // no operator: AWS refuses it anyway
    Truth limits = Restricts(study, *subject.policy, condition);
    if (limits == Truth::kFalse) limits = policy::Limits(*subject.policy, condition, study.sources());
    none = And(none, text::Not(limits));
    if (none == Truth::kFalse) break;
  }
  return none;
}

Truth Contradictory(Study& study, const Subject& subject, Argument) {
  const auto [found, added] = MemoOf(study).contradictory.try_emplace(subject.statement, Truth::kFalse);
  if (added) {
    found->second = policy::AreContradictory(*subject.policy, subject.statement->conditions, study.sources());
  }
  return found->second;
}

Truth IsVacuous(Study& study, const Subject& subject, Argument) {
  return Vacuous(study, *subject.policy, *subject.condition);
}
Truth DoesRestrict(Study& study, const Subject& subject, Argument) {
  return Restricts(study, *subject.policy, *subject.condition);
}
Truth RequiresKey(Study& study, const Subject& subject, Argument) {
  return ImpliesPresence(study, *subject.policy, *subject.condition);
}
Truth KeyIs(Study&, const Subject& subject, Argument argument) { return IsKey(*subject.condition, argument); }

Needs NeedsCondition(Argument) {
  Needs needs;
  needs.own = Bit(Shape::kCondition);
  return needs;
}

std::string FillKeys(Study& study, const Subject& subject, Argument, std::string_view) {
  std::vector<std::string> keys;
  for (const Condition& condition : subject.statement->conditions.items) {
    keys.push_back(Shown(condition.key.text, study.sources()));
  }
  return JoinShown(keys);
}
constexpr std::string_view kKeysFill[] = {"condition_keys"};

constexpr Predicate kTable[] = {
    {.name = "constrains",
     .doc = "A condition of the statement restricts the key to some of its values, and no request without the key "
            "meets it.",
     .argument = ArgumentType::kObject,
     .members = kConstrains,
     .subjects = Bit(SubjectKind::kStatement),
     .test = Constrains,
     .needs = NeedsCondition},
    {.name = "implies_present",
     .doc = "The statement applies only to requests that carry (one of) the keys.",
     .argument = ArgumentType::kKeys,
     .subjects = Bit(SubjectKind::kStatement),
     .test = Implies,
     .needs = NeedsCondition},
    {.name = "tests_key",
     .doc = "A condition of the statement names (one of) the keys, whatever it demands.",
     .argument = ArgumentType::kKeys,
     .subjects = Bit(SubjectKind::kStatement),
     .test = Tests,
     .needs = NeedsCondition},
    {.name = "unconditioned",
     .doc = "No condition of the statement restricts the values of its key, or demands a key that few requests carry, "
            "such as a tag of the resource.",
     .argument = ArgumentType::kFlag,
     .subjects = Bit(SubjectKind::kStatement),
     .test = Unconditioned},
    {.name = "contradictory",
     .doc = "No request meets all conditions of the statement.",
     .argument = ArgumentType::kFlag,
     .subjects = Bit(SubjectKind::kStatement),
     .fills = kKeysFill,
     .test = Contradictory,
     .fill = FillKeys,
     .needs = NeedsCondition},
    {.name = "vacuous",
     .doc = "Every request meets the condition.",
     .argument = ArgumentType::kFlag,
     .subjects = Bit(SubjectKind::kCondition),
     .test = IsVacuous,
     .needs = NeedsCondition},
    {.name = "restricts",
     .doc = "The condition lets some values of its key through and others not.",
     .argument = ArgumentType::kFlag,
     .subjects = Bit(SubjectKind::kCondition),
     .test = DoesRestrict,
     .needs = NeedsCondition},
    {.name = "requires_key",
     .doc = "No request without the condition's key meets it.",
     .argument = ArgumentType::kFlag,
     .subjects = Bit(SubjectKind::kCondition),
     .test = RequiresKey,
     .needs = NeedsCondition},
    {.name = "key_is",
     .doc = "The condition's key is (one of) these; * and ? are wildcards.",
     .argument = ArgumentType::kKeys,
     .subjects = Bit(SubjectKind::kCondition),
     .test = KeyIs,
     .needs = NeedsCondition,
     .condition_only = true},
};

}  // namespace

std::span<const Predicate> ConditionPredicates() { return kTable; }

}  // namespace iampolicy::rules
