#include "tools/iampolicy-lint/inputs.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <fnmatch.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <unordered_set>

#include "tools/iampolicy-lint/output.h"

namespace iampolicy::command {
namespace {

constexpr std::size_t kLargestFile = std::size_t{256} << 20;

// Folders that hold copies, caches and what others wrote.
constexpr std::array<std::string_view, 17> kSkipped = {
    ".cache",        ".git",          ".gradle", ".hg",         ".idea",
    ".mypy_cache",   ".pytest_cache", ".svn",    ".terraform",  ".terragrunt-cache",
    ".tox",          ".venv",         ".vscode", "__pycache__", "node_modules",
    "site-packages", "venv"};

// Large files of package managers, which never hold a policy.
constexpr std::array<std::string_view, 3> kNoPolicies = {"composer.lock", "npm-shrinkwrap.json", "package-lock.json"};

constexpr std::array<std::string_view, 10> kPolicyEndings = {".json", ".jsonl",   ".ndjson", ".policy", ".template",
                                                             ".tf",   ".tfstate", ".tofu",   ".yaml",   ".yml"};

template <class Names>
bool IsOneOf(std::string_view name, const Names& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

struct Closer {
  void operator()(DIR* folder) const { closedir(folder); }
};

class Walk {
 public:
  Walk(std::span<const std::string> exclude, std::span<const std::string_view> endings)
      : exclude_(exclude), endings_(endings) {}

  void Take(const std::string& path) {
    if (path == "-") return AddFile(std::string(kStandardInput));
    const std::string name = Plain(path);
    if (IsExcluded(name)) return;
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) return AddUnreadable(name);
    if (!S_ISDIR(status.st_mode)) return AddFile(name);
    inputs_.folders.push_back(name);
    TakeFolder(name);
  }

  Inputs Finish() { return std::move(inputs_); }

 private:
  // "./a//b/" -> "a/b".
  static std::string Plain(std::string_view path) {
    std::string name;
    for (const char c : path) {
      if (c == '/' && name.ends_with('/')) continue;
      name.push_back(c);
      if (name == "./") name.clear();
    }
    if (name.size() > 1 && name.ends_with('/')) name.pop_back();
    return name.empty() ? "." : name;
  }

  bool IsExcluded(const std::string& name) const {
    for (const std::string& glob : exclude_) {
      if (glob.find('/') != std::string::npos) {
        if (fnmatch(glob.c_str(), name.c_str(), 0) == 0) return true;
        continue;
      }
      for (std::size_t begin = 0; begin <= name.size();) {
        const std::size_t end = std::min(name.find('/', begin), name.size());
        if (fnmatch(glob.c_str(), name.substr(begin, end - begin).c_str(), 0) == 0) return true;
        begin = end + 1;
      }
    }
    return false;
  }

  // Folders to come are kept in a list: a deep tree costs memory, not stack.
  void TakeFolder(const std::string& first) {
    std::vector<std::string> folders = {first};
    while (!folders.empty()) {
      const std::string folder = std::move(folders.back());
      folders.pop_back();
      const std::unique_ptr<DIR, Closer> open(opendir(folder.c_str()));
      if (open == nullptr) {
        AddUnreadable(folder);
        continue;
      }
      std::vector<std::string> below;
      while (const dirent* entry = readdir(open.get())) TakeEntry(folder, *entry, below);
      std::sort(below.rbegin(), below.rend());
      folders.insert(folders.end(), below.begin(), below.end());
    }
  }

  void TakeEntry(const std::string& folder, const dirent& entry, std::vector<std::string>& below) {
    const std::string_view base = entry.d_name;
    if (base == "." || base == "..") return;
    const std::string name = folder == "."           ? std::string(base)
                             : folder.ends_with('/') ? folder + std::string(base)
                                                     : folder + "/" + std::string(base);
    if (IsExcluded(name)) return;
    unsigned char type = entry.d_type;
    struct stat status {};
    if (type == DT_UNKNOWN && lstat(name.c_str(), &status) == 0) {
      type = S_ISDIR(status.st_mode) ? DT_DIR : S_ISLNK(status.st_mode) ? DT_LNK : DT_REG;
    }
    if (type == DT_DIR) {
      (IsOneOf(base, kSkipped) ? inputs_.unseen : below).push_back(name);
      return;
    }
    const auto fits = [&](std::string_view ending) { return base.size() > ending.size() && base.ends_with(ending); };
    if (std::none_of(endings_.begin(), endings_.end(), fits) || IsOneOf(base, kNoPolicies)) return;
    if (type == DT_LNK && stat(name.c_str(), &status) != 0) return AddUnreadable(name);
    if (type == DT_REG || (type == DT_LNK && S_ISREG(status.st_mode))) AddFile(name);
  }

  void AddFile(std::string name) {
    if (seen_.insert(name).second) inputs_.files.push_back(std::move(name));
  }

  void AddUnreadable(const std::string& name) { inputs_.unreadable.push_back({name, SystemReason(errno)}); }

  std::span<const std::string> exclude_;
  std::span<const std::string_view> endings_;
  std::unordered_set<std::string> seen_;
  Inputs inputs_;
};

Error SystemError() { return Error{SystemReason(errno)}; }

// Reads to the end; pipes have no size, and a file may grow.
Result<std::string> ReadAll(int descriptor, std::size_t expected) {
  constexpr std::size_t kChunk = std::size_t{64} << 10;
  std::string bytes;
  std::size_t size = 0;
  bytes.resize(expected == 0 ? kChunk : expected + 1);
  for (;;) {
    if (size == bytes.size()) bytes.resize(bytes.size() * 2);
    const ssize_t got = read(descriptor, bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return SystemError();
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
    if (size > kLargestFile) return Error{"has more than 256 MiB, the most that is read of one file"};
  }
  bytes.resize(size);
  return bytes;
}

}  // namespace

Inputs FindInputs(std::span<const std::string> paths, std::span<const std::string> exclude,
                  std::span<const std::string_view> endings) {
  Walk walk(exclude, endings);
  for (const std::string& path : paths) walk.Take(path);
  Inputs inputs = walk.Finish();
  std::sort(inputs.files.begin(), inputs.files.end());
  return inputs;
}

std::span<const std::string_view> PolicyEndings() { return kPolicyEndings; }

Result<std::string> ReadWhole(const std::string& name) {
  if (name == kStandardInput || name == "-") return ReadAll(STDIN_FILENO, 0);
  const int descriptor = open(name.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return SystemError();
  struct stat status {};
  Result<std::string> result = Error{"is a folder"};
  if (fstat(descriptor, &status) != 0) {
    result = SystemError();
  } else if (!S_ISDIR(status.st_mode)) {
    const bool is_regular = S_ISREG(status.st_mode) && status.st_size > 0;
    const auto size = is_regular ? static_cast<std::size_t>(status.st_size) : 0;
    result = ReadAll(descriptor, std::min(size, kLargestFile));
  }
  close(descriptor);
  return result;
}

Result<std::string> ReadOrComplain(const std::string& name) {
  Result<std::string> bytes = ReadWhole(name);
  if (!bytes) Complain(fmt::format("{}: {}", name, bytes.error().message));
  return bytes;
}

}  // namespace iampolicy::command
