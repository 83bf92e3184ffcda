#ifndef IAMPOLICY_LIB_TEXT_SPAN_H_
#define IAMPOLICY_LIB_TEXT_SPAN_H_

#include <cstdint>

namespace iampolicy::text {

/// A half-open range on the number line of a unit (sources.h), in bytes; it names its source implicitly.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  constexpr std::uint32_t size() const { return end - begin; }
  constexpr bool empty() const { return begin == end; }
  friend constexpr bool operator==(Span, Span) = default;
};

}  // namespace iampolicy::text

#endif  // IAMPOLICY_LIB_TEXT_SPAN_H_
