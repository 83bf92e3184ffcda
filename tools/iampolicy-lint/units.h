#ifndef IAMPOLICY_TOOLS_IAMPOLICY_LINT_UNITS_H_
#define IAMPOLICY_TOOLS_IAMPOLICY_LINT_UNITS_H_

// Which files are read together, and reading them.

#include <iampolicy/analyzer.h>

#include <optional>
#include <string>
#include <vector>

#include "tools/iampolicy-lint/arguments.h"

namespace iampolicy::command {

/// A file of a unit and what the command line says of it.
struct Member {
  std::string file;
  PolicyKind kind = PolicyKind::kUnknown;
  std::string principal;
};
using Unit = std::vector<Member>;

/// Files that belong together (the .tf files of a folder); each by itself where a kind is given.
std::vector<Unit> UnitsOf(const std::vector<std::string>& files, PolicyKind kind);

/// Each "NAME=FILE,boundary:FILE" as one unit; "@FILE" is a file of such lines, blank ones and those after # left out.
/// Nothing where one is not of that form or cannot be read, which was said.
std::optional<std::vector<Unit>> UnitsOfPrincipals(const std::vector<std::string>& texts);

/// The texts of a unit. `inputs` views into `texts` and into the unit.
struct UnitTexts {
  std::vector<std::string> texts;
  std::vector<Input> inputs;
  std::vector<Incomplete> unread;
};
UnitTexts ReadUnit(const Unit& unit, const std::string& resource_type);

/// --parameter, --parameter-file, --var-file.
struct TemplateArguments {
  std::vector<std::string> parameters, parameter_files, var_files;

  void AddTo(Arguments& arguments);
  /// Whether all of them could be read, and each parameter has a value; what is wrong was said.
  bool Fill(Options& options) const;
};

}  // namespace iampolicy::command

#endif  // IAMPOLICY_TOOLS_IAMPOLICY_LINT_UNITS_H_
