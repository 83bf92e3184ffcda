#include "lib/access/hole_words.h"

#include <cstddef>

#include "lib/text/utf8.h"

namespace iampolicy::access {

std::string HolesInWords(std::string_view text, const text::Sources& sources) {
  std::string words;
  for (std::size_t at = 0; at < text.size();) {
    const text::CodePoint point = text::DecodeUtf8(text, at);
    if (point.value >= text::kFirstHole && sources.IsHole(point.value)) {
      const text::Hole& hole = sources.hole(point.value);
      words += hole.known ? *hole.known : "<" + hole.reason + ">";
    } else {
      words += text.substr(at, point.length);
    }
    at += point.length;
  }
  return words;
}

}  // namespace iampolicy::access
