// Resources: `*` and the well-formed ARNs. Entries are set against each other only where they meet.

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string>
#include <utility>

#include "lib/access/arns.h"
#include "lib/access/tables.h"

namespace iampolicy::access {
namespace {

/// The entries of all clauses, cut.
struct Listed {
  std::vector<Cut> cuts;
  std::vector<EntryMasks::Hit> everything;                       ///< entries that take every resource
  std::vector<std::pair<text::Pattern, EntryMasks::Hit>> bound;  ///< as they stand, for letters
  Atoms atoms;
  bool has_letters = false;
  bool is_complete = true;
};

void LeaveOutCrossing(Clause::Crossing crossing, std::vector<Cut>& cuts) {
  if (crossing == Clause::Crossing::kYes) return;
  const bool stays_apart = std::any_of(cuts.begin(), cuts.end(), [crossing](const Cut& cut) {
    return cut.is_straight && (crossing == Clause::Crossing::kNo || NamesType(cut));
  });
  if (stays_apart) std::erase_if(cuts, [](const Cut& cut) { return !cut.is_straight; });
}

void List(const text::Pattern& pattern, EntryMasks::Hit hit, Clause::Crossing crossing, Listed& listed) {
  const bool is_open = text::HasOpaque(pattern);
  listed.has_letters = listed.has_letters || is_open;
  if (is_open) {
    hit.is_sure = false;
    hit.atom = listed.atoms.IdOf(pattern);
  }
  listed.bound.emplace_back(pattern, hit);
  const text::Pattern widest = is_open ? Widest(pattern) : pattern;
  if (widest.size() == 1 && widest[0] == text::kStar) {
    listed.everything.push_back(hit);
    return;
  }
  std::optional<std::vector<Cut>> cuts = CutArn(widest);
  listed.is_complete = listed.is_complete && cuts.has_value();
  if (!cuts) return;
  LeaveOutCrossing(crossing, *cuts);
  for (Cut& cut : *cuts) {
    cut.hit = hit;
    listed.cuts.push_back(std::move(cut));
  }
}

/// Stands for a reading rather than for texts: no resource holds it.
text::Pattern NoValue() { return text::Pattern(1, U'\0'); }

/// Whether a variable of the pattern is left open and may be absent.
bool MayHaveNoValue(const text::Pattern& pattern, const Making& making) {
  return std::any_of(pattern.begin(), pattern.end(), [&](char32_t symbol) {
    if (!IsVariable(symbol)) return false;
    const text::Variable& variable = making.variables.variable(symbol);
    return !variable.has_default && making.binding.Find(variable.key) == nullptr;
  });
}

Listed ListedOf(Clauses clauses, const Making& making) {
  Listed listed;
  for (std::uint32_t clause = 0; clause < clauses.size(); ++clause) {
    if (clauses[clause] == nullptr) continue;
    const Entries& resources = clauses[clause]->resources;
    for (const text::Pattern& pattern : resources.in) {
      if (const auto bound = Bind(pattern, making.binding, making.variables))
        List(*bound, {clause, false, true, EntryMasks::kNoAtom}, clauses[clause]->crossing, listed);
    }
    for (const text::Pattern& pattern : resources.out) {
      // AWS does not say what a complement means whose variable has no value: it takes nothing, or everything. It is
      // one answer for all of them.
      const auto bound = Bind(pattern, making.binding, making.variables);
      if (bound) List(*bound, {clause, true, true, EntryMasks::kNoAtom}, clauses[clause]->crossing, listed);
      if (!bound || MayHaveNoValue(*bound, making)) {
        const text::Pattern reading = bound ? *bound + NoValue() : NoValue();
        listed.everything.push_back({clause, true, false, listed.atoms.IdOf(reading)});
        listed.bound.emplace_back(text::Pattern(1, text::kStar), listed.everything.back());
      }
    }
  }
  return listed;
}

text::Wanted::Role RoleOf(const EntryMasks::Hit& hit, const UseOfClauses& use) {
  const bool is_good = use.good.Has(hit.clause);
  if (is_good == use.bad.Has(hit.clause)) return text::Wanted::Role::kNeither;
  return is_good != hit.is_out ? text::Wanted::Role::kGood : text::Wanted::Role::kBad;
}

/// The clauses of `required` whose lists say which resources they take, and take not all.
std::vector<std::uint32_t> Limiting(Clauses clauses, const text::Mask& required, const Listed& listed) {
  std::vector<std::uint32_t> limiting;
  required.ForEach([&](std::size_t i) {
    if (clauses[i] == nullptr || !clauses[i]->resources.has_in || clauses[i]->resources.in_open) return;
    const bool takes_all = std::any_of(listed.everything.begin(), listed.everything.end(),
                                       [i](const auto& hit) { return hit.clause == i && !hit.is_out; });
    if (!takes_all) limiting.push_back(static_cast<std::uint32_t>(i));
  });
  return limiting;
}

/// Adds the ARNs that the cuts tell apart and each of the clauses `limiting` takes; of those, only what the first cut
/// takes with `has_first`.
std::optional<Error> AddArns(const std::vector<const Cut*>& cuts, bool has_first,
                             const std::vector<std::uint32_t>& limiting, const UseOfClauses& use, Listed& listed,
                             const Making& making, EntryMasks& masks, RowSet& rows) {
  Places required;
  if (has_first) required.push_back({0});
  for (const std::uint32_t clause : limiting) {
    std::vector<std::uint32_t>& list = required.emplace_back();
    for (std::uint32_t i = 0; i < cuts.size(); ++i) {
      if (cuts[i]->hit.clause == clause && !cuts[i]->hit.is_out) list.push_back(i);
    }
    if (list.empty()) return std::nullopt;
  }
  std::vector<text::Wanted::Role> roles;
  for (const Cut* cut : cuts) roles.push_back(RoleOf(cut->hit, use));
  const auto classes = ArnClasses(cuts, required, roles, making);
  if (!classes) return classes.error();
  for (const ArnClass& arn : *classes) {
    std::vector<EntryMasks::Hit> hits = listed.everything;
    arn.cuts.ForEach([&](std::size_t i) { hits.push_back(cuts[i]->hit); });
    listed.atoms.AddRows(hits, arn.example, masks, rows);
  }
  return std::nullopt;
}

/// Adds what a clause's list may take, entry by entry, each set against the entries of other clauses that it meets.
std::optional<Error> AddFocused(Listed& listed, std::size_t focus, const std::vector<std::uint32_t>& limiting,
                                const UseOfClauses& use, const Making& making, EntryMasks& masks, RowSet& rows) {
  const auto is_own = [&](const Cut& cut) { return cut.hit.clause == focus && !cut.hit.is_out; };
  std::vector<const Cut*> cuts;
  for (const Cut& own : listed.cuts) {
    if (!is_own(own)) continue;
    cuts.assign(1, &own);
    for (const Cut& other : listed.cuts) {
      if (!is_own(other) && !AreDisjoint(own, other)) cuts.push_back(&other);
    }
    if (auto error = AddArns(cuts, true, limiting, use, listed, making, masks, rows)) return error;
  }
  return std::nullopt;
}

std::optional<Error> AddAll(Listed& listed, std::size_t focus, const std::vector<std::uint32_t>& limiting,
                            const UseOfClauses& use, const Making& making, EntryMasks& masks, RowSet& rows) {
  std::vector<const Cut*> cuts;
  for (const Cut& cut : listed.cuts) {
    if (cut.hit.clause != focus || cut.hit.is_out) cuts.push_back(&cut);
  }
  return AddArns(cuts, false, limiting, use, listed, making, masks, rows);
}

// An entry with a hole names a resource whatever the hole holds: the entry itself, its stars left out.
void AddLetters(const Listed& listed, const Making& making, EntryMasks& masks, RowSet& rows) {
  for (const auto& [entry, hit] : listed.bound) {
    if (!text::HasOpaque(entry)) continue;
    text::Pattern letter;
    for (const char32_t symbol : entry) {
      if (symbol != text::kStar) letter += symbol == text::kOne ? U'x' : symbol;
    }
    Row row;
    masks.Reset();
    for (const auto& [other, other_hit] : listed.bound) {
      const bool covers = text::Covers({&other, 1}, letter) == text::Truth::kTrue;
      if (!covers && text::Overlaps(other, letter) == text::Truth::kFalse) continue;
      // An entry that is not sure for another reason than its hole (a variable without value) stays so.
      const bool is_sure = covers && (other_hit.is_sure || text::HasOpaque(other));
      masks.Take({other_hit.clause, other_hit.is_out, is_sure, EntryMasks::kNoAtom});
    }
    row = masks.ToRow();
    row.text = ToUtf8(letter, making.variables);
    row.use = Use::kCertain;
    row.is_text_open = true;
    rows.Add(std::move(row));
  }
}

/// A text of the pattern: what is usual where a wildcard is a whole field of an ARN, `filling` elsewhere.
text::Pattern Filled(const text::Pattern& pattern, std::u32string_view filling) {
  constexpr std::u32string_view kUsual[] = {U"arn", U"aws", U"x", U"us-east-1", U"123456789012"};
  text::Pattern filled;
  std::size_t field = 0;
  for (std::size_t at = 0; at < pattern.size(); ++at) {
    const char32_t symbol = pattern[at];
    if (symbol == text::kStar) {
      const bool is_alone = (at == 0 || pattern[at - 1] == U':') && at + 1 < pattern.size() && pattern[at + 1] == U':';
      filled += is_alone && field < std::size(kUsual) ? kUsual[field] : filling;
    } else {
      filled += symbol == text::kOne ? U'x' : symbol;
    }
    field += symbol == U':' ? 1 : 0;
  }
  return filled;
}

}  // namespace

Result<Table> Resources(Clauses clauses, const Making& making, std::size_t focus, const UseOfClauses& use) {
  Listed listed = ListedOf(clauses, making);
  if (!listed.is_complete) return Error{"a resource pattern has too many wildcards"};
  EntryMasks masks(clauses, &Clause::resources);
  RowSet rows;
  const auto is_everything = [&](const EntryMasks::Hit& hit) { return hit.clause == focus && !hit.is_out; };
  const bool is_list = focus != kNoFocus && clauses[focus]->resources.has_in && !clauses[focus]->resources.in_open;
  const bool takes_all = std::any_of(listed.everything.begin(), listed.everything.end(), is_everything);
  std::vector<std::uint32_t> limiting = Limiting(clauses, use.required, listed);
  std::erase(limiting, static_cast<std::uint32_t>(focus));
  const auto error = is_list && !takes_all
                         ? AddFocused(listed, focus, limiting, use, making, masks, rows)
                         : AddAll(listed, takes_all ? focus : kNoFocus, limiting, use, making, masks, rows);
  if (error) return *error;
  std::vector<EntryMasks::Hit> star;
  for (const auto& [pattern, hit] : listed.bound) {
    if (text::Matches(Widest(pattern), "*")) star.push_back(hit);
  }
  listed.atoms.AddRows(star, "*", masks, rows);
  if (listed.has_letters) AddLetters(listed, making, masks, rows);
  return Table{Table::Dimension::kResource, {}, rows.Take()};
}

Table SampledResources(Clauses clauses, const Making& making, std::size_t focus) {
  constexpr std::size_t kMostSampled = 64;  // patterns
  const Listed listed = ListedOf(clauses, making);
  EntryMasks masks(clauses, &Clause::resources);
  RowSet rows;
  const auto add = [&](const std::string& resource) {
    masks.Reset();
    for (const auto& [pattern, hit] : listed.bound) {
      if (text::Matches(Widest(pattern), resource)) masks.Take(hit);
    }
    Row row = masks.ToRow();
    row.text = resource;
    rows.Add(std::move(row));
  };
  const auto is_own = [focus](const EntryMasks::Hit& hit) { return hit.clause == focus && !hit.is_out; };
  const bool takes_all = focus == kNoFocus || !clauses[focus]->resources.has_in ||
                         std::any_of(listed.everything.begin(), listed.everything.end(), is_own);
  std::size_t count = 0;
  for (const auto& [pattern, hit] : listed.bound) {
    const bool is_worthwhile = takes_all ? hit.clause != focus : is_own(hit);
    if (!is_worthwhile || text::HasOpaque(pattern)) continue;
    if (std::count(pattern.begin(), pattern.end(), U':') < 5) continue;
    if (++count > kMostSampled) break;
    for (const std::u32string_view filling : {U"example", U"", U"a/example"}) {
      add(ToUtf8(Filled(pattern, filling), making.variables));
    }
  }
  add("arn:aws:x:us-east-1:123456789012:example");
  add("*");
  return Table{Table::Dimension::kResource, {}, rows.Take()};
}

}  // namespace iampolicy::access
