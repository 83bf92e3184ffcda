#include "lib/access/spoken.h"

#include <algorithm>

namespace iampolicy::access {

catalog::Ids EverythingOf(const catalog::Catalog& catalog) {
  catalog::Ids all;
  if (catalog.action_count() > 0) all.push_back({0, catalog.action_count()});
  return all;
}

Spoken SpokenOf(const policy::Statement& statement, const catalog::Catalog& catalog) {
  const auto expand = [&](const policy::List<policy::Action>& list, bool sure) {
    catalog::Ids ids;
    for (const policy::Action& action : list.items) {
      if (!action.leaf.has_hole) {
        ids = catalog::Union(ids, catalog.Expand(action.leaf.text));
      } else if (!sure) {
        return EverythingOf(catalog);
      }
    }
    return list.open && !sure ? EverythingOf(catalog) : ids;
  };
  Spoken spoken;
  if (statement.actions.present()) {
    spoken = {expand(statement.actions, false), expand(statement.actions, true)};
  } else if (statement.not_actions.present()) {
    const catalog::Ids all = EverythingOf(catalog);
    spoken.may = catalog::Difference(all, expand(statement.not_actions, true));
    spoken.must = catalog::Difference(all, expand(statement.not_actions, false));
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
