// The breadth score of a policy as a number that a budget can bound; access/score.h says what it counts.

#include <algorithm>
#include <limits>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "lib/access/score.h"
#include "lib/rules/number.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"

namespace iampolicy::rules {
namespace {

constexpr std::size_t kMostTerms = 3;

/// Scores of the study's policies, each worked out once.
struct ScoreMemo : Extra {
  std::unordered_map<const policy::Policy*, Score> scores;
};

const Score& ScoreOf(Study& study, const policy::Policy& policy) {
  auto& scores = study.Get<ScoreMemo>([] { return std::make_unique<ScoreMemo>(); }).scores;
  const auto [found, is_new] = scores.try_emplace(&policy);
  if (is_new) {
    std::vector<const catalog::Ids*> names;
    for (const policy::Statement& statement : policy.statements.items) names.push_back(&study.Names(statement));
    const access::PolicyBreadth breadth = access::BreadthOf(policy, study.catalog(), study.sources(), names);
    found->second = access::ScoreOf(policy, breadth, study.catalog(), names);
  }
  return found->second;
}

Truth HasScore(Study& study, const Subject& subject, Argument argument) {
  const Score& score = ScoreOf(study, *subject.policy);
  const auto total = static_cast<std::int64_t>(score.total);
  return HoldsBetween(argument, total, score.at_least ? std::numeric_limits<std::int64_t>::max() : total);
}

/// "21504 of statement 0, 96 of statement 2": what weighs most.
std::string HeaviestStatements(const Score& score) {
  std::vector<std::pair<std::uint32_t, std::uint64_t>> statements;
  for (const ScoreTerm& term : score.terms) {
    if (statements.empty() || statements.back().first != term.statement) statements.emplace_back(term.statement, 0);
    statements.back().second += term.points;
  }
  std::stable_sort(statements.begin(), statements.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string out;
  for (std::size_t i = 0; i < std::min(statements.size(), kMostTerms); ++i) {
    out += (i == 0 ? "" : ", ") + std::to_string(statements[i].second) + " of statement " +
           std::to_string(statements[i].first);
  }
  if (statements.size() > kMostTerms) out += ", and " + std::to_string(statements.size() - kMostTerms) + " more";
  return out.empty() ? "nothing" : out;
}

std::string FillScore(Study& study, const Subject& subject, Argument, std::string_view placeholder) {
  const Score& score = ScoreOf(study, *subject.policy);
  if (placeholder == "heaviest") return HeaviestStatements(score);
  return (score.at_least ? "at least " : "") + std::to_string(score.total);
}

constexpr std::string_view kFills[] = {"score", "heaviest"};

constexpr Predicate kTable[] = {
    {.name = "score",
     .doc =
         "The breadth score of the policy, as a number: over the actions allowed, the weight of the access level (1 "
         "for List to 8 for Permissions management) times that of the widest statement that allows the action (reach "
         "of its resources, 2 to 64, times audience, 1 to 8, halved by a condition).",
     .argument = ArgumentType::kNumber,
     .subjects = Bit(SubjectKind::kPolicy),
     .fills = kFills,
     .test = HasScore,
     .fill = FillScore},
};

}  // namespace

std::span<const Predicate> ScorePredicates() { return kTable; }

}  // namespace iampolicy::rules
