#ifndef IAMPOLICY_LIB_CATALOG_COMPILE_H_
#define IAMPOLICY_LIB_CATALOG_COMPILE_H_

// Text tables -> the layout of tables.h. Runs when the project is built, and in tests.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <iampolicy/types.h>

#include "lib/catalog/catalog.h"

namespace iampolicy::catalog {

/// The contents of the files of data/, each named as its member with ".tsv".
struct TextTables {
  std::string_view source, services, actions, resource_types, condition_keys, operations;
};

struct Compiled {
  std::vector<std::uint32_t> words;
  std::string names;

  Catalog view() const { return {words, names}; }
};

/// An error names the file and its 1-based line: a name that is not sorted, occurs twice or is referred to without
/// being there, an unknown access level or type, a wrong number of fields.
Result<Compiled> Compile(const TextTables& tables);

}  // namespace iampolicy::catalog

#endif  // IAMPOLICY_LIB_CATALOG_COMPILE_H_
