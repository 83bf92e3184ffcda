#include <iampolicy/report.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

PathElement Step(std::string name) { return {PathElement::Kind::kValue, std::move(name)}; }
PathElement Step(std::uint32_t index) { return {PathElement::Kind::kIndex, "", index}; }

/// A place of equal rank, at that byte.
Related PlaceAt(std::uint32_t offset, std::vector<PathElement> path) {
  return {At("policy.json", {2, 3, offset, offset}, {2, 9, offset + 6, offset + 6}), "", "", "", std::move(path)};
}

/// The offsets of the places in the order in which they are written.
std::vector<std::string> Offsets(const std::string& json) {
  constexpr std::string_view kStart = "\"offset\": ";
  std::vector<std::string> out;
  for (std::size_t at = json.find("\"start\""); at != std::string::npos; at = json.find("\"start\"", at + 1)) {
    const std::size_t number = json.find(kStart, at) + kStart.size();
    out.push_back(json.substr(number, json.find('\n', number) - number));
  }
  return out;
}

TEST_CASE(
    "places of equal rank come element by element as the rule names them, those of a list in the order of the file") {
  Report report;
  report.findings = {ServiceWildcard()};
  Finding& finding = report.findings[0];
  finding.path = {Step("Statement"), Step(1), Step("Action"), Step(4)};
  finding.related = {PlaceAt(300, {Step("Statement"), Step(1), Step("Resource")}),
                     PlaceAt(80, {Step("Statement"), Step(1), Step("Action"), Step(2)}),
                     PlaceAt(20, {Step("Statement"), Step(1), Step("Principal"), Step("AWS"), Step(0)}),
                     PlaceAt(10, {Step("Statement"), Step(0), Step("Resource")}), PlaceAt(1, {})};  // a remark
  CHECK(Offsets(ToAccessAnalyzer(report)) == std::vector<std::string>{"80", "90", "10", "300", "20"});
}

TEST_CASE("of a text that is no JSON its first syntax error is told, without a path, and nothing else") {
  Report report;
  Finding syntax = ServiceWildcard();
  syntax.aliases = {"other:SYNTAX", "access-analyzer:JSON_SYNTAX_ERROR"};
  Finding second = syntax;
  second.location = At("policy.json", {7, 1, 120, 120}, {7, 2, 121, 121});
  Finding elsewhere = ServiceWildcard();
  elsewhere.location.file = "other.json";
  report.findings = {ServiceWildcard(), syntax, second, elsewhere};
  const std::string json = ToAccessAnalyzer(report);
  CHECK(Offsets(json) == std::vector<std::string>{"90", "90"});
  CHECK(json.find("JSON_SYNTAX_ERROR") < json.find("STAR"));
  CHECK(json.find("\"path\": []") < json.find("STAR"));
  CHECK(json.find("JSON_SYNTAX_ERROR") == json.rfind("JSON_SYNTAX_ERROR"));
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
    ],
    "notSeen": []
  },
  "policySummaries": []
}
)");
}

Report WithFix() {
  Report report;
  report.files = 1;
  Finding finding = ServiceWildcard();
  finding.fix.safety = FixSafety::kSuggestion;
  finding.fix.title = "write `s3:Get*`";
  finding.fix.edits = {{At("policy.json", {6, 17, 90, 90}, {6, 23, 96, 96}), "\"s3:Get*\""},
                       {At("policy.json", {7, 1, 100, 100}, {7, 3, 102, 102}), ""}};
  report.findings = {finding};
  return report;
}

TEST_CASE("JSON has the fix of a finding as edits of its file") {
  const std::string json = ToJson(WithFix());
  const std::size_t begin = json.find("      \"fix\"");
  REQUIRE(begin != std::string::npos);
  CHECK(json.substr(begin, json.find("\n    }\n  ],", begin) - begin) == R"(      "fix": {
        "safety": "suggestion",
        "title": "write `s3:Get*`",
        "edits": [
          {
            "file": "policy.json",
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
            "text": "\"s3:Get*\""
          },
          {
            "file": "policy.json",
            "start": {
              "line": 7,
              "column": 1,
              "offset": 100
            },
            "end": {
              "line": 7,
              "column": 3,
              "offset": 102
            },
            "text": ""
          }
        ]
      })");
  CHECK(ToJson(Sample()).find("\"fix\"") == std::string::npos);
}

TEST_CASE("SARIF has the fix of a finding as replacements") {
  const std::string sarif = ToSarif(WithFix(), {});
  const std::size_t begin = sarif.find("          \"fixes\"");
  REQUIRE(begin != std::string::npos);
  CHECK(sarif.substr(begin, sarif.find("          \"partialFingerprints\"", begin) - begin) == R"(          "fixes": [
            {
              "description": {
                "text": "write `s3:Get*`"
              },
              "artifactChanges": [
                {
                  "artifactLocation": {
                    "uri": "policy.json",
                    "index": 0
                  },
                  "replacements": [
                    {
                      "deletedRegion": {
                        "startLine": 6,
                        "startColumn": 17,
                        "endLine": 6,
                        "endColumn": 23,
                        "charOffset": 90,
                        "charLength": 6
                      },
                      "insertedContent": {
                        "text": "\"s3:Get*\""
                      }
                    },
                    {
                      "deletedRegion": {
                        "startLine": 7,
                        "startColumn": 1,
                        "endLine": 7,
                        "endColumn": 3,
                        "charOffset": 100,
                        "charLength": 2
                      }
                    }
                  ]
                }
              ],
              "properties": {
                "safety": "suggestion"
              }
            }
          ],
)");
  CHECK(ToSarif(Sample(), {}).find("\"fixes\"") == std::string::npos);
}

TEST_CASE("JSON has the score of a policy with its terms") {
  Report report = Sample();
  report.policies = {report.policies[1]};
  const std::string json = ToJson(report);
  const std::size_t begin = json.find("      \"score\"");
  REQUIRE(begin != std::string::npos);
  CHECK(json.substr(begin, json.find("\n    }\n  ]\n}", begin) - begin) == R"(      "score": {
        "total": 8,
        "atLeast": true,
        "terms": [
          {
            "statement": 0,
            "actionsByLevel": {
              "List": 0,
              "Read": 0,
              "Write": 1,
              "Permissions management": 0,
              "Tagging": 0
            },
            "reach": "exact",
            "reachWeight": 2,
            "audience": "service",
            "audienceWeight": 2,
            "conditioned": true,
            "points": 8
          }
        ]
      })");
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
