#include "lib/access/score.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/policy/build.h"
#include "lib/syntax/json.h"
#include "lib/syntax/unknowns.h"
#include "tests/reference/policy_generator.h"
#include "tests/unit/catch.h"

namespace iampolicy::access {
namespace {

using reference::Dice;
using reference::Words;

const catalog::Catalog kCatalog = catalog::Catalog::BuiltIn();

Score ScoreOfText(std::string_view text, PolicyKind kind = PolicyKind::kIdentity) {
  text::Sources sources;
  const auto span = sources.AddFile("policy.json", text);
  const syntax::Parsed parsed = syntax::ReadJson(sources, *span);
  const syntax::Tree tree = syntax::ReadUnknowns(parsed.tree, sources);
  policy::Given given;
  given.kind = kind;
  const policy::Policy policy = policy::Build(tree, tree.root(), sources, given);
  std::vector<catalog::Ids> ids;
  for (const policy::Statement& statement : policy.statements.items) ids.push_back(NamedActions(statement, kCatalog));
  std::vector<const catalog::Ids*> names;
  for (const catalog::Ids& each : ids) names.push_back(&each);
  return ScoreOf(policy, BreadthOf(policy, kCatalog, sources, names), kCatalog, names);
}

std::string Document(std::string_view statements) {
  return "{\"Version\": \"2012-10-17\", \"Statement\": [" + std::string(statements) + "]}";
}

/// "total = statement: list,read,write,permissions,tagging reach*audience[/2] points; ...", "+" for at least.
std::string Told(const Score& score) {
  std::string out = std::to_string(score.total) + (score.at_least ? "+" : "") + " =";
  for (const ScoreTerm& term : score.terms) {
    out += " " + std::to_string(term.statement) + ": ";
    for (const std::uint32_t count : term.by_level) out += std::to_string(count) + ",";
    out.back() = ' ';
    out += std::to_string(term.reach_weight) + "*" + std::to_string(term.audience_weight) +
           (term.conditioned ? "/2 " : " ") + std::to_string(term.points) + ";";
  }
  return out;
}

std::string Told(std::string_view statements, PolicyKind kind = PolicyKind::kIdentity) {
  return Told(ScoreOfText(Document(statements), kind));
}

constexpr std::string_view kGet = R"({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/k"})";

// A policy as lists that can lose elements.
struct Draft {
  struct Statement {
    bool allow = true;
    std::string actions_member, resources_member;
    Words actions, resources, principals;
    std::vector<std::pair<std::string, std::string>> conditions;  // operator, {"key": [...]}
  };
  std::vector<Statement> statements;
};

std::string ListText(const Words& words) {
  std::string out = "[";
  for (const std::string& word : words) out += (out.size() == 1 ? "" : ", ") + word;
  return out + "]";
}

std::string TextOf(const Draft& draft) {
  std::string out;
  for (const Draft::Statement& one : draft.statements) {
    out += out.empty() ? "" : ", ";
    out += std::string("{\"Effect\": \"") + (one.allow ? "Allow" : "Deny") + "\"";
    if (!one.principals.empty()) {
      out += ", \"Principal\": {";
      for (std::size_t i = 0; i < one.principals.size(); ++i) out += (i == 0 ? "" : ", ") + one.principals[i];
      out += "}";
    }
    out += ", \"" + one.actions_member + "\": " + ListText(one.actions);
    out += ", \"" + one.resources_member + "\": " + ListText(one.resources);
    std::string conditions;
    for (const auto& [op, block] : one.conditions) {
      conditions += (conditions.empty() ? "\"" : ", \"") + op + "\": " + block;
    }
    out += ", \"Condition\": {" + conditions + "}}";
  }
  return Document(out);
}

Words Some(Dice& dice, const Words& words, std::size_t least, std::size_t most) {
  Words out;
  for (std::size_t i = 0, count = least + dice.Below(most - least + 1); i < count; ++i) {
    out.push_back("\"" + dice.Pick(words) + "\"");
  }
  return out;
}

void AddCondition(Dice& dice, Draft::Statement& statement) {
  static const std::vector<std::pair<std::string, std::string>> kMore = {
      {"StringEquals", R"({"aws:PrincipalOrgID": "o-aaaaaaaaaa"})"},
      {"StringLike", R"({"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"})"},
      {"StringEqualsIfExists", R"({"aws:SourceAccount": "111122223333"})"},
      {"ArnLike", R"({"aws:SourceArn": "*"})"},
      {"Bool", R"({"aws:SecureTransport": "true"})"}};
  std::pair<std::string, std::string> condition = dice.Pick(kMore);
  if (dice.Chance(60)) {
    const reference::KeyWords& key = dice.Pick(reference::Keys());
    const std::string& op = dice.Pick(key.operators);
    static const Words kNulls = {"true", "false"};
    condition = {op, "{\"" + key.key + "\": " + ListText(Some(dice, op == "Null" ? kNulls : key.values, 1, 2)) + "}"};
  }
  for (const auto& other : statement.conditions) {
    if (other.first == condition.first) return;
  }
  statement.conditions.push_back(std::move(condition));
}

Draft::Statement StatementDraft(Dice& dice, bool with_principals) {
  static const Words kMoreActions = {"ec2:Describe*", "ec2:*", "sts:AssumeRole", "dynamodb:PutItem", "kms:*"};
  static const Words kMoreResources = {"arn:aws:s3:::*/*", "arn:aws:iam::111122223333:role/app", "arn:aws:sqs:*:*:*",
                                       "arn:aws:*:*:111122223333:*"};
  static const Words kPrincipals = {
      R"("AWS": "*")",
      R"("AWS": ["111122223333", "*"])",
      R"("AWS": "arn:aws:iam::111122223333:role/app")",
      R"("Federated": "arn:aws:iam::111122223333:saml-provider/idp")",
      R"("Service": "sns.amazonaws.com")",
      R"("CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be")"};
  Draft::Statement out;
  out.allow = dice.Chance(75);
  out.actions_member = dice.Chance(85) ? "Action" : "NotAction";
  out.resources_member = dice.Chance(85) ? "Resource" : "NotResource";
  out.actions = Some(dice, dice.Chance(70) ? reference::kActions : kMoreActions, 1, 4);
  out.resources = Some(dice, dice.Chance(70) ? reference::kResources : kMoreResources, 1, 4);
  if (with_principals) {
    for (const std::string& principal : kPrincipals) {
      const bool repeats = !out.principals.empty() && out.principals.back().substr(0, 6) == principal.substr(0, 6);
      if (!repeats && dice.Chance(35)) out.principals.push_back(principal);
    }
    if (out.principals.empty()) out.principals.push_back(kPrincipals[0]);
  }
  for (std::size_t i = dice.Below(3); i > 0; --i) AddCondition(dice, out);
  return out;
}

template <class T>
bool RemoveOne(Dice& dice, std::vector<T>& list) {
  if (list.size() < 2) return false;
  list.erase(list.begin() + static_cast<std::ptrdiff_t>(dice.Below(list.size())));
  return true;
}

/// Narrows the policy by one step; says how, "" where it could not.
std::string Narrow(Dice& dice, Draft& draft, bool with_principals) {
  if (draft.statements.empty()) return "";
  Draft::Statement& one = draft.statements[dice.Below(draft.statements.size())];
  switch (dice.Below(6)) {
    case 0: {
      Draft::Statement deny = StatementDraft(dice, with_principals);
      deny.allow = false;
      if (with_principals && dice.Chance(50)) deny.principals = {R"("AWS": "*")"};
      if (dice.Chance(60)) deny.conditions.clear();
      draft.statements.insert(
          draft.statements.begin() + static_cast<std::ptrdiff_t>(dice.Below(draft.statements.size() + 1)), deny);
      return "a Deny added";
    }
    case 1:
      if (!one.allow) return "";
      AddCondition(dice, one);
      return "a condition added";
    case 2:
      return one.allow && one.actions_member == "Action" && RemoveOne(dice, one.actions) ? "an action removed" : "";
    case 3:
      return one.allow && one.resources_member == "Resource" && RemoveOne(dice, one.resources) ? "a resource removed"
                                                                                               : "";
    case 4:
      return one.allow && RemoveOne(dice, one.principals) ? "a principal removed" : "";
    default:
      if (!one.allow) return "";
      draft.statements.erase(draft.statements.begin() + (&one - draft.statements.data()));
      return "a statement removed";
  }
}

}  // namespace

TEST_CASE("a score is the actions by level, times the reach, times the audience, halved by a condition") {
  CHECK(Told("") == "0 =");
  CHECK(Told(kGet) == "4 = 0: 0,1,0,0,0 2*1 4;");
  CHECK(Told(R"({"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": "arn:aws:s3:::b/*"})") ==
        "24 = 0: 0,1,1,0,0 4*1 24;");
  CHECK(Told(R"({"Effect": "Allow", "Action": "s3:PutBucketPolicy", "Resource": "*",
                 "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}})") == "256 = 0: 0,0,0,1,0 64*1/2 256;");
  CHECK(Told(R"({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/k"})",
             PolicyKind::kResource) == "32 = 0: 0,1,0,0,0 2*8 32;");
  CHECK(Told(R"({"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/k",
                 "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-aaaaaaaaaa"}}})",
             PolicyKind::kResource) == "8 = 0: 0,1,0,0,0 2*4/2 8;");
}

TEST_CASE("a star that cannot be avoided scores as a type, one that can as everything") {
  CHECK(Told(R"({"Effect": "Allow", "Action": "ec2:DescribeInstances", "Resource": "*"})") ==
        "8 = 0: 1,0,0,0,0 8*1 8;");
  CHECK(Told(R"({"Effect": "Allow", "Action": ["ec2:DescribeInstances", "ec2:StopInstances"], "Resource": "*"})") ==
        "264 = 0: 0,0,1,0,0 64*1 256; 0: 1,0,0,0,0 8*1 8;");
}

TEST_CASE("an action counts once, for the statement that allows it most widely, and not where it is always refused") {
  const std::string wide = R"(, {"Effect": "Allow", "Action": "s3:*Object", "Resource": "*"})";
  const std::string twice = std::string(kGet) + ", " + std::string(kGet);
  CHECK(Told(twice) == "4 = 0: 0,1,0,0,0 2*1 4;");
  CHECK(ScoreOfText(Document(std::string(kGet) + wide)).total == ScoreOfText(Document(wide.substr(2))).total);
  CHECK(Told(std::string(kGet) + R"(, {"Effect": "Deny", "Action": "s3:Get*", "Resource": "*"})") == "0 =");
  CHECK(Told(std::string(kGet) + R"(, {"Effect": "Deny", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"})") ==
        "4 = 0: 0,1,0,0,0 2*1 4;");
  CHECK(Told(R"({"Effect": "Allow", "Action": ["s3:GetObject", {"$unknown": "parameter:A"}],
                 "Resource": "arn:aws:s3:::b/k"})") == "4+ = 0: 0,1,0,0,0 2*1 4;");
}

TEST_CASE("removing an allowed element, adding a Deny or a condition never raises the score") {
  Dice dice(20261);
  std::size_t steps = 0;
  std::size_t lowered = 0;
  for (int round = 0; round < 3000; ++round) {
    const bool with_principals = dice.Chance(40);
    const PolicyKind kind = with_principals ? PolicyKind::kResource : PolicyKind::kIdentity;
    Draft draft;
    for (std::size_t i = 0, count = 1 + dice.Below(4); i < count; ++i) {
      draft.statements.push_back(StatementDraft(dice, with_principals));
    }
    std::string before = TextOf(draft);
    std::uint64_t total = ScoreOfText(before, kind).total;
    for (int step = 0; step < 4; ++step) {
      const std::string how = Narrow(dice, draft, with_principals);
      if (how.empty()) continue;
      const std::string after = TextOf(draft);
      const std::uint64_t less = ScoreOfText(after, kind).total;
      if (less > total)
        FAIL(how + " raised " + std::to_string(total) + " to " + std::to_string(less) + "\n" + before + "\n" + after);
      ++steps;
      lowered += less < total ? 1 : 0;
      before = after;
      total = less;
    }
  }
  CHECK(steps > 5000);
  CHECK(lowered > steps / 5);
}

TEST_CASE("the terms add up to the total, and no more actions count than are allowed") {
  Dice dice(7);
  for (int round = 0; round < 500; ++round) {
    Draft draft;
    for (int i = 0; i < 3; ++i) draft.statements.push_back(StatementDraft(dice, false));
    const Score score = ScoreOfText(TextOf(draft));
    std::uint64_t sum = 0;
    std::uint32_t actions = 0;
    for (const ScoreTerm& term : score.terms) {
      std::uint64_t points = 0;
      for (std::size_t i = 0; i < term.by_level.size(); ++i)
        points += std::uint64_t{term.by_level[i]} * kLevelWeights[i];
      CHECK(points * term.reach_weight * term.audience_weight / (term.conditioned ? 2 : 1) == term.points);
      sum += term.points;
      for (const std::uint32_t count : term.by_level) actions += count;
    }
    CHECK(sum == score.total);
    CHECK(actions <= kCatalog.action_count());
  }
}

}  // namespace iampolicy::access
