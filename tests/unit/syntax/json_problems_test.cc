// Every way a JSON text can be wrong: the kind, the place, the words, and what was still read.

#include <set>

#include "lib/syntax/json.h"
#include "lib/syntax/json_kinds.h"
#include "tests/unit/catch.h"
#include "tests/unit/syntax/outline.h"

namespace iampolicy::syntax {
namespace {

using Lines = std::vector<std::string>;

struct Row {
  std::string text;
  std::string problem;  // "" for a near miss that is good JSON
};

void Check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    text::Sources sources;
    const Parsed parsed = ReadJson(sources, *sources.AddFile("f", row.text));
    INFO(row.text);
    CHECK(Problems(parsed.problems, sources) == (row.problem.empty() ? Lines{} : Lines{row.problem}));
  }
}

TEST_CASE("a text without a value is empty, whatever blanks it has") {
  Check({
      {"", "empty-document 1:1-1:1 end of text, expected a JSON value"},
      {" \n\t", "empty-document 1:1-1:1 end of text, expected a JSON value"},
      {"\xEF\xBB\xBF", "empty-document 1:1-1:1 end of text, expected a JSON value"},
      {"{}", ""},
  });
}

TEST_CASE("UTF-16 and UTF-32 are named") {
  Check({
      {std::string("\xFF\xFE{\0}\0", 6), "utf-16 1:1-1:3 UTF-16, expected UTF-8"},
      {std::string("{\0}\0", 4), "utf-16 1:1-1:3 UTF-16, expected UTF-8"},
      {std::string("\0{\0}", 4), "utf-16 1:1-1:3 UTF-16, expected UTF-8"},
      {std::string("\xFF\xFE\0\0{\0\0\0", 8), "utf-16 1:1-1:3 UTF-32, expected UTF-8"},
      {"\xEF\xBB\xBF{}", ""},
  });
}

TEST_CASE("a text that ends early says what is open and where it was opened") {
  Check({
      {"{\n  \"a\": [1, 2", "truncated 2:13-2:13 end of text, expected `]` for the list opened in line 2, column 8"},
      {"{\"a\": 1,\n\n", "truncated 1:9-1:9 end of text, expected `}` for the object opened in line 1, column 1"},
      {"{\"a\"",
       "truncated 1:5-1:5 end of text, expected `:` and a value for the key, and `}` for the object opened "
       "in line 1, column 1"},
      {"{\"a\": ",
       "truncated 1:6-1:6 end of text, expected a value for the key, and `}` for the object opened in line "
       "1, column 1"},
      {"[\"ab", "truncated 1:2-1:5 end of text, expected a closing `\"` for the string opened here"},
      {"[\"ab\\", "truncated 1:2-1:6 end of text, expected a closing `\"` for the string opened here"},
      {"[1 /* x", "truncated 1:4-1:6 end of text, expected `*/` for the comment opened here"},
      {"[1, 2]", ""},
  });
}

TEST_CASE("brackets that do not fit one another are told apart from missing ones") {
  Check({
      {"[1}", "mismatched-bracket 1:3-1:4 }, expected `]` for the list opened in line 1, column 1"},
      {"{\"a\": 1]", "mismatched-bracket 1:8-1:9 ], expected `}` for the object opened in line 1, column 1"},
      {"[}", "mismatched-bracket 1:2-1:3 }, expected `]` for the list opened in line 1, column 1"},
      {"{]", "mismatched-bracket 1:2-1:3 ], expected `}` for the object opened in line 1, column 1"},
      {"{\"a\": [{}]}", ""},
  });
}

TEST_CASE("punctuation that is missing is named at the token that came instead") {
  Check({
      {"[1 2]", "missing-comma 1:4-1:5 2, expected `,` or `]`"},
      {"{\"a\": \"b\"\n \"c\": 1}", "missing-comma 2:2-2:5 \"c\", expected `,` or `}`"},
      {"[{} {}]", "missing-comma 1:5-1:6 {, expected `,` or `]`"},
      {"[\"a\"\"b\"]", "missing-comma 1:5-1:8 \"b\", expected `,` or `]`"},
      {"{\"a\": 1; \"b\": 2}", "missing-comma 1:8-1:9 ;, expected `,` or `}`"},
      {"{\"a\" 1}", "missing-colon 1:6-1:7 1, expected `:` and a value"},
      {"{\"a\" = 1}", "missing-colon 1:6-1:7 =, expected `:` and a value"},
      {"{\"a\"}", "missing-colon 1:5-1:6 }, expected `:` and a value"},
      {"{\"a\", \"b\"}", "missing-colon 1:5-1:6 ,, expected `:` and a value"},
      {"[1,,2]", "missing-value 1:4-1:5 ,, expected a value"},
      {"[,1]", "missing-value 1:2-1:3 ,, expected a value or `]`"},
      {"{\"a\": , \"b\": 1}", "missing-value 1:7-1:8 ,, expected a value"},
      {"{\"a\": }", "missing-value 1:7-1:8 }, expected a value"},
      {"[\"a\": 1]", "unexpected-character 1:5-1:6 :, expected `,` or `]`"},
      {"{,}", "unexpected-character 1:2-1:3 ,, expected a key in double quotes or `}`"},
      {"{\"a\":1,,\"b\":1}", "unexpected-character 1:8-1:9 ,, expected a key in double quotes"},
      {"<xml>", "unexpected-character 1:1-1:2 <, expected a JSON value"},
      {"{\"a\": [1, 2], \"b\": {}}", ""},
  });
}

TEST_CASE("quotes of the wrong kind are named") {
  Check({
      {"{'a': 1}", "single-quote 1:2-1:5 'a', expected a key in double quotes"},
      {"['a', 1]", "single-quote 1:2-1:5 'a', expected a string in double quotes"},
      {"['it\\'s']", "single-quote 1:2-1:9 'it\\'s', expected a string in double quotes"},
      {"{\u201Ca\u201D: 1}", "curly-quote 1:2-1:3 \u201C, expected the quote `\"`"},
      {"[\"a\u201D]", "truncated 1:2-1:6 end of text, expected a closing `\"` for the string opened here"},
      {"{\"a\": \"{\"b\": 1}\"}",
       "unescaped-quote 1:9-1:10 b, expected `,` or `}`, or `\\\"` for a quote inside the string"},
      {"[\"'\", \"\u201C\", \"\\\"\"]", ""},
  });
}

TEST_CASE("words without quotes are named") {
  Check({
      {"{a: 1}", "unquoted-key 1:2-1:3 a, expected a key in double quotes"},
      {"{\"a\": 1, 2: 3}", "unquoted-key 1:10-1:11 2, expected a key in double quotes"},
      {"[True]", "unquoted-value 1:2-1:6 True, expected `true`"},
      {"[None]", "unquoted-value 1:2-1:6 None, expected `null`"},
      {"[nulL]", "unquoted-value 1:2-1:6 nulL, expected `null`"},
      {"[truely]", "unquoted-value 1:2-1:8 truely, expected the word in double quotes"},
      {"{\"Effect\": Allow}", "unquoted-value 1:12-1:17 Allow, expected the word in double quotes"},
      {"hello world", "unquoted-value 1:1-1:6 hello, expected the word in double quotes"},
      {"[true, false, null]", ""},
  });
}

TEST_CASE("numbers that JSON does not have are named") {
  Check({
      {"[010]", "invalid-number 1:2-1:5 010, expected a number without leading zeros, or a quoted string"},
      {"[-01]", "invalid-number 1:2-1:5 -01, expected a number without leading zeros, or a quoted string"},
      {"[+1]", "invalid-number 1:2-1:4 +1, expected a number without `+`"},
      {"[.5]", "invalid-number 1:2-1:4 .5, expected a digit before the point"},
      {"[5.]", "invalid-number 1:2-1:4 5., expected a digit after the point"},
      {"[0x1F]", "invalid-number 1:2-1:6 0x1F, expected a decimal number"},
      {"[NaN]", "invalid-number 1:2-1:5 NaN, expected a number, or the word in double quotes"},
      {"[-Infinity]", "invalid-number 1:2-1:11 -Infinity, expected a number, or the word in double quotes"},
      {"[1e]", "invalid-number 1:2-1:4 1e, expected a number such as 10, -1.5 or 2e3, or a quoted string"},
      {"{\"Version\": 2012-10-17}",
       "invalid-number 1:13-1:23 2012-10-17, expected a number such as 10, -1.5 or 2e3, or a quoted string"},
      {"12ab", "invalid-number 1:1-1:5 12ab, expected a number such as 10, -1.5 or 2e3, or a quoted string"},
      {"[0, -0, 0.10, 1E+2, 123456789012]", ""},
  });
}

TEST_CASE("what cannot stand in a string is named") {
  Check({
      {"[\"a\tb\"]", "control-character 1:4-1:5 U+0009, expected \\t for a tab in a string"},
      {"[\"a\x1F\"]",
       "control-character 1:4-1:5 U+001F, expected an escape such as \\u001F for a control character in a string"},
      {"[\"ab\ncd\"]",
       "line-break-in-string 1:2-1:5 \"ab, expected a closing `\"` on the same line, or \\n for a line "
       "break"},
      {"[\"\\d\"]", "invalid-escape 1:3-1:5 \\d, expected an escape such as \\n, or \\\\ for a backslash itself"},
      {"[\"\\u12G4\"]", "invalid-escape 1:3-1:7 \\u12, expected four hexadecimal digits after \\u"},
      {"[\"\\uD800x\"]",
       "lone-surrogate 1:3-1:9 \\uD800, expected the second half of the pair, \\uDC00 to \\uDFFF, after it"},
      {"[\"\\uD800\\u0041\"]",
       "lone-surrogate 1:3-1:9 \\uD800, expected the second half of the pair, \\uDC00 to \\uDFFF, after it"},
      {"[\"\\uDC00\"]",
       "lone-surrogate 1:3-1:9 \\uDC00, expected the first half of the pair, \\uD800 to \\uDBFF, before it"},
      {"[\"a\xE9\"]", "invalid-utf8 1:4-1:5 0xE9, expected UTF-8"},
      {"[\"\xED\xA0\x80\"]", "invalid-utf8 1:3-1:4 0xED, expected UTF-8"},
      {"{\"\xC0\xAF\": 1}", "invalid-utf8 1:3-1:4 0xC0, expected UTF-8"},
      {std::string("[\"a\0b\"]", 7), "nul-character 1:4-1:5 U+0000, expected text"},
      {"[\"\\u0000\\ud83d\\ude00\\\\\\/\x7F\"]", ""},
  });
}

TEST_CASE("what cannot stand between values is named") {
  Check({
      {"{\u00A0\"a\": 1}", "unicode-blank 1:2-1:3 U+00A0, expected a space"},
      {"[1,\u200B2]", "unicode-blank 1:4-1:5 U+200B, expected a space"},
      {"[1\xE9]", "invalid-utf8 1:3-1:4 0xE9, expected UTF-8"},
      {"[\u00e9]", "unexpected-character 1:2-1:3 \u00e9, expected a value or `]`"},
      {std::string("[1,\0]", 5), "nul-character 1:4-1:5 U+0000, expected text"},
      {std::string("[1]\0", 4), "nul-character 1:4-1:5 U+0000, expected text"},
      {"[1\x01]", "unexpected-character 1:3-1:4 U+0001, expected `,` or `]`"},
      {"[\"\u00A0\"]", ""},
  });
}

TEST_CASE("what follows the document is named and the document kept") {
  struct Trailing {
    std::string text;
    std::string problem;
  };
  const Trailing rows[] = {
      {"{}}", "trailing-content 1:3-1:4 }, expected nothing after the end of the document"},
      {"{}\n[2]\n", "trailing-content 2:1-2:4 [2], expected nothing after the end of the document"},
      {"{},", "trailing-content 1:3-1:4 ,, expected nothing after the end of the document"},
      {"{} /* x", "trailing-content 1:4-1:8 /* x, expected nothing after the end of the document"},
  };
  for (const Trailing& row : rows) {
    text::Sources sources;
    const Parsed parsed = ReadJson(sources, *sources.AddFile("f", row.text));
    INFO(row.text);
    CHECK(parsed.complete);
    CHECK(Outline(parsed.tree, sources) == "{}");
    CHECK(Problems(parsed.problems, sources) == Lines{row.problem});
  }
}

TEST_CASE("comments and trailing commas are reported and passed over") {
  text::Sources sources;
  const Parsed parsed = ReadJson(sources, *sources.AddFile("f", R"(// first
{ # second
  "a": [1, /* third */ ], "b//": "/*x*/, ]", /* * / **/
}
// last)"));
  CHECK(parsed.complete);
  CHECK(Outline(parsed.tree, sources) == R"({"a":[1],"b//":"/*x*/, ]"})");
  CHECK(Problems(parsed.problems, sources) ==
        Lines{
            "comment 1:1-1:9 // first, expected JSON without comments",
            "comment 2:3-2:11 # second, expected JSON without comments",
            "trailing-comma 3:10-3:11 ,, expected no comma before the closing `]`",
            "comment 3:12-3:23 /* third */, expected JSON without comments",
            "trailing-comma 3:44-3:45 ,, expected no comma before the closing `}`",
            "comment 3:46-3:56 /* * / **/, expected JSON without comments",
            "comment 5:1-5:8 // last, expected JSON without comments",
        });
}

TEST_CASE("what would be comments behind an error is not reported") {
  text::Sources sources;
  const Parsed parsed = ReadJson(sources, *sources.AddFile("f", "{ // x\n 'a': 'http://b' /* y */ }"));
  CHECK(Problems(parsed.problems, sources) == Lines{"comment 1:3-1:7 // x, expected JSON without comments",
                                                    "single-quote 2:2-2:5 'a', expected a key in double quotes"});
}

TEST_CASE("what was read before an error stays, without a key that has no value") {
  struct Kept {
    std::string_view text;
    std::string_view outline;
  };
  const Kept rows[] = {
      {R"({"a": [1, {"b": 2, "c")", R"({"a":[1,{"b":2}]})"},
      {R"({"a": 'x'})", "{}"},
      {R"({"a\n": 1, "b\n": '})", "{\"a\n\":1}"},
      {R"({"a\n": 1, "b\n": "\d"})", "{\"a\n\":1}"},
      {"[1, 2 3]", "[1,2]"},
      {"[[[", "[[[]]]"},
      {"x", ""},
  };
  for (const Kept& row : rows) {
    text::Sources sources;
    const Parsed parsed = ReadJson(sources, *sources.AddFile("f", row.text));
    INFO(row.text);
    CHECK_FALSE(parsed.complete);
    CHECK(parsed.problems.size() == 1);
    CHECK(Outline(parsed.tree, sources) == row.outline);
  }
}

TEST_CASE("a key twice in one object is kept and reported at the later one") {
  text::Sources sources;
  const Parsed parsed =
      ReadJson(sources, *sources.AddFile("f", R"({"a": {"a": 1}, "A": 2, "\u0061": 3, "a": 4, "b": {"a": 5}})"));
  CHECK(Outline(parsed.tree, sources) == R"({"a":{"a":1},"A":2,"a":3,"a":4,"b":{"a":5}})");
  CHECK(Problems(parsed.problems, sources) == Lines{"duplicate-key 1:25-1:33 a, expected each key once",
                                                    "duplicate-key 1:38-1:41 a, expected each key once"});
  REQUIRE(parsed.problems.size() == 2);
  CHECK(parsed.problems[0].at_key);
  CHECK(PointerTo(parsed.tree, sources, 0, parsed.problems[0].node) == "/a");
}

TEST_CASE("duplicates are found in objects of any size") {
  for (const int members : {2, 11, 12, 13, 14, 100}) {
    std::string text = "{\"x\": {\"dup\": 0, \"dup\": 0}, \"y\": {";
    for (int i = 0; i < members; ++i) text += "\"k" + std::to_string(i) + "\": 0, ";
    text += "\"k1\": 0, \"k0\": 0}}";
    text::Sources sources;
    std::vector<std::string> names;
    for (const text::Problem& problem : ReadJson(sources, *sources.AddFile("f", text)).problems) {
      names.push_back(std::string(problem.kind) + " " + problem.got);
    }
    INFO(members);
    CHECK(names == Lines{"duplicate-key dup", "duplicate-key k1", "duplicate-key k0"});
  }
}

TEST_CASE("kinds have distinct names and one sentence of documentation each") {
  std::set<std::string_view> names;
  for (const text::ProblemKind& kind : JsonProblems()) {
    INFO(kind.name);
    CHECK(names.insert(kind.name).second);
    CHECK(kind.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos);
    CHECK(kind.doc.back() == '.');
  }
  CHECK(JsonKind("duplicate-key") == "duplicate-key");
}

}  // namespace
}  // namespace iampolicy::syntax
