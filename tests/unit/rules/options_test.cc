// What a configuration changes: parameters and which rules run.

#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/catch.h"
#include "tests/unit/rules/judge.h"

namespace iampolicy::rules {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kAccounts =
    R"("params": {"accounts": {"doc": "d", "default": ["111122223333"]}}, "was": ["old/id"])";

TEST_CASE("A value given to a parameter takes the type of the parameter's default") {
  struct Row {
    std::string_view each, when, params, name, value, wanted;  // wanted: the value in the message, or the error
  };
  const Row rows[] = {
      // Lists of texts: one word, words with commas between, JSON; numbers are texts there.
      {"policy", R"({"policy.kind": {"present": true}, "policy.version": {"in": {"param": "v"}}})",
       R"({"v": ["2012-10-17"]})", "v", "2008-10-17, 2012-10-17", "2008-10-17 and 2012-10-17"},
      {"policy", R"({"policy.version": {"in": {"param": "v"}}})", R"({"v": ["2012-10-17"]})", "v",
       R"(["2012-10-17", 444455556666])", "2012-10-17 and 444455556666"},
      {"policy", R"({"none": [{"policy.version": {"in": {"param": "v"}}}]})", R"({"v": ["2012-10-17"]})", "v",
       "444455556666", "444455556666"},
      {"policy", R"({"none": [{"policy.version": {"in": {"param": "v"}}}]})", R"({"v": ["2012-10-17"]})", "v",
       R"(["x")",
       "the parameter `v` of the rule `family/rule0` takes a list: words with commas between, or JSON, not `[\"x\"`"},
      // A text.
      {"policy", R"({"policy.version": {"param": "v"}})", R"({"v": {"default": "x"}})", "v", "2012-10-17",
       "2012-10-17"},
      {"policy", R"({"policy.version": {"param": "v"}})", R"({"v": "x"})", "v", R"("2012-10-17")", "2012-10-17"},
      {"policy", R"({"not": {"policy.version": {"param": "v"}}})", R"({"v": "x"})", "v", "12", "12"},
      {"policy", R"({"not": {"policy.version": {"param": "v"}}})", R"({"v": "x"})", "v", R"(a"b\c)", R"(a"b\c)"},
      // A number.
      {"policy", R"({"policy.size": {"more_than": {"param": "n"}}})", R"({"n": 99999})", "n", "10", "10"},
      {"policy", R"({"policy.size": {"more_than": {"param": "n"}}})", R"({"n": 99999})", "n", "ten",
       "the parameter `n` of the rule `family/rule0` takes a whole number, not `ten`"},
      {"policy", R"({"policy.size": {"more_than": {"param": "n"}}})", R"({"n": 99999})", "n", "1.5",
       "the parameter `n` of the rule `family/rule0` takes a whole number, not `1.5`"},
      // True or false.
      {"policy", R"({"has_unknowns": {"param": "b"}})", R"({"b": true})", "b", "false", "false"},
      {"policy", R"({"has_unknowns": {"param": "b"}})", R"({"b": true})", "b", "no",
       "the parameter `b` of the rule `family/rule0` takes true or false, not `no`"},
      // The value must suit the rule too.
      {"policy", R"({"forbid": {"Action": {"param": "a"}}})", R"({"a": ["iam:*"]})", "a", "s3:GetObjet",
       "the parameters of `family/rule0` do not fit: `s3:GetObjet` matches no action of the catalogue; did you mean "
       "`s3:GetObject`?"},
  };
  for (const Row& row : rows) {
    INFO(row.when << " " << row.value);
    const std::string rule =
        Rule(row.each, row.when, "\"params\": " + std::string(row.params), "{param." + std::string(row.name) + "}");
    const Compiled compiled = PackOf({rule});
    const PackView pack(compiled.tables());
    REQUIRE(pack.size() == 1);
    const Override set[] = {{"family/rule0." + std::string(row.name), std::string(row.value)}};
    const Result<Compiled> changed = SetParameters(pack, set, catalog::Catalog::BuiltIn());
    if (!changed) {
      CHECK(changed.error().message == row.wanted);
      continue;
    }
    CHECK(iampolicy::rules::Lines(FindIn(
              PackView(changed->tables()),
              R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}})")) ==
          Lines{": " + std::string(row.wanted)});
  }
}

TEST_CASE("A parameter is named by rule and name; the last of two values counts") {
  const Compiled compiled = PackOf(
      {Rule("principal", R"({"principal.account": {"in": {"param": "accounts"}}})", kAccounts, "{param.accounts}"),
       Rule("action", R"({"action.is_star": true})")});
  const PackView pack(compiled.tables());
  const auto set = [&](std::vector<Override> overrides) {
    const Result<Compiled> changed = SetParameters(pack, overrides, catalog::Catalog::BuiltIn());
    if (!changed) return Lines{changed.error().message};
    return iampolicy::rules::Lines(FindIn(PackView(changed->tables()), R"({"Statement": {"Effect": "Allow",
        "Principal": {"AWS": "444455556666"}, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}})"));
  };
  const Lines found = {"/Statement/Principal/AWS: 444455556666"};
  CHECK(set({}) == Lines{});
  CHECK(set({{"family/rule0.accounts", "444455556666"}}) == found);
  CHECK(set({{"old/id.accounts", "444455556666"}}) == found);
  CHECK(set({{"family/rule0.accounts", "1"}, {"family/rule0.accounts", "444455556666"}}) == found);
  CHECK(set({{"family/rule0.acounts", "1"}}) ==
        Lines{"the rule `family/rule0` has no parameter `acounts`; did you mean `accounts`?"});
  CHECK(set({{"family/rule0.people", "1"}}) ==
        Lines{"the rule `family/rule0` has no parameter `people`; it has `accounts`"});
  CHECK(set({{"family/rule1.accounts", "1"}}) == Lines{"the rule `family/rule1` has no parameters"});
  CHECK(
      set({{"famly/rule0.accounts", "1"}}) ==
      Lines{"`famly/rule0.accounts` names no parameter of a rule (RULE.NAME); did you mean the rule `family/rule0`?"});
  CHECK(set({{"accounts", "1"}}) == Lines{"`accounts` names no parameter of a rule (RULE.NAME)"});
}

TEST_CASE("Where rules are both enabled and disabled the closer name decides, and disable where both are as close") {
  const Compiled compiled = PackOf({Rule("action", R"({"action.is_star": true})", R"("tags": ["best-practice:2"])"),
                                    Rule("action", R"({"action.is_star": true})",
                                         R"("enabled": "opt-in", "was": ["old/id"], "tags": ["best-practice:3"])")});
  const PackView pack(compiled.tables());
  const auto on = [&](std::vector<std::string> enable, std::vector<std::string> disable) {
    const Result<std::vector<bool>> result = Enabled(pack, enable, disable);
    if (!result) return result.error().message;
    return std::string(result.value()[0] ? "0" : "") + (result.value()[1] ? "1" : "");
  };
  CHECK(on({}, {}) == "0");
  CHECK(on({"*"}, {}) == "01");
  CHECK(on({"old/id"}, {}) == "01");
  CHECK(on({"best-practice:3"}, {}) == "01");
  CHECK(on({}, {"*"}).empty());
  CHECK(on({"*"}, {"*"}).empty());
  CHECK(on({"family/rule1"}, {"*"}) == "1");
  CHECK(on({"family/rule1"}, {"family/*"}) == "1");
  CHECK(on({"family/*"}, {"family/rule0"}) == "1");
  CHECK(on({"best-practice:*"}, {"old/id"}) == "0");
  CHECK(on({"best-practice:2"}, {"fam*"}) == "0");
  CHECK(on({"family/rule1"}, {"best-practice:3"}) == "01");
  CHECK(on({"family/rule1"}, {"old/id"}) == "0");
}

TEST_CASE("A name that selects no rule is refused, with the nearest") {
  const Compiled compiled = PackOf({Rule("action", R"({"action.is_star": true})", R"("tags": ["best-practice:2"])")});
  const PackView pack(compiled.tables());
  const auto refused = [&](std::string name) {
    const std::vector<std::string> names = {std::move(name)};
    const Result<std::vector<bool>> result = Enabled(pack, {}, names);
    return result.ok() ? "" : result.error().message;
  };
  CHECK(refused("family/rule0").empty());
  CHECK(refused("family/rule1") == "no rule is called `family/rule1`; did you mean `family/rule0`?");
  CHECK(refused("rule0") == "no rule is called `rule0`; did you mean `family/rule0`?");
  CHECK(refused("family") == "no rule is called `family`; did you mean `family/*`?");
  CHECK(refused("famly/*") == "no rule is called `famly/*`; did you mean `family/*`?");
  CHECK(refused("best-practise:2") == "no rule is called `best-practise:2`; did you mean `best-practice:2`?");
  CHECK(refused("quite-different") == "no rule is called `quite-different`");
}

}  // namespace
}  // namespace iampolicy::rules
