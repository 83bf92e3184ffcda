#ifndef IAMPOLICY_TESTS_UNIT_POLICY_BUILDING_H_
#define IAMPOLICY_TESTS_UNIT_POLICY_BUILDING_H_

// A policy with everything it points into, and its problems as lines of text.

#include <memory>
#include <string>
#include <string_view>

#include "lib/policy/build.h"
#include "lib/syntax/json.h"
#include "lib/syntax/unknowns.h"

namespace iampolicy::policy {

struct Built {
  std::unique_ptr<std::string> text;  // views go into it
  text::Sources sources;
  syntax::Tree tree;
  Policy policy;

  /// "kind pointer: got | expected", one a line; a name by its pointer and "#"; "?" after the kind: not certain.
  std::string Problems() const {
    std::string lines;
    for (const text::Problem& problem : policy.problems) {
      lines += problem.kind;
      if (problem.truth == text::Truth::kUnknown) lines += '?';
      lines += " " + syntax::PointerTo(tree, sources, tree.root(), problem.node);
      if (problem.at_key) lines += '#';
      lines += ": " + problem.got + " | " + problem.expected + "\n";
    }
    return lines;
  }
};

/// Reads the text, in the notation of unknowns where it uses it.
inline Built BuildText(std::string_view text, const Given& given = {}, World world = 0) {
  Built built;
  built.text = std::make_unique<std::string>(text);
  const syntax::Parsed parsed = syntax::ReadJson(built.sources, *built.sources.AddFile("policy.json", *built.text));
  built.tree = syntax::ReadUnknowns(parsed.tree, built.sources);
  built.policy = Build(built.tree, built.tree.root(), built.sources, given, world);
  return built;
}

inline Given Kind(PolicyKind kind, std::string_view resource_type = {}) { return {kind, resource_type, {}}; }

}  // namespace iampolicy::policy

#endif  // IAMPOLICY_TESTS_UNIT_POLICY_BUILDING_H_
