// The sizes that quotas count.

#include "lib/rules/sizes.h"

#include <string>

#include "tests/unit/catch.h"

namespace iampolicy::rules {
namespace {

TEST_CASE("white space between tokens is left out of one size, and blanks inside strings are in both") {
  struct Row {
    std::string_view json;
    std::int64_t full, without_blanks;
  };
  const Row rows[] = {
      {"", 0, 0},
      {"{}", 2, 2},
      {"{\r\n\t \"a\" : 1 }", 14, 7},
      {"{\"a b\": \"c  d\"}", 15, 14},
      {R"({"a\" ": " \\"  })", 17, 14},  // a quote that is the string's own, a backslash before the one that ends it
      {R"({"\\\" ": ""  })", 15, 12},    // an odd number of backslashes
      {"{\"\xC3\xA9\xE2\x82\xAC\": \xF0\x9F\x98\x80 }", 10, 8},  // characters, not bytes
      {"{                \"a\":\n                        1}", 48, 7},
      {"\"open  ", 7, 7},
  };
  for (const Row& row : rows) {
    INFO(row.json);
    const DocumentSizes sizes = SizesOf(row.json);
    CHECK(sizes.full == row.full);
    CHECK(sizes.without_blanks == row.without_blanks);
  }
}

}  // namespace
}  // namespace iampolicy::rules
