#ifndef IAMPOLICY_TOOLS_IAMPOLICY_LINT_INPUTS_H_
#define IAMPOLICY_TOOLS_IAMPOLICY_LINT_INPUTS_H_

// From the paths of the command line to files and their bytes. A file that is named is read whatever it is called; in
// folders the files whose endings can hold policies are taken, below folders that people write themselves.

#include <iampolicy/report.h>
#include <iampolicy/types.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace iampolicy::command {

/// What "-" is called in findings.
inline constexpr std::string_view kStandardInput = "<stdin>";

struct Inputs {
  std::vector<std::string> files;      ///< names as they are shown, each once, in order
  std::vector<std::string> folders;    ///< the folders that were named
  std::vector<Incomplete> unreadable;  ///< what was named or found and cannot be opened
  std::vector<std::string> unseen;     ///< folders that were not entered because of their name
};

/// Walks the paths. `endings`: which files of folders are taken (".json"). A glob of `exclude` with a slash is held
/// against whole names, one without against every part of a name. Links to folders are not followed.
Inputs FindInputs(std::span<const std::string> paths, std::span<const std::string> exclude,
                  std::span<const std::string_view> endings);

/// The endings of files that can hold policies.
std::span<const std::string_view> PolicyEndings();

/// The bytes of a file, a pipe, or standard input (kStandardInput or "-"). An error says why not: the system's reason,
/// a folder, or more than 256 MiB.
Result<std::string> ReadWhole(const std::string& name);

/// ReadWhole; what is wrong is said on standard error after the file's name.
Result<std::string> ReadOrComplain(const std::string& name);

}  // namespace iampolicy::command

#endif  // IAMPOLICY_TOOLS_IAMPOLICY_LINT_INPUTS_H_
