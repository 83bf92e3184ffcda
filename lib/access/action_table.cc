// Actions. What the catalogue knows is a sweep over id ranges; what it does not know, an open set of names, is cut by
// service and then by name. A name holds no colon, so a pattern's one colon is the action's.

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <utility>

#include "lib/access/tables.h"

namespace iampolicy::access {
namespace {

struct Event {
  catalog::ActionId at = 0;
  std::uint32_t slot = 0;  // clause x 4 + is_out x 2 + is_sure
  bool is_begin = true;
};

/// Calls use(pattern, hit) for every entry; open parts become `*`, and the hit is then not sure.
template <class Use>
void ForEachAction(Clauses clauses, Use use) {
  for (std::uint32_t clause = 0; clause < clauses.size(); ++clause) {
    if (clauses[clause] == nullptr) continue;
    const Entries& actions = clauses[clause]->actions;
    for (const bool is_out : {false, true}) {
      for (const text::Pattern& pattern : is_out ? actions.out : actions.in) {
        if (text::HasOpaque(pattern)) {
          use(Widest(pattern), EntryMasks::Hit{clause, is_out, false});
        } else {
          use(pattern, EntryMasks::Hit{clause, is_out, true});
        }
      }
    }
  }
}

std::vector<Event> EventsOf(Clauses clauses, const Making& making) {
  std::vector<Event> events;
  ForEachAction(clauses, [&](const text::Pattern& pattern, const EntryMasks::Hit& hit) {
    const std::uint32_t slot = hit.clause * 4 + (hit.is_out ? 2u : 0u) + (hit.is_sure ? 1u : 0u);
    for (const catalog::IdRange range : making.catalog.Expand(ToUtf8(pattern, making.variables))) {
      events.push_back({range.begin, slot, true});
      events.push_back({range.end, slot, false});
    }
  });
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.at < b.at; });
  return events;
}

struct ServiceAndName {
  text::Pattern service, name;
  EntryMasks::Hit hit;
};

/// The pairs of patterns that together take what the pattern takes of the form service:name.
void CutAction(const text::Pattern& pattern, const EntryMasks::Hit& hit, std::vector<ServiceAndName>& into) {
  const std::size_t colon = pattern.find(U':');
  if (colon != text::Pattern::npos) {
    if (pattern.find(U':', colon + 1) == text::Pattern::npos) {
      into.push_back({pattern.substr(0, colon), pattern.substr(colon + 1), hit});
    }
    return;
  }
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == text::kStar) into.push_back({pattern.substr(0, i + 1), pattern.substr(i), hit});
    if (pattern[i] == text::kOne) into.push_back({pattern.substr(0, i), pattern.substr(i + 1), hit});
  }
}

/// The pairs by service pattern, each pattern once.
struct ByService {
  std::vector<text::Pattern> services;
  std::vector<std::vector<const ServiceAndName*>> entries;
};

ByService Grouped(std::vector<ServiceAndName>& pairs) {
  std::stable_sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return a.service < b.service; });
  ByService grouped;
  for (const ServiceAndName& pair : pairs) {
    if (grouped.services.empty() || grouped.services.back() != pair.service) {
      grouped.services.push_back(pair.service);
      grouped.entries.emplace_back();
    }
    grouped.entries.back().push_back(&pair);
  }
  return grouped;
}

std::optional<Error> AddNames(const std::string& service, const std::vector<const ServiceAndName*>& entries,
                              const Making& making, EntryMasks& masks, RowSet& rows) {
  std::vector<text::Pattern> names;
  names.reserve(entries.size());
  for (const ServiceAndName* entry : entries) names.push_back(entry->name);
  const auto classes = text::Classes(names, text::Alphabet::kNoColon, making.max_states);
  if (!classes) return classes.error();
  for (const text::Class& found : *classes) {
    masks.Reset();
    found.matches.ForEach([&](std::size_t i) { masks.Take(entries[i]->hit); });
    Row row = masks.ToRow();
    if (!row.may.Any()) continue;
    row.text = service + ":" + ToUtf8(found.shortest, making.variables);
    row.is_known = making.catalog.FindAction(row.text) != catalog::kNone;
    rows.Add(std::move(row));
  }
  return std::nullopt;
}

}  // namespace

Table KnownActions(Clauses clauses, const Making& making) {
  const std::vector<Event> events = EventsOf(clauses, making);
  std::vector<std::uint32_t> active(clauses.size() * 4, 0);
  EntryMasks masks(clauses, &Clause::actions);
  RowSet rows;
  const auto add = [&](catalog::IdRange range) {
    masks.Reset();
    for (std::uint32_t slot = 0; slot < active.size(); ++slot) {
      if (active[slot] > 0) masks.Take({slot / 4, (slot & 2) != 0, (slot & 1) != 0});
    }
    Row row = masks.ToRow();
    if (!row.may.Any()) return;
    catalog::Ids& ids = rows.Add(std::move(row)).ids;
    if (!ids.empty() && ids.back().end == range.begin) {
      ids.back().end = range.end;
    } else {
      ids.push_back(range);
    }
  };
  const catalog::ActionId end = making.catalog.action_count();
  if (end > 0 && (events.empty() || events.front().at > 0)) add({0, events.empty() ? end : events.front().at});
  for (std::size_t i = 0; i < events.size();) {
    const catalog::ActionId at = events[i].at;
    for (; i < events.size() && events[i].at == at; ++i) {
      active[events[i].slot] += events[i].is_begin ? 1u : static_cast<std::uint32_t>(-1);
    }
    if (at < end) add({at, i < events.size() ? events[i].at : end});
  }
  Table table{Table::Dimension::kAction, {}, rows.Take()};
  for (Row& row : table.rows) row.text = making.catalog.FullName(row.ids.front().begin);
  return table;
}

std::optional<Error> AddUnknownActions(Table& known, Clauses clauses, const Making& making) {
  std::vector<ServiceAndName> pairs;
  ForEachAction(clauses,
                [&](const text::Pattern& pattern, const EntryMasks::Hit& hit) { CutAction(pattern, hit, pairs); });
  const ByService grouped = Grouped(pairs);
  const auto services = text::Classes(grouped.services, text::Alphabet::kNoColon, making.max_states);
  if (!services) return services.error();
  RowSet rows;
  for (Row& row : known.rows) rows.Add(std::move(row));
  EntryMasks masks(clauses, &Clause::actions);
  std::vector<const ServiceAndName*> entries;
  for (const text::Class& service : *services) {
    if (service.shortest.empty()) continue;
    entries.clear();
    service.matches.ForEach(
        [&](std::size_t i) { entries.insert(entries.end(), grouped.entries[i].begin(), grouped.entries[i].end()); });
    if (auto error = AddNames(ToUtf8(service.shortest, making.variables), entries, making, masks, rows)) return error;
  }
  known.rows = rows.Take();
  return std::nullopt;
}

}  // namespace iampolicy::access
