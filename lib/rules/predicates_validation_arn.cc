// The fields of a resource's ARN against the ARN formats of the catalogue. The formats that count are those of the
// ARN's own service field whose last field the resource can be; where there is none, nothing is held against the ARN.

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "lib/access/reach.h"
#include "lib/policy/arn.h"
#include "lib/rules/fields.h"
#include "lib/rules/partitions.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"
#include "lib/text/pattern.h"

namespace iampolicy::rules {
namespace {

using policy::Resource;
using text::ToTruth;

// Holes are U+100000 and above, which alone start with this byte in UTF-8.
constexpr char kHoleLead = '\xF4';
constexpr std::string_view kPlaceholder = "${";

/// Kinds that also exist as AWS's own, with an empty account field.
struct Owned {
  std::string_view service;
  std::string_view start;  ///< of the resource field
};
constexpr Owned kOwnedByAws[] = {{"ssm", "document/"},  {"ssm", "automation-definition/"},
                                 {"ssm", "parameter/"}, {"ec2", "image/"},
                                 {"ec2", "snapshot/"},  {"resource-explorer-2", "view/"}};
constexpr std::string_view kLiteralOwner = "aws";

/// What the formats that fit a resource have in a field.
struct FieldUse {
  bool ever = false;    ///< some format has it
  bool always = false;  ///< every format has it
  bool open = false;    ///< some format leaves it to the author
  std::vector<std::string_view> literals;
};
struct Formats {
  std::vector<std::string_view> texts;  ///< those that fit; none: nothing is known
  FieldUse region, account;
};
struct ArnMemo : Extra {
  std::unordered_map<const Resource*, Formats> formats;
};

/// The resource field with `*` for policy variables.
std::string Widened(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t close = text.starts_with(kPlaceholder) ? text.find('}') : std::string_view::npos;
    if (close == std::string_view::npos) {
      out += text.front();
      text.remove_prefix(1);
    } else {
      out += '*';
      text.remove_prefix(close + 1);
    }
  }
  return out;
}

void Note(FieldUse& use, std::string_view field, bool is_first) {
  const bool has = !field.empty();
  use.ever = use.ever || has;
  use.always = (is_first || use.always) && has;
  if (!has) return;
  if (field.starts_with(kPlaceholder)) {
    use.open = true;
  } else {
    use.literals.push_back(field);
  }
}

bool IsOwnedByAws(const catalog::Catalog::ArnFormat& format) {
  return std::any_of(std::begin(kOwnedByAws), std::end(kOwnedByAws), [&](const Owned& owned) {
    return format.service == owned.service && format.resource.starts_with(owned.start);
  });
}

/// Whether the literal beginnings of a resource field and of a format's contradict: so do most, and need no glob.
bool DifferAtOnce(std::string_view name, std::string_view format) {
  const std::size_t size = std::min(name.size(), format.size());
  for (std::size_t i = 0; i < size; ++i) {
    if (name[i] == '*' || name[i] == '?' || format[i] == '$' || format[i] == '*') return false;
    if (name[i] != format[i]) return true;
  }
  return false;
}

Formats FormatsOf(const Resource& resource, const catalog::Catalog& catalog) {
  Formats out;
  const std::string name = Widened(resource.arn.resource);
  for (const catalog::ResourceTypeId type : catalog.types_in_arn_service(resource.arn.service)) {
    const catalog::IdRange range = catalog.arn_format_range(type);
    for (std::uint32_t number = range.begin; number < range.end; ++number) {
      const catalog::Catalog::ArnFormat format = catalog.arn_format(number);
      if (format.service.starts_with(kPlaceholder) || DifferAtOnce(name, format.resource)) continue;
      if (!text::OverlapsGlob(name, access::ResourceGlob(format))) continue;
      const policy::Arn arn = policy::ParseArn(format.text);
      Note(out.region, arn.region, out.texts.empty());
      Note(out.account, arn.account, out.texts.empty());
      if (IsOwnedByAws(format)) out.account.always = false;
      out.texts.push_back(format.text);
    }
  }
  return out;
}

const Formats& Fitting(Study& study, const Resource& resource) {
  ArnMemo& memo = study.Get<ArnMemo>([] { return std::make_unique<ArnMemo>(); });
  const auto [found, is_new] = memo.formats.try_emplace(&resource);
  if (is_new) found->second = FormatsOf(resource, study.catalog());
  return found->second;
}

bool IsFixed(std::string_view field) { return !field.empty() && field.find_first_of("*?") == std::string_view::npos; }

/// The fields before the last are known; a policy variable may not stand there, which another check tells.
Truth CanBeJudged(const Resource& resource) {
  if (resource.leaf.unknown) return Truth::kUnknown;
  if (!resource.arn.present || resource.arn.fields < 6) return Truth::kFalse;
  const std::string_view head = resource.leaf.text.substr(0, resource.leaf.text.size() - resource.arn.resource.size());
  if (head.find(kPlaceholder) != std::string_view::npos) return Truth::kFalse;
  return head.find(kHoleLead) == std::string_view::npos ? Truth::kTrue : Truth::kUnknown;
}

/// The partition whose Regions count; null: any.
const Partition* PartitionOf(const Resource& resource) { return FindPartition(resource.arn.partition); }

// Each fault in two steps: what the ARN alone must have, and what the formats say.

struct LacksRegion {
  static bool MayBe(const Resource& resource) { return resource.arn.region.empty(); }
  static bool Is(const Resource&, const Formats& formats) { return formats.region.always; }
};
struct HasNeedlessRegion {
  static bool MayBe(const Resource& resource) { return IsFixed(resource.arn.region); }
  static bool Is(const Resource&, const Formats& formats) { return !formats.region.ever; }
};
struct HasWrongRegion {
  static bool MayBe(const Resource& resource) { return IsFixed(resource.arn.region); }
  static bool Is(const Resource& resource, const Formats& formats) {
    const std::string_view region = resource.arn.region;
    if (!formats.region.ever) return false;
    const auto& literals = formats.region.literals;
    if (std::find(literals.begin(), literals.end(), region) != literals.end()) return false;
    return !formats.region.open || !HasRegion(PartitionOf(resource), region);
  }
};
struct LacksAccount {
  static bool MayBe(const Resource& resource) { return resource.arn.account.empty(); }
  static bool Is(const Resource&, const Formats& formats) { return formats.account.always; }
};
struct HasNeedlessAccount {
  static bool MayBe(const Resource& resource) { return IsFixed(resource.arn.account); }
  static bool Is(const Resource&, const Formats& formats) { return !formats.account.ever; }
};
struct HasWrongAccount {
  static bool MayBe(const Resource& resource) {
    return IsFixed(resource.arn.account) && !policy::IsAccountId(resource.arn.account);
  }
  static bool Is(const Resource& resource, const Formats& formats) {
    const std::string_view account = resource.arn.account;
    if (!formats.account.ever) return false;
    const auto& literals = formats.account.literals;
    return account != kLiteralOwner && std::find(literals.begin(), literals.end(), account) == literals.end();
  }
};

template <class Fault>
Truth HasFault(Study& study, const Subject& subject, Argument) {
  const Resource& resource = *subject.resource;
  const Truth judged = CanBeJudged(resource);
  if (judged != Truth::kTrue) return judged;
  if (!Fault::MayBe(resource)) return Truth::kFalse;
  const Formats& formats = Fitting(study, resource);
  if (formats.texts.empty() || !Fault::Is(resource, formats)) return Truth::kFalse;
  return resource.leaf.has_hole ? Truth::kUnknown : Truth::kTrue;
}

Truth PartitionExists(Study&, const Subject& subject, Argument) {
  const Resource& resource = *subject.resource;
  const std::string_view partition = resource.arn.partition;
  if (resource.leaf.unknown) return Truth::kUnknown;
  if (!resource.arn.present || resource.arn.fields < 2 || !IsFixed(partition)) return Truth::kTrue;
  if (partition.find(kHoleLead) != std::string_view::npos) return Truth::kUnknown;
  if (partition.find(kPlaceholder) != std::string_view::npos) return Truth::kTrue;
  return ToTruth(FindPartition(partition) != nullptr);
}

std::string FillPartition(Study&, const Subject& subject, Argument, std::string_view placeholder) {
  if (placeholder == "partitions") {
    std::string out;
    for (const Partition& partition : Partitions()) {
      out += (out.empty() ? "`" : ", `") + std::string(partition.name) + "`";
    }
    return out;
  }
  const std::string_view nearest = NearestPartition(subject.resource->arn.partition);
  return nearest.empty() ? "" : "; did you mean `" + std::string(nearest) + "`?";
}

std::string FillFormats(Study& study, const Subject& subject, Argument, std::string_view placeholder) {
  if (placeholder == "suggestion") {
    const std::string_view nearest = NearestRegion(PartitionOf(*subject.resource), subject.resource->arn.region);
    return nearest.empty() ? "" : "; did you mean `" + std::string(nearest) + "`?";
  }
  std::vector<std::string> texts;
  for (const std::string_view text : Fitting(study, *subject.resource).texts) texts.emplace_back(text);
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return JoinShown(texts);
}

constexpr std::string_view kFormatFills[] = {"formats"};
constexpr std::string_view kRegionFills[] = {"formats", "suggestion"};
constexpr std::string_view kPartitionFills[] = {"partitions", "suggestion"};
constexpr SubjectKinds kOfResource = Bit(SubjectKind::kResource);

constexpr Predicate kTable[] = {
    {.name = "arn_partition_exists",
     .doc = "The partition field of the resource's ARN, where it has no wildcard, is a partition of AWS.",
     .subjects = kOfResource,
     .fills = kPartitionFills,
     .test = PartitionExists,
     .fill = FillPartition},
    {.name = "arn_lacks_region",
     .doc = "The ARN has no Region, and every ARN format that its last field fits has one.",
     .subjects = kOfResource,
     .fills = kFormatFills,
     .test = HasFault<LacksRegion>,
     .fill = FillFormats},
    {.name = "arn_has_needless_region",
     .doc = "The ARN names a Region, and no ARN format that its last field fits has one.",
     .subjects = kOfResource,
     .fills = kFormatFills,
     .test = HasFault<HasNeedlessRegion>,
     .fill = FillFormats},
    {.name = "arn_has_wrong_region",
     .doc = "The ARN names a Region that its partition or the ARN formats that its last field fits do not have.",
     .subjects = kOfResource,
     .fills = kRegionFills,
     .test = HasFault<HasWrongRegion>,
     .fill = FillFormats},
    {.name = "arn_lacks_account",
     .doc = "The ARN has no account, and every ARN format that its last field fits has one; AWS also owns none of the "
            "kind.",
     .subjects = kOfResource,
     .fills = kFormatFills,
     .test = HasFault<LacksAccount>,
     .fill = FillFormats},
    {.name = "arn_has_needless_account",
     .doc = "The ARN names an account, and no ARN format that its last field fits has one.",
     .subjects = kOfResource,
     .fills = kFormatFills,
     .test = HasFault<HasNeedlessAccount>,
     .fill = FillFormats},
    {.name = "arn_has_wrong_account",
     .doc = "The account of the ARN is neither 12 digits nor an owner that an ARN format names.",
     .subjects = kOfResource,
     .fills = kFormatFills,
     .test = HasFault<HasWrongAccount>,
     .fill = FillFormats},
};

}  // namespace

std::span<const Predicate> ArnPredicates() { return kTable; }

}  // namespace iampolicy::rules
