#ifndef IAMPOLICY_LIB_VERDICT_WHEN_H_
#define IAMPOLICY_LIB_VERDICT_WHEN_H_

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace iampolicy::verdict {

/// A set of worlds in words: "IsProd", "IsProd and not IsTest"; "some branches of IsProd, IsTest" where the set is no
/// conjunction. `worlds` is sorted, without duplicates, and not all of the 2^guards; bit i of a world: guard i holds.
std::string When(std::span<const std::uint32_t> worlds, const std::vector<std::string>& guards);

}  // namespace iampolicy::verdict

#endif  // IAMPOLICY_LIB_VERDICT_WHEN_H_
