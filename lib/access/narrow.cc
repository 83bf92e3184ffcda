#include "lib/access/narrow.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace iampolicy::access {
namespace {

bool IsDeny(const policy::Statement& statement) { return statement.effect == policy::Effect::kDeny; }

// The statement with the given entries of its Action alone, in order.
policy::Statement WithActions(const policy::Statement& from, const std::vector<std::uint32_t>& items) {
  policy::Statement to;
  to.node = from.node;
  to.span = from.span;
  to.index = from.index;
  to.sid = from.sid;
  to.effect = from.effect;
  to.effect_leaf = from.effect_leaf;
  to.actions.key = from.actions.key;
  to.actions.span = from.actions.span;
  to.actions.node = from.actions.node;
  for (const std::uint32_t item : items) to.actions.items.push_back(from.actions.items[item]);
  to.resources = from.resources;
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
    for (const Part& part : layer) allows.Set(question.Add(*part.policy, *part.statement));
    side.paths.front().push_back(std::move(allows));
  }
  for (const Part& part : denies_) side.deny.Set(question.Add(*part.policy, *part.statement));
  return side;
}

Narrowing::Narrowing(const Stack& stack, const catalog::Catalog& catalog) : layers_(stack.layers.size()) {
  for (std::size_t layer = 0; layer < layers_; ++layer) {
    for (const policy::Policy* policy : stack.layers[layer]) Add(*policy, layer, false, catalog);
  }
  for (const policy::Policy* policy : stack.denies) Add(*policy, 0, true, catalog);
}

void Narrowing::Add(const policy::Policy& policy, std::size_t layer, bool only_denies,
                    const catalog::Catalog& catalog) {
  if (policy.statements.open) is_possible_ = false;
  for (const policy::Statement& statement : policy.statements.items) {
    if (statement.effect == policy::Effect::kUnknown) is_possible_ = false;
    const bool counts = IsDeny(statement) || (statement.effect == policy::Effect::kAllow && !only_denies);
    if (!counts) continue;
    Spoken spoken;
    spoken.policy = &policy;
    spoken.statement = &statement;
    spoken.layer = layer;
    const auto& items = statement.actions.items;
    spoken.is_whole = !statement.actions.present() || statement.not_actions.present() || statement.actions.open ||
                      statement.may_hold_more ||
                      std::any_of(items.begin(), items.end(), [](const auto& item) { return item.leaf.has_hole; });
    if (!spoken.is_whole) {
      for (std::uint32_t item = 0; item < items.size(); ++item) {
        for (const catalog::IdRange range : catalog.Expand(items[item].leaf.text)) {
          spoken.entries.push_back({range, item});
          spoken.longest = std::max(spoken.longest, range.size());
        }
      }
      std::sort(spoken.entries.begin(), spoken.entries.end(),
                [](const Entry& a, const Entry& b) { return a.range.begin < b.range.begin; });
    }
    spoken_.push_back(std::move(spoken));
  }
}

Narrow Narrowing::To(const catalog::Ids& ids) const {
  Narrow narrow;
  narrow.layers_.resize(layers_);
  for (const Spoken& spoken : spoken_) {
    const policy::Statement* statement = spoken.statement;
    if (!spoken.is_whole) {
      std::vector<std::uint32_t> items;
      for (const catalog::IdRange wanted : ids) {
        // A range that meets the wanted one begins no more than the longest before it.
        const catalog::ActionId first = wanted.begin > spoken.longest ? wanted.begin - spoken.longest : 0;
        auto entry = std::lower_bound(spoken.entries.begin(), spoken.entries.end(), first,
                                      [](const Entry& one, catalog::ActionId at) { return one.range.begin < at; });
        for (; entry != spoken.entries.end() && entry->range.begin < wanted.end; ++entry) {
          if (entry->range.end > wanted.begin) items.push_back(entry->item);
        }
      }
      if (items.empty()) continue;
      std::sort(items.begin(), items.end());
      items.erase(std::unique(items.begin(), items.end()), items.end());
      if (items.size() < statement->actions.items.size()) {
        narrow.copies_.push_back(WithActions(*statement, items));
        statement = &narrow.copies_.back();
      }
    }
    auto& into = IsDeny(*statement) ? narrow.denies_ : narrow.layers_[spoken.layer];
    into.push_back({spoken.policy, statement});
  }
  return narrow;
}

}  // namespace iampolicy::access
