// Addresses and address ranges, IPv4 and IPv6 (RFC 4291, section 2.2; text as RFC 5952 recommends).

#include <algorithm>
#include <cstddef>

#include "lib/policy/value.h"

namespace iampolicy::policy {
namespace {

constexpr std::size_t kBytes = 16;

std::optional<unsigned> Number(std::string_view text, unsigned most) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  unsigned value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  if (value > most) return std::nullopt;
  return value;
}

/// Four decimal numbers into four bytes from `at`.
bool ReadV4(std::string_view text, std::array<std::uint8_t, kBytes>& address, std::size_t at) {
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t point = i == 3 ? text.size() : text.find('.');
    if (point == std::string_view::npos) return false;
    const std::optional<unsigned> value = Number(text.substr(0, point), 255);
    if (!value) return false;
    address[at + i] = static_cast<std::uint8_t>(*value);
    text.remove_prefix(std::min(point + 1, text.size()));
  }
  return text.empty();
}

std::optional<unsigned> Group(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  unsigned value = 0;
  for (const char c : text) {
    unsigned digit = 0;
    if (c >= '0' && c <= '9') {
      digit = static_cast<unsigned>(c - '0');
    } else if (c >= 'a' && c <= 'f') {
      digit = static_cast<unsigned>(c - 'a') + 10;
    } else if (c >= 'A' && c <= 'F') {
      digit = static_cast<unsigned>(c - 'A') + 10;
    } else {
      return std::nullopt;
    }
    value = value * 16 + digit;
  }
  return value;
}

/// Groups separated by colons; the bytes written, or nullopt. The last part of all may be an IPv4 address.
std::optional<std::size_t> ReadGroups(std::string_view text, bool may_end_in_v4,
                                      std::array<std::uint8_t, kBytes>& bytes) {
  std::size_t size = 0;
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    const std::string_view part = text.substr(0, colon);
    const bool is_last = colon == std::string_view::npos;
    if (is_last && may_end_in_v4 && part.find('.') != std::string_view::npos) {
      if (size + 4 > kBytes || !ReadV4(part, bytes, size)) return std::nullopt;
      return size + 4;
    }
    const std::optional<unsigned> group = Group(part);
    if (!group || size + 2 > kBytes) return std::nullopt;
    bytes[size++] = static_cast<std::uint8_t>(*group >> 8);
    bytes[size++] = static_cast<std::uint8_t>(*group & 0xFF);
    if (is_last) break;
    text.remove_prefix(colon + 1);
    if (text.empty()) return std::nullopt;  // a colon at the end
  }
  return size;
}

bool ReadV6(std::string_view text, std::array<std::uint8_t, kBytes>& address) {
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) {
    const std::optional<std::size_t> size = ReadGroups(text, true, address);
    return size && *size == kBytes;
  }
  std::array<std::uint8_t, kBytes> right{};
  const std::optional<std::size_t> before = ReadGroups(text.substr(0, gap), false, address);
  const std::optional<std::size_t> after = ReadGroups(text.substr(gap + 2), true, right);
  if (!before || !after || *before + *after > kBytes - 2) return false;
  std::copy_n(right.begin(), *after, address.end() - static_cast<std::ptrdiff_t>(*after));
  return true;
}

/// Zeroes the bits beyond the prefix; whether any was set.
bool Mask(Cidr& range) {
  bool had = false;
  const std::size_t first = range.v6 ? 0 : 12;
  for (std::size_t i = first; i < kBytes; ++i) {
    const std::size_t bits = (i - first) * 8;
    const std::size_t kept = range.prefix > bits ? std::min<std::size_t>(range.prefix - bits, 8) : 0;
    const auto mask = static_cast<std::uint8_t>(0xFF00u >> kept);
    had |= (range.address[i] & static_cast<std::uint8_t>(~mask)) != 0;
    range.address[i] &= mask;
  }
  return had;
}

}  // namespace

std::optional<Cidr> ParseCidr(std::string_view text) {
  Cidr range;
  const std::size_t slash = text.find('/');
  const std::string_view address = text.substr(0, slash);
  range.bare = slash == std::string_view::npos;
  range.v6 = address.find(':') != std::string_view::npos;
  const unsigned bits = range.v6 ? 128 : 32;
  if (range.v6 ? !ReadV6(address, range.address) : !ReadV4(address, range.address, 12)) return std::nullopt;
  const std::optional<unsigned> prefix = range.bare ? bits : Number(text.substr(slash + 1), bits);
  if (!prefix) return std::nullopt;
  range.prefix = static_cast<std::uint8_t>(*prefix);
  range.had_host_bits = Mask(range);
  return range;
}

bool Cidr::Contains(const Cidr& other) const {
  if (v6 != other.v6 || other.prefix < prefix) return false;
  Cidr cut = other;
  cut.prefix = prefix;
  Mask(cut);
  return cut.address == address;
}

bool Cidr::Overlaps(const Cidr& other) const { return Contains(other) || other.Contains(*this); }

Cidr Cidr::Last() const {
  Cidr last = *this;
  const std::size_t first = v6 ? 0 : 12;
  for (std::size_t i = first; i < kBytes; ++i) {
    const std::size_t bits = (i - first) * 8;
    const std::size_t kept = prefix > bits ? std::min<std::size_t>(prefix - bits, 8) : 0;
    last.address[i] = static_cast<std::uint8_t>(last.address[i] | (0xFFu >> kept));
  }
  last.prefix = v6 ? 128 : 32;
  return last;
}

std::optional<Cidr> Cidr::Next(int step) const {
  Cidr next = *this;
  next.prefix = v6 ? 128 : 32;
  for (std::size_t i = kBytes; i-- > (v6 ? 0u : 12u);) {
    const bool wraps = next.address[i] == (step > 0 ? 0xFF : 0x00);
    next.address[i] = static_cast<std::uint8_t>(next.address[i] + step);
    if (!wraps) return next;
  }
  return std::nullopt;
}

std::string AddressText(const Cidr& range) {
  std::string text;
  if (!range.v6) {
    for (std::size_t i = 12; i < kBytes; ++i) text += (i > 12 ? "." : "") + std::to_string(range.address[i]);
    return text;
  }
  // The first longest run of at least two zero groups becomes "::".
  const auto group = [&](std::size_t i) { return range.address[2 * i] * 256u + range.address[2 * i + 1]; };
  std::size_t gap = 8;
  std::size_t gap_size = 1;
  for (std::size_t i = 0; i < 8; ++i) {
    std::size_t size = 0;
    while (i + size < 8 && group(i + size) == 0) ++size;
    if (size > gap_size) {
      gap = i;
      gap_size = size;
    }
  }
  constexpr char kDigits[] = "0123456789abcdef";
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == gap) {
      text += "::";
      i += gap_size - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    bool started = false;
    for (int shift = 12; shift >= 0; shift -= 4) {
      const unsigned digit = group(i) >> shift & 0xF;
      started |= digit != 0 || shift == 0;
      if (started) text += kDigits[digit];
    }
  }
  return text;
}

}  // namespace iampolicy::policy
