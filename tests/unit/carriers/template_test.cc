// CloudFormation and SAM: what is found, where, and what its functions come to.

#include "tests/unit/carriers/extracting.h"
#include "tests/unit/catch.h"

namespace iampolicy::carriers {
namespace {

// A template with one policy whose only member is the value.
std::string WithValue(std::string_view value) {
  return "Parameters:\n"
         "  Plain: {Type: String, Default: d1}\n"
         "  Open: {Type: String}\n"
         "  Few: {Type: CommaDelimitedList, Default: 'a, b'}\n"
         "  None: {Type: CommaDelimitedList}\n"
         "  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /name}\n"
         "Mappings:\n"
         "  M: {one: {k: v1, l: [x, y]}, two: {k: v2}}\n"
         "Conditions:\n"
         "  Prod: !Equals [!Ref Plain, prod]\n"
         "  Yes: !Equals [a, a]\n"
         "  NotYes: !Not [!Condition Yes]\n"
         "  Both: !And [!Condition Yes, !Condition Prod]\n"
         "  Neither: !And [!Condition NotYes, !Condition Prod]\n"
         "Resources:\n"
         "  Bucket: {Type: 'AWS::S3::Bucket'}\n"
         "  P:\n"
         "    Type: AWS::IAM::ManagedPolicy\n"
         "    Properties:\n"
         "      PolicyDocument:\n"
         "        Statement: " +
         std::string(value) + "\n";
}

// What the value comes to, and problems and notes after it.
Lines Value(std::string_view value, const Options& options = {}) {
  Lines lines = ExtractLines("t.yaml", WithValue(value), options);
  REQUIRE(!lines.empty());
  const std::string before = "P Properties.PolicyDocument 21:9 identity {\"Statement\":";
  if (lines[0].substr(0, before.size()) == before)
    lines[0] = lines[0].substr(before.size(), lines[0].size() - before.size() - 1);
  return lines;
}

struct Row {
  std::string value;
  Lines lines;
};

TEST_CASE("functions come to what the template tells, and to a reason where it does not") {
  const std::vector<Row> rows = {
      {"!Ref Plain", {R"("d1")"}},
      {"!Ref Open", {R"({"$unknown":"parameter:Open"})"}},
      {"!Ref Few", {R"(["a","b"])"}},
      {"!Ref None", {R"({"$unknown":"parameter:None"})"}},
      {"!Ref Stored", {R"({"$unknown":"parameter:Stored"})"}},
      {"!Ref Bucket", {R"({"$unknown":"ref:Bucket"})"}},
      {"!Ref AWS::Region", {R"({"$unknown":"pseudo:AWS::Region"})"}},
      {"!GetAtt Bucket.Arn", {R"({"$unknown":"getatt:Bucket.Arn"})"}},
      {"{Fn::GetAtt: [Bucket, Arn]}", {R"({"$unknown":"getatt:Bucket.Arn"})"}},
      {"!Sub 'a${ Plain }b'", {R"("ad1b")"}},
      {"!Sub 'a${!Plain}b${Plain'", {R"("a${Plain}b${Plain")"}},
      {"!Sub ['${X}-${Open}', {X: !Ref Plain}]", {R"({"$concat":["d1-",{"$unknown":"parameter:Open"}]})"}},
      {"!Join ['-', [a, !Ref Plain, !Ref AWS::NoValue, c]]", {R"("a-d1-c")"}},
      {"!Join ['-', !Ref Few]", {R"("a-b")"}},
      {"!Join ['-', !Ref None]", {R"({"$unknown":"parameter:None"})"}},
      {"!Select [1, !Ref Few]", {R"("b")"}},
      {"!Select [2, !Ref Few]", {R"({"$unknown":"function:Fn::Select"})"}},
      {"!Select [0, !Split ['-', !Ref Open]]", {R"({"$unknown":"parameter:Open"})"}},
      {"!Select [1, !Split ['-', 'a-b']]", {R"("b")"}},
      {"!Split [',', 'a,,b']", {R"(["a","","b"])"}},
      {"!FindInMap [M, one, k]", {R"("v1")"}},
      {"!FindInMap [M, one, l]", {R"(["x","y"])"}},
      {"!FindInMap [M, !Ref Open, k]", {R"({"$unknown":"map:M"})"}},
      {"!FindInMap [M, three, k]", {R"({"$unknown":"map:M"})"}},
      {"!FindInMap [M, three, k, {DefaultValue: z}]", {R"("z")"}},
      {"!Length [a, b]", {"2"}},
      {"!ImportValue Shared", {R"({"$unknown":"import:Shared"})"}},
      {"!GetAZs ''", {R"({"$unknown":"function:Fn::GetAZs"})"}},
      {"!ToJsonString {a: [!Ref Open]}", {R"({"a":[{"$unknown":"parameter:Open"}]})"}},
      {"!Base64 {Ref: Open}", {R"({"$unknown":"parameter:Open"})"}},
      {"!NeverHeardOf x", {R"({"$unknown":"function:Fn::NeverHeardOf"})"}},
      {"{Fn::Transform: {Name: 'AWS::Include'}}", {R"({"$unknown":"transform:AWS::Include"})"}},
      {"'{{resolve:ssm:/a}}'", {R"({"$unknown":"dynamic-ref:ssm:/a"})"}},
      {"'x{{resolve:ssm:/a}}y'", {R"({"$concat":["x",{"$unknown":"dynamic-ref:ssm:/a"},"y"]})"}},
      {"{Ref: Plain, Fn::Sub: x}", {R"({"Ref":"Plain","Fn::Sub":"x"})"}},
      {"'${Plain}'", {R"("${Plain}")"}},
      {"[!Ref AWS::NoValue, a]", {R"(["a"])"}},
      {"{a: !Ref AWS::NoValue, b: 1}", {R"({"b":1})"}},
  };
  for (const Row& row : rows) {
    INFO(row.value);
    CHECK(Value(row.value) == row.lines);
  }
}

TEST_CASE("conditions are decided by constants alone, other choices are kept and equal ones collapse") {
  const std::vector<Row> rows = {
      {"!If [Yes, a, b]", {R"("a")"}},
      {"!If [NotYes, a, b]", {R"("b")"}},
      {"!If [Neither, a, b]", {R"("b")"}},
      {"!If [Prod, a, b]", {R"({"$if":{"condition":"Prod","then":"a","else":"b"}})"}},
      {"!If [Both, a, b]", {R"({"$if":{"condition":"Both","then":"a","else":"b"}})"}},
      {"!If [Prod, a, a]", {R"("a")"}},
      {"!If [Prod, !If [Prod, a, b], c]", {R"({"$if":{"condition":"Prod","then":"a","else":"c"}})"}},
      {"[!If [Prod, a, !Ref AWS::NoValue]]", {R"([{"$if":{"condition":"Prod","then":"a","else":{"$absent":true}}}])"}},
      {"!Sub ['x${A}', {A: !If [Prod, a, b]}]", {R"({"$if":{"condition":"Prod","then":"xa","else":"xb"}})"}},
      {"!Join ['', [!If [Prod, a, b], !If [Prod, c, d]]]", {R"({"$if":{"condition":"Prod","then":"ac","else":"bd"}})"}},
      {"!If [Prod]", {R"({"$unknown":"function:Fn::If"})"}},
  };
  for (const Row& row : rows) {
    INFO(row.value);
    CHECK(Value(row.value) == row.lines);
  }
}

TEST_CASE("parameters that are given count, for values and for conditions") {
  Options options;
  options.parameters = {{"Plain", "prod"}, {"None", "p,q"}};
  CHECK(Value("!Ref Plain", options) == Lines{R"("prod")"});
  CHECK(Value("!Ref None", options) == Lines{R"(["p","q"])"});
  CHECK(Value("!If [Prod, a, b]", options) == Lines{R"("a")"});
  options.parameters.clear();
  options.parameter_files = {"p.json"};
  const auto with_file = [&](std::string file) {
    return ExtractLines("t.yaml", WithValue("!Ref Open"), options, [&](std::string_view) { return file; })[0];
  };
  for (const std::string file : {R"([{"ParameterKey": "Open", "ParameterValue": "f"}])",
                                 R"({"Parameters": {"Open": "f"}})", R"({"Open": "f"})", R"(["Open=f"])"}) {
    INFO(file);
    CHECK(with_file(file) == R"(P Properties.PolicyDocument 21:9 identity {"Statement":"f"})");
  }
  const Lines unread = ExtractLines("t.yaml", WithValue("!Ref Open"), options);
  CHECK(unread.back() ==
        "incomplete holds no parameters, expected `[{\"ParameterKey\": ..., \"ParameterValue\": ...}]` or "
        "`{\"Parameters\": {...}}`");
}

TEST_CASE("an empty default says that a value was not given: it is shown, and judged as unknown") {
  const auto with = [](std::string_view value) {
    return "Parameters: {E: {Type: String, Default: ''}, L: {Type: CommaDelimitedList, Default: ''}}\nResources:\n  "
           "P:\n"
           "    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument: " +
           std::string(value) + "\n";
  };
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"!Ref E", R"("")"},
      {"!Sub 'arn:aws:s3:::${E}'", R"("arn:aws:s3:::")"},
      {"!Sub '${E}-${AWS::Region}'", R"({"$concat":["-",{"$unknown":"pseudo:AWS::Region"}]})"},
      {"!Base64 {Ref: E}", R"({"$unknown":"parameter:E"})"},
      {"!Ref L", "[]"},
  };
  for (const auto& [value, expected] : rows) {
    INFO(value);
    CHECK(ExtractLines("t.yaml", with("{Statement: " + value + "}")) ==
          Lines{R"(P Properties.PolicyDocument 6:23 identity {"Statement":)" + expected + "}"});
  }
  for (const char* value : {"!Ref E", "!Sub '${E}'"}) {
    CHECK(ExtractLines("t.yaml", with(value)) == Lines{"passed over: holds no policy"});
  }
  text::Sources sources;
  const std::string text = with("{Statement: !Ref E}");
  const Source source{"t.yaml", *sources.AddFile("t.yaml", text), PolicyKind::kUnknown, ""};
  const Extraction found = Extract(sources, {&source, 1}, {}, {});
  CHECK(found.documents[0].tree[2].kind == syntax::Kind::kUnknown);
}

TEST_CASE("a reference to nothing is told with its fix, unless another program adds names") {
  CHECK(
      Value("!Sub '${aws:username}'") ==
      Lines{
          R"({"$unknown":"undefined:aws:username"})",
          "problem 21:26 undefined reference: found aws:username, expected `${!aws:username}` for a policy variable"});
  CHECK(Value("!Ref Nothing") ==
        Lines{R"({"$unknown":"undefined:Nothing"})",
              "problem 21:25 undefined reference: found Nothing, expected the name of a parameter or resource"});
  CHECK(ExtractLines("t.yaml", "Transform: Macro\n" + WithValue("!Ref Nothing")).size() == 1);
}

TEST_CASE("places that hold policies are found, with owner, path, place and kind") {
  const std::string text =
      "Resources:\n"
      "  R:\n"
      "    Type: AWS::IAM::Role\n"
      "    Properties:\n"
      "      AssumeRolePolicyDocument: {Statement: []}\n"
      "      Policies:\n"
      "        - PolicyName: a\n"
      "          PolicyDocument: '{\"Statement\": [1]}'\n"
      "        - !If [C, {PolicyDocument: {Statement: [2]}}, !Ref AWS::NoValue]\n"
      "  E: {Type: 'AWS::EC2::VPCEndpoint', Properties: {PolicyDocument: {Statement: [3]}}}\n"
      "  B: {Type: 'AWS::Events::EventBusPolicy', Properties: {Statement: {Effect: Allow}}}\n"
      "  S: {Type: 'AWS::Organizations::Policy', Properties: {Type: SERVICE_CONTROL_POLICY, Content: {Statement: "
      "[4]}}}\n"
      "  T: {Type: 'AWS::Organizations::Policy', Properties: {Type: TAG_POLICY, Content: {Statement: [5]}}}\n"
      "  Q: {Type: 'AWS::SQS::Queue', Properties: {RedrivePolicy: {Statement: [6]}}}\n"
      "  U: {Type: 'AWS::IAM::Group', Properties: {Policies: [{PolicyDocument: !Ref Gone}, {PolicyDocument: ''}]}}\n";
  CHECK(ExtractLines("t.yaml", text) ==
        Lines{R"(R Properties.AssumeRolePolicyDocument 5:33 trust {"Statement":[]})",
              R"(R Properties.Policies[0].PolicyDocument 8:28 identity {"Statement":[1]})",
              R"(R Properties.Policies[1].Fn::If[1].PolicyDocument 9:36 identity {"Statement":[2]})",
              R"(E Properties.PolicyDocument 10:67 endpoint {"Statement":[3]})",
              R"(B Properties.Statement 11:68 resource {"Version":"2012-10-17","Statement":[{"Effect":"Allow"}]})",
              R"(S Properties.Content 12:95 scp {"Statement":[4]})",
              R"(U Properties.Policies[0].PolicyDocument 15:78 identity {"$unknown":"undefined:Gone"})",
              "  15:78 nothing is known of this policy (undefined:Gone)", "identity R 1 trust:0", "identity U 6",
              "problem 15:78 undefined reference: found Gone, expected the name of a parameter or resource"});
}

TEST_CASE("what a principal has is joined, what it may not have is left out") {
  const std::string text =
      "Resources:\n"
      "  R: {Type: 'AWS::IAM::Role', Properties: {RoleName: named, PermissionsBoundary: !Ref Edge,\n"
      "      Policies: [{PolicyDocument: {Statement: [0]}}, !If [C, {PolicyDocument: {Statement: [1]}}, !Ref "
      "AWS::NoValue]],\n"
      "      ManagedPolicyArns: [!Ref M, 'arn:aws:iam::aws:policy/ReadOnlyAccess']}}\n"
      "  M: {Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: {Statement: [2]}}}\n"
      "  Edge: {Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: {Statement: [3]}}}\n"
      "  P: {Type: 'AWS::IAM::Policy', Properties: {Roles: [named], PolicyDocument: {Statement: [4]}}}\n"
      "  C: {Type: 'AWS::IAM::Policy', Condition: C, Properties: {Roles: [!Ref R], PolicyDocument: {Statement: [5]}}}\n"
      "  O: {Type: 'AWS::IAM::Policy', Properties: {Roles: [other], PolicyDocument: {Statement: [6]}}}\n"
      "  G: {Type: 'AWS::IAM::Group', Properties: {Policies: [{PolicyDocument: {Statement: [7]}}]}}\n"
      "  U: {Type: 'AWS::IAM::User', Properties: {Groups: [!Ref G]}}\n";
  const Lines lines = ExtractLines("t.yaml", text);
  REQUIRE(lines.size() == 12);
  CHECK(lines[3] == R"(Edge Properties.PolicyDocument 6:72 boundary {"Statement":[3]})");
  CHECK(Lines(lines.begin() + 8, lines.end()) == Lines{"identity R 0 2 4 boundary:3", "identity G 7", "identity U 7",
                                                       "note 4:35 managed policy `ReadOnlyAccess` is not seen"});
}

TEST_CASE("permissions without a document become the statement that AWS makes of them") {
  const std::string text =
      "Resources:\n"
      "  L: {Type: 'AWS::Lambda::Permission', Properties: {FunctionName: f, Action: 'lambda:InvokeFunction',\n"
      "      Principal: '123456789012', SourceArn: 'arn:aws:s3:::b', PrincipalOrgID: o-1}}\n"
      "  B: {Type: 'AWS::Events::EventBusPolicy', Properties: {StatementId: s, Action: 'events:PutEvents', Principal: "
      "'*',\n"
      "      Condition: {Type: StringEquals, Key: 'aws:PrincipalOrgID', Value: o-2}}}\n";
  CHECK(
      ExtractLines("t.yaml", text) ==
      Lines{
          R"(L  2:3 resource {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"123456789012"},)"
          R"("Action":"lambda:InvokeFunction","Resource":"f","Condition":{"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::b"},)"
          R"("StringEquals":{"aws:PrincipalOrgID":"o-1"}}}]})",
          R"(B  4:3 resource {"Version":"2012-10-17","Statement":[{"Sid":"s","Effect":"Allow","Principal":"*",)"
          R"("Action":"events:PutEvents","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-2"}}}]})"});
}

TEST_CASE("text that a policy is built from keeps its places and its unknown parts") {
  const auto with = [](std::string_view value) {
    return "Parameters: {X: {Type: String}}\nResources:\n  P:\n    Type: AWS::Logs::ResourcePolicy\n    Properties:\n"
           "      PolicyDocument: " +
           std::string(value) + "\n";
  };
  const std::vector<Row> rows = {
      {"!Sub |\n        {\"Statement\":\n         [\"${X}\", ${X}, \"a${X}\"]}",
       {R"(P Properties.PolicyDocument 7:9 resource {"Statement":[{"$unknown":"parameter:X"},{"$unknown":"parameter:X"},)"
        R"({"$concat":["a",{"$unknown":"parameter:X"}]}]})"}},
      {"!Sub '{\"Statement\": [ ${X} ${X} ]}'",
       {R"(P Properties.PolicyDocument 6:29 resource {"$unknown":"parameter:X"})",
        "  6:29 nothing is known of this policy (parameter:X)"}},
      {"!Ref X",
       {R"(P Properties.PolicyDocument 6:28 resource {"$unknown":"parameter:X"})",
        "  6:28 nothing is known of this policy (parameter:X)"}},
      {"'{\"Statement\": ['",
       {"P Properties.PolicyDocument 6:24 resource unreadable",
        "  6:39 the text ends too early: found end of text, expected `]` for the list opened in line 6, column 38"}},
      {"' '", {"passed over: holds no policy"}},
  };
  for (const Row& row : rows) {
    INFO(row.value);
    CHECK(ExtractLines("t.yaml", with(row.value)) == row.lines);
  }
}

TEST_CASE("aliases share a document, loops make one each round") {
  const std::string text =
      "Doc: &doc {Statement: [1]}\n"
      "Resources:\n"
      "  A: {Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: *doc}}\n"
      "  B: {Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: *doc}}\n"
      "  Fn::ForEach::L: [N, [x, y], {'C${N}': {Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: "
      "{Statement: [!Ref N]}}}}]\n";
  CHECK(ExtractLines("t.yaml", text) == Lines{R"(A+B Properties.PolicyDocument 1:11 identity {"Statement":[1]})",
                                              R"(Cx Properties.PolicyDocument 5:104 identity {"Statement":["x"]})",
                                              R"(Cy Properties.PolicyDocument 5:104 identity {"Statement":["y"]})"});
}

TEST_CASE("a template that asks for more than it is worth is cut short and said to be incomplete") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string one = "a" + std::to_string(i);
    const std::string before = "*a" + std::to_string(i - 1);
    bomb += one + ": &" + one + " [" + before;
    for (int n = 0; n < 9; ++n) bomb += ", " + before;
    bomb += "]\n";
  }
  const std::string policy =
      "Resources: {P: {Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: {Statement: *a8}}}}\n";
  CHECK(ExtractLines("t.yaml", bomb + policy).back() == "incomplete expands to more values than are read");
  const std::string loop =
      "Resources: {P: {Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: &p {Statement: *p}}}}\n";
  CHECK(ExtractLines("t.yaml", loop).size() == 2);
}

TEST_CASE("SAM: documents among policies are found, references are named") {
  const std::string text =
      "Transform: AWS::Serverless-2016-10-31\n"
      "Resources:\n"
      "  F:\n"
      "    Type: AWS::Serverless::Function\n"
      "    Properties:\n"
      "      Policies:\n"
      "        - AWSXRayDaemonWriteAccess\n"
      "        - S3ReadPolicy: {BucketName: b}\n"
      "        - Statement: [1]\n"
      "  G: {Type: 'AWS::Serverless::Function', Properties: {Role: 'arn:aws:iam::123456789012:role/x', Policies: "
      "{Statement: [2]}, Events: {Q: {Type: SQS, Properties: {Queue: q}}}}}\n"
      "  C: {Type: 'AWS::Serverless::Connector', Properties: {}}\n";
  CHECK(ExtractLines("t.yaml", text) == Lines{R"(F Properties.Policies[2] 9:11 identity {"Statement":[1]})",
                                              "identity F 0",
                                              "note 7:11 managed policy `AWSXRayDaemonWriteAccess` is not seen",
                                              "note 8:11 policy template `S3ReadPolicy`: not seen",
                                              "note 10:133 permissions for events, which AWS SAM makes: not seen",
                                              "note 11:3 policies of the connector `C`: not seen"});
}

}  // namespace
}  // namespace iampolicy::carriers
