#include "lib/access/find.h"

#include <algorithm>
#include <utility>

namespace iampolicy::access {
namespace {

using text::Mask;
using text::Truth;

/// Making the tables of one binding takes about as long as so many steps of a search.
constexpr std::size_t kStepsForTables = 500;
constexpr std::size_t kStepsForRow = 20;
/// Patterns: with fewer the exact table is no dearer than samples.
constexpr std::size_t kManyResources = 8;
/// A question told by action may take so much longer than one that is not.
constexpr std::size_t kMoreByAction = 5;

bool HasOpen(const Table& table) {
  return std::any_of(table.rows.begin(), table.rows.end(),
                     [](const Row& row) { return row.use != Use::kBoth || !(row.must == row.may); });
}

bool HasOpenResources(const Clause* clause) {
  if (clause == nullptr) return false;
  for (const auto* list : {&clause->resources.in, &clause->resources.out}) {
    for (const text::Pattern& pattern : *list) {
      if (std::any_of(pattern.begin(), pattern.end(), IsVariable)) return true;
    }
  }
  return false;
}

std::vector<std::size_t> FirstBits(const std::vector<Mask>& path) {
  std::vector<std::size_t> bits;
  if (!path.empty()) path.front().ForEach([&bits](std::size_t bit) { bits.push_back(bit); });
  return bits;
}

Told Doubtful(Told::Doubt doubt) {
  Told told;
  told.found = Truth::kUnknown;
  told.doubt = doubt;
  return told;
}

}  // namespace

Finder::Finder(const Asked& asked, const Making& making, const Options& options)
    : asked_(asked), making_(making), options_(options), has_open_(!(asked.first.must == asked.first.may)) {
  if (asked.goal.yes_paths.size() != 1) return;
  // On one path what a clause is for is settled; the first layer is looked at bit by bit.
  const auto& path = asked.goal.yes_paths.front();
  use_.good = asked.goal.no_deny;
  use_.bad = asked.goal.yes_deny;
  for (const Mask& layer : path) {
    if (layer.Count() == 1) use_.required |= layer;
    use_.good |= layer;
  }
  for (const auto& other : asked.goal.no_paths) {
    for (const Mask& layer : other) use_.bad |= layer;
  }
}

/// nullptr: the budget ran out.
const Table* Finder::TableFor(Actions actions, std::size_t bit) {
  if (!known_) {
    known_ = KnownActions(asked_.clauses, making_);
    has_open_ = has_open_ || HasOpen(*known_);
  }
  if (actions == Actions::kKnown) return &*known_;
  const auto at = unknown_.find(bit);
  if (at != unknown_.end()) return &at->second;
  auto made = UnknownActions(asked_.clauses, making_, bit, *known_);
  if (!made) return nullptr;
  has_open_ = has_open_ || HasOpen(*made);
  return &unknown_.emplace(bit, std::move(made).value()).first->second;
}

Making Finder::MakingWith(const Binding& binding) const {
  return {making_.catalog, making_.sources, making_.variables, binding, making_.language, making_.max_states};
}

bool Finder::HasVariables(const Mask& alive) const {
  bool has = false;
  alive.ForEach([&](std::size_t i) { has = has || !asked_.clauses[i]->variables.empty(); });
  return has;
}

const std::vector<Case>& Finder::CasesFor(const Mask& alive) {
  const auto [at, is_new] = cases_.try_emplace(alive);
  if (!is_new) return at->second;
  std::vector<const Clause*> clauses(asked_.clauses.size(), nullptr);
  alive.ForEach([&](std::size_t i) { clauses[i] = asked_.clauses[i]; });
  auto cases = CasesOf(clauses, making_, options_.max_cases);
  if (cases) {
    at->second = std::move(cases).value();
  } else {
    // Too many to go through: one case in which all is open, tried with one sample.
    at->second.push_back(OpenCaseOf(clauses, making_));
  }
  return at->second;
}

Finder::Rest& Finder::RestFor(const Mask& alive, const Binding& binding) {
  const auto [at, is_new] = rests_.try_emplace({alive, NameOf(binding)});
  Rest& rest = at->second;
  if (!is_new) return rest;
  steps_ += kStepsForTables;
  rest.binding = binding;
  const Making making = MakingWith(rest.binding);
  const bool strangers = options_.caller == Caller::kStranger;
  rest.clauses.resize(asked_.clauses.size(), nullptr);
  alive.ForEach([&](std::size_t i) { rest.clauses[i] = asked_.clauses[i]; });
  std::size_t patterns = 0;
  for (const Clause* clause : rest.clauses) {
    if (clause != nullptr) patterns += clause->resources.in.size() + clause->resources.out.size();
  }
  rest.has_many_resources = patterns > kManyResources;
  rest.has_open_resources = std::any_of(rest.clauses.begin(), rest.clauses.end(), HasOpenResources);
  if (auto principals = Principals(rest.clauses, making_.sources, strangers)) {
    rest.tables.push_back(std::move(*principals));
  }
  for (const std::string& key : TestedKeys(rest.clauses)) {
    auto values = KeyValues(key, rest.clauses, making, strangers);
    if (!values) {
      rest.is_complete = false;
      return rest;
    }
    rest.tables.push_back(std::move(values).value());
  }
  for (const Table& table : rest.tables) {
    steps_ += kStepsForRow * table.rows.size();
    has_open_ = has_open_ || HasOpen(table);
  }
  return rest;
}

const Table* Finder::ResourcesFor(Rest& rest, std::size_t focus) {
  const auto at = rest.resources.find(focus);
  if (at != rest.resources.end()) return at->second;
  if (rest.has_too_many) return nullptr;
  // Most policies have variables in conditions only: then one table serves every case.
  if (!rest.has_open_resources) {
    const auto shared = plain_resources_.find({rest.clauses, focus});
    if (shared != plain_resources_.end()) return rest.resources.emplace(focus, shared->second).first->second;
  }
  auto made = Resources(rest.clauses, MakingWith(rest.binding), focus, use_);
  if (!made) {
    rest.has_too_many = true;
    steps_ += options_.max_states;
    return nullptr;
  }
  has_open_ = has_open_ || HasOpen(*made);
  steps_ += kStepsForRow * made->rows.size();
  resource_tables_.push_back(std::move(made).value());
  const Table* table = &resource_tables_.back();
  if (!rest.has_open_resources) plain_resources_.emplace(std::make_pair(rest.clauses, focus), table);
  return rest.resources.emplace(focus, table).first->second;
}

const Table& Finder::SamplesFor(Rest& rest, std::size_t focus) {
  const auto at = rest.samples.find(focus);
  if (at != rest.samples.end()) return at->second;
  return rest.samples.emplace(focus, SampledResources(rest.clauses, MakingWith(rest.binding), focus)).first->second;
}

/// Samples are tried first where there is much to tell apart: what is let through shows on one resource.
Told Finder::TryBinding(const Pair& action, const Aim& aim, Mode mode, const Mask& alive, const Binding& binding) {
  Rest& rest = RestFor(alive, binding);
  if (!rest.is_complete) return Doubtful(Told::Doubt::kBudget);
  const bool is_made = rest.resources.find(aim.bit()) != rest.resources.end();
  if (mode == Mode::kCertain && !is_made && rest.has_many_resources) {
    Told told = TryResources(action, aim, mode, rest, SamplesFor(rest, aim.bit()));
    if (told.found == Truth::kTrue) return told;
  }
  const Table* resources = ResourcesFor(rest, aim.bit());
  if (resources != nullptr) return TryResources(action, aim, mode, rest, *resources);
  if (mode == Mode::kCertain) {
    Told told = TryResources(action, aim, mode, rest, SamplesFor(rest, aim.bit()));
    if (told.found != Truth::kFalse) return told;
  }
  return Doubtful(Told::Doubt::kBudget);
}

Told Finder::TryResources(const Pair& action, const Aim& aim, Mode mode, const Rest& rest, const Table& resources) {
  const Pair everything = aim.PairOf(asked_.first);
  const Pair first{everything.good & action.good, everything.bad & action.bad, nullptr};
  std::vector<const Table*> tables{&resources};
  for (const Table& table : rest.tables) tables.push_back(&table);
  const Found found = Search(tables, first, aim, steps_, options_.max_nodes);
  if (found.state == Found::State::kNone) return Told{};
  if (found.state == Found::State::kOutOfBudget) return Doubtful(Told::Doubt::kBudget);
  if (IsOpen(rest.binding)) return Doubtful(Told::Doubt::kVariable);
  std::vector<Chosen> chosen{{Table::Dimension::kAction, action.row}};
  for (std::size_t i = 0; i < tables.size(); ++i) chosen.push_back({tables[i]->dimension, found.rows[i]});
  Told told;
  told.confirmed = Confirm(chosen, asked_.clauses, asked_.first, asked_.goal, making_, rest.binding, mode);
  if (!told.confirmed.holds) return Doubtful(Told::Doubt::kUnconfirmed);
  told.is_known_action = action.row->is_known;
  told.found = mode == Mode::kCertain ? Truth::kTrue : Truth::kUnknown;
  if (mode == Mode::kPossible) told.doubt = Told::Doubt::kHole;
  return told;
}

Told Finder::TryCertain(const Pair& action, const Aim& aim, const Mask& alive) {
  Told last;
  for (const Case& one : CasesFor(alive)) {
    const bool is_open = !one.samples.empty();
    for (const Binding& binding : is_open ? one.samples : std::vector<Binding>{one.binding}) {
      if (steps_ > options_.max_nodes) return Doubtful(Told::Doubt::kBudget);
      Told told = TryBinding(action, aim, Mode::kCertain, alive, binding);
      if (told.found == Truth::kTrue) return told;
      if (told.found == Truth::kUnknown) last = std::move(told);
    }
    has_open_ = has_open_ || is_open;
  }
  return last;
}

Told Finder::TryPossible(const Pair& action, const Aim& aim, const Mask& alive) {
  Told last;
  for (const Case& one : CasesFor(alive)) {
    if (steps_ > options_.max_nodes) return Doubtful(Told::Doubt::kBudget);
    Told told = TryBinding(action, aim, Mode::kPossible, alive, one.binding);
    if (told.found == Truth::kUnknown && !last.confirmed.holds) last = std::move(told);
  }
  return last;
}

// With variables the proof that nothing is found whatever they hold comes first: it needs no cases.
Told Finder::Try(const Pair& action, const Aim& aim, Mode mode) {
  const Pair everything = aim.PairOf(asked_.first);
  const Mask good = everything.good & action.good;
  const Mask alive = good | (everything.bad & action.bad);
  if (!good.Has(aim.bit())) return {};
  if (!HasVariables(alive)) return TryBinding(action, aim, mode, alive, {});
  const Aim possible = aim.In(Mode::kPossible);
  for (const Pair& pair : possible.Worthwhile({action.row, 1}, steps_)) {
    const Told open = TryBinding(pair, possible, Mode::kPossible, alive, EverythingOpen());
    if (open.found == Truth::kFalse) continue;
    return mode == Mode::kCertain ? TryCertain(action, aim, alive) : TryPossible(action, aim, alive);
  }
  return {};
}

Told Finder::LookAt(const std::vector<Mask>& path, std::size_t bit, Actions actions, Mode mode) {
  const Aim aim(asked_.goal, path, bit, mode);
  if (aim.is_hopeless()) return {};
  const Table* table = TableFor(actions, bit);
  if (table == nullptr) return Doubtful(Told::Doubt::kBudget);
  Told last;
  for (const Pair& action : aim.Worthwhile(table->rows, steps_)) {
    Told told = Try(action, aim, mode);
    if (told.found == Truth::kTrue || told.doubt == Told::Doubt::kHole) return told;
    if (told.found == Truth::kUnknown) last = std::move(told);
    if (steps_ > options_.max_nodes) return Doubtful(Told::Doubt::kBudget);
  }
  return last;
}

Told Finder::LookAmong(Actions actions, Mode mode) {
  Told last;
  for (const auto& path : asked_.goal.yes_paths) {
    for (const std::size_t bit : FirstBits(path)) {
      Told told = LookAt(path, bit, actions, mode);
      if (told.found == Truth::kTrue || told.doubt == Told::Doubt::kHole) return told;
      if (told.found == Truth::kUnknown) last = std::move(told);
      if (steps_ > options_.max_nodes) return Doubtful(Told::Doubt::kBudget);
    }
  }
  return last;
}

std::vector<std::size_t> Finder::RunEach() {
  std::vector<std::size_t> found;
  for (const auto& path : asked_.goal.yes_paths) {
    for (const std::size_t bit : FirstBits(path)) {
      if (std::find(found.begin(), found.end(), bit) != found.end()) continue;
      steps_ = 0;
      Told told = LookAt(path, bit, Actions::kKnown, Mode::kCertain);
      if (told.found != Truth::kTrue && !options_.known_actions_only)
        told = LookAt(path, bit, Actions::kUnknown, Mode::kCertain);
      if (told.found == Truth::kTrue) found.push_back(bit);
    }
  }
  return found;
}

Told Finder::Look(Mode mode) {
  Told known = LookAmong(Actions::kKnown, mode);
  const bool is_settled = known.found == Truth::kTrue || known.confirmed.holds;
  if (is_settled || options_.known_actions_only) return known;
  Told unknown = LookAmong(Actions::kUnknown, mode);
  return unknown.found == Truth::kFalse ? known : unknown;
}

Told Finder::Run() {
  Told certain = Look(Mode::kCertain);
  if (certain.found != Truth::kFalse || !has_open_) return certain;
  steps_ = 0;
  return Look(Mode::kPossible);
}

ByActions Finder::RunByAction(const std::vector<Bit>& bits) {
  ByActions found;
  std::size_t total = 0;
  for (const auto& path : asked_.goal.yes_paths) {
    for (const std::size_t bit : FirstBits(path)) {
      const Aim aim(asked_.goal, path, bit, Mode::kCertain);
      if (aim.is_hopeless()) continue;
      std::vector<const Row*> rows;
      for (const Actions actions : {Actions::kKnown, Actions::kUnknown}) {
        if (actions == Actions::kUnknown && options_.known_actions_only) continue;
        const Table* table = TableFor(actions, bit);
        found.is_complete = found.is_complete && table != nullptr;
        if (table == nullptr) continue;
        for (const Row& row : table->rows) rows.push_back(&row);
      }
      for (const Row* row : rows) {
        total += steps_;
        steps_ = 0;
        if (total > kMoreByAction * options_.max_nodes) {
          found.is_complete = false;
          return found;
        }
        Told told = Try(aim.PairOf(*row), aim, Mode::kCertain);
        found.is_complete = found.is_complete && told.found != Truth::kUnknown;
        if (told.found != Truth::kTrue) continue;
        ByAction one{row->ids, std::move(told.confirmed.request), {bits[bit]}, {}};
        told.confirmed.refusing.ForEach([&](std::size_t i) { one.refused_by.push_back(bits[i]); });
        found.list.push_back(std::move(one));
      }
    }
  }
  return found;
}

}  // namespace iampolicy::access
