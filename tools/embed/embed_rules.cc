// Host tool of the build: the rule files -> a C++ file of integers and one text, which RuleSet::BuiltIn() views. The
// loader is that of --rules, so a rule that it refuses stops the build with the same caret diagnostic; so does a kind
// of problem that no rule words.
//
//   embed-rules RULES_DIR OUT.cc
//
// With EMBED_RULES_SKIP set in the environment the refused files are named and left out: for working on the library
// while rules are being written.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <iampolicy/report.h>
#include <iampolicy/rules.h>

#include "lib/catalog/catalog.h"
#include "lib/rules/load.h"

namespace {

struct File {
  std::string name;
  std::string bytes;
};

std::vector<File> ReadFiles(const std::string& directory) {
  std::vector<File> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory, error)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".json") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    files.push_back({entry.path().string(), std::string(std::istreambuf_iterator<char>(file), {})});
  }
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.name < b.name; });
  return files;
}

iampolicy::rules::LoadResult Load(const std::vector<File>& files) {
  std::vector<iampolicy::RuleFile> views;
  for (const File& file : files) views.push_back({file.name, file.bytes});
  const iampolicy::rules::Compiled nothing = iampolicy::rules::EmptyPack();
  return iampolicy::rules::Load(iampolicy::rules::PackView(nothing.tables()), views,
                                iampolicy::catalog::Catalog::BuiltIn());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: embed-rules RULES_DIR OUT.cc\n");
    return 2;
  }
  std::vector<File> files = ReadFiles(argv[1]);
  iampolicy::rules::LoadResult loaded = Load(files);
  const bool skip = std::getenv("EMBED_RULES_SKIP") != nullptr;
  // A file left out may be one that others need, so it takes a few rounds.
  while (!loaded.problems.empty()) {
    iampolicy::Report report;
    report.findings = loaded.problems;
    std::fputs(iampolicy::ToText(report).c_str(), stderr);
    if (!skip) return 1;
    const auto refused = [&](const File& file) {
      return std::any_of(loaded.problems.begin(), loaded.problems.end(),
                         [&](const iampolicy::Finding& finding) { return finding.location.file == file.name; });
    };
    files.erase(std::remove_if(files.begin(), files.end(), refused), files.end());
    loaded = Load(files);
  }
  const iampolicy::rules::PackView pack(loaded.pack.tables());
  for (const std::string_view kind : iampolicy::rules::UnwordedProblems(pack)) {
    std::fprintf(stderr, "embed-rules: no rule words the problem %.*s\n", static_cast<int>(kind.size()), kind.data());
    if (!skip) return 1;
  }
  std::ofstream out(argv[2], std::ios::binary);
  out << iampolicy::rules::ToSource(pack);
  out.close();
  return out.good() ? 0 : 2;
}
