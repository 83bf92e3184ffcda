// Policies that are attached by name, and comments that silence rules: what the report makes of them.

#include <iampolicy/analyzer.h>
#include <iampolicy/report.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/unit/catch.h"

namespace iampolicy {
namespace {

using Lines = std::vector<std::string>;

Report Analyze(const std::string& text, Options options) {
  const Result<Analyzer> analyzer = Analyzer::Make(RuleSet::BuiltIn(), options);
  REQUIRE(analyzer);
  const Input input{.name = "t.yaml", .bytes = text};
  return analyzer->Analyze({&input, 1});
}

// "line rule" of each finding that counts.
Lines Rules(const Report& report) {
  Lines lines;
  for (const Finding& finding : report.findings) {
    if (Counts(finding)) lines.push_back(std::to_string(finding.location.start.line) + " " + finding.rule);
  }
  return lines;
}

std::string Role(const std::string& arns, const std::string& actions) {
  return "Resources:\n  R:\n    Type: AWS::IAM::Role\n    Properties:\n      ManagedPolicyArns: [" + arns +
         "]\n      Policies:\n        - PolicyName: own\n          PolicyDocument:\n            Version: '2012-10-17'\n"
         "            Statement:\n              - Effect: Allow\n                Action: [" +
         actions + "]\n                Resource: '*'\n";
}

TEST_CASE(
    "what a policy of AWS and a written one allow together is found, what the former allows alone is one finding") {
  const std::string lambda = "'lambda:CreateFunction', 'lambda:InvokeFunction'";
  const std::string iam = "arn:aws:iam::aws:policy/IAMFullAccess";
  Options options;
  options.disable = {"*"};
  options.enable = {"breadth/administrator-attached", "privilege-escalation/passrole-lambda-create-invoke",
                    "privilege-escalation/iam-attach-role-policy"};
  CHECK(Rules(Analyze(Role("", lambda), options)).empty());
  CHECK(Rules(Analyze(Role(iam, "'s3:GetObject'"), options)) == Lines{"5 breadth/administrator-attached"});
  CHECK(Rules(Analyze(Role(iam, lambda), options)) ==
        Lines{"5 breadth/administrator-attached", "5 privilege-escalation/passrole-lambda-create-invoke"});
  // What is written here adds nothing to what the attached policy gives by itself, but where that is not told.
  const std::string attach = Role(iam, "'iam:AttachRolePolicy'");
  CHECK(Rules(Analyze(attach, options)) == Lines{"5 breadth/administrator-attached"});
  options.disable.push_back("breadth/administrator-attached");
  options.enable.erase(options.enable.begin());
  CHECK(Rules(Analyze(attach, options)) == Lines{"12 privilege-escalation/iam-attach-role-policy"});
  CHECK(Rules(Analyze(Role("arn:aws:iam::aws:policy/ReadOnlyAccess", lambda), options)).empty());
}

TEST_CASE("what lies elsewhere is counted by name, what is wholly unknown is a finding") {
  const std::string text =
      "Parameters: {Doc: {Type: String}}\nResources:\n"
      "  A: {Type: 'AWS::IAM::Role', Properties: {ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess']}}\n"
      "  B: {Type: 'AWS::IAM::Role', Properties: {ManagedPolicyArns: ['arn:aws:iam::aws:policy/ReadOnlyAccess']}}\n"
      "  S: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: 'https://example.com/t'}}\n"
      "  Q: {Type: 'AWS::SQS::QueuePolicy', Properties: {PolicyDocument: !Ref Doc}}\n";
  std::vector<Report> reports;
  reports.push_back(Analyze(text, {}));
  const Report report = Merge(std::move(reports));
  CHECK(Rules(report) == Lines{"6 syntax/unknown-policy"});
  REQUIRE(report.policies.size() == 1);
  CHECK(report.policies[0].has_unknowns);
  REQUIRE(report.not_seen.size() == 2);
  CHECK(report.not_seen[0].what == "managed policy `ReadOnlyAccess`");
  CHECK(report.not_seen[0].count == 2);
  CHECK(report.not_seen[1].what == "nested stack `S`");
  CHECK(report.passed_over.empty());
}

TEST_CASE("a comment with a wrong name is told the right one, one for a rule that is off is let be") {
  const auto with = [](const std::string& rule) {
    return "Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      PolicyDocument:\n"
           "        Version: '2012-10-17'\n        Statement:\n          # iampolicy-lint: ignore " +
           rule + " -- agreed\n          - {Effect: Allow, Action: '*', Resource: '*'}\n";
  };
  Options options;
  options.disable = {"*"};
  options.enable = {"syntax/*", "breadth/administrator"};
  CHECK(Rules(Analyze(with("breadth/administrator"), options)).empty());
  CHECK(Rules(Analyze(with("breadth/*"), options)).empty());
  CHECK(Rules(Analyze(with("syntax/*"), options)) == Lines{"8 syntax/unused-suppression", "9 breadth/administrator"});
  CHECK(Rules(Analyze(with("mfa/removal-without-mfa"), options)) == Lines{"9 breadth/administrator"});
  const Report report = Analyze(with("breadth/adminstrator"), options);
  CHECK(Rules(report) == Lines{"8 syntax/unknown-suppression", "9 breadth/administrator"});
  CHECK(report.findings[0].message == "no rule is called `breadth/adminstrator`, expected `breadth/administrator`");
  options.disregard_suppressions = true;
  CHECK(Rules(Analyze(with("breadth/administrator"), options)) == Lines{"9 breadth/administrator"});
}

}  // namespace
}  // namespace iampolicy
