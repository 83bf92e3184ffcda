// Numbers, dates, booleans, addresses and base-64 of condition values.

#include "lib/policy/value.h"

#include <string>
#include <string_view>

#include "tests/unit/catch.h"

namespace iampolicy::policy {
namespace {

TEST_CASE("numbers compare exactly, however they are written") {
  struct Row {
    std::string_view a;
    std::strong_ordering order;
    std::string_view b;
  };
  const auto less = std::strong_ordering::less;
  const auto equal = std::strong_ordering::equal;
  const Row rows[] = {
      {"10", equal, "10.0"},
      {"1e1", equal, "10"},
      {"-0", equal, "0.000"},
      {"+5", equal, "5"},
      {".5", equal, "0.5"},
      {"5.", equal, "5"},
      {"9", less, "10"},
      {"-10", less, "-9"},
      {"-1", less, "0"},
      {"0.1", less, "0.11"},
      {"1e-400", less, "1"},
      {"0", less, "1e-400"},
      {"1e999", less, "2e999"},
      {"-2e999", less, "-1e999"},
      {"0.10000000000000000000000000000000000001", less, "0.10000000000000000000000000000000000002"},
  };
  for (const Row& row : rows) {
    INFO(row.a << " and " << row.b);
    REQUIRE(Decimal::Parse(row.a));
    REQUIRE(Decimal::Parse(row.b));
    CHECK((*Decimal::Parse(row.a) <=> *Decimal::Parse(row.b)) == row.order);
    CHECK((*Decimal::Parse(row.b) <=> *Decimal::Parse(row.a)) == (0 <=> row.order));
  }
  for (const std::string_view text :
       {"", "-", ".", "e5", "1e", "1e+", "0x10", "1,000", " 1", "1 ", "NaN", "--1", "1.2.3"}) {
    INFO(text);
    CHECK_FALSE(Decimal::Parse(text));
  }
}

TEST_CASE("a number has one just beyond it, at every length") {
  for (const std::string_view text : {"10", "-10", "0", "0.25", "1e30"}) {
    const Decimal number = *Decimal::Parse(text);
    const auto beyond = Decimal::Parse(number.Beyond(40));
    INFO(text);
    REQUIRE(beyond);
    CHECK((text.front() == '-' ? *beyond < number : *beyond > number));
    REQUIRE(Decimal::Parse(number.Tenth()));
  }
}

TEST_CASE("dates are instants, whatever their form") {
  struct Row {
    std::string_view text;
    std::string_view date;
  };
  const Row rows[] = {
      {"2026", "2026-01-01T00:00:00Z"},
      {"2026-03", "2026-03-01T00:00:00Z"},
      {"2024-02-29", "2024-02-29T00:00:00Z"},
      {"2026-03-01T12:30Z", "2026-03-01T12:30:00Z"},
      {"2026-03-01T00:30:00+01:00", "2026-02-28T23:30:00Z"},
      {"2026-03-01T00:30:00-0130", "2026-03-01T02:00:00Z"},
      {"2026-03-01T00:00:00.25Z", "2026-03-01T00:00:00.250000000Z"},
      {"2026-03-01T00:00:00", "2026-03-01T00:00:00Z"},
      {"0", "1970-01-01T00:00:00Z"},
      {"-1", "1969-12-31T23:59:59Z"},
      {"1700000000", "2023-11-14T22:13:20Z"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    REQUIRE(ParseDate(row.text));
    CHECK(DateText(*ParseDate(row.text)) == row.date);
    CHECK(ParseDate(row.date) == ParseDate(row.text));
  }
  for (const std::string_view text :
       {"", "tomorrow", "2026-13-01", "2026-02-29", "2100-02-29", "2026-1-1", "31/12/2026", "2026-03T10:00Z",
        "2026-03-01T24:00Z", "2026-03-01T10:60Z", "2026-03-01 10:00Z", "2026-03-01T10:00:00.Z", "2026-03-01T10:00Zx",
        "99999999999999999999"}) {
    INFO(text);
    CHECK_FALSE(ParseDate(text));
  }
}

TEST_CASE("four digits are a year, other plain numbers are seconds") {
  CHECK_FALSE(IsEpochSeconds("2026"));
  CHECK(IsEpochSeconds("-2026"));
  CHECK(IsEpochSeconds("1700000000"));
  CHECK_FALSE(IsEpochSeconds(""));
  CHECK_FALSE(IsEpochSeconds("2026-01-01"));
}

TEST_CASE("booleans ignore case and take nothing else") {
  CHECK(ParseBool("true") == true);
  CHECK(ParseBool("False") == false);
  for (const std::string_view text : {"", "1", "yes", "true "}) CHECK_FALSE(ParseBool(text));
}

TEST_CASE("address ranges are read with their prefix and without their host bits") {
  struct Row {
    std::string_view text;
    std::string_view address;
    int prefix;
    bool host_bits;
    bool bare;
  };
  const Row rows[] = {
      {"10.0.0.0/8", "10.0.0.0", 8, false, false},
      {"10.1.2.3/8", "10.0.0.0", 8, true, false},
      {"203.0.113.7", "203.0.113.7", 32, false, true},
      {"1.2.3.4/32", "1.2.3.4", 32, false, false},
      {"0.0.0.0/0", "0.0.0.0", 0, false, false},
      {"1.2.3.4/0", "0.0.0.0", 0, true, false},
      {"2001:DB8::/32", "2001:db8::", 32, false, false},
      {"2001:db8::1/32", "2001:db8::", 32, true, false},
      {"::", "::", 128, false, true},
      {"::ffff:10.0.0.1", "::ffff:a00:1", 128, false, true},
      {"1:0:0:2:0:0:0:3", "1:0:0:2::3", 128, false, true},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    const std::optional<Cidr> range = ParseCidr(row.text);
    REQUIRE(range);
    CHECK(AddressText(*range) == row.address);
    CHECK(range->prefix == row.prefix);
    CHECK(range->had_host_bits == row.host_bits);
    CHECK(range->bare == row.bare);
  }
  for (const std::string_view text :
       {"", "10.0.0", "10.0.0.0/33", "256.0.0.1", "10.0.0.0/", "10.0.0.0/-1", "1.2.3.4-1.2.3.9", "host.example",
        "2001:db8::/129", ":::", "1::2::3", "12345::", "10.0.0.0/8/8", " 10.0.0.1"}) {
    INFO(text);
    CHECK_FALSE(ParseCidr(text));
  }
}

TEST_CASE("ranges contain and overlap within their family only") {
  const auto range = [](std::string_view text) { return *ParseCidr(text); };
  CHECK(range("10.0.0.0/8").Contains(range("10.1.0.0/16")));
  CHECK_FALSE(range("10.1.0.0/16").Contains(range("10.0.0.0/8")));
  CHECK(range("10.1.0.0/16").Overlaps(range("10.0.0.0/8")));
  CHECK_FALSE(range("10.0.0.0/9").Overlaps(range("10.128.0.0/9")));
  CHECK_FALSE(range("0.0.0.0/0").Contains(range("::/128")));
  CHECK(AddressText(range("10.0.0.0/8").Last()) == "10.255.255.255");
  CHECK(AddressText(*range("10.0.0.255").Next(1)) == "10.0.1.0");
  CHECK_FALSE(range("0.0.0.0").Next(-1));
}

TEST_CASE("base-64 has its padding") {
  for (const std::string_view text : {"", "QQ==", "QUI=", "QUJD", "+/+/"}) CHECK(IsBase64(text));
  for (const std::string_view text : {"Q", "QQ", "QUI", "QQ=", "Q===", "QQ==QQ==", "Q-_="}) {
    INFO(text);
    CHECK_FALSE(IsBase64(text));
  }
}

}  // namespace
}  // namespace iampolicy::policy
