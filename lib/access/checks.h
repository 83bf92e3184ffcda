#ifndef IAMPOLICY_LIB_ACCESS_CHECKS_H_
#define IAMPOLICY_LIB_ACCESS_CHECKS_H_

// Questions about what policies let through, each one Question::Find. Deny, conditions and layers count.

#include <memory>
#include <span>
#include <string_view>

#include "lib/access/question.h"
#include "lib/access/region.h"
#include "lib/access/spoken.h"
#include "lib/catalog/catalog.h"
#include "lib/policy/policy.h"
#include "lib/text/sources.h"

namespace iampolicy::access {

/// The answers about one stack of policies, memoised: built on first use, asked hundreds of times. A region of known
/// actions alone is answered by a few probes of id sets; everything else by a search (some 10 to 100 us).
/// Not shareable between threads. What it is made of must outlive it.
class Access {
 public:
  /// `expand`: see spoken.h; empty: the catalogue is asked each time.
  Access(Stack stack, const catalog::Catalog& catalog, const text::Sources& sources, ExpandAction expand = {});
  ~Access();
  Access(Access&&) noexcept;
  Access& operator=(Access&&) noexcept;

  /// Some request of the region is let through. The witness is such a request.
  Answer Grants(const Region& region);
  /// Grants() as far as it shows without a search; else kUnknown.
  text::Truth Shows(const Region& region);
  /// Grants() without a witness: the cheap form, for rules that only ask whether.
  text::Truth MayGrant(const Region& region);
  /// An action of the region, as it stands there, of which some request is surely let through; rather one that an Allow
  /// without conditions allows on every resource and no Deny may speak of. nullopt where there is none.
  std::optional<std::string_view> SomeAllowed(const Region& region);
  /// The Allow statements that let some request of the region through, where that shows without settling for which
  /// resource: much cheaper than a witness. Empty where there is none or it takes a search.
  struct Source {
    const policy::Policy* policy = nullptr;
    syntax::NodeId node = syntax::kNone;
    text::Span span;
  };
  std::vector<Source> Granting(const Region& region);
  /// Every request of the region is let through; else the witness is one that is not.
  Answer GrantsEvery(const Region& region);
  /// Some request of the region is refused by a Deny; the witness is one.
  Answer Denies(const Region& region);
  /// Every request of the region is refused by a Deny; else the witness is one that no Deny refuses.
  Answer DeniesEvery(const Region& region);
  /// There is a resource on which all the regions are granted. For pairs of actions that must meet on one target.
  text::Truth GrantsAllOnOneResource(std::span<const Region> regions);

  /// Some request is let through here and not by `reference`; the witness is one.
  Answer NewAccessOver(const Stack& reference);
  /// A stranger is let through: unsigned, or of an account the policies do not name, see Caller::kStranger.
  Answer IsPublic();
  Answer IsPublic(const Region& region);

  const Stack& stack() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The resource types (CloudFormation names) whose policies CheckNoPublicAccess takes, sorted.
std::span<const std::string_view> PublicResourceTypes();

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_CHECKS_H_
