#include "lib/access/structure.h"

#include <algorithm>
#include <deque>
#include <string>
#include <utility>

#include "lib/access/elude.h"
#include "lib/access/region.h"
#include "lib/access/spoken.h"
#include "lib/policy/condition_classes.h"
#include "lib/text/pattern.h"

namespace iampolicy::access {
namespace {

using policy::Effect;
using policy::Statement;
using text::Mask;
using text::Truth;

constexpr text::PatternSyntax kActionSyntax{text::Case::kFold, text::Wildcards::kYes, text::Variables::kNo};

/// What a question about one statement of many may cost: a policy has as many of them as statements.
constexpr Options kBriefly{Caller::kAnyone, false, 2000, 20000, 32};

Mask Only(Bit bit) {
  Mask mask;
  mask.Set(bit);
  return mask;
}

Mask Without(Mask mask, Bit bit) {
  mask.Clear(bit);
  return mask;
}

}  // namespace

struct Structure::Impl {
  Impl(const policy::Policy& the_policy, const catalog::Catalog& catalog, const text::Sources& the_sources)
      : policy(the_policy), sources(the_sources), question(catalog, the_sources) {
    for (const Statement& statement : policy.statements.items) {
      spoken.push_back(SpokenOf(statement, catalog));
      bits.push_back(question.Add(policy, statement));
      if (statement.effect == Effect::kAllow) allows.Set(bits.back());
      if (statement.effect == Effect::kDeny) denies.Set(bits.back());
    }
  }

  const Statement& at(std::uint32_t index) const { return policy.statements.items[index]; }

  /// Whether the statement surely speaks of an action that no other statement speaks of. `of_denies`: no Deny.
  bool SpeaksAlone(std::uint32_t index, bool of_denies) const {
    catalog::Ids rest = spoken[index].must;
    for (std::uint32_t other = 0; other < bits.size() && !rest.empty(); ++other) {
      const bool counts = other != index && (!of_denies || at(other).effect != Effect::kAllow);
      if (counts) rest = catalog::Difference(rest, spoken[other].may);
    }
    return !rest.empty() && !policy.statements.open;
  }

  Truth IsDead(std::uint32_t index) {
    if (IsPlain(policy, at(index)) && !spoken[index].must.empty()) return Truth::kFalse;
    return Not(question.Find({{}, {{Only(bits[index])}}}).found);
  }

  // Whether there is no request that `yes` lets through and `no` does not.
  Truth IsWithin(const Side& yes, const Side& no) { return Not(question.Find(yes, no).found); }
  Truth IsWithin(Bit narrow, Bit wide) { return IsWithin({{}, {{Only(narrow)}}}, {{}, {{Only(wide)}}}); }

  /// What is not known of other statements leaves their help, or their hindrance, open.
  Truth Capped(Truth truth) const { return policy.statements.open ? And(truth, Truth::kUnknown) : truth; }

  /// The first statement of that effect, other than `index`, that takes all the statement lets through.
  std::uint32_t CoveredBy(std::uint32_t index, Effect effect) {
    for (std::uint32_t other = 0; other < bits.size(); ++other) {
      if (other == index || at(other).effect != effect) continue;
      const Side yes{denies, {{Only(bits[index])}}};
      const Side no{effect == Effect::kAllow ? denies : Mask(), {{Only(bits[other])}}};
      const Side yes_deny{{}, {{Only(bits[index])}}};
      const bool is_deny = at(index).effect == Effect::kDeny;
      if (IsWithin(is_deny ? yes_deny : yes, no) == Truth::kTrue) return other;
    }
    return Proof::kNobody;
  }

  /// An equal statement of the same effect before, or after, this one.
  std::uint32_t EqualTo(std::uint32_t index, bool before) const {
    for (std::uint32_t other = before ? 0 : index + 1; other < (before ? index : bits.size()); ++other) {
      if (bits[other] == bits[index] && at(other).effect == at(index).effect) return other;
    }
    return Proof::kNobody;
  }

  Proof IsRedundant(std::uint32_t index) {
    const Effect effect = at(index).effect;
    if (effect != Effect::kAllow && effect != Effect::kDeny) return {};
    const std::uint32_t equal = EqualTo(index, true);
    if (equal != Proof::kNobody) return {Truth::kTrue, equal};
    if (effect == Effect::kAllow && SpeaksAlone(index, false)) return {IsDead(index), Proof::kNobody};
    const Side whole{denies, {{allows}}};
    Proof proof;
    if (effect == Effect::kAllow) {
      proof.truth = IsWithin({denies, {{Only(bits[index])}}}, {denies, {{Without(allows, bits[index])}}});
    } else {
      proof.truth = IsWithin({Without(denies, bits[index]), {{allows}}}, whole);
    }
    if (proof.truth != Truth::kTrue) return proof;
    proof.by = CoveredBy(index, effect);
    // Of two that say the same the later one goes.
    const bool is_first = proof.by != Proof::kNobody && proof.by > index && CoveredBy(proof.by, effect) <= index;
    if (is_first && IsWithin(bits[proof.by], bits[index]) == Truth::kTrue) return {};
    return proof;
  }

  template <class Entry>
  Proof IsPatternRedundant(const policy::List<Entry>& list, std::uint32_t entry, bool is_action) {
    text::VariableTable variables;
    const auto pattern = [&](const Entry& item) {
      text::PatternSyntax syntax = is_action ? kActionSyntax : text::PatternSyntax{};
      if (!policy.has_variables()) syntax.variables = text::Variables::kNo;
      return text::ParsePattern(item.leaf.text, syntax, variables, item.leaf.has_hole ? &sources : nullptr);
    };
    const text::Pattern own = pattern(list.items[entry]);
    std::vector<text::Pattern> others;
    Truth truth = Truth::kFalse;
    for (std::uint32_t i = 0; i < list.items.size(); ++i) {
      const Entry& other = list.items[i];
      if (i == entry || (!other.has_wildcard && other.leaf.text.size() != list.items[entry].leaf.text.size())) continue;
      const text::Pattern wide = pattern(other);
      const Truth covers = text::Covers({&wide, 1}, own);
      if (covers == Truth::kTrue) {
        // Of two that take the same the later one goes.
        if (i > entry && text::Covers({&own, 1}, wide) == Truth::kTrue) continue;
        return {Truth::kTrue, i};
      }
      truth = Or(truth, covers);
      if (list.items[entry].has_wildcard && text::Overlaps(wide, own) != Truth::kFalse) others.push_back(wide);
    }
    if (others.size() > 1) truth = Or(truth, text::Covers(others, own));
    return {truth, Proof::kNobody};
  }

  /// Compares the statement with a copy of it; in a complement fewer entries take more.
  Proof IsSameWithout(const Statement& whole, Statement copy, bool is_complement) {
    copies.push_back(std::move(copy));
    const Bit with = question.Add(policy, whole);
    const Bit without = question.Add(policy, copies.back());
    return {is_complement ? IsWithin(without, with) : IsWithin(with, without), Proof::kNobody};
  }

  const policy::Policy& policy;
  const text::Sources& sources;
  Question question;
  std::deque<Statement> copies;
  std::vector<Bit> bits;       ///< per statement
  std::vector<Spoken> spoken;  ///< per statement
  Mask allows, denies;
};

Structure::Structure(const policy::Policy& policy, const catalog::Catalog& catalog, const text::Sources& sources)
    : impl_(std::make_unique<Impl>(policy, catalog, sources)) {}
Structure::~Structure() = default;
Structure::Structure(Structure&&) noexcept = default;
Structure& Structure::operator=(Structure&&) noexcept = default;

Proof Structure::IsRedundant(std::uint32_t statement) {
  Proof proof = impl_->IsRedundant(statement);
  // A statement that is not known could be refused, or add the very access that this Deny refuses.
  if (impl_->at(statement).effect == Effect::kDeny) proof.truth = impl_->Capped(proof.truth);
  return proof;
}

Proof Structure::IsEntryRedundant(std::uint32_t statement, Element element, std::uint32_t entry) {
  const Statement& whole = impl_->at(statement);
  switch (element) {
    case Element::kAction:
      return impl_->IsPatternRedundant(whole.actions, entry, true);
    case Element::kNotAction:
      return impl_->IsPatternRedundant(whole.not_actions, entry, true);
    case Element::kResource:
      return impl_->IsPatternRedundant(whole.resources, entry, false);
    case Element::kNotResource:
      return impl_->IsPatternRedundant(whole.not_resources, entry, false);
    case Element::kPrincipal:
    case Element::kNotPrincipal:
      break;
  }
  const bool is_complement = element == Element::kNotPrincipal;
  const policy::Principals& all = is_complement ? whole.not_principals : whole.principals;
  if (all.items.size() < 2) return {};
  // Of two equal entries the later one goes.
  const auto& own = all.items[entry];
  for (std::uint32_t i = entry + 1; i < all.items.size(); ++i) {
    if (all.items[i].leaf.text == own.leaf.text && all.items[i].type == own.type) return {};
  }
  Statement copy = whole;
  auto& list = is_complement ? copy.not_principals : copy.principals;
  list.items.erase(list.items.begin() + entry);
  return impl_->IsSameWithout(whole, std::move(copy), is_complement);
}

Proof Structure::IsValueRedundant(std::uint32_t statement, std::uint32_t condition, std::uint32_t value) {
  const policy::Condition& whole = impl_->at(statement).conditions.items[condition];
  if (!whole.op || whole.values.items.size() < 2) return {};
  for (std::uint32_t i = value + 1; i < whole.values.items.size(); ++i) {
    if (whole.values.items[i].leaf.text == whole.values.items[value].leaf.text) return {};
  }
  policy::Condition without = whole;
  without.values.items.erase(without.values.items.begin() + value);
  const policy::Condition* both[] = {&whole, &without};
  const bool is_set = whole.op->qualifier != policy::Qualifier::kNone;
  const auto classes = policy::ClassesOfKey(impl_->policy, both, is_set, impl_->sources);
  if (!classes) return {Truth::kUnknown, Proof::kNobody};
  Proof proof{Truth::kTrue, Proof::kNobody};
  for (const policy::KeyClass& found : *classes) {
    if (found.unknown.Has(0) || found.unknown.Has(1)) {
      proof.truth = And(proof.truth, Truth::kUnknown);
    } else if (found.holds.Has(0) != found.holds.Has(1)) {
      proof.truth = Truth::kFalse;
    }
  }
  return proof;
}

Proof Structure::IsShadowed(std::uint32_t statement) {
  if (impl_->at(statement).effect != Effect::kAllow || !impl_->denies.Any()) return {};
  if (impl_->SpeaksAlone(statement, true)) return {};
  const Bit bit = impl_->bits[statement];
  const Answer some = impl_->question.Find({{}, {{Only(bit)}}});
  if (some.found != Truth::kTrue) return {};
  std::vector<const Statement*> denies;
  for (const Statement& deny : impl_->policy.statements.items) {
    if (deny.effect == Effect::kDeny) denies.push_back(&deny);
  }
  if (CanElude(impl_->policy, impl_->at(statement), denies, *some.witness, impl_->sources)) return {};
  Proof proof;
  proof.truth = Not(impl_->question.Find({impl_->denies, {{Only(bit)}}}, {}, kBriefly).found);
  if (proof.truth == Truth::kTrue) {
    for (std::uint32_t other = 0; other < impl_->bits.size() && proof.by == Proof::kNobody; ++other) {
      const bool is_deny = impl_->at(other).effect == Effect::kDeny;
      if (is_deny && impl_->IsWithin(bit, impl_->bits[other]) == Truth::kTrue) proof.by = other;
    }
  }
  return proof;
}

Proof Structure::IsDead(std::uint32_t statement) { return {impl_->IsDead(statement), Proof::kNobody}; }

Proof Structure::DeniesNothing(std::uint32_t statement) {
  if (impl_->at(statement).effect != Effect::kDeny) return {};
  const Side both{{}, {{Only(impl_->bits[statement]), impl_->allows}}};
  return {impl_->Capped(Not(impl_->question.Find(both).found)), Proof::kNobody};
}

Proof Structure::IsConditionVacuous(std::uint32_t statement, std::uint32_t condition) {
  const Statement& whole = impl_->at(statement);
  Statement copy = whole;
  copy.conditions.items.erase(copy.conditions.items.begin() + condition);
  return impl_->IsSameWithout(whole, std::move(copy), true);
}

Proof Structure::AreConditionsContradictory(std::uint32_t statement) {
  const policy::Conditions& conditions = impl_->at(statement).conditions;
  return {policy::AreContradictory(impl_->policy, conditions, impl_->sources), Proof::kNobody};
}

Proof Structure::LocksOut(std::string_view action) {
  Proof proof;
  for (std::uint32_t index = 0; index < impl_->bits.size(); ++index) {
    const Statement& deny = impl_->at(index);
    if (deny.effect != Effect::kDeny) continue;
    std::vector<std::string_view> resources;
    for (const policy::Resource& resource : deny.resources.items) resources.push_back(resource.leaf.text);
    if (resources.empty()) resources.push_back("*");
    for (const std::string_view resource : resources) {
      const Bit region = impl_->question.Add(Region{{action}, {resource}, {}, {}});
      const Truth locks = impl_->IsWithin({{}, {{Only(region)}}}, {{}, {{impl_->denies}}});
      if (locks > proof.truth) proof = {locks, index};
    }
  }
  return proof;
}

}  // namespace iampolicy::access
