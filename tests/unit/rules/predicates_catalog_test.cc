// The predicates of the catalogue, each asked of policies that differ in one thing.

#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/catch.h"
#include "tests/unit/rules/judge.h"

namespace iampolicy::rules {
namespace {

std::string Policy(std::string_view elements) {
  return R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", )" + std::string(elements) + "}}";
}

/// "yes", "no" or "unknown", and what the placeholders say: the answer for the one element examined.
std::string Ask(std::string_view each, std::string_view when, const std::string& policy, std::string_view message) {
  const std::vector<std::string> lines = Judge(Rule(each, when, "", message), policy);
  if (lines.empty()) return "no";
  std::string all;
  for (const std::string& line : lines) {
    if (!all.empty()) all += " | ";
    const std::size_t colon = line.find(": ");
    all += (line[0] == '?' ? "unknown " : "yes ") + line.substr(colon + 2);
  }
  return all;
}

std::string AskAction(std::string_view when, std::string_view action, std::string_view message = "it is",
                      std::string_view resources = R"("*")") {
  return Ask("action", when, Policy("\"Action\": " + std::string(action) + ", \"Resource\": " + std::string(resources)),
             message);
}
std::string AskResource(std::string_view when, std::string_view resource, std::string_view message = "it is") {
  return Ask("resource", when, Policy("\"Action\": \"s3:GetObject\", \"Resource\": " + std::string(resource)), message);
}
std::string AskCondition(std::string_view when, std::string_view block, std::string_view message = "it is",
                         std::string_view action = R"("s3:GetObject")") {
  return Ask("condition", when,
             Policy("\"Action\": " + std::string(action) + R"(, "Resource": "*", "Condition": )" + std::string(block)),
             message);
}

constexpr std::string_view kHole = R"({"$unknown": "parameter:P"})";

}  // namespace

TEST_CASE("names of actions are looked up in the catalogue, and what is not known is neither true nor false") {
  constexpr std::string_view kExists = R"({"action_exists": false})";
  CHECK(AskAction(kExists, R"("s3:GetObjct")", "{service_name}{suggestion}") ==
        "yes Amazon S3; did you mean `s3:GetObject`?");
  CHECK(AskAction(kExists, R"("s3:Qqqqqqqqqq")", "{service_name}{suggestion}") == "yes Amazon S3");
  CHECK(AskAction(kExists, R"(["S3:getobject", "s3:Get*", "*", "s?:*"])") == "no");
  CHECK(AskAction(kExists, kHole) == "unknown it is");

  constexpr std::string_view kService = R"({"service_exists": false})";
  CHECK(AskAction(kService, R"("dynamobd:GetItem")", "{service}{suggestion}") ==
        "yes dynamobd; did you mean `dynamodb`?");
  CHECK(AskAction(kService, R"(["DynamoDB:Qqq", "*", "Qqq", "s?:*"])") == "no");
  CHECK(AskAction(kService, R"("qq?:*")") == "yes it is");
  CHECK(AskAction(kService, kHole) == "unknown it is");
  CHECK(AskAction(kService, R"({"$concat": ["s3:Get", {"$unknown": "parameter:P"}]})") == "no");

  CHECK(AskAction(R"({"is_api_operation": true})", R"("s3:HeadBucket")", "{authorized_by}") == "yes s3:ListBucket");
  CHECK(AskAction(R"({"is_api_operation": true})", R"("s3:ListBucket")") == "no");
}

TEST_CASE("wildcards are measured against the service they are in") {
  constexpr std::string_view kWildcard = R"({"is_service_wildcard": true})";
  const std::string all = std::to_string(catalog::Count(catalog::Catalog::BuiltIn().Expand("s3:*")));
  CHECK(AskAction(kWildcard, R"("s3:*")", "{count}") == "yes " + all);
  CHECK(AskAction(kWildcard, R"("S3:?*")", "{count}") == "yes " + all);
  CHECK(AskAction(kWildcard, R"(["s3:Get*", "*", "s?:*", "s3:GetObject"])") == "no");
  CHECK(AskAction(kWildcard, kHole) == "unknown it is");

  CHECK(AskAction(R"({"service_share": {"at_least": 100}})", R"(["s3:*", "s3:Get*", "*"])", "{action}") == "yes s3:*");
  CHECK(AskAction(R"({"service_share": {"at_least": 20, "less_than": 100}})", R"(["s3:*", "s3:Get*", "s3:GetObject"])",
                  "{action}") == "yes s3:Get*");
  CHECK(AskAction(R"({"supports_resource_level": true})", R"(["s3:ListAllMyBuckets", "s3:GetObject", "s3:List*"])",
                  "{action}") == "yes s3:GetObject | yes s3:List*");
}

TEST_CASE("an action fits a resource whose ARN can be of one of its types") {
  constexpr std::string_view kFits = R"({"fits_listed_resources": false})";
  struct {
    std::string_view action, resources, expected;
  } const kRows[] = {
      {R"("s3:GetObject")", R"("arn:aws:s3:::reports")",
       "yes `arn:${Partition}:s3:::${BucketName}/${ObjectName}` and "
       "`arn:${Partition}:s3:${Region}:${Account}:accesspoint/${AccessPointName}/object/${ObjectName}`"},
      {R"("s3:GetObject")", R"(["arn:aws:s3:::reports", "arn:aws:s3:::reports/*"])", "no"},
      {R"("s3:GetObject")", R"("arn:aws:s3:::*")", "no"},
      {R"("s3:GetObject")", R"("arn:aws:s3")", "no"},
      {R"("s3:ListBucket")", R"("arn:aws:s3:::reports/*")",
       "yes `arn:${Partition}:s3:::${BucketName}` and "
       "`arn:${Partition}:s3:${Region}:${Account}:accesspoint/${AccessPointName}`"},
      {R"("s3:ListBucket")", R"("arn:aws:s3:::${aws:username}")", "no"},
      {R"("s3:*")", R"("arn:aws:s3:::reports")", "no"},
      {R"("s3:ListAllMyBuckets")", R"("arn:aws:s3:::reports")", "yes `*`"},
      {R"("s3:ListAllMyBuckets")", R"("arn:aws:s3:::*")", "no"},
      {R"("sqs:SendMessage")", R"("arn:aws:sns:eu-west-1:111122223333:orders")",
       "yes `arn:${Partition}:sqs:${Region}:${Account}:${QueueName}`"},
      {R"("sqs:SendMessage")", R"("arn:aws:s*:eu-west-1:111122223333:orders")", "no"},
      {R"("s3:Qqq")", R"("arn:aws:sqs:::x")", "no"},
      {R"("s3:ListBucket")", R"({"$concat": ["arn:aws:s3:::", {"$unknown": "parameter:B"}]})",
       "unknown `arn:${Partition}:s3:::${BucketName}` and "
       "`arn:${Partition}:s3:${Region}:${Account}:accesspoint/${AccessPointName}`"},
      {R"("s3:ListBucket")", R"({"$concat": ["arn:aws:sqs:::", {"$unknown": "parameter:B"}]})",
       "yes `arn:${Partition}:s3:::${BucketName}` and "
       "`arn:${Partition}:s3:${Region}:${Account}:accesspoint/${AccessPointName}`"},
  };
  for (const auto& row : kRows) {
    INFO(row.action << " " << row.resources);
    CHECK(AskAction(kFits, row.action, "{accepted}", row.resources) == row.expected);
  }
  CHECK(Ask("action", kFits, Policy(R"("Action": "s3:GetObject", "NotResource": "arn:aws:s3:::reports")"), "it is") ==
        "no");
}

TEST_CASE("the service and the type of an ARN are looked up in the formats that AWS documents") {
  constexpr std::string_view kService = R"({"arn_service_exists": false})";
  CHECK(AskResource(kService, R"("arn:aws:dynamobd:*:*:table/x")", "{suggestion}") == "yes ; did you mean `dynamodb`?");
  CHECK(AskResource(kService, R"(["arn:aws:execute-api:*:*:x", "arn:aws:S3:::x", "arn:aws:q*:::x", "*", "arn:aws"])") ==
        "no");
  CHECK(AskResource(kService, R"({"$concat": ["arn:aws:", {"$unknown": "parameter:S"}, ":::x"]})") == "unknown it is");
  CHECK(AskResource(R"({"arn_service_in_capitals": true})", R"(["arn:aws:S3:::x", "arn:aws:s3:::X", "arn:aws:QQ:::x"])",
                    "{lower}") == "yes s3");

  constexpr std::string_view kType = R"({"fits_some_resource_type": false})";
  CHECK(AskResource(kType, R"("arn:aws:sqs:eu-west-1:111122223333:orders")") == "no");
  CHECK(AskResource(kType, R"(["arn:aws:s3::111122223333:reports", "arn:aws:iam::*:ro*", "arn:aws:qqq:::x", "*"])") ==
        "no");
  CHECK(AskResource(kType, R"("arn:aws:iam::111122223333:roles/reader")", "{formats}").starts_with("yes `arn:"));
  CHECK(AskResource(kType, R"({"$concat": ["arn:aws:iam::1:", {"$unknown": "parameter:R"}]})") == "unknown it is");
  CHECK(AskResource(kType, R"({"$concat": ["arn:aws:iam::1:roles/", {"$unknown": "parameter:R"}]})") == "yes it is");
}

TEST_CASE("condition keys are looked up, those of identity providers are not judged") {
  constexpr std::string_view kExists = R"({"key_exists": false})";
  CHECK(AskCondition(kExists, R"({"StringEquals": {"aws:PrincipalOrgIDs": "o"}})", "{suggestion}") ==
        "yes ; did you mean `aws:PrincipalOrgID`?");
  CHECK(AskCondition(kExists,
                     R"({"StringEquals": {"AWS:sourceip": "x", "aws:RequestTag/a": "x", "a.example.com:sub": "x"}})") ==
        "no");
  constexpr std::string_view kPrefix = R"({"key_prefix_exists": false})";
  CHECK(AskCondition(kPrefix, R"({"StringEquals": {"s4:prefix": "x", "saml:aud": "x", "aws:Q": "x", "S3:q": "x"}})",
                     "{prefix}") == "yes s4");
  CHECK(AskCondition(R"({"key_lacks_tag": true})",
                     R"({"StringEquals": {"aws:RequestTag/": "x", "aws:ResourceTag": "x", "aws:RequestTag/a": "x",
                         "aws:SourceArn": "x", "s3:prefix/": "x", "aws:PrincipalTag/": "x"}})",
                     "{key}") == "yes aws:RequestTag/ | yes aws:ResourceTag | yes aws:PrincipalTag/");
  CHECK(AskCondition(R"({"key_is_multivalued": true})",
                     R"({"StringEquals": {"aws:TagKeys": "x", "aws:SourceArn": "x"}})", "{key}") == "yes aws:TagKeys");
  CHECK(AskCondition(R"({"key_is_global": true})", R"({"StringEquals": {"aws:TagKeys": "x", "aws:SourceArn": "x"}})",
                     "{key}") == "yes aws:SourceArn");
}

TEST_CASE("a key is accepted where some action's requests can carry it, and an operator must read its type") {
  constexpr std::string_view kAccepts = R"({"accepts_key": false})";
  constexpr std::string_view kPrefix = R"({"StringLike": {"s3:prefix": "a/*"}})";
  CHECK(AskCondition(kAccepts, kPrefix, "it is", R"("s3:GetObject")") == "yes it is");
  CHECK(AskCondition(kAccepts, kPrefix, "it is", R"(["s3:GetObject", "s3:ListBucket"])") == "no");
  CHECK(AskCondition(kAccepts, kPrefix, "it is", R"(["s3:GetObject", {"$unknown": "parameter:A"}])") ==
        "unknown it is");
  CHECK(AskCondition(kAccepts, R"({"StringLike": {"aws:SourceIp": "x", "s3:Qqq": "x"}})") == "no");
  CHECK(AskCondition(kAccepts, kPrefix, "it is", R"("s3:Qqq")") == "no");

  constexpr std::string_view kFits = R"({"operator_fits_key": false})";
  CHECK(AskCondition(kFits,
                     R"({"NumericEquals": {"s3:prefix": "1", "s3:max-keys": "1", "aws:EpochTime": "1"},
                         "DateLessThan": {"aws:CurrentTime": "2026-01-01", "s3:max-keys": "1"},
                         "IpAddress": {"aws:SourceIp": "10.0.0.0/8", "aws:SourceArn": "10.0.0.0/8"},
                         "Bool": {"aws:SecureTransport": "true", "aws:CurrentTime": "true"},
                         "ArnLike": {"aws:SourceArn": "arn:aws:*", "aws:MultiFactorAuthAge": "arn:aws:*"},
                         "StringEquals": {"aws:SourceArn": "x", "s3:max-keys": "1"},
                         "Null": {"aws:SourceIp": "true"}})",
                     "{operator} {key} {key_type}") ==
        "yes NumericEquals s3:prefix text | yes DateLessThan s3:max-keys number | yes IpAddress aws:SourceArn ARN | "
        "yes Bool aws:CurrentTime date | yes ArnLike aws:MultiFactorAuthAge number");
}

}  // namespace iampolicy::rules
