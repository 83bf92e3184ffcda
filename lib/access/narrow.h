#ifndef IAMPOLICY_LIB_ACCESS_NARROW_H_
#define IAMPOLICY_LIB_ACCESS_NARROW_H_

// Policies cut down to what a region is about. A rule asks about two or three actions on one type of resource; of a
// policy with thousands of entries only those that take one of them matter, and a search over them costs microseconds
// instead of milliseconds. Most often there is nothing left to search. Each entry is expanded once for all questions.

#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <vector>

#include "lib/access/question.h"
#include "lib/access/region.h"
#include "lib/access/spoken.h"
#include "lib/catalog/catalog.h"
#include "lib/policy/policy.h"
#include "lib/text/truth.h"

namespace iampolicy::access {

/// The statements that may speak of a region, their other entries left out. The policies must outlive it.
class Narrow {
 public:
  /// The same question as about the whole policies, for requests of the region.
  Side AddTo(Question& question) const;

  /// Whether some request of the region is let through, as far as it shows without a search; else kUnknown. Tests of
  /// the region's context are taken to be met by some request.
  text::Truth settled() const { return settled_; }

  struct Part {
    const policy::Policy* policy = nullptr;
    const policy::Statement* statement = nullptr;
    text::Truth lets_through = text::Truth::kUnknown;  ///< of an Allow, by itself, some request of the region
  };
  /// The Allow statements that surely let a request of the region through, as far as it shows without a search.
  std::vector<Part> Granting() const;

  /// Whatever the statements allow lies on resources of the region: it need not be asked again.
  bool is_within() const { return is_within_; }

 private:
  friend class Narrowing;
  std::deque<policy::Statement> copies_;
  std::vector<std::vector<Part>> layers_;
  std::vector<Part> denies_;
  text::Truth settled_ = text::Truth::kUnknown;
  bool is_within_ = false;
};

class Narrowing {
 public:
  Narrowing(const Stack& stack, const catalog::Catalog& catalog, const text::Sources& sources,
            const ExpandAction& expand);

  /// False where a part that is not known may be a statement, or the effect of one: then the whole must be asked.
  bool is_possible() const { return is_possible_; }
  /// Requires is_possible(). `ids`: the region's actions, all known; the region has at most one resource.
  Narrow To(const catalog::Ids& ids, const Region& region) const;

 private:
  struct Entry {
    catalog::IdRange range;
    std::uint32_t item = 0;
  };
  struct Spoken {
    const policy::Policy* policy = nullptr;
    const policy::Statement* statement = nullptr;
    std::size_t layer = 0;
    bool is_whole = false;                          ///< has entries that are not known: always taken as it is
    bool is_not = false;                            ///< the entries are those of NotAction
    catalog::Ids excluded;                          ///< of NotAction
    std::vector<Entry> entries;                     ///< by where their ranges begin
    std::uint32_t longest = 0;                      ///< of the ranges
    mutable std::optional<text::Truth> can_be_met;  ///< of the conditions; told when first asked
  };
  bool Meets(const policy::Policy& policy, const policy::Resource& entry, const catalog::Ids& ids,
             std::string_view resource) const;
  const policy::Statement* Cut(const Spoken& spoken, const catalog::Ids& ids, std::string_view resource,
                               std::deque<policy::Statement>& copies) const;
  text::Truth CanBeMet(const Spoken& spoken) const;
  void Settle(const Region& region, const std::vector<std::vector<const Spoken*>>& origins, Narrow& narrow) const;
  void Add(const policy::Policy& policy, std::size_t layer, bool only_denies, const ExpandAction& expand);

  catalog::Catalog catalog_;
  const text::Sources& sources_;
  bool is_possible_ = true;
  std::size_t layers_ = 0;
  std::vector<Spoken> spoken_;
};

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_NARROW_H_
