// The language: fields, tests, quantifiers, three-valued logic, messages and places.

#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/catch.h"
#include "tests/unit/rules/judge.h"

namespace iampolicy::rules {
namespace {

using Lines = std::vector<std::string>;

struct Row {
  std::string_view each;
  std::string_view when;
  std::string_view message;
  Lines expected;
};

constexpr std::string_view kPolicy = R"({
  "Version": "2012-10-17",
  "Statement": [
    {"Sid": "One", "Effect": "Allow", "Action": ["s3:Get*", "S3:PutObject"], "Resource": "arn:aws:s3:::b/*"},
    {"Effect": "Deny", "NotAction": "iam:*", "Resource": ["*", "arn:aws:iam::123456789012:role/x"],
     "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}, "Bool": {"aws:SecureTransport": "false"}}}
  ]
})";

TEST_CASE("A rule finds the elements for which its predicates hold") {
  const std::vector<Row> rows = {
      {"statement", R"({"statement.effect": "Deny"})", "{statement}", {"/Statement/1: Statement[1]"}},
      {"statement", R"({"statement.sid": {"present": true}})", "{sid} {statement}", {"/Statement/0: One One"}},
      {"statement",
       R"({"statement.effect": ["Allow", "Deny"]})",
       "{effect}",
       {"/Statement/0: Allow", "/Statement/1: Deny"}},
      {"action", R"({"action.text": "s3:putobject"})", "{action}", {"/Statement/0/Action/1: S3:PutObject"}},
      {"action", R"({"action.text": {"starts_with": "s3:g"}})", "{service}", {"/Statement/0/Action/0: s3"}},
      {"action", R"({"action": {"overlaps": "s3:GetObject"}})", "{action}", {"/Statement/0/Action/0: s3:Get*"}},
      {"action", R"({"action": {"covers": "s3:Get*"}})", "{action}", {"/Statement/0/Action/0: s3:Get*"}},
      {"action", R"({"action": {"within": "s3:*Object"}})", "{action}", {"/Statement/0/Action/1: S3:PutObject"}},
      {"action", R"({"action": {"disjoint": ["s3:Get*"]}})", "{action}", {"/Statement/0/Action/1: S3:PutObject"}},
      {"action", R"({"action.has_wildcard": false})", "{action}", {"/Statement/0/Action/1: S3:PutObject"}},
      {"not_action", R"({"action.text": "iam:*"})", "{action.element}", {"/Statement/1/NotAction: NotAction"}},
      {"resource", R"({"resource.is_star": true})", "{resource}", {"/Statement/1/Resource/0: *"}},
      {"resource",
       R"({"resource.service": "iam", "resource.account": {"length": 12}})",
       "{resource.name}",
       {"/Statement/1/Resource/1: role/x"}},
      {"resource",
       R"({"resource.text": {"within": "arn:aws:s3:::*"}})",
       "{resource}",
       {"/Statement/0/Resource: arn:aws:s3:::b/*"}},
      {"resource",
       R"({"resource.text": {"covers": "arn:aws:s3:::b/c"}})",
       "{resource}",
       {"/Statement/0/Resource: arn:aws:s3:::b/*", "/Statement/1/Resource/0: *"}},
      {"resource",
       R"({"resource.text": {"matches": "arn:[a-z]+:iam::\\d{12}:.*"}})",
       "{resource}",
       {"/Statement/1/Resource/1: arn:aws:iam::123456789012:role/x"}},
      {"condition",
       R"({"condition.negated": true})",
       "{key} {operator}",
       {"/Statement/1/Condition/StringNotEquals/aws:PrincipalOrgID: aws:PrincipalOrgID StringNotEquals"}},
      {"value",
       R"({"value.text": "false", "condition.family": "Bool"})",
       "{key}",
       {"/Statement/1/Condition/Bool/aws:SecureTransport: aws:SecureTransport"}},
      {"policy", R"({"policy.statements": {"length": {"at_least": 2}}})", "{kind}", {": identity"}},
      {"policy", R"({"policy.statements": {"length": {"more_than": 2}}})", "{kind}", {}},
      {"statement",
       R"({"every": {"in": "statement.resources", "where": {"resource.is_star": false}}})",
       "all",
       {"/Statement/0: all"}},
      {"statement",
       R"({"some": {"in": "statement.resources", "where": {"resource.is_star": true}}})",
       "{resource}",
       {"/Statement/1: `*`"}},
      {"statement",
       R"({"count": {"in": "statement.resources", "eq": 2}})",
       "{statement.resources}",
       {"/Statement/1: `*` and `arn:aws:iam::123456789012:role/x`"}},
      {"statement",
       R"({"any": [{"statement.sid": "One"}, {"statement.effect": "Deny"}]})",
       "x",
       {"/Statement/0: x", "/Statement/1: x"}},
      {"statement",
       R"({"none": [{"statement.sid": "One"}, {"statement.names": {"overlaps": "iam:PassRole"}}]})",
       "x",
       {"/Statement/1: x"}},
      {"statement", R"({"not": {"statement.names": {"overlaps": "ec2:RunInstances"}}})", "x", {"/Statement/0: x"}},
      {"statement", R"({"statement.names": {"length": {"at_least": 1000}}})", "x", {"/Statement/1: x"}},
  };
  for (const Row& row : rows) {
    INFO(row.when);
    CHECK(Judge(Rule(row.each, row.when, "", row.message), kPolicy) == row.expected);
  }
}

constexpr std::string_view kOpen = R"({
  "Version": "2012-10-17",
  "Statement": [
    {"Effect": {"$unknown": "parameter:Effect"}, "Action": {"$concat": ["s3:", {"$unknown": "parameter:Verb"}]},
     "Resource": [{"$concat": ["arn:aws:s3:::", {"$unknown": "ref:Bucket"}]}, {"$unknown": "parameter:Arn"}]}
  ]
})";

TEST_CASE("What is not known makes a finding possible, and never hides or makes a certain one") {
  const std::vector<Row> rows = {
      {"statement", R"({"statement.effect": "Allow"})", "x", {"?/Statement/0: x"}},
      {"statement",
       R"({"any": [{"statement.effect": "Allow"}, {"statement.effect": "Deny"}]})",
       "x",
       {"?/Statement/0: x"}},
      {"action", R"({"action.text": "s3:GetObject"})", "{action}", {"?/Statement/0/Action: s3:${Verb}"}},
      {"action", R"({"action.text": "ec2:RunInstances"})", "x", {}},
      {"action", R"({"action.text": {"starts_with": "s3:"}})", "x", {"/Statement/0/Action: x"}},
      {"action", R"({"not": {"action.text": {"starts_with": "s3:"}}})", "x", {}},
      {"resource",
       R"({"resource.text": {"starts_with": "arn:aws:s3"}})",
       "x",
       {"/Statement/0/Resource/0: x", "?/Statement/0/Resource/1: x"}},
      {"resource", R"({"resource.service": "ec2"})", "x", {"?/Statement/0/Resource/1: x"}},
      {"statement",
       R"({"every": {"in": "statement.resources", "where": {"resource.service": "s3"}}})",
       "x",
       {"?/Statement/0: x"}},
  };
  for (const Row& row : rows) {
    INFO(row.when);
    CHECK(Judge(Rule(row.each, row.when, "", row.message), kOpen) == row.expected);
  }
  const std::string when = R"({"statement.effect": "Allow"})";
  CHECK(Judge(Rule("statement", when, R"("onUnknown": "ignore")"), kOpen).empty());
  CHECK(Judge(Rule("statement", when, R"("onUnknown": "fail")"), kOpen) == Lines{"/Statement/0: found"});
}

TEST_CASE("Conditions count by what they let through") {
  const auto statement = [](std::string_view condition) {
    return R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":)" +
           std::string(condition) + "}}";
  };
  const std::string key = R"({"constrains": {"key": "aws:PrincipalOrgID"}})";
  const std::string within = R"({"constrains": {"key": "iam:PassedToService", "within": "ec2*"}})";
  struct Case {
    std::string when;
    std::string_view condition;
    bool found;
  };
  const std::vector<Case> cases = {
      {key, R"({"StringEquals": {"aws:principalorgid": "o-1"}})", true},
      {key, R"({"StringLike": {"aws:PrincipalOrgID": "*"}})", false},
      {key, R"({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}})", false},
      {key, R"({"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}})", false},
      {within, R"({"StringEquals": {"iam:PassedToService": ["ec2.amazonaws.com", "ec2x"]}})", true},
      {within, R"({"StringEquals": {"iam:PassedToService": ["ec2.amazonaws.com", "lambda.amazonaws.com"]}})", false},
      {within, R"({"StringLike": {"iam:PassedToService": "e*"}})", false},
      {R"({"implies_present": "aws:PrincipalOrgID"})", R"({"Null": {"aws:PrincipalOrgID": "false"}})", true},
      {R"({"implies_present": "aws:PrincipalOrgID"})", R"({"Null": {"aws:PrincipalOrgID": "true"}})", false},
      {R"({"unconditioned": true})", R"({"StringLike": {"aws:PrincipalOrgID": "*"}})", true},
      {R"({"unconditioned": true})", R"({"StringLike": {"aws:PrincipalOrgID": "o-*"}})", false},
      {R"({"contradictory": true})",
       R"({"StringEquals": {"aws:PrincipalOrgID": "o-1"}, "Null": {"aws:PrincipalOrgID": "true"}})", true},
      {R"({"contradictory": true})",
       R"({"StringEquals": {"aws:PrincipalOrgID": "o-1"}, "Null": {"aws:PrincipalOrgID": "false"}})", false},
  };
  for (const Case& one : cases) {
    INFO(one.when << " " << one.condition);
    const Lines found = Judge(Rule("statement", one.when), statement(one.condition));
    CHECK(found == (one.found ? Lines{"/Statement: found"} : Lines{}));
  }
}

TEST_CASE("A finding is placed where the rule says, and says where else") {
  const std::string rule =
      Rule("statement", R"({"some": {"in": "statement.resources", "where": {"resource.is_star": true}}})",
           R"("at": ["statement.not_actions", "resource"], "help": "drop {resource}")");
  const Compiled pack = PackOf({rule});
  const std::vector<Found> found = FindIn(PackView(pack.tables()), kPolicy);
  REQUIRE(found.size() == 1);
  const Finding& finding = found[0].finding;
  CHECK(finding.pointer == "/Statement/1/NotAction");
  CHECK(finding.help == "drop `*`");
  CHECK(finding.location.start.line == 5);
  CHECK(finding.line_text.find("NotAction") != std::string::npos);
  REQUIRE(finding.related.size() == 1);
  CHECK(finding.related[0].pointer == "/Statement/1/Resource/0");
  CHECK(finding.related[0].message.empty());
  REQUIRE(finding.path.size() == 3);
  CHECK(finding.path[1].index == 1);
  CHECK(finding.path[2].name == "NotAction");
}

TEST_CASE("The size of a policy is counted in characters, with and without blanks") {
  const std::string rule =
      Rule("policy", R"({"policy.size": {"at_least": 0}})", "", "{policy.size} {policy.full_size}");
  CHECK(Judge(rule, R"({"Id": "a \"b\" é",  "Version": "2012-10-17", "Statement": [] })") == Lines{": 56 63"});
}

TEST_CASE("A predicate that does not hold fills nothing") {
  const std::string rule = Rule("statement", R"({"any": [{"shadowed": true}, {"statement.effect": "Deny"}]})", "",
                                "refused by {refused_by}!");
  CHECK(Judge(rule, R"({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"},
    {"Sid": "D", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}]})") ==
        Lines{"/Statement/0: refused by `D`!", "/Statement/1: refused by !"});
}

TEST_CASE("A fingerprint survives reformatting and reordering, and not a change of meaning") {
  const Compiled pack = PackOf({Rule("action", R"({"action.has_wildcard": true})")});
  const auto prints = [&](std::string_view policy) {
    std::vector<std::string> out;
    for (const Found& found : FindIn(PackView(pack.tables()), policy)) out.push_back(found.finding.fingerprint);
    return out;
  };
  const auto first = prints(R"({"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":["a","b"]}]})");
  REQUIRE(first.size() == 1);
  CHECK(first == prints(R"({ "Statement": {"Resource": ["b", "a"], "Action": ["s3:*"], "Effect": "Allow"} })"));
  CHECK(first == prints(R"({"Statement":[{"Effect":"Deny","Action":"s3:GetObject","Resource":"*"},
      {"Effect":"Allow","Action":"s3:*","Resource":["a","b"]}]})"));
  CHECK(first != prints(R"({"Statement":[{"Effect":"Allow","Action":"ec2:*","Resource":["a","b"]}]})"));
  const auto twice = prints(R"({"Statement":[{"Effect":"Allow","Action":["s3:*","s3:*"],"Resource":"*"}]})");
  REQUIRE(twice.size() == 2);
  CHECK(twice[0] != twice[1]);
}

TEST_CASE("Severity follows the first case that holds") {
  const std::string rule =
      R"({"summary": "s", "class": "style", "each": "statement", "when": {"statement.effect": ["Allow", "Deny"]},
    "severity": [{"when": {"statement.effect": "Deny"}, "severity": "error"}, {"severity": "note"}],
    "message": "m", "examples": []})";
  const Compiled pack = PackOf({rule});
  const std::vector<Found> found = FindIn(PackView(pack.tables()), kPolicy);
  REQUIRE(found.size() == 2);
  CHECK(found[0].finding.severity == Severity::kNote);
  CHECK(found[1].finding.severity == Severity::kError);
}

TEST_CASE("With triggers off the findings are the same") {
  std::vector<std::string> rules;
  for (const std::string_view each : {"statement", "action", "resource", "condition", "policy"}) {
    for (
        const std::string_view when :
        {R"({"policy.kind": "identity"})", R"({"policy.statements": {"present": true}, "has_unknowns": false})",
         R"({"some": {"in": "policy.statements", "where": {"statement.effect": "Deny", "statement.conditions": {"present": true}}}})"}) {
      rules.push_back(Rule(each, when));
    }
  }
  rules.push_back(Rule("action", R"({"statement.effect": "Allow", "action": {"overlaps": "@access:Write"}})"));
  rules.push_back(Rule("statement", R"({"statement.effect": "Deny", "statement.not_actions": {"present": true}})"));
  rules.push_back(Rule("statement", R"({"shadowed": true})"));
  rules.push_back(Rule("statement", R"({"constrains": {"key": "aws:PrincipalOrgID"}})"));
  rules.push_back(Rule("statement", R"({"unconditioned": true})"));
  rules.push_back(Rule("policy", R"({"grants": {"actions": ["s3:GetObject", "iam:PassRole"]}})"));
  rules.push_back(Rule("problem", R"({"problem": ["missing-version", "missing-effect"]})", "", "{got}"));
  rules.push_back(Rule("problem", R"({"problem.kind": "unknown-effect"})", "", "{got}"));
  const Compiled pack = PackOf(rules);
  REQUIRE(PackView(pack.tables()).size() == rules.size());
  std::size_t seen = 0;
  constexpr std::string_view kShadowed = R"({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}, {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]})";
  constexpr std::string_view kBroken = R"({"Statement": {"Effect": "allow"}})";
  for (const std::string_view policy : {kPolicy, kOpen, kShadowed, kBroken}) {
    const Lines with = iampolicy::rules::Lines(FindIn(PackView(pack.tables()), policy));
    CHECK(with ==
          iampolicy::rules::Lines(FindIn(PackView(pack.tables()), policy, PolicyKind::kIdentity, Triggers::kIgnore)));
    seen += with.size();
  }
  CHECK(seen > 20);
}

}  // namespace
}  // namespace iampolicy::rules
