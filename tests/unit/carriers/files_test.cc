// Which carrier a file goes to, and what is said of files that are none's.

#include "tests/unit/carriers/extracting.h"
#include "tests/unit/catch.h"

namespace iampolicy::carriers {
namespace {

constexpr std::string_view kTemplate =
    "Resources: {P: {Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: {Statement: []}}}}\n";

TEST_CASE("the text decides what a file is, its name only where the text does not") {
  const Lines found = {R"(P Properties.PolicyDocument 1:79 identity {"Statement":[]})"};
  CHECK(ExtractLines("a.yaml", kTemplate) == found);
  CHECK(ExtractLines("-", kTemplate) == found);
  CHECK(ExtractLines("a.yaml", "--- {}\n---\n" + std::string(kTemplate)) ==
        Lines{R"(P Properties.PolicyDocument 3:79 identity {"Statement":[]})"});
  const std::string json =
      R"({"Resources": {"P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": {"PolicyDocument": {"Statement": []}}}}})";
  const Lines in_json = {R"(P Properties.PolicyDocument 1:90 identity {"Statement":[]})"};
  CHECK(ExtractLines("a.json", json) == in_json);
  CHECK(ExtractLines("a.yaml", json) == in_json);
  CHECK(ExtractLines(
            "a.yaml",
            "{Resources: {P: {Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: {Statement: []}}}}}") ==
        Lines{R"(P Properties.PolicyDocument 1:80 identity {"Statement":[]})"});
}

TEST_CASE("files of others are passed over quietly") {
  for (const std::string_view text :
       {"apiVersion: v1\nkind: Service\n", "a: 1\n", "# nothing\n", "Resources: 1\n",
        "apiVersion: v1\nkind: Note\nStatement: The committee met.\n",
        "# AWS\nservice: x\nprovider: {name: google}\nfunctions: {f: {iamRoleStatements: [{Effect: Allow}]}}\n"}) {
    INFO(text);
    CHECK(ExtractLines("k.yaml", text) == Lines{"passed over: holds no policy"});
  }
  CHECK(ExtractLines("k.yaml", "{{- if .Values.x }}\nStatement: {{ .Values.y }}\n{{- end }}\n") ==
        Lines{"passed over: is a template of another program"});
  CHECK(ExtractLines("k.yaml", "a: AWS\n b: c\n") == Lines{"passed over: is not YAML"});
}

TEST_CASE("what another program fills in is not known, what may be a policy variable is left") {
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"'arn:aws:s3:::{{ bucket }}/*'", R"({"$concat":["arn:aws:s3:::",{"$unknown":"variable:{{ bucket }}"},"/*"]})"},
      {"'${bucket.arn}/*'", R"({"$concat":[{"$unknown":"variable:${bucket.arn}"},"/*"]})"},
      {"'{{ all }}'", R"({"$unknown":"variable:{{ all }}"})"},
      {"'home/${aws:username}/${*}'", R"("home/${aws:username}/${*}")"},
      {"'{{ open'", R"("{{ open")"},
  };
  for (const auto& [value, expected] : rows) {
    INFO(value);
    CHECK(
        ExtractLines("p.yaml", "tasks:\n  - policy: {Version: '2012-10-17', Statement: [" + value + "]}\n") ==
        Lines{R"($.tasks[0].policy $.tasks[0].policy 2:13  {"Version":"2012-10-17","Statement":[)" + expected + "]}"});
  }
}

TEST_CASE("the construct tree beside a template repeats it and is passed over") {
  const std::string properties = R"({"Version": "2012-10-17", "Statement": []})";
  CHECK(ExtractLines("tree.json", R"({"version": "tree-0.1", "tree": {"policyDocument": )" + properties + "}}") ==
        Lines{"passed over: repeats templates (construct tree)"});
  CHECK(ExtractLines("tree.json", R"({"version": "0.1", "tree": {"policyDocument": )" + properties + "}}").size() == 1);
}

TEST_CASE("a file that should hold policies and cannot be read is an error") {
  CHECK(ExtractLines("a.yaml", "Resources:\n\tR: {Type: 'AWS::IAM::Role'}\n") ==
        Lines{"problem 2:1 found a tab that indents the line, expected spaces",
              "error 2:1 found a tab that indents the line, expected spaces"});
  CHECK(ExtractLines("a.json", R"({"Resources": {"R": {"Type": "AWS::IAM::Role")") ==
        Lines{" $ 1:1  unreadable",
              "  1:46 the text ends too early: found end of text, expected `}` for the object opened in line 1, column "
              "21"});
  CHECK(ExtractLines("a.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nResources: [x]\n") ==
        Lines{"error 2:12 `Resources` is a list, expected an object"});
  CHECK(ExtractLines("a.yaml", "Resources:\n  R: {Type: 'AWS::IAM::Role', Properties: [Policies]}\n") ==
        Lines{"error 2:43 `Properties` is a list, expected an object"});
  CHECK(ExtractLines("a.yaml", "Resources:\n  {%- if x %}\n  R: {Type: 'AWS::IAM::Role'}\n").back().substr(0, 10) ==
        "error 2:4 ");
  CHECK(ExtractLines("a.json", R"({"RoleDetailList": [{"AssumeRolePolicyDocument": "%7B%22Vers)").front() ==
        " $ 1:1  unreadable");
  CHECK(ExtractLines("a.tfplan", std::string("PK\x03\x04", 4)) ==
        Lines{"incomplete is a binary plan: convert it with `terraform show -json`"});
}

TEST_CASE("UTF-16 with its mark is read, and places are those of its text") {
  std::string text = "\xFF\xFE";
  for (const char c : std::string_view("\n {\"Statement\": []}")) text += {c, '\0'};
  CHECK(ExtractLines("a.json", text) == Lines{R"( $ 2:2  {"Statement":[]})"});
}

TEST_CASE("what commands print is named by what stands beside it") {
  const std::vector<std::pair<std::string, Lines>> rows = {
      {R"({"Policy": "{\"Statement\": [1]}"})", {R"( $.Policy 1:13  {"Statement":[1]})"}},
      {R"({"Policy": "{\"Statement\": [1]}", "ResourceArn": "arn:aws:x"})",
       {R"(arn:aws:x $.Policy 1:13  {"Statement":[1]})"}},
      {R"({"Attributes": {"TopicArn": "arn:aws:sns:a", "Policy": "{\"Statement\": [1]}"}})",
       {R"(arn:aws:sns:a $.Attributes.Policy 1:57 resource {"Statement":[1]})"}},
      {R"({"RoleName": "r", "PolicyName": "p", "PolicyDocument": "%7B%22Statement%22%3A[%22a+b%22]%7D"})",
       {R"(role:r/inline:p $.PolicyDocument 1:57 identity {"Statement":["a+b"]})"}},
      {R"({"Role": {"RoleName": "r", "AssumeRolePolicyDocument": {"Statement": []}}})",
       {R"(role:r/trust $.Role.AssumeRolePolicyDocument 1:56 trust {"Statement":[]})"}},
      {R"({"VpcEndpoints": [{"VpcEndpointId": "v", "PolicyDocument": "{\"Statement\": [1]}"}]})",
       {R"(v $.VpcEndpoints[0].PolicyDocument 1:61 endpoint {"Statement":[1]})"}},
      {R"({"items": [{"policy": "{\\\"Statement\\\":[\\\"a\\/b\\\"]}"}]})",
       {R"( $.items[0].policy 1:24 resource {"Statement":["a/b"]})"}},
      {R"({"a": [{"b": {"Statement": [{"Effect": "Allow"}]}, "name": "n"}]})",
       {R"( $.a[0].b 1:14  {"Statement":[{"Effect":"Allow"}]})"}},
      {R"({"a": [{"Statement": []}]})", {"passed over: holds no policy"}},
      {R"({"a": [{"b": {"Statement": [{"c": 1}]}}]})", {"passed over: holds no policy"}},
  };
  for (const auto& [text, lines] : rows) {
    INFO(text);
    CHECK(ExtractLines("out.json", text) == lines);
  }
}

TEST_CASE("principals of an account are joined over all pages, with groups and boundaries") {
  const std::string first =
      R"({"UserDetailList": [{"UserName": "u", "GroupList": ["g"], "UserPolicyList": [{"PolicyName": "p", )"
      R"("PolicyDocument": {"Statement": [1]}}], "PermissionsBoundary": {"PermissionsBoundaryArn": "arn:b"}}], )"
      R"("RoleDetailList": [{"RoleName": "r", "AssumeRolePolicyDocument": {"Statement": [2]}, "AttachedManagedPolicies": )"
      R"([{"PolicyArn": "arn:m"}, {"PolicyArn": "arn:gone"}]}]})";
  const std::string second =
      R"({"GroupDetailList": [{"GroupName": "g", "GroupPolicyList": [{"PolicyName": "q", "PolicyDocument": {"Statement": [3]}}]}],)"
      R"("Policies": [{"Arn": "arn:m", "DefaultVersionId": "v2", "PolicyVersionList": [{"VersionId": "v1", "Document": )"
      R"({"Statement": [4]}}, {"VersionId": "v2", "Document": {"Statement": [5]}}]}, {"Arn": "arn:b", "PolicyVersionList": )"
      R"([{"VersionId": "v1", "IsDefaultVersion": true, "Document": {"Statement": [6]}}]}]})";
  const Lines lines = ExtractLines("gaad.json", first + "\n" + second);
  CHECK(
      lines ==
      Lines{
          R"(user:u/inline:p $#0.UserDetailList[0].UserPolicyList[0].PolicyDocument 1:116 identity {"Statement":[1]})",
          R"(role:r/trust $#0.RoleDetailList[0].AssumeRolePolicyDocument 1:265 trust {"Statement":[2]})",
          R"(group:g/inline:q $#1.GroupDetailList[0].GroupPolicyList[0].PolicyDocument 2:99 identity {"Statement":[3]})",
          R"(policy:arn:m/v2 $#1.Policies[0].PolicyVersionList[1].Document 2:285 identity {"Statement":[5]})",
          R"(policy:arn:b/v1 $#1.Policies[1].PolicyVersionList[0].Document 2:405 identity {"Statement":[6]})",
          "identity user:u 0 2 boundary:4", "identity role:r 3 trust:1", "identity group:g 2",
          "note 1:351 managed policy `arn:gone` is not seen"});
}

TEST_CASE("Serverless variables are resolved as far as the file tells") {
  const auto with = [](std::string_view value) {
    return "service: s\ncustom:\n  t: orders-${sls:stage}\n  l: [a, b]\n  loop: ${self:custom.loop}\n"
           "provider:\n  name: aws\n  stage: ${opt:stage, 'dev'}\n  iamRoleStatements:\n    - R: " +
           std::string(value) + "\n";
  };
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"${self:custom.t}", R"("orders-dev")"},
      {"${self:custom.l}", R"(["a","b"])"},
      {"${self:custom.${self:custom.k, 'l'}}", R"(["a","b"])"},
      {"${self:custom.none}", R"({"$unknown":"variable:self:custom.none"})"},
      {"${self:custom.none, 'x'}", R"("x")"},
      {"a-${param:p}", R"({"$concat":["a-",{"$unknown":"variable:param:p"}]})"},
      {"${env:E, '*'}", R"({"$unknown":"variable:env:E"})"},
      {"${file(a.yml):b}", R"({"$unknown":"variable:file(a.yml):b"})"},
      {"arn:${AWS::Partition}:x", R"({"$concat":["arn:",{"$unknown":"pseudo:AWS::Partition"},":x"]})"},
      {"${Other}", R"("${Other}")"},
      {"!Sub '${self:custom.t}-${Bucket}'", R"({"$concat":["orders-dev-",{"$unknown":"ref:Bucket"}]})"},
  };
  for (const auto& [value, expected] : rows) {
    INFO(value);
    CHECK(ExtractLines("serverless.yml", with(value)) ==
          Lines{"provider.iamRoleStatements provider.iamRoleStatements 10:5 identity "
                R"({"Version":"2012-10-17","Statement":[{"R":)" +
                    expected + "}]}",
                "identity provider 0"});
  }
  CHECK(ExtractLines("serverless.yml", with("${self:custom.loop}")) ==
        Lines{"provider.iamRoleStatements provider.iamRoleStatements 10:5 identity "
              R"({"Version":"2012-10-17","Statement":[{"R":{"$unknown":"variable:self:custom.loop"}}]})",
              "identity provider 0"});
}

TEST_CASE("comments silence what stands on their line or below, with a reason") {
  const auto with = [](std::string_view above, std::string_view beside) {
    return "Resources:\n"
           "  P:\n"
           "    Type: AWS::IAM::ManagedPolicy\n"
           "    Properties:\n"
           "      PolicyDocument:\n"
           "        Statement:\n" +
           std::string(above) +
           "          - Effect: Allow\n"
           "            Action: '*'" +
           std::string(beside) + "\n";
  };
  const auto rest = [](const std::string& text, const Options& options = {}) {
    Lines lines = ExtractLines("t.yaml", text, options);
    lines.erase(lines.begin());
    return lines;
  };
  CHECK(rest(with("          # iampolicy-lint: ignore a/b, c/* -- it is so\n", "")) ==
        Lines{"silence a/b (it is so) 8:13-9:24", "silence c/* (it is so) 8:13-9:24"});
  CHECK(rest(with("          -  # iampolicy-lint: ignore a/b -- dash\n            Sid: S\n", "")) ==
        Lines{"silence a/b (dash) 8:13-8:19"});
  CHECK(rest(with("", "  # iampolicy-lint: ignore a/b -- why not")) == Lines{"silence a/b (why not) 8:13-8:24"});
  CHECK(rest(with("", "  # iampolicy-lint: ignore a/b")) ==
        Lines{"problem 8:26 suppression without reason: found a/b, expected a reason why it may stay"});
  CHECK(rest(with("", "  # iampolicy-lint: off")) ==
        Lines{"problem 8:26 unreadable suppression: found off, expected `ignore RULE -- reason`"});
  CHECK(rest(with("          - '# iampolicy-lint: ignore a/b -- in a text'\n", "")).empty());
  Options options;
  options.disregard_suppressions = true;
  CHECK(rest(with("", "  # iampolicy-lint: ignore a/b -- why not"), options).empty());
  const std::string metadata =
      "Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Metadata: {iampolicy-lint: {ignore: [{rule: a/b, "
      "reason: so}]}}\n"
      "    Properties: {PolicyDocument: {Statement: []}}\n";
  CHECK(rest(metadata) == Lines{"silence a/b (so) 2:3-5:50"});
}

TEST_CASE("a repeated key is told where it stands: with its policy, else as a note") {
  CHECK(ExtractLines(
            "t.yaml",
            "A: 1\nA: 2\nResources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n"
            "        Statement: []\n        Statement: {}\n") ==
        Lines{R"(P Properties.PolicyDocument 8:9 identity {"Statement":{}})",
              "  9:9 the key `Statement` stands there twice; the last one counts",
              "note 2:1 the key `A` stands there twice; the last one counts"});
  CHECK(ExtractLines("t.json", R"({"Resources": {"P": {"Type": "AWS::IAM::ManagedPolicy", "Properties": )"
                               R"({"PolicyDocument": {"Statement": []}}}, "P": {"Type": "AWS::S3::Bucket"}}}})") ==
        Lines{R"(P Properties.PolicyDocument 1:90 identity {"Statement":[]})",
              "problem 1:111 the key `P` stands there twice; the last one counts",
              "problem 1:145 trailing content: found }, expected nothing after the end of the document"});
}

}  // namespace
}  // namespace iampolicy::carriers
