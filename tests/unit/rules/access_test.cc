// Predicates that ask the access engine: by meaning, not by spelling.

#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/catch.h"
#include "tests/unit/rules/judge.h"

namespace iampolicy::rules {
namespace {

struct Row {
  std::string_view when;
  std::string_view statements;
  bool found;
};

std::string Policy(std::string_view statements) {
  return R"({"Version": "2012-10-17", "Statement": [)" + std::string(statements) + "]}";
}

void Check(const std::vector<Row>& rows, std::string_view each, PolicyKind kind) {
  for (const Row& row : rows) {
    INFO(row.when << " " << row.statements);
    const std::vector<std::string> found = Judge(Rule(each, row.when), Policy(row.statements), kind);
    CHECK(found == (row.found ? std::vector<std::string>{": found"} : std::vector<std::string>{}));
  }
}

constexpr std::string_view kPassRole =
    R"({"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::*:role/app-*"})";
constexpr std::string_view kAdmin = R"({"Effect":"Allow","Action":"*","Resource":"*"})";

TEST_CASE("What is granted is decided with Deny and conditions") {
  Check(
      {
          {R"({"grants": {"actions": "iam:PassRole"}})", kPassRole, true},
          {R"({"grants": {"actions": "iam:PassRole"}})", R"({"Effect":"Allow","NotAction":"s3:*","Resource":"*"})",
           true},
          {R"({"grants": {"actions": "iam:PassRole"}})", R"({"Effect":"Allow","NotAction":"iam:*","Resource":"*"})",
           false},
          {R"({"grants": {"actions": "iam:PassRole"}})",
           R"({"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"iam:Pass*","Resource":"*"})",
           false},
          {R"({"grants": {"actions": "iam:PassRole", "resources": "arn:aws:iam::*:role/web"}})", kPassRole, false},
          {R"({"grants": {"actions": ["@access:Write", "!s3:*"]}})",
           R"({"Effect":"Allow","Action":"lambda:CreateFunction","Resource":"*"})", true},
          {R"({"grants": {"actions": ["@access:Write", "!s3:*"]}})",
           R"({"Effect":"Allow","Action":"lambda:GetFunction","Resource":"*"})", false},
          {R"({"grants_every": {"actions": "s3:GetObject"}})", kAdmin, true},
          {R"({"grants_every": {"actions": "iam:PassRole"}})", kPassRole, false},
          {R"({"grants_all": {"regions": [{"actions": "iam:PassRole"}, {"actions": ["lambda:CreateFunction", "glue:CreateJob"]}]}})",
           kAdmin, true},
          {R"({"grants_all": {"regions": [{"actions": "iam:PassRole"}, {"actions": ["lambda:CreateFunction"]}]}})",
           kPassRole, false},
          {R"({"grants_all": {"same": "resource", "regions": [{"actions": "iam:CreateAccessKey"}, {"actions": "iam:DeleteAccessKey"}]}})",
           R"({"Effect":"Allow","Action":"iam:CreateAccessKey","Resource":"arn:aws:iam::*:user/a"},{"Effect":"Allow","Action":"iam:DeleteAccessKey","Resource":"arn:aws:iam::*:user/b"})",
           false},
          {R"({"grants_all": {"same": "resource", "regions": [{"actions": "iam:CreateAccessKey"}, {"actions": "iam:DeleteAccessKey"}]}})",
           R"({"Effect":"Allow","Action":"iam:CreateAccessKey","Resource":"arn:aws:iam::*:user/a*"},{"Effect":"Allow","Action":"iam:DeleteAccessKey","Resource":"arn:aws:iam::*:user/ab"})",
           true},
          {R"({"denies_every": {"actions": "iam:PassRole"}})", R"({"Effect":"Deny","NotAction":"s3:*","Resource":"*"})",
           true},
          {R"({"denies": {"actions": "s3:GetObject"}})", R"({"Effect":"Deny","NotAction":"s3:*","Resource":"*"})",
           false},
          {R"({"new_access_over": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}}})",
           kPassRole, false},
          {R"({"reference": {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "iam:Get*", "Resource": "*"}}})",
           kPassRole, true},
      },
      "policy", PolicyKind::kIdentity);
}

TEST_CASE("The words of IAM say what must not, must and may be") {
  constexpr std::string_view kMfa =
      R"({"require": {"for": {"Action": "iam:PassRole"}, "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}})";
  Check(
      {
          {R"({"forbid": {"Action": "iam:PassRole", "Resource": "arn:aws:iam::*:role/app-x"}})", kPassRole, true},
          {R"({"forbid": {"Action": "iam:PassRole", "Resource": "arn:aws:iam::*:role/x"}})", kPassRole, false},
          {kMfa, kPassRole, true},
          {kMfa,
           R"({"Effect":"Allow","Action":"iam:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}})",
           false},
          {kMfa,
           R"({"Effect":"Allow","Action":"iam:*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}}})",
           true},
          {R"({"allowOnly": {"Action": ["iam:*", "s3:*"]}})", kPassRole, false},
          {R"({"allowOnly": {"Action": "s3:*"}})", kPassRole, true},
          {R"({"allowOnly": {"Resource": "arn:aws:iam::*:role/*"}})", kPassRole, false},
          {R"({"mustDeny": {"Action": "s3:*"}})", R"({"Effect":"Deny","Action":["S3:*"],"Resource":"*"})", false},
          {R"({"mustDeny": {"Action": "s3:*"}})", R"({"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::b"})",
           true},
          {R"({"forbid": {"Action": "iam:PassRole"}})", kPassRole, true},
          {R"({"forbid": {"Action": "iam:PassRole"}})",
           R"({"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:s3:::b"})", false},
      },
      "policy", PolicyKind::kIdentity);
}

TEST_CASE("Whom a region names is told by the keys of a request as well") {
  const auto to = [](std::string_view principal, std::string_view condition) {
    return R"({"Effect":"Allow","Action":"sqs:SendMessage","Resource":"arn:aws:sqs:eu-west-1:111122223333:q",)"
           R"("Principal":)" +
           std::string(principal) + R"(,"Condition":)" + std::string(condition) + "}";
  };
  constexpr std::string_view kAccount = R"({"allowOnly": {"Principal": "111122223333"}})";
  constexpr std::string_view kRole = R"({"allowOnly": {"Principal": "arn:aws:iam::111122223333:role/web"}})";
  constexpr std::string_view kOne = R"({"StringEquals":{"aws:PrincipalAccount":"111122223333"}})";
  const std::string one = to(R"("*")", kOne);
  const std::string two = to(R"("*")", R"({"StringEquals":{"aws:PrincipalAccount":["111122223333","444455556666"]}})");
  const std::string absent = to(R"("*")", R"({"StringEqualsIfExists":{"aws:PrincipalAccount":"111122223333"}})");
  const std::string role = to(R"("*")", R"({"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/web"}})");
  const std::string roles = to(R"("*")", R"({"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/web*"}})");
  const std::string named = to(R"({"AWS":"111122223333"})", "{}");
  const std::string other = to(R"({"AWS":"444455556666"})", "{}");
  Check(
      {
          {kAccount, one, false},
          {kAccount, named, false},
          {R"({"allowOnly": {"Principal": "arn:aws:iam::111122223333:root"}})", one, false},
          {kAccount, two, true},
          {kAccount, absent, true},
          {kAccount, other, true},
          {kRole, role, false},
          {kRole, roles, true},
          {kRole, one, true},
      },
      "policy", PolicyKind::kResource);
}

TEST_CASE("A resource policy is public where a stranger is let in") {
  Check(
      {
          {R"({"public": true})",
           R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"})", true},
          {R"({"public": true})",
           R"({"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"})",
           false},
          {R"({"public": true})",
           R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1"}}})",
           false},
          {R"({"public_for": {"actions": "s3:PutObject"}})",
           R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"})", false},
      },
      "policy", PolicyKind::kResource);
}

TEST_CASE("A finding of the access engine names a request and the statements that let it through") {
  const Compiled pack =
      PackOf({Rule("policy", R"({"grants": {"actions": "iam:PassRole"}})", "", "{witness}; {allowed_action}")});
  const std::vector<Found> found =
      FindIn(PackView(pack.tables()), Policy(R"({"Effect":"Allow","Action":"s3:*","Resource":"*"},
    {"Effect":"Allow","Action":"iam:PassRole","Resource":"arn:aws:iam::111122223333:role/app"})"));
  REQUIRE(found.size() == 1);
  CHECK(found[0].finding.message == "`iam:PassRole` on `arn:aws:iam::111122223333:role/app`; iam:PassRole");
  REQUIRE(found[0].finding.related.size() == 1);
  CHECK(found[0].finding.related[0].pointer == "/Statement/1/Action");
  CHECK(found[0].finding.related[0].message ==
        "`iam:PassRole` is allowed here on `arn:aws:iam::111122223333:role/app`");
}

TEST_CASE("What changes nothing, and what never takes effect") {
  const std::string policy = Policy(R"({"Sid":"A","Effect":"Allow","Action":["s3:*","s3:GetObject"],"Resource":"*"},
    {"Sid":"B","Effect":"Allow","Action":"s3:PutObject","Resource":"*"},
    {"Sid":"C","Effect":"Deny","Action":"s3:Put*","Resource":"*"},
    {"Sid":"D","Effect":"Deny","Action":"ec2:*","Resource":"*"})");
  CHECK(Judge(Rule("action", R"({"redundant": true})", "", "{covered_by}"), policy) ==
        std::vector<std::string>{"/Statement/0/Action/1: `s3:*`"});
  CHECK(Judge(Rule("statement", R"({"shadowed": true})", "", "{refused_by}"), policy) ==
        std::vector<std::string>{"/Statement/1: `C`"});
  CHECK(Judge(Rule("statement", R"({"denies_nothing": true})"), policy) ==
        std::vector<std::string>{"/Statement/3: found"});
}

}  // namespace
}  // namespace iampolicy::rules
