#include "lib/rules/registry.h"

#include <array>
#include <cstddef>
#include <span>

#include "lib/policy/problem_kinds.h"
#include "lib/syntax/json_kinds.h"

namespace iampolicy::rules {
namespace {

using Theme = std::span<const Predicate> (*)();
constexpr Theme kThemes[] = {PolicyPredicates,  ConditionPredicates, CatalogPredicates,
                             BreadthPredicates, AccessPredicates,    StructurePredicates};

// A kind that two layers share (JSON and YAML have duplicate keys) counts once.
constexpr std::span<const text::ProblemKind> kLayers[] = {syntax::kJsonKinds, policy::kPolicyKinds};

}  // namespace

std::uint32_t PredicateCount() {
  std::size_t count = 0;
  for (const Theme theme : kThemes) count += theme().size();
  return static_cast<std::uint32_t>(count);
}

const Predicate& PredicateAt(std::uint32_t number) {
  std::size_t at = number;
  for (const Theme theme : kThemes) {
    const std::span<const Predicate> table = theme();
    if (at < table.size()) return table[at];
    at -= table.size();
  }
  return PolicyPredicates()[0];
}

std::uint32_t FindPredicate(std::string_view name) {
  std::uint32_t number = 0;
  for (const Theme theme : kThemes) {
    for (const Predicate& predicate : theme()) {
      if (predicate.name == name) return number;
      ++number;
    }
  }
  return kNoPredicate;
}

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
