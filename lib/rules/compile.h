#ifndef IAMPOLICY_LIB_RULES_COMPILE_H_
#define IAMPOLICY_LIB_RULES_COMPILE_H_

// One rule of a rule file -> its record. What is wrong goes to the diagnostics; the record is used only where there
// was nothing wrong.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/catalog/catalog.h"
#include "lib/rules/json.h"
#include "lib/rules/named_sets.h"
#include "lib/rules/pack.h"
#include "lib/rules/predicate.h"
#include "lib/rules/writer.h"

namespace iampolicy::rules {

/// A parameter of a rule with the value in force.
struct Param {
  std::string_view name;
  Json value;
  bool used = false;  ///< somewhere in the rule
};

/// The default of a parameter, which may stand alone or be the member "default".
Json DefaultOf(const Json& param);

/// What the parts of the compiler share.
struct Compiler {
  const catalog::Catalog& catalog;
  Writer& writer;
  NamedSets& sets;
  Diagnostics& diagnostics;
  std::vector<Param> params = {};  ///< of the rule being compiled

  /// The value that {"param": "name"} stands for; any other value is itself.
  Json Resolve(const Json& value);
  /// The elements of a list with parameters resolved and their lists spliced in.
  std::vector<Json> Elements(const Json& value);
};

/// Place of the argument; 0 where it was refused. `members`: of kObject and kObjects.
std::uint32_t CompileArgument(Compiler& compiler, ArgumentType type, std::span<const Member> members,
                              const Json& value);

/// The elements a subject has: those of `each`, and what quantifiers around an expression add.
using Has = SubjectKinds;

/// A quantifier of `when`, which messages and `at` may refer to: {resource} is what it found.
struct Bound {
  SubjectKind kind;
  std::uint32_t place;  ///< of the quantifier's node
};
/// A predicate of `when`, which provides placeholders.
struct Used {
  std::uint32_t predicate;
  std::uint32_t place;  ///< of its node
};
struct Scope {
  Has has = 0;
  std::vector<Bound> bound;
  std::vector<Used> used;
};

/// Place of the expression; 0 where it was refused. The scope learns what it binds and uses.
std::uint32_t CompileExpression(Compiler& compiler, const Json& value, Scope& scope);

/// Place of the message; 0 where it was refused.
std::uint32_t CompileMessage(Compiler& compiler, const Json& value, const Scope& scope);

/// Place of the targets of `at`; 0 where it was refused.
std::uint32_t CompileAt(Compiler& compiler, const Json& value, const Scope& scope);

/// Place of the fix (see repair.h); 0 where it was refused.
std::uint32_t CompileFix(Compiler& compiler, const Json& fix, const Scope& scope);

/// The whole rule. `id` is from the file's name or the member "id".
std::optional<RuleRecord> CompileRule(Compiler& compiler, const Json& rule, std::string_view id);

/// What the rule needs of a policy, derived from its compiled `when`; fills kShapes, kActionNeeds, kProblemKinds and
/// kTextTests.
void DeriveTrigger(Writer& writer, RuleRecord& record);

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_COMPILE_H_
