// Action patterns -> ids. Nearly all patterns are literals or prefixes (99.7 % of those in AWS's managed policies),
// which are one range by binary search; only wildcards further inside look at every name of the services they may take.

#include <algorithm>
#include <string>

#include "lib/catalog/catalog.h"
#include "lib/catalog/names.h"
#include "lib/text/pattern.h"

namespace iampolicy::catalog {
namespace {

/// The place of the first `*` or `?`. A plain loop: the patterns are short.
std::size_t FirstWildcard(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '*' || text[i] == '?') return i;
  }
  return std::string_view::npos;
}

bool HasWildcard(std::string_view text) { return FirstWildcard(text) != std::string_view::npos; }

/// Takes every text of one character or more: `*`, `**`, `?*`, ...
bool TakesEverything(std::string_view pattern) {
  return !pattern.empty() && pattern.find_first_not_of("*?") == std::string_view::npos &&
         pattern.find('*') != std::string_view::npos && std::count(pattern.begin(), pattern.end(), '?') <= 1;
}

/// The part before the stars at the end; nullopt where there are wildcards elsewhere too, or no star at the end.
std::optional<std::string_view> PrefixOf(std::string_view pattern) {
  const std::size_t first = FirstWildcard(pattern);
  if (first == std::string_view::npos || pattern.find_first_not_of('*', first) != std::string_view::npos) {
    return std::nullopt;
  }
  return pattern.substr(0, first);
}

/// The i of [begin, end) whose names start with the prefix, as a range.
template <class Name>
IdRange WithPrefix(std::uint32_t begin, std::uint32_t end, std::string_view prefix, Name name) {
  const auto compare = [&](std::uint32_t i) { return CompareFolded(name(i).substr(0, prefix.size()), prefix); };
  const std::uint32_t first = PartitionPoint(begin, end, [&](std::uint32_t i) { return compare(i) < 0; });
  return {first, PartitionPoint(first, end, [&](std::uint32_t i) { return compare(i) <= 0; })};
}

}  // namespace

void Catalog::ExpandName(ServiceId service, std::string_view pattern, std::vector<IdRange>& out) const {
  const IdRange all = service_actions(service);
  const auto name = [&](std::uint32_t i) { return action_name(i); };
  if (TakesEverything(pattern)) {
    out.push_back(all);
  } else if (!HasWildcard(pattern)) {
    const ActionId id = FindFolded(all.begin, all.end, pattern, name);
    if (id != kNone) out.push_back({id, id + 1});
  } else if (const std::optional<std::string_view> prefix = PrefixOf(pattern)) {
    out.push_back(WithPrefix(all.begin, all.end, *prefix, name));
  } else {
    const IdRange some = WithPrefix(all.begin, all.end, pattern.substr(0, FirstWildcard(pattern)), name);
    for (ActionId id = some.begin; id < some.end; ++id) {
      if (text::MatchesGlob(pattern, name(id), text::Case::kFold)) out.push_back({id, id + 1});
    }
  }
}

Ids Catalog::Expand(std::string_view pattern) const {
  std::vector<IdRange> out;
  const std::size_t colon = pattern.find(':');
  if (colon != std::string_view::npos) {
    // Names have one colon, so the parts are matched apart: what stands before it takes no colon of its own.
    const std::string_view service = pattern.substr(0, colon);
    const std::string_view name = pattern.substr(colon + 1);
    if (!HasWildcard(service)) {
      const ServiceId id = FindService(service);
      if (id != kNone) ExpandName(id, name, out);
    } else if (TakesEverything(service) && TakesEverything(name)) {
      out.push_back({0, action_count()});
    } else {
      for (ServiceId id = 0; id < service_count(); ++id) {
        if (text::MatchesGlob(service, service_prefix(id), text::Case::kFold)) ExpandName(id, name, out);
      }
    }
  } else if (TakesEverything(pattern)) {
    out.push_back({0, action_count()});
  } else if (HasWildcard(pattern)) {
    // Without a colon a wildcard has to take it: match whole names.
    std::string full;
    for (ServiceId id = 0; id < service_count(); ++id) {
      const IdRange range = service_actions(id);
      full.assign(service_prefix(id));
      full += ':';
      const std::size_t prefix = full.size();
      for (ActionId action = range.begin; action < range.end; ++action) {
        full.resize(prefix);
        full += action_name(action);
        if (text::MatchesGlob(pattern, full, text::Case::kFold)) out.push_back({action, action + 1});
      }
    }
  }
  if (out.size() == 1 && !out[0].empty()) return out;
  return Union(std::move(out));
}

}  // namespace iampolicy::catalog
