#include "lib/carriers/view.h"

#include <algorithm>

namespace iampolicy::carriers {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;

constexpr std::uint32_t kMostMerges = 16;  // maps merged into maps that are merged

}  // namespace

std::string_view View::Text(NodeId id) const {
  const syntax::Node& node = tree_[Follow(id)];
  if (node.kind != Kind::kString && node.kind != Kind::kNumber && node.kind != Kind::kBool) return {};
  return sources_.Text(node.text);
}

std::vector<std::pair<NodeId, NodeId>> View::Members(NodeId object) const {
  std::vector<std::pair<NodeId, NodeId>> members;
  object = Follow(object);
  if (tree_[object].kind != Kind::kObject) return members;
  bool has_merge = false;
  for (NodeId key = tree_.First(object); key != kNone; key = tree_.Next(object, key + 1)) {
    if (sources_.Text(tree_[key].text) == "<<") {
      has_merge = true;
    } else {
      members.emplace_back(key, Follow(key + 1));
    }
  }
  if (has_merge) Merge(object, 0, members);
  return members;
}

// Adds what the merge keys of an object bring and the members do not have yet: earlier maps win.
void View::Merge(NodeId from, std::uint32_t depth, std::vector<std::pair<NodeId, NodeId>>& members) const {
  const auto has = [&](NodeId key) {
    return std::any_of(members.begin(), members.end(), [&](const auto& member) {
      return sources_.Text(tree_[member.first].text) == sources_.Text(tree_[key].text);
    });
  };
  const auto take = [&](NodeId map) {
    map = Follow(map);
    if (tree_[map].kind != Kind::kObject || depth >= kMostMerges) return;
    for (NodeId key = tree_.First(map); key != kNone; key = tree_.Next(map, key + 1)) {
      if (!budget_.Spend(1 + members.size() / 8)) return;
      if (sources_.Text(tree_[key].text) != "<<" && !has(key)) members.emplace_back(key, Follow(key + 1));
    }
    Merge(map, depth + 1, members);
  };
  for (NodeId key = tree_.First(from); key != kNone; key = tree_.Next(from, key + 1)) {
    if (!budget_.Spend()) return;
    if (sources_.Text(tree_[key].text) != "<<") continue;
    const NodeId value = Follow(key + 1);
    if (tree_[value].kind != Kind::kList) {
      take(value);
      continue;
    }
    for (NodeId map = tree_.First(value); map != kNone; map = tree_.Next(value, map)) take(map);
  }
}

NodeId View::Find(NodeId object, std::string_view name) const {
  object = Follow(object);
  if (tree_[object].kind != Kind::kObject) return kNone;
  NodeId found = tree_.Member(object, name, sources_);
  if (found != kNone) return Follow(found);
  if (tree_.Member(object, "<<", sources_) == kNone) return kNone;
  for (const auto& [key, value] : Members(object)) {
    if (sources_.Text(tree_[key].text) == name) found = value;
  }
  return found;
}

NodeId View::FindPath(NodeId object, std::string_view path) const {
  NodeId at = object;
  while (at != kNone && !path.empty()) {
    const std::string_view name = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(name.size() + 1, path.size()));
    at = Find(at, name);
  }
  return at;
}

std::vector<NodeId> View::Elements(NodeId list) const {
  std::vector<NodeId> elements;
  list = Follow(list);
  if (tree_[list].kind != Kind::kList) return elements;
  for (NodeId child = tree_.First(list); child != kNone; child = tree_.Next(list, child)) {
    elements.push_back(Follow(child));
  }
  return elements;
}

}  // namespace iampolicy::carriers
