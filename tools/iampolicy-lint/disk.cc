#include "tools/iampolicy-lint/disk.h"

#include <dirent.h>
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

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

// The names in a folder, one a line: what the library asks for with a name that ends in a slash.
std::optional<std::string> Listing(const std::string& folder) {
  const std::unique_ptr<DIR, CloseFolder> open(opendir(folder.c_str()));
  if (open == nullptr) return std::nullopt;
  std::vector<std::string> names;
  while (const dirent* entry = readdir(open.get())) names.emplace_back(entry->d_name);
  std::sort(names.begin(), names.end());
  std::string out;
  for (const std::string& name : names) out += name + "\n";
  return out;
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
    if (path.ends_with('/')) return Listing(path);
    Result<std::string> bytes = ReadWhole(path);
    if (!bytes) return std::nullopt;
    return std::move(bytes).value();
  };
}

}  // namespace iampolicy::command
