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
          use(Widest(pattern), EntryMasks::Hit{clause, is_out, false, EntryMasks::kNoAtom});
        } else {
          use(pattern, EntryMasks::Hit{clause, is_out, true, EntryMasks::kNoAtom});
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

bool IsLiteral(const text::Pattern& pattern) { return !text::HasWildcard(pattern); }

/// Every pair of every clause.
std::vector<ServiceAndName> PairsOf(Clauses clauses) {
  std::vector<ServiceAndName> pairs;
  ForEachAction(clauses,
                [&](const text::Pattern& pattern, const EntryMasks::Hit& hit) { CutAction(pattern, hit, pairs); });
  return pairs;
}

using Pairs = std::vector<const ServiceAndName*>;

/// Rows of one service: the names that the pairs tell apart; with `has_required`, those that the first takes.
class Names {
 public:
  Names(Clauses clauses, const Making& making, RowSet& rows)
      : making_(making), masks_(clauses, &Clause::actions), rows_(rows) {}

  std::optional<Error> Add(const std::string& service, const Pairs& pairs, bool has_required) {
    if (has_required && IsLiteral(pairs.front()->name)) {
      AddLiteral(service, pairs);
      return std::nullopt;
    }
    std::vector<text::Pattern> names;
    Pairs kept;
    for (const ServiceAndName* pair : pairs) {
      if (has_required && text::Overlaps(pairs.front()->name, pair->name) == text::Truth::kFalse) continue;
      names.push_back(pair->name);
      kept.push_back(pair);
    }
    const auto classes = text::Classes(names, text::Alphabet::kNoColon, making_.max_states);
    if (!classes) return classes.error();
    for (const text::Class& found : *classes) {
      if (has_required && !found.matches.Has(0)) continue;
      masks_.Reset();
      found.matches.ForEach([&](std::size_t i) { masks_.Take(kept[i]->hit); });
      AddRow(service + ":" + ToUtf8(found.shortest, making_.variables));
    }
    return std::nullopt;
  }

 private:
  void AddLiteral(const std::string& service, const Pairs& pairs) {
    const std::string name = ToUtf8(pairs.front()->name, making_.variables);
    if (making_.catalog.FindAction(service + ":" + name) != catalog::kNone) return;
    masks_.Reset();
    for (const ServiceAndName* pair : pairs) {
      if (text::Matches(pair->name, name)) masks_.Take(pair->hit);
    }
    AddRow(service + ":" + name);
  }

  void AddRow(std::string text) {
    Row row = masks_.ToRow();
    if (!row.may.Any()) return;
    row.is_known = making_.catalog.FindAction(text) != catalog::kNone;
    row.text = std::move(text);
    rows_.Add(std::move(row));
  }

  const Making& making_;
  EntryMasks masks_;
  RowSet& rows_;
};

/// The pairs, sorted by service, for one clause to be set against the others.
class Services {
 public:
  Services(std::vector<ServiceAndName> pairs, std::size_t focus, Names& names, const Making& making)
      : pairs_(std::move(pairs)), focus_(focus), names_(names), making_(making) {
    std::stable_sort(pairs_.begin(), pairs_.end(), IsBefore);
    for (const ServiceAndName& pair : pairs_) {
      if (!IsLiteral(pair.service)) wild_.push_back(&pair);
    }
  }

  std::optional<Error> AddAll() {
    Pairs all;
    for (const ServiceAndName& pair : pairs_) all.push_back(&pair);
    return AddEach(all, false);
  }

  /// What the focused clause's list takes, entry by entry.
  std::optional<Error> AddOwn() {
    for (const ServiceAndName& pair : pairs_) {
      if (!IsOwn(pair) || IsKnown(pair)) continue;
      auto error = IsLiteral(pair.service) ? AddLiteral(pair) : AddWild(pair);
      if (error) return error;
    }
    return std::nullopt;
  }

 private:
  static bool IsBefore(const ServiceAndName& a, const ServiceAndName& b) { return a.service < b.service; }
  bool IsOwn(const ServiceAndName& pair) const { return pair.hit.clause == focus_ && !pair.hit.is_out; }

  bool IsKnown(const ServiceAndName& pair) const {
    if (!IsLiteral(pair.service) || !IsLiteral(pair.name)) return false;
    const std::string action = ToUtf8(pair.service, making_.variables) + ":" + ToUtf8(pair.name, making_.variables);
    return making_.catalog.FindAction(action) != catalog::kNone;
  }

  std::optional<Error> AddLiteral(const ServiceAndName& required) {
    const std::string service = ToUtf8(required.service, making_.variables);
    Pairs given{&required};
    const auto [begin, end] = std::equal_range(pairs_.begin(), pairs_.end(), required, IsBefore);
    for (auto pair = begin; pair != end; ++pair) {
      if (!IsOwn(*pair)) given.push_back(&*pair);
    }
    for (const ServiceAndName* pair : wild_) {
      if (!IsOwn(*pair) && text::Matches(pair->service, service)) given.push_back(pair);
    }
    return names_.Add(service, given, true);
  }

  std::optional<Error> AddWild(const ServiceAndName& required) {
    Pairs given{&required};
    for (const ServiceAndName& pair : pairs_) {
      if (!IsOwn(pair)) given.push_back(&pair);
    }
    return AddEach(given, true);
  }

  /// Each service that the pairs tell apart; with `has_required`, those that the first takes.
  std::optional<Error> AddEach(const Pairs& given, bool has_required) {
    std::vector<text::Pattern> services;
    services.reserve(given.size());
    for (const ServiceAndName* pair : given) services.push_back(pair->service);
    const auto classes = text::Classes(services, text::Alphabet::kNoColon, making_.max_states);
    if (!classes) return classes.error();
    Pairs here;
    for (const text::Class& service : *classes) {
      if (service.shortest.empty() || (has_required && !service.matches.Has(0))) continue;
      here.clear();
      service.matches.ForEach([&](std::size_t i) { here.push_back(given[i]); });
      if (auto error = names_.Add(ToUtf8(service.shortest, making_.variables), here, has_required)) return error;
    }
    return std::nullopt;
  }

  std::vector<ServiceAndName> pairs_;
  Pairs wild_;
  std::size_t focus_;
  Names& names_;
  const Making& making_;
};

}  // namespace

Table KnownActions(Clauses clauses, const Making& making) {
  const std::vector<Event> events = EventsOf(clauses, making);
  std::vector<std::uint32_t> active(clauses.size() * 4, 0);
  EntryMasks masks(clauses, &Clause::actions);
  RowSet rows;
  const auto add = [&](catalog::IdRange range) {
    masks.Reset();
    for (std::uint32_t slot = 0; slot < active.size(); ++slot) {
      if (active[slot] > 0) masks.Take({slot / 4, (slot & 2) != 0, (slot & 1) != 0, EntryMasks::kNoAtom});
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

Result<Table> UnknownActions(Clauses clauses, const Making& making, std::size_t focus, const Table& known) {
  RowSet rows;
  for (const Row& row : known.rows) {
    Row copy;
    copy.must = row.must;
    copy.may = row.may;
    rows.Add(std::move(copy));
  }
  Names names(clauses, making, rows);
  Services services(PairsOf(clauses), focus, names, making);
  const Entries& own = clauses[focus]->actions;
  if (auto error = own.has_in && !own.in_open ? services.AddOwn() : services.AddAll()) return *error;
  std::vector<Row> found = rows.Take();
  found.erase(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(known.rows.size()));
  return Table{Table::Dimension::kAction, {}, std::move(found)};
}

}  // namespace iampolicy::access
