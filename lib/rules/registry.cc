#include "lib/rules/registry.h"

#include <array>
#include <cstddef>
#include <span>

#include "lib/policy/problem_kinds.h"
#include "lib/syntax/host_kinds.h"
#include "lib/syntax/json_kinds.h"
#include "lib/syntax/yaml.h"

namespace iampolicy::rules {
namespace {

constexpr std::uint32_t kMostRows = 1u << 16;

struct Theme {
  std::span<const Predicate> (*table)();
  Knowledge knowledge;
};
constexpr Theme kThemes[] = {
    {PolicyPredicates, Knowledge::kPolicy},     {ConditionPredicates, Knowledge::kPolicy},
    {CatalogPredicates, Knowledge::kCatalog},   {ResourcePredicates, Knowledge::kCatalog},
    {KeyPredicates, Knowledge::kCatalog},       {BreadthPredicates, Knowledge::kAccess},
    {ScopePredicates, Knowledge::kAccess},      {AccessPredicates, Knowledge::kAccess},
    {StructurePredicates, Knowledge::kAccess},  {RiskPredicates, Knowledge::kAccess},
    {TrustPredicates, Knowledge::kPolicy},      {ArnPredicates, Knowledge::kCatalog},
    {TypePredicates, Knowledge::kCatalog},      {ValuePredicates, Knowledge::kPolicy},
    {ProviderPredicates, Knowledge::kPolicy},   {CarrierPredicates, Knowledge::kCatalog},
    {RedundancyPredicates, Knowledge::kPolicy}, {CopyPredicates, Knowledge::kPolicy},
    {ScorePredicates, Knowledge::kAccess},      {PlainPredicates, Knowledge::kCatalog},
    {EscalationPredicates, Knowledge::kAccess}, {NamePredicates, Knowledge::kCatalog},
};

// A kind that two layers share (JSON and YAML have duplicate keys) counts once.
constexpr std::span<const text::ProblemKind> kLayers[] = {syntax::kJsonKinds, policy::kPolicyKinds, syntax::kYamlKinds,
                                                          syntax::kHostKinds};

}  // namespace

std::vector<std::uint32_t> AllPredicates() {
  std::vector<std::uint32_t> out;
  for (std::uint32_t theme = 0; theme < std::size(kThemes); ++theme) {
    for (std::uint32_t row = 0; row < kThemes[theme].table().size(); ++row) out.push_back(theme * kMostRows + row);
  }
  return out;
}

const Predicate& PredicateAt(std::uint32_t number) { return kThemes[number / kMostRows].table()[number % kMostRows]; }

std::uint32_t FindPredicate(std::string_view name) {
  for (const std::uint32_t number : AllPredicates()) {
    if (PredicateAt(number).name == name) return number;
  }
  return kNoPredicate;
}

Knowledge KnowledgeOfPredicate(std::uint32_t number) { return kThemes[number / kMostRows].knowledge; }

std::uint32_t ProblemKindCount() {
  std::size_t count = 0;
  for (const auto layer : kLayers) count += layer.size();
  return static_cast<std::uint32_t>(count);
}

const text::ProblemKind& ProblemKindAt(std::uint32_t number) {
  std::size_t at = number;
  for (const auto layer : kLayers) {
    if (at < layer.size()) return layer[at];
    at -= layer.size();
  }
  return kLayers[0][0];
}

std::uint32_t FindProblemKind(std::string_view name) {
  for (std::uint32_t i = 0; i < ProblemKindCount(); ++i) {
    if (ProblemKindAt(i).name == name) return i;
  }
  return kNoProblemKind;
}

}  // namespace iampolicy::rules
