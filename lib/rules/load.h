#ifndef IAMPOLICY_LIB_RULES_LOAD_H_
#define IAMPOLICY_LIB_RULES_LOAD_H_

// Rule files -> compiled rules. Every name is checked here, and what is wrong is reported as findings about the rule
// file, so that the renderers for policies print the carets.
//
// A file is a rule, {"rules": [rules with "id"]}, or a named set of actions: {"name", "doc", "actions"}.

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <iampolicy/report.h>
#include <iampolicy/rules.h>

#include "lib/catalog/catalog.h"
#include "lib/rules/pack.h"

namespace iampolicy::rules {

/// A compiled pack, and findings about the files; with one of severity error the pack must not be used.
struct LoadResult {
  Compiled pack;
  std::vector<Finding> problems;
};

/// A value for a rule's parameter: "family/name.parameter" and a text, which takes the type of the parameter's default:
/// a text as it stands (or as JSON), a whole number, true or false, a list with commas between (or in JSON), an object
/// in JSON.
struct Override {
  std::string name;
  std::string value;
};

/// Adds the files' rules and sets to those of `base`. Sets may be used by every file, whatever the order.
LoadResult Load(const PackView& base, std::span<const RuleFile> files, const catalog::Catalog& catalog);

/// The pack with the parameters set: rules concerned are compiled again from their source. An error where a name fits
/// no rule or parameter (with the nearest), or a value does not fit.
Result<Compiled> SetParameters(const PackView& pack, std::span<const Override> overrides,
                               const catalog::Catalog& catalog);

/// The rules that options turn on: those on by default and those matched by `enable`, less those matched by `disable`.
/// Where both match a rule, the closer glob decides: a full id, else the one with more characters that are no
/// wildcards, else `disable`. Globs are over ids, former ids and tags. An error where a glob matches nothing.
Result<std::vector<bool>> Enabled(const PackView& pack, std::span<const std::string> enable,
                                  std::span<const std::string> disable);

/// The id, former id, tag or (for a glob) glob of a family that is nearest to a name that is none; "" where none is.
std::string NearestRule(const PackView& pack, std::string_view name);

/// What CheckRules() and TestRules() of the public API answer, for a base pack that gives the sets.
std::vector<Finding> Check(const PackView& base, std::span<const RuleFile> files, const catalog::Catalog& catalog);
std::vector<Finding> Test(const PackView& base, std::span<const RuleFile> files, const catalog::Catalog& catalog);

/// The text of the generated source file that holds the pack (see tables.h).
std::string ToSource(const PackView& pack);

/// Whether some rule of the pack words each problem kind of the layers below; the kinds that none does.
std::vector<std::string_view> UnwordedProblems(const PackView& pack);

/// What `rules predicates` prints.
std::string DescribePredicates();

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_LOAD_H_
