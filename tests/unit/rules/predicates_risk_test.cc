// What is handed out without a limit, and whose tokens a trust policy takes: each asked of policies that differ in one
// thing.

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

/// The first answer, "no" where there is none.
std::string Ask(std::string_view each, std::string_view when, std::string_view statements, std::string_view message,
                PolicyKind kind) {
  const std::vector<std::string> lines = Judge(Rule(each, when, "", message), Policy(statements), kind);
  if (lines.empty()) return "no";
  return (lines[0][0] == '?' ? "perhaps " : "") + lines[0].substr(lines[0].find(": ") + 2);
}

struct Row {
  std::string_view statements;
  std::string_view answer;
};

void Check(std::string_view each, std::string_view when, std::string_view message, PolicyKind kind,
           const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    INFO(row.statements);
    CHECK(Ask(each, when, row.statements, message, kind) == row.answer);
  }
}

}  // namespace

TEST_CASE("An action is handed out where it reaches all of a type, under no condition on who or what") {
  Check(
      "statement", R"({"hands_out": ["s3:GetObject", "s3:ListAllMyBuckets", "kms:DisableKey"]})", "{count}: {examples}",
      PolicyKind::kIdentity,
      {
          {R"({"Effect":"Allow","Action":"s3:getobject","Resource":"*"})", "1 action: `s3:GetObject`"},
          {R"({"Effect":"Allow","NotAction":"s3:*","NotResource":"x:y:z:z:z:z"})", "1 action: `kms:DisableKey`"},
          {R"({"Effect":"Allow","Action":["s3:*","kms:*"],"Resource":"*"})",
           "3 actions: `kms:DisableKey`, `s3:GetObject`, `s3:ListAllMyBuckets`"},
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::*"})", "1 action: `s3:GetObject`"},
          {R"({"Effect":"Allow","Action":"kms:*","Resource":"arn:aws:kms:eu-west-1:111122223333:key/*"})",
           "1 action: `kms:DisableKey`"},
          {R"({"Effect":"Allow","Action":"kms:*","Resource":"arn:aws:s3:::*"})", "no"},
          {R"({"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::reports/*"})", "no"},
          {R"({"Effect":"Allow","Action":"s3:PutObject","Resource":"*"})", "no"},
          {R"({"Effect":"Deny","Action":"s3:*","Resource":"*"})", "no"},
          {R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"*"},{"Effect":"Deny","Action":"s3:Get*","Resource":"*"})",
           "no"},
          {R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"*"},{"Effect":"Deny","Action":"s3:Get*","Resource":"arn:aws:s3:::a/*"})",
           "1 action: `s3:GetObject`"},
          {R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:ResourceAccount":"111122223333"}}})",
           "no"},
          {R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"StringLike":{"aws:ResourceAccount":"*"},"StringEquals":{"AWS:RequestedRegion":"eu-west-1"}}})",
           "1 action: `s3:GetObject`"},
          {R"({"Effect":"Allow","Action":"s3:GetObject","Resource":{"$unknown":"parameter:R"}})",
           "perhaps 1 action: `s3:GetObject`"},
          {R"({"Effect":"Allow","Action":{"$unknown":"parameter:A"},"Resource":"*"})",
           "perhaps 0 actions: actions that are not known"},
      });
}

TEST_CASE("A tag that the resource must carry is a limit, and a type that an action demands beside others too") {
  Check(
      "statement", R"({"hands_out": ["ec2:DeleteVolume", "ec2:CreateNetworkInterface"]})", "{examples}",
      PolicyKind::kIdentity,
      {
          {R"({"Effect":"Allow","Action":"ec2:DeleteVolume","Resource":"arn:aws:ec2:*:*:volume/*"})",
           "`ec2:DeleteVolume`"},
          {R"({"Effect":"Allow","Action":"ec2:DeleteVolume","Resource":"*","Condition":{"StringLike":{"aws:ResourceTag/a":"*"}}})",
           "no"},
          {R"({"Effect":"Allow","Action":"ec2:DeleteVolume","Resource":"*","Condition":{"Null":{"ec2:ResourceTag/a":"false"}}})",
           "no"},
          {R"({"Effect":"Allow","Action":"ec2:DeleteVolume","Resource":"*","Condition":{"StringLike":{"aws:RequestTag/a":"*"}}})",
           "`ec2:DeleteVolume`"},
          {R"({"Effect":"Allow","Action":"ec2:CreateNetworkInterface","Resource":["arn:aws:ec2:*:*:subnet/*","arn:aws:ec2:*:*:security-group/*"]})",
           "no"},
          {R"({"Effect":"Allow","Action":"ec2:CreateNetworkInterface","Resource":["arn:aws:ec2:*:*:subnet/*","arn:aws:ec2:*:*:network-interface/*"]})",
           "`ec2:CreateNetworkInterface`"},
      });
}

TEST_CASE("A Deny of all but some resources, or but under a condition on who, leaves nothing that is handed out") {
  const std::string allow = R"({"Effect":"Allow","Action":"s3:GetObject","Resource":"*"},)";
  const std::vector<std::pair<std::string_view, std::string_view>> rows = {
      {R"({"Effect":"Deny","Action":"s3:*","NotResource":"arn:aws:s3:::reports/*"})", "no"},
      {R"({"Effect":"Deny","NotAction":"sqs:*","Resource":"arn:aws:s3:::*"})", "no"},
      {R"({"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"aws:PrincipalTag/a":"b"}}})",
       "no"},
      {R"({"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}})",
       "no"},
      {R"({"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Null":{"aws:ResourceTag/a":"true"}}})", "no"},
      {R"({"Effect":"Deny","Action":"s3:*","Resource":"arn:aws:s3:::reports/*"})", "yes"},
      {R"({"Effect":"Deny","Action":"s3:*","NotResource":"arn:aws:s3:::*"})", "yes"},
      {R"({"Effect":"Deny","Action":"s3:Put*","NotResource":"arn:aws:s3:::reports/*"})", "yes"},
      {R"({"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/a":"b"}}})",
       "yes"},
      {R"({"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":"eu-west-1"}}})",
       "yes"},
      {R"({"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"false"}}})",
       "yes"},
      {R"({"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"StringNotLike":{"aws:PrincipalTag/a":"*"}}})",
       "yes"},
  };
  for (const auto& [deny, answer] : rows) {
    INFO(deny);
    CHECK(Ask("statement", R"({"hands_out": ["s3:GetObject"]})", allow + std::string(deny), "yes",
              PolicyKind::kIdentity) == answer);
  }
}

TEST_CASE("Whole services are told by what they hold, and nothing else beside them") {
  Check(
      "statement",
      R"({"allows_whole_services": {"secrets": ["s3:GetDataAccess"], "data": ["sdb:Select", "s3:Get*"],
            "access": ["s3:PutBucketPolicy"], "destruction": ["sdb:DeleteDomain"]}})",
      "{services}: {risks}", PolicyKind::kIdentity,
      {
          {R"({"Effect":"Allow","Action":"sdb:*","Resource":"*"})", "sdb: 1 reads stored data, 1 destroys for good"},
          {R"({"Effect":"Allow","Action":["SDB:?*"],"Resource":"arn:aws:sdb:*:*:*"})",
           "sdb: 1 reads stored data, 1 destroys for good"},
          {R"({"Effect":"Allow","Action":["sdb:*","ce:*"],"Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}})",
           "sdb, ce: 1 reads stored data, 1 destroys for good"},
          {R"({"Effect":"Allow","Action":["sdb:*","s3:GetObject"],"Resource":"*"})", "no"},
          {R"({"Effect":"Allow","Action":"sdb:*","Resource":"arn:aws:sdb:eu-west-1:111122223333:domain/orders"})",
           "no"},
          {R"({"Effect":"Allow","Action":"sdb:*","Resource":"*","Condition":{"StringEquals":{"aws:ResourceAccount":"111122223333"}}})",
           "no"},
          {R"({"Effect":"Allow","Action":"sdb:*","Resource":"*"},{"Effect":"Deny","Action":"sdb:Select","Resource":"*"})",
           "sdb: 1 destroys for good"},
          {R"({"Effect":"Allow","Action":"sdb:*","Resource":"*"},{"Effect":"Deny","Action":"sdb:*","NotResource":"arn:aws:sdb:*:*:domain/orders"})",
           "no"},
          {R"({"Effect":"Deny","Action":"sdb:*","Resource":"*"})", "no"},
          {R"({"Effect":"Allow","Action":{"$unknown":"parameter:A"},"Resource":"*"})", "no"},
      });
}

namespace {

std::string Token(std::string_view condition, std::string_view effect = "Allow") {
  return R"({"Effect":")" + std::string(effect) +
         R"(","Principal":{"Federated":"arn:aws:iam::111122223333:oidc-provider/ci.example.com/x"},)" +
         R"("Action":"sts:AssumeRoleWithWebIdentity","Condition":)" + std::string(condition) + "}";
}

}  // namespace

TEST_CASE("A claim is constrained by a test that fails without it, or by a Deny") {
  const std::vector<std::pair<std::string, std::string_view>> rows = {
      {Token(R"({"StringEquals":{"ci.example.com/x:SUB":"repo:acme/app"}})"), "ci.example.com/x"},
      {Token(R"({"StringEquals":{"ci.example.com/x/:sub":"repo:acme/app"}})"), "ci.example.com/x"},
      {Token(R"({"StringLike":{"ci.example.com/x:sub":"*"}})"), "no"},
      {Token(R"({"StringEqualsIfExists":{"ci.example.com/x:sub":"a"}})"), "no"},
      {Token(R"({"StringNotEquals":{"ci.example.com/x:sub":"a"}})"), "no"},
      {Token(R"({"StringEquals":{"ci.example.com:sub":"a"}})"), "no"},
      {Token(R"({"StringEquals":{"ci.example.com/x:aud":"a"}})"), "no"},
      {Token("{}") + "," + Token(R"({"StringNotLike":{"ci.example.com/x:sub":"repo:acme/*"}})", "Deny"),
       "ci.example.com/x"},
      {Token(R"({"StringEquals":{"ci.example.com/x:sub":{"$unknown":"parameter:S"}}})"), "perhaps ci.example.com/x"},
  };
  for (const auto& [statements, answer] : rows) {
    INFO(statements);
    CHECK(Ask("principal", R"({"constrains_claim": ["sub"]})", statements, "{issuer}", PolicyKind::kTrust) == answer);
  }
}

TEST_CASE("A wildcard before the customer's name ends admits strangers, and the subject shown is one accepted") {
  const auto like = [](std::string_view pattern) {
    return Token(R"({"StringLike":{"ci.example.com/x:sub":")" + std::string(pattern) + R"("}})");
  };
  const std::string only_acme = Token(R"({"StringNotLike":{"ci.example.com/x:sub":"repo:acme/*"}})", "Deny");
  const std::vector<std::pair<std::string, std::string_view>> rows = {
      {like("*"), "`*` leaves the owner open: repo:other/any:main"},
      {like("repo:*"), "`repo:*` leaves the owner open: repo:other/any:main"},
      {like("r*"), "`r*` leaves the owner open: repo:other/any:main"},
      {like("repo:acme*"),
       "`repo:acme*` takes in every owner whose name starts with `acme`: repo:acme-another/any:main"},
      {like("repo:acm?/app"), "`repo:acm?/app` takes in every owner whose name starts with `acm`: repo:acmx/app"},
      {like("repo:*/app:dev"), "`repo:*/app:dev` leaves the owner open: repo:another/app:dev"},
      {like("*:dev"), "`*:dev` leaves the owner open: repo:another/any:dev"},
      {like("repo:acme/*"), "no"},
      {like("repo:acme/app:dev"), "no"},
      {like("ref:*"), "no"},
      {Token(R"({"StringEquals":{"ci.example.com/x:sub":"repo:*"}})"), "no"},
      {Token(
           R"({"StringLike":{"ci.example.com/x:sub":"repo:*"},"StringEquals":{"ci.example.com/x:sub":"repo:acme/app"}})"),
       "no"},
      {like("repo:*") + "," + only_acme, "no"},
      {Token(R"({"StringLike":{"ci.example.com/x:sub":{"$unknown":"parameter:S"}}})"),
       "perhaps a value that is not known: a value that is not known"},
  };
  for (const auto& [statements, answer] : rows) {
    INFO(statements);
    CHECK(Ask("principal",
              R"({"admits_stranger": {"claim": "sub", "start": "repo:", "end": "/", "tenant": "owner",
                  "example": "repo:other/any:main"}})",
              statements, "{weakness}: {accepted}", PolicyKind::kTrust) == answer);
  }
}

TEST_CASE("Keys of another provider and accounts that differ are told from those that fit") {
  CHECK(Ask("condition", R"({"of_another_issuer": true})", Token(R"({"StringEquals":{"ci.example.com:sub":"a"}})"),
            "{issuers}", PolicyKind::kTrust) == "`ci.example.com/x`");
  CHECK(Ask("condition", R"({"of_another_issuer": true})",
            Token(R"({"StringEquals":{"ci.example.com/x:sub":"a","sts:RoleSessionName":"b"}})"), "{issuers}",
            PolicyKind::kTrust) == "no");
  const auto source = [](std::string_view account) {
    return R"({"Effect":"Allow","Principal":{"Service":"codebuild.amazonaws.com"},"Action":"sts:AssumeRole","Condition":
      {"ArnLike":{"aws:SourceArn":"arn:aws:codebuild:*:111122223333:*"},"StringEquals":{"aws:SourceAccount":")" +
           std::string(account) + "\"}}}";
  };
  CHECK(Ask("statement", R"({"source_accounts_differ": true})", source("444455556666"),
            "{arn_account} {source_account}", PolicyKind::kTrust) == "111122223333 444455556666");
  CHECK(Ask("statement", R"({"source_accounts_differ": true})", source("111122223333"),
            "{arn_account} {source_account}", PolicyKind::kTrust) == "no");
}

}  // namespace iampolicy::rules
