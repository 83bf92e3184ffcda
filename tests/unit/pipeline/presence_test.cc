// Statements that a list makes, of which there may be none.

#include <iampolicy/analyzer.h>
#include <iampolicy/report.h>

#include <string>
#include <vector>

#include "tests/unit/catch.h"

namespace iampolicy {
namespace {

using Lines = std::vector<std::string>;

// "line rule certainty when" of each finding that counts, of the rules looked at.
Lines Findings(const std::string& text) {
  Options options;
  options.disable = {"*"};
  options.enable = {"breadth/service-wildcard", "breadth/whole-services", "grammar/*"};
  const Result<Analyzer> analyzer = Analyzer::Make(RuleSet::BuiltIn(), options);
  REQUIRE(analyzer);
  const Input input{.name = "t.tf", .bytes = text};
  Lines lines;
  for (const Finding& one : analyzer->Analyze({&input, 1}).findings) {
    if (!Counts(one)) continue;
    lines.push_back(std::to_string(one.location.start.line) + " " + one.rule + " " + std::string(Name(one.certainty)) +
                    " " + one.when);
  }
  return lines;
}

// A statement for each element of `list`.
std::string Dynamic(const std::string& list, const std::string& action, const std::string& sid = "") {
  return "  dynamic \"statement\" {\n    for_each = " + list + "\n    content {\n      actions = [\"" + action +
         "\"]\n      resources = [\"*\"]\n" + (sid.empty() ? "" : "      sid = \"" + sid + "\"\n") + "    }\n  }\n";
}
std::string Policy(const std::string& name, const std::string& body) {
  return "data \"aws_iam_policy_document\" \"" + name + "\" {\n" + body + "}\nresource \"aws_iam_policy\" \"" + name +
         "\" { policy = data.aws_iam_policy_document." + name + ".json }\n";
}

}  // namespace

TEST_CASE("what is found in a statement is possible where a list that is not known makes it") {
  CHECK(Findings("variable \"a\" {}\n" + Policy("d", Dynamic("var.a", "s3:*"))) ==
        Lines{"6 breadth/whole-services possible any statement of var.a"});
  CHECK(Findings(Policy("d", Dynamic("[1]", "s3:*"))) == Lines{"5 breadth/whole-services certain "});
  CHECK(Findings(Policy("d", Dynamic("[]", "s3:*"))) == Lines{"1 grammar/missing-statement certain "});
}

TEST_CASE("however many lists make statements, what is found in them is told") {
  std::string body;
  for (int i = 0; i < 8; ++i) body += Dynamic("var.l" + std::to_string(i), i == 7 ? "s3:*" : "s3:GetObject");
  CHECK(Findings(Policy("d", body)) == Lines{"54 breadth/whole-services possible any statement of the dynamic blocks"});
}

TEST_CASE("a statement that may not be there takes the place of its Sid where it is") {
  const std::string base = "  statement {\n    sid = \"X\"\n    actions = [\"s3:*\"]\n    resources = [\"*\"]\n  }\n";
  const std::string over = "  override_policy_documents = [data.aws_iam_policy_document.o.json]\n";
  const std::string other = "data \"aws_iam_policy_document\" \"o\" {\n";
  CHECK(Findings(other + Dynamic("var.a", "s3:GetObject", "X") + "}\n" + Policy("d", base + over)) ==
        Lines{"14 breadth/whole-services possible not any statement of var.a"});
  CHECK(Findings(other + Dynamic("[1]", "s3:GetObject", "X") + "}\n" + Policy("d", base + over)) == Lines{});
}

}  // namespace iampolicy
