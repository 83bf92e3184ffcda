// Grants that together make more than each alone: where a finding about them stands, and which requests count.

#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/catch.h"
#include "tests/unit/rules/judge.h"

namespace iampolicy::rules {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kPath =
    R"({"grants_all": {"regions": [{"actions": "iam:PassRole", "resources": "arn:*:iam::*:role/*", "context":
       {"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}}}, {"actions": "lambda:CreateFunction"}]}})";

std::string Policy(std::string_view statements) {
  return R"({"Version": "2012-10-17", "Statement": [)" + std::string(statements) + "]}";
}

/// The rest of a statement that allows the actions of the path.
std::string Allow(std::string_view rest, std::string_view actions = R"(["iam:PassRole", "lambda:CreateFunction"])") {
  return R"({"Effect": "Allow", "Action": )" + std::string(actions) + ", " + std::string(rest) + "}";
}

/// Whether the path is found.
bool IsOpen(std::string_view statements, std::string_view when = kPath) {
  const Lines lines = Judge(Rule("identity", when), Policy(statements));
  INFO(statements);
  if (!lines.empty()) CHECK(lines == Lines{"/Statement/0/Action/0: found"});
  return !lines.empty();
}

TEST_CASE("A finding about a principal stands at the entry that grants, with the other grants beside it") {
  const Compiled pack = PackOf({Rule("identity", kPath, "", "with {allowed_actions}")});
  const std::vector<Found> found =
      FindIn(PackView(pack.tables()), Policy(R"({"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
                {"Effect": "Allow", "Action": ["iam:Get*", "iam:Pass*"], "Resource": ["arn:aws:iam::*:role/app-*", "arn:aws:iam::*:user/x"]},
                {"Effect": "Allow", "NotAction": "iam:*", "NotResource": "arn:aws:s3:::logs", "Condition": {"Bool": {"aws:SecureTransport": "true"}}})"));
  REQUIRE(found.size() == 1);
  const Finding& finding = found[0].finding;
  CHECK(finding.message == "with `iam:PassRole` and `lambda:CreateFunction`");
  CHECK(finding.pointer == "/Statement/1/Action/1");
  REQUIRE(finding.related.size() == 1);
  CHECK(finding.related[0].pointer == "/Statement/2");
  CHECK(finding.related[0].message ==
        "`lambda:CreateFunction` is allowed here on all resources but `arn:aws:s3:::logs`, while the condition holds");
}

TEST_CASE("Keys that an action does not know are absent from its requests") {
  const std::string pass = Allow(R"("Resource": "*")", R"(["iam:PassRole"])");
  const auto create = [](std::string_view condition) {
    return Allow(R"("Resource": "*", "Condition": )" + std::string(condition), R"(["lambda:CreateFunction"])");
  };
  CHECK(IsOpen(pass + "," + create(R"({"StringLike": {"lambda:Layer": "*"}})")));
  CHECK(!IsOpen(pass + "," + create(R"({"StringEquals": {"iam:PassedToService": "lambda.amazonaws.com"}})")));
  CHECK(!IsOpen(pass + "," + create(R"({"StringLike": {"s3:prefix": "*"}})")));
  CHECK(IsOpen(pass + "," + create(R"({"StringEqualsIfExists": {"s3:prefix": "home/"}})")));
  CHECK(IsOpen(pass + "," + create(R"({"StringNotEquals": {"s3:prefix": "home/"}})")));
  // Credentials carry some keys of services to every other, and the catalogue does not know them all.
  CHECK(IsOpen(pass + "," + create(R"({"ArnLike": {"ec2:SourceInstanceArn": "arn:aws:ec2:*:*:instance/*"}})")));
  CHECK(IsOpen(pass + "," + create(R"({"StringEquals": {"lambda:NotYetKnown": "x"}})")));
  CHECK(IsOpen(pass + "," + create(R"({"StringEquals": {"aws:ResourceTag/team": "x"}})")));
}

TEST_CASE("Keys that every signed request carries are present") {
  const std::string allow = Allow(R"("Resource": "*")");
  const auto deny = [](std::string_view condition) {
    return R"({"Effect": "Deny", "Action": "iam:*", "Resource": "*", "Condition": )" + std::string(condition) + "}";
  };
  CHECK(!IsOpen(allow + "," + deny(R"({"StringLike": {"aws:PrincipalArn": "*"}})")));
  CHECK(!IsOpen(allow + "," + deny(R"({"Null": {"aws:userid": "false"}})")));
  CHECK(!IsOpen(allow + "," + deny(R"({"Bool": {"aws:SecureTransport": "true"}})") + "," +
                deny(R"({"Bool": {"aws:SecureTransport": "false"}})")));
  CHECK(IsOpen(allow + "," + deny(R"({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/guest-*"}})")));
  CHECK(IsOpen(allow + "," + deny(R"({"StringLike": {"aws:SourceVpce": "*"}})")));
}

TEST_CASE("A principal lives in the partition and the account that its policies name") {
  const auto deny = [](std::string_view resource) {
    return R"({"Effect": "Deny", "Action": "iam:PassRole", "Resource": ")" + std::string(resource) + "\"}";
  };
  const std::string allow = Allow(R"("Resource": "*")");
  CHECK(!IsOpen(allow + "," + deny("arn:aws:iam::*:role/*")));
  CHECK(!IsOpen(allow + "," + deny("arn:aws-cn:iam::111122223333:role/*")));
  CHECK(IsOpen(allow + "," + deny("arn:aws:iam::*:role/admin-*")));
  CHECK(IsOpen(allow + "," + deny("arn:aws:iam::*:user/*")));
  // Two accounts: either may be the principal's.
  CHECK(IsOpen(allow + "," + deny("arn:aws:iam::111122223333:role/*") + "," +
               Allow(R"("Resource": "arn:aws:s3:eu-west-1:444455556666:accesspoint/x")", R"(["s3:GetObject"])")));
}

TEST_CASE("One of several ways is enough, and is the one named") {
  constexpr std::string_view kWays =
      R"({"grants_all": {"regions": [{"actions": "iam:CreateRole"}],
          "ways": [{"regions": [{"actions": "iam:PutRolePolicy"}]},
                   {"regions": [{"actions": "iam:AttachRolePolicy"}, {"actions": "iam:UpdateAssumeRolePolicy"}], "same": "resource"}]}})";
  const auto judge = [&](std::string_view statements) {
    return Judge(Rule("identity", kWays, "", "{allowed_actions}"), Policy(statements));
  };
  const auto allow = [](std::string_view actions, std::string_view resource = "*") {
    return Allow(R"("Resource": ")" + std::string(resource) + "\"", actions);
  };
  CHECK(judge(allow(R"(["iam:CreateRole", "iam:PutRolePolicy"])")) ==
        Lines{"/Statement/0/Action/0: `iam:CreateRole` and `iam:PutRolePolicy`"});
  CHECK(judge(allow(R"(["iam:CreateRole", "iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy"])")) ==
        Lines{"/Statement/0/Action/0: `iam:CreateRole`, `iam:AttachRolePolicy` and `iam:UpdateAssumeRolePolicy`"});
  CHECK(judge(allow(R"("iam:CreateRole")") + "," +
              allow(R"("iam:AttachRolePolicy")", "arn:aws:iam::111122223333:role/a") + "," +
              allow(R"("iam:UpdateAssumeRolePolicy")", "arn:aws:iam::111122223333:role/b")) == Lines{});
  CHECK(judge(allow(R"("iam:PutRolePolicy")")) == Lines{});
}

TEST_CASE("A path that hangs on an unknown resource is possible; unknown actions are not guessed at where so wanted") {
  const std::string named = std::string(kPath.substr(0, kPath.size() - 2)) + R"(, "named": true}})";
  const auto judge = [&](std::string_view when, std::string_view statements) {
    return Judge(Rule("identity", when), Policy(statements));
  };
  const std::string resource = Allow(R"("Resource": {"$unknown": "parameter:RoleArn"})");
  CHECK(judge(named, resource) == Lines{"?/Statement/0/Action/0: found"});
  const std::string actions = R"({"Effect": "Allow", "Action": {"$unknown": "parameter:Actions"}, "Resource": "*"})";
  CHECK(judge(named, actions) == Lines{});
  CHECK(judge(kPath, actions).size() == 1);
}

TEST_CASE("What a region cannot hold is refused: wildcards inside principals, names that stand for nothing") {
  CHECK(LoadProblems(Rule("policy", R"({"grants": {"principals": "@account"}})")) ==
        Lines{R"("@account" | a principal is `*`, an account id, an ARN or a service)"});
  CHECK(LoadProblems(Rule("policy", R"({"forbid": {"Resource": "@self/*"}})")) ==
        Lines{R"("@self/*" | a resource is an ARN pattern, `*` or `@self`)"});
  CHECK(LoadProblems(Rule("policy", R"({"forbid": {"Resource": "@self"}})")).empty());
  CHECK(LoadProblems(Rule("policy", R"({"grants": {"principals": "arn:aws:iam::*:role/x"}})")) ==
        Lines{R"("arn:aws:iam::*:role/x" | a principal has no wildcard but `*` as a whole)"});
  CHECK(
      LoadProblems(Rule("policy", R"({"forbid": {"Principal": ["*", "arn:aws:iam::111122223333:role/x"]}})")).empty());
}

}  // namespace
}  // namespace iampolicy::rules
