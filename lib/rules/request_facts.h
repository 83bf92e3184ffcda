#ifndef IAMPOLICY_LIB_RULES_REQUEST_FACTS_H_
#define IAMPOLICY_LIB_RULES_REQUEST_FACTS_H_

// What a principal's request surely has or lacks, whatever the policies say: the condition keys that every signed
// request carries, the keys of a service that an action does not know, the partition and the account the principal
// lives in. A region that leaves them open asks about requests that nobody can make.

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "lib/access/region.h"
#include "lib/catalog/catalog.h"
#include "lib/rules/study.h"

namespace iampolicy::rules {

/// Read off the policies of an identity once, then asked for each region. Only what those policies mention is told.
class RequestFacts {
 public:
  /// The study must outlive it.
  explicit RequestFacts(Study& study);

  /// Nothing is known: every region stays as it is.
  bool has_none() const { return mentions_.empty() && partitions_.empty() && account_.empty(); }
  /// The requests of the region that can be made: one region for each set of actions that know the same keys. The
  /// region itself where nothing is known of it. Texts that are made are added to `texts`, which the answer views.
  std::vector<access::Region> Settled(const access::Region& region, std::deque<std::string>& texts) const;

 private:
  /// A condition key with the actions that the statement it stands in names.
  struct Mention {
    std::string_view key;
    catalog::KeyId id = catalog::kNone;   ///< kNone: a key that every request carries
    const catalog::Ids* named = nullptr;  ///< null: not known
  };
  void Read(Study& study, const policy::Policy& policy, bool is_own);
  void AddKeys(Study& study, const policy::Statement& statement);
  void AddPlace(const policy::Resource& resource, bool is_own);
  /// The tests that hold for every request of the action.
  std::vector<access::Test> TestsOf(catalog::ActionId action, const access::Region& region) const;
  void Place(access::Region& region, std::deque<std::string>& texts) const;

  catalog::Catalog catalog_;
  std::vector<Mention> mentions_;             // by key
  std::vector<std::string_view> partitions_;  // named in ARNs; empty: none, or not all are known
  std::string_view account_;                  // the only one named; empty: none, several, or not all are known
  bool has_open_partition_ = false;
  bool has_open_account_ = false;
};

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_REQUEST_FACTS_H_
