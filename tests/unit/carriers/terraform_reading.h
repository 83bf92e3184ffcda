#ifndef IAMPOLICY_TESTS_UNIT_CARRIERS_TERRAFORM_READING_H_
#define IAMPOLICY_TESTS_UNIT_CARRIERS_TERRAFORM_READING_H_

// Terraform units of several files as lines (see extracting.h).

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "lib/carriers/terraform.h"
#include "tests/unit/carriers/extracting.h"

namespace iampolicy::carriers {

using Files = std::map<std::string, std::string>;

/// The unit's files in the order of their names; `others` may be read on the way.
inline Lines TerraformLines(const Files& unit, const Files& others = {}, const Options& options = {}) {
  text::Sources sources;
  std::vector<Source> files;
  for (const auto& [name, text] : unit) {
    files.push_back({name, *sources.AddFile(name, text), PolicyKind::kUnknown, ""});
  }
  const ReadFile read_file = [&](std::string_view name) -> std::optional<std::string> {
    const auto found = others.find(std::string(name));
    return found == others.end() ? std::nullopt : std::optional(found->second);
  };
  return LinesOf(ExtractTerraform(sources, files, options, read_file), sources);
}

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_TESTS_UNIT_CARRIERS_TERRAFORM_READING_H_
