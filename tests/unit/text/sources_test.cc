#include "lib/text/sources.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/text/utf8.h"
#include "tests/unit/catch.h"

namespace iampolicy::text {
namespace {

std::string Show(const Position& at) {
  return std::to_string(at.line) + ":" + std::to_string(at.column) + " " + std::to_string(at.offset) + "/" +
         std::to_string(at.character);
}

/// "file 1:2 1/1 - 1:5 4/4": line, column, offset, character.
std::string Show(const Place& place) {
  return std::string(place.file) + " " + Show(place.start) + " - " + Show(place.end);
}

Span At(Span text, std::uint32_t begin, std::uint32_t end) { return {text.begin + begin, text.begin + end}; }

/// The rules of sources.h, one character at a time.
Position CountedFromTheStart(std::string_view bytes, std::uint32_t offset) {
  Position at;
  at.offset = offset;
  std::uint32_t byte = bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  while (byte < offset) {
    const bool ends = bytes[byte] == '\n' || (bytes[byte] == '\r' && bytes.substr(byte + 1, 1) != "\n");
    byte += DecodeUtf8(bytes.substr(0, offset), byte).length;
    ++at.character;
    ++at.column;
    if (!ends) continue;
    ++at.line;
    at.column = 1;
  }
  return at;
}

TEST_CASE("a place in a file is its line, column, offset and character") {
  struct Row {
    std::string_view bytes;
    std::uint32_t begin;
    std::uint32_t end;
    std::string place;
    std::string line;
  };
  const Row rows[] = {
      {"", 0, 0, "f 1:1 0/0 - 1:1 0/0", ""},
      {"abc", 1, 3, "f 1:2 1/1 - 1:4 3/3", "abc"},
      {"a\nbc\n", 2, 4, "f 2:1 2/2 - 2:3 4/4", "bc"},
      {"a\nbc\n", 5, 5, "f 3:1 5/5 - 3:1 5/5", ""},
      {"a\nbc\n", 1, 2, "f 1:2 1/1 - 2:1 2/2", "a"},
      {"a\r\nb\r\n", 3, 4, "f 2:1 3/3 - 2:2 4/4", "b"},
      {"a\r\nb", 2, 2, "f 1:3 2/2 - 1:3 2/2", "a"},
      {"a\rb\r", 2, 4, "f 2:1 2/2 - 3:1 4/4", "b"},
      {"a\r\rb", 3, 4, "f 3:1 3/3 - 3:2 4/4", "b"},
      {"\n\r\n\n", 4, 4, "f 4:1 4/4 - 4:1 4/4", ""},
      {"\xC3\xA9\xF0\x9F\x98\x80x", 2, 7, "f 1:2 2/1 - 1:4 7/3", "\xC3\xA9\xF0\x9F\x98\x80x"},
      {"\xEF\xBB\xBF{}\n", 3, 5, "f 1:1 3/0 - 1:3 5/2", "{}"},
      {"\xEF\xBB\xBF{}\n", 0, 3, "f 1:1 0/0 - 1:1 3/0", "{}"},
      {"\xEF\xBB\xBF", 3, 3, "f 1:1 3/0 - 1:1 3/0", ""},
      {"\xFFz", 1, 2, "f 1:2 1/1 - 1:3 2/2", "\xFFz"},
      {"abc", 2, 99, "f 1:3 2/2 - 1:4 3/3", "abc"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.bytes, row.begin);
    Sources sources;
    const Span file = *sources.AddFile("f", row.bytes);
    CHECK(Show(sources.Locate(At(file, row.begin, row.end))) == row.place);
    CHECK(sources.LineText(At(file, row.begin, row.end)) == row.line);
  }
}

TEST_CASE("a place far into a file is the one that counting from its start gives") {
  const std::string_view parts[] = {
      "{\"Action\": \"s3:*\"}", "\n",       "\r\n",         "\r",   "\xC3\xA9", "\xF0\x9F\x98\x80",
      "\x80\x80\x80\x80\x80",   "\xE2\x82", "\xEF\xBB\xBF", "    ", "\xFF"};
  std::uint32_t random = 7;
  for (const std::size_t lines_every : {2u, 50u, 5000u}) {
    std::string bytes = "\xEF\xBB\xBF";
    while (bytes.size() < 20000) {
      random = random * 1664525 + 1013904223;
      const std::size_t part = (random >> 16) % std::size(parts);
      if ((part >= 1 && part <= 3) && (random >> 8) % lines_every != 0) continue;
      bytes += parts[part];
    }
    Sources forward, backward;
    const Span in_forward = *forward.AddFile("f", bytes);
    const Span in_backward = *backward.AddFile("f", bytes);
    for (std::uint32_t offset = 0; offset <= bytes.size(); offset += 31) {
      const Position expected = CountedFromTheStart(bytes, offset);
      if (!(forward.Locate(At(in_forward, offset, offset)).start == expected)) {
        CAPTURE(lines_every, Show(expected));
        FAIL(Show(forward.Locate(At(in_forward, offset, offset))));
      }
      const auto mirrored = static_cast<std::uint32_t>(bytes.size()) - offset;
      const Position expected_back = CountedFromTheStart(bytes, mirrored);
      if (!(backward.Locate(At(in_backward, mirrored, mirrored)).start == expected_back)) {
        CAPTURE(lines_every, Show(expected_back));
        FAIL(Show(backward.Locate(At(in_backward, mirrored, mirrored))));
      }
    }
  }
}

TEST_CASE("texts do not touch on the number line, and each knows its own bytes") {
  Sources sources;
  const Span a = *sources.AddFile("a", "one");
  const Span empty = *sources.AddFile("e", "");
  const Span b = *sources.AddFile("b", "two\nthree");
  CHECK(a.end < empty.begin);
  CHECK(empty.end < b.begin);
  CHECK(sources.Text(a) == "one");
  CHECK(sources.Text(empty) == "");
  CHECK(sources.Text(At(b, 4, 9)) == "three");
  CHECK(sources.Text({a.begin + 1, b.end}) == "ne");
  CHECK(Show(sources.Locate({a.end, a.end})) == "a 1:4 3/3 - 1:4 3/3");
  CHECK(Show(sources.Locate(empty)) == "e 1:1 0/0 - 1:1 0/0");
  CHECK(Show(sources.Locate({b.begin, b.begin})) == "b 1:1 0/0 - 1:1 0/0");
  CHECK(Show(sources.Locate(At(b, 4, 6))) == "b 2:1 4/4 - 2:3 6/6");

  const std::string_view before = sources.Text(*sources.AddDerived("short", {{0, 5, a, {}}}));
  Sources moved = std::move(sources);
  for (int i = 0; i < 100; ++i) moved.AddDerived("x", {});
  CHECK(before == "short");
  CHECK(moved.Text(a) == "one");
}

TEST_CASE("nothing is located where there is no text") {
  const Sources sources;
  CHECK(Show(sources.Locate({})) == " 1:1 0/0 - 1:1 0/0");
  CHECK(sources.Text({}) == "");
  CHECK(sources.LineText({}) == "");
  CHECK(!sources.Origin({}));
}

TEST_CASE("a text that does not fit on the number line is refused, and a smaller one still taken") {
  Sources sources;
  const std::string_view large("x", 0xFFFFFFF0);  // never read: adding a file looks at none of it
  REQUIRE(sources.AddFile("large", large));
  CHECK(!sources.AddFile("f", "0123456789abcdef"));
  CHECK(!sources.AddFile("larger", {"x", 0x1FFFFFFFF}));
  const std::string_view last = "0123456789abcd";
  const std::optional<Span> span = sources.AddFile("f", last);
  REQUIRE(span);
  CHECK(*span == Span{0xFFFFFFF1, 0xFFFFFFFF});
  CHECK(sources.Text(*span) == last);
  CHECK(Show(sources.Locate(At(*span, 13, 14))) == "f 1:14 13/13 - 1:15 14/14");
  CHECK(!sources.AddFile("f", ""));
  CHECK(!sources.AddDerived("", {}));
}

TEST_CASE("what was decoded is located where it was written") {
  Sources sources;
  //                                          0123456789012345
  const Span file = *sources.AddFile("f", "{\n\"a\\nb\\u00e9c\"}");
  // The bytes a, LF, b, two for U+00E9, c; the quotes belong to no run.
  const Span text = *sources.AddDerived(
      "a\nb\xC3\xA9"
      "c",
      {{0, 1, At(file, 3, 4), {}},
       {1, 1, At(file, 4, 6), {}},
       {2, 1, At(file, 6, 7), {}},
       {3, 2, At(file, 7, 13), {}},
       {5, 1, At(file, 13, 14), {}}});
  struct Row {
    std::uint32_t begin;
    std::uint32_t end;
    std::string_view written;
  };
  const Row rows[] = {
      {0, 6, "a\\nb\\u00e9c"}, {0, 1, "a"},        {1, 2, "\\n"}, {2, 3, "b"}, {3, 5, "\\u00e9"}, {3, 4, "\\u00e9"},
      {4, 5, "\\u00e9"},       {4, 6, "\\u00e9c"}, {5, 6, "c"},   {2, 2, ""},  {6, 6, ""}};
  for (const Row& row : rows) {
    CAPTURE(row.begin, row.end);
    const Place place = sources.Locate(At(text, row.begin, row.end));
    CHECK(sources.Text(At(file, place.start.offset, place.end.offset)) == row.written);
  }
  CHECK(Show(sources.Locate(At(text, 5, 6))) == "f 2:12 13/13 - 2:13 14/14");
  CHECK(Show(sources.Locate(At(text, 6, 6))) == "f 2:13 14/14 - 2:13 14/14");
  CHECK(sources.LineText(At(text, 5, 6)) == "\"a\\nb\\u00e9c\"}");

  SECTION("through a second decoding too") {
    // The second decoding dropped its first two bytes and read the third as a whole.
    const Span again = *sources.AddDerived("b!", {{0, 1, At(text, 2, 3), {}}, {1, 1, At(text, 3, 6), {}}});
    CHECK(Show(sources.Locate(again)) == "f 2:5 6/6 - 2:13 14/14");
    CHECK(Show(sources.Locate(At(again, 0, 1))) == "f 2:5 6/6 - 2:6 7/7");
    CHECK(Show(sources.Locate(At(again, 1, 2))) == "f 2:6 7/7 - 2:13 14/14");
  }
  SECTION("bytes outside every run belong to the run before them, else to the first") {
    const Span loose = *sources.AddDerived("<b>", {{1, 1, At(file, 6, 7), {}}});
    CHECK(Show(sources.Locate(At(loose, 0, 1))) == "f 2:5 6/6 - 2:5 6/6");
    CHECK(Show(sources.Locate(At(loose, 0, 2))) == "f 2:5 6/6 - 2:6 7/7");
    CHECK(Show(sources.Locate(At(loose, 2, 3))) == "f 2:6 7/7 - 2:6 7/7");
    CHECK(Show(sources.Locate(loose)) == "f 2:5 6/6 - 2:6 7/7");
  }
}

TEST_CASE("a text joined from several files is located in the one it starts in") {
  Sources sources;
  const Span a = *sources.AddFile("a", "arn:");
  const Span b = *sources.AddFile("b", "bucket");
  const Span text = *sources.AddDerived("arn:bucket", {{0, 4, a, {}}, {4, 6, b, {}}});
  CHECK(Show(sources.Locate(text)) == "a 1:1 0/0 - 1:5 4/4");
  CHECK(Show(sources.Locate(At(text, 4, 10))) == "b 1:1 0/0 - 1:7 6/6");
  CHECK(Show(sources.Locate(At(text, 4, 4))) == "b 1:1 0/0 - 1:1 0/0");
}

TEST_CASE("a substituted value names its origin, one written in place has none") {
  Sources sources;
  const Span file = *sources.AddFile("f", "default bucket/${name}");
  const Span text =
      *sources.AddDerived("bucket/default", {{0, 7, At(file, 8, 15), {}}, {7, 7, At(file, 15, 22), At(file, 0, 7)}});
  CHECK(sources.Origin(At(text, 7, 14)) == At(file, 0, 7));
  CHECK(!sources.Origin(At(text, 0, 7)));
  CHECK(!sources.Origin(file));
  CHECK(Show(sources.Locate(At(text, 7, 14))) == "f 1:16 15/15 - 1:23 22/22");
  const Span again = *sources.AddDerived("default", {{0, 7, At(text, 7, 14), {}}});
  CHECK(sources.Origin(again) == At(file, 0, 7));
}

TEST_CASE("holes are numbered, and a real character of their range is none until it is made one") {
  Sources sources;
  CHECK(!sources.IsHole(kFirstHole));
  Hole hole;
  hole.reason = "parameter:Name";
  CHECK(sources.AddHole(hole) == kFirstHole);
  hole.reason = "parameter:Other";
  CHECK(sources.AddHole(hole) == kFirstHole + 1);
  CHECK(sources.IsHole(kFirstHole + 1));
  CHECK(!sources.IsHole(kFirstHole + 2));
  CHECK(!sources.IsHole('a'));
  CHECK(sources.hole(kFirstHole).reason == "parameter:Name");
  CHECK(sources.hole(kFirstHole + 1).reason == "parameter:Other");
  for (char32_t next = kFirstHole + 2; next <= kLastHole; ++next) {
    if (sources.AddHole({}) != next) FAIL(static_cast<std::uint32_t>(next));
  }
  CHECK(sources.AddHole({}) == 0);
}

}  // namespace
}  // namespace iampolicy::text
