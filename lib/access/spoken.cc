#include "lib/access/spoken.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace iampolicy::access {

catalog::Ids EverythingOf(const catalog::Catalog& catalog) {
  catalog::Ids all;
  if (catalog.action_count() > 0) all.push_back({0, catalog.action_count()});
  return all;
}

Spoken SpokenOf(const policy::Statement& statement, const catalog::Catalog& catalog) {
  catalog::Ids last;
  return SpokenOf(statement, catalog, [&](std::string_view text) -> const catalog::Ids& {
    last = catalog.Expand(text);
    return last;
  });
}

Spoken SpokenOf(const policy::Statement& statement, const catalog::Catalog& catalog, const ExpandAction& expand) {
  const auto named = [&](const policy::List<policy::Action>& list) {
    std::vector<catalog::IdRange> ranges;
    bool is_known = !list.open;
    for (const policy::Action& action : list.items) {
      is_known = is_known && !action.leaf.has_hole;
      if (action.leaf.has_hole) continue;
      const catalog::Ids& ids = expand(action.leaf.text);
      ranges.insert(ranges.end(), ids.begin(), ids.end());
    }
    Spoken of_list;
    of_list.must = catalog::Union(std::move(ranges));
    of_list.may = is_known ? of_list.must : EverythingOf(catalog);
    return of_list;
  };
  Spoken spoken;
  if (statement.actions.present()) {
    spoken = named(statement.actions);
  } else if (statement.not_actions.present()) {
    const catalog::Ids all = EverythingOf(catalog);
    const Spoken excluded = named(statement.not_actions);
    spoken.may = catalog::Difference(all, excluded.must);
    spoken.must = catalog::Difference(all, excluded.may);
  }
  if (statement.may_hold_more) {
    spoken.must.clear();
    if (!statement.actions.present() && !statement.not_actions.present()) spoken.may = EverythingOf(catalog);
  }
  return spoken;
}

bool IsTotal(const policy::Statement& statement) {
  const bool any_resource = std::any_of(statement.resources.items.begin(), statement.resources.items.end(),
                                        [](const policy::Resource& resource) { return resource.is_star; });
  const bool no_principal = !statement.principals.present() && !statement.not_principals.present();
  const bool any_principal =
      !statement.not_principals.present() &&
      std::any_of(statement.principals.items.begin(), statement.principals.items.end(), [](const auto& entry) {
        const bool is_aws = entry.type == policy::PrincipalType::kStar || entry.type == policy::PrincipalType::kAws;
        return is_aws && entry.shape == policy::PrincipalShape::kEveryone;
      });
  return any_resource && !statement.not_resources.present() && (no_principal || any_principal) &&
         statement.conditions.items.empty() && !statement.conditions.open && !statement.may_hold_more;
}

bool IsPlain(const policy::Policy& policy, const policy::Statement& statement) {
  const bool needs_principal = policy.kind == PolicyKind::kResource || policy.kind == PolicyKind::kTrust;
  const bool has_resource = !statement.resources.items.empty() && !statement.not_resources.present() &&
                            std::any_of(statement.resources.items.begin(), statement.resources.items.end(),
                                        [](const policy::Resource& resource) {
                                          const bool is_text = !resource.has_variable && !resource.leaf.has_hole;
                                          return is_text && (resource.is_star || resource.arn.fields >= 6);
                                        });
  const bool has_implied = needs_principal && !statement.resources.present() && !statement.not_resources.present();
  const auto names_someone = [](const policy::Principal& entry) {
    return !entry.leaf.has_hole && entry.shape != policy::PrincipalShape::kOther;
  };
  const bool has_principal =
      std::any_of(statement.principals.items.begin(), statement.principals.items.end(), names_someone);
  const bool reaches_someone = statement.not_principals.present() ? false
                               : statement.principals.present()   ? has_principal
                                                                  : !needs_principal;
  return (has_resource || has_implied) && reaches_someone && statement.conditions.items.empty() &&
         !statement.conditions.open && !statement.may_hold_more;
}

}  // namespace iampolicy::access
