#ifndef IAMPOLICY_CATALOG_H_
#define IAMPOLICY_CATALOG_H_

// What AWS documents about its services, built into the library: no network, no start-up work.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <iampolicy/types.h>

namespace iampolicy {
inline namespace v0 {

struct CatalogStatus {
  std::string date;    ///< of the data, YYYY-MM-DD
  std::string source;  ///< package and version the data was taken from
  std::uint32_t services = 0, actions = 0, resource_types = 0, condition_keys = 0;
};

struct CatalogResource {
  std::string name;
  bool required = false;
  std::vector<std::string> arns;  ///< formats with ${Placeholders}
  std::vector<std::string> condition_keys;
};

struct CatalogAction {
  std::string name;                        ///< "s3:GetObject", as AWS spells it
  std::string access_level;                ///< List, Read, Write, Permissions management, Tagging
  std::vector<CatalogResource> resources;  ///< empty: the action accepts only "*"
  std::vector<std::string> condition_keys;
  std::vector<std::string> dependent_actions;
};

CatalogStatus DescribeCatalog();

/// The actions that an action pattern ("s3:Get*") takes in, sorted, as AWS spells them.
/// An error where the pattern is not one, with the nearest service or action where one is near.
Result<std::vector<std::string>> ExpandActions(std::string_view pattern);

/// What is known of one action; an error with the nearest name where it is unknown.
Result<CatalogAction> DescribeAction(std::string_view name);

}  // namespace v0
}  // namespace iampolicy

#endif  // IAMPOLICY_CATALOG_H_
