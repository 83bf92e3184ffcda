#ifndef IAMPOLICY_LIB_CATALOG_CATALOG_H_
#define IAMPOLICY_LIB_CATALOG_CATALOG_H_

// A view of tables: integers and one blob of names, compiled into the binary, read without any start-up work.
// An action's id is its rank among case-folded "service:name"; so a service is a range of ids, and so is a literal or
// prefix pattern.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace iampolicy::catalog {

using ActionId = std::uint32_t;
using ServiceId = std::uint32_t;
using ResourceTypeId = std::uint32_t;
using KeyId = std::uint32_t;
inline constexpr std::uint32_t kNone = 0xFFFFFFFF;

enum class Section : std::uint32_t;  // tables.h

enum class AccessLevel : std::uint8_t { kList, kRead, kWrite, kPermissionsManagement, kTagging };
std::string_view Name(AccessLevel level);

/// Of a condition key; `array`: multi-valued (ArrayOfString, ...).
enum class KeyType : std::uint8_t { kString, kArn, kNumeric, kDate, kBool, kIpAddress, kBinary, kOther };

/// Half-open range of action ids.
struct IdRange {
  ActionId begin = 0;
  ActionId end = 0;
  std::uint32_t size() const { return end - begin; }
  bool empty() const { return begin == end; }
  friend bool operator==(IdRange, IdRange) = default;
};

/// What a pattern takes in: sorted, disjoint, non-adjacent ranges.
using Ids = std::vector<IdRange>;
std::uint32_t Count(const Ids& ids);
bool Has(const Ids& ids, ActionId id);
Ids Union(const Ids& a, const Ids& b);
/// Of ranges in any order, overlapping or not.
Ids Union(std::vector<IdRange> ranges);
Ids Intersection(const Ids& a, const Ids& b);
Ids Difference(const Ids& a, const Ids& b);

/// Cheap to copy; the tables must outlive it. Names are as AWS spells them; look-ups ignore case.
class Catalog {
 public:
  /// The tables inside the binary.
  static Catalog BuiltIn();
  /// The format is that of tables.h; `words` starts with its header.
  Catalog(std::span<const std::uint32_t> words, std::string_view names) : words_(words), names_(names) {}

  std::string_view date() const;    ///< YYYY-MM-DD
  std::string_view source() const;  ///< package and version

  std::uint32_t service_count() const;
  std::uint32_t action_count() const;
  std::uint32_t resource_type_count() const;
  std::uint32_t key_count() const;

  // Services.
  ServiceId FindService(std::string_view prefix) const;  ///< kNone where unknown
  std::string_view service_prefix(ServiceId id) const;   ///< "s3"
  std::string_view service_name(ServiceId id) const;     ///< "Amazon S3"
  IdRange service_actions(ServiceId id) const;
  bool supports_rcp(ServiceId id) const;
  std::string_view NearestService(std::string_view prefix) const;  ///< "" where none is near

  // Actions.
  ActionId FindAction(std::string_view name) const;  ///< "s3:GetObject"; kNone where unknown
  std::string_view action_name(ActionId id) const;   ///< without the service: "GetObject"
  std::string FullName(ActionId id) const;           ///< "s3:GetObject"
  ServiceId action_service(ActionId id) const;
  AccessLevel access_level(ActionId id) const;
  /// Resource types the action can be limited to; empty: it accepts only "*".
  std::span<const std::uint32_t> action_resource_types(ActionId id) const;  ///< ResourceTypeIds
  bool resource_required(ActionId id, ResourceTypeId type) const;
  /// Condition keys of the action itself (its resource types have more; global keys are apart).
  std::span<const std::uint32_t> action_keys(ActionId id) const;        ///< KeyIds
  std::span<const std::uint32_t> dependent_actions(ActionId id) const;  ///< ActionIds
  std::string_view NearestAction(
      std::string_view name) const;  ///< the action's name within its service; "" where none is near
  /// Where the name is an API operation that another action authorises ("s3:HeadBucket"): that action; else "".
  std::string_view AuthorizedBy(std::string_view operation) const;

  /// The ids a pattern ("s3:Get*", "*", "s3:*Tag?") takes in. Literal and prefix patterns by binary search; wildcards
  /// in the service part by the services that match. Empty where nothing matches. Case ignored.
  Ids Expand(std::string_view pattern) const;
  /// All actions of an access level, as sorted ranges; of those that accept only "*".
  Ids OfLevel(AccessLevel level) const;
  Ids WithoutResources() const;
  /// How many of the actions each level has, in the order of AccessLevel; how many accept only "*"; how many services
  /// they are of. O(ranges) and O(ranges + services).
  std::array<std::uint32_t, 5> CountByLevel(const Ids& ids) const;
  std::uint32_t CountWithoutResources(const Ids& ids) const;
  std::uint32_t CountServices(const Ids& ids) const;
  /// How many of those that accept only "*" each level has. O(actions / 32), some microseconds for all of them.
  std::array<std::uint32_t, 5> CountByLevelWithoutResources(const Ids& ids) const;

  // Resource types.
  std::string_view resource_type_name(ResourceTypeId id) const;  ///< "bucket"
  ServiceId resource_type_service(ResourceTypeId id) const;
  /// ARN formats, "arn:${Partition}:s3:::${BucketName}"; mostly one.
  std::vector<std::string_view> arn_formats(ResourceTypeId id) const;
  /// The same one by one: numbers [begin, end) of formats, and the fields of one that tell types apart.
  struct ArnFormat {
    std::string_view text;
    std::string_view service;   ///< third field
    std::string_view resource;  ///< sixth field, "${BucketName}/${ObjectName}"
  };
  IdRange arn_format_range(ResourceTypeId id) const;
  ArnFormat arn_format(std::uint32_t number) const;
  std::span<const std::uint32_t> resource_type_keys(ResourceTypeId id) const;
  ResourceTypeId FindResourceType(ServiceId service, std::string_view name) const;
  /// All resource types whose ARN formats have this service field ("s3", "execute-api"); sorted ids.
  std::span<const std::uint32_t> types_in_arn_service(std::string_view arn_service) const;

  // Condition keys. A templated key ("aws:RequestTag/${TagKey}") is found by any of its instances.
  KeyId FindKey(std::string_view key) const;  ///< global and service keys; kNone where unknown
  std::string_view key_name(KeyId id) const;  ///< as AWS writes it, placeholders included
  KeyType key_type(KeyId id) const;
  bool key_is_multivalued(KeyId id) const;
  bool key_is_global(KeyId id) const;                       ///< aws:... keys every service knows
  std::string_view NearestKey(std::string_view key) const;  ///< "" where none is near
  /// Whether requests of the action can carry the key (global, of the action, or of one of its resource types).
  bool AcceptsKey(ActionId action, KeyId key) const;

 private:
  std::span<const std::uint32_t> Words(Section section) const;
  std::string_view NameAt(Section section, std::uint32_t index) const;
  std::span<const std::uint32_t> List(Section section, std::uint32_t index) const;
  /// The actions in the bitmap of a level, or of those without resource types.
  Ids Marked(std::uint32_t bitmap) const;
  std::uint32_t CountMarked(std::uint32_t bitmap, const Ids& ids) const;
  /// The actions of a service whose names the pattern takes.
  void ExpandName(ServiceId service, std::string_view pattern, std::vector<IdRange>& out) const;

  std::span<const std::uint32_t> words_;
  std::string_view names_;
};

}  // namespace iampolicy::catalog

#endif  // IAMPOLICY_LIB_CATALOG_CATALOG_H_
