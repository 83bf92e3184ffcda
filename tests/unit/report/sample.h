#ifndef IAMPOLICY_TESTS_UNIT_REPORT_SAMPLE_H_
#define IAMPOLICY_TESTS_UNIT_REPORT_SAMPLE_H_

// A small report with one of everything that a renderer must show or leave out.

#include <iampolicy/report.h>

#include <string>

namespace iampolicy::report {

inline Location At(std::string file, Position start, Position end) { return {std::move(file), start, end}; }

inline Finding ServiceWildcard() {
  Finding finding;
  finding.rule = "breadth/service-wildcard";
  finding.location = At("policy.json", {6, 17, 90, 90}, {6, 23, 96, 96});
  finding.policy_kind = PolicyKind::kIdentity;
  finding.pointer = "/Statement/0/Action";
  finding.path = {{PathElement::Kind::kValue, "Statement"},
                  {PathElement::Kind::kIndex, "", 0},
                  {PathElement::Kind::kValue, "Action"}};
  finding.message = "`s3:*` allows all 180 actions of s3, 57 of them writes";
  finding.help = "list the actions the principal uses";
  finding.aliases = {"access-analyzer:STAR", "other:S3"};
  finding.finding_type = "WARNING";
  finding.learn_more = "https://docs.example/star";
  finding.fingerprint = "0123456789abcdef";
  finding.line_text = R"(      "Action": "s3:*",)";
  return finding;
}

inline Finding PossibleError() {
  Finding finding;
  finding.rule = "names/unknown-action";
  finding.finding_class = FindingClass::kInvalid;
  finding.severity = Severity::kError;
  finding.certainty = Certainty::kPossible;
  finding.location = At("stack.yaml", {12, 5, 200, 200}, {14, 2, 240, 240});
  finding.owner = "WriterRole";
  finding.policy_kind = PolicyKind::kTrust;
  finding.message = "no action is called `sts:Asume`";
  finding.when = "IsProd";
  finding.line_text = "    - sts:Asume";
  finding.related = {{At("other.yaml", {3, 1, 20, 20}, {3, 4, 23, 23}), "/Statement/1", "granted here", "abc", {}}};
  return finding;
}

inline Report Sample() {
  Report report;
  report.files = 2;
  report.catalog_date = "2026-09-26";
  Finding superseded = ServiceWildcard();
  superseded.rule = "privilege-escalation/x";
  superseded.superseded_by = "breadth/service-wildcard";
  superseded.aliases = {"access-analyzer:LESS"};
  Finding opt_in = ServiceWildcard();
  opt_in.rule = "style/opt-in";
  opt_in.opt_in = true;
  opt_in.aliases = {"access-analyzer:EXTRA"};
  opt_in.path = {{PathElement::Kind::kKey, "aws:x"}, {PathElement::Kind::kSubstring, "", 0, 2, 3}};
  report.findings = {ServiceWildcard(), superseded, opt_in, PossibleError()};
  PolicySummary policy;
  policy.file = "policy.json";
  policy.kind = PolicyKind::kIdentity;
  policy.breadth = {180, 1, {3, 60, 57, 30, 30}, Reach::kEverything, Audience::kNone, 0, 1, false};
  policy.statements = {policy.breadth};
  policy.score.terms = {{0, {3, 40, 57, 30, 30}, Reach::kEverything, Audience::kNone, false, 64, 1, 39104},
                        {0, {0, 20, 0, 0, 0}, Reach::kType, Audience::kNone, false, 8, 1, 320}};
  policy.score.total = 39424;
  PolicySummary trust;
  trust.file = "stack.yaml";
  trust.owner = "WriterRole";
  trust.kind = PolicyKind::kTrust;
  trust.inferred = false;
  trust.line = 10;
  trust.has_unknowns = true;
  trust.breadth = {1, 1, {0, 0, 1, 0, 0}, Reach::kExact, Audience::kService, 1, 0, true};
  trust.score = {8, true, {{0, {0, 0, 1, 0, 0}, Reach::kExact, Audience::kService, true, 2, 2, 8}}};
  report.policies = {policy, trust};
  report.passed_over = {{"holds no policy", 3}};
  report.incomplete = {{"gone.json", "no such file"}};
  return report;
}

}  // namespace iampolicy::report

#endif  // IAMPOLICY_TESTS_UNIT_REPORT_SAMPLE_H_
