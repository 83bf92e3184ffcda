#include <iampolicy/report.h>

#include "lib/report/display.h"
#include "tests/unit/catch.h"
#include "tests/unit/report/sample.h"

namespace iampolicy::report {
namespace {

TEST_CASE("text shows what counts, with excerpt, caret, help and related places, and sums up") {
  CHECK(ToText(Sample()) ==
        R"(policy.json:6:17: warning: `s3:*` allows all 180 actions of s3, 57 of them writes [breadth/service-wildcard]
  |
6 |       "Action": "s3:*",
  |                 ^~~~~~
  = help: list the actions the principal uses
stack.yaml:12:5: error: no action is called `sts:Asume` [names/unknown-action, possible]
   |
12 |     - sts:Asume
   |     ^~~~~~~~~~~
   = in: WriterRole
   = when: IsProd
other.yaml:3:1: note: granted here
  |
3 | abc
  | ^~~
gone.json: error: not analysed to the end: no such file
2 files, 2 policies (1 identity, 1 trust; 1 with unknown values): 1 error (1 possible), 1 warning; 1 more is contained in these
passed over: 3 inputs (holds no policy)
not analysed to the end: 1 input
)");
}

TEST_CASE("statistics tell the breadth of each policy and statement") {
  Report report = Sample();
  report.findings.clear();
  report.incomplete.clear();
  report.passed_over.clear();
  CHECK(ToText(report, {.stats = true}) == R"(policy.json:1: identity policy (inferred)
  allows 180 actions of 1 service (3 list, 60 read, 57 write, 30 permissions management, 30 tagging), reach: everything
  statement 0: 180 actions of 1 service (3 list, 60 read, 57 write, 30 permissions management, 30 tagging), reach: everything
  breadth score: 39424
    39104 of statement 0 = (3 list x 1 + 40 read x 2 + 57 write x 4 + 30 permissions management x 8 + 30 tagging x 2) x 64 (everything)
    320 of statement 0 = (20 read x 2) x 8 (type)
stack.yaml:10: trust policy in WriterRole, has unknown values
  allows at least 1 action of 1 service (1 write), reach: exact, lets in: service
  1 of 1 statement that allows is restricted by conditions
  breadth score: at least 8
    8 of statement 0 = (1 write x 4) x 2 (exact) x 2 (service) / 2 (conditioned)
2 files, 2 policies (1 identity, 1 trust; 1 with unknown values): no findings
)");
}

TEST_CASE("statistics of a policy that only refuses say that it allows nothing") {
  Report report;
  report.files = 1;
  PolicySummary policy;
  policy.file = "guards.json";
  policy.kind = PolicyKind::kScp;
  policy.inferred = false;
  policy.statements = {Breadth()};
  report.policies = {policy};
  CHECK(ToText(report, {.stats = true}) == R"(guards.json:1: scp policy
  allows nothing
  statement 0: allows nothing
  breadth score: 0
1 file, 1 policy (scp): no findings
)");
}

TEST_CASE("colour adds nothing but escape sequences, and none without it") {
  const std::string plain = ToText(Sample());
  const std::string colored = ToText(Sample(), {.color = true});
  CHECK(plain.find('\x1b') == std::string::npos);
  std::string stripped;
  for (std::size_t i = 0; i < colored.size(); ++i) {
    if (colored[i] == '\x1b') {
      i = colored.find('m', i);
    } else {
      stripped.push_back(colored[i]);
    }
  }
  CHECK(colored.size() > plain.size());
  CHECK(stripped == plain);
}

TEST_CASE("no byte of the input reaches the terminal as a control") {
  Finding finding = ServiceWildcard();
  finding.message = "odd \x1b[31m name \n\x07";
  finding.location.file = "a\x1b]0;x.json";
  finding.line_text = "\t\"\x1b[2J\xe2\x80\xae\" \xff";
  finding.location.start.column = 1;
  finding.location.end.column = 3;
  Report report;
  report.findings = {finding};
  const std::string text = ToText(report);
  CHECK(text.substr(0, text.find("  = help")) ==
        "a<U+001B>]0;x.json:6:1: warning: odd <U+001B>[31m name <U+000A><U+0007> [breadth/service-wildcard]\n"
        "  |\n"
        "6 |     \"<U+001B>[2J<U+202E>\" <FF>\n"
        "  | ^~~~~\n");
}

TEST_CASE("the caret stands below what it marks, whatever the width of what is before it") {
  struct Row {
    const char* what;
    std::string line;
    std::uint32_t first, last;
    std::string shown, marks;
  };
  const Row rows[] = {
      {"plain", "abc def", 5, 8, "abc def", "    ^~~"},
      {"a tab", "\tab", 2, 4, "    ab", "    ^~"},
      {"a tab after text", "ab\tc", 4, 5, "ab  c", "    ^"},
      {"a wide character", "\xe6\xbc\xa2x", 2, 3, "\xe6\xbc\xa2x", "  ^"},
      {"a marked wide character", "\xe6\xbc\xa2x", 1, 3, "\xe6\xbc\xa2x", "^~~"},
      {"a combining mark", "e\xcc\x81x", 3, 4, "e\xcc\x81x", " ^"},
      {"an empty range", "ab", 2, 2, "ab", " ^"},
      {"behind the end", "ab", 3, 3, "ab", "  ^"},
      {"beyond what is known of the line", "ab", 9, 12, "ab", ""},
      {"to beyond the end", "abc", 2, 90, "abc", " ^~"},
      {"a long line", std::string(30, 'a') + "XY" + std::string(30, 'b'), 31, 33, "...aaaaaXYbbbbbbbbbbbbb...",
       "        ^~"},
      {"a long mark", std::string(40, 'a'), 1, 41, std::string(20, 'a') + "...", "^" + std::string(19, '~')},
  };
  for (const Row& row : rows) {
    INFO(row.what);
    const Excerpt excerpt = MakeExcerpt(row.line, row.first, row.last, 20);
    CHECK(excerpt.line == row.shown);
    CHECK(excerpt.marks == row.marks);
  }
}

TEST_CASE("a possible finding is compared one severity lower; what is superseded or opt-in never counts") {
  Finding finding = ServiceWildcard();
  CHECK(Reaches(finding, Severity::kWarning));
  CHECK_FALSE(Reaches(finding, Severity::kError));
  finding.certainty = Certainty::kPossible;
  CHECK(Reaches(finding, Severity::kNote));
  CHECK_FALSE(Reaches(finding, Severity::kWarning));
  finding.severity = Severity::kNote;
  CHECK_FALSE(Reaches(finding, Severity::kNote));
  finding = ServiceWildcard();
  finding.superseded_by = "a/b";
  CHECK_FALSE(Reaches(finding, Severity::kNote));
  finding = ServiceWildcard();
  finding.opt_in = true;
  CHECK_FALSE(Reaches(finding, Severity::kNote));
}

TEST_CASE("merging does not depend on the order of the parts") {
  Report one = Sample();
  Report two = Sample();
  two.passed_over = {{"an empty file", 1}, {"holds no policy", 1}};
  two.catalog_date.clear();
  for (Finding& finding : two.findings) finding.location.file = "a/" + finding.location.file;
  const Report forth = Merge({one, two});
  const Report back = Merge({two, one});
  CHECK(ToJson(forth) == ToJson(back));
  CHECK(ToText(forth) == ToText(back));
  CHECK(forth.files == 4);
  CHECK(forth.catalog_date == "2026-09-26");
  REQUIRE(forth.passed_over.size() == 2);
  CHECK(forth.passed_over[1].count == 4);
  CHECK(forth.findings[0].location.file == "a/policy.json");
}

}  // namespace
}  // namespace iampolicy::report
