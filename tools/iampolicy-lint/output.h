#ifndef IAMPOLICY_TOOLS_IAMPOLICY_LINT_OUTPUT_H_
#define IAMPOLICY_TOOLS_IAMPOLICY_LINT_OUTPUT_H_

// What the command prints, and the statuses it exits with.

#include <string>
#include <string_view>

namespace iampolicy::command {

inline constexpr int kExitGood = 0;
inline constexpr int kExitFound = 1;       ///< findings at or above the threshold, or FAIL
inline constexpr int kExitUsage = 2;       ///< a wrong option, configuration or rule file
inline constexpr int kExitIncomplete = 3;  ///< some input could not be read or analysed to the end, or UNKNOWN

/// The status where several apply: 2, then 3, then 1.
constexpr int WorseExit(int a, int b) {
  const auto rank = [](int status) { return status == kExitFound ? 1 : status == kExitIncomplete ? 2 : status * 2; };
  return rank(a) >= rank(b) ? a : b;
}

/// Writes to standard output. What could not be written is remembered: see OutputStatus().
void Print(std::string_view text);

/// One line in which a control character is shown as <U+001B>.
std::string WithoutControls(std::string_view text);

/// Writes "iampolicy-lint: ..." and a line end to standard error. Control characters are not sent as they are.
void Complain(std::string_view message);

/// Writes a text that is fit for a terminal to standard error.
void PrintError(std::string_view text);

/// kExitGood, or kExitIncomplete where standard output could not be written (a full disk), which is said. A reader that
/// went away is no mistake.
int OutputStatus();

/// What errno `error` means, as we word messages: "no such file or directory".
std::string SystemReason(int error);

/// Whether to colour standard output: `when` is auto, always or never.
bool UseColor(std::string_view when);

}  // namespace iampolicy::command

#endif  // IAMPOLICY_TOOLS_IAMPOLICY_LINT_OUTPUT_H_
