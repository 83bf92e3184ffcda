#include "lib/rules/subject.h"

#include <array>
#include <cstddef>

namespace iampolicy::rules {

std::string_view Name(SubjectKind kind) {
  constexpr std::array<std::string_view, 9> kNames = {"problem",   "policy",    "statement", "action",  "resource",
                                                      "principal", "condition", "value",     "identity"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace iampolicy::rules
