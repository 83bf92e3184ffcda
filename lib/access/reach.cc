#include "lib/access/reach.h"

#include <algorithm>
#include <string>
#include <vector>

#include "lib/policy/arn.h"
#include "lib/text/pattern.h"

namespace iampolicy::access {
namespace {

constexpr std::string_view kWildcards = "*?";

/// Stars and nothing else, at least one; `?*` and the like too.
bool IsWild(std::string_view field) {
  return field.find('*') != std::string_view::npos && field.find_first_not_of(kWildcards) == std::string_view::npos &&
         std::count(field.begin(), field.end(), '?') <= 1;
}

bool HasWildcard(std::string_view field) { return field.find_first_of(kWildcards) != std::string_view::npos; }

/// The sixth field of an ARN format, placeholders and all.
std::string_view ResourceField(std::string_view arn_format) {
  for (int colons = 0; colons < 5; ++colons) arn_format.remove_prefix(arn_format.find(':') + 1);
  return arn_format;
}

/// All resources of some type are taken: the pattern covers its ARN format.
bool CoversSomeType(std::string_view service, std::string_view pattern, const catalog::Catalog& catalog) {
  const std::string_view head = pattern.substr(0, pattern.find_first_of(kWildcards));
  for (const catalog::ResourceTypeId type : catalog.types_in_arn_service(service)) {
    for (const std::string_view format : catalog.arn_formats(type)) {
      const std::string_view field = ResourceField(format);
      // Most formats differ in their first letters; only the others are worth a glob.
      if (field.substr(0, field.find("${")).substr(0, head.size()) != head) continue;
      if (text::CoversGlob(pattern, ResourceGlob(format))) return true;
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

Reach ReachOfArn(const Fields& fields, const catalog::Catalog& catalog) {
  if (IsWild(fields.service)) {
    if (!IsWild(fields.resource)) return Reach::kPrefix;
    return policy::IsAccountId(fields.account) ? Reach::kAccount : Reach::kEverything;
  }
  if (IsWild(fields.resource)) return Reach::kService;
  if (HasWildcard(fields.resource)) {
    return CoversSomeType(fields.service, fields.resource, catalog) ? Reach::kType : Reach::kPrefix;
  }
  const bool many_places = HasWildcard(fields.service) || HasWildcard(fields.region) || HasWildcard(fields.account);
  return many_places ? Reach::kPrefix : Reach::kExact;
}

}  // namespace

std::string ResourceGlob(std::string_view arn_format) {
  std::string_view rest = ResourceField(arn_format);
  std::string glob;
  while (!rest.empty()) {
    const std::size_t start = rest.find("${");
    glob += rest.substr(0, start);
    if (start == std::string_view::npos) break;
    glob += '*';
    const std::size_t end = rest.find('}', start);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return glob;
}

Reach ReachOf(const policy::Policy& policy, const policy::Resource& resource, const catalog::Catalog& catalog) {
  const bool of_resource = policy.kind == PolicyKind::kResource || policy.kind == PolicyKind::kTrust;
  if (resource.leaf.unknown) return Reach::kExact;
  if (resource.is_star) return of_resource ? Reach::kExact : Reach::kEverything;
  Reach reach = Reach::kExact;
  if (resource.arn.present) {
    Fields fields;
    if (!ReadFields(policy, resource, fields)) return Reach::kNone;
    reach = ReachOfArn(fields, catalog);
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
