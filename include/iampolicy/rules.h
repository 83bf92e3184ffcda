#ifndef IAMPOLICY_RULES_H_
#define IAMPOLICY_RULES_H_

// Rules as values: the built-in pack, rule files of one's own, and what can be said about them.

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <iampolicy/report.h>
#include <iampolicy/types.h>

namespace iampolicy {
inline namespace v0 {

/// A rule file's name (for messages; its id too, where the file gives none) and content.
struct RuleFile {
  std::string_view name;
  std::string_view bytes;
};

/// One line of `rules list`.
struct RuleInfo {
  RuleDescription description;
  std::vector<std::string> was;         ///< former ids
  std::vector<std::string> applies_to;  ///< kinds of policy; empty: all
  std::string each;                     ///< what it examines
  bool opt_in = false;
  std::string finding_type;        ///< of the ValidatePolicy API, where the rule stands for one of its codes; or ""
  std::vector<std::string> needs;  ///< of "syntax", "grammar", "policy", "catalog" and "access engine": what decides it
};

/// An id of another tool and one rule that stands for it.
struct CodeInfo {
  std::string code;                ///< without the tool's name
  std::string rule;                ///< "" where the other tool itself no longer reports the code
  std::string summary;             ///< what it is reported of
  std::string finding_type;        ///< as in RuleInfo
  std::vector<std::string> needs;  ///< as in RuleInfo
  std::string status;              ///< "on", "opt-in" or "retired"
};

/// {"codes":[{"code","rule","summary","findingType","needs":[],"status"}]}
std::string ToJson(std::span<const CodeInfo> codes);

/// A set of rules. Immutable; copies share their data; safe to share between threads.
class RuleSet {
 public:
  /// The rules inside the library. No work at start-up.
  static RuleSet BuiltIn();

  /// The built-in rules and those of the files, which are checked by name and type.
  /// `problems` of the answer are findings about the rule files; a set with problems of severity error is not usable.
  struct Loaded;
  static Loaded Load(std::span<const RuleFile> files);

  std::size_t size() const;
  std::vector<RuleInfo> List() const;
  std::vector<RuleDescription> Describe() const;

  /// The ids of one other tool ("access-analyzer"), by code and rule: one entry for each pair. Empty for a tool that
  /// no rule knows.
  std::vector<CodeInfo> Codes(std::string_view tool) const;

  /// What `explain` prints for a rule id, a former id, an alias ("PASS_ROLE_WITH_STAR_IN_RESOURCE", with or without the
  /// tool's name) or a tag, in any case: everything about the one rule it stands for, or the list of several.
  /// An error with the nearest ids where there is no such rule.
  Result<std::string> Explain(std::string_view id) const;

  /// A shared handle on the compiled rules; of use to the library only.
  struct Pack;
  const Pack& pack() const { return *pack_; }
  explicit RuleSet(std::shared_ptr<const Pack> pack) : pack_(std::move(pack)) {}

 private:
  std::shared_ptr<const Pack> pack_;
};

struct RuleSet::Loaded {
  RuleSet rules;
  Report problems;  ///< empty findings: every file is fine
};

/// Loads the files alone (`rules check`): also refuses examples that do not test the rule.
Report CheckRules(std::span<const RuleFile> files);

/// Runs every example of the files, each rule alone (`rules test`): a finding for each example that is not as written.
Report TestRules(std::span<const RuleFile> files);

/// What `rules predicates` prints: each predicate with its argument, subjects, placeholders and meaning.
std::string DescribePredicates();

}  // namespace v0
}  // namespace iampolicy

#endif  // IAMPOLICY_RULES_H_
