// Numbers, dates and booleans of conditions. Addresses are in cidr.cc.

#include "lib/policy/value.h"

#include <algorithm>
#include <cstddef>

#include "lib/text/utf8.h"

namespace iampolicy::policy {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool AllDigits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit); }

/// Digits to a number; nullopt where there are none, other characters, or more than 18.
std::optional<std::int64_t> ToInteger(std::string_view text) {
  if (!AllDigits(text) || text.size() > 18) return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text) value = value * 10 + (c - '0');
  return value;
}

/// Reads fixed-width fields of a date from the left.
class DateReader {
 public:
  explicit DateReader(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }
  bool Skip(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  /// Exactly that many digits; -1 where they are not there.
  int Number(std::size_t width) {
    if (rest_.size() < width || !AllDigits(rest_.substr(0, width))) return -1;
    const int value = static_cast<int>(*ToInteger(rest_.substr(0, width)));
    rest_.remove_prefix(width);
    return value;
  }
  std::string_view Digits() {
    std::size_t size = 0;
    while (size < rest_.size() && IsDigit(rest_[size])) ++size;
    const std::string_view digits = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return digits;
  }

 private:
  std::string_view rest_;
};

bool IsLeap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

int DaysOfMonth(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && IsLeap(year) ? 29 : kDays[month - 1];
}

// Days since 1970-01-01, counted in eras of 400 years that start in March, so that the leap day comes last.
std::int64_t DaysFromDate(int year, int month, int day) {
  const std::int64_t y = month <= 2 ? year - 1 : year;
  const std::int64_t era = (y >= 0 ? y : y - 399) / 400;
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

struct Date {
  std::int64_t year;
  int month;
  int day;
};

Date DateFromDays(std::int64_t days) {
  days += 719468;
  const std::int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  const std::int64_t day_of_era = days - era * 146097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted = (5 * day_of_year + 2) / 153;
  const int day = static_cast<int>(day_of_year - (153 * shifted + 2) / 5 + 1);
  const int month = static_cast<int>(shifted < 10 ? shifted + 3 : shifted - 9);
  return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

/// hh:mm[:ss[.fraction]] into the instant; false where it is none.
bool ReadTime(DateReader& reader, Instant& instant) {
  const int hour = reader.Number(2);
  if (hour < 0 || hour > 23 || !reader.Skip(':')) return false;
  const int minute = reader.Number(2);
  if (minute < 0 || minute > 59) return false;
  int second = 0;
  if (reader.Skip(':')) {
    second = reader.Number(2);
    if (second < 0 || second > 60) return false;  // 60: a leap second
    if (reader.Skip('.')) {
      const std::string_view digits = reader.Digits();
      if (digits.empty()) return false;
      for (std::size_t i = 0; i < 9; ++i) {
        instant.nanos = instant.nanos * 10 + (i < digits.size() ? static_cast<std::uint32_t>(digits[i] - '0') : 0);
      }
    }
  }
  instant.seconds += hour * 3600 + minute * 60 + second;
  return true;
}

/// Z, +hh:mm, +hhmm, +hh or nothing (taken as UTC) to the end.
bool ReadOffset(DateReader& reader, Instant& instant) {
  if (reader.done()) return true;
  if (reader.Skip('Z')) return reader.done();
  const bool is_east = reader.Skip('+');
  if (!is_east && !reader.Skip('-')) return false;
  const int hours = reader.Number(2);
  if (hours < 0 || hours > 23) return false;
  int minutes = 0;
  if (!reader.done()) {
    reader.Skip(':');
    minutes = reader.Number(2);
    if (minutes < 0 || minutes > 59 || !reader.done()) return false;
  }
  const int offset = hours * 3600 + minutes * 60;
  instant.seconds += is_east ? -offset : offset;
  return true;
}

std::string Padded(std::int64_t value, std::size_t width) {
  std::string digits = std::to_string(value);
  return digits.size() < width ? std::string(width - digits.size(), '0') + digits : digits;
}

}  // namespace

std::optional<Decimal> Decimal::Parse(std::string_view text) {
  Decimal number;
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
    number.negative_ = text.front() == '-';
    text.remove_prefix(1);
  }
  const std::size_t e = text.find_first_of("eE");
  if (e != std::string_view::npos) {
    std::string_view exponent = text.substr(e + 1);
    const bool is_negative = !exponent.empty() && exponent.front() == '-';
    if (is_negative || (!exponent.empty() && exponent.front() == '+')) exponent.remove_prefix(1);
    while (exponent.size() > 1 && exponent.front() == '0') exponent.remove_prefix(1);
    const std::optional<std::int64_t> value = ToInteger(exponent);
    if (!value) return std::nullopt;
    number.exponent_ = is_negative ? -*value : *value;
    text = text.substr(0, e);
  }
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = text.substr(std::min(point + 1, text.size()));
  if (whole.empty() && fraction.empty()) return std::nullopt;
  if ((!whole.empty() && !AllDigits(whole)) || (!fraction.empty() && !AllDigits(fraction))) return std::nullopt;
  number.digits_.append(whole).append(fraction);
  number.exponent_ += static_cast<std::int64_t>(whole.size());
  const std::size_t first = number.digits_.find_first_not_of('0');
  if (first == std::string::npos) return Decimal();
  number.exponent_ -= static_cast<std::int64_t>(first);
  number.digits_ = number.digits_.substr(first, number.digits_.find_last_not_of('0') + 1 - first);
  return number;
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
  const auto sign = [](const Decimal& d) { return d.digits_.empty() ? 0 : (d.negative_ ? -1 : 1); };
  if (sign(*this) != sign(other)) return sign(*this) <=> sign(other);
  // Magnitudes: neither has leading or trailing zeros, so digits compare as words.
  std::strong_ordering magnitude = exponent_ <=> other.exponent_;
  if (magnitude == std::strong_ordering::equal) magnitude = digits_.compare(other.digits_) <=> 0;
  return sign(*this) < 0 ? 0 <=> magnitude : magnitude;
}

std::string Decimal::Beyond(std::size_t digits) const {
  std::string text = negative_ ? "-0." : "0.";
  text += digits_;
  text.append(digits > digits_.size() ? digits - digits_.size() : 0, '0');
  return text + "1e" + std::to_string(exponent_);
}

std::string Decimal::Tenth() const {
  return (negative_ ? "-0." : "0.") + (digits_.empty() ? "0" : digits_) + "e" + std::to_string(exponent_ - 1);
}

std::optional<Instant> ParseDate(std::string_view text) {
  Instant instant;
  const bool is_negative = !text.empty() && text.front() == '-';
  const std::string_view digits = is_negative ? text.substr(1) : text;
  if (IsEpochSeconds(text)) {
    const std::optional<std::int64_t> seconds = ToInteger(digits);
    if (!seconds) return std::nullopt;
    instant.seconds = is_negative ? -*seconds : *seconds;
    return instant;
  }
  DateReader reader(text);
  const int year = reader.Number(4);
  int month = 1;
  int day = 1;
  bool has_day = false;
  if (year < 0) return std::nullopt;
  if (reader.Skip('-')) {
    month = reader.Number(2);
    if (month < 1 || month > 12) return std::nullopt;
    if (reader.Skip('-')) {
      day = reader.Number(2);
      if (day < 1 || day > DaysOfMonth(year, month)) return std::nullopt;
      has_day = true;
    }
  }
  instant.seconds = DaysFromDate(year, month, day) * 86400;
  if (reader.done()) return instant;
  if (!has_day || !reader.Skip('T') || !ReadTime(reader, instant) || !ReadOffset(reader, instant)) return std::nullopt;
  return instant;
}

bool IsEpochSeconds(std::string_view text) {
  const bool is_negative = !text.empty() && text.front() == '-';
  return AllDigits(is_negative ? text.substr(1) : text) && (is_negative || text.size() != 4);
}

std::string DateText(Instant instant) {
  const std::int64_t days = (instant.seconds >= 0 ? instant.seconds : instant.seconds - 86399) / 86400;
  const std::int64_t second = instant.seconds - days * 86400;
  const Date date = DateFromDays(days);
  if (date.year < 0 || date.year > 9999) return std::to_string(instant.seconds);
  std::string text = Padded(date.year, 4) + "-" + Padded(date.month, 2) + "-" + Padded(date.day, 2) + "T" +
                     Padded(second / 3600, 2) + ":" + Padded(second / 60 % 60, 2) + ":" + Padded(second % 60, 2);
  if (instant.nanos != 0) text += "." + Padded(instant.nanos, 9);
  return text + "Z";
}

std::optional<bool> ParseBool(std::string_view text) {
  if (text::EqualIgnoringCase(text, "true")) return true;
  if (text::EqualIgnoringCase(text, "false")) return false;
  return std::nullopt;
}

bool IsBase64(std::string_view text) {
  if (text.size() % 4 != 0) return false;
  while (!text.empty() && text.back() == '=' && text.size() % 4 != 2) text.remove_suffix(1);
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || IsDigit(c) || c == '+' || c == '/';
  });
}

}  // namespace iampolicy::policy
