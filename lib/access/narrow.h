#ifndef IAMPOLICY_LIB_ACCESS_NARROW_H_
#define IAMPOLICY_LIB_ACCESS_NARROW_H_

// Policies cut down to a few actions. A rule asks about two or three actions at a time; of a policy with thousands of
// entries only those that take one of them matter, and a search over them costs microseconds instead of milliseconds.
// Each entry is expanded once for all questions.

#include <cstdint>
#include <deque>
#include <vector>

#include "lib/access/question.h"
#include "lib/access/region.h"
#include "lib/catalog/catalog.h"
#include "lib/policy/policy.h"

namespace iampolicy::access {

/// The statements that speak of some actions, their other entries left out. The policies must outlive it.
class Narrow {
 public:
  /// The same question as about the whole policies, for requests of those actions.
  Side AddTo(Question& question) const;

 private:
  friend class Narrowing;
  struct Part {
    const policy::Policy* policy = nullptr;
    const policy::Statement* statement = nullptr;
  };
  std::deque<policy::Statement> copies_;
  std::vector<std::vector<Part>> layers_;
  std::vector<Part> denies_;
};

class Narrowing {
 public:
  Narrowing(const Stack& stack, const catalog::Catalog& catalog);

  /// False where a part that is not known may be a statement, or the effect of one: then the whole must be asked.
  bool is_possible() const { return is_possible_; }
  /// Requires is_possible().
  Narrow To(const catalog::Ids& ids) const;

 private:
  struct Entry {
    catalog::IdRange range;
    std::uint32_t item = 0;
  };
  struct Spoken {
    const policy::Policy* policy = nullptr;
    const policy::Statement* statement = nullptr;
    std::size_t layer = 0;
    bool is_whole = false;       ///< NotAction, or entries that are not known: always taken as it is
    std::vector<Entry> entries;  ///< by where their ranges begin
    std::uint32_t longest = 0;   ///< of the ranges
  };
  void Add(const policy::Policy& policy, std::size_t layer, bool only_denies, const catalog::Catalog& catalog);

  bool is_possible_ = true;
  std::size_t layers_ = 0;
  std::vector<Spoken> spoken_;
};

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_NARROW_H_
