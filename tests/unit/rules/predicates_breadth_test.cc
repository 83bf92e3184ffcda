// The predicates of breadth, each asked of policies that differ in one thing.

#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/catch.h"
#include "tests/unit/rules/judge.h"

namespace iampolicy::rules {
namespace {

std::string Policy(std::string_view statements) {
  return R"({"Version": "2012-10-17", "Statement": [)" + std::string(statements) + "]}";
}
std::string Allow(std::string_view action, std::string_view resource = "*", std::string_view more = "") {
  return R"({"Effect": "Allow", "Action": ")" + std::string(action) + R"(", "Resource": ")" + std::string(resource) +
         "\"" + std::string(more) + "}";
}
std::string Deny(std::string_view action, std::string_view resource = "*") {
  return R"({"Effect": "Deny", "Action": ")" + std::string(action) + R"(", "Resource": ")" + std::string(resource) +
         "\"}";
}

/// The answers for the elements examined, "no" where there is none.
std::string Ask(std::string_view each, std::string_view when, const std::string& statements,
                std::string_view message = "it is", PolicyKind kind = PolicyKind::kIdentity) {
  std::string all;
  for (const std::string& line : Judge(Rule(each, when, "", message), Policy(statements), kind)) {
    if (!all.empty()) all += " | ";
    all += (line[0] == '?' ? "unknown " : "yes ") + line.substr(line.find(": ") + 2);
  }
  return all.empty() ? "no" : all;
}

constexpr std::string_view kNotIam = R"({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"})";

}  // namespace

TEST_CASE("everything is allowed in any spelling, and not where a Deny or a condition takes something away") {
  constexpr std::string_view kAll = R"({"allows_everything": true})";
  for (const char* action : {"*", "**", "*:*", "?*", "?*:?*"}) {
    INFO(action);
    CHECK(Ask("statement", kAll, Allow(action)) == "yes it is");
  }
  CHECK(Ask("statement", kAll, R"({"Effect": "Allow", "NotAction": [], "Resource": ["arn:aws:s3:::x", "arn:*"]})") ==
        "yes it is");
  CHECK(Ask("statement", kAll, Allow("*", "*", R"(, "Condition": {"StringLikeIfExists": {"aws:userid": "*"}})")) ==
        "yes it is");
  CHECK(Ask("statement", kAll, Allow("*", "*", R"(, "Condition": {"Bool": {"aws:SecureTransport": "true"}})")) == "no");
  CHECK(Ask("statement", kAll, Allow("*", "arn:aws:s3:::*")) == "no");
  CHECK(Ask("statement", kAll, Allow("s3:*") + "," + Allow("*:Get*") + "," + std::string(kNotIam)) == "no");
  CHECK(Ask("statement", kAll, Allow("*") + "," + Deny("s3:GetObject")) == "no");
  CHECK(Ask("statement", kAll, Allow("*") + "," + Deny("s3:GetObject", "arn:aws:s3:::x")) == "yes it is");
  CHECK(Ask("statement", kAll, R"({"Effect": "Allow", "Action": {"$unknown": "parameter:A"}, "Resource": "*"})") ==
        "unknown it is");
  CHECK(Ask("statement", kAll, R"({"Effect": "Allow", "Action": "*", "Resource": {"$unknown": "parameter:R"}})") ==
        "unknown it is");
  CHECK(Ask("statement", kAll, R"({"Effect": {"$unknown": "parameter:E"}, "Action": "*", "Resource": "*"})") ==
        "unknown it is");
  // In a policy of a resource * is that resource.
  CHECK(Ask("statement", kAll, R"({"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"})", "it is",
            PolicyKind::kResource) == "no");

  constexpr std::string_view kTogether = R"({"adds_up_to_everything": true})";
  const std::string not_iam(kNotIam);
  CHECK(Ask("policy", kTogether, not_iam + "," + Allow("iam:*")) == "yes it is");
  CHECK(Ask("policy", kTogether, not_iam + "," + Allow("iam:Get*")) == "no");
  CHECK(Ask("policy", kTogether, not_iam + "," + Allow("iam:*", "arn:aws:iam::*:role/*")) == "no");
  CHECK(Ask("policy", kTogether, not_iam + "," + Allow("iam:*") + "," + Deny("iam:GetRole")) == "no");
  CHECK(Ask("policy", kTogether,
            not_iam + R"(, {"Effect": "Allow", "Action": {"$unknown": "parameter:A"}, "Resource": "*"})") ==
        "unknown it is");
}

TEST_CASE("what is allowed is counted after Deny, for a statement or the policy") {
  const std::string gets = Allow("s3:GetObject") + "," + Allow("sqs:SendMessage");
  CHECK(Ask("policy", R"({"allowed_actions": {"at_least": 1}})", gets, "{count} of {services}") == "yes 2 of 2");
  CHECK(Ask("statement", R"({"allowed_actions": {"at_least": 1}})", gets, "{count}") == "yes 1 | yes 1");
  CHECK(Ask("policy", R"({"allowed_services": {"more_than": 1}})", gets + "," + Deny("sqs:*")) == "no");
  CHECK(Ask("policy", R"({"allowed_actions": {"at_least": 2}})",
            R"({"Effect": "Allow", "Action": ["s3:GetObject", {"$unknown": "parameter:A"}], "Resource": "*"})",
            "{count}") == "unknown at least 1");

  CHECK(Ask("action", R"({"refused": true})", Allow("s3:Get*") + "," + Deny("s3:GetObject")) == "yes it is");
  CHECK(Ask("action", R"({"refused_in_part": true})", Allow("s3:Get*") + "," + Deny("s3:GetObject"), "{action}") ==
        "yes s3:Get* | yes s3:GetObject");
  CHECK(Ask("action", R"({"refused": true, "statement.effect": "Allow"})",
            Allow("s3:Get*") + "," + Deny("s3:GetObject")) == "no");
}

TEST_CASE("reach is that of the entry examined, else of the widest of the statement") {
  const std::string two =
      R"({"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["arn:aws:s3:::b/*", "arn:aws:s3:::*/*"]})";
  CHECK(Ask("resource", R"({"reaches_type": true})", two, "{resource}") == "yes arn:aws:s3:::*/*");
  CHECK(Ask("statement", R"({"reaches_type": true})", two) == "yes it is");
  CHECK(Ask("statement", R"({"reaches_service": true})", two) == "no");
  CHECK(Ask("statement", R"({"reaches_service": true})", Allow("s3:GetObject", "arn:aws:s3:::*")) == "yes it is");
  CHECK(Ask("statement", R"({"reaches_account": true})", Allow("s3:GetObject", "arn:aws:*:*:111122223333:*")) ==
        "yes it is");
  CHECK(Ask("statement", R"({"reaches_everything": true})", Allow("s3:GetObject", "arn:aws:*:*:111122223333:*")) ==
        "no");
  CHECK(Ask("statement", R"({"reaches_everything": true})",
            R"({"Effect": "Allow", "Action": "s3:GetObject", "Resource": {"$unknown": "parameter:R"}})") ==
        "unknown it is");
}

TEST_CASE("what could be scoped leaves out actions that accept only *, what Denies refuse and what is not listed") {
  constexpr std::string_view kScoped = R"({"could_be_scoped": ["@all", "!iam:PassRole"]})";
  CHECK(Ask("statement", kScoped, Allow("sqs:SendMessage"), "{count}: {examples}") ==
        "yes 1 action: `sqs:SendMessage` (`arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`)");
  CHECK(Ask("statement", kScoped, Allow("s3:ListAllMyBuckets") + "," + Allow("iam:PassRole")) == "no");
  CHECK(Ask("statement", kScoped, Allow("sqs:SendMessage") + "," + Deny("sqs:Send*"), "{effect}") == "no");
  CHECK(Ask("statement", kScoped, R"({"Effect": "Allow", "Action": {"$unknown": "parameter:A"}, "Resource": "*"})") ==
        "unknown it is");

  constexpr std::string_view kAmounts = R"({"amounts_to_everything": true})";
  for (const char* wide : {"arn:*", "arn:aws:s3:::*", "arn:aws:s3:::*/*", "arn:aws:s3"}) {
    INFO(wide);
    CHECK(Ask("statement", kAmounts, Allow("s3:GetObject", wide)) == "yes it is");
  }
  for (const char* narrow : {"*", "arn:aws:s3:::b/*", "arn:aws:s3:::*/x*", "arn:aws:sqs:*:*:*"}) {
    INFO(narrow);
    CHECK(Ask("statement", kAmounts, Allow("s3:GetObject", narrow)) == "no");
  }
  CHECK(Ask("statement", kAmounts, Allow("sqs:SendMessage", "arn:aws:sqs:*:111122223333:*")) == "no");
  // Each type that must be given has to be taken whole.
  CHECK(Ask("statement", kAmounts, Allow("ec2:AttachVolume", "arn:aws:ec2:*:*:volume/*")) == "no");
  CHECK(Ask("statement", kAmounts, Allow("ec2:AttachVolume", "arn:aws:ec2:*:*:*")) == "yes it is");
  // Where none must be given: the type that the action's name tells, else all of them.
  CHECK(Ask("statement", kAmounts, Allow("s3:ListBucket", "arn:aws:s3:::*")) == "yes it is");
  CHECK(Ask("statement", kAmounts, Allow("ec2:CreateTags", "arn:aws:ec2:*:*:instance/*")) == "no");
  CHECK(Ask("statement", kScoped, Allow("s3:ListBucket"), "{examples}") ==
        "yes `s3:ListBucket` (`arn:${Partition}:s3:::${BucketName}`)");
}

TEST_CASE("a role is left open by a wildcard that names no service, a linked role by one that pins none") {
  struct {
    const char* resource;
    bool role;
    bool linked;
  } const kRows[] = {
      {"*", true, true},
      {"arn:*", true, true},
      {"arn:aws:iam::*:*", true, true},
      {"arn:aws:iam::*:role/*", true, true},
      {"arn:aws:iam::*:role/team-*", true, false},
      {"arn:aws:iam::*:role/service-role/*", true, false},
      {"arn:aws:iam::*:role/AWSLambdaBasic-*", false, false},
      {"arn:aws:iam::*:role/*SageMaker*", false, true},
      {"arn:aws:iam::*:role/app", false, false},
      {"arn:aws:iam::*:role/aws-service-role/*", true, true},
      {"arn:aws:iam::*:role/aws-service-role/ecs.amazonaws.com/*", false, false},
      {"arn:aws:iam::*:user/*", false, false},
      {"arn:aws:s3:::*", false, false},
  };
  for (const auto& row : kRows) {
    INFO(row.resource);
    const std::string statement = Allow("iam:PassRole", row.resource);
    CHECK(Ask("resource", R"({"leaves_role_open": true})", statement) == (row.role ? "yes it is" : "no"));
    CHECK(Ask("resource", R"({"leaves_linked_service_open": true})", statement) == (row.linked ? "yes it is" : "no"));
  }
}

TEST_CASE("everyone is let in by a star that no condition narrows") {
  const auto ask = [](const std::string& more) {
    return Ask("statement", R"({"lets_in_everyone": true})",
               R"({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", )" + more + "}", "it is",
               PolicyKind::kResource);
  };
  CHECK(ask(R"("Principal": "*")") == "yes it is");
  CHECK(ask(R"("Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}})") == "no");
  CHECK(ask(R"("Principal": {"AWS": "111122223333"})") == "no");
  CHECK(ask(R"("Principal": {"AWS": {"$unknown": "parameter:P"}})") == "unknown it is");
}

}  // namespace iampolicy::rules
