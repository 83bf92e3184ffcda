// Which policies a plain file holds, where, and what is said of what it does not hold.

#include "lib/carriers/extraction.h"
#include "tests/unit/catch.h"
#include "tests/unit/syntax/outline.h"

namespace iampolicy::carriers {
namespace {

using Lines = std::vector<std::string>;

// An extraction as lines: documents as "path [owner] place outline", each followed by its problems, then the rest.
Lines Extract(std::string_view text, PolicyKind kind = PolicyKind::kUnknown) {
  text::Sources sources;
  const Source source{"f", *sources.AddFile("f", text), kind, ""};
  const Extraction extraction = ExtractPlain(sources, source);
  Lines lines;
  const auto add_problems = [&](const std::vector<text::Problem>& problems) {
    for (const std::string& line : syntax::Problems(problems, sources)) lines.push_back("  " + line);
  };
  for (const Document& document : extraction.documents) {
    std::string line = document.path;
    for (const std::string& owner : document.owners) line += " [" + owner + "]";
    line += " " + syntax::PlaceOf(document.span, sources);
    line += document.readable ? " " + syntax::Outline(document.tree, sources) : " unreadable";
    lines.push_back(line);
    add_problems(document.problems);
    CHECK(document.file == "f");
    CHECK(document.kind == kind);
    CHECK(document.kind_given == (kind != PolicyKind::kUnknown));
  }
  if (!extraction.problems.empty()) lines.push_back("file");
  add_problems(extraction.problems);
  for (const Incomplete& incomplete : extraction.incomplete) lines.push_back("incomplete: " + incomplete.reason);
  for (const PassedOver& passed : extraction.passed_over) lines.push_back("passed over: " + passed.reason);
  return lines;
}

struct Row {
  std::string text;
  Lines lines;
};

void Check(const std::vector<Row>& rows, PolicyKind kind = PolicyKind::kUnknown) {
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(Extract(row.text, kind) == row.lines);
  }
}

TEST_CASE("one document is the policy $") {
  Check({
      {R"({"Statement": []})", {R"($ 1:1-1:18 {"Statement":[]})"}},
      {"\xEF\xBB\xBF\n {\"Statement\": {}}\r\n", {R"($ 2:2-2:19 {"Statement":{}})"}},
      {R"({"Version": "2012-10-17", "Statement": "x"})", {R"($ 1:1-1:44 {"Version":"2012-10-17","Statement":"x"})"}},
      {R"({"version": "2012-10-17", "statement": []})", {R"($ 1:1-1:43 {"version":"2012-10-17","statement":[]})"}},
      {R"({"Statement": [], "Statement": []})",
       {R"($ 1:1-1:35 {"Statement":[],"Statement":[]})",
        "  duplicate-key 1:19-1:30 Statement, expected each key once"}},
  });
}

TEST_CASE("JSON that holds no policy is passed over") {
  for (const std::string_view text :
       {"{}", "[]", "1", R"("text")", R"({"name": "package", "version": "1.0.0"})",
        R"({"Statement": "The committee met."})", R"({"statement": []})", R"({"Version": "2012-10-17"})",
        R"([{"Statement": 1}, null])", R"({"Policy": {"a": []}})",
        R"({"Resources": {"P": {"PolicyDocument": {"Statement": []}}}})", "{\"a\": 1}\n{\"a\": 2}\n",
        R"({"a": 1, "a": 2,})", R"({"Document": "{\"a\": 1}"})", "{} // nothing"}) {
    INFO(text);
    CHECK(Extract(text) == Lines{"passed over: holds no policy"});
  }
}

TEST_CASE("text that is no JSON is passed over") {
  Check({
      {"", {"passed over: is empty"}},
      {" \n", {"passed over: is empty"}},
      {"# A title\n", {"passed over: is not JSON"}},
      {"hello: world", {"passed over: is not JSON"}},
      {"12 monkeys", {"passed over: is not JSON"}},
      {"{compilerOptions: {Effect: 'none'}}", {"passed over: is not JSON"}},
      {"{\"a\": 1}\n{\"a\":", {"passed over: is not JSON"}},
      {"{\"a\": 1", {"passed over: is not JSON"}},
  });
}

TEST_CASE("text that is no JSON but mentions statements is a document with problems") {
  Check({
      {R"({"Statement": [)",
       {"$ 1:1-1:16 unreadable",
        "  truncated 1:16-1:16 end of text, expected `]` for the list opened in line 1, column 15"}},
      {R"("Version": "2012-10-17", "Statement": [])",
       {"$ 1:1-1:41 unreadable",
        "  trailing-content 1:10-1:41 : \"2012-10-17\", \"Statement\": [], expected nothing "
        "after the end of the document"}},
      {"{Version:'2012-10-17',Statement:[{Effect:'Allow'}]}",
       {"$ 1:1-1:52 unreadable", "  unquoted-key 1:2-1:9 Version, expected a key in double quotes"}},
      {std::string("\xFF\xFE{\0\"\0S\0t\0a\0t\0e\0m\0e\0n\0t\0\"\0", 26),
       {"$ 1:1-1:27 unreadable", "  utf-16 1:1-1:3 UTF-16, expected UTF-8"}},
  });
}

TEST_CASE("comments and trailing commas do not hide a policy") {
  Check({
      {"// mine\n{\"Statement\": [],}\n",
       {R"($ 2:1-2:19 {"Statement":[]})", "  comment 1:1-1:8 // mine, expected JSON without comments",
        "  trailing-comma 2:17-2:18 ,, expected no comma before the closing `}`"}},
      {"{\"Statement\": []}}",
       {R"($ 1:1-1:18 {"Statement":[]})",
        "  trailing-content 1:18-1:19 }, expected nothing after the end of the document"}},
  });
}

TEST_CASE("an array holds a policy in each element that is one") {
  Check({
      {R"([{"Statement": []}, 1, {"Statement": {}, "Id": "x"}])",
       {R"($[0] 1:2-1:19 {"Statement":[]})", R"($[2] 1:24-1:52 {"Statement":{},"Id":"x"})"}},
      {R"([{"PolicyName": "named", "PolicyDocument": {"Statement": []}}, {"Name": "text", "Document": "{\"Statement\": []}"}])",
       {R"($[0].PolicyDocument [named] 1:44-1:61 {"Statement":[]})",
        R"($[1].Document [text] 1:94-1:113 {"Statement":[]})"}},
      {R"([{"a": 1, "a": 2}, {"Statement": [], "Id": "x", "Id": "y"},])",
       {R"($[1] 1:20-1:59 {"Statement":[],"Id":"x","Id":"y"})", "  duplicate-key 1:49-1:53 Id, expected each key once",
        "file", "  duplicate-key 1:11-1:14 a, expected each key once",
        "  trailing-comma 1:59-1:60 ,, expected no comma before the closing `]`"}},
  });
}

TEST_CASE("values one after the other are told apart by their number") {
  Check({
      {"{\"Statement\": []}\n\n{\"PolicyName\": \"second\", \"PolicyDocument\": {\"Statement\": {}}}\n",
       {R"($#0 1:1-1:18 {"Statement":[]})", R"($#1.PolicyDocument [second] 3:44-3:61 {"Statement":{}})"}},
      {"{\"a\": 1}{\"Statement\": []}[{\"Statement\": []}]",
       {R"($#1 1:9-1:26 {"Statement":[]})", R"($#2[0] 1:27-1:44 {"Statement":[]})"}},
      {"{\"Statement\": []}\n{\"Statement\": [1 2]}",
       {R"($#0 1:1-1:18 {"Statement":[]})", "$#1 2:1-2:21 unreadable",
        "  missing-comma 2:18-2:19 2, expected `,` or `]`"}},
      {"{\"Statement\": []}\n{'a': 1}",
       {R"($#0 1:1-1:18 {"Statement":[]})", "file", "  single-quote 2:2-2:5 'a', expected a key in double quotes"}},
  });
}

TEST_CASE("a policy inside a string is read, and its places are those of the file") {
  Check({
      {R"("{\"Statement\":[{\"Sid\":\"\\u002a\"}]}")", {R"($ 1:2-1:41 {"Statement":[{"Sid":"*"}]})"}},
      {R"({"Name": "n", "Policy": " {\"Statement\": [1,]}"})",
       {R"($.Policy [n] 1:27-1:48 {"Statement":[1]})",
        "  trailing-comma 1:45-1:46 ,, expected no comma before the closing `]`"}},
      {R"({"Policy": "{\"Statement\": [}"})",
       {"$.Policy 1:13-1:31 unreadable",
        "  mismatched-bracket 1:30-1:31 }, expected `]` for the list opened in line 1, column 29"}},
  });
}

TEST_CASE("with a given kind the input is one policy, whatever it looks like") {
  Check(
      {
          {"{}", {"$ 1:1-1:3 {}"}},
          {"[{\"Statement\": []}]", {R"($ 1:1-1:20 [{"Statement":[]}])"}},
          {"\"{}\"", {R"($ 1:1-1:5 "{}")"}},
          {"{\"PolicyDocument\": {\"Statement\": []}}", {R"($ 1:1-1:38 {"PolicyDocument":{"Statement":[]}})"}},
          {"", {"$ 1:1-1:1 unreadable", "  empty-document 1:1-1:1 end of text, expected a JSON value"}},
          {"hello", {"$ 1:1-1:6 unreadable", "  unquoted-value 1:1-1:6 hello, expected the word in double quotes"}},
          {"{}\n{}", {"$ 1:1-1:3 {}", "  trailing-content 2:1-2:3 {}, expected nothing after the end of the document"}},
      },
      PolicyKind::kIdentity);
}

TEST_CASE("the notation for unknowns is read, and problems find their nodes again") {
  const std::string_view text =
      R"({"Statement": {"$unknown": "parameter:S"}, "Id": {"$concat": ["a", {"$unknown": "ref:B"}]}, "Id": 1})";
  CHECK(Extract(text) == Lines{R"($ 1:1-1:101 {"Statement":<parameter:S>,"Id":"a<ref:B>","Id":1})",
                               "  duplicate-key 1:93-1:97 Id, expected each key once"});
  text::Sources sources;
  const Extraction extraction = ExtractPlain(sources, {"f", *sources.AddFile("f", text), PolicyKind::kUnknown, ""});
  REQUIRE(extraction.documents.size() == 1);
  CHECK(extraction.documents[0].problems[0].node == 5);
}

TEST_CASE("problems of an element point at nodes of its own tree") {
  text::Sources sources;
  const std::string_view text = R"([{"Statement": []}, {"Statement": [], "Id": 1, "Id": 2}])";
  const Extraction extraction = ExtractPlain(sources, {"f", *sources.AddFile("f", text), PolicyKind::kUnknown, ""});
  REQUIRE(extraction.documents.size() == 2);
  REQUIRE(extraction.documents[1].problems.size() == 1);
  const text::Problem& problem = extraction.documents[1].problems[0];
  CHECK(syntax::PointerTo(extraction.documents[1].tree, sources, 0, problem.node) == "/Id");
  CHECK(extraction.documents[1].tree[problem.node].span == problem.span);
}

TEST_CASE("a document keeps its own limits inside a host that may be deeper") {
  const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
  const auto policy = [&](std::size_t levels) { return "{\"Statement\": " + nested(levels) + "}"; };
  CHECK(Extract(policy(63))[0].substr(0, 10) == "$ 1:1-1:14");
  CHECK(Extract(policy(63)).size() == 1);
  CHECK(Extract(policy(64)) ==
        Lines{"$ 1:1-1:144 unreadable",
              "  too-deep 1:78-1:79 65 nested levels, expected at most 64 nested lists and objects"});
  CHECK(Extract("{\"a\": " + nested(100) + "}") == Lines{"passed over: holds no policy"});
  CHECK(Extract(nested(257)) == Lines{"incomplete: is nested more than 256 levels deep"});
}

TEST_CASE("a large file of something else is passed over") {
  std::string text = "{\"Resources\": {";
  for (int i = 0; i < 20000; ++i) text += "\"R" + std::to_string(i) + "\": {\"Type\": \"AWS::S3::Bucket\"},\n";
  CHECK(Extract(text + "\"Last\": {}}}") == Lines{"passed over: holds no policy"});
}

}  // namespace
}  // namespace iampolicy::carriers
