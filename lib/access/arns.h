#ifndef IAMPOLICY_LIB_ACCESS_ARNS_H_
#define IAMPOLICY_LIB_ACCESS_ARNS_H_

// The well-formed ARNs, and the classes that patterns cut them into. A pattern is cut at the five colons in every way
// its stars allow, so that each field has an automaton of its own: patterns of different resource types then share no
// text that only extra colons could make, and no product of long automata is ever built.

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <iampolicy/types.h>

#include "lib/access/tables.h"
#include "lib/text/classes.h"
#include "lib/text/pattern.h"

namespace iampolicy::access {

inline constexpr std::size_t kArnFields = 6;

/// A pattern cut into fields.
struct Cut {
  std::array<text::Pattern, kArnFields> fields;
  bool is_straight = true;  ///< at colons that are written, none of them taken by a wildcard
  EntryMasks::Hit hit;
};

/// All the ways to cut a pattern without variables and holes; nullopt: too many.
std::optional<std::vector<Cut>> CutArn(const text::Pattern& pattern);

/// The account stands in its place and the type of the resource with it: as NamesType() of settle.h, for texts.
bool NamesType(const Cut& cut);

/// No ARN is taken by both.
bool AreDisjoint(const Cut& a, const Cut& b);

/// The ARNs that are taken by exactly these of a list of cuts, and one of them.
struct ArnClass {
  text::Mask cuts;
  std::string example;
};

/// Lists of places in a list of cuts.
using Places = std::vector<std::vector<std::uint32_t>>;

/// The classes that at least one cut of each list of `required` takes; where every cut is required, one of them at
/// most. An error where the budget runs out.
/// `roles`: per cut, see text::Wanted.
Result<std::vector<ArnClass>> ArnClasses(const std::vector<const Cut*>& cuts, const Places& required,
                                         const std::vector<text::Wanted::Role>& roles, const Making& making);

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_ARNS_H_
