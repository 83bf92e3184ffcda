#include "lib/access/fit.h"

#include <algorithm>

#include "lib/access/reach.h"
#include "lib/text/pattern.h"

namespace iampolicy::access {
namespace {

using text::Truth;

// Holes are U+100000 and above, which alone start with this byte in UTF-8.
constexpr char kHoleLead = '\xF4';
constexpr std::string_view kBucketName = "${BucketName}";

/// The text with `*` for what is not fixed: policy variables and holes.
std::string Widened(std::string_view text, bool has_variable) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t close = text.substr(at).starts_with("${") ? text.find('}', at) : std::string_view::npos;
    if (has_variable && close != std::string_view::npos) {
      out += '*';
      at = close + 1;
    } else if (text[at] == kHoleLead) {
      out += '*';
      at += 4;
    } else {
      out += text[at++];
    }
  }
  return out;
}

/// What completes the entry: ":*" for each field not written.
std::string Completion(const policy::Policy& policy, const policy::Resource& resource) {
  const bool completes = policy.kind == PolicyKind::kIdentity || policy.kind == PolicyKind::kBoundary ||
                         policy.kind == PolicyKind::kSession || policy.kind == PolicyKind::kUnknown;
  std::string out;
  for (std::uint32_t field = resource.arn.fields; resource.arn.present && completes && field < 6; ++field) out += ":*";
  return out;
}

using Format = catalog::Catalog::ArnFormat;

/// Begins something that is not fixed: a wildcard, a variable or placeholder, a hole.
constexpr bool IsOpen(char c) { return c == '*' || c == '?' || c == '$' || c == kHoleLead; }

bool IsFixed(std::string_view text) { return std::none_of(text.begin(), text.end(), IsOpen); }

/// The fixed texts at the start of the two contradict.
bool DiffersInHead(std::string_view one, std::string_view other) {
  const std::size_t common = std::min(one.size(), other.size());
  for (std::size_t i = 0; i < common && !IsOpen(one[i]) && !IsOpen(other[i]); ++i) {
    if (one[i] != other[i]) return true;
  }
  return false;
}

/// The same where a wildcard before the field may take colons: arn:aws:logs:*:*:/app/* takes ...:log-group:/app/orders,
/// so that the field may be what follows any colon of the format. Names have no colons.
bool DiffersInEveryPart(std::string_view field, std::string_view format) {
  for (std::size_t at = 0; at != std::string_view::npos;) {
    if (!DiffersInHead(field, format.substr(at))) return false;
    const std::size_t colon = format.find(':', at);
    at = colon == std::string_view::npos ? colon : colon + 1;
  }
  return true;
}

/// Outside of variables: that in ${aws:PrincipalTag/bucket} belongs to a key's name.
bool HasSlash(std::string_view name, bool has_variable) {
  if (has_variable) return Widened(name, true).find('/') != std::string::npos;
  return name.find('/') != std::string_view::npos;
}

/// Cheap and often decisive: two fixed texts at the same place differ. Only for whole ARNs without wildcards before
/// the resource field.
bool DiffersAtOnce(const policy::Resource& resource, const Format& format) {
  const policy::Arn& arn = resource.arn;
  if (!arn.present || arn.fields < 6) return false;
  const bool is_fixed = IsFixed(arn.partition) && IsFixed(arn.service) && IsFixed(format.service);
  if (is_fixed && format.service != arn.service) return true;
  const std::string_view before = resource.leaf.text.substr(0, resource.leaf.text.size() - arn.resource.size());
  if (!IsFixed(before)) {
    return is_fixed && arn.account.find_first_not_of("0123456789*?") == std::string_view::npos &&
           DiffersInEveryPart(arn.resource, format.resource);
  }
  if (DiffersInHead(arn.resource, format.resource)) return true;
  // A bucket's name has no slash, so that the ARN of an object is none of a bucket.
  return format.resource == kBucketName && HasSlash(arn.resource, resource.has_variable);
}

}  // namespace

std::string CompletedPattern(const policy::Policy& policy, const policy::Resource& resource) {
  return std::string(resource.leaf.text) + Completion(policy, resource);
}

std::string FormatGlob(std::string_view arn_format, std::string_view partition) {
  std::string glob;
  std::string_view value = partition;
  while (!arn_format.empty()) {
    const std::size_t start = arn_format.find("${");
    glob += arn_format.substr(0, start);
    if (start == std::string_view::npos) break;
    glob += value;
    value = "*";
    const std::size_t end = arn_format.find('}', start);
    arn_format.remove_prefix(end == std::string_view::npos ? arn_format.size() : end + 1);
  }
  return glob;
}

Truth FitsType(const policy::Policy& policy, const policy::Resource& resource, catalog::ResourceTypeId type,
               const catalog::Catalog& catalog) {
  if (resource.is_star) return Truth::kTrue;
  if (resource.leaf.unknown) return Truth::kUnknown;
  std::string widened;
  const catalog::IdRange range = catalog.arn_format_range(type);
  for (std::uint32_t number = range.begin; number < range.end; ++number) {
    const Format format = catalog.arn_format(number);
    if (DiffersAtOnce(resource, format)) continue;
    if (widened.empty()) {
      widened = Widened(resource.leaf.text, resource.has_variable) + Completion(policy, resource);
    }
    if (!text::OverlapsGlob(widened, FormatGlob(format.text))) continue;
    return resource.leaf.has_hole ? Truth::kUnknown : Truth::kTrue;
  }
  return Truth::kFalse;
}

Truth FitsSomeName(const policy::Policy& policy, const policy::Resource& resource, std::span<const std::uint32_t> types,
                   const catalog::Catalog& catalog) {
  Truth fits = Truth::kFalse;
  std::string name;
  for (const catalog::ResourceTypeId type : types) {
    if (resource.arn.fields < 6) {
      fits = Or(fits, FitsType(policy, resource, type, catalog));
      continue;
    }
    const catalog::IdRange range = catalog.arn_format_range(type);
    for (std::uint32_t number = range.begin; number < range.end; ++number) {
      const Format format = catalog.arn_format(number);
      if (DiffersInHead(resource.arn.resource, format.resource)) continue;
      if (name.empty()) name = Widened(resource.arn.resource, resource.has_variable);
      if (!text::OverlapsGlob(name, ResourceGlob(format))) continue;
      return resource.leaf.has_hole ? Truth::kUnknown : Truth::kTrue;
    }
  }
  return fits;
}

Truth FitsAction(const policy::Policy& policy, const policy::Resource& resource, catalog::ActionId action,
                 const catalog::Catalog& catalog) {
  if (resource.is_star) return Truth::kTrue;
  if (resource.leaf.unknown) return Truth::kUnknown;
  const auto types = catalog.action_resource_types(action);
  if (types.empty()) {
    // The request names the resource "*" or, with some services, all of a type or service: logs:DescribeLogGroups asks
    // for arn:aws:logs:REGION:ACCOUNT:log-group::log-stream:*.
    if (ReachOf(policy, resource, catalog) >= Reach::kType) return Truth::kTrue;
    return resource.leaf.has_hole ? Truth::kUnknown : text::ToTruth(text::MatchesGlob(resource.leaf.text, "*"));
  }
  Truth fits = Truth::kFalse;
  for (const catalog::ResourceTypeId type : types) {
    fits = Or(fits, FitsType(policy, resource, type, catalog));
    if (fits == Truth::kTrue) break;
  }
  return fits;
}

}  // namespace iampolicy::access
