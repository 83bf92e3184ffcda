#include "lib/rules/study.h"

#include <algorithm>
#include <functional>
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

std::string_view TextOf(const policy::Action& action) {
  return action.leaf.has_hole ? std::string_view() : action.leaf.text;
}

}  // namespace

ActionFacts& Memo::Facts(std::string_view action) {
  if (2 * facts_.size() >= slots_.size()) Grow();
  const auto hash = static_cast<std::uint32_t>(std::hash<std::string_view>()(action));
  Slot& slot = SlotOf(action, hash);
  if (slot.number != 0) return facts_[slot.number - 1];
  ActionFacts& facts = facts_.emplace_back();
  slot = {hash, static_cast<std::uint32_t>(facts_.size())};
  facts.text = KeepText(action);
  facts.ids = catalog_.Expand(facts.text);
  facts.count = catalog::Count(facts.ids);
  const std::size_t colon = action.find(':');
  const std::string_view service = action.substr(0, colon);
  facts.literal_service = colon != std::string_view::npos && service.find_first_of("*?") == std::string_view::npos;
  if (facts.literal_service) {
    facts.service = facts.ids.empty() ? catalog_.FindService(service) : catalog_.action_service(facts.ids[0].begin);
    if (facts.service != catalog::kNone) {
      const catalog::IdRange all = catalog_.service_actions(facts.service);
      facts.whole_service = facts.ids.size() == 1 && facts.ids[0] == all;
    }
  }
  return facts;
}

Memo::Slot& Memo::SlotOf(std::string_view action, std::uint32_t hash) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = hash & mask;
  for (; slots_[at].number != 0; at = (at + 1) & mask) {
    if (slots_[at].hash == hash && facts_[slots_[at].number - 1].text == action) break;
  }
  return slots_[at];
}

void Memo::Grow() {
  constexpr std::size_t kFirst = 256;
  std::vector<Slot> larger(std::max(kFirst, 2 * slots_.size()));
  for (const Slot& slot : slots_) {
    if (slot.number == 0) continue;
    std::size_t at = slot.hash & (larger.size() - 1);
    while (larger[at].number != 0) at = (at + 1) & (larger.size() - 1);
    larger[at] = slot;
  }
  slots_ = std::move(larger);
}

std::string_view Memo::KeepText(std::string_view text) {
  constexpr std::size_t kRoom = std::size_t{32} << 10;
  if (texts_.empty() || texts_.back().capacity() - texts_.back().size() < text.size()) {
    texts_.emplace_back().reserve(std::max(kRoom, text.size()));
  }
  std::string& kept = texts_.back();
  const std::size_t begin = kept.size();
  kept += text;
  return std::string_view(kept).substr(begin);
}

const std::vector<std::uint32_t>* Memo::Keep(const std::vector<std::uint32_t>& candidates) {
  return &*candidates_.insert(candidates).first;
}

ConditionFacts& Memo::Facts(std::string_view condition_operator, std::string_view key) {
  condition_.assign(condition_operator).append(1, '\0').append(key);
  return conditions_[condition_];
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
  if (conditions_.size() > kMostFacts) conditions_.clear();
  if (facts_.size() <= kMostFacts) return;
  slots_.clear();
  facts_.clear();
  texts_.clear();
}

void Memo::Forget() {
  for (ActionFacts& facts : facts_) facts.candidates = nullptr;
  conditions_.clear();
  candidates_.clear();
  extras_.clear();
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
  if (last_list_ != nullptr) {
    const auto& items = last_list_->items;
    const std::less<const policy::Action*> before;
    if (!before(&action, items.data()) && before(&action, items.data() + items.size())) {
      return *last_list_facts_[static_cast<std::size_t>(&action - items.data())];
    }
  }
  if (&action != last_action_) {
    last_facts_ = &memo_.Facts(TextOf(action));
    last_action_ = &action;
  }
  return *last_facts_;
}

std::span<ActionFacts* const> Study::Facts(const policy::List<policy::Action>& list) {
  if (&list == last_list_) return last_list_facts_;
  const auto [found, is_new] = facts_.try_emplace(&list);
  std::vector<ActionFacts*>& facts = found->second;
  if (is_new) {
    facts.reserve(list.items.size());
    for (const policy::Action& action : list.items) facts.push_back(&memo_.Facts(TextOf(action)));
  }
  last_list_ = &list;
  return last_list_facts_ = facts;
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
  if (&statement == last_named_) return *last_names_;
  const auto [found, added] = names_.try_emplace(&statement);
  last_named_ = &statement;
  last_names_ = &found->second;
  if (!added) return found->second;
  const bool negated = statement.not_actions.present() && !statement.actions.present();
  catalog::Ids ids;
  ids.reserve((negated ? statement.not_actions : statement.actions).items.size());
  for (const ActionFacts* facts : Facts(negated ? statement.not_actions : statement.actions)) {
    ids.insert(ids.end(), facts->ids.begin(), facts->ids.end());
  }
  found->second = catalog::Union(std::move(ids));
  if (negated) found->second = catalog::Difference({{0, catalog().action_count()}}, found->second);
  return found->second;
}

const catalog::Ids& Study::Names(const Subject& subject) {
  return subject.action != nullptr && !subject.negated ? Facts(*subject.action).ids : Names(*subject.statement);
}

const catalog::Ids& Study::may_allow() {
  if (may_allow_) return *may_allow_;
  const catalog::Ids all = {{0, catalog().action_count()}};
  catalog::Ids ids;
  for (const Document& document : identity_->attached) {
    if (document.policy->statements.open) return may_allow_.emplace(all);
    for (const policy::Statement& statement : document.policy->statements.items) {
      const bool may_be_allow =
          statement.effect == policy::Effect::kAllow || statement.effect == policy::Effect::kUnknown;
      if (!may_be_allow) continue;
      if (HasUnknownActions(statement)) return may_allow_.emplace(all);
      const catalog::Ids& names = Names(statement);
      ids.insert(ids.end(), names.begin(), names.end());
    }
  }
  return may_allow_.emplace(catalog::Union(std::move(ids)));
}

bool Study::MayAllowAny(Argument actions) { return Overlaps(may_allow(), actions); }

}  // namespace iampolicy::rules
