#ifndef IAMPOLICY_LIB_RULES_PACK_H_
#define IAMPOLICY_LIB_RULES_PACK_H_

// Compiled rules: one array of integers and one blob of text, made by compile.h when the project is built (or from
// files given at run time) and read in place. No pointers, so the tables need no relocation and no start-up work.
//
// words[0] is kFormat, words[1] the number of rules, words[2] where their records start, words[3] the number of named
// sets, words[4] where theirs start. A text is (offset, length) in the blob; a place is an index into words, 0: none.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <iampolicy/types.h>

#include "lib/rules/argument.h"
#include "lib/rules/subject.h"

namespace iampolicy::rules {

inline constexpr std::uint32_t kFormat = 0x49415201;

/// The elements that `each` names, as bits.
enum class Each : std::uint32_t {
  kProblem = 1u << 0,
  kPolicy = 1u << 1,
  kStatement = 1u << 2,
  kAction = 1u << 3,
  kNotAction = 1u << 4,
  kResource = 1u << 5,
  kNotResource = 1u << 6,
  kPrincipal = 1u << 7,
  kNotPrincipal = 1u << 8,
  kCondition = 1u << 9,
  kValue = 1u << 10,
  kIdentity = 1u << 11,
};
constexpr std::uint32_t Bit(Each each) { return static_cast<std::uint32_t>(each); }
struct EachName {
  std::string_view name;
  Each each;
  SubjectKind kind;
  SubjectKinds has;  ///< the elements a subject of that kind has
};
std::span<const EachName> EachNames();

/// What a rule's `fix` does with the element a finding stands at.
enum class Repair : std::uint32_t { kReplace, kRemove, kRemoveRelated, kAdd };

enum class OnUnknown : std::uint8_t { kPossible, kIgnore, kFail };

/// Offsets of a rule's record.
enum class RuleWord : std::uint32_t {
  kId = 0,           // text
  kSummary = 2,      // text
  kHelp = 4,         // text
  kSource = 6,       // text: the rule file, blanks dropped
  kFindingType = 8,  // text
  kWhy = 10,         // places of arguments of type kTexts
  kSee,
  kAliases,
  kWas,
  kTags,
  kSupersedes,
  kResourceTypes,
  kClass,
  kSeverity,
  kOnUnknown,
  kOptIn,
  kKinds,  // bits by PolicyKind
  kEach,   // Each bits
  kWhen,   // places of expressions
  kUnless,
  kMessage,  // places of templates
  kHelpMessage,
  kAt,               // place of targets
  kSeverities,       // place of [n, (expression, severity)...]
  kShapes,           // Shape bits that a policy must have
  kStatementShapes,  // and those of the statement examined
  kActionNeeds,      // place of [n, argument...]
  kProblemKinds,     // place of [n, kind...]: numbers of AllProblemKinds()
  kTextTests,        // place of [n, expression...]: conjuncts of `when` that depend on the action's text alone, or on
                     // the condition's operator and key
  kFix,              // place of what FixWord of repair.h lists
  kEnd,
};
inline constexpr std::uint32_t kRuleSize = static_cast<std::uint32_t>(RuleWord::kEnd);

/// One rule. A view.
class RuleView {
 public:
  RuleView(const Tables& tables, std::uint32_t record) : tables_(&tables), record_(record) {}
  std::string_view id() const { return Text(RuleWord::kId); }
  std::string_view summary() const { return Text(RuleWord::kSummary); }
  std::string_view help() const { return Text(RuleWord::kHelp); }
  std::string_view source() const { return Text(RuleWord::kSource); }
  std::string_view finding_type() const { return Text(RuleWord::kFindingType); }
  Argument why() const { return List(RuleWord::kWhy); }
  Argument see() const { return List(RuleWord::kSee); }
  Argument aliases() const { return List(RuleWord::kAliases); }
  Argument was() const { return List(RuleWord::kWas); }
  Argument tags() const { return List(RuleWord::kTags); }
  /// Globs over rule ids: what it says takes in what they say of the same statement or policy.
  Argument supersedes() const { return List(RuleWord::kSupersedes); }
  Argument resource_types() const { return List(RuleWord::kResourceTypes); }
  FindingClass finding_class() const { return static_cast<FindingClass>(word(RuleWord::kClass)); }
  /// Where `severities` gives none.
  Severity severity() const { return static_cast<Severity>(word(RuleWord::kSeverity)); }
  OnUnknown on_unknown() const { return static_cast<OnUnknown>(word(RuleWord::kOnUnknown)); }
  bool opt_in() const { return word(RuleWord::kOptIn) != 0; }
  std::uint32_t kinds() const { return word(RuleWord::kKinds); }
  std::uint32_t each() const { return word(RuleWord::kEach); }
  std::uint32_t word(RuleWord which) const { return tables_->words[record_ + static_cast<std::uint32_t>(which)]; }
  const Tables& tables() const { return *tables_; }

 private:
  std::string_view Text(RuleWord which) const {
    const std::uint32_t at = record_ + static_cast<std::uint32_t>(which);
    return tables_->blob.substr(tables_->words[at], tables_->words[at + 1]);
  }
  Argument List(RuleWord which) const { return word(which) == 0 ? Argument() : Argument(*tables_, word(which)); }

  const Tables* tables_;
  std::uint32_t record_;
};

/// All rules and named sets. A view: the tables must outlive it.
class PackView {
 public:
  explicit PackView(Tables tables) : tables_(tables) {}
  std::uint32_t size() const { return tables_.words[1]; }
  RuleView operator[](std::uint32_t rule) const { return {tables_, tables_.words[2] + rule * kRuleSize}; }
  const Tables& tables() const { return tables_; }

  /// The rule of that id or former id; kNoRule where there is none. O(rules).
  static constexpr std::uint32_t kNoRule = 0xFFFFFFFF;
  std::uint32_t Find(std::string_view id) const;

  /// Named sets of actions: each has a name and an argument of type kActions.
  std::uint32_t set_count() const { return tables_.words[3]; }
  std::string_view set_name(std::uint32_t i) const;
  std::string_view set_doc(std::uint32_t i) const;
  Argument set_actions(std::uint32_t i) const;

 private:
  Tables tables_;
};

/// Tables with their storage. `tables()` stays valid when it is moved.
struct Compiled {
  std::vector<std::uint32_t> words;
  std::string blob;
  Tables tables() const { return {words, blob}; }
};

/// A pack without rules.
Compiled EmptyPack();

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_PACK_H_
