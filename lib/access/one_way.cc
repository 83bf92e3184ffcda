// See one_way.h.

#include "lib/access/one_way.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "lib/access/spoken.h"
#include "lib/access/words.h"
#include "lib/catalog/catalog.h"
#include "lib/policy/match.h"

namespace iampolicy::access {
namespace {

constexpr std::size_t kMostActions = 25;
constexpr std::size_t kMostWords = 50;
constexpr std::size_t kMostShared = 4;      // patterns of one statement, and its conditions
constexpr std::size_t kMostExamples = 100;  // groups that get a request of their own, and are told what is shared

/// What a statement or a Deny says of a part of the change.
struct Words {
  std::vector<std::string> resources, conditions, principals;
  bool is_by_deny = false;  ///< a Deny says where the change ends
};

/// The actions of one group while it grows.
struct Group {
  AccessChange change;
  catalog::Ids actions;
  const ByAction* last = nullptr;  ///< explained last
  bool is_by_deny = true;          ///< all of it
};

/// Access under different conditions is told apart: a list of all of them would read as if all had to be met.
struct GroupKey {
  std::string service;
  int level = -1;  ///< -1: not in the catalogue
  std::vector<std::string> conditions;

  bool operator<(const GroupKey& other) const {
    return std::tie(service, level, conditions) < std::tie(other.service, other.level, other.conditions);
  }
};

bool Has(const std::vector<std::string>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

void AddNew(std::vector<std::string>& list, const std::vector<std::string>& more) {
  for (const std::string& one : more) {
    if (Has(list, one) || list.size() > kMostWords) continue;
    list.push_back(list.size() == kMostWords ? "others" : one);
  }
}

/// One direction of the comparison.
class Telling {
 public:
  /// All must outlive this.
  Telling(Question& question, const text::Sources& sources, AccessChange::Direction direction, const Side& yes,
          const Side& no)
      : question_(question), sources_(sources), direction_(direction), yes_(yes), no_(no) {}

  /// Whether all could be told.
  bool Run(const Options& options) {
    const ByActions found = question_.FindByAction(yes_, no_, options);
    for (const ByAction& one : found.list) {
      if (!one.actions.empty()) AddKnown(one);
    }
    for (const ByAction& one : found.list) {
      if (one.actions.empty()) AddUnknown(one);
    }
    if (found.is_complete) Illustrate(options);
    return found.is_complete;
  }

  std::vector<AccessChange> Take() {
    std::vector<AccessChange> changes;
    for (auto& [key, group] : groups_) {
      AccessChange& change = group.change;
      change.action_count = catalog::Count(group.actions);
      change.is_whole_level = key.level >= 0 && change.action_count == CountOf(key);
      for (const catalog::IdRange range : group.actions) {
        for (catalog::ActionId id = range.begin; id < range.end && change.actions.size() < kMostActions; ++id) {
          change.actions.push_back(catalog_.FullName(id));
        }
      }
      changes.push_back(std::move(change));
    }
    return changes;
  }

 private:
  std::uint32_t CountOf(const GroupKey& key) const {
    std::uint32_t count = 0;
    const catalog::IdRange range = catalog_.service_actions(catalog_.FindService(key.service));
    for (catalog::ActionId id = range.begin; id < range.end; ++id) {
      count += static_cast<int>(catalog_.access_level(id)) == key.level ? 1 : 0;
    }
    return count;
  }

  void AddKnown(const ByAction& one) {
    const Words words = WordsOf(one);
    for (const catalog::IdRange range : one.actions) {
      for (catalog::ActionId id = range.begin; id < range.end; ++id) {
        const GroupKey key{std::string(catalog_.service_prefix(catalog_.action_service(id))),
                           static_cast<int>(catalog_.access_level(id)), words.conditions};
        Group& group = groups_[key];
        if (group.actions.empty() && group.change.level.empty()) {
          group.change.service = key.service;
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
        if (group.last != &one) AddTo(group, words);
        group.last = &one;
      }
    }
  }

  // A request of its own for each group reads better than that of some action treated alike.
  void Illustrate(const Options& options) {
    Options brief = options;
    brief.max_nodes /= 10;
    std::size_t given = 0;
    for (auto& [key, group] : groups_) {
      if (key.level < 0 || ++given > kMostExamples) continue;
      const Answer answer = question_.Find(Narrowed(yes_, group.change.example.action), no_, brief);
      if (answer.found == text::Truth::kTrue) group.change.example = *answer.witness;
      if (!group.is_by_deny) TellShared(group, brief);
    }
  }

  Side Narrowed(Side side, std::string_view action) {
    text::Mask layer;
    layer.Set(question_.Add(Region{{action}, {}, {}, {}}));
    for (auto& path : side.paths) path.push_back(layer);
    return side;
  }

  /// What the statements of the other side let through of the same actions, where this side does too.
  void TellShared(Group& group, const Options& options) {
    AccessChange& change = group.change;
    for (const Bit bit : AllowsOf(no_)) {
      const policy::Statement* statement = question_.statement(bit);
      if (statement == nullptr || change.shared.size() > kMostWords) continue;
      const catalog::Ids both = catalog::Intersection(SpokenOf(*statement, catalog_).may, group.actions);
      if (both.empty()) continue;
      const std::string words = SharedInWords(*statement, change);
      if (words.empty()) continue;
      Side side = Narrowed(yes_, catalog_.FullName(both.front().begin));
      text::Mask layer;
      layer.Set(bit);
      for (auto& path : side.paths) path.push_back(layer);
      side.deny |= no_.deny;
      if (question_.Find(side, {}, options).found == text::Truth::kTrue) AddNew(change.shared, {words});
    }
  }

  /// Only what tells it apart from the whole.
  static std::string SharedInWords(const policy::Statement& statement, const AccessChange& change) {
    std::string words;
    const auto add = [&](std::string_view before, const std::vector<std::string>& own,
                         const std::vector<std::string>& whole, std::string_view between) {
      if (own.empty() || own == whole) return;
      words += words.empty() ? "" : " ";
      words += before;
      for (std::size_t i = 0; i < own.size(); ++i) {
        if (i == kMostShared) words += ", and " + std::to_string(own.size() - i) + " more";
        if (i >= kMostShared) break;
        words += (i == 0 ? std::string() : std::string(between)) + own[i];
      }
    };
    add("on ", ResourcesInWords(statement), change.resources, ", ");
    add("for ", PrincipalsInWords(statement), change.principals, ", ");
    add("where ", ConditionsInWords(statement), change.conditions, " and ");
    return words;
  }

  static std::vector<Bit> AllowsOf(const Side& side) {
    text::Mask first;
    for (const auto& path : side.paths) {
      if (!path.empty()) first |= path.front();
    }
    std::vector<Bit> bits;
    first.ForEach([&](std::size_t bit) { bits.push_back(static_cast<Bit>(bit)); });
    return bits;
  }

  // Names that the catalogue does not know are told only where nothing known of the service is.
  void AddUnknown(const ByAction& one) {
    const std::string service = one.witness.action.substr(0, one.witness.action.find(':'));
    const auto at = groups_.lower_bound({service, 0, {}});
    if (at != groups_.end() && at->first.service == service) return;
    const bool is_known = catalog_.FindService(service) != catalog::kNone;
    const Words words = WordsOf(one);
    Group& group = groups_[{service, -1, words.conditions}];
    group.change.service = is_known ? service : "*";
    group.change.direction = direction_;
    group.change.example = one.witness;
    AddTo(group, words);
  }

  static void AddTo(Group& group, const Words& words) {
    AddNew(group.change.resources, words.resources);
    AddNew(group.change.conditions, words.conditions);
    AddNew(group.change.principals, words.principals);
    group.is_by_deny = group.is_by_deny && words.is_by_deny;
  }

  /// Whether the other side would let the request through, were it not for its Denies.
  bool IsRefusedOnly(const Request& request) const {
    const auto lets = [&](const text::Mask& layer) {
      bool any = false;
      layer.ForEach([&](std::size_t i) { any = any || Takes(static_cast<Bit>(i), request); });
      return any;
    };
    return std::any_of(no_.paths.begin(), no_.paths.end(),
                       [&](const auto& path) { return std::all_of(path.begin(), path.end(), lets); });
  }

  bool Takes(Bit bit, const Request& request) const {
    const policy::Statement* statement = question_.statement(bit);
    return statement != nullptr &&
           policy::MatchStatement(*question_.policy(bit), *statement, request, sources_).applies == text::Truth::kTrue;
  }

  // What a Deny of the other side alone refuses is told by that Deny, within what is allowed.
  Words WordsOf(const ByAction& one) const {
    Words words;
    const bool is_refused_only = !one.refused_by.empty() && IsRefusedOnly(one.witness);
    for (const Bit bit : one.granting) {
      const policy::Statement* statement = question_.statement(bit);
      if (statement == nullptr) continue;
      AddNew(words.principals, PrincipalsInWords(*statement));
      AddNew(words.resources, ResourcesInWords(*statement));
      AddNew(words.conditions, ConditionsInWords(*statement));
    }
    words.is_by_deny = is_refused_only;
    if (!is_refused_only) return words;
    Words denied;
    for (const Bit refusing : one.refused_by) {
      const policy::Statement* deny = question_.statement(refusing);
      if (deny == nullptr) continue;
      AddNew(denied.resources, ResourcesInWords(*deny));
      AddNew(words.conditions, ConditionsInWords(*deny));
      AddNew(denied.principals, PrincipalsInWords(*deny));
    }
    // The narrower of the two: a Deny of everything ends where the Allow does.
    const bool is_any_resource = denied.resources.empty() || Has(denied.resources, "*");
    const bool is_anyone = denied.principals.empty() || Has(denied.principals, "everyone");
    if (!is_any_resource) words.resources = std::move(denied.resources);
    if (!is_anyone) words.principals = std::move(denied.principals);
    return words;
  }

  Question& question_;
  const text::Sources& sources_;
  AccessChange::Direction direction_;
  const Side& yes_;
  const Side& no_;
  catalog::Catalog catalog_ = catalog::Catalog::BuiltIn();
  std::map<GroupKey, Group> groups_;
};

}  // namespace

OneWay AccessOneWay(Question& question, const text::Sources& sources, AccessChange::Direction direction,
                    const Side& yes, const Side& no, const Options& options) {
  Telling telling(question, sources, direction, yes, no);
  OneWay found;
  found.is_complete = telling.Run(options);
  found.changes = telling.Take();
  return found;
}

}  // namespace iampolicy::access
