#ifndef IAMPOLICY_TOOLS_IAMPOLICY_LINT_NEAREST_H_
#define IAMPOLICY_TOOLS_IAMPOLICY_LINT_NEAREST_H_

#include <string>
#include <string_view>
#include <vector>

namespace iampolicy::command {

/// "; did you mean `X`?" for the word nearest to `text`, where one is near; else "".
std::string DidYouMean(std::string_view text, const std::vector<std::string>& words);

}  // namespace iampolicy::command

#endif  // IAMPOLICY_TOOLS_IAMPOLICY_LINT_NEAREST_H_
