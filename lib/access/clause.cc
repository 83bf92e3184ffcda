#include "lib/access/clause.h"

#include <algorithm>

#include "lib/text/truth.h"
#include "lib/text/utf8.h"

namespace iampolicy::access {
namespace {

constexpr text::PatternSyntax kActionSyntax{text::Case::kFold, text::Wildcards::kYes, text::Variables::kNo};

bool CompletesArns(PolicyKind kind) {
  return kind == PolicyKind::kIdentity || kind == PolicyKind::kBoundary || kind == PolicyKind::kSession;
}

bool NeedsPrincipal(PolicyKind kind) { return kind == PolicyKind::kResource || kind == PolicyKind::kTrust; }

/// In these a statement without Resource means the resource it is attached to.
bool ImpliesResource(const policy::Policy& policy, const policy::Statement& statement) {
  return NeedsPrincipal(policy.kind) || (policy.kind == PolicyKind::kUnknown &&
                                         (statement.principals.present() || statement.not_principals.present()));
}

/// A run of stars takes what one star takes.
text::Pattern Collapsed(text::Pattern pattern) {
  const auto both_stars = [](char32_t a, char32_t b) { return a == text::kStar && b == text::kStar; };
  pattern.erase(std::unique(pattern.begin(), pattern.end(), both_stars), pattern.end());
  return pattern;
}

void SortAndUnique(std::vector<text::Pattern>& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
}

bool TakesVariables(const policy::Condition& condition) {
  return condition.op && (condition.op->family == policy::OperatorFamily::kString ||
                          condition.op->family == policy::OperatorFamily::kArn);
}

bool HasDollarBrace(const policy::Condition& condition) {
  return std::any_of(condition.values.items.begin(), condition.values.items.end(),
                     [](const auto& value) { return value.leaf.text.find("${") != std::string_view::npos; });
}

/// Texts of a test, for comparing clauses.
std::vector<std::string_view> TextsOf(const policy::Condition& condition) {
  std::vector<std::string_view> texts;
  for (const auto& value : condition.values.items) texts.push_back(value.leaf.text);
  std::sort(texts.begin(), texts.end());
  return texts;
}

bool AreEqualTests(const std::vector<const policy::Condition*>& a, const std::vector<const policy::Condition*>& b) {
  if (a.size() != b.size()) return false;
  const auto within = [](const auto& some, const auto& all) {
    return std::all_of(some.begin(), some.end(), [&](const policy::Condition* one) {
      return std::any_of(all.begin(), all.end(),
                         [&](const policy::Condition* other) { return AreEqual(*one, *other); });
    });
  };
  return within(a, b) && within(b, a);
}

bool AreEqualPrincipals(const policy::Principals& a, const policy::Principals& b) {
  if (a.present() != b.present() || a.open != b.open || a.items.size() != b.items.size()) return false;
  const auto texts = [](const policy::Principals& list) {
    std::vector<std::pair<policy::PrincipalType, std::string_view>> found;
    for (const auto& item : list.items) found.emplace_back(item.type, item.leaf.text);
    std::sort(found.begin(), found.end());
    return found;
  };
  return texts(a) == texts(b);
}

}  // namespace

text::Pattern ClauseMaker::ResourcePattern(const policy::Policy& policy, const policy::Resource& resource) {
  const std::string_view text = resource.leaf.text;
  // Variables may stand after the fifth colon of an ARN, or anywhere in what is no ARN.
  std::size_t head = 0;
  if (resource.arn.present) {
    head = resource.arn.fields < 6 ? text.size() : static_cast<std::size_t>(resource.arn.resource.data() - text.data());
  }
  text::PatternSyntax syntax;
  if (!policy.has_variables()) head = text.size();
  const text::Sources* holes = resource.leaf.has_hole ? &sources_ : nullptr;
  syntax.variables = text::Variables::kNo;
  text::Pattern pattern = text::ParsePattern(text.substr(0, head), syntax, variables_, holes);
  syntax.variables = text::Variables::kYes;
  if (head < text.size()) pattern += text::ParsePattern(text.substr(head), syntax, variables_, holes);
  if (resource.arn.present && CompletesArns(policy.kind)) {
    for (std::uint32_t field = resource.arn.fields; field < 6; ++field) {
      pattern += U':';
      pattern += text::kStar;
    }
  }
  return Collapsed(std::move(pattern));
}

// In a document without variables ${ is text. Elsewhere the same text is written ${$}{.
const policy::Condition* ClauseMaker::Escaped(const policy::Condition& condition) {
  policy::Condition copy = condition;
  for (policy::ConditionValue& value : copy.values.items) {
    std::string escaped;
    const std::string_view text = value.leaf.text;
    std::size_t from = 0;
    for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", from)) {
      escaped += text.substr(from, at - from);
      escaped += "${$}{";
      from = at + 2;
    }
    escaped += text.substr(from);
    value.leaf.text = texts_.emplace_back(std::move(escaped));
  }
  return &conditions_.emplace_back(std::move(copy));
}

void ClauseMaker::CollectVariables(Clause& clause) {
  const auto collect = [&clause](const text::Pattern& pattern) {
    for (const char32_t symbol : pattern) {
      if (IsVariable(symbol)) clause.variables.push_back(symbol);
    }
  };
  for (const auto& pattern : clause.resources.in) collect(pattern);
  for (const auto& pattern : clause.resources.out) collect(pattern);
  for (const policy::Condition* test : clause.tests) {
    if (!TakesVariables(*test) || !HasDollarBrace(*test)) continue;
    for (const auto& value : test->values.items)
      collect(text::ParsePattern(value.leaf.text, {}, variables_, &sources_));
  }
  std::sort(clause.variables.begin(), clause.variables.end());
  clause.variables.erase(std::unique(clause.variables.begin(), clause.variables.end()), clause.variables.end());
}

Clause ClauseMaker::Make(const policy::Policy& policy, const policy::Statement& statement) {
  Clause clause;
  clause.policy = &policy;
  clause.statement = &statement;
  const auto actions = [&](const policy::List<policy::Action>& list, std::vector<text::Pattern>& into) {
    for (const policy::Action& action : list.items) {
      const text::Sources* holes = action.leaf.has_hole ? &sources_ : nullptr;
      into.push_back(Collapsed(text::ParsePattern(action.leaf.text, kActionSyntax, variables_, holes)));
    }
    SortAndUnique(into);
  };
  const auto resources = [&](const policy::List<policy::Resource>& list, std::vector<text::Pattern>& into) {
    for (const policy::Resource& resource : list.items) into.push_back(ResourcePattern(policy, resource));
    SortAndUnique(into);
  };
  actions(statement.actions, clause.actions.in);
  actions(statement.not_actions, clause.actions.out);
  resources(statement.resources, clause.resources.in);
  resources(statement.not_resources, clause.resources.out);
  clause.actions.has_in = statement.actions.present();
  clause.actions.has_out = statement.not_actions.present();
  clause.actions.in_open = statement.actions.open;
  clause.actions.out_open = statement.not_actions.open;
  clause.resources.has_in = statement.resources.present();
  clause.resources.has_out = statement.not_resources.present();
  clause.resources.in_open = statement.resources.open;
  clause.resources.out_open = statement.not_resources.open;
  const text::Truth missing = statement.may_hold_more ? text::Truth::kUnknown : text::Truth::kFalse;
  clause.actions.otherwise = missing;
  clause.resources.otherwise = ImpliesResource(policy, statement) ? text::Truth::kTrue : missing;
  clause.needs_principal = NeedsPrincipal(policy.kind);
  clause.is_certain = !statement.may_hold_more && !statement.conditions.open;
  for (const policy::Condition& condition : statement.conditions.items) {
    if (!condition.op || condition.key.has_hole || condition.operator_leaf.has_hole) {
      clause.is_certain = false;
    } else {
      const bool escapes = !policy.has_variables() && TakesVariables(condition) && HasDollarBrace(condition);
      clause.tests.push_back(escapes ? Escaped(condition) : &condition);
    }
  }
  CollectVariables(clause);
  return clause;
}

bool AreEqual(const policy::Condition& a, const policy::Condition& b) {
  return text::EqualIgnoringCase(a.key.text, b.key.text) &&
         text::EqualIgnoringCase(a.operator_leaf.text, b.operator_leaf.text) && a.values.open == b.values.open &&
         TextsOf(a) == TextsOf(b);
}

bool AreEqual(const Clause& a, const Clause& b) {
  return a.actions == b.actions && a.resources == b.resources && a.is_certain == b.is_certain && a.is_certain &&
         a.crossing == b.crossing && a.needs_principal == b.needs_principal && AreEqualTests(a.tests, b.tests) &&
         AreEqualPrincipals(a.statement->principals, b.statement->principals) &&
         AreEqualPrincipals(a.statement->not_principals, b.statement->not_principals);
}

}  // namespace iampolicy::access
