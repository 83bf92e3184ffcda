#ifndef IAMPOLICY_LIB_CARRIERS_HOLES_H_
#define IAMPOLICY_LIB_CARRIERS_HOLES_H_

#include <string>
#include <string_view>
#include <unordered_map>

#include "lib/text/sources.h"

namespace iampolicy::carriers {

/// What the reason of a hole starts with that stands for a parameter whose default is the empty text. Such a default
/// says "not given": where the value is used, behind a condition that asks for it, it is something else. So it is not
/// judged as the empty text; that is what it is shown as.
inline constexpr std::string_view kEmptyDefault = "empty-default:";

/// The holes of a file: what is the same value is the same hole.
class Holes {
 public:
  explicit Holes(text::Sources& sources) : sources_(sources) {}

  /// The hole for a value. `identity` says which values are equal: the same text is the same hole, "" is a hole like no
  /// other. Once the unit has no room for more, all that come are one hole of which nothing is assumed.
  char32_t Of(std::string_view reason, const text::Shape& shape, text::Span span, std::string_view identity);

 private:
  char32_t Add(std::string_view reason, const text::Shape& shape, text::Span span, bool has_identity);

  text::Sources& sources_;
  std::unordered_map<std::string, char32_t> by_identity_;
  char32_t next_ = text::kFirstHole;
  char32_t overflow_ = 0;
};

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_HOLES_H_
