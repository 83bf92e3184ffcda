#include "lib/text/regex.h"

#include <string>
#include <string_view>

#include "tests/unit/catch.h"

namespace iampolicy::text {
namespace {

TEST_CASE("an expression must match the whole text, by characters") {
  struct Row {
    std::string_view expression;
    std::string_view text;
    bool matches;
  };
  const Row rows[] = {
      {"", "", true},
      {"", "a", false},
      {"a|ab", "ab", true},
      {"b", "abc", false},
      {"^b$", "a\nb\nc", false},
      {"arn:aws[a-z-]*:s3:::[^*]+", "arn:aws-cn:s3:::bucket/key", true},
      {"arn:aws[a-z-]*:s3:::[^*]+", "arn:aws:s3:::*", false},
      {"\\d{12}", "123456789012", true},
      {"\\d{12}", "12345678901", false},
      {"(?i)allow", "ALLOW", true},
      {"allow", "ALLOW", false},
      {".", "\xF0\x9F\x98\x80", true},
      {".", "\xC3\xA9\xC3\xA9", false},
      {"[\xC3\xA0-\xC3\xBF]+", "\xC3\xA9\xC3\xA8", true},
      {"[\xC3\xA0-\xC3\xBF]+", "e", false},
      {"\\w+", "\xC3\xA9", false},
      {".*", "one\ntwo", true},
      {"(ab)\\1", "abab", true},
      {"(?!x)[a-z]+", "xa", false},
      {"a.b", {"a\0b", 3}, true},
  };
  for (const Row& row : rows) {
    CAPTURE(row.expression, row.text);
    const Result<Regex> regex = Regex::Compile(row.expression);
    REQUIRE(regex.ok());
    const Result<bool> answer = regex->Matches(row.text);
    REQUIRE(answer.ok());
    CHECK(*answer == row.matches);
  }
}

TEST_CASE("what is no expression is refused, with the reason and the place") {
  struct Row {
    std::string_view expression;
    std::string_view reason;
  };
  const Row rows[] = {
      {"(a", "a `(` is not closed, at the end"},
      {"a)b", "a `)` closes nothing, at character 2"},
      {"\xC3\xA9)b", "a `)` closes nothing, at character 2"},
      {"[a", "a `[` is not closed, at the end"},
      {"[b-a]", "a character class has no known name, or a range in `[]` ends before it starts, at the end"},
      {"[[:foo:]]", "a character class has no known name, or a range in `[]` ends before it starts, at character 4"},
      {"[[.foo.]]", "a collating element has no known name, at character 4"},
      {"*a", "there is nothing to repeat, or it is repeated already, at character 1"},
      {"a**", "there is nothing to repeat, or it is repeated already, at the end"},
      {"a{3,1}", "expected a number or a range in `{}`, such as {2} or {2,5}, at character 5"},
      {"a\\", "an escape is not complete, at the end"},
      {"(a)\\2", "a reference names no group, at character 4"},
      {"(?z)", "a group that starts with `(?` is of no known kind, or not closed, at character 1"},
      {"(?<=a*)b", "what a look-behind takes must be of one length, at character 1"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.expression);
    const Result<Regex> regex = Regex::Compile(row.expression);
    REQUIRE(!regex.ok());
    CHECK(regex.error().message ==
          "cannot read the regular expression `" + std::string(row.expression) + "`: " + std::string(row.reason));
  }
  const Result<Regex> deep = Regex::Compile(std::string(5000, '(') + std::string(5000, ')'));
  REQUIRE(!deep.ok());
  CHECK(deep.error().message.find("nested too deeply") != std::string::npos);
}

TEST_CASE("a match that runs away is an error and not an answer") {
  const Result<Regex> regex = Regex::Compile("(a*)*b");
  REQUIRE(regex.ok());
  const Result<bool> runaway = regex->Matches(std::string(1000, 'a'));
  REQUIRE(!runaway.ok());
  CHECK(runaway.error().message == "the regular expression `(a*)*b` takes too long on a text of 1000 characters");
  const Regex copy = *regex;
  const Result<bool> answer = copy.Matches("aaab");
  REQUIRE(answer.ok());
  CHECK(*answer);

  const Result<Regex> linear = Regex::Compile("[a-z]*=.*");
  REQUIRE(linear.ok());
  const Result<bool> long_answer = linear->Matches(std::string(1000000, 'a') + "=" + std::string(1000000, 'b'));
  REQUIRE(long_answer.ok());
  CHECK(*long_answer);
}

}  // namespace
}  // namespace iampolicy::text
