#ifndef IAMPOLICY_LIB_CARRIERS_CARRIER_H_
#define IAMPOLICY_LIB_CARRIERS_CARRIER_H_

// The one door to this layer: the texts of a unit in, what was found in them out. Each carrier looks at a text and
// says whether it is its own; the first that does reads it.

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/carriers/extraction.h"
#include "lib/text/sources.h"

namespace iampolicy::carriers {

/// What the caller knows of values that a template leaves open.
struct Options {
  std::vector<std::pair<std::string, std::string>> parameters;  ///< CloudFormation parameters, by name
  std::vector<std::string> parameter_files;  ///< CloudFormation parameter files, read through ReadFile
  std::vector<std::string> var_files;        ///< Terraform variable files, read through ReadFile
  bool changes = false;                      ///< plans: also the policies before the change
  bool disregard_suppressions = false;       ///< comments that silence rules are not looked for
};

/// Reads a further file that a text refers to, by the name it is referred to; nullopt where there is none.
using ReadFile = std::function<std::optional<std::string>(std::string_view name)>;

/// Finds the policies in the texts of one unit: a file, or the .tf files of one directory.
Extraction Extract(text::Sources& sources, std::span<const Source> unit, const Options& options,
                   const ReadFile& read_file);

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_CARRIER_H_
