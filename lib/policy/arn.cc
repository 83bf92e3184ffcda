// See arn.h.

#include "lib/policy/arn.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace iampolicy::policy {

Arn ParseArn(std::string_view text) {
  std::array<std::string_view, 6> fields;
  std::size_t count = 0;
  std::size_t begin = 0;
  bool may_close = true;  // whether a `}` follows: looked for once, so that many `${` stay linear
  for (std::size_t at = 0; at < text.size() && count < 5; ++at) {
    if (text[at] == ':') {
      fields[count++] = text.substr(begin, at - begin);
      begin = at + 1;
    } else if (text[at] == '$' && may_close && at + 1 < text.size() && text[at + 1] == '{') {
      const std::size_t close = text.find('}', at);
      may_close = close != std::string_view::npos;
      if (may_close) at = close;
    }
  }
  fields[count++] = text.substr(begin);
  Arn arn;
  arn.present = text.substr(0, 4) == "arn:";
  arn.fields = static_cast<std::uint32_t>(count);
  arn.partition = fields[1];
  arn.service = fields[2];
  arn.region = fields[3];
  arn.account = fields[4];
  arn.resource = fields[5];
  return arn;
}

bool IsAccountId(std::string_view text) {
  return text.size() == 12 && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace iampolicy::policy
