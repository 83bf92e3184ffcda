// See grant_site.h.

#include "lib/rules/grant_site.h"

#include <algorithm>
#include <string>
#include <vector>

#include "lib/access/fit.h"
#include "lib/rules/fields.h"
#include "lib/text/pattern.h"

namespace iampolicy::rules {
namespace {

using text::Truth;

std::string Listed(Study& study, const policy::Policy& policy, const policy::List<policy::Resource>& list,
                   catalog::ActionId action) {
  std::vector<std::string> shown;
  for (const policy::Resource& resource : list.items) {
    const bool fits =
        action == catalog::kNone || access::FitsAction(policy, resource, action, study.catalog()) != Truth::kFalse;
    if (fits) shown.push_back(Shown(resource.leaf.text, study.sources()));
  }
  return shown.empty() ? "" : JoinShown(shown);
}

/// " on `arn:aws:iam::*:role/app-*`"; "" where the statement names none.
std::string OnWhat(Study& study, const policy::Policy& policy, const policy::Statement& statement,
                   std::string_view action) {
  const catalog::ActionId id = study.catalog().FindAction(action);
  if (statement.not_resources.present()) {
    return " on all resources but " + Listed(study, policy, statement.not_resources, catalog::kNone);
  }
  const auto& items = statement.resources.items;
  if (std::any_of(items.begin(), items.end(), [](const auto& resource) { return resource.is_star; })) {
    return " on every resource";
  }
  const std::string listed = Listed(study, policy, statement.resources, id);
  return listed.empty() ? "" : " on " + listed;
}

}  // namespace

Site GrantSite(Study& study, const policy::Policy& policy, const policy::Statement& statement,
               std::string_view action) {
  Site site;
  site.policy = &policy;
  site.node = statement.node;
  site.span = statement.span;
  site.message = "`" + Shown(action, study.sources()) + "` is allowed here" + OnWhat(study, policy, statement, action);
  if (!statement.conditions.items.empty()) site.message += ", while the condition holds";
  const policy::Action* named = nullptr;
  for (const policy::Action& entry : statement.actions.items) {
    const bool takes = text::MatchesGlob(entry.leaf.text, action, text::Case::kFold);
    if (!takes && !(named == nullptr && entry.leaf.has_hole)) continue;
    named = &entry;
    if (takes) break;
  }
  if (named != nullptr) {
    site.node = named->leaf.node;
    site.span = named->leaf.span;
  }
  return site;
}

}  // namespace iampolicy::rules
