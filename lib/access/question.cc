#include "lib/access/question.h"

#include <algorithm>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>

#include "lib/access/clause.h"
#include "lib/access/find.h"
#include "lib/access/tables.h"

namespace iampolicy::access {
namespace {

using text::Mask;
using text::Truth;

std::string_view WhyUnknown(Told::Doubt doubt) {
  switch (doubt) {
    case Told::Doubt::kHole:
      return "it depends on a value that is not known from the file";
    case Told::Doubt::kVariable:
      return "it depends on how a policy variable meets a pattern";
    case Told::Doubt::kBudget:
      return "the policies are too complex for the budget of the search";
    case Told::Doubt::kUnconfirmed:
      return "a request that was found could not be confirmed";
    case Told::Doubt::kNone:
      break;
  }
  return "";
}

/// Equal clauses have equal ones.
std::size_t HashOf(const Clause& clause) {
  std::size_t hash = clause.tests.size();
  for (const Entries* entries : {&clause.actions, &clause.resources}) {
    for (const auto* list : {&entries->in, &entries->out}) {
      hash = hash * 31 + list->size();
      for (const text::Pattern& pattern : *list) hash = hash * 31 + std::hash<text::Pattern>()(pattern);
    }
  }
  return hash;
}

/// How a statement whose effect is not known is counted.
enum class Reading : std::uint8_t { kAsWritten, kMayAllow, kMayDeny };

}  // namespace

struct Question::Impl {
  Impl(const catalog::Catalog& the_catalog, const text::Sources& the_sources)
      : catalog(the_catalog), sources(the_sources), maker(the_sources) {
    language.version = policy::Version::k2012;
  }

  struct Held {
    Clause clause;
    Reading reading = Reading::kAsWritten;
    bool is_region = false;
  };

  Bit Hold(Clause clause, Reading reading, bool is_region) {
    if (reading != Reading::kAsWritten) clause.is_certain = false;
    std::vector<Bit>& alike = by_entries[HashOf(clause)];
    for (const Bit bit : alike) {
      const Held& other = held[bit];
      if (other.reading != reading || other.is_region != is_region) continue;
      if (other.clause.statement == clause.statement || AreEqual(other.clause, clause)) return bit;
    }
    held.push_back({std::move(clause), reading, is_region});
    alike.push_back(static_cast<Bit>(held.size() - 1));
    return alike.back();
  }

  Bit AddStatement(const policy::Policy& policy, const policy::Statement& statement, Reading reading,
                   Clause::Crossing crossing = Clause::Crossing::kYes) {
    const auto [known, is_new] = by_statement.try_emplace({&statement, reading});
    if (!is_new) return known->second;
    Clause clause = maker.Make(policy, statement);
    clause.crossing = crossing;
    return known->second = Hold(std::move(clause), reading, false);
  }

  /// The region with texts that last as long as the question.
  Region Owned(const Region& region) {
    const auto own = [this](std::string_view& text) { text = texts.emplace_back(text); };
    Region owned = region;
    for (auto* list : {&owned.actions, &owned.resources, &owned.principals}) {
      for (std::string_view& text : *list) own(text);
    }
    for (Test& test : owned.context) {
      own(test.op);
      own(test.key);
      for (std::string_view& value : test.values) own(value);
    }
    return owned;
  }

  Bit AddRegion(const Region& region) {
    regions.push_back(StatementOf(Owned(region)));
    Clause clause = maker.Make(language, regions.back());
    if (region.by_fields) clause.crossing = Clause::Crossing::kNo;
    return Hold(std::move(clause), Reading::kAsWritten, true);
  }

  /// Statements that an open list may hold, of a policy.
  Bit AddHidden(const policy::Policy& policy, Reading reading) {
    for (const auto& [owner, statement] : hidden) {
      if (owner == &policy) return AddStatement(language, *statement, reading);
    }
    regions.push_back(StatementOf({}));
    hidden.emplace_back(&policy, &regions.back());
    return AddStatement(language, regions.back(), reading);
  }

  void AddPolicy(const policy::Policy& policy, Mask* allows, Mask& denies) {
    for (const policy::Statement& statement : policy.statements.items) {
      switch (statement.effect) {
        case policy::Effect::kAllow:
          if (allows != nullptr) allows->Set(AddStatement(policy, statement, Reading::kAsWritten));
          break;
        case policy::Effect::kDeny:
          denies.Set(AddStatement(policy, statement, Reading::kAsWritten));
          break;
        case policy::Effect::kUnknown:
          if (allows != nullptr) allows->Set(AddStatement(policy, statement, Reading::kMayAllow));
          denies.Set(AddStatement(policy, statement, Reading::kMayDeny));
          break;
        case policy::Effect::kMissing:
        case policy::Effect::kOther:
          break;
      }
    }
    if (!policy.statements.open) return;
    if (allows != nullptr) allows->Set(AddHidden(policy, Reading::kMayAllow));
    denies.Set(AddHidden(policy, Reading::kMayDeny));
  }

  // --- one Find ---

  /// The bits of a question, numbered from 0.
  struct Local {
    std::vector<Bit> bits;
    Asked asked;

    Mask Here(const Mask& mask) const {
      Mask here;
      for (std::size_t i = 0; i < bits.size(); ++i) {
        if (mask.Has(bits[i])) here.Set(i);
      }
      return here;
    }
  };

  Local LocalOf(const Side& yes, const Side& no) const {
    Mask involved = yes.deny | no.deny;
    for (const auto* side : {&yes, &no}) {
      for (const auto& path : side->paths) {
        for (const Mask& layer : path) involved |= layer;
      }
    }
    Local local;
    involved.ForEach([&](std::size_t bit) {
      const Clause& clause = held[bit].clause;
      if (clause.is_certain) local.asked.first.must.Set(local.bits.size());
      local.asked.first.may.Set(local.bits.size());
      local.bits.push_back(static_cast<Bit>(bit));
      local.asked.clauses.push_back(&clause);
    });
    local.asked.goal.yes_deny = local.Here(yes.deny);
    local.asked.goal.no_deny = local.Here(no.deny);
    const auto paths = [&](const Side& side) {
      std::vector<std::vector<Mask>> here;
      for (const auto& path : side.paths) {
        here.emplace_back();
        for (const Mask& layer : path) here.back().push_back(local.Here(layer));
      }
      return here;
    };
    local.asked.goal.yes_paths = paths(yes);
    local.asked.goal.no_paths = paths(no);
    return local;
  }

  Making MakingWith(const Binding& binding, const Options& options) const {
    return {catalog, sources, maker.variables(), binding, language, options.max_states};
  }

  Answer Find(const Side& yes, const Side& no, const Options& options) const {
    const Local local = LocalOf(yes, no);
    const Binding none;
    const Making making = MakingWith(none, options);
    Told told = Finder(local.asked, making, options).Run();
    Answer answer;
    answer.found = told.found;
    answer.why_unknown = WhyUnknown(told.doubt);
    if (!told.confirmed.holds) return answer;
    answer.witness = std::move(told.confirmed.request);
    answer.only_unknown_actions = !told.is_known_action;
    for (const std::size_t i : told.confirmed.granting) answer.granting.push_back(local.bits[i]);
    return answer;
  }

  std::vector<Bit> FindEach(const Side& yes, const Side& no, const Options& options) const {
    const Local local = LocalOf(yes, no);
    const Binding none;
    const Making making = MakingWith(none, options);
    std::vector<Bit> found;
    for (const std::size_t i : Finder(local.asked, making, options).RunEach()) found.push_back(local.bits[i]);
    return found;
  }

  ByActions FindByAction(const Side& yes, const Side& no, const Options& options) const {
    const Local local = LocalOf(yes, no);
    const Binding none;
    const Making making = MakingWith(none, options);
    return Finder(local.asked, making, options).RunByAction(local.bits);
  }

  Result<std::vector<std::string>> ResourceExamples(const Side& side, const Mask& within,
                                                    const Options& options) const {
    const Local local = LocalOf(side, {within, {}});
    const Binding none;
    const auto table =
        Resources(local.asked.clauses, MakingWith(none, options), kNoFocus, {local.Here(within), {}, {}});
    if (!table) return table.error();
    std::vector<std::string> examples;
    for (const Row& row : table->rows) examples.push_back(row.text);
    return examples;
  }

  catalog::Catalog catalog;
  const text::Sources& sources;
  ClauseMaker maker;
  policy::Policy language;        ///< what regions are written in
  std::deque<std::string> texts;  ///< of regions
  std::deque<policy::Statement> regions;
  std::vector<std::pair<const policy::Policy*, const policy::Statement*>> hidden;
  std::deque<Held> held;
  std::unordered_map<std::size_t, std::vector<Bit>> by_entries;  ///< by HashOf()
  std::map<std::pair<const policy::Statement*, Reading>, Bit> by_statement;
};

Question::Question(const catalog::Catalog& catalog, const text::Sources& sources)
    : impl_(std::make_unique<Impl>(catalog, sources)) {}
Question::~Question() = default;
Question::Question(Question&&) noexcept = default;
Question& Question::operator=(Question&&) noexcept = default;

Bit Question::Add(const policy::Policy& policy, const policy::Statement& statement) {
  return impl_->AddStatement(policy, statement, Reading::kAsWritten);
}

Bit Question::AddByFields(const policy::Policy& policy, const policy::Statement& statement) {
  return impl_->AddStatement(policy, statement, Reading::kAsWritten, Clause::Crossing::kUntyped);
}

Bit Question::Add(const Region& region) { return impl_->AddRegion(region); }

Side Question::Add(const Stack& stack) {
  Side side;
  side.paths.emplace_back();
  for (const auto& layer : stack.layers) {
    Mask allows;
    for (const policy::Policy* policy : layer) impl_->AddPolicy(*policy, &allows, side.deny);
    side.paths.front().push_back(std::move(allows));
  }
  for (const policy::Policy* policy : stack.denies) impl_->AddPolicy(*policy, nullptr, side.deny);
  return side;
}

Answer Question::Find(const Side& yes, const Side& no, const Options& options) { return impl_->Find(yes, no, options); }

ByActions Question::FindByAction(const Side& yes, const Side& no, const Options& options) {
  return impl_->FindByAction(yes, no, options);
}

std::vector<Bit> Question::FindEach(const Side& yes, const Side& no, const Options& options) {
  return impl_->FindEach(yes, no, options);
}

Result<std::vector<std::string>> Question::ResourceExamples(const Side& side, const Mask& within,
                                                            const Options& options) {
  return impl_->ResourceExamples(side, within, options);
}

const policy::Statement* Question::statement(Bit bit) const {
  return impl_->held[bit].is_region ? nullptr : impl_->held[bit].clause.statement;
}

const policy::Policy* Question::policy(Bit bit) const {
  return impl_->held[bit].is_region ? nullptr : impl_->held[bit].clause.policy;
}

}  // namespace iampolicy::access
