#ifndef IAMPOLICY_LIB_ACCESS_FIND_H_
#define IAMPOLICY_LIB_ACCESS_FIND_H_

// One Question::Find. The dimension of actions goes first: the actions that one statement of `yes` takes fall into few
// sets by which other statements speak of them, and for each set only those statements, and the variables in them, are
// looked at further. So two policies about different services never meet in a table.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lib/access/cases.h"
#include "lib/access/question.h"
#include "lib/access/search.h"
#include "lib/access/tables.h"
#include "lib/access/witness.h"
#include "lib/text/truth.h"

namespace iampolicy::access {

/// The clauses of a question, numbered from 0, and what is asked of them.
struct Asked {
  std::vector<const Clause*> clauses;
  Goal goal;
  Row first;  ///< must: the clauses that are certain; may: all
};

/// What was found.
struct Told {
  enum class Doubt : std::uint8_t { kNone, kHole, kVariable, kBudget, kUnconfirmed } doubt = Doubt::kNone;
  text::Truth found = text::Truth::kFalse;  ///< kUnknown: see `doubt`
  bool is_known_action = true;
  Confirmed confirmed;  ///< a request, with kTrue and kHole
};

class Finder {
 public:
  /// All must outlive this.
  Finder(const Asked& asked, const Making& making, const Options& options);

  Told Run();
  /// The clauses of the first layers of yes.paths that by themselves let through what is asked for, for certain.
  std::vector<std::size_t> RunEach();
  /// For each set of actions, and each bit of the first layers of yes.paths, a request that is certain.
  ByActions RunByAction(const std::vector<Bit>& bits);

 private:
  /// The tables of all dimensions but actions, over the clauses that speak of some actions, in one binding.
  struct Rest {
    std::vector<const Clause*> clauses;
    Binding binding;
    std::vector<Table> tables;                      ///< principals and keys
    std::map<std::size_t, const Table*> resources;  ///< by focus
    std::map<std::size_t, Table> samples;           ///< of resources, where there are too many to tell apart
    bool is_complete = true;
    bool has_many_resources = false;
    bool has_too_many = false;        ///< resources, for some focus
    bool has_open_resources = false;  ///< variables in resources: their table depends on the binding
  };

  enum class Actions : std::uint8_t { kKnown, kUnknown };

  Told Look(Mode mode);
  Told LookAt(const std::vector<text::Mask>& path, std::size_t bit, Actions actions, Mode mode);
  Told LookAmong(Actions actions, Mode mode);
  Told Try(const Pair& action, const Aim& aim, Mode mode);
  Told TryCertain(const Pair& action, const Aim& aim, const text::Mask& alive);
  Told TryPossible(const Pair& action, const Aim& aim, const text::Mask& alive);
  Told TryBinding(const Pair& action, const Aim& aim, Mode mode, const text::Mask& alive, const Binding& binding);
  Told TryResources(const Pair& action, const Aim& aim, Mode mode, const Rest& rest, const Table& resources);
  Making MakingWith(const Binding& binding) const;
  const std::vector<Case>& CasesFor(const text::Mask& alive);
  bool HasVariables(const text::Mask& alive) const;
  Rest& RestFor(const text::Mask& alive, const Binding& binding);
  /// nullptr: too many; then a few samples will do to find something.
  const Table* ResourcesFor(Rest& rest, std::size_t focus);
  const Table& SamplesFor(Rest& rest, std::size_t focus);
  const Table* TableFor(Actions actions, std::size_t bit);

  const Asked& asked_;
  const Making& making_;
  const Options& options_;
  UseOfClauses use_;                      ///< of the only path
  std::optional<Table> known_;            ///< of all clauses, made when first asked for
  std::map<std::size_t, Table> unknown_;  ///< by focus
  bool has_open_ = false;                 ///< some table had rows with must and may apart
  std::size_t steps_ = 0;
  std::map<text::Mask, std::vector<Case>> cases_;
  std::map<std::pair<text::Mask, std::string>, Rest> rests_;
  std::deque<Table> resource_tables_;
  std::map<std::pair<std::vector<const Clause*>, std::size_t>, const Table*> plain_resources_;  ///< for any binding
};

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_FIND_H_
