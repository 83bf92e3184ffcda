// A set of worlds is a conjunction where the guards that have one value throughout leave as many worlds as there are.

#include "lib/verdict/when.h"

#include <cstddef>

namespace iampolicy::verdict {

std::string When(std::span<const std::uint32_t> worlds, const std::vector<std::string>& guards) {
  std::uint32_t always = ~0u;
  std::uint32_t never = ~0u;
  for (const std::uint32_t world : worlds) {
    always &= world;
    never &= ~world;
  }
  std::string fixed;
  std::string free;
  std::size_t free_count = 0;
  for (std::size_t i = 0; i < guards.size(); ++i) {
    const std::uint32_t bit = 1u << i;
    if ((always & bit) != 0 || (never & bit) != 0) {
      if (!fixed.empty()) fixed += " and ";
      fixed += ((never & bit) != 0 ? "not " : "") + guards[i];
    } else {
      if (!free.empty()) free += ", ";
      free += guards[i];
      ++free_count;
    }
  }
  if (worlds.size() == (std::size_t{1} << free_count)) return fixed;
  const std::string some = "some branches of " + free;
  return fixed.empty() ? some : fixed + " and " + some;
}

}  // namespace iampolicy::verdict
