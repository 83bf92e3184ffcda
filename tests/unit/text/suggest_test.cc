#include "lib/text/suggest.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "lib/text/utf8.h"
#include "tests/unit/catch.h"

namespace iampolicy::text {
namespace {

/// The whole table, no band.
std::uint32_t TableDistance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::uint32_t>> d(a.size() + 1, std::vector<std::uint32_t>(b.size() + 1));
  for (std::uint32_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::uint32_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto same = [&](std::size_t x, std::size_t y) { return FoldAscii(a[x - 1]) == FoldAscii(b[y - 1]); };
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (same(i, j) ? 0 : 1)});
      if (i > 1 && j > 1 && same(i, j - 1) && same(i - 1, j)) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  }
  return d[a.size()][b.size()];
}

TEST_CASE("edits are counted up to the limit") {
  struct Row {
    std::string_view a;
    std::string_view b;
    std::uint32_t limit;
    std::uint32_t distance;
  };
  const Row rows[] = {
      {"", "", 0, 0},
      {"Action", "action", 0, 0},
      {"Action", "Actoin", 2, 1},
      {"Action", "Actions", 2, 1},
      {"Action", "Acton", 2, 1},
      {"Action", "Axtion", 2, 1},
      {"Action", "NotAction", 3, 3},
      {"Action", "NotAction", 2, 3},
      {"kitten", "sitting", 9, 3},
      {"kitten", "sitting", 2, 3},
      {"abc", "xyz", 2, 3},
      {"abc", "xyz", 3, 3},
      {"", "abcd", 4, 4},
      {"", "abcd", 3, 4},
      {"a", "b", 0, 1},
      {"StringEquals", "StringEqauls", 4, 1},
      {"s3:GetObejct", "s3:GetObject", 4, 1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.a, row.b, row.limit);
    CHECK(EditDistance(row.a, row.b, row.limit) == row.distance);
    CHECK(EditDistance(row.b, row.a, row.limit) == row.distance);
  }
}

TEST_CASE("the band and the whole table agree") {
  std::uint32_t random = 3;
  const auto word = [&random] {
    std::string text;
    random = random * 1664525 + 1013904223;
    for (std::uint32_t length = (random >> 16) % 12; length > 0; --length) {
      random = random * 1664525 + 1013904223;
      text += "abAc"[(random >> 16) % 4];
    }
    return text;
  };
  for (int i = 0; i < 20000; ++i) {
    const std::string a = word();
    const std::string b = word();
    const std::uint32_t limit = static_cast<std::uint32_t>(i % 14);
    const std::uint32_t expected = std::min(TableDistance(a, b), limit + 1);
    if (EditDistance(a, b, limit) != expected) {
      CAPTURE(a, b, limit, expected);
      FAIL(EditDistance(a, b, limit));
    }
  }
}

TEST_CASE("the nearest words come first, then those that begin alike for longer, then by name, and what is far never") {
  using Names = std::vector<std::string_view>;
  struct Row {
    std::string_view word;
    Names candidates;
    Names best;
  };
  const Row rows[] = {
      {"StringEqual", {"StringNotEquals", "StringLike", "StringEquals", "ArnEquals"}, {"StringEquals"}},
      {"Efect", {"Sid", "Effect", "Action"}, {"Effect"}},
      {"GetObjects",
       {"GetObject", "PutObjects", "PutObject", "GetObjectAcl", "ListBuckets"},
       {"GetObject", "PutObjects", "GetObjectAcl"}},
      {"bd", {"bc", "ad", "bda", "b", "xy"}, {"bda", "b", "bc"}},
      {"PrincipalOrg", {"PrincipalArn", "PrincipalOrgID"}, {"PrincipalOrgID", "PrincipalArn"}},
      {"a", {"b", "", "ab"}, {"ab"}},
      {"", {"a", "b"}, {}},
      {"Action", {"action", "action", "Action"}, {"Action", "action"}},
      {"completely-else", {"Effect", "Action"}, {}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.word);
    Nearest nearest(row.word);
    for (const std::string_view candidate : row.candidates) nearest.Offer(candidate);
    CHECK(nearest.Best() == row.best);
    CHECK(nearest.Best(1) ==
          Names(row.best.begin(), row.best.begin() + std::min<std::ptrdiff_t>(1, std::ssize(row.best))));
    CHECK(NearestOf(row.word, row.candidates) == (row.best.empty() ? std::string_view() : row.best.front()));
  }
}

}  // namespace
}  // namespace iampolicy::text
