// See explain.h. What the user wrote stands in backticks; each sentence says first what is missing.

#include "lib/access/explain.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "lib/policy/match.h"
#include "lib/policy/policy.h"
#include "lib/policy/value.h"

namespace iampolicy::access {
namespace {

using policy::Condition;
using policy::Effect;
using policy::Match;
using policy::Statement;
using text::Truth;

// A value as a message shows it: one line, at most 80 bytes, cut between code points.
std::string Quoted(std::string_view text) {
  constexpr std::size_t kMost = 80;
  std::string out = "`";
  std::size_t size = text.size() > kMost ? kMost - 3 : text.size();
  while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  for (const char c : text.substr(0, size)) out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  if (size < text.size()) out += "...";
  return out + "`";
}

std::string ListOf(const std::vector<std::string>& values) {
  constexpr std::size_t kMost = 3;
  std::string out;
  for (std::size_t i = 0; i < values.size() && i < kMost; ++i) out += (i == 0 ? "" : ", ") + Quoted(values[i]);
  if (values.size() > kMost) out += " and " + std::to_string(values.size() - kMost) + " more";
  return out;
}

/// The first policy variable of the text that the request gives no value, as written; "" where there is none.
std::string_view VariableWithoutValue(std::string_view text, const Request& request) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at + 2)) {
    const std::size_t end = text.find('}', at);
    if (end == std::string_view::npos) break;
    const std::string_view inside = text.substr(at + 2, end - at - 2);
    const bool is_character = inside == "*" || inside == "?" || inside == "$";
    if (is_character || inside.find(',') != std::string_view::npos) continue;
    const policy::ContextKey* key = policy::FindKey(request.context, inside);
    if (key == nullptr || key->is_set || key->values.size() != 1) return text.substr(at, end + 1 - at);
  }
  return {};
}

template <class List>
std::string NoValueNote(const policy::Policy& policy, const List& list, const Request& request) {
  if (!policy.has_variables()) return "";
  for (const auto& item : list.items) {
    const std::string_view variable = VariableWithoutValue(item.leaf.text, request);
    if (!variable.empty()) return "; " + Quoted(variable) + " has no value in the request";
  }
  return "";
}

/// What the condition takes: "it takes `a`, `b`", "it takes all but `a`".
std::string Taken(const Condition& condition) {
  std::vector<std::string> values;
  for (const policy::ConditionValue& value : condition.values.items) values.emplace_back(value.leaf.text);
  if (values.empty()) return "it lists no value";
  const bool is_null = condition.op && condition.op->family == policy::OperatorFamily::kNull;
  if (is_null && values.size() == 1) {
    return policy::ParseBool(values[0]).value_or(false) ? "it takes requests without the key"
                                                        : "it takes requests with the key";
  }
  return (condition.op && condition.op->negated ? "it takes all but " : "it takes ") + ListOf(values);
}

std::string WhyNotCondition(const policy::Policy& policy, const Condition& condition, const Request& request) {
  const std::string head = Quoted(condition.operator_leaf.text) + " on " + Quoted(condition.key.text) +
                           " does not hold: " + Taken(condition) + ", the request has ";
  const policy::ContextKey* key = policy::FindKey(request.context, condition.key.text);
  const bool is_present = key != nullptr && !key->values.empty();
  if (!is_present) return head + "no such key";
  const bool is_set = key->is_set || key->values.size() != 1;
  const bool is_plain = condition.op && condition.op->qualifier == policy::Qualifier::kNone &&
                        condition.op->family != policy::OperatorFamily::kNull;
  if (is_set && is_plain) return head + "a set of values, which takes ForAllValues or ForAnyValue";
  const bool takes_variables = condition.op && (condition.op->family == policy::OperatorFamily::kString ||
                                                condition.op->family == policy::OperatorFamily::kArn);
  return head + ListOf(key->values) + (takes_variables ? NoValueNote(policy, condition.values, request) : "");
}

std::string WhyNot(const policy::Policy& policy, const Statement& statement, const Match& match,
                   const Request& request) {
  switch (match.failed) {
    case Match::Part::kPrincipal:
      if (!statement.principals.present() && !statement.not_principals.present()) return "it has no Principal";
      if (!statement.principals.present()) return "NotPrincipal exempts " + Quoted(request.principal);
      return "Principal does not name " + Quoted(request.principal);
    case Match::Part::kAction:
      if (statement.actions.present()) return "Action does not cover " + Quoted(request.action);
      if (statement.not_actions.present()) return "NotAction excludes " + Quoted(request.action);
      return "it has no Action";
    case Match::Part::kResource:
      if (statement.resources.present()) {
        return "Resource does not cover " + Quoted(request.resource) +
               NoValueNote(policy, statement.resources, request);
      }
      if (statement.not_resources.present()) return "NotResource excludes " + Quoted(request.resource);
      return "it has no Resource";
    case Match::Part::kCondition:
      return WhyNotCondition(policy, statement.conditions.items[match.condition], request);
    case Match::Part::kNone:
      break;
  }
  return "";
}

/// Why a statement that applies did not carry the decision.
std::string WhyNoMatter(const policy::Policy& policy, const Statement& statement, const Judgement& judgement) {
  if (judgement.reason == Reason::kNeedsNothing) return "it applies, but the action needs no permission";
  if (statement.effect == Effect::kDeny) return "";
  if (judgement.outcome == Outcome::kExplicitDeny) return "it applies, but a Deny wins";
  switch (policy.kind) {
    case PolicyKind::kBoundary:
    case PolicyKind::kSession:
    case PolicyKind::kScp:
    case PolicyKind::kRcp:
    case PolicyKind::kEndpoint:
      return judgement.outcome == Outcome::kAllowed ? "it applies, but the decision does not need it"
                                                    : "it applies, but limits and grants nothing";
    default:
      break;
  }
  return judgement.outcome == Outcome::kAllowed ? "it applies, but another statement allows already"
                                                : "it applies, but is not enough";
}

std::string ReasonText(const Judgement& judgement, const Request& request) {
  const std::string asked = Quoted(request.action) + " on " + Quoted(request.resource);
  switch (judgement.reason) {
    case Reason::kDenied:
      return "a Deny statement covers " + asked;
    case Reason::kNeedsNothing:
      return Quoted(request.action) + " needs no permission and cannot be denied";
    case Reason::kNamed:
      return "the resource's policy allows " + asked + " for the caller itself or for everyone";
    case Reason::kRoleNamed:
      return "the resource's policy allows " + asked + " for the caller's role or user, and nothing limits it";
    case Reason::kIdentity:
      return "the caller's policies allow " + asked;
    case Reason::kDelegated:
      return "the resource's policy delegates " + asked + " to the account, and the caller's policies allow it";
    case Reason::kRoot:
      return "the root user may do everything in its own account";
    case Reason::kBothAccounts:
      return "both accounts allow " + asked;
    case Reason::kResourceAlone:
      return "the resource's policy allows " + asked;
    case Reason::kScpSilent:
      return "no service control policy" + (judgement.level.empty() ? "" : " of level " + Quoted(judgement.level)) +
             " allows " + asked;
    case Reason::kEndpointSilent:
      return "the endpoint's policy does not allow " + asked;
    case Reason::kNothingAllows:
      return "no policy allows " + asked;
    case Reason::kResourceSilent:
      return "the resource's policy does not allow " + asked + " for the caller, and has to";
    case Reason::kIdentitySilent:
      return "no identity policy allows " + asked;
    case Reason::kBoundarySilent:
      return "the permissions boundary does not allow " + asked;
    case Reason::kSessionSilent:
      return "the session policy does not allow " + asked;
    case Reason::kSessionMissing:
      return "a federated user has no permissions of its own without a session policy";
  }
  return "";
}

std::string PlaceOf(const StatementVerdict& verdict) {
  return "policies[" + std::to_string(verdict.policy) + "].Statement[" + std::to_string(verdict.statement) + "]";
}

/// What makes a statement that may or may not apply so.
std::string WhyUnknown(const Statement& statement) {
  if (statement.effect == Effect::kUnknown) return "its Effect is not known";
  for (const Condition& condition : statement.conditions.items) {
    if (!condition.op) return Quoted(condition.operator_leaf.text) + " is no condition operator";
  }
  if (statement.not_resources.present()) {
    return "its NotResource has a policy variable without a value in the request, which AWS leaves open";
  }
  return "a part of it is not known";
}

}  // namespace

Decision Explain(std::span<const Attached> policies, const Request& request, const Judgement& judgement) {
  Decision decision;
  decision.outcome = judgement.outcome;
  decision.reason = ReasonText(judgement, request);
  decision.statements.reserve(judgement.verdicts.size());
  for (const StatementVerdict& verdict : judgement.verdicts) {
    const Attached& attached = policies[verdict.policy];
    const Statement& statement = attached.policy->statements.items[verdict.statement];
    StatementResult result;
    result.policy = verdict.policy;
    result.statement = statement.index;
    result.kind = attached.policy->kind;
    result.level = attached.level;
    result.sid = statement.sid.text;
    result.allow = statement.effect == Effect::kAllow;
    result.applies = verdict.match.applies == Truth::kTrue;
    result.decides = verdict.decides;
    if (!verdict.governs) {
      result.why = "policies of this kind do not bind the caller";
    } else if (verdict.match.applies == Truth::kUnknown) {
      result.why = "whether it applies is not known, and does not matter";
    } else if (!result.applies) {
      result.why = WhyNot(*attached.policy, statement, verdict.match, request);
    } else if (!result.decides) {
      result.why = WhyNoMatter(*attached.policy, statement, judgement);
    }
    decision.statements.push_back(std::move(result));
  }
  return decision;
}

std::string WhyUndecided(std::span<const Attached> policies, const Judgement& judgement) {
  for (const StatementVerdict& verdict : judgement.verdicts) {
    const Statement& statement = policies[verdict.policy].policy->statements.items[verdict.statement];
    const bool is_open = verdict.match.applies == Truth::kUnknown ||
                         (verdict.match.applies == Truth::kTrue && statement.effect == Effect::kUnknown);
    if (is_open && verdict.governs) {
      return "the decision depends on whether " + PlaceOf(verdict) + " applies: " + WhyUnknown(statement);
    }
  }
  return "the decision depends on a part of the policies that is not known";
}

}  // namespace iampolicy::access
