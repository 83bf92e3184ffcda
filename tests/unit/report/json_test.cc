#include <iampolicy/report.h>

#include "tests/unit/catch.h"
#include "tests/unit/report/sample.h"

namespace iampolicy::report {
namespace {

TEST_CASE("the ValidatePolicy shape has columns from 0, offsets in characters, and every finding with a code") {
  Report report = Sample();
  report.findings[0].location.start.offset = 93;  // bytes: not what this format tells
  const std::string span = R"("span": {
            "start": {
              "line": 6,
              "column": 16,
              "offset": 90
            },
            "end": {
              "line": 6,
              "column": 22,
              "offset": 96
            }
          })";
  const auto finding = [&](const std::string& code, const std::string& path) {
    return R"(    {
      "findingType": "WARNING",
      "issueCode": ")" +
           code + R"(",
      "findingDetails": "`s3:*` allows all 180 actions of s3, 57 of them writes",
      "learnMoreLink": "https://docs.example/star",
      "locations": [
        {
          "path": [
)" + path + R"(
          ],
          )" +
           span +
           R"(
        }
      ]
    })";
  };
  const std::string action = R"(            {
              "value": "Statement"
            },
            {
              "index": 0
            },
            {
              "value": "Action"
            })";
  const std::string part = R"(            {
              "key": "aws:x"
            },
            {
              "substring": {
                "start": 2,
                "length": 3
              }
            })";
  CHECK(ToAccessAnalyzer(report) == "{\n  \"findings\": [\n" + finding("STAR", action) + ",\n" +
                                        finding("LESS", action) + ",\n" + finding("EXTRA", part) + "\n  ]\n}\n");
}

TEST_CASE("a finding with several places of equal rank has them all there, in the order of the file") {
  Report report;
  report.findings = {ServiceWildcard()};
  Related earlier{At("policy.json", {2, 3, 12, 12}, {2, 9, 18, 18}), "/Statement/1", "and this", "", {}};
  Related remark = earlier;
  earlier.path = {{PathElement::Kind::kValue, "Version"}};
  report.findings[0].related = {remark, earlier};
  const std::string json = ToAccessAnalyzer(report);
  const std::size_t first = json.find("\"Version\"");
  const std::size_t second = json.find("\"Action\"");
  REQUIRE(first != std::string::npos);
  REQUIRE(second != std::string::npos);
  CHECK(first < second);
  std::size_t spans = 0;
  for (std::size_t at = json.find("\"span\""); at != std::string::npos; at = json.find("\"span\"", at + 1)) ++spans;
  CHECK(spans == 2);
}

TEST_CASE("a finding without a code is not in the ValidatePolicy shape") {
  Report report;
  report.findings = {PossibleError()};
  CHECK(ToAccessAnalyzer(report) == "{\n  \"findings\": []\n}\n");
}

TEST_CASE("JSON carries what counts and what is superseded, and no rule that is off") {
  Report report = Sample();
  report.policies.clear();
  report.findings = {report.findings[1], report.findings[2]};
  CHECK(ToJson(report) == R"({
  "version": "0.1.0",
  "catalog": {
    "date": "2026-09-26"
  },
  "files": 2,
  "policies": 0,
  "findings": [
    {
      "rule": "privilege-escalation/x",
      "class": "security",
      "severity": "warning",
      "certainty": "certain",
      "message": "`s3:*` allows all 180 actions of s3, 57 of them writes",
      "help": "list the actions the principal uses",
      "file": "policy.json",
      "owner": "",
      "policyType": "IDENTITY_POLICY",
      "kind": "identity",
      "pointer": "/Statement/0/Action",
      "start": {
        "line": 6,
        "column": 17,
        "offset": 90
      },
      "end": {
        "line": 6,
        "column": 23,
        "offset": 96
      },
      "aliases": [
        "access-analyzer:LESS"
      ],
      "related": [],
      "fingerprint": "0123456789abcdef",
      "supersededBy": "breadth/service-wildcard"
    }
  ],
  "incomplete": [
    {
      "file": "gone.json",
      "reason": "no such file"
    }
  ],
  "summary": {
    "policies": 0,
    "withUnknowns": 0,
    "passedOver": [
      {
        "reason": "holds no policy",
        "count": 3
      }
    ]
  },
  "policySummaries": []
}
)");
}

TEST_CASE("JSON is well-formed UTF-8 whatever a file is called") {
  Report report;
  report.incomplete = {{"\xff\xfe.json", "why"}};
  CHECK(ToJson(report).find("\"file\": \"\xef\xbf\xbd\xef\xbf\xbd.json\"") != std::string::npos);
}

TEST_CASE("SARIF describes the rules found, leaves superseded findings out, and lowers what is only possible") {
  Report report = Sample();
  report.findings[0].location.file = "/tmp/a b.json";
  const RuleDescription rules[] = {
      {"breadth/service-wildcard",
       "a whole service",
       "list actions",
       "It grows.",
       FindingClass::kSecurity,
       Severity::kWarning,
       {"https://docs.example/1"},
       {"other:S3"},
       {"best-practice:2"}},
      {"style/not-found", "never", "", "", FindingClass::kStyle, Severity::kNote, {}, {}, {}}};
  const std::string sarif = ToSarif(report, rules);
  const auto has = [&](const std::string& text) { return sarif.find(text) != std::string::npos; };
  CHECK(has(R"("id": "breadth/service-wildcard",
              "shortDescription": {
                "text": "a whole service"
              },
              "fullDescription": {
                "text": "It grows."
              },
              "help": {
                "text": "list actions",
                "markdown": "It grows.\n- https://docs.example/1"
              },
              "helpUri": "https://docs.example/1",
              "defaultConfiguration": {
                "level": "warning"
              },
              "properties": {
                "tags": [
                  "best-practice:2",
                  "security"
                ],
                "aliases": [
                  "other:S3"
                ],
                "security-severity": "5.0"
              })"));
  CHECK_FALSE(has("style/not-found"));
  CHECK_FALSE(has("style/opt-in"));
  CHECK_FALSE(has("privilege-escalation/x"));
  CHECK(has(R"("uri": "file:///tmp/a%20b.json")"));
  CHECK(has(R"("ruleId": "names/unknown-action",
          "ruleIndex": 1,
          "level": "warning")"));
  CHECK(has(R"("columnKind": "unicodeCodePoints")"));
  CHECK(has(R"("iampolicyElement/v1": "0123456789abcdef")"));
  CHECK(has(R"("executionSuccessful": false)"));
}

}  // namespace
}  // namespace iampolicy::report
