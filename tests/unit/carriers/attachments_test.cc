// Policies that lie elsewhere: each is named, and those of AWS that amount to administration are known.

#include "lib/carriers/managed_policies.h"
#include "tests/unit/carriers/extracting.h"
#include "tests/unit/catch.h"

namespace iampolicy::carriers {
namespace {

Lines Notes(std::string_view name, std::string_view text) {
  Lines notes;
  for (std::string& line : ExtractLines(name, text)) {
    if (line.substr(0, 5) == "note " || line.substr(0, 2) == "  ") notes.push_back(std::move(line));
  }
  return notes;
}

const std::string kAdministrator = "managed policy `AdministratorAccess`: allows every action on every resource";

TEST_CASE("the name of a policy of AWS is told from its ARN, whatever the partition and path") {
  CHECK(AwsPolicyName("arn:aws:iam::aws:policy/ReadOnlyAccess") == "ReadOnlyAccess");
  CHECK(AwsPolicyName("arn:aws-cn:iam::aws:policy/job-function/Billing") == "Billing");
  CHECK(AwsPolicyName("arn:aws:iam::111122223333:policy/AdministratorAccess").empty());
  CHECK(AwsPolicyName("AdministratorAccess").empty());
  CHECK(FindAdministrator("AdministratorAccess") != nullptr);
  CHECK(FindAdministrator("ReadOnlyAccess") == nullptr);
}

TEST_CASE("what a resource of a template has by ARN is named, by every way to write it") {
  const auto with = [](std::string_view arns) {
    return "Parameters: {Open: {Type: String}, Given: {Type: String, Default: "
           "'arn:aws:iam::aws:policy/PowerUserAccess'}}\n"
           "Resources:\n  M: {Type: 'AWS::IAM::ManagedPolicy', Properties: {}}\n  R:\n    Type: AWS::IAM::Role\n"
           "    Properties:\n      ManagedPolicyArns: " +
           std::string(arns) + "\n";
  };
  const std::vector<std::pair<std::string, Lines>> rows = {
      {"[arn:aws:iam::aws:policy/AdministratorAccess]", {"  7:27 " + kAdministrator}},
      {"[!Sub 'arn:${AWS::Partition}:iam::aws:policy/AdministratorAccess']", {"  7:27 " + kAdministrator}},
      {"[{Fn::Join: ['', ['arn:', !Ref AWS::Partition, ':iam::aws:policy/AdministratorAccess']]}]",
       {"  7:27 " + kAdministrator}},
      {"!If [C, [arn:aws:iam::aws:policy/AdministratorAccess], !Ref AWS::NoValue]", {"  7:35 " + kAdministrator}},
      {"[!Ref Given]",
       {"  7:27 managed policy `PowerUserAccess`: allows every action on every resource but those of IAM, AWS "
        "Organizations and account management"}},
      {"[arn:aws:iam::aws:policy/service-role/AWSLambdaRole]",
       {"note 7:27 managed policy `AWSLambdaRole` is not seen"}},
      {"[arn:aws:iam::111122223333:policy/AdministratorAccess]",
       {"note 7:27 managed policy `arn:aws:iam::111122223333:policy/AdministratorAccess` is not seen"}},
      {"[!Ref Open]", {"note 7:27 managed policy `parameter:Open` is not seen"}},
      {"[!ImportValue Shared]", {"note 7:27 managed policy `import:Shared` is not seen"}},
      {"[!Ref M]", {}},
      {"!Ref AWS::NoValue", {}},
  };
  for (const auto& [arns, notes] : rows) {
    INFO(arns);
    CHECK(Notes("t.yaml", with(arns)) == notes);
  }
}

TEST_CASE("an attachment that depends on a condition is only possible, and no part of what the principal has") {
  text::Sources sources;
  const std::string text =
      "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      Policies: [{PolicyDocument: {Statement: "
      "[]}}]\n"
      "      ManagedPolicyArns:\n        - !If [C, arn:aws:iam::aws:policy/IAMFullAccess, !Ref AWS::NoValue]\n"
      "        - arn:aws:iam::aws:policy/PowerUserAccess\n";
  const Source source{"t.yaml", *sources.AddFile("t.yaml", text), PolicyKind::kUnknown, ""};
  const Extraction found = Extract(sources, {&source, 1}, {}, {});
  REQUIRE(found.documents.size() == 3);
  CHECK(found.documents[1].problems[0].truth == text::Truth::kUnknown);
  CHECK(found.documents[2].problems[0].truth == text::Truth::kTrue);
  REQUIRE(found.identities.size() == 1);
  CHECK(found.identities[0].attached == std::vector<std::uint32_t>{0, 2});
}

TEST_CASE("a boundary of AWS is known or named, and is no finding") {
  const std::string text =
      "Transform: AWS::Serverless-2016-10-31\n"
      "Globals: {Function: {PermissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess'}}\n"
      "Resources:\n"
      "  F: {Type: 'AWS::Serverless::Function', Properties: {Policies: {Statement: [1]}}}\n"
      "  R: {Type: 'AWS::IAM::Role', Properties: {PermissionsBoundary: 'arn:aws:iam::111122223333:policy/edge'}}\n"
      "  S:\n    Type: AWS::SSO::PermissionSet\n    Properties:\n      InlinePolicy: {Statement: [2]}\n"
      "      ManagedPolicies: [arn:aws:iam::aws:policy/job-function/ViewOnlyAccess]\n"
      "      CustomerManagedPolicyReferences: [{Name: own}]\n"
      "      PermissionsBoundary: {ManagedPolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess'}\n";
  const Lines lines = ExtractLines("t.yaml", text);
  REQUIRE(lines.size() == 9);
  CHECK(lines[0] == R"(F Properties.Policies 4:65 identity {"Statement":[1]})");
  CHECK(lines[1].substr(0, 40) == "F Properties.PermissionsBoundary 2:43 bo");
  CHECK(lines[2] == R"(S Properties.InlinePolicy 9:21 identity {"Statement":[2]})");
  CHECK(lines[3].substr(0, 41) == "S Properties.PermissionsBoundary 12:47 bo");
  CHECK(Lines(lines.begin() + 4, lines.end()) ==
        Lines{"identity F 0 boundary:1", "identity S 2 boundary:3",
              "note 5:65 permissions boundary `arn:aws:iam::111122223333:policy/edge` is not seen",
              "note 10:25 managed policy `ViewOnlyAccess` is not seen", "note 11:48 managed policy `own` is not seen"});
}

TEST_CASE("a file that only refers to policies is not passed over") {
  const std::string text =
      "Resources:\n  F:\n    Type: AWS::Serverless::Function\n    Properties:\n      Policies:\n"
      "        - AWSLambdaBasicExecutionRole\n        - S3ReadPolicy: {BucketName: b}\n        - AdministratorAccess\n";
  CHECK(Notes("t.yaml", text) == Lines{"  8:11 " + kAdministrator,
                                       "note 6:11 managed policy `AWSLambdaBasicExecutionRole` is not seen",
                                       "note 7:11 policy template `S3ReadPolicy`: not seen"});
  const std::string json =
      R"({"Resources": {"S": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": "https://x"}}}})";
  CHECK(ExtractLines("t.json", json) == Lines{"note 1:16 nested stack `S`: not seen"});
  const std::string others =
      "Resources:\n  M: {Type: 'Org::Team::Vpc::MODULE', Properties: {}}\n  A: {Type: 'AWS::Serverless::Api', "
      "Properties: "
      "{Auth: {ResourcePolicy: {IpRangeWhitelist: [10.0.0.0/8], CustomStatements: []}}}}\n";
  CHECK(Notes("t.yaml", others) ==
        Lines{"note 2:3 module `M`: not seen", "note 3:74 statements of `IpRangeWhitelist` of `A`: not seen"});
}

TEST_CASE("users are members of the groups that take them in") {
  const std::string text =
      "Resources:\n"
      "  U: {Type: 'AWS::IAM::User', Properties: {UserName: ada}}\n"
      "  V: {Type: 'AWS::IAM::User', Properties: {Policies: [{PolicyDocument: {Statement: [0]}}]}}\n"
      "  G: {Type: 'AWS::IAM::Group', Properties: {GroupName: team, Policies: [{PolicyDocument: {Statement: [1]}}]}}\n"
      "  A: {Type: 'AWS::IAM::UserToGroupAddition', Properties: {GroupName: !Ref G, Users: [ada]}}\n"
      "  B: {Type: 'AWS::IAM::UserToGroupAddition', Properties: {GroupName: team, Users: [!Ref V]}}\n"
      "  C: {Type: 'AWS::IAM::UserToGroupAddition', Condition: C, Properties: {GroupName: team, Users: [ada]}}\n";
  const Lines lines = ExtractLines("t.yaml", text);
  CHECK(Lines(lines.begin() + 2, lines.end()) == Lines{"identity U 1", "identity V 0 1", "identity G 1"});
}

TEST_CASE("attachments of an account that its dump leaves out are named, those of administrators known") {
  const std::string text =
      R"({"RoleDetailList": [{"RoleName": "r", "RolePolicyList": [{"PolicyName": "p", "PolicyDocument": {"Statement": [1]}}],
  "AttachedManagedPolicies": [{"PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}, {"PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}],
  "PermissionsBoundary": {"PermissionsBoundaryArn": "arn:aws:iam::111122223333:policy/edge"}}]})";
  const Lines lines = ExtractLines("gaad.json", text);
  REQUIRE(lines.size() == 6);
  CHECK(Lines(lines.begin() + 2, lines.end()) ==
        Lines{"  2:45 " + kAdministrator, "identity role:r 0 1",
              "note 2:107 managed policy `ReadOnlyAccess` is not seen",
              "note 3:53 permissions boundary `arn:aws:iam::111122223333:policy/edge` is not seen"});
}

TEST_CASE("a list of attached policies is read as such") {
  const std::string text =
      R"({"AttachedPolicies": [{"PolicyName": "a", "PolicyArn": "arn:aws:iam::aws:policy/AdministratorAccess"},
    {"PolicyName": "own", "PolicyArn": "arn:aws:iam::111122223333:policy/own"}], "IsTruncated": false})";
  CHECK(
      Notes("attached.json", text) ==
      Lines{"  1:56 " + kAdministrator, "note 2:40 managed policy `arn:aws:iam::111122223333:policy/own` is not seen"});
  CHECK(ExtractLines("attached.json", R"({"AttachedPolicies": []})") == Lines{"passed over: holds no policy"});
}

TEST_CASE("roles of the Serverless framework have their statements, managed policies and boundary together") {
  const std::string text =
      "service: s\nprovider:\n  name: aws\n  iam:\n    role:\n"
      "      managedPolicies: ['arn:aws:iam::aws:policy/IAMFullAccess', ReadOnly]\n"
      "      permissionsBoundary: arn:aws:iam::aws:policy/PowerUserAccess\n"
      "      statements: [1]\n"
      "functions:\n  f: {iamRoleStatements: [2], iamPermissionsBoundary: 'arn:aws:iam::111122223333:policy/edge'}\n"
      "resources:\n  - ${file(more.yml)}\n"
      "  - extensions:\n      IamRoleLambdaExecution: {Properties: {Policies: [{PolicyDocument: {Statement: [3]}}]}}\n"
      "      Unheard: {Properties: {Policies: [{PolicyDocument: {Statement: [4]}}]}}\n";
  const Lines lines = ExtractLines("serverless.yml", text);
  REQUIRE(lines.size() == 11);
  CHECK(lines[0].substr(0, 57) == "provider.iam.role.statements provider.iam.role.statements");
  CHECK(
      Lines(lines.begin() + 2, lines.end()) ==
      Lines{
          "  6:25 managed policy `IAMFullAccess`: allows every action of IAM, among them to give itself any permission",
          lines[3],
          R"(functions.f.iamRoleStatements functions.f.iamRoleStatements 10:26 identity )"
          R"({"Version":"2012-10-17","Statement":[2]})",
          R"(IamRoleLambdaExecution Properties.Policies[0].PolicyDocument 14:73 identity {"Statement":[3]})",
          "identity provider 0 1 boundary:2", "identity functions.f 3",
          "note 6:66 managed policy `ReadOnly` is not seen",
          "note 10:55 permissions boundary `arn:aws:iam::111122223333:policy/edge` is not seen",
          "note 12:5 resources of `${file(more.yml)}` are not seen"});
  CHECK(lines[3].substr(0, 68) == "provider.iam.role provider.iam.role.permissionsBoundary 7:28 boundar");
}

}  // namespace
}  // namespace iampolicy::carriers
