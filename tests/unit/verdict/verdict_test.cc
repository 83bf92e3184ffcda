#include "lib/verdict/verdict.h"

#include "lib/verdict/when.h"
#include "tests/unit/catch.h"

namespace iampolicy::verdict {
namespace {

Raw Make(std::uint32_t rule, const std::string& id, std::uint32_t at, std::uint32_t statement, std::uint32_t world = 0,
         Certainty certainty = Certainty::kCertain) {
  Raw raw;
  raw.rule = rule;
  raw.finding.rule = id;
  raw.finding.certainty = certainty;
  raw.finding.location.start.offset = at;
  raw.span = {at, at + 1};
  raw.place = raw.span;
  raw.statement = statement;
  raw.world = world;
  return raw;
}

// "rule@offset certain|possible [when ...] [by ...]" of each finding.
std::vector<std::string> Lines(const Judged& judged) {
  std::vector<std::string> lines;
  for (const Finding& finding : judged.findings) {
    std::string line = finding.rule + "@" + std::to_string(finding.location.start.offset);
    line += finding.certainty == Certainty::kCertain ? " certain" : " possible";
    if (!finding.when.empty()) line += " when " + finding.when;
    if (!finding.superseded_by.empty()) line += " by " + finding.superseded_by;
    lines.push_back(line);
  }
  return lines;
}

using LineList = std::vector<std::string>;

TEST_CASE("what holds in every world is certain, in some it is possible and says when") {
  const Worlds worlds[] = {{{"IsProd"}}};
  CHECK(Lines(Judge({Make(0, "a/a", 5, 1, 0), Make(0, "a/a", 5, 1, 1)}, worlds, {}, {})) == LineList{"a/a@5 certain"});
  CHECK(Lines(Judge({Make(0, "a/a", 5, 1, 1)}, worlds, {}, {})) == LineList{"a/a@5 possible when IsProd"});
  CHECK(Lines(Judge({Make(0, "a/a", 5, 1, 0)}, worlds, {}, {})) == LineList{"a/a@5 possible when not IsProd"});
  CHECK(Lines(Judge({Make(0, "a/a", 5, 1, 0), Make(0, "a/a", 5, 1, 1, Certainty::kPossible)}, worlds, {}, {})) ==
        LineList{"a/a@5 possible"});
}

TEST_CASE("a set of worlds is said as a conjunction where it is one") {
  const std::vector<std::string> guards = {"A", "B", "C"};
  const auto when = [&](std::vector<std::uint32_t> worlds) { return When(worlds, guards); };
  CHECK(when({1, 3, 5, 7}) == "A");
  CHECK(when({0, 2, 4, 6}) == "not A");
  CHECK(when({1, 5}) == "A and not B");
  CHECK(when({7}) == "A and B and C");
  CHECK(when({1, 2}) == "not C and some branches of A, B");
  CHECK(when({1, 2, 4}) == "some branches of A, B, C");
}

TEST_CASE(
    "what several documents have at one place is one finding with the owners of all, as strong as the strongest") {
  const Worlds worlds[] = {{{}, {"a", "b"}}, {{}, {"b", "c"}}, {{}, {"d"}}};
  std::vector<Raw> raw = {Make(0, "a/a", 5, 1, 0, Certainty::kPossible), Make(0, "a/a", 5, 1), Make(0, "a/a", 7, 1)};
  raw[0].document = 0;
  raw[1].document = 1;
  raw[2].document = 2;
  const Judged same = Judge(raw, worlds, {}, {});
  CHECK(Lines(same) == LineList{"a/a@5 certain", "a/a@7 certain"});
  CHECK(same.findings[0].owner == "a, b, c");
  CHECK(same.findings[1].owner == "d");
  raw[1].finding.message = "another";
  CHECK(Judge(raw, worlds, {}, {}).findings.size() == 3);
}

TEST_CASE("a rule takes in others on the same statement or the whole policy, if it is as certain") {
  const Worlds worlds[] = {{}};
  const Supersedes supersedes[] = {{0, {"b/*"}}};
  const auto judge = [&](std::vector<Raw> raw) { return Lines(Judge(std::move(raw), worlds, supersedes, {})); };
  CHECK(judge({Make(0, "a/a", 1, 1), Make(1, "b/b", 2, 1)}) == LineList{"a/a@1 certain", "b/b@2 certain by a/a"});
  CHECK(judge({Make(0, "a/a", 1, 1), Make(1, "b/b", 2, 2)}) == LineList{"a/a@1 certain", "b/b@2 certain"});
  CHECK(judge({Make(0, "a/a", 1, kWholePolicy), Make(1, "b/b", 2, 2)}) ==
        LineList{"a/a@1 certain", "b/b@2 certain by a/a"});
  CHECK(judge({Make(0, "a/a", 1, 1), Make(1, "b/b", 2, kWholePolicy)}) ==
        LineList{"a/a@1 certain", "b/b@2 certain by a/a"});
  CHECK(judge({Make(0, "a/a", 1, 1, 0, Certainty::kPossible), Make(1, "b/b", 2, 1)}) ==
        LineList{"a/a@1 possible", "b/b@2 certain"});
  CHECK(judge({Make(0, "a/a", 1, 1), Make(1, "c/c", 2, 1)}) == LineList{"a/a@1 certain", "c/c@2 certain"});
}

TEST_CASE("a comment silences its rule where it covers; a silenced finding still supersedes; unused ones are told") {
  const Worlds worlds[] = {{}};
  const Supersedes supersedes[] = {{0, {"b/*"}}};
  const Silence silences[] = {{"a/a", {0, 10}}, {"b/*", {50, 60}}};
  const Judged judged =
      Judge({Make(0, "a/a", 1, 1), Make(1, "b/b", 2, 1), Make(0, "a/a", 20, 2)}, worlds, supersedes, silences);
  CHECK(Lines(judged) == LineList{"b/b@2 certain by a/a", "a/a@20 certain"});
  CHECK(judged.unused == std::vector<std::uint32_t>{1});
  CHECK(judged.silenced == 1);
}

}  // namespace
}  // namespace iampolicy::verdict
