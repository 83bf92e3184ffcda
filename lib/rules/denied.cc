#include "lib/rules/denied.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include "lib/access/fit.h"
#include "lib/access/reach.h"
#include "lib/policy/condition_classes.h"
#include "lib/policy/limits.h"

namespace iampolicy::rules {
namespace {

using policy::Statement;
using text::Truth;

struct DeniedMemo : Extra {
  std::optional<catalog::Ids> ids;
};

bool IsWide(Study& study, const policy::Policy& policy, const policy::Resource& resource) {
  return resource.is_star || (!resource.leaf.has_hole && !resource.has_variable &&
                              access::ReachOf(policy, resource, study.catalog(), Reach::kType) >= Reach::kType);
}

/// Entries that take whole types fit each type that the action demands, else some type.
bool TakesAll(Study& study, const policy::Policy& policy, const std::vector<const policy::Resource*>& wide,
              catalog::ActionId id) {
  bool any = false;
  for (const catalog::ResourceTypeId type : study.catalog().action_resource_types(id)) {
    const bool fits = std::any_of(wide.begin(), wide.end(), [&](const policy::Resource* resource) {
      return access::FitsType(policy, *resource, type, study.catalog()) == Truth::kTrue;
    });
    if (!fits && study.catalog().resource_required(id, type)) return false;
    any = any || fits;
  }
  return any;
}

/// It is about everyone, and what it leaves meets a condition that would limit an Allow.
bool CanTakeAway(Study& study, const policy::Policy& policy, const Statement& statement) {
  if (statement.effect != policy::Effect::kDeny || statement.may_hold_more || statement.conditions.open) return false;
  if (statement.principals.present() || statement.not_principals.present()) return false;
  const auto& conditions = statement.conditions.items;
  return std::all_of(conditions.begin(), conditions.end(), [&](const policy::Condition& condition) {
    return policy::LeavesOnlyLimited(condition) ||
           policy::IsVacuous(policy, condition, study.sources()) == Truth::kTrue;
  });
}

/// The actions of the statement's that it takes away on all but named resources.
catalog::Ids TakenAwayBy(Study& study, const policy::Policy& policy, const Statement& statement) {
  const catalog::Ids& names = study.Names(statement);
  const auto is_wide = [&](const policy::Resource& resource) { return IsWide(study, policy, resource); };
  if (statement.not_resources.present()) {
    const auto& spared = statement.not_resources.items;
    const bool open = statement.not_resources.open ||
                      std::any_of(spared.begin(), spared.end(), [&](const policy::Resource& resource) {
                        return resource.leaf.has_hole || is_wide(resource);
                      });
    return open ? catalog::Ids() : names;
  }
  std::vector<const policy::Resource*> wide;
  for (const policy::Resource& resource : statement.resources.items) {
    if (resource.is_star) return names;
    if (is_wide(resource)) wide.push_back(&resource);
  }
  std::vector<catalog::IdRange> taken;
  if (wide.empty()) return {};
  for (const catalog::IdRange range : names) {
    for (catalog::ActionId id = range.begin; id < range.end; ++id) {
      if (TakesAll(study, policy, wide, id)) taken.push_back({id, id + 1});
    }
  }
  return catalog::Union(std::move(taken));
}

}  // namespace

const catalog::Ids& Denied(Study& study) {
  DeniedMemo& memo = study.Get<DeniedMemo>([] { return std::make_unique<DeniedMemo>(); });
  if (memo.ids) return *memo.ids;
  std::vector<catalog::IdRange> ranges;
  const IdentityPolicies& identity = study.identity();
  for (const std::vector<Document>* documents : {&identity.attached, &identity.boundary, &identity.scps}) {
    for (const Document& document : *documents) {
      for (const Statement& statement : document.policy->statements.items) {
        if (!CanTakeAway(study, *document.policy, statement)) continue;
        const catalog::Ids ids = TakenAwayBy(study, *document.policy, statement);
        ranges.insert(ranges.end(), ids.begin(), ids.end());
      }
    }
  }
  memo.ids = catalog::Union(std::move(ranges));
  return *memo.ids;
}

}  // namespace iampolicy::rules
