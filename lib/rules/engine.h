#ifndef IAMPOLICY_LIB_RULES_ENGINE_H_
#define IAMPOLICY_LIB_RULES_ENGINE_H_

// Rules over one policy. What a rule needs (a kind of policy, an Allow, some action, a kind of problem) is worked out
// when it is compiled, so that hundreds of rules cost a few comparisons each where they cannot fire; conditions on an
// action's text, or on the operator and key of a condition, are asked once for each distinct text.

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <iampolicy/types.h>

#include "lib/rules/pack.h"
#include "lib/rules/study.h"
#include "lib/rules/subject.h"

namespace iampolicy::rules {

/// What a rule said of an element: cheap, worded by finding.h.
struct RawFinding {
  std::uint32_t rule = 0;
  Certainty certainty = Certainty::kCertain;
  Subject subject;
};

/// Policies that belong to an identity are judged one by one without it, and the identity once for itself.
enum class Part : std::uint8_t {
  kAll,
  kWithoutIdentity,  ///< every rule but those that examine `each: identity`
  kIdentityOnly,     ///< those alone; the study has the identity
};

/// Of one policy. Real ones have a handful; a file made to be all findings is not looked at to the end.
inline constexpr std::size_t kMostFindings = 100'000;

enum class Triggers : std::uint8_t { kUse, kIgnore };  ///< kIgnore: every rule is asked (tests compare the two)

/// Immutable; to be shared by threads, each with its own Memo, which serves one engine. Refers to the pack's tables,
/// which must outlive it. Call Memo::MakeRoom() between policies.
class Engine {
 public:
  /// `enabled`: one entry a rule of the pack. Opt-in rules are run where enabled; the caller decides.
  Engine(const PackView& pack, const std::vector<bool>& enabled, Triggers triggers = Triggers::kUse);

  /// In order of rule, then place; kMostFindings where there are that many or more, those of the first statements.
  std::vector<RawFinding> Run(Study& study, Part part = Part::kAll) const;

  const PackView& pack() const { return pack_; }

 private:
  using Rules = std::vector<std::uint32_t>;
  /// What is compared for every rule and policy, close together: the records of 800 rules are 100 kB.
  struct Trigger {
    std::uint32_t rule = 0;
    std::uint32_t kinds = 0;
    std::uint32_t shapes = 0;
    std::uint32_t statement = 0;
    std::uint32_t each = 0;
    std::uint32_t needs = 0;
    bool by_type = false;
  };
  void RunProblems(Study& study, std::vector<RawFinding>& out) const;
  void RunStatement(Study& study, const Subject& statement, const std::vector<const Trigger*>& live,
                    const std::vector<bool>& is_live, std::vector<RawFinding>& out) const;
  void RunConditions(Study& study, const Subject& statement, std::uint32_t shapes, const std::vector<bool>& is_live,
                     std::vector<RawFinding>& out) const;
  void RunActions(Study& study, const Subject& statement, Each each, std::uint32_t shapes,
                  const std::vector<bool>& is_live, std::vector<RawFinding>& out) const;
  bool FitsKind(Study& study, const RuleView& rule) const;
  bool Fits(Study& study, const Trigger& trigger) const;
  template <class Facts>
  const Rules& Candidates(Study& study, const Subject& subject, const Rules& rules, Facts& facts) const;
  void Ask(Study& study, std::uint32_t rule, const Subject& subject, std::vector<RawFinding>& out) const;

  PackView pack_;
  Triggers triggers_;
  std::vector<Rules> by_problem_;                // by kind of problem
  std::vector<Trigger> others_;                  // rules that examine policies
  Rules action_rules_;                           // those of them that examine actions
  Rules condition_rules_;                        // those that examine conditions or their values
  std::vector<std::uint32_t> statement_shapes_;  // by rule: what it needs of a statement
};

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_ENGINE_H_
