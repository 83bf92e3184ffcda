// A statement against a request: principal, action and resource. Conditions are in match_condition.cc.
//
// Texts are matched as they stand in the document, so a policy needs no preparation beyond its AST: a glob costs some
// 30 ns, and only a text with variables or holes is parsed.

#include "lib/policy/match.h"

#include <cstddef>

#include "lib/policy/caller.h"
#include "lib/policy/expand.h"
#include "lib/text/pattern.h"
#include "lib/text/utf8.h"

namespace iampolicy::policy {
namespace {

using text::Truth;

constexpr text::PatternSyntax kResourceSyntax;
constexpr text::PatternSyntax kActionSyntax{text::Case::kFold, text::Wildcards::kYes, text::Variables::kNo};

/// In these, and only there, a short ARN is completed.
bool CompletesArns(PolicyKind kind) {
  return kind == PolicyKind::kIdentity || kind == PolicyKind::kBoundary || kind == PolicyKind::kSession;
}

/// Whether a statement of the policy without Resource means the resource it is attached to.
bool ImpliesResource(const Policy& policy, const Statement& statement) {
  return policy.kind == PolicyKind::kTrust || policy.kind == PolicyKind::kResource ||
         (policy.kind == PolicyKind::kUnknown &&
          (statement.principals.present() || statement.not_principals.present()));
}

/// Where policy variables may start in a resource: after the fifth colon of an ARN. The whole of what is no ARN.
std::size_t VariablesFrom(const Resource& resource) {
  if (!resource.arn.present) return 0;
  if (resource.arn.fields < 6) return resource.leaf.text.size();
  return static_cast<std::size_t>(resource.arn.resource.data() - resource.leaf.text.data());
}

struct Coverage {
  Truth covers = Truth::kFalse;
  bool has_value = true;  ///< false: a variable of the entry has no value
};

Coverage CoverageOf(const Policy& policy, const Resource& resource, const Request& request,
                    const text::Sources& sources) {
  const Leaf& leaf = resource.leaf;
  const bool is_short = resource.arn.present && resource.arn.fields < 6 && CompletesArns(policy.kind);
  if (is_short && !leaf.has_hole) {
    std::string whole(leaf.text);
    for (std::uint32_t field = resource.arn.fields; field < 6; ++field) whole += ":*";
    return {text::ToTruth(text::MatchesGlob(whole, request.resource))};
  }
  Expanded expanded = Expand(policy, leaf, VariablesFrom(resource), kResourceSyntax, request.context, sources);
  if (expanded.state == Expanded::State::kNoValue) return {Truth::kFalse, false};
  Truth covers = Takes(expanded, leaf, kResourceSyntax, request.resource);
  // A hole may hold the colons that are missing, or not.
  if (is_short && expanded.state == Expanded::State::kPattern && covers == Truth::kFalse) {
    for (std::uint32_t field = resource.arn.fields; field < 6 && covers == Truth::kFalse; ++field) {
      expanded.pattern += U':';
      expanded.pattern += text::kStar;
      if (Takes(expanded, leaf, kResourceSyntax, request.resource) != Truth::kFalse) covers = Truth::kUnknown;
    }
  }
  return {covers};
}

Truth CoversAction(const List<Action>& list, std::string_view action, const text::Sources& sources) {
  Truth covers = list.open ? Truth::kUnknown : Truth::kFalse;
  const char first = action.empty() ? '\0' : text::FoldAscii(action.front());
  for (const Action& entry : list.items) {
    // Lists of thousands are passed over by their first letter.
    const char begin = entry.leaf.text.empty() ? '\0' : entry.leaf.text.front();
    const bool is_letter = static_cast<unsigned char>(begin) < 0x80 && begin != '*' && begin != '?';
    if (is_letter && text::FoldAscii(begin) != first) continue;
    covers = Or(covers, MatchesAction(entry, action, sources));
    if (covers == Truth::kTrue) break;
  }
  return covers;
}

struct ListCoverage {
  Truth covers = Truth::kFalse;
  bool has_values = true;
};

ListCoverage CoversResource(const Policy& policy, const List<Resource>& list, const Request& request,
                            const text::Sources& sources) {
  ListCoverage result;
  result.covers = list.open ? Truth::kUnknown : Truth::kFalse;
  for (const Resource& entry : list.items) {
    const Coverage coverage = CoverageOf(policy, entry, request, sources);
    result.covers = Or(result.covers, coverage.covers);
    result.has_values &= coverage.has_value;
    if (result.covers == Truth::kTrue) break;
  }
  return result;
}

Truth ActionPart(const Statement& statement, const Request& request, const text::Sources& sources) {
  const bool has_list = statement.actions.present();
  const bool has_complement = statement.not_actions.present();
  if (!has_list && !has_complement) return statement.may_hold_more ? Truth::kUnknown : Truth::kFalse;
  Truth applies = Truth::kTrue;
  if (has_list) applies = CoversAction(statement.actions, request.action, sources);
  if (has_complement) applies = And(applies, Not(CoversAction(statement.not_actions, request.action, sources)));
  return applies;
}

Truth ResourcePart(const Policy& policy, const Statement& statement, const Request& request,
                   const text::Sources& sources) {
  const bool has_list = statement.resources.present();
  const bool has_complement = statement.not_resources.present();
  if (!has_list && !has_complement) {
    if (statement.may_hold_more) return Truth::kUnknown;
    return text::ToTruth(ImpliesResource(policy, statement));
  }
  Truth applies = Truth::kTrue;
  if (has_list) applies = CoversResource(policy, statement.resources, request, sources).covers;
  if (has_complement) {
    const ListCoverage excluded = CoversResource(policy, statement.not_resources, request, sources);
    Truth covered = excluded.covers;
    if (!excluded.has_values) covered = Or(covered, Truth::kUnknown);
    applies = And(applies, Not(covered));
  }
  return applies;
}

/// Fills in who is meant: `applies` and the grades.
Match PrincipalPart(const Policy& policy, const Statement& statement, const Request& request,
                    const text::Sources& sources, bool has_boundary) {
  Match match;
  match.applies = Truth::kTrue;
  const bool has_list = statement.principals.present();
  const bool has_complement = statement.not_principals.present();
  if (!has_list && !has_complement) {
    const bool needs_principal = policy.kind == PolicyKind::kResource || policy.kind == PolicyKind::kTrust;
    if (needs_principal) match.applies = statement.may_hold_more ? Truth::kUnknown : Truth::kFalse;
    return match;
  }
  const Caller caller = ParseCaller(request);
  if (has_list) {
    const Named named = NamedBy(statement.principals, caller, sources);
    match.grade = named.grade;
    match.most = named.most;
    const Truth maybe = named.most != Grade::kNone ? Truth::kUnknown : Truth::kFalse;
    match.applies = named.grade != Grade::kNone ? Truth::kTrue : maybe;
  }
  if (has_complement) {
    const bool never_exempt = statement.effect == Effect::kDeny && has_boundary && caller.has_identity();
    if (!never_exempt) match.applies = And(match.applies, Not(IsExempt(statement.not_principals, caller, sources)));
  }
  return match;
}

}  // namespace

const ContextKey* FindKey(std::span<const ContextKey> context, std::string_view name) {
  for (const ContextKey& key : context) {
    if (key.name.size() == name.size() && text::EqualIgnoringCase(key.name, name)) {
      return key.values.empty() ? nullptr : &key;
    }
  }
  return nullptr;
}

Truth MatchesAction(const Action& action, std::string_view request_action, const text::Sources& sources) {
  if (!action.leaf.has_hole) {
    return text::ToTruth(text::MatchesGlob(action.leaf.text, request_action, text::Case::kFold));
  }
  text::VariableTable table;
  const text::Pattern pattern = text::ParsePattern(action.leaf.text, kActionSyntax, table, &sources);
  return text::MatchesWithHoles(pattern, request_action, text::Case::kFold);
}

Truth MatchesResource(const Policy& policy, const Resource& resource, const Request& request,
                      const text::Sources& sources) {
  return CoverageOf(policy, resource, request, sources).covers;
}

Match MatchStatement(const Policy& policy, const Statement& statement, const Request& request,
                     const text::Sources& sources, bool has_boundary) {
  Match match = PrincipalPart(policy, statement, request, sources, has_boundary);
  const auto fails = [&match](Truth part, Match::Part which) {
    match.applies = And(match.applies, part);
    if (part == Truth::kFalse) match.failed = which;
    return part == Truth::kFalse;
  };
  if (fails(match.applies, Match::Part::kPrincipal)) return match;
  if (fails(ActionPart(statement, request, sources), Match::Part::kAction)) return match;
  if (fails(ResourcePart(policy, statement, request, sources), Match::Part::kResource)) return match;
  for (std::uint32_t i = 0; i < statement.conditions.items.size(); ++i) {
    match.condition = i;
    const Truth met = MatchesCondition(policy, statement.conditions.items[i], request, sources);
    if (fails(met, Match::Part::kCondition)) return match;
  }
  match.condition = 0;
  if (statement.conditions.open) match.applies = And(match.applies, Truth::kUnknown);
  return match;
}

}  // namespace iampolicy::policy
