// Answers of checks and differences, as text, JSON and Markdown.

#include <string>

#include <iampolicy/compare.h>

#include "tests/unit/catch.h"

namespace iampolicy {
namespace {

CheckResult Failed() {
  CheckResult result;
  result.verdict = Verdict::kFail;
  result.message = "the new policy allows what the existing policy does not allow";
  result.reasons = {{1, "Wider", "statement 1 (`Wider`) allows what is new"}};
  result.witness = Request{"anonymous",
                           "",
                           "s3:GetObject",
                           "arn:aws:s3:::yours/a",
                           "",
                           {{"aws:SecureTransport", {"true"}, false}, {"aws:TagKeys", {"a", "b"}, true}}};
  return result;
}

AccessDiff Changed() {
  AccessDiff diff;
  diff.equivalent = false;
  AccessChange added;
  added.service = "s3";
  added.level = "Write";
  added.actions = {"s3:PutObject"};
  added.action_count = 1;
  added.resources = {"arn:aws:s3:::mine/*", "a|b"};
  added.conditions = {"aws:SourceIp is in 10.0.0.0/8"};
  added.risk = 41;
  added.example = Request{"", "", "s3:PutObject", "arn:aws:s3:::mine/", "", {{"aws:SourceIp", {"10.0.0.0"}, false}}};
  AccessChange removed = added;
  removed.direction = AccessChange::Direction::kRemoved;
  removed.level = "";
  removed.actions.clear();
  removed.action_count = 0;
  removed.conditions.clear();
  removed.principals = {"everyone"};
  removed.resources = {"\x1b[31m"};
  removed.shared = {"on arn:aws:s3:::*_a"};
  diff.changes = {added, removed};
  return diff;
}

}  // namespace

TEST_CASE("a failed check is shown with its reasons and the request that shows it") {
  CHECK(ToText(Failed()) ==
        "FAIL: the new policy allows what the existing policy does not allow\n"
        "  statement 1 (`Wider`) allows what is new\n"
        "  for example:\n"
        "    principal anonymous\n"
        "    action    s3:GetObject\n"
        "    resource  arn:aws:s3:::yours/a\n"
        "    context   aws:SecureTransport = true\n"
        "    context   aws:TagKeys = {a, b}\n");
  CHECK(ToJson(Failed()) == R"({
  "result": "FAIL",
  "message": "the new policy allows what the existing policy does not allow",
  "reasons": [
    {
      "statementIndex": 1,
      "statementId": "Wider",
      "description": "statement 1 (`Wider`) allows what is new"
    }
  ],
  "witness": {
    "principal": "anonymous",
    "action": "s3:GetObject",
    "resource": "arn:aws:s3:::yours/a",
    "context": {
      "aws:SecureTransport": "true",
      "aws:TagKeys": [
        "a",
        "b"
      ]
    }
  }
}
)");
}

TEST_CASE("a check that passes has neither reasons nor a witness") {
  CheckResult result;
  result.verdict = Verdict::kPass;
  result.message = "both policies allow exactly the same";
  CHECK(ToText(result) == "PASS: both policies allow exactly the same\n");
  CHECK(ToJson(result) ==
        "{\n  \"result\": \"PASS\",\n  \"message\": \"both policies allow exactly the same\",\n  \"reasons\": []\n}\n");
}

TEST_CASE("a difference is a list of what is added and what is removed") {
  CHECK(ToText(Changed()) ==
        "+ s3: 1 Write action\n"
        "    s3:PutObject\n"
        "    on    arn:aws:s3:::mine/*, a|b\n"
        "    where aws:SourceIp is in 10.0.0.0/8\n"
        "    for example:\n"
        "      action    s3:PutObject\n"
        "      resource  arn:aws:s3:::mine/\n"
        "      context   aws:SourceIp = 10.0.0.0\n"
        "- s3: actions the catalogue does not know\n"
        "    on    <U+001B>[31m\n"
        "    for   everyone\n"
        "    still allowed on arn:aws:s3:::*_a\n"
        "    for example:\n"
        "      action    s3:PutObject\n"
        "      resource  arn:aws:s3:::mine/\n"
        "      context   aws:SourceIp = 10.0.0.0\n");
  CHECK(ToMarkdown(Changed()) ==
        "**Newly allowed:** 1 action of 1 service. **No longer allowed:** actions the catalogue does not know.\n\n"
        "### Newly allowed\n\n"
        "| service | level | actions | on | where |\n|---|---|---|---|---|\n"
        "| s3 | Write | `s3:PutObject` | `arn:aws:s3:::mine/*`, `a\\|b` | aws:SourceIp is in 10.0.0.0/8 |\n\n"
        "For example `s3:PutObject` on `arn:aws:s3:::mine/` with `aws:SourceIp = 10.0.0.0`.\n\n"
        "### No longer allowed\n\n"
        "| service | level | actions | on | for | still allowed |\n|---|---|---|---|---|---|\n"
        "| s3 | not in the catalogue |  | `<U+001B>[31m` | everyone | on arn:aws:s3:::\\*\\_a |\n\n"
        "For example `s3:PutObject` on `arn:aws:s3:::mine/` with `aws:SourceIp = 10.0.0.0`.\n\n");
}

TEST_CASE("text and table show ten names and count the rest, and say when a level is allowed whole") {
  AccessDiff diff;
  diff.equivalent = false;
  AccessChange change;
  change.service = "sqs";
  change.level = "Write";
  for (char c = 'A'; c <= 'L'; ++c) change.actions.push_back(std::string("sqs:") + c);
  change.action_count = 30;
  change.is_whole_level = true;
  change.resources = {"*"};
  change.example = Request{"anonymous", "", "sqs:A", "*", "", {}};
  diff.changes = {change};
  CHECK(ToMarkdown(diff) ==
        "**Newly allowed:** 30 actions of 1 service. **No longer allowed:** nothing.\n\n"
        "### Newly allowed\n\n"
        "| service | level | actions | on |\n|---|---|---|---|\n"
        "| sqs | Write | all 30: `sqs:A`, `sqs:B`, `sqs:C`, `sqs:D`, `sqs:E`, `sqs:F`, `sqs:G`, `sqs:H`, `sqs:I`, "
        "`sqs:J`, and 20 more | `*` |\n\n"
        "For example `sqs:A` on `*` by `anonymous`.\n\n");
  CHECK(ToText(diff).starts_with(
      "+ sqs: all 30 Write actions\n"
      "    sqs:A, sqs:B, sqs:C, sqs:D, sqs:E, sqs:F, sqs:G, sqs:H, sqs:I, sqs:J, and 20 more\n"));
}

TEST_CASE("equivalent policies have no difference to show") {
  CHECK(ToText(AccessDiff{}) == "equivalent: both policies allow exactly the same\n");
  CHECK(ToMarkdown(AccessDiff{}) == "Both policies allow exactly the same.\n");
  CHECK(ToJson(AccessDiff{}) == "{\n  \"equivalent\": true,\n  \"changes\": []\n}\n");
}

}  // namespace iampolicy
