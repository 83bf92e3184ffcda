// What counts as public: who is a stranger, and which conditions a stranger cannot meet.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <iampolicy/access.h>
#include <iampolicy/compare.h>

#include "tests/unit/catch.h"

namespace iampolicy {
namespace {

/// Whether the evaluation lets the stranger in, whose own account allows everything.
bool IsLetIn(const std::string& policy, Request stranger) {
  constexpr std::string_view kAll = R"({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})";
  stranger.resource_account = "999988887777";
  const PolicyText policies[] = {{PolicyKind::kResource, policy}, {PolicyKind::kIdentity, kAll}};
  return Evaluate(policies, stranger)->outcome == Outcome::kAllowed;
}

/// Single quotes stand for double ones.
Verdict Ask(std::string statements, const char* resource_type = "AWS::S3::Bucket") {
  for (char& c : statements) c = c == '\'' ? '"' : c;
  const std::string policy = R"({"Version": "2012-10-17", "Statement": [)" + statements + "]}";
  const auto result = CheckNoPublicAccess({.text = policy}, resource_type);
  REQUIRE(result.ok());
  CHECK(result->witness.has_value() == (result->verdict == Verdict::kFail));
  if (result->witness) {
    INFO(policy << "\n" << result->witness->principal << " " << result->witness->action);
    CHECK(IsLetIn(policy, *result->witness));
  }
  return result->verdict;
}

std::string Statement(const std::string& effect, const std::string& condition) {
  return "{'Effect': '" + effect + "', 'Principal': '*', 'Action': 's3:GetObject', 'Resource': 'arn:aws:s3:::mine/*'" +
         (condition.empty() ? "" : ", 'Condition': {" + condition + "}") + "}";
}

std::string Test(const std::string& op, const std::string& key, const std::string& value) {
  return "'" + op + "': {'" + key + "': '" + value + "'}";
}

Verdict AllowIf(const std::string& condition) { return Ask(Statement("Allow", condition)); }

/// Allowed to everyone, refused where the condition holds.
Verdict DenyIf(const std::string& condition) {
  return Ask(Statement("Allow", "") + "," + Statement("Deny", condition));
}

constexpr Verdict kClosed = Verdict::kPass;
constexpr Verdict kPublic = Verdict::kFail;

struct Case {
  std::string key, value;
  Verdict verdict;
};

}  // namespace

TEST_CASE("a literal value of a trust key keeps strangers out, unless its absence lets them in") {
  const std::vector<std::pair<std::string, std::string>> keys = {
      {"aws:PrincipalOrgID", "o-a1"},        {"aws:PrincipalAccount", "111122223333"},
      {"aws:SourceAccount", "111122223333"}, {"aws:SourceOwner", "111122223333"},
      {"aws:SourceOrgID", "o-a1"},           {"aws:SourceVpc", "vpc-1"},
      {"aws:SourceVpce", "vpce-1"},          {"aws:userid", "AROAEXAMPLE:me"},
      {"kms:CallerAccount", "111122223333"}, {"s3:DataAccessPointAccount", "111122223333"},
      {"aws:VpceAccount", "111122223333"},   {"aws:VpceOrgID", "o-a1"}};
  for (const auto& [key, value] : keys) {
    INFO(key);
    CHECK(AllowIf(Test("StringEquals", key, value)) == kClosed);
    CHECK(AllowIf(Test("StringLike", key, value)) == kClosed);
    CHECK(AllowIf(Test("ForAnyValue:StringEquals", key, value)) == kClosed);
    CHECK(AllowIf(Test("StringEqualsIfExists", key, value) + ", " + Test("Null", key, "false")) == kClosed);
    CHECK(DenyIf(Test("StringNotEquals", key, value)) == kClosed);
    CHECK(DenyIf(Test("StringNotEqualsIfExists", key, value)) == kClosed);

    CHECK(AllowIf(Test("StringEqualsIfExists", key, value)) == kPublic);
    CHECK(AllowIf(Test("ForAllValues:StringEquals", key, value)) == kPublic);
    CHECK(AllowIf(Test("StringNotEquals", key, value)) == kPublic);
    CHECK(AllowIf(Test("StringLike", key, "*")) == kPublic);
    CHECK(AllowIf(Test("Null", key, "false")) == kPublic);
    CHECK(AllowIf(Test("StringEquals", key, "${aws:username}")) == kPublic);
    CHECK(DenyIf(Test("ForAnyValue:StringNotEquals", key, value)) == kPublic);
  }
}

TEST_CASE("a path of an organisation keeps strangers out where the organisation is fixed") {
  const std::vector<Case> table = {{"", "o-a1/r-ab12/ou-ab12-1/*", kClosed},
                                   {"", "o-a1/*", kClosed},
                                   {"", "o-a1/r-ab12/ou-ab12-1/", kClosed},
                                   {"", "o-a1*", kPublic},
                                   {"", "o-*/r-ab12/*", kPublic},
                                   {"", "*", kPublic}};
  for (const char* key : {"aws:PrincipalOrgPaths", "aws:SourceOrgPaths", "aws:VpceOrgPaths"}) {
    for (const Case& one : table) {
      INFO(key << " " << one.value);
      CHECK(AllowIf(Test("ForAnyValue:StringLike", key, one.value)) == one.verdict);
      CHECK(AllowIf(Test("ForAllValues:StringLike", key, one.value)) == kPublic);
    }
  }
}

TEST_CASE("a mount target keeps strangers out of a file system") {
  const char* key = "elasticfilesystem:AccessedViaMountTarget";
  CHECK(AllowIf(Test("Bool", key, "true")) == kClosed);
  CHECK(DenyIf(Test("BoolIfExists", key, "false")) == kClosed);
  CHECK(DenyIf(Test("Bool", key, "false")) == kPublic);
  CHECK(DenyIf(Test("BoolIfExists", key, "false") + ", " + Test("Null", "aws:SourceVpc", "true")) == kPublic);
  CHECK(AllowIf(Test("BoolIfExists", key, "true")) == kPublic);
  CHECK(AllowIf(Test("Bool", key, "false")) == kPublic);
}

TEST_CASE("an ARN keeps strangers out by its account, or as a literal where it has none") {
  const std::vector<Case> table = {{"", "arn:aws:sns:eu-west-1:111122223333:t", kClosed},
                                   {"", "arn:aws:*:*:111122223333:*", kClosed},
                                   {"", "arn:aws:s3:::bucket", kClosed},
                                   {"", "arn:aws:s3:::*", kPublic},
                                   {"", "arn:aws:iam::*:role/x", kPublic},
                                   {"", "arn:aws:cloudfront::11112222333?:distribution/E", kPublic},
                                   {"", "arn:aws:iam::${aws:PrincipalAccount}:role/x", kPublic}};
  for (const char* key : {"aws:SourceArn", "aws:PrincipalArn", "s3:DataAccessPointArn"}) {
    for (const Case& one : table) {
      INFO(key << " " << one.value);
      for (const char* op : {"ArnLike", "ArnEquals", "StringLike"})
        CHECK(AllowIf(Test(op, key, one.value)) == one.verdict);
      CHECK(AllowIf(Test("ArnLikeIfExists", key, one.value)) == kPublic);
      CHECK(DenyIf(Test("ArnNotLike", key, one.value)) == one.verdict);
    }
  }
}

TEST_CASE("a block of addresses keeps strangers out where it is narrow") {
  for (const Case& one : std::vector<Case>{{"", "203.0.113.0/24", kClosed},
                                           {"", "10.0.0.0/8", kClosed},
                                           {"", "8.0.0.0/7", kPublic},
                                           {"", "0.0.0.0/0", kPublic},
                                           {"", "203.0.113.7", kClosed},
                                           {"", "2001:db8::/32", kClosed},
                                           {"", "2001:d00::/24", kPublic},
                                           {"", "::/0", kPublic}}) {
    INFO(one.value);
    CHECK(AllowIf(Test("IpAddress", "aws:SourceIp", one.value)) == one.verdict);
    CHECK(DenyIf(Test("NotIpAddress", "aws:SourceIp", one.value)) == one.verdict);
    CHECK(AllowIf(Test("IpAddressIfExists", "aws:SourceIp", one.value)) == kPublic);
    CHECK(AllowIf(Test("NotIpAddress", "aws:SourceIp", one.value)) == kPublic);
  }
  CHECK(AllowIf(Test("IpAddress", "aws:VpcSourceIp", "10.0.0.0/8")) == kPublic);
}

TEST_CASE("what anyone can send keeps nobody out") {
  for (const std::string& condition :
       {Test("StringLike", "aws:Referer", "https://example.com/*"), Test("Bool", "aws:SecureTransport", "true"),
        Test("StringEquals", "s3:prefix", "a"), Test("Bool", "aws:MultiFactorAuthPresent", "true"),
        Test("StringEquals", "aws:PrincipalTag/team", "red"), Test("StringEquals", "aws:RequestedRegion", "eu-west-1"),
        Test("DateLessThan", "aws:CurrentTime", "2099-01-01"), Test("Bool", "aws:ViaAWSService", "true")}) {
    INFO(condition);
    CHECK(AllowIf(condition) == kPublic);
  }
  CHECK(Ask("{'Effect': 'Allow', 'Principal': {'AWS': '*'}, 'Action': 'sts:AssumeRole', 'Condition': "
            "{'StringEquals': {'sts:ExternalId': 'x'}}}",
            "AWS::IAM::AssumeRolePolicyDocument") == kPublic);
}

TEST_CASE("who is named is no stranger") {
  const auto allow = [](const std::string& principal) {
    return Ask("{'Effect': 'Allow', " + principal + ", 'Action': 's3:GetObject', 'Resource': '*'}");
  };
  for (const char* named :
       {"'Principal': {'AWS': '111122223333'}", "'Principal': {'AWS': 'arn:aws:iam::111122223333:role/x'}",
        "'Principal': {'Service': 'cloudfront.amazonaws.com'}", "'Principal': {'Federated': 'accounts.google.com'}"}) {
    INFO(named);
    CHECK(allow(named) == kClosed);
  }
  for (const char* open :
       {"'Principal': '*'", "'Principal': {'AWS': ['111122223333', '*']}", "'NotPrincipal': {'AWS': '111122223333'}"}) {
    INFO(open);
    CHECK(allow(open) == kPublic);
  }
  // A Deny for all but one account closes what is open to everyone.
  CHECK(Ask(Statement("Allow", "") +
            ", {'Effect': 'Deny', 'NotPrincipal': {'AWS': 'arn:aws:iam::111122223333:root'}, 'Action': '*', "
            "'Resource': '*'}") == kClosed);
}

}  // namespace iampolicy
