// Rule files: what is refused, and with which words; examples and their quality; parameters and switches.

#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/catch.h"
#include "tests/unit/rules/judge.h"

namespace iampolicy::rules {
namespace {

using Lines = std::vector<std::string>;

TEST_CASE("A rule with a mistake is refused where it is, with the nearest name") {
  struct Row {
    std::string file;
    Lines expected;
  };
  const std::vector<Row> rows = {
      {Rule("action", R"({"action.txt": "x"})"),
       {"\"action.txt\" | there is no predicate or field `action.txt` [did you mean `action.text`?]"}},
      {Rule("statement", R"({"action.text": "x"})"),
       {"\"action.text\" | `action.text` does not fit here [there is no action here]"}},
      {Rule("action", R"({"action": {"overlaps": "s3:GetObjekt"}})"),
       {"\"s3:GetObjekt\" | `s3:GetObjekt` matches no action of the catalogue [did you mean `s3:GetObject`?]"}},
      {Rule("action", R"({"action": {"overlaps": "@access:Wrote"}})"),
       {"\"@access:Wrote\" | there is no access level `Wrote` [the levels are List, Read, Write, Permissions "
        "management and "
        "Tagging]"}},
      {Rule("action", R"({"action": {"overlap": "@all"}})"),
       {"\"overlap\" | `overlap` is no test of `action` [did you mean `overlaps`?]"}},
      {Rule("statement", R"({"statement.effect": "allow"})"),
       {"\"allow\" | `statement.effect` is never `allow` [did you mean `Allow`?]"}},
      {Rule("statement", R"({"constrains": {"key": "aws:PrincipalOrgId2"}})"),
       {"\"aws:PrincipalOrgId2\" | there is no condition key `aws:PrincipalOrgId2` [did you mean "
        "`aws:PrincipalOrgID`?]"}},
      {Rule("statement", R"({"constrains": {"within": "x"}})"), {"{\"within\": \"x\"} | the member `key` is missing"}},
      {Rule("problem", R"({"problem": "missing-efect"})"),
       {"\"missing-efect\" | there is no kind of problem `missing-efect` [did you mean `missing-effect`?]"}},
      {Rule("action", R"({"action.text": {"matches": "a("}})"), {}},
      {Rule("statment", R"({"statement.effect": "Allow"})"),
       {"\"statment\" | `each` cannot be `statment` [did you mean `statement`?]"}},
      {Rule("action", R"({"action.is_star": true})", "", "{actoin}"),
       {"\"{actoin}\" | nothing here provides the placeholder `{actoin}` [did you mean `action`?]"}},
      {Rule("action", R"({"action.is_star": 1})"), {"1 | true or false is expected"}},
      {Rule("action", R"({"action.count": {"at_last": 1}})"),
       {"\"at_last\" | `at_last` is no test of a number [use eq, at_least, at_most, more_than or less_than]"}},
      {Rule("action", R"({"action.is_star": true})", R"("at": "resource")"),
       {"\"resource\" | `at` cannot name `resource` here"}},
      {Rule("action", R"({"action.is_star": true})", R"("appliesTo": "identities")"),
       {"\"identities\" | there is no kind of policy `identities` [kinds are identity, boundary, session, resource, "
        "trust, scp, rcp "
        "and endpoint; resource types start with AWS::]"}},
      {Rule("action", R"({"action.is_star": {"param": "x"}})"), {}},
      {R"({"summary": "s", "class": "styl", "severity": "note", "each": "action", "when": {"action.is_star": true}, "message": "m", "examples": [], "extra": 1})",
       {"\"extra\" | `extra` is no member of a rule"}},
      {R"({"summary": "s"})",
       {"{ | the rule has no `class`", "{ | the rule has no `severity`", "{ | the rule has no `each`",
        "{ | the rule has no `when`", "{ | the rule has no `message`", "{ | the rule has no `examples`"}},
      {R"({"rules": [)", {}},
  };
  for (const Row& row : rows) {
    INFO(row.file);
    const Lines problems = LoadProblems(row.file);
    if (row.expected.empty()) {
      CHECK(!problems.empty());
    } else {
      CHECK(problems == row.expected);
    }
  }
  CHECK(LoadProblems(Rule("action", R"({"action.is_star": true})")).empty());
}

TEST_CASE("Several rules in one file, their ids, and named sets") {
  const Compiled nothing = EmptyPack();
  const std::string rule = R"({"id": "a/one", )" + Rule("action", R"({"action": {"overlaps": "@keys"}})").substr(1);
  const std::string list = R"({"rules": [)" + rule + "]}";
  const RuleFile files[] = {
      {"x.json", list},
      {"sets/keys.json",
       R"({"name": "keys", "doc": "d", "actions": ["@more", "iam:CreateAccessKey", "!kms:Decrypt"]})"},
      {"sets/more.json", R"({"name": "more", "doc": "d", "actions": ["kms:*crypt"]})"},
  };
  const LoadResult loaded = Load(PackView(nothing.tables()), files, catalog::Catalog::BuiltIn());
  REQUIRE(loaded.problems.empty());
  const PackView pack(loaded.pack.tables());
  CHECK(pack[0].id() == "a/one");
  CHECK(pack.set_count() == 2);
  CHECK(
      Lines(iampolicy::rules::Lines(FindIn(
          pack,
          R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["kms:Encrypt","kms:Decrypt"],"Resource":"*"}})"))) ==
      Lines{"/Statement/Action/0: found"});
  const RuleFile again[] = {{"y.json", list}};
  const LoadResult twice = Load(pack, again, catalog::Catalog::BuiltIn());
  REQUIRE(twice.problems.size() == 1);
  CHECK(twice.problems[0].message == "there is another rule `a/one`");
  const RuleFile circle[] = {{"sets/a.json", R"({"name": "a", "doc": "d", "actions": ["@b"]})"},
                             {"sets/b.json", R"({"name": "b", "doc": "d", "actions": ["@a"]})"}};
  CHECK(!Load(PackView(nothing.tables()), circle, catalog::Catalog::BuiltIn()).problems.empty());
}

std::string WithExamples(std::string_view when, std::string_view examples) {
  return R"({"summary": "s", "class": "style", "severity": "note", "each": "action", "when": )" + std::string(when) +
         R"(, "message": "`{action}` found", "examples": )" + std::string(examples) + "}";
}

Lines Messages(const std::vector<Finding>& findings) {
  Lines out;
  for (const Finding& finding : findings) out.push_back(finding.message);
  return out;
}

TEST_CASE("Examples are run, and must tell the rule from its mutants") {
  const Compiled nothing = EmptyPack();
  const auto gates = [&](const std::string& rule, bool check) {
    const RuleFile files[] = {{"f/n.json", rule}};
    const PackView base(nothing.tables());
    const auto catalog = catalog::Catalog::BuiltIn();
    return Messages(check ? Check(base, files, catalog) : Test(base, files, catalog));
  };
  const std::string when = R"({"statement.effect": "Allow", "action.text": "s3:*"})";
  const auto example = [](std::string_view effect, std::string_view action, std::string_view finds) {
    return R"({"policy": {"Version": "2012-10-17", "Statement": {"Effect": ")" + std::string(effect) +
           R"(", "Action": ")" + std::string(action) + R"(", "Resource": "*"}}, "finds": )" + std::string(finds) + "}";
  };
  const std::string hit = example("Allow", "s3:*", R"([{"at": "/Statement/Action", "message": "`s3:*` found"}])");
  const std::string deny = example("Deny", "s3:*", "[]");
  const std::string other = example("Allow", "ec2:*", "[]");
  CHECK(gates(WithExamples(when, "[" + hit + "," + deny + "," + other + "]"), true).empty());
  CHECK(gates(WithExamples(when, "[" + hit + "," + deny + "]"), true) ==
        Lines{"`f/n`: the examples still pass without this"});
  CHECK(gates(WithExamples(when, "[" + deny + "," + other + "]"), true).front() == "no example finds anything");
  CHECK(gates(WithExamples(when, "[" + hit + "]"), true).front() ==
        "no example is a near miss: `finds` is empty in none");
  const std::string wrong = example("Allow", "s3:*", R"([{"at": "/Statement/Action", "message": "other"}])");
  CHECK(gates(WithExamples(when, "[" + wrong + "]"), false) ==
        Lines{R"(`f/n` not found: {"at":"/Statement/Action","message":"other"})",
              "`f/n` found, but not listed: at `/Statement/Action`: `s3:*` found"});
}

TEST_CASE("An example may be text that is no JSON, or have parts that are not known") {
  const Compiled nothing = EmptyPack();
  const auto test = [&](const std::string& rule) {
    const RuleFile files[] = {{"f/n.json", rule}};
    return Messages(Test(PackView(nothing.tables()), files, catalog::Catalog::BuiltIn()));
  };
  const std::string rule =
      R"({"summary": "s", "class": "invalid", "severity": "error", "each": "problem", "when": {"problem": ["too-deep", "nul-character", "missing-value"]}, "message": "{problem.kind}", "examples": )";
  CHECK(test(rule + R"([{"text": [{"repeat": "[", "times": 65}], "finds": [{"message": "too-deep"}]},
                        {"text": ["{}", {"hex": "00"}], "finds": [{"message": "nul-character"}]},
                        {"text": "{\"a\": }", "finds": [{"message": "missing-value"}]},
                        {"text": "{}", "finds": []}]})") == Lines{});
  CHECK(test(WithExamples(R"({"statement.effect": "Allow"})",
                          R"([{"policy": {"Version": "2012-10-17", "Statement": {"Effect": {"$if": {"condition": "P",
        "then": "Allow", "else": "Deny"}}, "Action": "s3:*", "Resource": "*"}}, "finds":
        [{"at": "/Statement/Action", "certainty": "possible"}]}])")) == Lines{});
}

TEST_CASE("The policies of one principal are judged together, its boundary included") {
  const Compiled nothing = EmptyPack();
  const auto allow = [](std::string_view action) {
    return R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ")" + std::string(action) +
           R"(", "Resource": "*"}})";
  };
  const auto test = [&](const std::string& policies, std::string_view finds) {
    const std::string rule =
        R"({"summary": "s", "class": "security", "severity": "error", "each": "identity", "when": {"grants_all": {"regions":
        [{"actions": "iam:PassRole"}, {"actions": "lambda:CreateFunction"}]}}, "message": "m", "examples": [{"policies": [)" +
        policies + R"(], "finds": )" + std::string(finds) + "}]}";
    const RuleFile files[] = {{"f/n.json", rule}};
    return Messages(Test(PackView(nothing.tables()), files, catalog::Catalog::BuiltIn()));
  };
  const std::string both = allow("iam:PassRole") + "," + allow("lambda:*");
  const auto boundary = [&](std::string_view action) {
    return R"({"kind": "boundary", "policy": )" + allow(action) + "}";
  };
  CHECK(test(allow("iam:PassRole"), "[]").empty());
  CHECK(test(both, R"([{"at": "/0/Statement/Action"}])").empty());
  CHECK(test(both + "," + boundary("*"), R"([{"at": "/0/Statement/Action"}])").empty());
  CHECK(test(both + "," + boundary("iam:*"), "[]").empty());
}

TEST_CASE("Parameters are set by name") {
  const std::string rule = Rule(
      "action", R"({"action.text": {"param": "words"}})",
      R"("params": {"words": {"doc": "d", "default": ["s3:*"]}}, "tags": ["t:1"], "was": ["old/id"], "enabled": "opt-in")",
      "{param.words}");
  const Compiled compiled = PackOf({rule});
  const PackView pack(compiled.tables());
  constexpr std::string_view kText =
      R"({"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":["s3:*","ec2:*"],"Resource":"*"}})";
  CHECK(iampolicy::rules::Lines(FindIn(pack, kText)) == Lines{"/Statement/Action/0: s3:*"});
  const auto catalog = catalog::Catalog::BuiltIn();
  const Override set[] = {{"old/id.words", R"(["ec2:*"])"}};
  const Result<Compiled> changed = SetParameters(pack, set, catalog);
  REQUIRE(changed.ok());
  CHECK(iampolicy::rules::Lines(FindIn(PackView(changed->tables()), kText)) == Lines{"/Statement/Action/1: ec2:*"});
  const Override plain[] = {{"family/rule0.words", "ec2:*"}};
  REQUIRE(SetParameters(pack, plain, catalog).ok());
  const Override wrong[] = {{"family/rule0.word", "x"}};
  CHECK(SetParameters(pack, wrong, catalog).error().message ==
        "the rule `family/rule0` has no parameter `word`; did you mean `words`?");
}

TEST_CASE("What the tables say of predicates is printed") {
  const std::string text = DescribePredicates();
  CHECK(text.find("constrains: an object\n") != std::string::npos);
  CHECK(text.find("statement.effect (name): Allow or Deny: Allow, Deny\n") != std::string::npos);
}

}  // namespace
}  // namespace iampolicy::rules
