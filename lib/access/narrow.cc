#include "lib/access/narrow.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "lib/access/fit.h"
#include "lib/access/settle.h"

namespace iampolicy::access {
namespace {

constexpr std::uint32_t kMostFitted = 16;  // actions: beyond, looking each up costs more than it saves

/// The statement with the given entries of its Action (or NotAction) and Resource alone, in order.
policy::Statement With(const policy::Statement& from, bool is_not, const std::vector<std::uint32_t>& actions,
                       const std::vector<std::uint32_t>& resources) {
  policy::Statement to;
  to.node = from.node;
  to.span = from.span;
  to.index = from.index;
  to.sid = from.sid;
  to.effect = from.effect;
  to.effect_leaf = from.effect_leaf;
  const policy::List<policy::Action>& list = is_not ? from.not_actions : from.actions;
  policy::List<policy::Action>& cut = is_not ? to.not_actions : to.actions;
  cut.key = list.key;
  cut.span = list.span;
  cut.node = list.node;
  cut.open = list.open;
  for (const std::uint32_t item : actions) cut.items.push_back(list.items[item]);
  to.resources.key = from.resources.key;
  to.resources.span = from.resources.span;
  to.resources.node = from.resources.node;
  to.resources.open = from.resources.open;
  for (const std::uint32_t item : resources) to.resources.items.push_back(from.resources.items[item]);
  to.not_resources = from.not_resources;
  to.principals = from.principals;
  to.not_principals = from.not_principals;
  to.conditions = from.conditions;
  to.may_hold_more = from.may_hold_more;
  return to;
}

}  // namespace

Side Narrow::AddTo(Question& question) const {
  Side side;
  side.paths.emplace_back();
  for (const std::vector<Part>& layer : layers_) {
    text::Mask allows;
    for (const Part& part : layer) allows.Set(question.AddByFields(*part.policy, *part.statement));
    side.paths.front().push_back(std::move(allows));
  }
  for (const Part& part : denies_) side.deny.Set(question.AddByFields(*part.policy, *part.statement));
  return side;
}

std::vector<Narrow::Part> Narrow::Granting() const {
  std::vector<Part> granting;
  if (layers_.size() != 1 || !denies_.empty()) return granting;
  for (const Part& part : layers_.front()) {
    if (part.lets_through == text::Truth::kTrue) granting.push_back(part);
  }
  return granting;
}

Narrowing::Narrowing(const Stack& stack, const catalog::Catalog& catalog, const text::Sources& sources,
                     const ExpandAction& expand)
    : catalog_(catalog), sources_(sources), layers_(stack.layers.size()) {
  for (std::size_t layer = 0; layer < layers_; ++layer) {
    for (const policy::Policy* policy : stack.layers[layer]) Add(*policy, layer, false, expand);
  }
  for (const policy::Policy* policy : stack.denies) Add(*policy, 0, true, expand);
}

void Narrowing::Add(const policy::Policy& policy, std::size_t layer, bool only_denies, const ExpandAction& expand) {
  if (policy.statements.open) is_possible_ = false;
  for (const policy::Statement& statement : policy.statements.items) {
    if (statement.effect == policy::Effect::kUnknown) is_possible_ = false;
    const bool counts =
        statement.effect == policy::Effect::kDeny || (statement.effect == policy::Effect::kAllow && !only_denies);
    if (!counts) continue;
    Spoken spoken;
    spoken.policy = &policy;
    spoken.statement = &statement;
    spoken.layer = layer;
    spoken.is_not = statement.not_actions.present();
    const policy::List<policy::Action>& list = spoken.is_not ? statement.not_actions : statement.actions;
    const auto& items = list.items;
    const bool has_both = spoken.is_not && statement.actions.present();
    spoken.is_whole = !list.present() || has_both || list.open || statement.may_hold_more ||
                      std::any_of(items.begin(), items.end(), [](const auto& item) { return item.leaf.has_hole; });
    if (!spoken.is_whole) {
      for (std::uint32_t item = 0; item < items.size(); ++item) {
        for (const catalog::IdRange range : expand(items[item].leaf.text)) {
          spoken.entries.push_back({range, item});
          spoken.longest = std::max(spoken.longest, range.size());
        }
      }
      std::sort(spoken.entries.begin(), spoken.entries.end(),
                [](const Entry& a, const Entry& b) { return a.range.begin < b.range.begin; });
      if (spoken.is_not) {
        std::vector<catalog::IdRange> ranges;
        for (const Entry& entry : spoken.entries) ranges.push_back(entry.range);
        spoken.excluded = catalog::Union(std::move(ranges));
      }
    }
    spoken_.push_back(std::move(spoken));
  }
}

// An entry counts where it can be a resource that one of the actions works on, and one of the region's.
bool Narrowing::Meets(const policy::Policy& policy, const policy::Resource& entry, const catalog::Ids& ids,
                      std::string_view resource) const {
  if (entry.is_star) return true;
  if (!resource.empty() && !MayMeet(entry, resource)) return false;
  if (catalog::Count(ids) > kMostFitted) return true;
  for (const catalog::IdRange range : ids) {
    for (catalog::ActionId id = range.begin; id < range.end; ++id) {
      if (FitsAction(policy, entry, id, catalog_) != text::Truth::kFalse) return true;
    }
  }
  return false;
}

// The statement as far as it may speak of the region; null where it does not.
const policy::Statement* Narrowing::Cut(const Spoken& spoken, const catalog::Ids& ids, std::string_view resource,
                                        std::deque<policy::Statement>& copies) const {
  const policy::Statement& statement = *spoken.statement;
  if (spoken.is_not && !spoken.is_whole && catalog::Difference(ids, spoken.excluded).empty()) return nullptr;
  const auto& all_actions = spoken.is_not ? statement.not_actions.items : statement.actions.items;
  std::vector<std::uint32_t> actions;
  if (spoken.is_whole) {
    if (spoken.is_not && statement.actions.present()) return &statement;
    for (std::uint32_t item = 0; item < all_actions.size(); ++item) actions.push_back(item);
  } else {
    for (const catalog::IdRange wanted : ids) {
      // A range that meets the wanted one begins no more than the longest before it.
      const catalog::ActionId first = wanted.begin > spoken.longest ? wanted.begin - spoken.longest : 0;
      auto entry = std::lower_bound(spoken.entries.begin(), spoken.entries.end(), first,
                                    [](const Entry& one, catalog::ActionId at) { return one.range.begin < at; });
      for (; entry != spoken.entries.end() && entry->range.begin < wanted.end; ++entry) {
        if (entry->range.end > wanted.begin) actions.push_back(entry->item);
      }
    }
    if (actions.empty() && !spoken.is_not) return nullptr;
    std::sort(actions.begin(), actions.end());
    actions.erase(std::unique(actions.begin(), actions.end()), actions.end());
  }
  const auto& entries = statement.resources.items;
  const bool may_cut = statement.resources.present() && !statement.resources.open &&
                       !statement.not_resources.present() && !statement.may_hold_more;
  std::vector<std::uint32_t> resources;
  for (std::uint32_t item = 0; item < entries.size(); ++item) {
    if (!may_cut || Meets(*spoken.policy, entries[item], ids, resource)) resources.push_back(item);
  }
  if (may_cut && resources.empty()) return nullptr;
  if (actions.size() == all_actions.size() && resources.size() == entries.size()) return &statement;
  copies.push_back(With(statement, spoken.is_not, actions, resources));
  return &copies.back();
}

text::Truth Narrowing::CanBeMet(const Spoken& spoken) const {
  if (!spoken.can_be_met) spoken.can_be_met = access::CanBeMet(*spoken.policy, spoken.statement->conditions, sources_);
  return *spoken.can_be_met;
}

// With one layer and no Deny left each statement speaks for itself. With several, all must let one and the same request
// through: told only where all but one let everything through.
void Narrowing::Settle(const Region& region, const std::vector<std::vector<const Spoken*>>& origins,
                       Narrow& narrow) const {
  const auto is_empty = [](const auto& layer) { return layer.empty(); };
  if (std::any_of(narrow.layers_.begin(), narrow.layers_.end(), is_empty)) {
    narrow.settled_ = text::Truth::kFalse;
    return;
  }
  if (!narrow.denies_.empty() || narrow.layers_.empty()) return;
  const auto takes_everything = [](const Narrow::Part& part) {
    const policy::Statement& statement = *part.statement;
    return part.lets_through == text::Truth::kTrue && statement.conditions.items.empty() &&
           std::any_of(statement.resources.items.begin(), statement.resources.items.end(),
                       [](const policy::Resource& entry) { return entry.is_star; });
  };
  std::size_t wide_layers = 0;
  text::Truth all = text::Truth::kTrue;
  for (std::size_t layer = 0; layer < narrow.layers_.size(); ++layer) {
    text::Truth any = text::Truth::kFalse;
    bool is_wide = false;
    for (std::size_t i = 0; i < narrow.layers_[layer].size(); ++i) {
      Narrow::Part& part = narrow.layers_[layer][i];
      const Spoken& origin = *origins[layer][i];
      if (!origin.is_whole)
        part.lets_through = LetsThrough(*part.policy, *part.statement, region, CanBeMet(origin), sources_);
      any = Or(any, part.lets_through);
      is_wide = is_wide || takes_everything(part);
    }
    wide_layers += is_wide ? 1 : 0;
    all = And(all, any);
  }
  const bool is_told = all == text::Truth::kFalse || wide_layers + 1 >= narrow.layers_.size();
  if (is_told) narrow.settled_ = all;
}

Narrow Narrowing::To(const catalog::Ids& ids, const Region& region) const {
  Narrow narrow;
  narrow.layers_.resize(layers_);
  const std::string_view resource = region.resources.empty() ? std::string_view() : region.resources.front();
  std::vector<std::vector<const Spoken*>> origins(layers_);
  narrow.is_within_ = !resource.empty();
  for (const Spoken& spoken : spoken_) {
    const policy::Statement* statement = Cut(spoken, ids, resource, narrow.copies_);
    if (statement == nullptr) continue;
    if (statement->effect == policy::Effect::kDeny) {
      narrow.denies_.push_back({spoken.policy, statement});
      continue;
    }
    narrow.layers_[spoken.layer].push_back({spoken.policy, statement});
    origins[spoken.layer].push_back(&spoken);
    const auto& entries = statement->resources.items;
    const bool is_listed = statement->resources.present() && !statement->resources.open &&
                           !statement->not_resources.present() && !statement->may_hold_more;
    narrow.is_within_ = narrow.is_within_ && is_listed &&
                        std::all_of(entries.begin(), entries.end(),
                                    [resource](const policy::Resource& entry) { return IsWithin(entry, resource); });
  }
  Settle(region, origins, narrow);
  return narrow;
}

}  // namespace iampolicy::access
