#ifndef IAMPOLICY_LIB_RULES_SIZES_H_
#define IAMPOLICY_LIB_RULES_SIZES_H_

// The sizes of a document in characters, as the quotas count them.

#include <cstdint>
#include <string_view>

namespace iampolicy::rules {

struct DocumentSizes {
  std::int64_t full = 0;            ///< all characters, as written
  std::int64_t without_blanks = 0;  ///< the same without white space between tokens, which IAM's own quotas leave out
};

/// O(text).
DocumentSizes SizesOf(std::string_view json);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_SIZES_H_
