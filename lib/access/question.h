#ifndef IAMPOLICY_LIB_ACCESS_QUESTION_H_
#define IAMPOLICY_LIB_ACCESS_QUESTION_H_

// One question answers all: is there a request that `yes` lets through and `no` does not? Statements are bits. A
// request picks one value a dimension (action, resource, principal, every condition key); a value stops some
// statements and not others, so the statements that apply are the AND of one mask a dimension. Each dimension is cut
// into the few classes of values that no statement tells apart, and the search runs over those.
// Exact where it says kTrue or kFalse; every witness is confirmed by policy::MatchStatement before it is shown.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/access/region.h"
#include "lib/catalog/catalog.h"
#include "lib/policy/match.h"
#include "lib/policy/policy.h"
#include "lib/text/classes.h"
#include "lib/text/sources.h"
#include "lib/text/truth.h"

namespace iampolicy::access {

using Bit = std::uint32_t;

/// One side of the question: lets a request through when no bit of `deny` applies and, on some path, every layer has a
/// bit that does. No paths: lets nothing through.
struct Side {
  text::Mask deny;
  std::vector<std::vector<text::Mask>> paths;
};

/// kTrue: there is such a request, whatever the holes hold; `witness` is one. kFalse: there is none, whatever they
/// hold. kUnknown: it depends on a hole, or the budget ran out (`why_unknown`).
struct Answer {
  text::Truth found = text::Truth::kFalse;
  std::optional<policy::Request> witness;  ///< with kTrue; with kUnknown where a hole decides, one that is possible
  std::vector<Bit> granting;               ///< with a witness: the bits of `yes` that let it through, a layer each
  bool only_unknown_actions = false;       ///< every witness has an action that the catalogue does not know
  std::string_view why_unknown;            ///< one line; "" unless kUnknown
};

/// What some actions, all treated alike, have of an answer.
struct ByAction {
  catalog::Ids actions;  ///< empty: names that the catalogue does not know, such as that of the witness
  policy::Request witness;
  std::vector<Bit> granting;    ///< as in Answer
  std::vector<Bit> refused_by;  ///< the bits of no.deny that refuse the witness
};

struct ByActions {
  std::vector<ByAction> list;
  bool is_complete = true;  ///< false: of some actions it could not be told
};

/// Whom a request may come from.
enum class Caller : std::uint8_t {
  kAnyone,
  /// Unsigned, or of an account that no statement names, and unable to present the values of trust keys (organisation,
  /// source account, network, ...) that the statements pin.
  kStranger,
};

struct Options {
  Caller caller = Caller::kAnyone;
  bool known_actions_only = false;  ///< actions range over the catalogue alone
  std::size_t max_states = 20000;   ///< automaton states for one table
  std::size_t max_nodes = 200000;   ///< steps of one search
  std::size_t max_cases = 256;      ///< cases of variables
};

/// Not shareable between threads. The policies added must outlive it.
class Question {
 public:
  /// `sources` is that of the policies' unit; policies without holes may come from anywhere.
  Question(const catalog::Catalog& catalog, const text::Sources& sources);
  ~Question();
  Question(Question&&) noexcept;
  Question& operator=(Question&&) noexcept;

  /// The bit of a statement, its Effect aside. Equal statements share one: then what a hole hides is the same on both
  /// sides. O(elements).
  Bit Add(const policy::Policy& policy, const policy::Statement& statement);
  /// The same, resources that name their type read field by field (Region::by_fields). For questions of regions that
  /// are.
  Bit AddByFields(const policy::Policy& policy, const policy::Statement& statement);
  /// The region's texts need not outlive the call.
  Bit Add(const Region& region);

  /// The Side of policies in force together; a statement whose Effect is not known counts, uncertain, both ways.
  /// Other effects than Allow and Deny count not at all.
  Side Add(const Stack& stack);

  Answer Find(const Side& yes, const Side& no = {}, const Options& options = {});

  /// The bits of the first layers of `yes` that by themselves let through what `no` does not, for certain.
  std::vector<Bit> FindEach(const Side& yes, const Side& no = {}, const Options& options = {});

  /// Find() told by action: each set of actions for which there surely is such a request, once for each bit of the
  /// first layer that lets one through.
  ByActions FindByAction(const Side& yes, const Side& no = {}, const Options& options = {});

  /// One resource of each class that the statements of the side tell apart, of those that each bit of `within` takes.
  /// For questions that are to meet on one resource. An error where there are too many.
  Result<std::vector<std::string>> ResourceExamples(const Side& side, const text::Mask& within,
                                                    const Options& options = {});

  /// The statement of a bit as first added; nullptr for a region.
  const policy::Statement* statement(Bit bit) const;
  const policy::Policy* policy(Bit bit) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_QUESTION_H_
