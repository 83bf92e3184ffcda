#include "tools/iampolicy-lint/disk.h"

#include <stdlib.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "tools/iampolicy-lint/inputs.h"

namespace iampolicy::command {
namespace {

struct Free {
  void operator()(char* text) const { free(text); }
};

// The absolute name with links and ".." resolved; "" where there is no such file.
std::string RealPath(const std::string& name) {
  const std::unique_ptr<char, Free> real(realpath(name.c_str(), nullptr));
  return real == nullptr ? "" : real.get();
}

bool IsBelow(std::string_view file, std::string_view folder) {
  return folder == "/" || (file.size() > folder.size() && file.starts_with(folder) && file[folder.size()] == '/');
}

}  // namespace

ReadFile DiskReader(std::vector<std::string> folders, std::vector<std::string> parameter_files,
                    std::vector<std::string> var_files) {
  std::vector<std::string> named = std::move(parameter_files);
  named.insert(named.end(), var_files.begin(), var_files.end());
  for (std::string& folder : folders) folder = RealPath(folder);
  return [folders = std::move(folders), named = std::move(named)](std::string_view name) -> std::optional<std::string> {
    const std::string path(name);
    if (std::find(named.begin(), named.end(), path) == named.end()) {
      const std::string real = RealPath(path);
      const auto holds = [&](const std::string& folder) { return !folder.empty() && IsBelow(real, folder); };
      if (real.empty() || std::none_of(folders.begin(), folders.end(), holds)) return std::nullopt;
    }
    Result<std::string> bytes = ReadWhole(path);
    if (!bytes) return std::nullopt;
    return std::move(bytes).value();
  };
}

}  // namespace iampolicy::command
