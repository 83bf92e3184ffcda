// Reading the tables: arithmetic on words, names by binary search.

#include "lib/catalog/catalog.h"

#include <algorithm>
#include <bit>

#include "lib/catalog/names.h"
#include "lib/catalog/tables.h"
#include "lib/text/pattern.h"
#include "lib/text/utf8.h"

namespace iampolicy::catalog {

std::string_view Name(AccessLevel level) {
  switch (level) {
    case AccessLevel::kList:
      return "List";
    case AccessLevel::kRead:
      return "Read";
    case AccessLevel::kWrite:
      return "Write";
    case AccessLevel::kPermissionsManagement:
      return "Permissions management";
    case AccessLevel::kTagging:
      return "Tagging";
  }
  return "";
}

// ---- the layout ----

std::span<const std::uint32_t> Catalog::Words(Section section) const {
  const std::uint32_t begin = words_[1 + static_cast<std::uint32_t>(section)];
  const std::uint32_t end = words_[2 + static_cast<std::uint32_t>(section)];
  return words_.subspan(begin, end - begin);
}

std::string_view Catalog::NameAt(Section section, std::uint32_t index) const {
  const std::span<const std::uint32_t> offsets = Words(section);
  return names_.substr(offsets[index], offsets[index + 1] - offsets[index]);
}

std::span<const std::uint32_t> Catalog::List(Section section, std::uint32_t index) const {
  const std::uint32_t list = Words(section)[index];
  const std::span<const std::uint32_t> starts = Words(Section::kListStarts);
  return Words(Section::kLists).subspan(starts[list], starts[list + 1] - starts[list]);
}

std::string_view Catalog::date() const { return NameAt(Section::kSource, 0); }
std::string_view Catalog::source() const { return NameAt(Section::kSource, 1); }
std::uint32_t Catalog::service_count() const { return static_cast<std::uint32_t>(Words(Section::kServiceRcp).size()); }
std::uint32_t Catalog::action_count() const { return static_cast<std::uint32_t>(Words(Section::kActionInfo).size()); }
std::uint32_t Catalog::resource_type_count() const {
  return static_cast<std::uint32_t>(Words(Section::kTypeServices).size());
}
std::uint32_t Catalog::key_count() const { return static_cast<std::uint32_t>(Words(Section::kKeyInfo).size()); }

// ---- services ----

ServiceId Catalog::FindService(std::string_view prefix) const {
  return FindFolded(
      0, service_count(), prefix, [&](std::uint32_t i) { return service_prefix(i); }, ':');
}

std::string_view Catalog::service_prefix(ServiceId id) const { return NameAt(Section::kServicePrefixes, id); }
std::string_view Catalog::service_name(ServiceId id) const { return NameAt(Section::kServiceNames, id); }
IdRange Catalog::service_actions(ServiceId id) const {
  const std::span<const std::uint32_t> starts = Words(Section::kServiceStarts);
  return {starts[id], starts[id + 1]};
}
bool Catalog::supports_rcp(ServiceId id) const { return Words(Section::kServiceRcp)[id] != 0; }

// ---- actions ----

ActionId Catalog::FindAction(std::string_view name) const {
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos) return kNone;
  const ServiceId service = FindService(name.substr(0, colon));
  if (service == kNone) return kNone;
  const IdRange range = service_actions(service);
  return FindFolded(range.begin, range.end, name.substr(colon + 1), [&](std::uint32_t i) { return action_name(i); });
}

std::string_view Catalog::action_name(ActionId id) const { return NameAt(Section::kActionNames, id); }
std::string Catalog::FullName(ActionId id) const {
  std::string name(service_prefix(action_service(id)));
  name += ':';
  name += action_name(id);
  return name;
}
ServiceId Catalog::action_service(ActionId id) const { return Words(Section::kActionInfo)[id] >> 8; }
AccessLevel Catalog::access_level(ActionId id) const {
  return static_cast<AccessLevel>(Words(Section::kActionInfo)[id] & 0xFF);
}
std::span<const std::uint32_t> Catalog::action_resource_types(ActionId id) const {
  return List(Section::kActionTypes, id);
}
bool Catalog::resource_required(ActionId id, ResourceTypeId type) const {
  const std::span<const std::uint32_t> required = List(Section::kActionRequired, id);
  return std::binary_search(required.begin(), required.end(), type);
}
std::span<const std::uint32_t> Catalog::action_keys(ActionId id) const { return List(Section::kActionKeys, id); }
std::span<const std::uint32_t> Catalog::dependent_actions(ActionId id) const {
  return List(Section::kActionDependent, id);
}
std::string_view Catalog::AuthorizedBy(std::string_view operation) const {
  const auto count = static_cast<std::uint32_t>(Words(Section::kOperations).size() - 1);
  const std::uint32_t found =
      FindFolded(0, count, operation, [&](std::uint32_t i) { return NameAt(Section::kOperations, i); });
  return found == kNone ? std::string_view() : NameAt(Section::kOperationsBy, found);
}

// ---- sets of actions ----

Ids Catalog::Marked(std::uint32_t bitmap) const {
  const std::uint32_t count = action_count();
  const std::uint32_t size = BitmapWords(count);
  const std::span<const std::uint32_t> bits = Words(Section::kBits).subspan(std::size_t{bitmap} * size, size);
  Ids ids;
  for (std::uint32_t id = 0; id < count; ++id) {
    if ((bits[id / 32] >> (id % 32) & 1) == 0) continue;
    if (!ids.empty() && ids.back().end == id) {
      ++ids.back().end;
    } else {
      ids.push_back({id, id + 1});
    }
  }
  return ids;
}

Ids Catalog::OfLevel(AccessLevel level) const { return Marked(static_cast<std::uint32_t>(level)); }
Ids Catalog::WithoutResources() const { return Marked(kWithoutResources); }

std::uint32_t Catalog::CountMarked(std::uint32_t bitmap, const Ids& ids) const {
  const std::uint32_t size = BitmapWords(action_count());
  const std::span<const std::uint32_t> bits = Words(Section::kBits).subspan(std::size_t{bitmap} * size, size);
  const std::span<const std::uint32_t> sums = Words(Section::kBitSums).subspan(std::size_t{bitmap} * size, size);
  // Those of [0, id), for 0 < id.
  const auto below = [&](ActionId id) {
    const std::uint32_t word = (id - 1) / 32;
    const std::uint32_t mask = ~0u >> (31 - (id - 1) % 32);
    return sums[word] + static_cast<std::uint32_t>(std::popcount(bits[word] & mask));
  };
  std::uint32_t count = 0;
  for (const IdRange range : ids) {
    if (!range.empty()) count += below(range.end) - (range.begin == 0 ? 0 : below(range.begin));
  }
  return count;
}

std::array<std::uint32_t, 5> Catalog::CountByLevel(const Ids& ids) const {
  // Few actions are looked up one by one; of many, the bits of each level are counted.
  constexpr std::uint32_t kFew = 32;
  std::array<std::uint32_t, 5> counts{};
  const std::span<const std::uint32_t> info = Words(Section::kActionInfo);
  Ids large;
  for (const IdRange range : ids) {
    if (range.size() > kFew) {
      large.push_back(range);
      continue;
    }
    for (ActionId id = range.begin; id < range.end; ++id) ++counts[info[id] & 0xFF];
  }
  if (large.empty()) return counts;
  for (std::uint32_t level = 0; level < kLevels; ++level) counts[level] += CountMarked(level, large);
  return counts;
}

std::uint32_t Catalog::CountWithoutResources(const Ids& ids) const { return CountMarked(kWithoutResources, ids); }

std::array<std::uint32_t, 5> Catalog::CountByLevelWithoutResources(const Ids& ids) const {
  const std::uint32_t size = BitmapWords(action_count());
  const auto bitmap = [&](std::uint32_t number) {
    return Words(Section::kBits).subspan(std::size_t{number} * size, size);
  };
  const std::span<const std::uint32_t> without = bitmap(kWithoutResources);
  std::array<std::uint32_t, kLevels> counts{};
  for (const IdRange range : ids) {
    if (range.empty()) continue;
    const std::uint32_t last = (range.end - 1) / 32;
    for (std::uint32_t word = range.begin / 32; word <= last; ++word) {
      std::uint32_t bits = without[word];
      if (word == range.begin / 32) bits &= ~0u << (range.begin % 32);
      if (word == last) bits &= ~0u >> (31 - (range.end - 1) % 32);
      for (std::uint32_t level = 0; bits != 0 && level < kLevels; ++level) {
        counts[level] += static_cast<std::uint32_t>(std::popcount(bits & bitmap(level)[word]));
      }
    }
  }
  return counts;
}

std::uint32_t Catalog::CountServices(const Ids& ids) const {
  std::uint32_t count = 0;
  ServiceId next = 0;  // the first service not counted yet
  for (const IdRange range : ids) {
    if (range.empty()) continue;
    ServiceId service = std::max(next, action_service(range.begin));
    const ServiceId last = action_service(range.end - 1);
    for (; service <= last; ++service) count += service_actions(service).empty() ? 0 : 1;
    next = std::max(next, last + 1);
  }
  return count;
}

// ---- resource types ----

std::string_view Catalog::resource_type_name(ResourceTypeId id) const { return NameAt(Section::kTypeNames, id); }
ServiceId Catalog::resource_type_service(ResourceTypeId id) const { return Words(Section::kTypeServices)[id]; }
std::vector<std::string_view> Catalog::arn_formats(ResourceTypeId id) const {
  const IdRange range = arn_format_range(id);
  std::vector<std::string_view> formats;
  for (std::uint32_t i = range.begin; i < range.end; ++i) formats.push_back(NameAt(Section::kFormats, i));
  return formats;
}
IdRange Catalog::arn_format_range(ResourceTypeId id) const {
  const std::span<const std::uint32_t> starts = Words(Section::kTypeFormats);
  return {starts[id], starts[id + 1]};
}
Catalog::ArnFormat Catalog::arn_format(std::uint32_t number) const {
  const std::string_view text = NameAt(Section::kFormats, number);
  const std::uint32_t cuts = Words(Section::kFormatCuts)[number];
  const std::string_view before = text.substr(0, cuts & 0xFFFF);
  return {text, before.substr(before.rfind(':') + 1), text.substr(cuts >> 16)};
}
std::span<const std::uint32_t> Catalog::resource_type_keys(ResourceTypeId id) const {
  return List(Section::kTypeKeys, id);
}
ResourceTypeId Catalog::FindResourceType(ServiceId service, std::string_view name) const {
  const std::span<const std::uint32_t> services = Words(Section::kTypeServices);
  const auto [first, last] = std::equal_range(services.begin(), services.end(), service);
  return FindFolded(static_cast<std::uint32_t>(first - services.begin()),
                    static_cast<std::uint32_t>(last - services.begin()), name,
                    [&](std::uint32_t i) { return resource_type_name(i); });
}
std::span<const std::uint32_t> Catalog::types_in_arn_service(std::string_view arn_service) const {
  const auto count = static_cast<std::uint32_t>(Words(Section::kArnServiceTypes).size());
  const std::uint32_t found =
      FindFolded(0, count, arn_service, [&](std::uint32_t i) { return NameAt(Section::kArnServices, i); });
  return found == kNone ? std::span<const std::uint32_t>() : List(Section::kArnServiceTypes, found);
}

// ---- condition keys ----

KeyId Catalog::FindKey(std::string_view key) const {
  const KeyId exact = FindFolded(0, key_count(), key, [&](std::uint32_t i) { return key_name(i); });
  if (exact != kNone) return exact;
  // Templates are sorted like keys, and begin with letters of their own.
  const std::span<const std::uint32_t> templates = Words(Section::kTemplates);
  const auto count = static_cast<std::uint32_t>(templates.size());
  const std::string_view head = key.substr(0, kTemplateHead);
  const auto compare = [&](std::uint32_t i) {
    return CompareFolded(NameAt(Section::kTemplateGlobs, i).substr(0, head.size()), head);
  };
  std::uint32_t i = PartitionPoint(0, count, [&](std::uint32_t at) { return compare(at) < 0; });
  for (; i < count && compare(i) == 0; ++i) {
    if (text::MatchesGlob(NameAt(Section::kTemplateGlobs, i), key, text::Case::kFold)) return templates[i];
  }
  return kNone;
}

std::string_view Catalog::key_name(KeyId id) const { return NameAt(Section::kKeyNames, id); }
KeyType Catalog::key_type(KeyId id) const { return static_cast<KeyType>(Words(Section::kKeyInfo)[id] & 0xFF); }
bool Catalog::key_is_multivalued(KeyId id) const { return (Words(Section::kKeyInfo)[id] >> 8 & 1) != 0; }
bool Catalog::key_is_global(KeyId id) const { return (Words(Section::kKeyInfo)[id] >> 9 & 1) != 0; }

bool Catalog::AcceptsKey(ActionId action, KeyId key) const {
  if (key_is_global(key)) return true;
  const auto has = [key](std::span<const std::uint32_t> keys) {
    return std::binary_search(keys.begin(), keys.end(), key);
  };
  if (has(action_keys(action))) return true;
  const std::span<const std::uint32_t> types = action_resource_types(action);
  return std::any_of(types.begin(), types.end(), [&](ResourceTypeId type) { return has(resource_type_keys(type)); });
}

}  // namespace iampolicy::catalog
