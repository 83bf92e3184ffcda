// What a change changes, as access: two questions, one a direction, ranked together.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include <iampolicy/compare.h>

#include "lib/access/documents.h"
#include "lib/access/hole_words.h"
#include "lib/access/one_way.h"
#include "lib/access/question.h"
#include "lib/catalog/catalog.h"

namespace iampolicy {
inline namespace v0 {
namespace {

using access::Question;
using access::Side;

std::uint32_t WeightOfLevel(std::string_view level) {
  constexpr std::pair<std::string_view, std::uint32_t> kWeights[] = {
      {"Permissions management", 50}, {"Write", 40}, {"Tagging", 20}, {"Read", 15}, {"List", 5},
  };
  for (const auto& [name, weight] : kWeights) {
    if (name == level) return weight;
  }
  return 10;
}

/// Services whose actions reach beyond their own resources: they hand out access, or hold what gives it.
std::uint32_t WeightOfService(std::string_view service) {
  constexpr std::pair<std::string_view, std::uint32_t> kWeights[] = {
      {"iam", 20}, {"sts", 20}, {"organizations", 15}, {"sso", 15}, {"secretsmanager", 15}, {"kms", 10},
      {"*", 10},   {"ssm", 5},
  };
  for (const auto& [name, weight] : kWeights) {
    if (name == service) return weight;
  }
  return 0;
}

/// A rough order of concern: the level and the service first, then who, then on what, then how many.
std::uint32_t RiskOf(const AccessChange& change) {
  const auto has = [](const std::vector<std::string>& list, std::string_view text) {
    return std::find(list.begin(), list.end(), text) != list.end();
  };
  std::uint32_t risk = WeightOfLevel(change.level);
  if (change.level != "List") risk += WeightOfService(change.service);
  if (has(change.principals, "everyone")) risk += 30;
  if (has(change.resources, "*")) risk += 8;
  if (change.conditions.empty()) risk += 4;
  return risk + std::min(change.action_count, 8u);
}

bool IsWorse(const AccessChange& a, const AccessChange& b) {
  if (a.direction != b.direction) return a.direction == AccessChange::Direction::kAdded;
  if (a.risk != b.risk) return a.risk > b.risk;
  return std::tie(a.service, a.level) < std::tie(b.service, b.level);
}

void NameHoles(AccessChange& change, const text::Sources& sources) {
  const auto name = [&](std::string& text) { text = access::HolesInWords(text, sources); };
  for (std::vector<std::string>* texts :
       {&change.actions, &change.resources, &change.conditions, &change.principals, &change.shared}) {
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
    access::OneWay found = access::AccessOneWay(question, documents.sources(), direction, yes, no, made);
    if (!found.is_complete) diff.incomplete = "the policies are too complex for the budget of the search";
    for (AccessChange& change : found.changes) {
      change.risk = RiskOf(change);
      diff.changes.push_back(std::move(change));
    }
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
