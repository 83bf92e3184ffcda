#include "lib/text/utf8.h"

#include <optional>
#include <string>
#include <string_view>

#include "tests/unit/catch.h"

namespace iampolicy::text {
namespace {

constexpr std::size_t kValid = std::string_view::npos;

TEST_CASE("the first byte of the first ill-formed sequence is found, wherever it lies") {
  struct Row {
    std::string_view text;
    std::size_t invalid;
  };
  const Row rows[] = {
      {"", kValid},
      {"{\"Version\": \"2012-10-17\"}", kValid},
      {{"\0", 1}, kValid},
      {"\x7F", kValid},
      {"\xC2\x80", kValid},
      {"\xDF\xBF", kValid},
      {"\xE0\xA0\x80", kValid},
      {"\xED\x9F\xBF", kValid},
      {"\xEE\x80\x80", kValid},
      {"\xEF\xBF\xBF", kValid},
      {"\xF0\x90\x80\x80", kValid},
      {"\xF4\x8F\xBF\xBF", kValid},
      {"\x80", 0},              // a continuation alone
      {"\xC0\xAF", 0},          // overlong
      {"\xC1\xBF", 0},          // overlong
      {"\xE0\x9F\xBF", 0},      // overlong
      {"\xF0\x8F\xBF\xBF", 0},  // overlong
      {"\xED\xA0\x80", 0},      // a surrogate
      {"\xED\xBF\xBF", 0},      // a surrogate
      {"\xF4\x90\x80\x80", 0},  // beyond U+10FFFF
      {"\xF5\x80\x80\x80", 0},
      {"\xFF", 0},
      {"\xC3", 0},
      {"\xE2\x82", 0},
      {"\xF0\x9F\x98", 0},
      {"\xC3(", 0},
      {"\xE2\x28\xA1", 0},
      {"\xC3\xA9\xC3", 2},
  };
  for (const Row& row : rows) {
    for (const std::size_t before : {0u, 1u, 7u, 8u, 9u, 16u}) {
      for (const std::size_t after : {0u, 1u, 8u, 20u}) {
        // An unfinished sequence stays one before an ASCII letter.
        const std::string text = std::string(before, 'a') + std::string(row.text) + std::string(after, 'z');
        CAPTURE(text, before, after);
        const std::optional<std::size_t> found = FindInvalidUtf8(text);
        if (row.invalid == kValid) {
          REQUIRE(!found);
        } else {
          REQUIRE(found == before + row.invalid);
        }
      }
    }
  }
}

TEST_CASE("code points are decoded, and a byte that is part of none is one of its own") {
  struct Row {
    std::string_view text;
    std::u32string_view decoded;
  };
  const Row rows[] = {
      {"", U""},
      {"policy document", U"policy document"},
      {"\xC3\xA9t\xC3\xA9", U"\u00E9t\u00E9"},
      {"\xE2\x82\xAC\xF0\x9F\x98\x80!", U"\u20AC\U0001F600!"},
      {"a\x80z", U"a\uFFFDz"},
      {"\xE2\x82z", U"\uFFFD\uFFFDz"},
      {"\xF4\x80\x80\x80", U"\U00100000"},
      {"\xED\xA0\x80", U"\uFFFD\uFFFD\uFFFD"},
      {"12345678\xC3\xA9"
       "12345678\xFF",
       U"12345678\u00E9"
       U"12345678\uFFFD"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK((DecodeAll(row.text) == row.decoded));
    CHECK(CountCodePoints(row.text) == row.decoded.size());
  }
}

TEST_CASE("a code point survives encoding and decoding") {
  for (char32_t c = 1; c <= 0x10FFFF; c += c < 0x900 ? 1 : 251) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string text;
    AppendUtf8(text, c);
    const CodePoint read = DecodeUtf8(text, 0);
    if (read.value != c || read.length != text.size() || FindInvalidUtf8(text)) FAIL(static_cast<std::uint32_t>(c));
  }
}

TEST_CASE("case is folded as IAM folds it: ASCII only") {
  CHECK(FoldAscii("s3:GetObject[Z]") == "s3:getobject[z]");
  CHECK(FoldAscii("\xC3\x89") == "\xC3\x89");
  CHECK(EqualIgnoringCase("S3:GETOBJECT", "s3:getobject"));
  CHECK(!EqualIgnoringCase("s3:GetObject", "s3:GetObjects"));
  CHECK(!EqualIgnoringCase("\xC3\x89", "\xC3\xA9"));
  CHECK(!EqualIgnoringCase("@", "`"));
  CHECK(EqualIgnoringCase("", ""));
}

}  // namespace
}  // namespace iampolicy::text
