#ifndef IAMPOLICY_LIB_RULES_NAMED_SETS_H_
#define IAMPOLICY_LIB_RULES_NAMED_SETS_H_

// Sets of actions by name: @access:Write, @service:s3, @takes-no-resource, @all, and those of the data files beside
// the rules. Expanded when rules are compiled.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "lib/catalog/catalog.h"
#include "lib/rules/json.h"
#include "lib/rules/pack.h"
#include "lib/rules/writer.h"

namespace iampolicy::rules {

class NamedSets {
 public:
  NamedSets(const catalog::Catalog& catalog, const PackView& base);

  /// A set of a file, {"name", "doc", "actions"}; it may name others. Where one of that name is known already it is
  /// refused, or takes its place.
  enum class Known : std::uint8_t { kRefuse, kReplace };
  void Declare(const Json& file, Known known, Diagnostics& diagnostics);

  /// What one entry ("s3:Get*", "@access:Write") takes in; reports an entry that is unknown or matches nothing.
  catalog::Ids Expand(const Json& entry, Diagnostics& diagnostics);
  /// The entries together; one that starts with ! is taken out again.
  catalog::Ids ExpandAll(const std::vector<Json>& entries, Diagnostics& diagnostics);

  /// Expands the declared sets and writes them.
  void Write(Writer& writer, Diagnostics& diagnostics);

  /// A line for each, for documentation.
  static std::vector<std::pair<std::string_view, std::string_view>> BuiltInNames();

 private:
  struct Declared {
    Json file;
    bool busy = false;
    bool done = false;
    catalog::Ids ids;
  };
  catalog::Ids ExpandName(std::string_view name, const Json& entry, Diagnostics& diagnostics);

  catalog::Catalog catalog_;
  std::map<std::string, catalog::Ids, std::less<>> known_;
  std::map<std::string, Declared, std::less<>> declared_;
};

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_NAMED_SETS_H_
