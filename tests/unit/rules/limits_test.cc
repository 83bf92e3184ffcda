// Policies made to be slow: as many findings as can be, all on one line.

#include <string>

#include "tests/unit/catch.h"
#include "tests/unit/rules/judge.h"

namespace iampolicy::rules {
namespace {

std::string WithActions(std::size_t count) {
  std::string policy = R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Resource": "*", "Action": [)";
  for (std::size_t i = 0; i < count; ++i) policy += (i == 0 ? "\"a:b" : ",\"a:b") + std::to_string(i) + "\"";
  return policy + "]}}";
}

const std::string kEach = Rule("action", R"({"action.has_wildcard": false})", "", "{action}");

TEST_CASE("findings of one line have each their place, and of a long line only what shows it") {
  const Compiled pack = PackOf({kEach});
  constexpr std::size_t kCount = 3000;
  const std::vector<Found> found = FindIn(PackView(pack.tables()), WithActions(kCount));
  REQUIRE(found.size() == kCount);
  std::size_t kept = 0;
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < kCount; ++i) {
    wrong += found[i].finding.pointer != "/Statement/Action/" + std::to_string(i);
    wrong += found[i].finding.message != "a:b" + std::to_string(i);
    wrong += found[i].statement == syntax::kNone;
    kept += found[i].finding.line_text.size();
  }
  CHECK(wrong == 0);
  CHECK(kept < kCount * 1024);
  CHECK(found[0].finding.line_text.substr(0, 11) == R"({"Version":)");
}

TEST_CASE("a policy is asked about up to a number of findings, and up to it completely") {
  const Compiled pack = PackOf({kEach});
  const PackView view(pack.tables());
  Judged judged;
  Read(judged, WithActions(kMostFindings + 5), PolicyKind::kIdentity);
  Memo memo(catalog::Catalog::BuiltIn());
  StudyInput input;
  input.document = {&judged.policy, &judged.parsed.tree, 0};
  input.sources = &judged.sources;
  Study study(input, memo);
  const std::vector<RawFinding> raw = Engine(view, {true}).Run(study);
  REQUIRE(raw.size() == kMostFindings);
  CHECK(raw.front().subject.action->leaf.text == "a:b0");
  CHECK(raw.back().subject.action->leaf.text == "a:b" + std::to_string(kMostFindings - 1));
}

}  // namespace
}  // namespace iampolicy::rules
