#include "lib/rules/engine.h"

#include <algorithm>
#include <tuple>

#include "lib/rules/expression.h"
#include "lib/rules/fields.h"
#include "lib/rules/registry.h"

namespace iampolicy::rules {
namespace {

using text::And;
using text::Not;
using text::Truth;

constexpr std::uint32_t kActionEach = Bit(Each::kAction) | Bit(Each::kNotAction);
constexpr std::uint32_t kConditionEach = Bit(Each::kCondition) | Bit(Each::kValue);

std::uint32_t PlaceOf(const RawFinding& finding) {
  const Subject& subject = finding.subject;
  if (subject.value != nullptr) return subject.value->leaf.span.begin;
  if (subject.condition != nullptr) return subject.condition->key.span.begin;
  if (subject.principal != nullptr) return subject.principal->leaf.span.begin;
  if (subject.resource != nullptr) return subject.resource->leaf.span.begin;
  if (subject.action != nullptr) return subject.action->leaf.span.begin;
  if (subject.statement != nullptr) return subject.statement->span.begin;
  return subject.problem != nullptr ? subject.problem->span.begin : 0;
}

bool HasIdentity(PolicyKind kind) { return kind == PolicyKind::kIdentity; }

}  // namespace

Engine::Engine(const PackView& pack, const std::vector<bool>& enabled, Triggers triggers)
    : pack_(pack), triggers_(triggers), by_problem_(ProblemKindCount()), statement_shapes_(pack.size()) {
  for (std::uint32_t rule = 0; rule < pack_.size(); ++rule) {
    if (!enabled[rule]) continue;
    const RuleView view = pack_[rule];
    if ((view.each() & Bit(Each::kProblem)) != 0) {
      const std::uint32_t kinds = view.word(RuleWord::kProblemKinds);
      if (kinds == 0 || triggers_ == Triggers::kIgnore) {
        for (Rules& rules : by_problem_) rules.push_back(rule);
      } else {
        for (std::uint32_t i = 0; i < view.tables().words[kinds]; ++i) {
          by_problem_[view.tables().words[kinds + 1 + i]].push_back(rule);
        }
      }
      continue;
    }
    others_.push_back({rule, view.kinds(), view.word(RuleWord::kShapes), view.word(RuleWord::kStatementShapes),
                       view.each(), view.word(RuleWord::kActionNeeds), view.resource_types().size() != 0});
    if ((view.each() & kActionEach) != 0) action_rules_.push_back(rule);
    if ((view.each() & kConditionEach) != 0) condition_rules_.push_back(rule);
    if (triggers_ == Triggers::kUse) statement_shapes_[rule] = view.word(RuleWord::kStatementShapes);
  }
  if (triggers_ == Triggers::kUse) return;
  for (Trigger& trigger : others_) trigger.shapes = trigger.statement = trigger.needs = 0;
}

bool Engine::FitsKind(Study& study, const RuleView& rule) const {
  if ((rule.kinds() & (1u << static_cast<std::uint32_t>(study.kind()))) != 0) return true;
  if (!study.has_policy()) return false;
  const Argument types = rule.resource_types();
  for (std::uint32_t i = 0; i < types.size(); ++i) {
    if (types.text(i) == study.policy().resource_type) return true;
  }
  return false;
}

bool Engine::Fits(Study& study, const Trigger& trigger) const {
  if ((study.shapes() & trigger.shapes) != trigger.shapes) return false;
  const bool of_kind = (trigger.kinds & (1u << static_cast<std::uint32_t>(study.kind()))) != 0;
  if (!of_kind && !(trigger.by_type && FitsKind(study, pack_[trigger.rule]))) return false;
  if (trigger.needs == 0) return true;
  const Tables& tables = pack_.tables();
  for (std::uint32_t i = 0; i < tables.words[trigger.needs]; ++i) {
    if (!study.MayAllowAny(Argument(tables, tables.words[trigger.needs + 1 + i]))) return false;
  }
  return true;
}

void Engine::Ask(Study& study, std::uint32_t rule, const Subject& subject, std::vector<RawFinding>& out) const {
  if (out.size() >= kMostFindings) return;
  const RuleView view = pack_[rule];
  Truth truth = Evaluate(study, subject, pack_.tables(), view.word(RuleWord::kWhen));
  if (truth == Truth::kFalse) return;
  const std::uint32_t unless = view.word(RuleWord::kUnless);
  if (unless != 0) truth = And(truth, Not(Evaluate(study, subject, pack_.tables(), unless)));
  if (truth == Truth::kFalse) return;
  Certainty certainty = Certainty::kCertain;
  if (truth == Truth::kUnknown) {
    if (view.on_unknown() == OnUnknown::kIgnore) return;
    if (view.on_unknown() == OnUnknown::kPossible) certainty = Certainty::kPossible;
  }
  out.push_back({rule, certainty, subject});
}

void Engine::RunProblems(Study& study, std::vector<RawFinding>& out) const {
  const auto ask = [&](const text::Problem& problem) {
    Subject subject;
    subject.policy = study.has_policy() ? &study.policy() : nullptr;
    subject.problem = &problem;
    const std::uint32_t kind = FindProblemKind(problem.kind);
    if (kind == kNoProblemKind) return;
    for (const std::uint32_t rule : by_problem_[kind]) {
      if (!FitsKind(study, pack_[rule])) continue;
      const std::size_t before = out.size();
      Ask(study, rule, subject, out);
      if (problem.truth == Truth::kUnknown && out.size() > before) out.back().certainty = Certainty::kPossible;
    }
  };
  for (const text::Problem& problem : study.problems()) ask(problem);
  if (!study.has_policy()) return;
  for (const text::Problem& problem : study.policy().problems) ask(problem);
}

template <class Facts>
const Engine::Rules& Engine::Candidates(Study& study, const Subject& subject, const Rules& rules, Facts& facts) const {
  if (facts.candidates != nullptr) return *facts.candidates;
  Rules candidates;
  candidates.reserve(8);
  for (const std::uint32_t rule : rules) {
    const std::uint32_t tests = pack_[rule].word(RuleWord::kTextTests);
    bool ruled_out = false;
    for (std::uint32_t i = 0; tests != 0 && i < pack_.tables().words[tests] && !ruled_out; ++i) {
      ruled_out = Evaluate(study, subject, pack_.tables(), pack_.tables().words[tests + 1 + i]) == Truth::kFalse;
    }
    if (!ruled_out) candidates.push_back(rule);
  }
  facts.candidates = study.memo().Keep(candidates);
  return *facts.candidates;
}

void Engine::RunActions(Study& study, const Subject& statement, Each each, std::uint32_t shapes,
                        const std::vector<bool>& is_live, std::vector<RawFinding>& out) const {
  Subject subject = statement;
  subject.negated = each == Each::kNotAction;
  const auto& list = subject.negated ? statement.statement->not_actions : statement.statement->actions;
  if (list.items.empty()) return;
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    subject.action = &list.items[i];
    const bool all = triggers_ == Triggers::kIgnore || subject.action->leaf.has_hole;
    for (const std::uint32_t rule :
         all ? action_rules_ : Candidates(study, subject, action_rules_, *study.Facts(list)[i])) {
      if ((shapes & statement_shapes_[rule]) != statement_shapes_[rule]) continue;
      if (is_live[rule] && (pack_[rule].each() & Bit(each)) != 0) Ask(study, rule, subject, out);
    }
  }
}

void Engine::RunConditions(Study& study, const Subject& statement, std::uint32_t shapes,
                           const std::vector<bool>& is_live, std::vector<RawFinding>& out) const {
  Subject subject = statement;
  for (const policy::Condition& condition : statement.statement->conditions.items) {
    subject.condition = &condition;
    const bool all = triggers_ == Triggers::kIgnore || condition.key.has_hole || condition.operator_leaf.has_hole;
    const Rules& rules = all ? condition_rules_
                             : Candidates(study, subject, condition_rules_,
                                          study.memo().Facts(condition.operator_leaf.text, condition.key.text));
    for (const std::uint32_t rule : rules) {
      if (!is_live[rule] || (shapes & statement_shapes_[rule]) != statement_shapes_[rule]) continue;
      const std::uint32_t each = pack_[rule].each();
      if ((each & Bit(Each::kCondition)) != 0) Ask(study, rule, subject, out);
      if ((each & Bit(Each::kValue)) == 0) continue;
      for (const policy::ConditionValue& value : condition.values.items) {
        subject.value = &value;
        Ask(study, rule, subject, out);
      }
      subject.value = nullptr;
    }
  }
}

void Engine::RunStatement(Study& study, const Subject& statement, const std::vector<const Trigger*>& live,
                          const std::vector<bool>& is_live, std::vector<RawFinding>& out) const {
  const policy::Statement& parts = *statement.statement;
  const std::uint32_t shapes = study.shapes(parts);
  RunActions(study, statement, Each::kAction, shapes, is_live, out);
  RunActions(study, statement, Each::kNotAction, shapes, is_live, out);
  RunConditions(study, statement, shapes, is_live, out);
  for (const Trigger* trigger : live) {
    if ((shapes & trigger->statement) != trigger->statement) continue;
    const std::uint32_t rule = trigger->rule;
    const auto has = [&](Each each) { return (trigger->each & Bit(each)) != 0; };
    Subject subject = statement;
    if (has(Each::kStatement)) Ask(study, rule, subject, out);
    const auto ask_all = [&](const auto& items, auto Subject::*member, bool negated) {
      subject.negated = negated;
      for (const auto& item : items) {
        subject.*member = &item;
        Ask(study, rule, subject, out);
      }
      subject.*member = nullptr;
    };
    if (has(Each::kResource)) ask_all(parts.resources.items, &Subject::resource, false);
    if (has(Each::kNotResource)) ask_all(parts.not_resources.items, &Subject::resource, true);
    if (has(Each::kPrincipal)) ask_all(parts.principals.items, &Subject::principal, false);
    if (has(Each::kNotPrincipal)) ask_all(parts.not_principals.items, &Subject::principal, true);
  }
}

std::vector<RawFinding> Engine::Run(Study& study, Part part) const {
  std::vector<RawFinding> out;
  if (part != Part::kIdentityOnly) RunProblems(study, out);
  if (study.has_policy()) {
    std::vector<const Trigger*> live;  // but those that examine actions or conditions
    std::vector<bool> is_live(pack_.size());
    live.reserve(others_.size());
    Subject subject;
    subject.policy = &study.policy();
    constexpr std::uint32_t kWhole = Bit(Each::kPolicy) | Bit(Each::kIdentity);
    for (const Trigger& trigger : others_) {
      const bool is_identity = (trigger.each & Bit(Each::kIdentity)) != 0;
      if (is_identity ? part == Part::kWithoutIdentity : part == Part::kIdentityOnly) continue;
      if (is_identity && !HasIdentity(study.kind())) continue;
      if (!Fits(study, trigger)) continue;
      is_live[trigger.rule] = true;
      if ((trigger.each & kWhole) != 0) {
        Ask(study, trigger.rule, subject, out);
      } else if ((trigger.each & (kActionEach | kConditionEach)) == 0) {
        live.push_back(&trigger);
      }
    }
    for (const policy::Statement& statement : study.policy().statements.items) {
      if (out.size() >= kMostFindings) break;
      subject.statement = &statement;
      RunStatement(study, subject, live, is_live, out);
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const RawFinding& a, const RawFinding& b) {
    return std::make_tuple(a.rule, PlaceOf(a)) < std::make_tuple(b.rule, PlaceOf(b));
  });
  return out;
}

}  // namespace iampolicy::rules
