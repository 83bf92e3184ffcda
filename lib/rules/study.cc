#include "lib/rules/study.h"

#include <algorithm>
#include <utility>

namespace iampolicy::rules {
namespace {

constexpr std::size_t kMostFacts = 65536;

std::uint32_t ShapesOf(const policy::Statement& statement) {
  std::uint32_t shapes = 0;
  const auto add = [&](Shape shape, bool present) {
    if (present) shapes |= Bit(shape);
  };
  // An effect that is neither is read as nothing, so it adds no shape.
  add(Shape::kAllow, statement.effect == policy::Effect::kAllow);
  add(Shape::kDeny, statement.effect == policy::Effect::kDeny);
  add(Shape::kAction, statement.actions.present());
  add(Shape::kNotAction, statement.not_actions.present());
  add(Shape::kResource, statement.resources.present());
  add(Shape::kNotResource, statement.not_resources.present());
  add(Shape::kPrincipal, statement.principals.present());
  add(Shape::kNotPrincipal, statement.not_principals.present());
  add(Shape::kCondition, statement.conditions.present());
  for (const auto* list : {&statement.actions, &statement.not_actions}) {
    for (const policy::Action& action : list->items) add(Shape::kActionWildcard, action.has_wildcard);
  }
  for (const auto* list : {&statement.resources, &statement.not_resources}) {
    for (const policy::Resource& resource : list->items) {
      add(Shape::kResourceWildcard, resource.has_wildcard || resource.is_star);
      add(Shape::kVariable, resource.has_variable);
    }
  }
  for (const policy::Condition& condition : statement.conditions.items) {
    for (const policy::ConditionValue& value : condition.values.items) {
      add(Shape::kVariable, value.leaf.text.find("${") != std::string_view::npos);
    }
  }
  return shapes;
}

std::uint32_t ShapesOf(const policy::Policy& policy) {
  if (policy.has_unknowns) return 0xFFFFFFFF;
  std::uint32_t shapes = 0;
  for (const policy::Statement& statement : policy.statements.items) shapes |= ShapesOf(statement);
  return shapes;
}

}  // namespace

ActionFacts& Memo::Facts(std::string_view action) {
  const auto found = by_text_.find(action);
  if (found != by_text_.end()) return *found->second;
  ActionFacts& facts = facts_.emplace_back();
  facts.text = action;
  facts.ids = catalog_.Expand(facts.text);
  facts.count = catalog::Count(facts.ids);
  const std::size_t colon = action.find(':');
  const std::string_view service = action.substr(0, colon);
  facts.literal_service = colon != std::string_view::npos && service.find_first_of("*?") == std::string_view::npos;
  if (facts.literal_service) {
    facts.service = catalog_.FindService(service);
    if (facts.service != catalog::kNone) {
      const catalog::IdRange all = catalog_.service_actions(facts.service);
      facts.whole_service = facts.ids.size() == 1 && facts.ids[0] == all;
    }
  }
  by_text_.emplace(facts.text, &facts);
  return facts;
}

const text::Regex* Memo::RegexFor(std::string_view expression) {
  const auto found = regexes_.find(expression);
  if (found != regexes_.end()) return found->second.get();
  Result<text::Regex> compiled = text::Regex::Compile(expression);
  std::unique_ptr<text::Regex>& kept = regexes_[std::string(expression)];
  if (compiled) kept = std::make_unique<text::Regex>(std::move(compiled).value());
  return kept.get();
}

void Memo::MakeRoom() {
  if (facts_.size() <= kMostFacts) return;
  by_text_.clear();
  facts_.clear();
}

void Memo::Forget() {
  for (ActionFacts& facts : facts_) facts.has_candidates = false;
}

void ActionBits::Add(catalog::IdRange range) {
  for (catalog::ActionId id = range.begin; id < range.end;) {
    if (id % 64 == 0 && range.end - id >= 64) {
      words_[id / 64] = ~std::uint64_t{0};
      id += 64;
    } else {
      words_[id / 64] |= std::uint64_t{1} << (id % 64);
      ++id;
    }
  }
}

bool ActionBits::HasAny(catalog::IdRange range) const {
  for (catalog::ActionId id = range.begin; id < range.end;) {
    if (id % 64 == 0 && range.end - id >= 64) {
      if (words_[id / 64] != 0) return true;
      id += 64;
    } else {
      if (Has(id)) return true;
      ++id;
    }
  }
  return false;
}

Study::Study(const StudyInput& input, Memo& memo)
    : input_(input), memo_(memo), kind_(input.kind), identity_(input.identity) {
  if (has_policy()) {
    kind_ = policy().kind;
    shapes_ = ShapesOf(policy());
  }
  if (identity_ == nullptr) {
    if (has_policy()) alone_.attached.push_back(input_.document);
    identity_ = &alone_;
  } else {
    for (const Document& document : identity_->attached) shapes_ |= ShapesOf(*document.policy);
  }
}

Study::~Study() = default;

std::uint32_t Study::shapes(const policy::Statement& statement) const {
  return policy().has_unknowns ? 0xFFFFFFFF : ShapesOf(statement);
}

const Document& Study::DocumentOf(const policy::Policy* policy) const {
  for (const auto* documents : {&identity_->attached, &identity_->boundary, &identity_->scps}) {
    for (const Document& document : *documents) {
      if (document.policy == policy) return document;
    }
  }
  return input_.document;
}

const ActionFacts& Study::Facts(const policy::Action& action) {
  static constexpr std::string_view kNothing;
  if (&action != last_action_) {
    last_facts_ = &memo_.Facts(action.leaf.has_hole ? kNothing : action.leaf.text);
    last_action_ = &action;
  }
  return *last_facts_;
}

bool Study::HasUnknownActions(const policy::Statement& statement) {
  if (statement.may_hold_more || statement.actions.open || statement.not_actions.open) return true;
  for (const auto* list : {&statement.actions, &statement.not_actions}) {
    for (const policy::Action& action : list->items) {
      if (action.leaf.has_hole) return true;
    }
  }
  return false;
}

const catalog::Ids& Study::Names(const policy::Statement& statement) {
  const auto [found, added] = names_.try_emplace(&statement);
  if (!added) return found->second;
  const bool negated = statement.not_actions.present() && !statement.actions.present();
  catalog::Ids ids;
  for (const policy::Action& action : (negated ? statement.not_actions : statement.actions).items) {
    const catalog::Ids& more = Facts(action).ids;
    ids.insert(ids.end(), more.begin(), more.end());
  }
  std::sort(ids.begin(), ids.end(), [](catalog::IdRange a, catalog::IdRange b) { return a.begin < b.begin; });
  catalog::Ids joined;
  for (const catalog::IdRange range : ids) {
    if (!joined.empty() && range.begin <= joined.back().end) {
      joined.back().end = std::max(joined.back().end, range.end);
    } else {
      joined.push_back(range);
    }
  }
  if (negated) joined = catalog::Difference({{0, catalog().action_count()}}, joined);
  return found->second = std::move(joined);
}

const ActionBits& Study::may_allow() {
  if (may_allow_) return *may_allow_;
  may_allow_ = std::make_unique<ActionBits>(catalog().action_count());
  const catalog::IdRange all{0, catalog().action_count()};
  for (const Document& document : identity_->attached) {
    if (document.policy->statements.open) may_allow_->Add(all);
    for (const policy::Statement& statement : document.policy->statements.items) {
      const bool may_be_allow =
          statement.effect == policy::Effect::kAllow || statement.effect == policy::Effect::kUnknown;
      if (!may_be_allow) continue;
      if (HasUnknownActions(statement)) {
        may_allow_->Add(all);
        continue;
      }
      for (const catalog::IdRange range : Names(statement)) may_allow_->Add(range);
    }
  }
  return *may_allow_;
}

namespace {

/// Answers about large sets, which several rules of a family ask about.
struct MayAllowMemo : Extra {
  std::unordered_map<std::uint32_t, bool> by_place;
};

bool HasAnyOf(const ActionBits& bits, Argument actions) {
  const std::uint32_t count = actions.range_count();
  for (std::uint32_t i = 0; i < count; ++i) {
    const catalog::IdRange range = actions.range(i);
    if (range.size() == 1 ? bits.Has(range.begin) : bits.HasAny(range)) return true;
  }
  return false;
}

}  // namespace

bool Study::MayAllowAny(Argument actions) {
  constexpr std::uint32_t kFew = 8;
  if (actions.range_count() <= kFew) return HasAnyOf(may_allow(), actions);
  auto& memo = Get<MayAllowMemo>([] { return std::make_unique<MayAllowMemo>(); }).by_place;
  const auto [found, added] = memo.try_emplace(actions.place(), false);
  if (added) found->second = HasAnyOf(may_allow(), actions);
  return found->second;
}

}  // namespace iampolicy::rules
