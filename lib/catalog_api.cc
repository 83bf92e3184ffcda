// The public view of the catalogue.

#include <iampolicy/catalog.h>

#include <string>

#include "lib/catalog/catalog.h"

namespace iampolicy {
inline namespace v0 {
namespace {

using catalog::Catalog;

template <class Names>
std::vector<std::string> KeyNames(const Catalog& catalog, const Names& ids) {
  std::vector<std::string> names;
  for (const catalog::KeyId id : ids) names.emplace_back(catalog.key_name(id));
  return names;
}

std::string Quoted(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string DidYouMean(std::string_view name) { return name.empty() ? "" : "; did you mean " + Quoted(name) + "?"; }

/// What is wrong with a name or pattern that takes in nothing.
Error NothingFor(const Catalog& catalog, std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || text.find(':', colon + 1) != std::string_view::npos) {
    return {Quoted(text) + " is no action: expected `service:name`, such as `s3:GetObject`"};
  }
  const std::string_view service = text.substr(0, colon);
  const std::string in_catalog = " in the catalog of " + std::string(catalog.date());
  if (service.find_first_of("*?") == std::string_view::npos && catalog.FindService(service) == catalog::kNone) {
    return {"there is no service " + Quoted(service) + in_catalog + DidYouMean(catalog.NearestService(service))};
  }
  if (text.find_first_of("*?") != std::string_view::npos) {
    return {Quoted(text) + " takes in no action" + in_catalog};
  }
  if (const std::string_view action = catalog.AuthorizedBy(text); !action.empty()) {
    return {Quoted(text) + " is an API operation that the action " + Quoted(action) + " authorizes"};
  }
  const std::string_view nearest = catalog.NearestAction(text);
  const std::string full = nearest.empty() ? "" : std::string(service) + ":" + std::string(nearest);
  return {"there is no action " + Quoted(text) + in_catalog + DidYouMean(full)};
}

}  // namespace

CatalogStatus DescribeCatalog() {
  const Catalog catalog = Catalog::BuiltIn();
  CatalogStatus status;
  status.date = catalog.date();
  status.source = catalog.source();
  status.services = catalog.service_count();
  status.actions = catalog.action_count();
  status.resource_types = catalog.resource_type_count();
  status.condition_keys = catalog.key_count();
  return status;
}

Result<std::vector<std::string>> ExpandActions(std::string_view pattern) {
  const Catalog catalog = Catalog::BuiltIn();
  const catalog::Ids ids = catalog.Expand(pattern);
  if (ids.empty()) return NothingFor(catalog, pattern);
  std::vector<std::string> names;
  names.reserve(catalog::Count(ids));
  for (const catalog::IdRange range : ids) {
    for (catalog::ActionId id = range.begin; id < range.end; ++id) names.push_back(catalog.FullName(id));
  }
  return names;
}

Result<CatalogAction> DescribeAction(std::string_view name) {
  const Catalog catalog = Catalog::BuiltIn();
  const catalog::ActionId id = catalog.FindAction(name);
  if (id == catalog::kNone) return NothingFor(catalog, name);
  CatalogAction action;
  action.name = catalog.FullName(id);
  action.access_level = Name(catalog.access_level(id));
  for (const catalog::ResourceTypeId type : catalog.action_resource_types(id)) {
    CatalogResource& resource = action.resources.emplace_back();
    resource.name = catalog.resource_type_name(type);
    resource.required = catalog.resource_required(id, type);
    for (const std::string_view format : catalog.arn_formats(type)) resource.arns.emplace_back(format);
    resource.condition_keys = KeyNames(catalog, catalog.resource_type_keys(type));
  }
  action.condition_keys = KeyNames(catalog, catalog.action_keys(id));
  for (const catalog::ActionId dependent : catalog.dependent_actions(id)) {
    action.dependent_actions.push_back(catalog.FullName(dependent));
  }
  return action;
}

}  // namespace v0
}  // namespace iampolicy
