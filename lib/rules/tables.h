#ifndef IAMPOLICY_LIB_RULES_TABLES_H_
#define IAMPOLICY_LIB_RULES_TABLES_H_

// The compiled rules inside the binary: defined by the source file that tools/embed writes when the project is built.

#include <cstddef>
#include <cstdint>

namespace iampolicy::rules {

extern const std::uint32_t kRuleWords[];
extern const std::size_t kRuleWordCount;
extern const char kRuleBlob[];
extern const std::size_t kRuleBlobSize;

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_TABLES_H_
