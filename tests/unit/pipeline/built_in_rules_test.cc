// The rules inside the library: the same as the files they were made of, which pass their own examples.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <iampolicy/report.h>
#include <iampolicy/rules.h>

#include "lib/catalog/catalog.h"
#include "lib/rules/load.h"
#include "lib/rules/rule_set.h"
#include "tests/unit/catch.h"

namespace iampolicy {
namespace {

struct Files {
  std::vector<std::string> names, bytes;
  std::vector<RuleFile> views;
};

Files ReadRules() {
  Files out;
  const std::filesystem::path directory = std::filesystem::path(IAMPOLICY_SOURCE_DIR) / "rules";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file() && entry.path().extension() == ".json") out.names.push_back(entry.path().string());
  }
  std::sort(out.names.begin(), out.names.end());
  for (const std::string& name : out.names) {
    std::ifstream file(name, std::ios::binary);
    out.bytes.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  for (std::size_t i = 0; i < out.names.size(); ++i) out.views.push_back({out.names[i], out.bytes[i]});
  return out;
}

TEST_CASE("The rules inside the library are those of the files") {
  const Files files = ReadRules();
  const rules::Compiled nothing = rules::EmptyPack();
  const rules::LoadResult loaded =
      rules::Load(rules::PackView(nothing.tables()), files.views, catalog::Catalog::BuiltIn());
  Report problems;
  problems.findings = loaded.problems;
  INFO(ToText(problems));
  REQUIRE(loaded.problems.empty());
  const RuleSet built_in = RuleSet::BuiltIn();
  const rules::Tables tables = built_in.pack().view.tables();
  CHECK(std::equal(tables.words.begin(), tables.words.end(), loaded.pack.words.begin(), loaded.pack.words.end()));
  CHECK(tables.blob == loaded.pack.blob);
  CHECK(rules::UnwordedProblems(built_in.pack().view).empty());
}

TEST_CASE("The examples of every rule are as written, and test it") {
  const Files files = ReadRules();
  const Report report = CheckRules(files.views);
  INFO(ToText(report));
  CHECK(report.findings.empty());
}

}  // namespace
}  // namespace iampolicy
