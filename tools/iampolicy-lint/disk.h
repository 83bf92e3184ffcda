#ifndef IAMPOLICY_TOOLS_IAMPOLICY_LINT_DISK_H_
#define IAMPOLICY_TOOLS_IAMPOLICY_LINT_DISK_H_

#include <iampolicy/analyzer.h>

#include <string>
#include <vector>

namespace iampolicy::command {

/// Reads further files for the library. What is read is written by others, so only what the user pointed at is handed
/// out: files below the folders that were named, and the files of the two lists. Where one file is named, nothing
/// beside it is read.
ReadFile DiskReader(std::vector<std::string> folders, std::vector<std::string> parameter_files,
                    std::vector<std::string> var_files);

}  // namespace iampolicy::command

#endif  // IAMPOLICY_TOOLS_IAMPOLICY_LINT_DISK_H_
