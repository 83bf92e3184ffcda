#ifndef IAMPOLICY_LIB_RULES_PREDICATE_H_
#define IAMPOLICY_LIB_RULES_PREDICATE_H_

// A named test that rule files can ask: one C++ function and one row of a table.
//
// To add one: write its test (and fill) in the predicates_<theme>.cc it belongs to, add a row to the table there, and a
// unit test. A new theme is a new file with one function that returns its table, declared at the end of this header and
// listed in registry.cc. Rule files, `rules predicates` and the loader's checks follow from the row.
//
//   Truth IsServiceWildcard(Study& study, const Subject& subject, Argument) { ... }
//   constexpr std::string_view kWildcardFills[] = {"count", "writes"};
//   constexpr Predicate kTable[] = {
//       {.name = "is_service_wildcard", .doc = "The action takes in every action of one service.",
//        .argument = ArgumentType::kFlag, .subjects = Bit(SubjectKind::kAction), .fills = kWildcardFills,
//        .test = IsServiceWildcard, .fill = FillWildcard, .action_only = true},
//   };
//   std::span<const Predicate> CatalogPredicates() { return kTable; }

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lib/rules/argument.h"
#include "lib/rules/subject.h"
#include "lib/text/span.h"
#include "lib/text/truth.h"

namespace iampolicy::rules {

using text::Truth;

class Study;

/// What a policy must have for a predicate to be true (or unknown) at all, so that rules can be passed over unread.
/// Shapes are Shape bits of study.h. `actions`: the policy must allow, may be, one of these (an argument of type
/// kActions); `also`: and one of these, and so on.
struct Needs {
  std::uint32_t shapes = 0;
  std::uint32_t own = 0;  ///< Shape bits that the statement asked about must have itself
  static constexpr std::uint32_t kMost = 16;
  std::uint32_t count = 0;       ///< of `actions`
  Argument actions[kMost] = {};  ///< each must meet what the policy may allow
};

/// A member of an argument of type kObject or kObjects.
struct Member {
  std::string_view name;
  ArgumentType type = ArgumentType::kTexts;
  bool required = false;
  std::string_view doc;
  std::span<const Member> members = {};  ///< of kObject and kObjects
  /// What is wrong with a text of the member, "" where nothing is; null: whatever its type lets through.
  std::string_view (*fault)(std::string_view text) = nullptr;
};

/// A place that takes part in a finding: shown as a related note.
struct Site {
  const policy::Policy* policy = nullptr;
  syntax::NodeId node = syntax::kNone;
  text::Span span;
  std::string message;
  bool counts = false;  ///< as much a place of the finding as those of `at`
};

struct Predicate {
  std::string_view name;  ///< as rule files write it
  std::string_view doc;   ///< one sentence: when it is true
  ArgumentType argument = ArgumentType::kFlag;
  std::span<const Member> members = {};  ///< of kObject and kObjects
  /// The subject must have (one of) these elements: an action, a statement, ...
  SubjectKinds subjects = 0;
  std::span<const std::string_view> fills = {};  ///< placeholders it provides to messages
  /// Hot: no text is made, nothing is allocated for the usual answers. Called only with a subject that has what
  /// `subjects` says. What is not known from the file is kUnknown, never a guess.
  Truth (*test)(Study&, const Subject&, Argument) = nullptr;
  /// The text of a placeholder, called for findings only, where test was true or unknown.
  std::string (*fill)(Study&, const Subject&, Argument, std::string_view placeholder) = nullptr;
  /// Null: nothing is needed.
  Needs (*needs)(Argument) = nullptr;
  /// Further places of a finding (the grants that take part, ...); called for findings only. May be null.
  void (*sites)(Study&, const Subject&, Argument, std::vector<Site>&) = nullptr;
  /// The answer depends on nothing but the text of the action, which has no hole: it is asked once for each distinct
  /// action, not once for each policy.
  bool action_only = false;
  /// The same of a condition's operator and key, without its values.
  bool condition_only = false;
};

/// Every predicate, by theme; see registry.h for look-up by name. Each is defined in predicates_<theme>.cc.
std::span<const Predicate> PolicyPredicates();
std::span<const Predicate> ConditionPredicates();
std::span<const Predicate> CatalogPredicates();
std::span<const Predicate> ResourcePredicates();
std::span<const Predicate> KeyPredicates();
std::span<const Predicate> BreadthPredicates();
std::span<const Predicate> ScopePredicates();
std::span<const Predicate> AccessPredicates();
std::span<const Predicate> EscalationPredicates();
std::span<const Predicate> StructurePredicates();
std::span<const Predicate> ArnPredicates();
std::span<const Predicate> TypePredicates();
std::span<const Predicate> ValuePredicates();
std::span<const Predicate> ProviderPredicates();
std::span<const Predicate> CarrierPredicates();
std::span<const Predicate> RedundancyPredicates();
std::span<const Predicate> CopyPredicates();
std::span<const Predicate> RiskPredicates();
std::span<const Predicate> TrustPredicates();
std::span<const Predicate> ScorePredicates();
std::span<const Predicate> PlainPredicates();
std::span<const Predicate> NamePredicates();

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_PREDICATE_H_
