// Mistakes in rule files: each is refused where it is, with what was expected.

#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/catch.h"
#include "tests/unit/rules/judge.h"

namespace iampolicy::rules {
namespace {

using Lines = std::vector<std::string>;

/// A sound rule, in parts that a test replaces.
struct Parts {
  std::string summary = R"("summary": "a bucket may be deleted")";
  std::string severity = R"("severity": "error")";
  std::string each = R"("each": "action")";
  std::string when = R"("when": {"action": {"overlaps": "s3:DeleteBucket"}, "statement.effect": "Allow"})";
  std::string message = R"("message": "`{action}` may delete")";
  std::string more;
  std::string examples = R"("examples": [
    {"policy": {"Statement": {"Effect": "Allow", "Action": "s3:DeleteBucket", "Resource": "*"}},
     "finds": [{"at": "/Statement/Action", "message": "`s3:DeleteBucket` may delete"}]},
    {"policy": {"Statement": {"Effect": "Deny", "Action": "s3:DeleteBucket", "Resource": "*"}}, "finds": []},
    {"policy": {"Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}}, "finds": []}])";

  std::string text() const {
    std::string out = "{\"class\": \"security\"";
    for (const std::string* part : {&summary, &severity, &each, &when, &message, &more, &examples}) {
      if (!part->empty()) out += ",\n" + *part;
    }
    return out + "}";
  }
};

/// What `rules check` says: "underlined | message [help]".
Lines Refused(std::string_view text, std::string_view name = "f/n.json") {
  const Compiled nothing = EmptyPack();
  const RuleFile files[] = {{name, text}};
  Lines lines;
  for (const Finding& finding : Check(PackView(nothing.tables()), files, catalog::Catalog::BuiltIn())) {
    const std::uint32_t begin = finding.location.start.offset;
    std::string underlined(text.substr(begin, finding.location.end.offset - begin));
    if (underlined.size() > 40) underlined = underlined.substr(0, 12) + "...";
    lines.push_back(underlined + " | " + finding.message + (finding.help.empty() ? "" : " [" + finding.help + "]"));
  }
  return lines;
}

Lines With(std::string Parts::*part, std::string text) {
  Parts parts;
  parts.*part = std::move(text);
  return Refused(parts.text());
}

TEST_CASE("a sound rule passes every gate") { CHECK(Refused(Parts().text()) == Lines{}); }

TEST_CASE("a name that a rule file gets wrong is refused with the nearest, or with what there is") {
  CHECK(With(&Parts::severity, R"("severity": "warn")") ==
        Lines{"\"warn\" | `warn` is not expected here [one of note, warning, error]"});
  CHECK(With(&Parts::severity, R"("severity": [{"when": {"statement.effect": "Allow"}, "severity": "error"}])") ==
        Lines{"[{\"when\": {\"... | the last severity must be without `when`"});
  CHECK(With(&Parts::each, R"("each": "acton")") ==
        Lines{"\"acton\" | `each` cannot be `acton` [did you mean `action`?]"});
  CHECK(With(&Parts::when, R"("when": {"action": {"overlaps": "@acces:Write"}})") ==
        Lines{"\"@acces:Write\" | there is no set `@acces:Write` [sets are `@access:LEVEL`, `@service:PREFIX`, "
              "`@takes-no-resource`, `@all` and those with a file]"});
  CHECK(With(&Parts::when, R"("when": {"access_level": "Wrte"})") ==
        Lines{"\"Wrte\" | there is no access level `Wrte` [did you mean `Write`?]"});
  CHECK(With(&Parts::when, R"("when": {"action": {"overlaps": "s3:DeleteBuket"}})") ==
        Lines{"\"s3:DeleteBuket\" | `s3:DeleteBuket` matches no action of the catalogue [did you mean "
              "`s3:DeleteBucket`?]"});
  CHECK(With(&Parts::when, R"("when": {"action_exist": true})") ==
        Lines{"\"action_exist\" | there is no predicate or field `action_exist` [did you mean `action_exists`?]"});
  CHECK(With(&Parts::message, R"("message": "`{acton}` may delete")") ==
        Lines{"\"`{acton}` may delete\" | nothing here provides the placeholder `{acton}` [did you mean `action`?]"});
  CHECK(With(&Parts::message, R"("message": 5)") == Lines{"5 | a string is expected"});
  CHECK(With(&Parts::more, R"("sevrity": "error")") ==
        Lines{"\"sevrity\" | `sevrity` is no member of a rule [did you mean `severity`?]"});
  CHECK(With(&Parts::more, R"("see": ["the manual"])") ==
        Lines{"\"the manual\" | the address of a page is expected, such as https://docs.aws.amazon.com/..."});
}

TEST_CASE("a parameter must have a default, be used, and exist where it is used") {
  CHECK(With(&Parts::more, R"("params": {"xs": {"doc": "d"}})") ==
        Lines{"{\"doc\": \"d\"} | the parameter `xs` has no `default`"});
  CHECK(With(&Parts::more, R"("params": {"xs": ["s3:*"]})") ==
        Lines{"\"xs\" | the parameter `xs` is used nowhere [write {\"param\": \"xs\"} where its value belongs]"});
  CHECK(With(&Parts::more, R"("params": {"xs": {"default": 1, "type": "number"}})") ==
        Lines{"\"type\" | `type` is no member of a parameter [a parameter has `default` and `doc`]"});
  CHECK(With(&Parts::when, R"("when": {"action": {"overlaps": {"param": "xs"}}})") ==
        Lines{"\"xs\" | the rule has no parameter `xs`"});
}

TEST_CASE("examples must find, stay silent, show the message, and tell the rule from its mutants") {
  const std::string finds = R"({"policy": {"Statement": {"Effect": "Allow", "Action": "s3:DeleteBucket",
      "Resource": "*"}}, "finds": [{"at": "/Statement/Action", "message": "`s3:DeleteBucket` may delete"}]})";
  const std::string silent =
      R"({"policy": {"Statement": {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}}, "finds": []})";
  const std::string still = "`f/n`: the examples still pass without this [add an example that tells the difference]";
  CHECK(With(&Parts::examples, "\"examples\": [" + finds + ", " + silent + "]") ==
        Lines{"\"action\" | " + still, "\"statement.effect\" | " + still});
  CHECK(With(&Parts::examples, "\"examples\": [" + silent + "]").front() ==
        "[{\"policy\": ... | no example finds anything");
  CHECK(With(&Parts::examples, "\"examples\": [" + finds + "]").front() ==
        "[{\"policy\": ... | no example is a near miss: `finds` is empty in none");
  CHECK(With(&Parts::more, R"("unless": {"statement.sid": "Never"})") ==
        Lines{"[\n    {\"poli... | `f/n`: the examples still pass without `unless` [add an example that tells the "
              "difference]"});
}

TEST_CASE("members and words of examples are checked too") {
  const auto example = [](std::string_view member) {
    return With(&Parts::examples, "\"examples\": [{\"policy\": {}, \"finds\": []" + std::string(member) + "}]");
  };
  CHECK(example(R"(, "polcyType": "identity")") ==
        Lines{"\"polcyType\" | `polcyType` is no member of an example [did you mean `policyType`?]"});
  CHECK(example(R"(, "policyType": "idenity")") ==
        Lines{"\"idenity\" | `idenity` is not expected here [did you mean `identity`?]"});
  CHECK(With(&Parts::examples, R"("examples": [{"policy": {}, "finds": [{"att": ""}]}])") ==
        Lines{"\"att\" | `att` is no member of `finds` [did you mean `at`?]"});
  CHECK(With(&Parts::examples, R"("examples": [{"policy": {}, "finds": [{"certainty": "sure"}]}])") ==
        Lines{"\"sure\" | `sure` is not expected here [one of certain, possible]"});
}

TEST_CASE("what a rule takes in must exist and not lead back to the rule") {
  CHECK(With(&Parts::more, R"("supersedes": ["f/m"])") ==
        Lines{"\"f/m\" | there is no rule `f/m` to take in [did you mean `f/n`?]"});
  CHECK(With(&Parts::more, R"("supersedes": ["f/n"])") ==
        Lines{"[\"f/n\"] | the rule takes in itself: `f/n` > `f/n` [leave out the weaker way round]"});
  CHECK(With(&Parts::more, R"("supersedes": ["f/*"])") == Lines{});
  const std::string a = R"({"id": "f/a", "supersedes": ["f/b"], )" + Parts().text().substr(1);
  const std::string b = R"({"id": "f/b", "supersedes": ["f/c"], )" + Parts().text().substr(1);
  const std::string c = R"({"id": "f/c", "supersedes": ["f/a"], )" + Parts().text().substr(1);
  CHECK(Refused("{\"rules\": [" + a + ", " + b + ", " + c + "]}") ==
        Lines{"[\"f/b\"] | the rule takes in itself: `f/a` > `f/b` > `f/c` > `f/a` [leave out the weaker way round]",
              "[\"f/c\"] | the rule takes in itself: `f/b` > `f/c` > `f/a` > `f/b` [leave out the weaker way round]",
              "[\"f/a\"] | the rule takes in itself: `f/c` > `f/a` > `f/b` > `f/c` [leave out the weaker way round]"});
  const std::string end = R"({"id": "f/c", )" + Parts().text().substr(1);
  CHECK(Refused("{\"rules\": [" + a + ", " + b + ", " + end + "]}") == Lines{});
}

TEST_CASE("a file that is not JSON is told as such, and nothing else of it") {
  CHECK(Refused("{\"summary\": \"a\",\n \"class\": }") == Lines{"} | the file is not JSON: expected a value, got `}`"});
  CHECK(Refused("{\"summary\": \"a\",}") ==
        Lines{", | the file is not JSON: expected no comma before the closing `}`, got `,`"});
  CHECK(Refused("{\"summary\": \"a\", \"summary\": \"b\"}") ==
        Lines{"\"summary\" | the file is not JSON: expected each key once, got `summary`"});
  CHECK(Refused("[1, 2]") == Lines{"[1, 2] | a rule file holds an object"});
}

TEST_CASE("a fix must be one that exists, and an example must show it") {
  const auto fix = [](std::string_view text) { return With(&Parts::more, "\"fix\": " + std::string(text)); };
  CHECK(fix(R"({"safety": "suggestion", "replace": "s3:GetObject"})") == Lines{});
  CHECK(fix(R"("s3:GetObject")") == Lines{"\"s3:GetObject\" | `fix` is an object"});
  CHECK(fix(R"({"safety": "sure", "replace": "x"})") ==
        Lines{"\"sure\" | `fix` needs a `safety`: equivalent, narrowing or suggestion [the first two are proved before "
              "the fix is offered]"});
  CHECK(fix(R"({"safety": "suggestion"})") ==
        Lines{"{\"safety\": \"suggestion\"} | `fix` needs one of `replace`, `remove` and `add`"});
  CHECK(fix(R"({"safety": "suggestion", "replce": "x"})") ==
        Lines{"\"replce\" | `replce` is no member of `fix` [did you mean `replace`?]",
              "{\"safety\": \"suggestion\", \"replce\": \"x\"} | `fix` needs one of `replace`, `remove` and `add`"});
  CHECK(fix(R"({"safety": "suggestion", "remove": "all"})") == Lines{"\"all\" | `remove` is \"it\" or \"related\""});
  CHECK(fix(R"({"safety": "suggestion", "replace": "{nothing}"})") ==
        Lines{"\"{nothing}\" | nothing here provides the placeholder `{nothing}`"});
  CHECK(fix(R"({"safety": "suggestion", "replace": "s3:*"})") ==
        Lines{"{\"safety\": \"... | no example shows the fix: one with less to find once the edits are made [add such "
              "an example as a plain `policy`, or correct the fix]"});
}

}  // namespace
}  // namespace iampolicy::rules
