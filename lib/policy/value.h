#ifndef IAMPOLICY_LIB_POLICY_VALUE_H_
#define IAMPOLICY_LIB_POLICY_VALUE_H_

// Typed values of conditions: numbers, dates, booleans, address ranges. Pure functions from text.
// Source: IAM User Guide, "IAM JSON policy elements: Condition operators".

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace iampolicy::policy {

/// A decimal number, compared exactly (10 = 10.0; no rounding). Sign, digits, at most one point, optional exponent.
class Decimal {
 public:
  static std::optional<Decimal> Parse(std::string_view text);
  std::strong_ordering operator<=>(const Decimal& other) const;
  bool operator==(const Decimal& other) const { return (*this <=> other) == std::strong_ordering::equal; }

  /// How many digits it has, zeros before and after them not counted.
  std::size_t digits() const { return digits_.size(); }
  /// A number farther from zero than this one and nearer to it than any other of at most `digits` digits, as text.
  std::string Beyond(std::size_t digits) const;
  /// A tenth of it, as text.
  std::string Tenth() const;

 private:
  bool negative_ = false;
  std::string digits_;         // without leading and trailing zeros; "" is zero
  std::int64_t exponent_ = 0;  // value = 0.digits x 10^exponent
};

/// An instant: nanoseconds would overflow, so seconds and a fraction in nanoseconds (further digits cut).
struct Instant {
  std::int64_t seconds = 0;  ///< since 1970-01-01T00:00:00Z
  std::uint32_t nanos = 0;
  friend auto operator<=>(const Instant&, const Instant&) = default;
};

/// ISO 8601 / W3C dates (date only = midnight UTC; hh:mm or hh:mm:ss, fraction, Z or offset) or epoch seconds.
std::optional<Instant> ParseDate(std::string_view text);

/// A plain number under a Date operator: seconds since 1970. Four digits are a year.
bool IsEpochSeconds(std::string_view text);

/// "2026-03-01T00:00:00Z", with a fraction where there is one; epoch seconds beyond the years 0 to 9999.
std::string DateText(Instant instant);

/// "true" or "false", case ignored.
std::optional<bool> ParseBool(std::string_view text);

/// An address range; v4 in the last four bytes of `address`. Host bits are masked away in `address`.
struct Cidr {
  bool v6 = false;
  std::array<std::uint8_t, 16> address{};
  std::uint8_t prefix = 0;                 ///< bits, of 32 or 128
  bool had_host_bits = false;              ///< the text had bits beyond the prefix
  bool bare = false;                       ///< an address without /prefix
  bool Contains(const Cidr& other) const;  ///< never across families
  bool Overlaps(const Cidr& other) const;
  Cidr Last() const;                         ///< the last address of the range
  std::optional<Cidr> Next(int step) const;  ///< the address one after (1) or before (-1) `address`
};
std::optional<Cidr> ParseCidr(std::string_view text);

/// The address alone, without prefix: "10.0.0.0", "2001:db8::".
std::string AddressText(const Cidr& range);

/// Whether the text is base-64 with its padding, as BinaryEquals wants.
bool IsBase64(std::string_view text);

}  // namespace iampolicy::policy

#endif  // IAMPOLICY_LIB_POLICY_VALUE_H_
