#include "lib/access/score.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <tuple>
#include <vector>

namespace iampolicy::access {
namespace {

using Levels = std::array<std::uint32_t, 5>;

/// One Allow with what it weighs.
struct Grant {
  std::uint32_t statement;
  const catalog::Ids* actions;  ///< named, before Deny
  const Breadth* breadth;
};

/// Actions that accept only "*" are told apart: what they reach is not the author's choice.
enum class Part : std::uint8_t { kWithResources, kWithoutResources };

Reach ReachOf(const Grant& grant, Part part) {
  return part == Part::kWithResources ? grant.breadth->reach : std::min(grant.breadth->reach, Reach::kType);
}

std::uint32_t GrantWeight(const Grant& grant, Part part) {
  const std::uint32_t weight = WeightOf(ReachOf(grant, part)) * WeightOf(grant.breadth->audience);
  return grant.breadth->conditioned != 0 ? weight / 2 : weight;
}

std::uint64_t LevelPoints(const Levels& levels) {
  std::uint64_t points = 0;
  for (std::size_t i = 0; i < levels.size(); ++i) points += std::uint64_t{levels[i]} * kLevelWeights[i];
  return points;
}

ScoreTerm TermOf(const Grant& grant, Part part, const Levels& levels) {
  ScoreTerm term;
  term.statement = grant.statement;
  term.by_level = levels;
  term.reach = ReachOf(grant, part);
  term.audience = grant.breadth->audience;
  term.conditioned = grant.breadth->conditioned != 0;
  term.reach_weight = WeightOf(term.reach);
  term.audience_weight = WeightOf(term.audience);
  term.points = LevelPoints(levels) * GrantWeight(grant, part);
  return term;
}

Levels LevelsOf(const catalog::Catalog& catalog, const catalog::Ids& ids, Part part) {
  Levels without = catalog.CountByLevelWithoutResources(ids);
  if (part == Part::kWithoutResources) return without;
  Levels levels = catalog.CountByLevel(ids);
  for (std::size_t i = 0; i < levels.size(); ++i) levels[i] -= without[i];
  return levels;
}

/// Each action counts for the heaviest statement that allows it.
void AddTerms(std::vector<Grant> grants, Part part, const catalog::Ids& refused, const catalog::Catalog& catalog,
              std::vector<ScoreTerm>& terms) {
  std::stable_sort(grants.begin(), grants.end(),
                   [part](const Grant& a, const Grant& b) { return GrantWeight(a, part) > GrantWeight(b, part); });
  catalog::Ids counted = refused;
  for (std::size_t i = 0; i < grants.size(); ++i) {
    const Grant& grant = grants[i];
    const catalog::Ids left = counted.empty() ? *grant.actions : catalog::Difference(*grant.actions, counted);
    if (left.empty()) continue;
    const ScoreTerm term = TermOf(grant, part, LevelsOf(catalog, left, part));
    if (term.points != 0) terms.push_back(term);
    if (i + 1 < grants.size()) counted = catalog::Union(counted, left);
  }
}

/// Terms of one statement that weigh the same are one term.
void Join(std::vector<ScoreTerm>& terms) {
  std::stable_sort(terms.begin(), terms.end(), [](const ScoreTerm& a, const ScoreTerm& b) {
    return std::tie(a.statement, b.reach) < std::tie(b.statement, a.reach);
  });
  std::size_t end = 0;
  for (const ScoreTerm& term : terms) {
    ScoreTerm* last = end == 0 ? nullptr : &terms[end - 1];
    if (last == nullptr || last->statement != term.statement || last->reach != term.reach) {
      terms[end++] = term;
      continue;
    }
    for (std::size_t i = 0; i < term.by_level.size(); ++i) last->by_level[i] += term.by_level[i];
    last->points += term.points;
  }
  terms.resize(end);
}

}  // namespace

std::uint32_t WeightOf(Reach reach) { return reach == Reach::kNone ? 0 : 1u << static_cast<std::uint32_t>(reach); }

std::uint32_t WeightOf(Audience audience) {
  constexpr std::array<std::uint32_t, 7> kWeights = {1, 1, 2, 2, 2, 4, 8};
  return kWeights[static_cast<std::size_t>(audience)];
}

Score ScoreOf(const policy::Policy& policy, const PolicyBreadth& breadth, const catalog::Catalog& catalog,
              std::span<const catalog::Ids* const> names) {
  Score score;
  score.at_least = breadth.policy.at_least;
  std::vector<Grant> grants;
  for (std::uint32_t i = 0; i < policy.statements.items.size(); ++i) {
    if (policy.statements.items[i].effect != policy::Effect::kAllow || breadth.statements[i].reach == Reach::kNone) {
      continue;
    }
    grants.push_back({i, names[i], &breadth.statements[i]});
  }
  for (const Part part : {Part::kWithResources, Part::kWithoutResources}) {
    AddTerms(grants, part, breadth.refused, catalog, score.terms);
  }
  Join(score.terms);
  for (const ScoreTerm& term : score.terms) score.total += term.points;
  return score;
}

}  // namespace iampolicy::access
