// What a policy of a principal can do within the principal's permissions boundary.

#include <iampolicy/analyzer.h>
#include <iampolicy/report.h>

#include <string>
#include <vector>

#include "tests/unit/catch.h"

namespace iampolicy {
namespace {

using Lines = std::vector<std::string>;

// "line rule" of each finding that counts.
Lines Findings(const std::string& text) {
  Options options;
  options.disable = {"*"};
  options.enable = {"defense-evasion/kms", "privilege-escalation/iam-create-policy-version"};
  const Result<Analyzer> analyzer = Analyzer::Make(RuleSet::BuiltIn(), options);
  REQUIRE(analyzer);
  const Input input{.name = "t.yaml", .bytes = text};
  Lines lines;
  for (const Finding& one : analyzer->Analyze({&input, 1}).findings) {
    if (Counts(one)) lines.push_back(std::to_string(one.location.start.line) + " " + one.rule);
  }
  return lines;
}

std::string Policy(const std::string& name, const std::string& action, const std::string& roles) {
  return "  " + name + ": {Type: 'AWS::IAM::ManagedPolicy', Properties: {Roles: [" + roles +
         "], PolicyDocument: {Version: '2012-10-17',\n    Statement: [{Effect: Allow, Action: '" + action +
         "', Resource: '*'}]}}}\n";
}
std::string Role(const std::string& name, const std::string& boundary) {
  return "  " + name + ": {Type: 'AWS::IAM::Role', Properties: {" +
         (boundary.empty() ? "" : "PermissionsBoundary: !Ref " + boundary) + "}}\n";
}

}  // namespace

TEST_CASE("every policy of a principal is judged within its boundary, unless another principal has it without one") {
  const std::string start = "Resources:\n" + Policy("Bound", "sqs:*", "");
  const std::string first = Policy("First", "sqs:SendMessage", "!Ref A");
  const auto key = [](const std::string& roles) { return Policy("Key", "kms:DisableKey", roles); };
  CHECK(Findings(start + Role("A", "") + first + key("!Ref A")) == Lines{"8 defense-evasion/kms"});
  CHECK(Findings(start + Role("A", "Bound") + first + key("!Ref A")).empty());
  CHECK(Findings(start + Role("A", "Bound") + key("!Ref A")).empty());
  const std::string both = Role("A", "Bound") + Role("B", "");
  CHECK(Findings(start + both + key("!Ref A, !Ref B")) == Lines{"7 defense-evasion/kms"});
  CHECK(Findings(start + both + first + key("!Ref A, !Ref B")) == Lines{"9 defense-evasion/kms"});
  const std::string version = Policy("Version", "iam:CreatePolicyVersion", "!Ref A, !Ref B");
  CHECK(Findings(start + both + version) == Lines{"7 privilege-escalation/iam-create-policy-version"});
  CHECK(Findings(start + Role("A", "Bound") + Role("B", "Bound") + version).empty());
}

}  // namespace iampolicy
