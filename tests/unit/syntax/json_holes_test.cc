// Parts that are not known, and real characters that look like them.

#include "lib/syntax/json.h"
#include "tests/unit/catch.h"
#include "tests/unit/syntax/outline.h"

namespace iampolicy::syntax {
namespace {

using Lines = std::vector<std::string>;

std::string Utf8(char32_t character) {
  std::string bytes;
  text::AppendUtf8(bytes, character);
  return bytes;
}

// A text as a carrier derives it: `@` becomes the hole "parameter:P".
Parsed ReadDerived(text::Sources& sources, std::string_view written) {
  const text::Span file = *sources.AddFile("f", written);
  const char32_t hole = sources.AddHole({"parameter:P", {}, 1, file, std::nullopt});
  std::string text;
  std::vector<text::Run> runs;
  for (std::size_t i = 0; i < written.size(); ++i) {
    const std::string bytes = written[i] == '@' ? Utf8(hole) : std::string(1, written[i]);
    const auto at = static_cast<std::uint32_t>(i);
    runs.push_back({static_cast<std::uint32_t>(text.size()),
                    static_cast<std::uint32_t>(bytes.size()),
                    {file.begin + at, file.begin + at + 1},
                    {}});
    text += bytes;
  }
  return ReadJson(sources, *sources.AddDerived(std::move(text), std::move(runs)));
}

TEST_CASE("a hole is part of a string, or a value of its own") {
  text::Sources sources;
  const Parsed parsed = ReadDerived(sources, R"({"k@": "a@b", "v": @, "l": [@, 1, @], "n\n@": "\n@"})");
  CHECK(parsed.complete);
  CHECK(parsed.problems.empty());
  CHECK(Outline(parsed.tree, sources) ==
        "{\"k<parameter:P>\":\"a<parameter:P>b\",\"v\":<parameter:P>,\"l\":[<parameter:P>,1,<parameter:P>],"
        "\"n\n<parameter:P>\":\"\n<parameter:P>\"}");
  REQUIRE(parsed.tree[4].kind == Kind::kUnknown);
  CHECK(parsed.tree[4].link == text::kFirstHole);
  CHECK(sources.Text(parsed.tree[4].text) == Utf8(text::kFirstHole));
  CHECK(PlaceOf(parsed.tree[4].span, sources) == "1:20-1:21");
  CHECK(PlaceOf(parsed.tree[6].span, sources) == "1:28-1:37");
}

TEST_CASE("a document can be a hole") {
  text::Sources sources;
  const Parsed parsed = ReadDerived(sources, " @ ");
  CHECK(parsed.complete);
  CHECK(Outline(parsed.tree, sources) == "<parameter:P>");
}

TEST_CASE("a hole where no value can stand is a problem") {
  const std::string hole = Utf8(text::kFirstHole);
  struct Row {
    std::string_view text;
    std::string problem;
  };
  const Row rows[] = {
      {"{@: 1}", "misplaced-unknown 1:2-1:3 " + hole + ", expected a key in double quotes"},
      {"[@@]", "misplaced-unknown 1:3-1:4 " + hole + ", expected `,` or `]`"},
      {"[1@]", "misplaced-unknown 1:3-1:4 " + hole + ", expected `,` or `]`"},
      {"[\"a\" @]", "misplaced-unknown 1:6-1:7 " + hole + ", expected `,` or `]`"},
      {"{\"a\" @ 1}", "misplaced-unknown 1:6-1:7 " + hole + ", expected `:` and a value"},
  };
  for (const Row& row : rows) {
    text::Sources sources;
    const Parsed parsed = ReadDerived(sources, row.text);
    INFO(row.text);
    CHECK_FALSE(parsed.complete);
    CHECK(Problems(parsed.problems, sources) == Lines{row.problem});
  }
}

TEST_CASE("comments, trailing commas and holes are passed together") {
  text::Sources sources;
  const Parsed parsed = ReadDerived(sources, "[@, // @\n {\"a\": @,}]");
  CHECK(Outline(parsed.tree, sources) == "[<parameter:P>,{\"a\":<parameter:P>}]");
  CHECK(parsed.problems.size() == 2);
}

TEST_CASE("a real character of the range becomes a hole whose text is known") {
  const std::string zero = Utf8(0x100000);
  const std::string five = Utf8(0x100005);
  text::Sources sources;
  // U+100005 comes first and becomes U+100000, which must not be taken for the real one behind it.
  const std::string text = "[\"a" + five + "\", \"" + zero + five + "\", \"\\udbc0\\udc05\", \"x\"]";
  const Parsed parsed = ReadJson(sources, *sources.AddFile("f", text));
  CHECK(parsed.problems.empty());
  CHECK(Outline(parsed.tree, sources) ==
        "[\"a<=" + five + ">\",\"<=" + zero + "><=" + five + ">\",\"<=" + five + ">\",\"x\"]");
  CHECK(PlaceOf(parsed.tree[1].text, sources) == "1:3-1:5");
}

TEST_CASE("characters next to the range stay themselves") {
  const std::string text = "[\"" + Utf8(0xFFFFD) + Utf8(0x10FFFE) + "\"]";
  text::Sources sources;
  const Parsed parsed = ReadJson(sources, *sources.AddFile("f", text));
  CHECK(Outline(parsed.tree, sources) == text);
  CHECK_FALSE(sources.IsHole(text::kFirstHole));
}

TEST_CASE("a real character of the range outside a string is no value") {
  const std::string text = "[" + Utf8(0x100000) + "]";
  text::Sources sources;
  sources.AddHole({"parameter:P", {}, 1, {}, std::nullopt});
  const Parsed parsed = ReadJson(sources, *sources.AddFile("f", text));
  CHECK(Problems(parsed.problems, sources) ==
        Lines{"unexpected-character 1:2-1:3 " + Utf8(0x100000) + ", expected a value or `]`"});
}

TEST_CASE("a text without room for another hole says so") {
  text::Sources sources;
  while (sources.AddHole({}) != 0) {
  }
  const std::string text = "[\"" + Utf8(0x100000) + "\"]";
  const Parsed parsed = ReadJson(sources, *sources.AddFile("f", text));
  CHECK(Problems(parsed.problems, sources) == Lines{"private-character 1:3-1:4 U+100000, expected fewer characters of "
                                                    "the range U+100000 to U+10FFFD"});
}

}  // namespace
}  // namespace iampolicy::syntax
