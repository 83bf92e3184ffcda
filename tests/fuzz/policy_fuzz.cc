// Any bytes, read as a policy of every kind in every world: no crash, problems in order and within the document.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lib/policy/build.h"
#include "lib/policy/builder.h"
#include "lib/syntax/json.h"
#include "lib/syntax/unknowns.h"

namespace {

using namespace iampolicy;

void Require(bool holds) {
  if (!holds) std::abort();
}

void Check(const policy::Policy& policy, const syntax::Tree& tree) {
  Require(policy.problems.size() <= policy::kMostProblems + 1);
  std::uint32_t last = 0;
  for (const text::Problem& problem : policy.problems) {
    Require(problem.node < tree.size());
    Require(problem.span.begin >= last && problem.span.begin <= problem.span.end);
    last = problem.span.begin;
  }
  for (const policy::Statement& statement : policy.statements.items) {
    for (const policy::Action& action : statement.actions.items) Require(action.leaf.node < tree.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  text::Sources sources;
  const std::optional<text::Span> span = sources.AddFile("policy.json", bytes);
  const syntax::Parsed parsed = syntax::ReadJson(sources, *span);
  if (parsed.tree.empty() || !parsed.complete) return 0;
  const syntax::Tree tree = syntax::ReadUnknowns(parsed.tree, sources);
  const std::uint32_t worlds = policy::Worlds(tree, tree.root());
  Require(worlds <= 1u << policy::kMostGuards);
  for (std::uint32_t world = 0; world < worlds; ++world) {
    for (int kind = 0; kind <= static_cast<int>(PolicyKind::kEndpoint); ++kind) {
      policy::Given given;
      given.kind = static_cast<PolicyKind>(kind);
      Check(policy::Build(tree, tree.root(), sources, given, world), tree);
    }
  }
  return 0;
}
