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

/// The fixed text at the start.
std::string_view Head(std::string_view text) { return text.substr(0, text.find_first_of("*?$\xF4")); }

/// Cheap and often decisive: two fixed texts at the same place differ. Only for whole ARNs without wildcards before
/// the resource field.
bool DiffersAtOnce(const policy::Resource& resource, const Format& format) {
  const policy::Arn& arn = resource.arn;
  if (!arn.present || arn.fields < 6) return false;
  const std::string_view before = resource.leaf.text.substr(0, resource.leaf.text.size() - arn.resource.size());
  if (before.find_first_of("*?$\xF4") != std::string_view::npos) {
    // A wildcard may take colons: only the service's own text tells.
    return Head(arn.partition).size() == arn.partition.size() && Head(arn.service).size() == arn.service.size() &&
           format.service.find('$') == std::string_view::npos && format.service != arn.service;
  }
  if (format.service.find('$') == std::string_view::npos && format.service != arn.service) return true;
  const std::string_view a = Head(arn.resource);
  const std::string_view b = Head(format.resource);
  const std::size_t common = std::min(a.size(), b.size());
  if (a.substr(0, common) != b.substr(0, common)) return true;
  // A bucket's name has no slash, so that the ARN of an object is none of a bucket.
  return format.resource == kBucketName && arn.resource.find('/') != std::string_view::npos;
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
  const std::string_view head = Head(resource.arn.resource);
  for (const catalog::ResourceTypeId type : types) {
    if (resource.arn.fields < 6) {
      fits = Or(fits, FitsType(policy, resource, type, catalog));
      continue;
    }
    const catalog::IdRange range = catalog.arn_format_range(type);
    for (std::uint32_t number = range.begin; number < range.end; ++number) {
      const Format format = catalog.arn_format(number);
      const std::string_view fixed = Head(format.resource);
      const std::size_t common = std::min(head.size(), fixed.size());
      if (head.substr(0, common) != fixed.substr(0, common)) continue;
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
