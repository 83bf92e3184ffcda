// Every kind of problem, with what it is silent about: one table. A row is a part of a policy and all that is said of
// it.

#include <set>
#include <string>
#include <string_view>

#include "lib/policy/problem_kinds.h"
#include "tests/unit/catch.h"
#include "tests/unit/policy/building.h"

namespace iampolicy::policy {
namespace {

struct Row {
  PolicyKind kind;
  std::string_view text;
  std::string_view problems;
  std::string_view resource_type = "";
};

constexpr PolicyKind kId = PolicyKind::kIdentity;
constexpr PolicyKind kRes = PolicyKind::kResource;
constexpr PolicyKind kTrust = PolicyKind::kTrust;

// Whole documents.
const Row kDocuments[] = {
    {kId, R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})", ""},
    {kId,
     R"({"Version":"2008-10-17","Id":"x","Statement":[{"Sid":"A1","Effect":"Deny","NotAction":["*"],"NotResource":["*"]}]})",
     ""},
    {kId, "[]", "not-an-object : a list | an object\n"},
    {kId, "null", "not-an-object : null | an object\n"},
    {kId, R"({"Version":"2012-10-17","Statements":[],"Statement":{"Effect":"Deny","Action":"*","Resource":"*"},"x":1})",
     "unknown-element /Statements#: Statements | `Statement`\nunknown-element /x#: x | `Id`, `Statement` or "
     "`Version`\n"},
    {kId, R"({"version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}})",
     "missing-version :  | `\"Version\": \"2012-10-17\"`\nwrong-case-element /version#: version | `Version`\n"},
    {kId,
     R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Effect":"Allow","effect":"x","Action":"*","Resource":"*"}})",
     "duplicate-element /Statement/effect#: effect | `Effect`\n"},
    {kId, R"({"Version":2012,"Id":null,"Statement":"x"})",
     "version-not-a-string /Version: a number | the string `2012-10-17`\nid-not-a-string /Id: null | a string\n"
     "statement-not-an-object /Statement: a string | an object\n"},
    {kId, R"({"Version":"2012-10-18","Statement":[[]]})",
     "unsupported-version /Version: 2012-10-18 | `2008-10-17` or `2012-10-17`\n"
     "statement-not-an-object /Statement/0: a list | an object\n"},
    {kId, R"({"Version":"2012-10-17"})", "missing-statement :  | `Statement`\n"},
    {kId, R"({"Version":"2012-10-17","Statement":[]})", "empty-statement-list :  | a statement\n"},
    {kId, R"({"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Deny","Action":"*","Resource":"*"},
          {"Sid":"A","Effect":"Deny","Action":"*","Resource":"*"},{"Sid":"a","Effect":"Deny","Action":"*","Resource":"*"}]})",
     "duplicate-sid /Statement/2/Sid: a | a Sid that no other statement has\n"},
    {kId,
     R"({"Statement":{"Effect":"Deny","Action":"*","Resource":["arn:aws:s3:::${aws:username}","arn:aws:s3:::${*}"]}})",
     "missing-version :  | `\"Version\": \"2012-10-17\"`\n"
     "variable-in-old-version /Statement/Resource/0: ${aws:username} | version `2012-10-17`\n"},
};

// The members of one statement.
const Row kStatements[] = {
    {kId, R"("Actions":"*","Effect":"Deny","Action":"*","Resource":"*","Conditions":{},"what":1)",
     "unknown-statement-element /Statement/Actions#: Actions | `Action`\n"
     "unknown-statement-element /Statement/Conditions#: Conditions | `Condition`\n"
     "unknown-statement-element /Statement/what#: what | an element such as `Action`, `Effect` or `Resource`\n"},
    {kId, R"("Sid":1,"Effect":"Deny","Action":"*","Resource":"*")",
     "sid-not-a-string /Statement/Sid: a number | a string\n"},
    {kId, R"("Sid":"","Effect":"Deny","Action":"*","Resource":"*")", "empty-sid /Statement/Sid:  | \n"},
    {kId, R"("Sid":"a b","Effect":"Deny","Action":"*","Resource":"*")",
     "bad-sid /Statement/Sid: a b | only letters `A` to `Z`, `a` to `z` and digits\n"},
    {kRes, R"("Sid":"a b","Effect":"Deny","Action":"*","Resource":"*","Principal":"*")", ""},
    {kId, R"("Action":"*","Resource":"*")", "missing-effect /Statement:  | `Allow` or `Deny`\n"},
    {kId, R"("Effect":true,"Action":"*","Resource":"*")",
     "effect-not-a-string /Statement/Effect: a boolean | `Allow` or `Deny`\n"},
    {kId, R"("Effect":"allow","Action":"*","Resource":"*")", "unknown-effect /Statement/Effect: allow | `Allow`\n"},
    {kId, R"("Effect":"","Action":"*","Resource":"*")", "unknown-effect /Statement/Effect:  | `Allow` or `Deny`\n"},
    {kId, R"("Effect":"Deny","Resource":"*")", "missing-action /Statement:  | `Action` or `NotAction`\n"},
    {kId, R"("Effect":"Deny","Action":"*","NotAction":"*","Resource":"*")",
     "action-and-not-action /Statement/NotAction: NotAction | Action\n"},
    {kId, R"("Effect":"Deny","Action":"*")", "missing-resource /Statement:  | `Resource` or `NotResource`\n"},
    {kId, R"("Effect":"Deny","Action":"*","NotResource":"*","Resource":"*")",
     "resource-and-not-resource /Statement/NotResource: NotResource | Resource\n"},
    {kRes, R"("Effect":"Deny","Action":"ecr:PutImage","Principal":"*")", ""},
    {kRes, R"("Effect":"Deny","Action":["ecr:PutImage","s3:GetObject"],"Principal":"*")",
     "missing-resource /Statement:  | `Resource` or `NotResource`\n"},
    {kRes, R"("Effect":"Deny","Action":"*","Principal":"*")", "", "AWS::ECR::Repository"},
    {kRes, R"("Effect":"Deny","Action":"*","Resource":"*")",
     "missing-principal /Statement:  | `Principal` or `NotPrincipal`\n"},
    {kRes, R"("Effect":"Deny","Action":"*","Resource":"*","Principal":"*","NotPrincipal":"*")",
     "principal-and-not-principal /Statement/NotPrincipal: NotPrincipal | Principal\n"},
    {kId, R"("Effect":"Deny","Action":"*","Resource":"*","Principal":"x")",
     "principal-not-allowed /Statement/Principal: Principal | \n"},
    {PolicyKind::kScp,
     R"("Effect":"Allow","NotAction":"*","NotResource":"*","NotPrincipal":{"aws":"x"},"Condition":{"Null":{"a:b":true}})",
     "principal-not-allowed /Statement/NotPrincipal: NotPrincipal | \n"},
    {kTrust, R"("Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":"*"})", ""},
    {kTrust, R"("Effect":"Allow","Action":"sts:AssumeRole","Principal":"*","Resource":"x","NotResource":"*")",
     "star-in-trust-policy /Statement/Principal: * | `{\"AWS\": \"*\"}`\n"
     "resource-in-trust-policy /Statement/Resource: Resource | \n"
     "resource-and-not-resource /Statement/NotResource: NotResource | Resource\n"
     "resource-in-trust-policy /Statement/NotResource: NotResource | \n"},
    {kTrust, R"("Effect":"Deny","Action":"sts:AssumeRole","NotPrincipal":"*")",
     "not-principal-in-trust-policy /Statement/NotPrincipal: NotPrincipal | \n"},
    {PolicyKind::kRcp, R"("Effect":"Allow","Action":"*","Resource":"*","Principal":"*")", ""},
    {PolicyKind::kRcp,
     R"("Effect":"Deny","NotAction":"s3:*","Resource":"arn:aws:s3:::b","Principal":{"AWS":"1"},"Condition":{"Null":{"a:b":true}})",
     "rcp-not-action /Statement/NotAction: NotAction | `Action`\nrcp-principal /Statement/Principal: Principal | "
     "`\"Principal\": \"*\"`\n"},
    {PolicyKind::kRcp, R"("Effect":"Allow","Action":"*","Resource":"*","Principal":"x")",
     "rcp-allow /Statement:  | \nbad-principal-string /Statement/Principal: x | `*` or an object such as `{\"AWS\": "
     "...}`\n"
     "rcp-principal /Statement/Principal: Principal | `\"Principal\": \"*\"`\n"},
    {PolicyKind::kRcp,
     R"("Effect":"Allow","Action":"*","Resource":"*","Principal":"*","Condition":{"Null":{"a:b":true}})",
     "rcp-allow /Statement:  | \n"},
    // Actions.
    {kId, R"("Effect":"Deny","Action":[1,["*"],"*",null],"Resource":{})",
     "value-not-a-string /Statement/Action/0: a number | a string or a list of strings\nnested-list "
     "/Statement/Action/1: a list | a string\n"
     "value-not-a-string /Statement/Action/3: null | a string or a list of strings\n"
     "value-not-a-string /Statement/Resource: an object | a string or a list of strings\n"},
    {kId, R"("Effect":"Deny","Action":[],"Resource":[])",
     "empty-action-list /Statement/Action:  | \nempty-resource-list /Statement/Resource:  | \n"},
    {kId, R"("Effect":"Deny","NotAction":[],"NotResource":[])",
     "empty-not-action-list /Statement/NotAction:  | \nempty-not-resource-list /Statement/NotResource:  | \n"},
    {kId, R"("Effect":"Deny","Action":["","ec2","s3:","s3:a:b","s3:Get*","**","*:*",":Get"],"Resource":"*")",
     "empty-action /Statement/Action/0:  | a service, a colon and a name\n"
     "action-without-service /Statement/Action/1: ec2 | `service:ec2`\n"
     "bad-action-format /Statement/Action/2: s3: | a service, one colon and a name\n"
     "bad-action-format /Statement/Action/3: s3:a:b | a service, one colon and a name\n"
     "empty-action-service /Statement/Action/7: :Get | a service before the colon\n"},
    // Resources.
    {kId,
     R"("Effect":"Deny","Action":"*","Resource":["","x","arn:aws:s3:::","arn:aws::::x","aws:aws:s3:::x","arn::s3:::x","arn:aws:s3:::${a:b}","arn:${a:b:c}:s3:::x"])",
     "empty-resource /Statement/Resource/0:  | `*` or an ARN\n"
     "missing-arn-field /Statement/Resource/1: x | `*` or `arn:partition:service:region:account:resource`\n"
     "empty-arn-field /Statement/Resource/2: arn:aws:s3::: | a resource in the sixth field\n"
     "empty-arn-field /Statement/Resource/3: arn:aws::::x | a service in the third field\n"
     "bad-arn-prefix /Statement/Resource/4: aws | `arn`\n"
     "empty-arn-partition /Statement/Resource/5: arn::s3:::x | a partition such as `aws`\n"},
    // Variables.
    {kId,
     R"("Effect":"Deny","Action":"s3:${a:b}","Resource":["arn:aws:s3:::${a:b","arn:aws:s3:::${ }","arn:aws:s3:::${a: b}","arn:aws:s3:::${a:b, c}","arn:aws:s3:::${a:b, 'c d'}${*}${?}${$}"])",
     "variable-not-supported-here /Statement/Action: ${a:b} | plain text\n"
     "unclosed-variable /Statement/Resource/0: ${a:b | `}`\n"
     "empty-variable /Statement/Resource/1: ${ } | a key such as `aws:username`\n"
     "space-in-variable /Statement/Resource/2: ${a: b} | a key without blanks\n"
     "unquoted-variable-default /Statement/Resource/3: ${a:b, c} | the default in single quotes\n"},
};

// Principals of resource policies.
const Row kPrincipals[] = {
    {kRes,
     R"({"AWS":["*","123456789012","arn:aws:iam::123456789012:root","arn:aws:iam::123456789012:assumed-role/r/s","AIDAQXZEXAMPLE6OEXAMPLE"],"Service":"ec2.amazonaws.com","Federated":"accounts.google.com"})",
     ""},
    {kRes, "[]", "principal-not-an-object /Statement/Principal: a list | an object or the string `*`\n"},
    {kRes, R"("123456789012")",
     "bad-principal-string /Statement/Principal: 123456789012 | `*` or an object such as `{\"AWS\": ...}`\n"},
    {kRes, "{}", "empty-principal-object /Statement/Principal:  | \n"},
    {kRes, R"({"aws":"*","AWS":[],"User":"x","CanonicalUser":"ab"})",
     "unknown-principal-type /Statement/Principal/aws#: aws | `AWS`\nempty-principal-list /Statement/Principal/AWS: "
     "AWS | \n"
     "unknown-principal-type /Statement/Principal/User#: User | `AWS`, `CanonicalUser`, `Federated` or `Service`\n"
     "bad-principal /Statement/Principal/CanonicalUser: ab | a canonical user id of 64 hexadecimal digits\n"},
    {kRes, R"({"AWS":["","arn:aws:iam::123456789012:role/*","x","${a:b}",["*"],1],"Service":"*"})",
     "empty-principal /Statement/Principal/AWS/0:  | an account id, or the ARN of a root, user, role or session\n"
     "wildcard-in-principal /Statement/Principal/AWS/1: arn:aws:iam::123456789012:role/* | `*` alone, or a whole ARN\n"
     "bad-principal /Statement/Principal/AWS/2: x | an account id, or the ARN of a root, user, role or session\n"
     "variable-not-supported-here /Statement/Principal/AWS/3: ${a:b} | plain text\n"
     "nested-list /Statement/Principal/AWS/4: a list | a string\n"
     "value-not-a-string /Statement/Principal/AWS/5: a number | a string or a list of strings\n"
     "wildcard-in-principal /Statement/Principal/Service: * | a service principal such as `ec2.amazonaws.com`\n"},
    {kRes, R"({"Federated":["google","*"]})",
     "bad-federated-principal /Statement/Principal/Federated/0: google | the ARN of a SAML or OIDC provider, or a host "
     "name\n"
     "bad-federated-principal /Statement/Principal/Federated/1: * | the ARN of a SAML or OIDC provider, or a host "
     "name\n"},
    {kRes, R"({"Federated":"accounts.google.com"})",
     "federated-principal-not-allowed /Statement/Principal/Federated: AWS::S3::Bucket | `AWS`, `CanonicalUser` or "
     "`Service`\n",
     "AWS::S3::Bucket"},
};

// Conditions of an identity policy.
const Row kConditions[] = {
    {kId,
     R"({"StringLike":{"aws:username":["a","${a:b}"]},"ForAllValues:ArnLikeIfExists":{"aws:x":"${a:b}"},"Bool":{"a:b":true,"a:c":"TRUE"},"Null":{"a:b":"false"},"BoolIfExists":{"a:b":[true]},"NumericLessThan":{"a:b":[5,-1.5e3]},"DateLessThan":{"a:b":["2020","2026-02-28","2026-01-01T00:00:00+01:00"],"aws:EpochTime":1700000000},"IpAddress":{"a:b":["10.0.0.0/8","::1","10.1.2.3"]},"BinaryEquals":{"a:b":"QmluYXJ5"}})",
     ""},
    {kId, "[]", "condition-not-an-object /Statement/Condition: a list | an object of condition operators\n"},
    {kId, "{}", "empty-condition /Statement/Condition:  | \n"},
    {kId,
     R"({"StringEqual":{"a:b":"c"},"stringequals":{"a:b":"c"},"ForAnyValues:StringEquals":{"a:b":"c"},"forAnyValue:StringEquals":{"a:b":"c"},"NullIfExists":{"a:b":true},"ForAllValues:Null":{"a:b":true},"Wrong":{"a:b":"c"}})",
     "unknown-operator /Statement/Condition/StringEqual#: StringEqual | `StringEquals`\n"
     "wrong-case-operator /Statement/Condition/stringequals#: stringequals | `StringEquals`\n"
     "unknown-set-qualifier /Statement/Condition/ForAnyValues:StringEquals#: ForAnyValues | `ForAnyValue`\n"
     "wrong-case-set-qualifier /Statement/Condition/forAnyValue:StringEquals#: forAnyValue | `ForAnyValue`\n"
     "null-if-exists /Statement/Condition/NullIfExists#: NullIfExists | `Null`\n"
     "null-with-set-qualifier /Statement/Condition/ForAllValues:Null/a:b#: ForAllValues:Null | `Null`\n"
     "unknown-operator /Statement/Condition/Wrong#: Wrong | an operator such as `StringEquals`\n"},
    {kId, R"({"Bool":"x","Null":{}})",
     "operator-block-not-an-object /Statement/Condition/Bool: a string | an object of condition keys\n"
     "empty-operator-block /Statement/Condition/Null: Null | \n"},
    {kId, R"({"StringEquals":{"":"x","SourceIp":"x",":b":"x","a:":"x","a:b":"x","A:B":"x","a:B":"x"}})",
     "empty-condition-key /Statement/Condition/StringEquals/#:  | a key such as `aws:SourceIp`\n"
     "bad-condition-key-format /Statement/Condition/StringEquals/SourceIp#: SourceIp | a prefix, a colon and a name\n"
     "bad-condition-key-format /Statement/Condition/StringEquals/:b#: :b | a prefix, a colon and a name\n"
     "bad-condition-key-format /Statement/Condition/StringEquals/a:#: a: | a prefix, a colon and a name\n"
     "duplicate-condition-key /Statement/Condition/StringEquals/A:B#: A:B | `a:b`\n"
     "duplicate-condition-key /Statement/Condition/StringEquals/a:B#: a:B | `a:b`\n"},
    {kId,
     R"({"StringEquals":{"a:b":[]},"StringEqualsIfExists":{"a:b":[]},"ForAllValues:StringEqualsIfExists":{"a:b":[]},"ForAnyValue:StringEquals":{"a:b":[]}})",
     "empty-condition-values /Statement/Condition/StringEquals/a:b#: a:b | \n"
     "empty-condition-values-if-exists /Statement/Condition/StringEqualsIfExists/a:b#: a:b | \n"
     "empty-condition-values-for-all /Statement/Condition/ForAllValues:StringEqualsIfExists/a:b#: a:b | \n"
     "empty-condition-values-for-any /Statement/Condition/ForAnyValue:StringEquals/a:b#: a:b | \n"},
    {kId,
     R"({"StringEquals":{"a:b":[null,{},["x"],"y"],"a:c":["1",2]},"Bool":{"a:b":[true,false]},"ForAnyValue:Bool":{"a:b":["true","false"]}})",
     "condition-value-not-scalar /Statement/Condition/StringEquals/a:b/0: null | a string, a number or a boolean\n"
     "condition-value-not-scalar /Statement/Condition/StringEquals/a:b/1: an object | a string, a number or a boolean\n"
     "condition-value-not-scalar /Statement/Condition/StringEquals/a:b/2: a list | a string, a number or a boolean\n"
     "mixed-condition-values /Statement/Condition/StringEquals/a:c#: numbers and strings | values of one type\n"
     "several-booleans /Statement/Condition/Bool/a:b#: 2 | one value\n"},
    {kId,
     R"({"NumericEquals":{"a:b":"x"},"DateEquals":{"a:b":["tomorrow","2026-02-30"],"a:c":"1700000000","a:d":1700000000},"Bool":{"a:b":"yes"},"Null":{"a:b":"no"},"BinaryEquals":{"a:b":"abc"},"NotIpAddress":{"a:b":["10.0.0.0/33","10.1.2.3/8","2001:db8::1/32"]}})",
     "bad-number /Statement/Condition/NumericEquals/a:b: x | a number\n"
     "bad-date /Statement/Condition/DateEquals/a:b/0: tomorrow | a date such as `2026-01-31T00:00:00Z`\n"
     "bad-date /Statement/Condition/DateEquals/a:b/1: 2026-02-30 | a date such as `2026-01-31T00:00:00Z`\n"
     "epoch-date /Statement/Condition/DateEquals/a:c: 1700000000 | a date such as `2026-01-31T00:00:00Z`\n"
     "epoch-date /Statement/Condition/DateEquals/a:d: 1700000000 | a date such as `2026-01-31T00:00:00Z`\n"
     "bad-boolean /Statement/Condition/Bool/a:b: yes | `true` or `false`\n"
     "bad-null-value /Statement/Condition/Null/a:b: no | `true` or `false`\n"
     "bad-binary /Statement/Condition/BinaryEquals/a:b: abc | base-64 with its padding\n"
     "bad-cidr /Statement/Condition/NotIpAddress/a:b/0: 10.0.0.0/33 | an address such as `203.0.113.7` or a range such "
     "as `203.0.113.0/24`\n"
     "cidr-host-bits /Statement/Condition/NotIpAddress/a:b/1: 10.1.2.3/8 | `10.0.0.0/8`\n"
     "cidr-host-bits /Statement/Condition/NotIpAddress/a:b/2: 2001:db8::1/32 | `2001:db8::/32`\n"},
    {kId, R"({"IpAddress":{"a:b":["${a:b}","${*}"]},"Null":{"a:b":"${a:b}"}})",
     "variable-for-operator /Statement/Condition/IpAddress/a:b/0: ${a:b} | a `String` or `Arn` operator\n"
     "variable-for-operator /Statement/Condition/Null/a:b: ${a:b} | a `String` or `Arn` operator\n"},
};

std::string Wrap(std::string_view before, std::string_view part, std::string_view after) {
  return std::string(before) + std::string(part) + std::string(after);
}

constexpr std::string_view kHead = R"({"Version":"2012-10-17","Statement":{)";
constexpr std::string_view kRest = R"("Effect":"Deny","Action":"*","Resource":"*",)";

template <class Use>
void ForEachRow(Use use) {
  for (const Row& row : kDocuments) use(row, std::string(row.text));
  for (const Row& row : kStatements) use(row, Wrap(kHead, row.text, "}}"));
  for (const Row& row : kPrincipals) use(row, Wrap(Wrap(kHead, kRest, "\"Principal\":"), row.text, "}}"));
  for (const Row& row : kConditions) use(row, Wrap(Wrap(kHead, kRest, "\"Condition\":"), row.text, "}}"));
}

TEST_CASE("what does not fit is named, with its place, what was found and what was expected") {
  ForEachRow([](const Row& row, const std::string& text) {
    INFO(text);
    CHECK(BuildText(text, Kind(row.kind, row.resource_type)).Problems() == row.problems);
  });
}

TEST_CASE("the table above shows every kind of problem") {
  std::set<std::string_view> shown = {"too-many-policy-problems"};  // has a test of its own
  ForEachRow([&](const Row& row, const std::string& text) {
    const Built built = BuildText(text, Kind(row.kind, row.resource_type));
    for (const text::Problem& problem : built.policy.problems) shown.insert(problem.kind);
  });
  for (const text::ProblemKind& kind : PolicyProblems()) {
    INFO(kind.name);
    CHECK(shown.count(kind.name) == 1);
  }
}

TEST_CASE("a list of problems has an end") {
  std::string text = R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Resource":"*","Action":[)";
  for (int i = 0; i < 1500; ++i) text += i == 0 ? "\"x\"" : ",\"x\"";
  const Built built = BuildText(text + "]}}");
  REQUIRE(built.policy.problems.size() == 1001);
  CHECK(built.policy.problems[0].kind == "too-many-policy-problems");
  CHECK(built.policy.problems[0].node == 0);
  CHECK(built.policy.problems[1000].kind == "action-without-service");
  CHECK(built.policy.statements.items[0].actions.items.size() == 1500);
}

TEST_CASE("many keys of one operator are compared without comparing all pairs") {
  std::string text =
      R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Resource":"*","Action":"*","Condition":{"StringEquals":{)";
  for (int i = 0; i < 20000; ++i) text += "\"a:" + std::to_string(i) + "\":\"\",";
  const Built built = BuildText(text + R"("A:77":"","a:77":""}}}})");
  CHECK(built.Problems() == "duplicate-condition-key /Statement/Condition/StringEquals/A:77#: A:77 | `a:77`\n");
}

}  // namespace
}  // namespace iampolicy::policy
