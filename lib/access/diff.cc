// What a change changes, as access. Two questions, one a direction, each told by action; the actions are then grouped
// by service and access level, and the statements that let them through say on what and under which conditions.

#include <iampolicy/compare.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "lib/access/documents.h"
#include "lib/access/hole_words.h"
#include "lib/access/question.h"
#include "lib/access/words.h"
#include "lib/catalog/catalog.h"

namespace iampolicy {
inline namespace v0 {
namespace {

using access::ByAction;
using access::Question;
using access::Side;

constexpr std::size_t kMostActions = 25;
constexpr std::size_t kMostWords = 12;
constexpr std::size_t kMostExamples = 100;

/// The actions of one group while it grows.
struct Group {
  AccessChange change;
  catalog::Ids actions;
  const access::ByAction* last = nullptr;  ///< explained last
};

using GroupKey = std::pair<std::string, int>;  // service, level; -1: not in the catalogue

void AddNew(std::vector<std::string>& list, const std::vector<std::string>& more) {
  for (const std::string& one : more) {
    if (std::find(list.begin(), list.end(), one) == list.end() && list.size() < kMostWords) list.push_back(one);
  }
}

std::uint32_t WeightOf(int level) {
  switch (level) {
    case static_cast<int>(catalog::AccessLevel::kPermissionsManagement):
      return 50;
    case static_cast<int>(catalog::AccessLevel::kWrite):
      return 40;
    case static_cast<int>(catalog::AccessLevel::kTagging):
      return 20;
    case static_cast<int>(catalog::AccessLevel::kRead):
      return 15;
    case static_cast<int>(catalog::AccessLevel::kList):
      return 5;
    default:
      return 10;
  }
}

/// A rough order of concern: the level first, then who, then on what, then how many.
std::uint32_t RiskOf(const AccessChange& change, int level) {
  const auto has = [](const std::vector<std::string>& list, std::string_view text) {
    return std::find(list.begin(), list.end(), text) != list.end();
  };
  std::uint32_t risk = WeightOf(level);
  if (has(change.principals, "everyone")) risk += 30;
  if (has(change.resources, "*")) risk += 8;
  if (change.conditions.empty()) risk += 4;
  return risk + std::min(change.action_count, 8u);
}

/// One direction of the comparison.
class Direction {
 public:
  Direction(Question& question, AccessChange::Direction direction) : question_(question), direction_(direction) {}

  /// Whether all could be told.
  bool Run(const Side& yes, const Side& no, const access::Options& options) {
    const access::ByActions found = question_.FindByAction(yes, no, options);
    for (const ByAction& one : found.list) {
      if (!one.actions.empty()) AddKnown(one, no);
    }
    for (const ByAction& one : found.list) {
      if (one.actions.empty()) AddUnknown(one, no);
    }
    if (found.is_complete) GiveExamples(yes, no, options);
    return found.is_complete;
  }

  std::vector<AccessChange> Take() {
    std::vector<AccessChange> changes;
    for (auto& [key, group] : groups_) {
      AccessChange& change = group.change;
      change.action_count = catalog::Count(group.actions);
      for (const catalog::IdRange range : group.actions) {
        for (catalog::ActionId id = range.begin; id < range.end && change.actions.size() < kMostActions; ++id) {
          change.actions.push_back(catalog_.FullName(id));
        }
      }
      change.risk = RiskOf(change, key.second);
      changes.push_back(std::move(change));
    }
    return changes;
  }

 private:
  void AddKnown(const ByAction& one, const Side& no) {
    // Parts of the set that fall into one group, as ranges.
    for (const catalog::IdRange range : one.actions) {
      for (catalog::ActionId id = range.begin; id < range.end; ++id) {
        const GroupKey key{std::string(catalog_.service_prefix(catalog_.action_service(id))),
                           static_cast<int>(catalog_.access_level(id))};
        Group& group = groups_[key];
        if (group.actions.empty() && group.change.level.empty()) {
          group.change.service = key.first;
          group.change.level = catalog::Name(catalog_.access_level(id));
          group.change.direction = direction_;
          group.change.example = one.witness;
          group.change.example.action = catalog_.FullName(id);
        }
        if (!group.actions.empty() && group.actions.back().end == id) {
          ++group.actions.back().end;
        } else if (!catalog::Has(group.actions, id)) {
          group.actions = catalog::Union(group.actions, {{id, id + 1}});
        }
        if (group.last == &one) continue;
        group.last = &one;
        Explain(one, no, group.change);
      }
    }
  }

  // A request of its own for each group reads better than that of some action treated alike.
  void GiveExamples(const Side& yes, const Side& no, const access::Options& options) {
    access::Options brief = options;
    brief.max_nodes /= 10;
    std::size_t given = 0;
    for (auto& [key, group] : groups_) {
      if (key.second < 0 || ++given > kMostExamples) continue;
      text::Mask layer;
      layer.Set(question_.Add(access::Region{{group.change.example.action}, {}, {}, {}}));
      Side narrowed = yes;
      for (auto& path : narrowed.paths) path.push_back(layer);
      const access::Answer answer = question_.Find(narrowed, no, brief);
      if (answer.found == text::Truth::kTrue) group.change.example = *answer.witness;
    }
  }

  // Names that the catalogue does not know are told only where nothing known of the service is.
  void AddUnknown(const ByAction& one, const Side& no) {
    const std::string service = one.witness.action.substr(0, one.witness.action.find(':'));
    const auto at = groups_.lower_bound({service, -1});
    if (at != groups_.end() && at->first.first == service && at->first.second >= 0) return;
    const bool is_known = catalog_.FindService(service) != catalog::kNone;
    Group& group = groups_[{service, -1}];
    group.change.service = is_known ? service : "*";
    group.change.direction = direction_;
    group.change.example = one.witness;
    Explain(one, no, group.change);
  }

  // Where the statement that allows it stands on both sides, what used to refuse it (or now does) tells more.
  void Explain(const ByAction& one, const Side& no, AccessChange& change) const {
    for (const access::Bit bit : one.granting) {
      const policy::Statement* statement = question_.statement(bit);
      if (statement == nullptr) continue;
      AddNew(change.principals, access::PrincipalsInWords(*statement));
      const bool is_shared = std::any_of(no.paths.begin(), no.paths.end(), [&](const auto& path) {
        return std::any_of(path.begin(), path.end(), [&](const text::Mask& layer) { return layer.Has(bit); });
      });
      if (!is_shared || one.refused_by.empty()) {
        AddNew(change.resources, access::ResourcesInWords(*statement));
        AddNew(change.conditions, access::ConditionsInWords(*statement));
      }
      if (!is_shared) continue;
      for (const access::Bit refusing : one.refused_by) {
        const policy::Statement* deny = question_.statement(refusing);
        if (deny == nullptr) continue;
        AddNew(change.resources, access::ResourcesInWords(*deny));
        AddNew(change.conditions, access::ConditionsInWords(*deny));
      }
    }
  }

  Question& question_;
  AccessChange::Direction direction_;
  catalog::Catalog catalog_ = catalog::Catalog::BuiltIn();
  std::map<GroupKey, Group> groups_;
};

bool IsWorse(const AccessChange& a, const AccessChange& b) {
  if (a.direction != b.direction) return a.direction == AccessChange::Direction::kAdded;
  if (a.risk != b.risk) return a.risk > b.risk;
  return std::tie(a.service, a.level) < std::tie(b.service, b.level);
}

void NameHoles(AccessChange& change, const text::Sources& sources) {
  const auto name = [&](std::string& text) { text = access::HolesInWords(text, sources); };
  for (std::vector<std::string>* texts : {&change.actions, &change.resources, &change.conditions, &change.principals}) {
    for (std::string& text : *texts) name(text);
  }
  for (std::string* text : {&change.example.principal, &change.example.action, &change.example.resource}) name(*text);
  for (ContextKey& key : change.example.context) {
    for (std::string& value : key.values) name(value);
  }
}

}  // namespace

Result<AccessDiff> DiffAccess(const PolicyText& before, const PolicyText& after, const CheckOptions& options) {
  access::Documents documents;
  const auto old_policy = documents.Add(before, "the old policy");
  if (!old_policy) return old_policy.error();
  const auto new_policy = documents.Add(after, "the new policy");
  if (!new_policy) return new_policy.error();
  Question question(catalog::Catalog::BuiltIn(), documents.sources());
  const Side old_side = question.Add(access::Stack::Of(**old_policy));
  const Side new_side = question.Add(access::Stack::Of(**new_policy));
  access::Options made;
  made.known_actions_only = options.known_actions_only;
  AccessDiff diff;
  const auto run = [&](AccessChange::Direction direction, const Side& yes, const Side& no) {
    Direction found(question, direction);
    if (!found.Run(yes, no, made)) diff.incomplete = "the policies are too complex for the budget of the search";
    for (AccessChange& change : found.Take()) diff.changes.push_back(std::move(change));
    const access::Answer answer = question.Find(yes, no, made);
    if (answer.found != text::Truth::kFalse) diff.equivalent = false;
    if (answer.found == text::Truth::kUnknown) diff.incomplete = answer.why_unknown;
  };
  run(AccessChange::Direction::kAdded, new_side, old_side);
  run(AccessChange::Direction::kRemoved, old_side, new_side);
  for (AccessChange& change : diff.changes) NameHoles(change, documents.sources());
  std::sort(diff.changes.begin(), diff.changes.end(), IsWorse);
  return diff;
}

}  // namespace v0
}  // namespace iampolicy
