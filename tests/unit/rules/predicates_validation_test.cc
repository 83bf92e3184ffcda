// The predicates of policy validation, each asked of elements that differ in one thing: what is true, its near miss,
// and what is not known from the file.

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "lib/rules/partitions.h"
#include "lib/rules/service_principals.h"
#include "tests/unit/catch.h"
#include "tests/unit/rules/judge.h"

namespace iampolicy::rules {
namespace {

std::string Policy(std::string_view elements) {
  return R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", )" + std::string(elements) + "}}";
}

/// The pointers of the elements for which the predicate holds, "?" before those for which it is not known.
std::string Holds(std::string_view each, std::string_view when, const std::string& policy,
                  PolicyKind kind = PolicyKind::kIdentity) {
  std::string all;
  for (const std::string& line : Judge(Rule(each, when), policy, kind)) {
    const std::string pointer = line.substr(0, line.find(": "));
    all += (all.empty() ? "" : " ") + (line[0] == '?' ? "?" : std::string()) + pointer.substr(pointer.rfind('/') + 1);
  }
  return all;
}

std::string Resources(std::string_view when, std::string_view list) {
  return Holds("resource", when, Policy("\"Action\": \"s3:GetObject\", \"Resource\": " + std::string(list)));
}
std::string Values(std::string_view when, std::string_view list, std::string_view condition = "StringLike") {
  return Holds("value", when,
               Policy("\"Action\": \"*\", \"Resource\": \"*\", \"Condition\": {\"" + std::string(condition) +
                      "\": {\"aws:userid\": " + std::string(list) + "}}"));
}
std::string Conditions(std::string_view when, std::string_view block) {
  return Holds("condition", when,
               Policy("\"Action\": \"*\", \"Resource\": \"*\", \"Condition\": " + std::string(block)));
}

}  // namespace

TEST_CASE("each Region is one of its partition and of no other") {
  REQUIRE(Partitions().size() == 8);
  for (const Partition& partition : Partitions()) {
    CHECK(FindPartition(partition.name) == &partition);
    for (const std::string_view region : partition.regions) {
      CHECK(HasRegion(nullptr, region));
      for (const Partition& other : Partitions()) CHECK(HasRegion(&other, region) == (&other == &partition));
    }
  }
  CHECK(FindPartition("AWS") == nullptr);
  CHECK_FALSE(HasRegion(nullptr, "eu-west-1a"));
  CHECK(NearestRegion(FindPartition("aws"), "eu-west-11") == "eu-west-1");
  CHECK(NearestRegion(FindPartition("aws-cn"), "eu-west-1").empty());
  CHECK(NearestPartition("aws-us-gv") == "aws-us-gov");
}

TEST_CASE("the fields of an ARN are those of the formats that its last field fits") {
  constexpr std::string_view kRegions = R"([
      "arn:aws:sqs::111122223333:jobs", "arn:aws:sqs:*:111122223333:jobs", "arn:aws:s3:::reports",
      "arn:aws:sqs:${aws:RequestedRegion}:111122223333:jobs", "arn:aws:qqq::111122223333:jobs", "*",
      {"$concat": ["arn:aws:sqs:", {"$unknown": "parameter:P"}, ":111122223333:jobs"]},
      {"$concat": ["arn:aws:sqs::111122223333:", {"$unknown": "parameter:P"}]}])";
  CHECK(Resources(R"({"arn_lacks_region": true})", kRegions) == "0 ?6 ?7");
  CHECK(Resources(R"({"arn_has_needless_region": true})",
                  R"(["arn:aws:iam:eu-west-1:111122223333:role/app", "arn:aws:iam:*:111122223333:role/app"])") == "0");
  CHECK(Resources(R"({"arn_has_wrong_region": true})",
                  R"(["arn:aws:sqs:cn-north-1:111122223333:jobs", "arn:aws-cn:sqs:cn-north-1:111122223333:jobs",
                      "arn:a*:sqs:cn-north-1:111122223333:jobs", "arn:*:sqs:nowhere:111122223333:jobs"])") == "0 3");
  CHECK(Resources(R"({"arn_lacks_account": true})",
                  R"(["arn:aws:sqs:eu-west-1::jobs", "arn:aws:ssm:eu-west-1::document/AWS-X", "arn:aws:s3:::reports",
                      "arn:aws:iam:::role/app"])") == "0 3");
  CHECK(Resources(R"({"arn_has_needless_account": true})",
                  R"(["arn:aws:s3::111122223333:reports", "arn:aws:s3::*:reports",
                      "arn:aws:s3:eu-west-1:111122223333:accesspoint/x"])") == "0");
  CHECK(Resources(R"({"arn_has_wrong_account": true})",
                  R"(["arn:aws:iam::11112222333:role/app", "arn:aws:iam::aws:policy/X",
                      "arn:aws:iam::1111*:role/app"])") == "0");
  CHECK(Resources(R"({"arn_partition_exists": false})",
                  R"(["arn:awz:s3:::x", "arn:aws-cn:s3:::x", "arn:*:s3:::x", "*", {"$unknown": "parameter:P"},
                      {"$concat": ["arn:", {"$unknown": "pseudo:AWS::Partition"}, ":s3:::x"]}])") == "0 ?4 ?5");
}

TEST_CASE("an operator suits the type of its key, and a set qualifier a key of several values") {
  CHECK(Conditions(R"({"operator_suits_type": false})",
                   R"({"StringEquals": {"aws:SecureTransport": "true", "aws:PrincipalArn": "x",
                       "aws:MultiFactorAuthPresent": "${aws:PrincipalTag/x}", "qqq:Qqq": "x"},
                       "NumericEquals": {"aws:EpochTime": 1, "aws:CurrentTime": 1},
                       "ArnLike": {"aws:PrincipalTag/x": "*"}, "Null": {"aws:SourceIp": "true"}})") ==
        "aws:SecureTransport aws:CurrentTime");
  CHECK(Conditions(R"({"key_type": ["ARN", "Bool"]})",
                   R"({"StringEquals": {"aws:SecureTransport": "true", "aws:sourcearn": "x", "aws:username": "x"}})") ==
        "aws:SecureTransport aws:sourcearn");
  CHECK(Conditions(R"({"key_is_single_valued": true})",
                   R"({"StringEquals": {"aws:TagKeys": "x", "aws:username": "x", "qqq:Qqq": "x", "idp.example.com:aud":
                       "x", "idp.example.com:amr": "x", "cognito-identity.amazonaws.com:amr": "x"}})") ==
        "aws:username idp.example.com:aud");
}

TEST_CASE("private addresses are told from public ones") {
  const auto ask = [](std::string_view predicate, std::string_view values) {
    return Conditions("{\"" + std::string(predicate) + "\": true}",
                      "{\"IpAddress\": {\"aws:SourceIp\": " + std::string(values) + "}}");
  };
  for (const auto& [values, only, some] : std::vector<std::array<std::string_view, 3>>{
           {R"(["10.0.0.0/8", "172.31.0.1", "fd00::/8"])", "aws:SourceIp", ""},
           {R"(["10.0.0.0/7"])", "", ""},
           {R"(["203.0.113.0/24", "192.168.0.0/16"])", "", "aws:SourceIp"},
           {R"(["203.0.113.0/24"])", "", ""},
           {R"(["10.0.0.0/8", "nowhere"])", "", ""},
           {R"(["10.0.0.0/8", {"$unknown": "parameter:P"}])", "?aws:SourceIp", "?aws:SourceIp"},
           {R"([])", "", ""}}) {
    INFO(values);
    CHECK(ask("only_private_addresses", values) == only);
    CHECK(ask("some_private_addresses", values) == some);
  }
}

TEST_CASE("wildcards and variables of a value are found where they count") {
  constexpr std::string_view kList =
      R"(["*", "a?", "${*}", "${aws:username}", "x", {"$concat": ["a", {"$unknown": "parameter:P"}]}])";
  CHECK(Values(R"({"value_has_wildcard": true})", kList) == "0 1 ?5");
  CHECK(Values(R"({"value_has_variable": true})", kList) == "3 ?5");
  CHECK(Values(R"({"value_is_literal": true})", kList) == "4 ?5");
  CHECK(Values(R"({"fixed_before_wildcard": {"less_than": 6}})",
               R"(["repo:*", "repo:a*", "repo:a/b*x*", "repo:ab${aws:username}*", "repo:example"])") == "0 2 3");
  CHECK(Values(R"({"fixed_before_variable": {"less_than": 6}})",
               R"(["abc${aws:username}", "abcdef${aws:username}"])") == "0");
  CHECK(Values(R"({"wildcard_opens_user_id": true})",
               R"(["*:x", "A*:x", "A:*", "*", "${aws:userid}:*", "A${*}:x", "?*:x"])") == "1 3 6");
  CHECK(Values(R"({"variable_opens_user_id": true})", R"(["${aws:userid}:x", "A${aws:userid}:x", "${aws:userid}"])") ==
        "1 2");
  CHECK(Values(R"({"value_is_region": true})", R"(["eu-west-1", "cn-north-1", "EU-WEST-1", "eu-west-1a"])") == "0 1");
}

TEST_CASE("a value names a Region where a label between its dots is one") {
  CHECK(Values(R"({"value_names_region": true})",
               R"(["s3.eu-west-1.amazonaws.com", "eu-west-1", "s3.eu-wst-1.amazonaws.com", "s3-eu-west-1.amazonaws.com",
                   "s3.amazonaws.com", "", {"$concat": ["s3.", {"$unknown": "parameter:P"}]}])") == "0 1 ?6");
}

TEST_CASE("a service principal is known by its form, and a slip by the service one letter away") {
  struct Row {
    std::string_view name;
    bool has_form;
    bool misspells;
    std::string_view meant;
  };
  const catalog::Catalog& catalog = catalog::Catalog::BuiltIn();
  for (const Row& row : std::vector<Row>{
           {"lambda.amazonaws.com", true, false, "lambda.amazonaws.com"},
           {"lamda.amazonaws.com", true, true, "lambda.amazonaws.com"},
           {"lamda.amazonaws.com.cn", true, true, "lambda.amazonaws.com.cn"},
           {"Lambda.amazonaws.com", false, true, "lambda.amazonaws.com"},
           {"lambda", false, true, "lambda.amazonaws.com"},
           {"lambda.amazon.com", false, true, "lambda.amazonaws.com"},
           {"qqqqqqqq.example.com", false, true, ""},
           {"ecs-tasks.amazonaws.com", true, false, ""},
           {"application-insights.amazonaws.com", true, false, ""},      // the prefix is applicationinsights
           {"macie.amazonaws.com", true, false, "macie.amazonaws.com"},  // the prefix is macie2
           {"ec.amazonaws.com", true, false, ""},                        // too short to tell
           {"delivery.logs.amazonaws.com", true, false, ""},
           {"ec2.eu-west-1.amazonaws.com", true, false, ""},
           {".amazonaws.com", false, true, ""},
       }) {
    CAPTURE(row.name);
    CHECK(IsServicePrincipal(row.name) == row.has_form);
    CHECK(MisspellsService(row.name, catalog) == row.misspells);
    CHECK(MeantServicePrincipal(row.name, catalog) == row.meant);
  }
}

TEST_CASE("what lacks only its prefix or its colon is told from what is no name at all") {
  const auto meant = [](std::string_view problem, const std::string& policy) {
    std::string all;
    const std::string when = R"({"problem": ")" + std::string(problem) + R"(", "lacks_only_prefix": true})";
    for (const std::string& line : Judge(Rule("problem", when, "", "{got} -> {meant}"), policy)) {
      all += (all.empty() ? "" : "; ") + line.substr(line.find(": ") + 2);
    }
    return all;
  };
  const std::string actions = Policy(R"("Resource": "*", "Action": ["s3.GetObject", "s3/get*", "RunInstances",
      "TagResource", "s3.Qqq", "s3::putobject", "s3:Get:Qqq", "s3", "qqq.GetObject"])");
  CHECK(meant("action-without-service", actions) ==
        "s3.GetObject -> `s3:GetObject`; s3/get* -> `s3:get*`; RunInstances -> `ec2:RunInstances`");
  CHECK(meant("bad-action-format", actions) == "s3::putobject -> `s3:PutObject`");
  CHECK(meant("bad-condition-key-format",
              Policy(R"("Resource": "*", "Action": "*", "Condition": {"StringLike": {"sourceip": "a",
                  "aws.SourceVpc": "a", "prefix": "a", "Qqq": "a"}})")) ==
        "sourceip -> `aws:SourceIp`; aws.SourceVpc -> `aws:SourceVpc`; prefix -> `s3-outposts:prefix` or `s3:prefix`");
}

TEST_CASE("a service that AWS has ended is told from one that never was") {
  const std::string policy = Policy(R"("Resource": "*", "Action": ["DeepLens:*", "qqq:*", "s3:*", "*",
      {"$concat": [{"$unknown": "parameter:P"}, ":x"]}])");
  CHECK(Holds("action", R"({"service_ended": true})", policy) == "0 ?4");
  CHECK(Holds("action", R"({"service_exists": false})", policy) == "1 ?4");
}

TEST_CASE("principals are told by provider and role") {
  const std::string policy = Policy(R"("Action": "sts:AssumeRole", "Principal": {"Federated": [
      "arn:aws:iam::111122223333:oidc-provider/idp.example.com/a", "cognito-identity.amazonaws.com",
      "arn:aws:iam::111122223333:saml-provider/corp"], "AWS": ["arn:aws:iam::111122223333:role/tools/ci",
      "arn:aws:sts::111122223333:assumed-role/ci/build", "arn:aws:sts::444455556666:assumed-role/ci/build"]},
      "Condition": {"StringEquals": {"IDP.example.com/a:sub": "x"}})");
  CHECK(Holds("principal", R"({"is_oidc_provider": true})", policy, PolicyKind::kTrust) == "0 1");
  CHECK(Holds("principal", R"({"is_oidc_provider": true, "provider_is_conditioned": true})", policy,
              PolicyKind::kTrust) == "0");
  CHECK(Holds("principal", R"({"session_of_listed_role": true})", policy, PolicyKind::kTrust) == "1");
}

TEST_CASE("an entry covers others by its text alone, and of equal ones the first is kept") {
  const auto covered = [](std::string_view list) {
    std::string all;
    const std::string policy = Policy("\"Resource\": \"*\", \"Action\": " + std::string(list));
    for (const std::string& line :
         Judge(Rule("action", R"({"covers_other_entries": true})", "", "{action} {covered}"), policy)) {
      all += line.substr(line.find(": ") + 2) + ";";
    }
    return all;
  };
  CHECK(covered(R"(["s3:Get*", "s3:GetObject", "s3:*"])") ==
        "s3:* `s3:Get*` and `s3:GetObject`;");  // what a covered entry covers is told with it
  CHECK(covered(R"(["a:b", "A:B", "a:b"])") == "a:b `A:B` and `a:b`;");
  CHECK(covered(R"(["a:b*", "a:b**"])") == "a:b* `a:b**`;");
  CHECK(covered(R"(["a:Get*", "a:*Object", {"$concat": ["a:Get", {"$unknown": "parameter:P"}]}])").empty());
  CHECK(covered(R"("s3:*")").empty());
}

TEST_CASE("statements are equal by elements and values, whatever their order, and not where parts are unknown") {
  const auto ask = [](std::string_view a, std::string_view b) {
    return Holds("statement", R"({"repeats_statement": true})",
                 R"({"Version": "2012-10-17", "Statement": [)" + std::string(a) + ", " + std::string(b) + "]}");
  };
  constexpr std::string_view kOne =
      R"({"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}})";
  CHECK(ask(kOne, R"({"Sid": "Two", "Condition": {"Bool": {"aws:securetransport": ["true"]}}, "Resource": ["*"],
                      "Action": ["S3:List*", "s3:Get*"], "Effect": "Allow"})") == "1");
  CHECK(ask(kOne, R"({"Effect": "Allow", "Action": ["s3:Get*", "s3:List*"], "Resource": "*"})").empty());
  CHECK(ask(kOne, R"({"Effect": "Deny", "Action": ["s3:Get*", "s3:List*"], "Resource": "*",
                      "Condition": {"Bool": {"aws:SecureTransport": "true"}}})")
            .empty());
  CHECK(ask(R"({"Effect": "Allow", "Action": "a:b", "NotResource": "*"})",
            R"({"Effect": "Allow", "Action": "a:b", "Resource": "*"})")
            .empty());
}

TEST_CASE("actions are judged by what services support") {
  const auto ask = [](std::string_view when, std::string_view list) {
    return Holds("action", when, Policy("\"Resource\": \"*\", \"Principal\": \"*\", \"Action\": " + std::string(list)),
                 PolicyKind::kRcp);
  };
  CHECK(ask(R"({"service_supports_rcp": false})", R"(["s3:*", "S3:Get*", "ec2:*", "*", "kms:Decrypt"])") == "2 3");
  CHECK(ask(R"({"carries_resource_tag": false})", R"(["ec2:StopInstances", "kms:ListKeys", "kms:*", "qqq:Qqq"])") ==
        "1");
}

}  // namespace iampolicy::rules
