#ifndef IAMPOLICY_LIB_CATALOG_TABLES_H_
#define IAMPOLICY_LIB_CATALOG_TABLES_H_

// The layout of the catalogue in memory, written by compile.cc and read by catalog.cc: one array of 32-bit words and
// one blob of names. words[0] is kFormat, words[1 + s] where section s starts; a section ends where the next one
// starts.
//
// Names: a section of n + 1 offsets into the blob; name i is [offset i, offset i + 1).
// Lists: many actions share their condition keys, so equal lists are stored once. A list is an index l into
// kListStarts; its entries are kLists[kListStarts[l], kListStarts[l + 1]). List 0 is empty.

#include <cstdint>

namespace iampolicy::catalog {

inline constexpr std::uint32_t kFormat = 0x49414301;

enum class Section : std::uint32_t {
  kSource,           // names: date, package and version
  kServicePrefixes,  // names, sorted by folded prefix + ":"
  kServiceNames,     // names
  kServiceStarts,    // n + 1: the first action of each service
  kServiceRcp,       // 1 where resource control policies reach it
  kActionNames,      // names, without the service
  kActionInfo,       // access level | service << 8
  kActionTypes,      // lists of resource type ids
  kActionRequired,   // lists: those of them that must be given
  kActionKeys,       // lists of key ids
  kActionDependent,  // lists of action ids
  kBits,             // bitmaps over actions: one a level, then those without resource types
  kBitSums,          // for each word of a bitmap, how many bits are set in those before it
  kTypeNames,        // names, sorted by service and folded name
  kTypeServices,     // service ids
  kTypeKeys,         // lists of key ids
  kTypeFormats,      // n + 1: the first ARN format of each type
  kFormats,          // names
  kFormatCuts,       // for each ARN format, where its service field ends and its sixth field starts: end | start << 16
  kArnServices,      // names, sorted: service fields of ARN formats, folded
  kArnServiceTypes,  // lists of resource type ids
  kKeyNames,         // names, sorted by folded name
  kKeyInfo,          // KeyType | multi-valued << 8 | global << 9
  kTemplates,        // ids of keys with a placeholder, by id
  kTemplateGlobs,    // names: for each, a glob that takes its instances
  kOperations,       // names, sorted: API operations that another action authorises, folded
  kOperationsBy,     // names: that action
  kListStarts,
  kLists,
  kEnd,
};
inline constexpr std::uint32_t kSections = static_cast<std::uint32_t>(Section::kEnd);

/// Bytes that every templated key has before its first placeholder, at the least.
inline constexpr std::size_t kTemplateHead = 2;

inline constexpr std::uint32_t kLevels = 5;
inline constexpr std::uint32_t kWithoutResources = kLevels;  ///< the bitmap after those of the levels
inline constexpr std::uint32_t kBitmaps = kLevels + 1;
constexpr std::uint32_t BitmapWords(std::uint32_t actions) { return (actions + 31) / 32; }

}  // namespace iampolicy::catalog

#endif  // IAMPOLICY_LIB_CATALOG_TABLES_H_
