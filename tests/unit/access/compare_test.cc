// The four checks and the difference, on whole documents.

#include <string>
#include <vector>

#include <iampolicy/compare.h>

#include "tests/unit/catch.h"

namespace iampolicy {
namespace {

std::string Document(const std::string& statements) {
  return R"({"Version": "2012-10-17", "Statement": [)" + statements + "]}";
}

/// An Allow of the actions and resources; single quotes stand for double ones everywhere below, and
/// back quotes for single ones.
std::string Quoted(std::string text) {
  for (char& c : text) {
    c = c == '\'' ? '"' : c == '`' ? '\'' : c;
  }
  return text;
}

struct Pair {
  std::string existing, candidate;
  Verdict verdict;
};

CheckResult NoNewAccess(const Pair& pair, PolicyKind kind) {
  const std::string before = Document(Quoted(pair.existing));
  const std::string after = Document(Quoted(pair.candidate));
  const auto result = CheckNoNewAccess({.kind = kind, .text = before}, {.kind = kind, .text = after});
  REQUIRE(result.ok());
  return *result;
}

std::string Allow(const std::string& actions, const std::string& resources, const std::string& rest = "") {
  return "{'Effect': 'Allow', 'Action': " + actions + ", 'Resource': " + resources + rest + "}";
}
std::string Deny(const std::string& actions, const std::string& resources, const std::string& rest = "") {
  return "{'Effect': 'Deny', 'Action': " + actions + ", 'Resource': " + resources + rest + "}";
}
std::string If(const std::string& tests) { return ", 'Condition': {" + tests + "}"; }

}  // namespace

TEST_CASE("no-new-access is containment of all requests") {
  constexpr Verdict kPass = Verdict::kPass;
  constexpr Verdict kFail = Verdict::kFail;
  const std::string get = "'s3:GetObject'";
  const std::string all = "'*'";
  const std::vector<Pair> table = {
      // Actions: names outside the catalogue count.
      {Allow("'ec2:Describe*'", all), Allow("'ec2:DescribeInstances'", all), kPass},
      {Allow("['sqs:SendMessage', 'sqs:ReceiveMessage']", all), Allow("'sqs:*Message'", all), kFail},
      {Allow("['kms:Enc*', 'kms:Dec*', 'kms:*rypt']", all), Allow("'kms:???rypt'", all), kPass},
      {Allow("'dynamodb:*Item'", all), Allow("'dynamodb:*Item*'", all), kFail},
      {"{'Effect': 'Allow', 'NotAction': 'sts:*', 'Resource': '*'}", Allow("'sqs:*'", all), kPass},
      {Allow("'*'", all) + "," + Deny("'sts:*'", all), "{'Effect': 'Allow', 'NotAction': 'STS:*', 'Resource': '*'}",
       kPass},
      {Allow("'*'", all) + "," + Deny("'sts:Assume*'", all),
       "{'Effect': 'Allow', 'NotAction': 'sts:AssumeRole', 'Resource': '*'}", kFail},
      {Allow("'foo:Bar*'", all), Allow("'foo:BarBaz'", all), kPass},
      // Resources: `*` and well-formed ARNs.
      {Allow(get, "'arn:aws:s3:::mine/*'"), Allow(get, "'arn:aws:s3:::mine/a/*/z'"), kPass},
      {Allow(get, "['arn:aws:s3:::mine/a*', 'arn:aws:s3:::mine/*z']"), Allow(get, "'arn:aws:s3:::mine/*'"), kFail},
      {Allow(all, all) + "," + Deny(all, "'arn:aws:iam::*:user/*'"), Allow("'iam:*'", "'arn:aws:iam::*:group/*'"),
       kPass},
      {Allow(all, all) + "," + Deny(all, "'arn:aws:sns:*:*:a:*'"), Allow("'sns:*'", "'arn:aws:sns:*:*:*b'"), kFail},
      {Allow(all, "'arn:aws:rds:*:*:db:*'"), Allow(all, "'arn:aws:rds:eu-west-1:111122223333:db:orders'"), kPass},
      {Allow(all, "'arn:*'"), Allow(all, "'*'"), kFail},
      {Allow(all, "['arn:*', '*']"), Allow(all, "'*'"), kPass},
      // An ARN without a service is none.
      {Allow(get, "'arn:aws:s3:::mine'"), Allow(get, "'arn:aws:::mine:thing'"), kPass},
      // Conditions.
      {Allow(get, all, If("'StringLike': {'aws:RequestTag/t': ['a*', 'b*']}")),
       Allow(get, all, If("'StringEquals': {'AWS:requesttag/T': ['b', 'ab']}")), kPass},
      {Allow(get, all, If("'StringEquals': {'aws:RequestTag/t': 'a'}")) + "," +
           Allow(get, all, If("'StringNotEqualsIfExists': {'aws:RequestTag/t': 'a'}")),
       Allow(get, all), kPass},
      {Allow(get, all, If("'DateLessThan': {'aws:CurrentTime': '2026-06-01T00:00:00Z'}")),
       Allow(get, all, If("'DateLessThan': {'aws:CurrentTime': '1780272001'}")), kFail},
      {Allow(get, all, If("'IpAddress': {'aws:SourceIp': ['10.0.0.0/9', '10.128.0.0/9']}")),
       Allow(get, all, If("'IpAddress': {'aws:SourceIp': '10.0.0.0/8'}")), kPass},
      {Allow(get, all, If("'ForAnyValue:StringEquals': {'aws:TagKeys': ['a', 'b']}")),
       Allow(get, all, If("'ForAllValues:StringEquals': {'aws:TagKeys': ['a', 'b']}")), kFail},
      {Allow(get, all, If("'ForAnyValue:StringEquals': {'aws:TagKeys': ['a', 'b']}")),
       Allow(get, all,
             If("'ForAllValues:StringEquals': {'aws:TagKeys': ['a', 'b']}, 'Null': {'aws:TagKeys': 'false'}")),
       kPass},
      // Variables.
      {Allow(get, "'arn:aws:s3:::home/${aws:username}/*'"), Allow(get, "'arn:aws:s3:::home/${AWS:UserName}/doc*'"),
       kPass},
      {Allow(get, "'arn:aws:s3:::home/${aws:username}*'"), Allow(get, "'arn:aws:s3:::home/${aws:userid}'"), kFail},
      {Allow(get, "'arn:aws:s3:::home/${aws:username}/*'"),
       Allow(get, "'arn:aws:s3:::home/ann/*'", If("'StringLike': {'aws:username': 'ann*'}")), kFail},
      {Allow(get, "'arn:aws:s3:::home/${aws:username}/*'"),
       Allow(get, "['arn:aws:s3:::home/ann/*', 'arn:aws:s3:::home/bob/*']",
             If("'StringEquals': {'aws:username': ['ann', 'bob']}")),
       kFail},
      {Allow(get, "'arn:aws:s3:::home/*'"), Allow(get, "'arn:aws:s3:::home/${aws:PrincipalTag/x, `a/b`}/c'"), kPass},
      // A star that is a character, beside variables: as a value, and after one.
      {Allow(get, "['arn:aws:s3:::${aws:username}/x', 'arn:aws:s3:::a']",
             If("'StringNotLike': {'aws:username': ['x', 'x*']}")),
       Allow(get, "['arn:aws:s3:::${aws:username}/x', 'arn:aws:s3:::a']", If("'StringEquals': {'aws:username': 'x*'}")),
       kFail},
      {Allow(get, "'arn:aws:s3:::a'"), Allow(get, all, If("'StringEquals': {'aws:username': '${aws:userid}*'}")),
       kFail},
      {Allow(get, all, If("'StringLike': {'aws:username': '*${*}'}")),
       Allow(get, all, If("'StringEquals': {'aws:username': '${aws:userid}*'}")), kPass},
      // A variable without a value: a negated test then holds, with every qualifier.
      {Allow(get, "'arn:aws:s3:::a'"),
       Allow(get, "'arn:aws:s3:::${aws:username, `x`}'",
             If("'ForAnyValue:StringNotEquals': {'aws:TagKeys': '${aws:username}'}, 'Null': {'aws:username': 'true'}")),
       kFail},
      {Allow(get, "'arn:aws:s3:::a'"),
       Allow(get, "'arn:aws:s3:::${aws:username, `x`}'",
             If("'StringNotLikeIfExists': {'aws:userid': '${aws:username}'}, 'Null': {'aws:username': 'true', "
                "'aws:userid': 'false'}")),
       kFail},
      // Two keys that hold the same.
      {Allow(get, "'arn:aws:s3:::a/${aws:PrincipalTag/t}*'",
             If("'StringNotLikeIfExists': {'aws:PrincipalTag/t': '${aws:username}'}")),
       Allow(get, "'arn:aws:s3:::a/${aws:PrincipalTag/t}*'"), kFail},
  };
  for (const Pair& pair : table) {
    INFO(pair.existing << "\n" << pair.candidate);
    const CheckResult result = NoNewAccess(pair, PolicyKind::kIdentity);
    CHECK(result.verdict == pair.verdict);
    CHECK(result.witness.has_value() == (pair.verdict == Verdict::kFail));
    // Every policy is within itself, however it is written.
    CHECK(NoNewAccess({pair.candidate, pair.candidate, kPass}, PolicyKind::kIdentity).verdict == kPass);
  }
}

TEST_CASE("a failed check says which statements and shows a request, as small as it can be") {
  const std::string before = Document(Quoted(Allow("'s3:GetObject'", "'arn:aws:s3:::mine/*'")));
  const std::string after =
      Document(Quoted(Allow("'s3:GetObject'", "'arn:aws:s3:::mine/logs/*'") + "," +
                      "{'Sid': 'Wider', 'Effect': 'Allow', 'Action': 's3:GetObject', 'Resource': "
                      "'arn:aws:s3:::yours/*', 'Condition': {'Bool': {'aws:SecureTransport': 'true'}, "
                      "'StringNotEquals': {'aws:RequestTag/t': 'x'}}}"));
  const auto result =
      CheckNoNewAccess({.kind = PolicyKind::kIdentity, .text = before}, {.kind = PolicyKind::kIdentity, .text = after});
  REQUIRE(result.ok());
  CheckResult expected;
  expected.verdict = Verdict::kFail;
  expected.message = "the new policy allows what the existing policy does not allow";
  expected.reasons = {{1, "Wider", "statement 1 (`Wider`) allows what is new"}};
  CHECK(result->verdict == expected.verdict);
  CHECK(result->message == expected.message);
  CHECK(result->reasons == expected.reasons);
  CHECK_FALSE(result->only_unknown_actions);
  REQUIRE(result->witness);
  CHECK(result->witness->action == "s3:GetObject");
  CHECK(result->witness->resource.starts_with("arn:aws:s3:::yours/"));
  REQUIRE(result->witness->context.size() == 1);
  CHECK(result->witness->context[0] == ContextKey{"aws:SecureTransport", {"true"}, false});
}

TEST_CASE("principals nest: account, role, session") {
  const auto allow = [](const std::string& principal) {
    return "{'Effect': 'Allow', 'Principal': " + principal + ", 'Action': 's3:*', 'Resource': '*'}";
  };
  const std::string account = "{'AWS': '111122223333'}";
  const std::string role = "{'AWS': 'arn:aws:iam::111122223333:role/path/etl'}";
  const std::string session = "{'AWS': 'arn:aws:sts::111122223333:assumed-role/etl/s'}";
  const std::string service = "{'Service': 'sns.amazonaws.com'}";
  const std::vector<Pair> table = {
      {allow(account), allow(role), Verdict::kPass},
      {allow(role), allow(session), Verdict::kPass},
      {allow(role), allow(account), Verdict::kFail},
      {allow(session), allow(role), Verdict::kFail},
      {allow("'*'"), allow(service), Verdict::kPass},
      {allow(account), allow(service), Verdict::kFail},
      {allow(account), allow("{'AWS': 'arn:aws:iam::111122223333:root'}"), Verdict::kPass},
      {"{'Effect': 'Allow', 'NotPrincipal': " + account + ", 'Action': '*', 'Resource': '*'}",
       allow("{'AWS': '444455556666'}"), Verdict::kPass},
      {"{'Effect': 'Allow', 'NotPrincipal': " + account + ", 'Action': '*', 'Resource': '*'}", allow("'*'"),
       Verdict::kFail},
  };
  for (const Pair& pair : table) {
    INFO(pair.existing << "\n" << pair.candidate);
    CHECK(NoNewAccess(pair, PolicyKind::kResource).verdict == pair.verdict);
  }
}

TEST_CASE("equivalent tells which side allows more") {
  const std::string narrow = Document(Quoted(Allow("'s3:GetObject'", "'arn:aws:s3:::mine/*'")));
  const std::string wide = Document(Quoted(Allow("'s3:Get*'", "'arn:aws:s3:::mine/*'")));
  const std::string split = Document(Quoted(Allow("'s3:G*'", "'arn:aws:s3:::mine/*'") + "," +
                                            "{'Effect': 'Deny', 'NotAction': 's3:Get*', 'Resource': '*'}"));
  const auto check = [](const std::string& existing, const std::string& candidate) {
    return *CheckEquivalent({.text = existing}, {.text = candidate});
  };
  CHECK(check(wide, split).verdict == Verdict::kPass);
  CHECK(check(narrow, wide).verdict == Verdict::kFail);
  CHECK_FALSE(check(narrow, wide).existing_allows_more);
  CHECK(check(wide, narrow).verdict == Verdict::kFail);
  CHECK(check(wide, narrow).existing_allows_more);
}

TEST_CASE("access-not-granted looks for any of the listed access") {
  const std::string policy =
      Document(Quoted(Allow("'s3:*'", "'arn:aws:s3:::dev-*'") + "," + Deny("'s3:Delete*'", "'*'")));
  const auto verdict = [&](AccessList list) {
    return CheckAccessNotGranted({.kind = PolicyKind::kIdentity, .text = policy}, list)->verdict;
  };
  CHECK(verdict({{"s3:GetObject"}, {}}) == Verdict::kFail);
  CHECK(verdict({{"s3:DeleteBucket", "iam:PassRole"}, {}}) == Verdict::kPass);
  CHECK(verdict({{"s3:GetObject"}, {"arn:aws:s3:::prod-*"}}) == Verdict::kPass);
  CHECK(verdict({{}, {"arn:aws:s3:::*-eu"}}) == Verdict::kFail);
  // Each action with the resources listed beside it, and no others.
  const auto any_of = [&](const std::vector<AccessList>& lists) {
    return CheckAccessNotGranted({.kind = PolicyKind::kIdentity, .text = policy}, lists)->verdict;
  };
  CHECK(any_of({{{"iam:PassRole"}, {}}, {{"s3:GetObject"}, {"arn:aws:s3:::dev-a/*"}}}) == Verdict::kFail);
  CHECK(any_of({{{"iam:PassRole"}, {"arn:aws:s3:::dev-a/*"}}, {{"s3:GetObject"}, {"arn:aws:s3:::prod-*"}}}) ==
        Verdict::kPass);
}

TEST_CASE("a list of access is an object, or a list of them") {
  const auto lists = ReadAccessLists(
      R"([{"actions": "s3:GetObject", "resources": ["*"]}, {"resources": ["arn:aws:s3:::a", "arn:aws:s3:::b"]}])");
  REQUIRE(lists.ok());
  REQUIRE(lists->size() == 2);
  CHECK((*lists)[0].actions == std::vector<std::string>{"s3:GetObject"});
  CHECK((*lists)[0].resources == std::vector<std::string>{"*"});
  CHECK((*lists)[1].actions.empty());
  CHECK((*lists)[1].resources.size() == 2);
  CHECK(ReadAccessLists(R"({"actions": ["s3:GetObject"]})")->size() == 1);
  const auto why = [](const char* json) { return ReadAccessLists(json).error().message; };
  CHECK(why(R"({"action": ["s3:GetObject"]})") ==
        "the list of access holds `action`, expected `actions` or `resources`");
  CHECK(why(R"({"actions": [1]})") == "`actions` must be a list of strings");
  CHECK(why("[]") == "the list of access is empty");
  CHECK(why(R"([["s3:GetObject"]])") == "the list of access must be an object, or a list of objects");
  CHECK(why("{}") == "the list of access names neither actions nor resources");
}

TEST_CASE("no-public-access lets trusted values through and nothing else") {
  const auto verdict = [](const std::string& condition) {
    const std::string policy = Document(
        Quoted("{'Effect': 'Allow', 'Principal': '*', 'Action': 'sqs:SendMessage', 'Resource': '*'" + condition + "}"));
    return CheckNoPublicAccess({.text = policy}, "AWS::SQS::Queue")->verdict;
  };
  CHECK(verdict("") == Verdict::kFail);
  for (const char* trusted :
       {"'StringEquals': {'aws:PrincipalOrgID': 'o-1'}",
        "'ForAnyValue:StringLike': {'aws:PrincipalOrgPaths': 'o-1/r-2/*'}",
        "'ArnLike': {'aws:SourceArn': 'arn:aws:s3:::bucket'}", "'IpAddress': {'aws:SourceIp': '192.0.2.0/24'}",
        "'StringLike': {'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/*'}",
        "'StringEqualsIgnoreCase': {'aws:sourcevpce': 'vpce-1'}"}) {
    INFO(trusted);
    CHECK(verdict(If(trusted)) == Verdict::kPass);
  }
  for (const char* open :
       {"'StringLike': {'aws:PrincipalOrgID': 'o-*'}", "'StringEqualsIfExists': {'aws:PrincipalOrgID': 'o-1'}",
        "'ArnLike': {'aws:SourceArn': 'arn:aws:s3:::*'}", "'IpAddress': {'aws:SourceIp': '0.0.0.0/1'}",
        "'StringEquals': {'aws:PrincipalTag/team': 'red'}",
        "'StringNotEquals': {'aws:PrincipalAccount': '111122223333'}",
        "'StringEquals': {'aws:SourceAccount': '${aws:PrincipalAccount}'}"}) {
    INFO(open);
    CHECK(verdict(If(open)) == Verdict::kFail);
  }
  CHECK(CheckNoPublicAccess({.text = "{}"}, "AWS::SQS::Queues").error().message ==
        "public access is not defined for the resource type `AWS::SQS::Queues`, did you mean `AWS::SQS::Queue`?");
}

TEST_CASE("what cannot be read is an error, never an answer") {
  const std::string good = Document(Quoted(Allow("'*'", "'*'")));
  const auto why = [&](const std::string& text) {
    return CheckNoNewAccess({.text = good}, {.text = text}).error().message;
  };
  CHECK(why("{\"Version\": \"2012-10-17\"}") == "the new policy has no Statement");
  CHECK(why("[]") == "the new policy must be an object");
  CHECK(why("{").starts_with("the new policy is not JSON: line 1"));
  CHECK(why(R"({"Statement": {"Effect": "allow", "Action": "*", "Resource": "*"}})") ==
        "the new policy: statement 0 has neither Effect Allow nor Deny");
}

TEST_CASE("the difference is empty if and only if the policies are equivalent") {
  const std::string before = Document(Quoted(Allow("['s3:GetObject', 's3:ListBucket']", "'*'")));
  const std::string after = Document(Quoted(Allow("['s3:GetObject', 's3:PutObject']", "'arn:aws:s3:::mine/*'",
                                                  If("'IpAddress': {'aws:SourceIp': '10.0.0.0/8'}"))));
  const auto same =
      DiffAccess({.kind = PolicyKind::kIdentity, .text = before}, {.kind = PolicyKind::kIdentity, .text = before});
  REQUIRE(same.ok());
  CHECK(same->equivalent);
  CHECK(same->changes.empty());
  const auto diff =
      DiffAccess({.kind = PolicyKind::kIdentity, .text = before}, {.kind = PolicyKind::kIdentity, .text = after});
  REQUIRE(diff.ok());
  CHECK_FALSE(diff->equivalent);
  REQUIRE(diff->changes.size() == 3);
  const AccessChange& put = diff->changes[0];
  CHECK(put.direction == AccessChange::Direction::kAdded);
  CHECK(put.service == "s3");
  CHECK(put.level == "Write");
  CHECK(put.actions == std::vector<std::string>{"s3:PutObject"});
  CHECK(put.resources == std::vector<std::string>{"arn:aws:s3:::mine/*"});
  CHECK(put.conditions == std::vector<std::string>{"aws:SourceIp is in 10.0.0.0/8"});
  CHECK(put.example.action == "s3:PutObject");
  CHECK(diff->changes[1].direction == AccessChange::Direction::kRemoved);
  CHECK(diff->changes[1].actions == std::vector<std::string>{"s3:GetObject"});
  CHECK(diff->changes[2].actions == std::vector<std::string>{"s3:ListBucket"});
}

TEST_CASE("a Deny that goes is told by what it refused") {
  const std::string allow = Allow("'*'", "'*'");
  const std::string before = Document(Quoted(allow + "," + Deny("'iam:*'", "'arn:aws:iam::*:role/admin'")));
  const std::string after = Document(Quoted(allow));
  const auto diff =
      DiffAccess({.kind = PolicyKind::kIdentity, .text = before}, {.kind = PolicyKind::kIdentity, .text = after});
  REQUIRE(diff.ok());
  REQUIRE_FALSE(diff->changes.empty());
  for (const AccessChange& change : diff->changes) {
    CHECK(change.direction == AccessChange::Direction::kAdded);
    CHECK(change.service == "iam");
    CHECK(change.resources == std::vector<std::string>{"arn:aws:iam::*:role/admin"});
  }
  CHECK(diff->changes[0].level == "Permissions management");
}

}  // namespace iampolicy
