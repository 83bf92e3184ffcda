#ifndef IAMPOLICY_LIB_CATALOG_NAMES_H_
#define IAMPOLICY_LIB_CATALOG_NAMES_H_

// Binary search among names sorted by their ASCII-folded bytes. Internal to the catalogue.

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "lib/catalog/catalog.h"
#include "lib/text/utf8.h"

namespace iampolicy::catalog {

/// Compares folded bytes; `end`, where not 0, is read as one more byte of both: services sort as "s3:" does.
inline int CompareFolded(std::string_view a, std::string_view b, char end = '\0') {
  const std::size_t common = std::min(a.size(), b.size());
  const auto difference = [](char x, char y) { return static_cast<unsigned char>(x) - static_cast<unsigned char>(y); };
  for (std::size_t i = 0; i < common; ++i) {
    if (a[i] == b[i]) continue;
    const char x = text::FoldAscii(a[i]);
    const char y = text::FoldAscii(b[i]);
    if (x != y) return difference(x, y);
  }
  if (a.size() == b.size()) return 0;
  const bool a_ends = a.size() == common;
  const int rest = difference(end, text::FoldAscii(a_ends ? b[common] : a[common]));
  if (rest == 0) return a_ends ? -1 : 1;
  return a_ends ? rest : -rest;
}

/// The first of [begin, end) for which `before(i)` is false; before must hold for a first part and for no other.
template <class Before>
std::uint32_t PartitionPoint(std::uint32_t begin, std::uint32_t end, Before before) {
  while (begin < end) {
    const std::uint32_t middle = begin + (end - begin) / 2;
    if (before(middle)) {
      begin = middle + 1;
    } else {
      end = middle;
    }
  }
  return begin;
}

/// The i of [begin, end) whose name(i) equals the text, case ignored; kNone where there is none.
template <class Name>
std::uint32_t FindFolded(std::uint32_t begin, std::uint32_t end, std::string_view wanted, Name name,
                         char separator = '\0') {
  const std::uint32_t at =
      PartitionPoint(begin, end, [&](std::uint32_t i) { return CompareFolded(name(i), wanted, separator) < 0; });
  return at < end && text::EqualIgnoringCase(name(at), wanted) ? at : kNone;
}

}  // namespace iampolicy::catalog

#endif  // IAMPOLICY_LIB_CATALOG_NAMES_H_
