#ifndef IAMPOLICY_TOOLS_IAMPOLICY_LINT_WORK_H_
#define IAMPOLICY_TOOLS_IAMPOLICY_LINT_WORK_H_

// Runs independent pieces of work on a few threads. Which thread does what is left to chance, so pieces must not depend
// on each other; results go where the caller puts them, by number.

#include <cstddef>
#include <cstdint>
#include <functional>

namespace iampolicy::command {

/// Calls work(i) for every i below `count`, on `jobs` threads (0: as many as there are processors), and returns when
/// all are done. Shows on standard error how far it is, where that is a terminal and it takes longer than a second.
void ForEach(std::size_t count, std::uint32_t jobs, const std::function<void(std::size_t)>& work);

}  // namespace iampolicy::command

#endif  // IAMPOLICY_TOOLS_IAMPOLICY_LINT_WORK_H_
