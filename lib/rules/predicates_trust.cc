// Who can take a role by a token or through a service: claims of identity providers, and the accounts that the keys of
// a calling service name.
//
// A provider that many customers share puts the customer into a claim, mostly the subject. A wildcard that stands
// before the customer's name ends lets strangers in. Such a stranger's subject is made from the pattern and put to the
// statement's own conditions: only what they accept is reported, and it is shown.

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "lib/policy/condition_classes.h"
#include "lib/policy/match.h"
#include "lib/rules/fields.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"
#include "lib/text/pattern.h"
#include "lib/text/utf8.h"

namespace iampolicy::rules {
namespace {

using policy::Condition;
using policy::PrincipalShape;
using policy::Statement;
using text::And;
using text::Case;
using text::Or;
using text::ToTruth;

/// The provider as condition keys name it: its URL without https://. Empty for other principals.
std::string_view IssuerOf(const policy::Principal& principal) {
  constexpr std::string_view kProvider = "oidc-provider/";
  if (principal.shape == PrincipalShape::kWebIdentity) return principal.leaf.text;
  if (principal.shape != PrincipalShape::kOidcProvider) return {};
  std::string_view issuer = principal.arn.resource;
  if (issuer.starts_with(kProvider)) issuer.remove_prefix(kProvider.size());
  while (issuer.ends_with('/')) issuer.remove_suffix(1);
  return issuer;
}

/// Whether `key` is the claim of the issuer: "gitlab.com:sub"; a slash may end the issuer. Case is ignored.
bool IsClaim(std::string_view key, std::string_view issuer, std::string_view claim) {
  const std::size_t colon = key.rfind(':');
  if (colon == std::string_view::npos || issuer.empty()) return false;
  std::string_view host = key.substr(0, colon);
  while (host.ends_with('/')) host.remove_suffix(1);
  return text::FoldAscii(host) == text::FoldAscii(issuer) && text::FoldAscii(key.substr(colon + 1)) == claim;
}

Truth IsClaim(const Condition& condition, const policy::Principal& principal, Argument claims) {
  if (condition.key.has_hole || principal.leaf.has_hole) return Truth::kUnknown;
  for (std::uint32_t i = 0; i < claims.size(); ++i) {
    if (IsClaim(condition.key.text, IssuerOf(principal), claims.text(i))) return Truth::kTrue;
  }
  return Truth::kFalse;
}

Truth MayHoldMore(const Statement& statement) {
  return statement.conditions.open || statement.may_hold_more ? Truth::kUnknown : Truth::kFalse;
}

Truth TestsClaim(Study&, const Subject& subject, Argument claims) {
  Truth any = MayHoldMore(*subject.statement);
  for (const Condition& condition : subject.statement->conditions.items) {
    any = Or(any, IsClaim(condition, *subject.principal, claims));
  }
  return any;
}

/// Whether some Deny of the policy refuses tokens by the claim: StringNotLike and the like.
Truth IsRefusedByClaim(const Subject& subject, Argument claims) {
  Truth any = Truth::kFalse;
  for (const Statement& statement : subject.policy->statements.items) {
    if (statement.effect != policy::Effect::kDeny) continue;
    for (const Condition& condition : statement.conditions.items) {
      if (condition.op && condition.op->negated) any = Or(any, IsClaim(condition, *subject.principal, claims));
    }
  }
  return any;
}

Truth ConstrainsClaim(Study& study, const Subject& subject, Argument claims) {
  Truth any = Or(MayHoldMore(*subject.statement), IsRefusedByClaim(subject, claims));
  for (const Condition& condition : subject.statement->conditions.items) {
    Truth one = IsClaim(condition, *subject.principal, claims);
    if (one == Truth::kFalse) continue;
    one = And(one, policy::RestrictsValues(*subject.policy, condition, study.sources()));
    if (one != Truth::kFalse) one = And(one, policy::ImpliesPresence(*subject.policy, condition, study.sources()));
    any = Or(any, one);
    if (any == Truth::kTrue) break;
  }
  return any;
}

std::string FillIssuer(Study& study, const Subject& subject, Argument, std::string_view) {
  return Shown(IssuerOf(*subject.principal), study.sources());
}

// ---- strangers ----

/// The members of admits_stranger, in this order.
enum : std::uint32_t { kClaim, kStart, kEnd, kTenant, kExample };
constexpr Member kStranger[] = {
    {"claim", ArgumentType::kTexts, true, "the claim that names the customer: \"sub\"", {}},
    {"start", ArgumentType::kText, false, "what stands before the customer's name", {}},
    {"end", ArgumentType::kText, false, "what ends it; default: the end of the value", {}},
    {"tenant", ArgumentType::kText, true, "what the customer is called: \"owner\"", {}},
    {"example", ArgumentType::kText, true, "a value of another customer", {}},
};

std::string_view TextOf(Argument argument) { return argument.present() ? argument.text() : std::string_view(); }

/// A value that strangers can have and the conditions accept, and the pattern that let it in.
struct Stranger {
  std::string value;
  std::string_view pattern;
  std::string_view fixed;  ///< what the pattern fixes of the customer's name
};

constexpr std::string_view kWildcards = "*?";

/// The pattern with texts for its wildcards, the first of them `first`.
std::string Instance(std::string_view pattern, std::string_view first) {
  std::string out;
  bool is_first = true;
  for (const char c : pattern) {
    if (c != '*' && c != '?') {
      out += c;
    } else {
      out += c == '?' ? std::string_view("x") : is_first ? first : std::string_view("any");
      is_first = false;
    }
  }
  return out;
}

/// Values of other customers that the pattern takes, likely ones first. Empty where it fixes the customer.
std::vector<std::string> Strangers(std::string_view pattern, Argument argument, std::string_view& fixed) {
  const std::string_view start = TextOf(argument.member(kStart));
  const std::string_view end = TextOf(argument.member(kEnd));
  const std::string_view example = argument.member(kExample).text();
  const std::size_t wildcard = pattern.find_first_of(kWildcards);
  if (wildcard == std::string_view::npos) return {};
  const std::string_view before = pattern.substr(0, wildcard);
  const bool is_started = before.starts_with(start);
  if (!is_started && !start.starts_with(before)) return {};  // another kind of value altogether
  fixed = is_started ? before.substr(start.size()) : std::string_view();
  if (is_started && !end.empty() && fixed.find(end) != std::string_view::npos) return {};
  const std::string missing(is_started ? std::string_view() : start.substr(before.size()));
  const std::string name = fixed.empty() ? "another" : "-another";
  const std::size_t tail = end.empty() ? std::string_view::npos : example.find(end, start.size());
  std::vector<std::string> out = {std::string(example)};
  if (tail != std::string_view::npos)
    out.push_back(std::string(before) + missing + name + std::string(example.substr(tail)));
  for (const std::string& first : {missing + name, missing + name + std::string(end) + "any"}) {
    out.push_back(Instance(pattern, first));
  }
  // One whose name is not ended is no value of the provider's.
  std::erase_if(out, [&](const std::string& value) {
    return !value.starts_with(start) || (!end.empty() && value.find(end, start.size()) == std::string::npos);
  });
  return out;
}

/// Whether the statement's tests of the claim accept the value and no Deny refuses it by a test of the claim.
Truth IsAccepted(Study& study, const Subject& subject, Argument claims, const std::string& value) {
  policy::Request request;
  Truth accepted = Truth::kTrue;
  for (const Statement& statement : subject.policy->statements.items) {
    const bool refuses = statement.effect == policy::Effect::kDeny;
    if (!refuses && &statement != subject.statement) continue;
    for (const Condition& condition : statement.conditions.items) {
      const Truth is_claim = IsClaim(condition, *subject.principal, claims);
      if (is_claim == Truth::kFalse || (refuses && !(condition.op && condition.op->negated))) continue;
      request.context = {{std::string(condition.key.text), {value}, false}};
      Truth holds = policy::MatchesCondition(*subject.policy, condition, request, study.sources());
      if (refuses) holds = text::Not(holds);
      accepted = And(accepted, is_claim == Truth::kUnknown ? Truth::kUnknown : holds);
    }
  }
  return accepted;
}

std::optional<Stranger> FindStranger(Study& study, const Subject& subject, Argument argument) {
  const Argument claims = argument.member(kClaim);
  for (const Condition& condition : subject.statement->conditions.items) {
    if (!condition.op || condition.op->negated || IsClaim(condition, *subject.principal, claims) != Truth::kTrue) {
      continue;
    }
    for (const policy::ConditionValue& value : condition.values.items) {
      if (value.leaf.has_hole) continue;
      Stranger stranger;
      stranger.pattern = value.leaf.text;
      for (std::string& candidate : Strangers(value.leaf.text, argument, stranger.fixed)) {
        if (!text::MatchesGlob(value.leaf.text, candidate, Case::kFold)) continue;
        if (IsAccepted(study, subject, claims, candidate) == Truth::kFalse) continue;
        stranger.value = std::move(candidate);
        return stranger;
      }
    }
  }
  return std::nullopt;
}

Truth AdmitsStranger(Study& study, const Subject& subject, Argument argument) {
  const std::optional<Stranger> stranger = FindStranger(study, subject, argument);
  if (stranger) return IsAccepted(study, subject, argument.member(kClaim), stranger->value);
  for (const Condition& condition : subject.statement->conditions.items) {
    const bool has_hole =
        condition.values.open || std::any_of(condition.values.items.begin(), condition.values.items.end(),
                                             [](const policy::ConditionValue& value) { return value.leaf.has_hole; });
    if (has_hole && IsClaim(condition, *subject.principal, argument.member(kClaim)) != Truth::kFalse) {
      return Truth::kUnknown;
    }
  }
  return Truth::kFalse;
}

std::string FillStranger(Study& study, const Subject& subject, Argument argument, std::string_view placeholder) {
  const std::optional<Stranger> stranger = FindStranger(study, subject, argument);
  if (!stranger) return "a value that is not known";
  if (placeholder == "accepted") return Shown(stranger->value, study.sources());
  const std::string pattern = "`" + Shown(stranger->pattern, study.sources()) + "`";
  const std::string tenant(argument.member(kTenant).text());
  if (stranger->fixed.empty()) return pattern + " leaves the " + tenant + " open";
  return pattern + " takes in every " + tenant + " whose name starts with `" + Shown(stranger->fixed, study.sources()) +
         "`";
}

// ---- keys of another provider ----

/// "host/path:claim" of an identity provider: a dot in the host tells it from a service's key.
std::string_view IssuerOfKey(std::string_view key) {
  const std::size_t colon = key.rfind(':');
  if (colon == std::string_view::npos) return {};
  const std::string_view host = key.substr(0, colon);
  return host.substr(0, host.find('/')).find('.') == std::string_view::npos ? std::string_view() : host;
}

Truth OfAnotherIssuer(Study&, const Subject& subject, Argument) {
  const Condition& condition = *subject.condition;
  const std::string_view host = IssuerOfKey(condition.key.text);
  if (host.empty() && !condition.key.has_hole) return Truth::kFalse;
  Truth other = condition.key.has_hole || subject.statement->principals.open ? Truth::kUnknown : Truth::kTrue;
  bool any = false;
  for (const policy::Principal& principal : subject.statement->principals.items) {
    const std::string_view issuer = IssuerOf(principal);
    if (principal.leaf.has_hole) other = And(other, Truth::kUnknown);
    if (issuer.empty()) continue;
    any = true;
    const std::size_t colon = condition.key.text.rfind(':');
    if (IsClaim(condition.key.text, issuer, text::FoldAscii(condition.key.text.substr(colon + 1))))
      return Truth::kFalse;
  }
  return any ? other : Truth::kFalse;
}

std::string FillIssuers(Study& study, const Subject& subject, Argument, std::string_view) {
  std::vector<std::string> issuers;
  for (const policy::Principal& principal : subject.statement->principals.items) {
    if (!IssuerOf(principal).empty()) issuers.push_back(Shown(IssuerOf(principal), study.sources()));
  }
  return JoinShown(issuers);
}

// ---- the account behind a service ----

/// The account ids that the values of a positive test name; `other`: a value names none.
std::vector<std::string_view> AccountsOf(const Statement& statement, std::string_view key, bool in_arn, bool& other) {
  std::vector<std::string_view> out;
  for (const Condition& condition : statement.conditions.items) {
    if (!condition.op || condition.op->negated || condition.key.has_hole ||
        !text::MatchesGlob(key, condition.key.text, Case::kFold)) {
      continue;
    }
    for (const policy::ConditionValue& value : condition.values.items) {
      std::string_view account = value.leaf.text;
      if (in_arn) account = policy::ParseArn(account).account;
      if (value.leaf.has_hole || !policy::IsAccountId(account)) {
        other = true;
      } else {
        out.push_back(account);
      }
    }
    other = other || condition.values.open;
  }
  return out;
}

struct SourceAccounts {
  std::vector<std::string_view> of_arn, given;
  bool other = false;
};
SourceAccounts SourcesOf(const Statement& statement) {
  SourceAccounts out;
  out.of_arn = AccountsOf(statement, "aws:SourceArn", true, out.other);
  out.given = AccountsOf(statement, "aws:SourceAccount", false, out.other);
  return out;
}

Truth SourceAccountsDiffer(Study&, const Subject& subject, Argument) {
  const SourceAccounts accounts = SourcesOf(*subject.statement);
  if (accounts.of_arn.empty() || accounts.given.empty() || accounts.other) return Truth::kFalse;
  return ToTruth(std::none_of(accounts.of_arn.begin(), accounts.of_arn.end(), [&](std::string_view one) {
    return std::find(accounts.given.begin(), accounts.given.end(), one) != accounts.given.end();
  }));
}

std::string FillAccounts(Study&, const Subject& subject, Argument, std::string_view placeholder) {
  const SourceAccounts accounts = SourcesOf(*subject.statement);
  const auto& list = placeholder == "arn_account" ? accounts.of_arn : accounts.given;
  return list.empty() ? std::string() : std::string(list.front());
}

Needs NeedsPrincipal(Argument) {
  Needs needs;
  needs.shapes = Bit(Shape::kPrincipal);
  return needs;
}
Needs NeedsBoth(Argument) {
  Needs needs;
  needs.shapes = Bit(Shape::kPrincipal) | Bit(Shape::kCondition);
  return needs;
}

constexpr std::string_view kIssuerFill[] = {"issuer"};
constexpr std::string_view kStrangerFills[] = {"accepted", "weakness"};
constexpr std::string_view kIssuersFill[] = {"issuers"};
constexpr std::string_view kAccountFills[] = {"arn_account", "source_account"};

constexpr Predicate kTable[] = {
    {.name = "tests_claim",
     .doc = "A condition of the statement names (one of) these claims of the identity provider, whatever it demands.",
     .argument = ArgumentType::kTexts,
     .subjects = Bit(SubjectKind::kPrincipal),
     .fills = kIssuerFill,
     .test = TestsClaim,
     .fill = FillIssuer,
     .needs = NeedsPrincipal},
    {.name = "constrains_claim",
     .doc = "A condition restricts (one of) these claims of the identity provider, and no token without the claim "
            "meets it, or a Deny of the policy refuses by the claim.",
     .argument = ArgumentType::kTexts,
     .subjects = Bit(SubjectKind::kPrincipal),
     .fills = kIssuerFill,
     .test = ConstrainsClaim,
     .fill = FillIssuer,
     .needs = NeedsPrincipal},
    {.name = "admits_stranger",
     .doc = "A wildcard in a test of the claim that names the provider's customer stands before that name ends, and "
            "the conditions accept a value of another customer.",
     .argument = ArgumentType::kObject,
     .members = kStranger,
     .subjects = Bit(SubjectKind::kPrincipal),
     .fills = kStrangerFills,
     .test = AdmitsStranger,
     .fill = FillStranger,
     .needs = NeedsBoth},
    {.name = "of_another_issuer",
     .doc = "The condition key is a claim of an identity provider that the statement does not name, while it names "
            "another.",
     .subjects = Bit(SubjectKind::kCondition),
     .fills = kIssuersFill,
     .test = OfAnotherIssuer,
     .fill = FillIssuers,
     .needs = NeedsBoth},
    {.name = "source_accounts_differ",
     .doc = "The accounts in the values of aws:SourceArn are none of those of aws:SourceAccount.",
     .subjects = Bit(SubjectKind::kStatement),
     .fills = kAccountFills,
     .test = SourceAccountsDiffer,
     .fill = FillAccounts,
     .needs = NeedsBoth},
};

}  // namespace

std::span<const Predicate> TrustPredicates() { return kTable; }

}  // namespace iampolicy::rules
