// Repairs: what the edits leave of the file, and that none is offered which does not do what it says.

#include <iampolicy/analyzer.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/catch.h"

namespace iampolicy {
namespace {

const Analyzer& TheAnalyzer() {
  static const Analyzer kAnalyzer = [] {
    Options options;
    options.repairs = true;
    return *Analyzer::Make(RuleSet::BuiltIn(), options);
  }();
  return kAnalyzer;
}

/// The text after the first repair that the rule offers; "safety: text". "" where it offers none.
std::string Repaired(std::string_view rule, std::string_view name, std::string_view text) {
  const Input input{.name = name, .bytes = text};
  for (const Finding& finding : TheAnalyzer().Analyze({&input, 1}).findings) {
    if (finding.rule != rule || finding.fix.edits.empty()) continue;
    std::string out(text);
    for (auto edit = finding.fix.edits.rbegin(); edit != finding.fix.edits.rend(); ++edit) {
      CHECK(edit->location.file == name);
      const std::size_t begin = edit->location.start.offset;
      out.replace(begin, edit->location.end.offset - begin, edit->text);
    }
    return std::string(Name(finding.fix.safety)) + ": " + out;
  }
  return "";
}

bool Finds(std::string_view rule, std::string_view name, std::string_view text) {
  const Input input{.name = name, .bytes = text};
  const Report report = TheAnalyzer().Analyze({&input, 1});
  return std::any_of(report.findings.begin(), report.findings.end(),
                     [&](const Finding& finding) { return finding.rule == rule; });
}

struct Row {
  std::string_view rule, name, text, repaired;
};

TEST_CASE("a repair changes what it names and keeps every other byte") {
  const Row rows[] = {
      {"names/unknown-action", "p.json",
       "{\"Version\": \"2012-10-17\",\r\n\t\"Statement\": {\"Effect\": \"Allow\", \"Action\": \"s3:GetObjet\", "
       "\"Resource\": \"arn:aws:s3:::b/*\"}}",
       "suggestion: {\"Version\": \"2012-10-17\",\r\n\t\"Statement\": {\"Effect\": \"Allow\", \"Action\": "
       "\"s3:GetObject\", \"Resource\": \"arn:aws:s3:::b/*\"}}"},
      {"names/unknown-action", "p.yaml",
       "Version: '2012-10-17'\nStatement:\n  - Effect: Allow\n    Action: s3:GetObjet  # read\n    Resource: "
       "arn:aws:s3:::b/*\n",
       "suggestion: Version: '2012-10-17'\nStatement:\n  - Effect: Allow\n    Action: s3:GetObject  # read\n    "
       "Resource: arn:aws:s3:::b/*\n"},
      {"names/unknown-action", "main.tf",
       "resource \"aws_iam_policy\" \"p\" {\n  policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{ "
       "Effect = \"Allow\", Action = [\"s3:GetObjet\"], Resource = \"arn:aws:s3:::b/*\" }]\n  })\n}\n",
       "suggestion: resource \"aws_iam_policy\" \"p\" {\n  policy = jsonencode({\n    Version = \"2012-10-17\"\n    "
       "Statement = [{ Effect = \"Allow\", Action = [\"s3:GetObject\"], Resource = \"arn:aws:s3:::b/*\" }]\n  })\n}\n"},
      {"redundancy/covered-action", "p.json",
       R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["s3:GetObject" , "s3:Get*"], "Resource": "*"}})",
       R"(equivalent: {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["s3:Get*"], "Resource": "*"}})"},
      {"redundancy/covered-action", "p.json",
       R"({"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": ["s3:*","s3:GetObject","iam:*","s3:PutObject"], "Resource": "*"}})",
       R"(equivalent: {"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": ["s3:*","iam:*"], "Resource": "*"}})"},
      {"redundancy/covered-action", "p.yaml",
       "Version: '2012-10-17'\nStatement:\n  - Effect: Allow\n    Action:\n      - s3:Get*\n      - s3:GetObject\n    "
       "Resource: '*'\n",
       "equivalent: Version: '2012-10-17'\nStatement:\n  - Effect: Allow\n    Action:\n      - s3:Get*\n    "
       "Resource: '*'\n"},
      {"redundancy/repeated-statement", "p.json",
       R"({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}, {"Effect": "Allow", "Action": ["s3:GetObject"], "Resource": ["*"]}]})",
       R"(equivalent: {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]})"},
      {"grammar/missing-version", "p.json",
       "{\n  \"Statement\": {\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"*\"}\n}\n",
       "equivalent: {\n  \"Version\": \"2012-10-17\",\n  \"Statement\": {\"Effect\": \"Allow\", \"Action\": "
       "\"s3:GetObject\", \"Resource\": \"*\"}\n}\n"},
      {"grammar/unknown-effect", "p.json",
       R"({"Version": "2012-10-17", "Statement": {"Effect": "allow", "Action": "s3:GetObject", "Resource": "*"}})",
       R"(suggestion: {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}})"},
      {"grammar/unknown-statement-element", "p.json",
       R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Actions": "s3:GetObject", "Resource": "*"}})",
       R"(suggestion: {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}})"},
  };
  for (const Row& row : rows) {
    INFO(row.rule << " " << row.text);
    CHECK(Repaired(row.rule, row.name, row.text) == row.repaired);
  }
}

TEST_CASE("no repair is offered that would change what it says it keeps, or in text that is not plainly there") {
  const Row rows[] = {
      // With a Version the variable would begin to count.
      {"grammar/missing-version", "p.json",
       R"({"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/${aws:username}"}})",
       ""},
      // Parts that are not known from the file.
      {"names/unknown-action", "t.yaml",
       "Parameters: {B: {Type: String}}\nResources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n      "
       "PolicyDocument:\n        Version: '2012-10-17'\n        Statement:\n          - {Effect: Allow, Action: "
       "'s3:GetObjet', Resource: !Sub 'arn:aws:s3:::${B}/*'}\n",
       ""},
      // JSON inside a string.
      {"names/unknown-action", "p.json",
       R"({"PolicyDocument": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"s3:GetObjet\", \"Resource\": \"*\"}]}"})",
       ""},
      // Nothing is near.
      {"names/unknown-action", "p.json",
       R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:Frobnicate", "Resource": "*"}})",
       ""},
      // A comment stands between.
      {"redundancy/covered-action", "p.yaml",
       "Version: '2012-10-17'\nStatement:\n  - Effect: Allow\n    Action:\n      - s3:Get*\n      # why\n      - "
       "s3:GetObject\n    Resource: '*'\n",
       ""},
  };
  for (const Row& row : rows) {
    INFO(row.rule << " " << row.text);
    CHECK(Finds(row.rule, row.name, row.text));
    CHECK(Repaired(row.rule, row.name, row.text).empty());
  }
}

TEST_CASE("repairs are worked out only where they are asked for") {
  const Report report = Lint(R"({"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}})");
  REQUIRE(!report.findings.empty());
  for (const Finding& finding : report.findings) CHECK(finding.fix == Fix());
}

}  // namespace
}  // namespace iampolicy
