// The difference of two policies, as access.

#include <cstdlib>
#include <string>
#include <vector>

#include <iampolicy/compare.h>

#include "tests/reference/evaluator.h"
#include "tests/reference/policy_generator.h"
#include "tests/unit/catch.h"

namespace iampolicy {
namespace {

using reference::Json;
using Texts = std::vector<std::string>;

/// Statements, with single quotes for double ones.
std::string Policy(std::string statements) {
  for (char& c : statements) c = c == '\'' ? '"' : c;
  return R"({"Version": "2012-10-17", "Statement": [)" + statements + "]}";
}

AccessDiff Diff(const std::string& before, const std::string& after, PolicyKind kind = PolicyKind::kIdentity) {
  const std::string old_text = Policy(before);
  const std::string new_text = Policy(after);
  const auto diff = DiffAccess({.kind = kind, .text = old_text}, {.kind = kind, .text = new_text});
  REQUIRE(diff.ok());
  return *diff;
}

/// A change on one line: direction, service, level, count, where.
std::string Line(const AccessChange& change) {
  std::string line = change.direction == AccessChange::Direction::kAdded ? "+" : "-";
  line += " " + change.service + " " + change.level + " " + (change.is_whole_level ? "all " : "") +
          std::to_string(change.action_count);
  const auto add = [&](const char* name, const Texts& texts) {
    for (const std::string& text : texts) line += std::string(" | ") + name + " " + text;
  };
  add("on", change.resources);
  add("for", change.principals);
  add("where", change.conditions);
  add("both", change.shared);
  return line;
}

Texts Lines(const AccessDiff& diff) {
  Texts lines;
  for (const AccessChange& change : diff.changes) lines.push_back(Line(change));
  return lines;
}

bool Allows(const Json& document, const Request& witness) {
  reference::Request request{
      "arn:aws:iam::111122223333:user/u", "111122223333", witness.action, witness.resource, "111122223333", {}};
  for (const ContextKey& key : witness.context) request.context.push_back({key.name, key.values, key.is_set});
  // Roles and keys are reached only where their own policy leaves it to the account.
  const Json leaves_it = Json::Object(
      {{"Version", Json::String("2012-10-17")},
       {"Statement",
        Json::Object({{"Effect", Json::String("Allow")},
                      {"Principal", Json::Object({{"AWS", Json::String("arn:aws:iam::111122223333:root")}})},
                      {"Action", Json::String("*")},
                      {"Resource", Json::String("*")}})}});
  std::vector<reference::Policy> policies{{"identity", "", document}};
  if (witness.action.substr(0, 4) == "sts:" || witness.action.substr(0, 4) == "kms:") {
    policies.push_back({"resource", "", leaves_it});
  }
  return reference::Evaluate(policies, request) == "ALLOWED";
}

}  // namespace

TEST_CASE("a change is told by service, level and conditions, with what both policies allow") {
  const std::string pass = "'Effect': 'Allow', 'Action': 'iam:PassRole', 'Resource': '*'";
  CHECK(Lines(Diff("{" + pass + ", 'Condition': {'StringEquals': {'iam:PassedToService': 'lambda.amazonaws.com'}}}",
                   "{" + pass + "}")) ==
        Texts{"+ iam Write 1 | on * | both where iam:PassedToService is lambda.amazonaws.com"});
  const std::string send = "'Effect': 'Allow', 'Action': 'sqs:SendMessage', 'Resource': ";
  CHECK(Lines(Diff("{" + send + "'arn:aws:sqs:*:*:*'}", "{" + send + "'arn:aws:sqs:*:*:a*'}")) ==
        Texts{"- sqs Write 1 | on arn:aws:sqs:*:*:* | both on arn:aws:sqs:*:*:a*"});
  // Nothing in common is nothing to tell.
  CHECK(Lines(Diff("{" + send + "'arn:aws:sqs:*:*:b*'}", "{" + send + "'arn:aws:sqs:*:*:a*'}")) ==
        Texts{"+ sqs Write 1 | on arn:aws:sqs:*:*:a*", "- sqs Write 1 | on arn:aws:sqs:*:*:b*"});
  CHECK(Lines(Diff("{" + send + "'*'}",
                   "{" + send + "'*'}, {'Effect': 'Allow', 'Action': ['sqs:tag*', 'sqs:untag*'], 'Resource': '*'}")) ==
        Texts{"+ sqs Tagging all 2 | on *"});
}

TEST_CASE("what a Deny takes away is told by that Deny, within what was allowed") {
  const std::string allow = "'Effect': 'Allow', 'Action': ['ec2:DeleteVolume', 'ec2:DeleteRoute'], 'Resource': ";
  const std::string more = "{" + allow + "'*'}, {'Effect': 'Allow', 'Action': 'ec2:RunInstances', 'Resource': '*'}";
  const auto deny = [](const std::string& resource, const std::string& condition) {
    return ", {'Effect': 'Deny', 'Action': 'ec2:Delete*', 'Resource': '" + resource + "'" + condition + "}";
  };
  const std::string in_production = ", 'Condition': {'StringEquals': {'aws:ResourceTag/env': 'prod'}}";
  // Statements that changed besides do not hide it.
  CHECK(Lines(Diff("{" + allow + "'*'}", more + deny("*", in_production))) ==
        Texts{"+ ec2 Write 1 | on *", "- ec2 Write 2 | on * | where aws:ResourceTag/env is prod"});
  CHECK(Lines(Diff("{" + allow + "'*'}", "{" + allow + "'*'}" + deny("arn:aws:ec2:*:*:volume/*", ""))) ==
        Texts{"- ec2 Write 2 | on arn:aws:ec2:*:*:volume/*"});
  CHECK(Lines(Diff("{" + allow + "'arn:aws:ec2:*:*:volume/*'}",
                   "{" + allow + "'arn:aws:ec2:*:*:volume/*'}" + deny("*", ""))) ==
        Texts{"- ec2 Write 2 | on arn:aws:ec2:*:*:volume/*"});
}

TEST_CASE("access for everyone ranks first, then what hands out access, then the level") {
  const auto allow = [](const std::string& principal, const std::string& actions) {
    return "{'Effect': 'Allow', 'Principal': " + principal + ", 'Action': " + actions + ", 'Resource': '*'}";
  };
  const std::string before = allow("{'AWS': '111122223333'}", "'sns:Publish'");
  const AccessDiff diff =
      Diff(before,
           before + "," + allow("'*'", "'sqs:SendMessage'") + "," +
               allow("{'AWS': '111122223333'}", "['sns:ListTopics', 's3:PutObject', 'iam:CreateAccessKey']"),
           PolicyKind::kResource);
  CHECK(Lines(diff) == Texts{"+ sqs Write 1 | on * | for everyone", "+ iam Write 1 | on * | for account 111122223333",
                             "+ s3 Write 1 | on * | for account 111122223333",
                             "+ sns List 1 | on * | for account 111122223333"});
}

TEST_CASE("a difference is empty if and only if the policies are equivalent") {
  reference::Dice dice(19);
  const char* asked = std::getenv("IAMPOLICY_DIFFERENTIAL_CASES");
  const std::size_t count = asked == nullptr ? 40 : std::strtoul(asked, nullptr, 10);
  std::size_t equivalent = 0;
  std::size_t changed = 0;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<Json> statements = reference::Statements(dice);
    const Json old_document = reference::Document(statements);
    // A statement more or less, or one of the same twice.
    if (dice.Chance(40) && statements.size() > 1) statements.pop_back();
    if (dice.Chance(50)) statements.push_back(reference::StatementOf(dice, dice.Chance(50)));
    const Json new_document = reference::Document(statements);
    const std::string before = old_document.Dump();
    const std::string after = new_document.Dump();
    const auto diff =
        DiffAccess({.kind = PolicyKind::kIdentity, .text = before}, {.kind = PolicyKind::kIdentity, .text = after});
    const auto same = CheckEquivalent({.kind = PolicyKind::kIdentity, .text = before},
                                      {.kind = PolicyKind::kIdentity, .text = after});
    INFO("before " << before << "\nafter  " << after);
    REQUIRE(diff.ok());
    REQUIRE(same.ok());
    CHECK(diff->equivalent == (same->verdict == Verdict::kPass));
    if (same->verdict != Verdict::kUnknown) CHECK(diff->changes.empty() == diff->equivalent);
    equivalent += diff->equivalent ? 1 : 0;
    for (const AccessChange& change : diff->changes) {
      ++changed;
      const bool is_added = change.direction == AccessChange::Direction::kAdded;
      INFO(Line(change) << " example " << change.example.action << " " << change.example.resource);
      CHECK(Allows(is_added ? new_document : old_document, change.example));
      CHECK_FALSE(Allows(is_added ? old_document : new_document, change.example));
      CHECK_FALSE(change.resources.empty());
    }
  }
  CHECK(equivalent > count / 20);
  CHECK(changed > count / 2);
}

}  // namespace iampolicy
