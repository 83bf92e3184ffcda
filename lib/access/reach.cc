#include "lib/access/reach.h"

#include <algorithm>
#include <string>
#include <vector>

#include "lib/policy/arn.h"
#include "lib/text/pattern.h"

namespace iampolicy::access {
namespace {

/// The place of the first `*` or `?`. A plain loop: fields are short.
std::size_t FirstWildcard(std::string_view field) {
  for (std::size_t i = 0; i < field.size(); ++i) {
    if (field[i] == '*' || field[i] == '?') return i;
  }
  return std::string_view::npos;
}

bool HasWildcard(std::string_view field) { return FirstWildcard(field) != std::string_view::npos; }

/// Stars and nothing else, at least one; `?*` and the like too.
bool IsWild(std::string_view field) {
  if (field == "*") return true;
  return FirstWildcard(field) == 0 && field.find_first_not_of("*?") == std::string_view::npos &&
         field.find('*') != std::string_view::npos && std::count(field.begin(), field.end(), '?') <= 1;
}

/// A sixth field with `*` for its placeholders.
std::string GlobOf(std::string_view field) {
  std::string glob;
  while (!field.empty()) {
    const std::size_t start = field.find("${");
    glob += field.substr(0, start);
    if (start == std::string_view::npos) break;
    glob += '*';
    const std::size_t end = field.find('}', start);
    field.remove_prefix(end == std::string_view::npos ? field.size() : end + 1);
  }
  return glob;
}

/// All resources of some type are taken: the pattern covers its ARN format.
bool CoversSomeType(std::string_view service, std::string_view pattern, const catalog::Catalog& catalog) {
  const std::string_view head = pattern.substr(0, FirstWildcard(pattern));
  for (const catalog::ResourceTypeId type : catalog.types_in_arn_service(service)) {
    const catalog::IdRange range = catalog.arn_format_range(type);
    for (std::uint32_t number = range.begin; number < range.end; ++number) {
      const std::string_view field = catalog.arn_format(number).resource;
      // Most formats differ in their first letters; only the others are worth a glob.
      if (!field.starts_with(head) || field.substr(0, head.size()).find('$') != std::string_view::npos) continue;
      if (text::CoversGlob(pattern, GlobOf(field))) return true;
    }
  }
  return false;
}

struct Fields {
  std::string_view service = "*", region = "*", account = "*", resource = "*";
};

/// The fields of an ARN pattern. Those that are not written are taken by a star at the end of the last one, or
/// completed by IAM; in other policies such an entry matches nothing.
bool ReadFields(const policy::Policy& policy, const policy::Resource& resource, Fields& fields) {
  const policy::Arn& arn = resource.arn;
  const bool completes = policy.kind == PolicyKind::kIdentity || policy.kind == PolicyKind::kBoundary ||
                         policy.kind == PolicyKind::kSession || policy.kind == PolicyKind::kUnknown;
  if (arn.fields < 6 && !completes && !resource.leaf.text.ends_with('*')) return false;
  if (arn.fields >= 3) fields.service = arn.service;
  if (arn.fields >= 4) fields.region = arn.region;
  if (arn.fields >= 5) fields.account = arn.account;
  if (arn.fields >= 6) fields.resource = arn.resource;
  return true;
}

Reach ReachOfArn(const Fields& fields, const catalog::Catalog& catalog, Reach least) {
  if (IsWild(fields.service)) {
    if (!IsWild(fields.resource)) return Reach::kPrefix;
    return policy::IsAccountId(fields.account) ? Reach::kAccount : Reach::kEverything;
  }
  if (IsWild(fields.resource)) return Reach::kService;
  if (HasWildcard(fields.resource)) {
    const bool whole_type = least <= Reach::kType && CoversSomeType(fields.service, fields.resource, catalog);
    return whole_type ? Reach::kType : Reach::kPrefix;
  }
  const bool many_places = HasWildcard(fields.service) || HasWildcard(fields.region) || HasWildcard(fields.account);
  return many_places ? Reach::kPrefix : Reach::kExact;
}

}  // namespace

std::string ResourceGlob(const catalog::Catalog::ArnFormat& format) { return GlobOf(format.resource); }

Reach ReachOf(const policy::Policy& policy, const policy::Resource& resource, const catalog::Catalog& catalog,
              Reach least) {
  const bool of_resource = policy.kind == PolicyKind::kResource || policy.kind == PolicyKind::kTrust;
  if (resource.leaf.unknown) return Reach::kExact;
  if (resource.is_star) return of_resource ? Reach::kExact : Reach::kEverything;
  Reach reach = Reach::kExact;
  if (resource.arn.present) {
    Fields fields;
    if (!ReadFields(policy, resource, fields)) return Reach::kNone;
    reach = ReachOfArn(fields, catalog, least);
  } else if (text::CoversGlob(resource.leaf.text, "arn:*:*:*:*:*")) {
    reach = Reach::kEverything;
  } else if (HasWildcard(resource.leaf.text)) {
    reach = Reach::kPrefix;
  } else if (!resource.leaf.has_hole) {
    return Reach::kNone;
  }
  return of_resource ? std::min(reach, Reach::kPrefix) : reach;
}

}  // namespace iampolicy::access
