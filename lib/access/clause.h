#ifndef IAMPOLICY_LIB_ACCESS_CLAUSE_H_
#define IAMPOLICY_LIB_ACCESS_CLAUSE_H_

// A statement as the search sees it, cut into its dimensions: patterns of actions and resources, principals, and tests
// of condition keys. What depends on the document is settled here: short ARNs are completed where its kind completes
// them, and text that only looks like a variable in a 2008-10-17 document is escaped, so that clauses of different
// documents can stand side by side.

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "lib/policy/policy.h"
#include "lib/text/pattern.h"
#include "lib/text/sources.h"

namespace iampolicy::access {

/// A list and a complement, either of which may be missing. A value is taken when the list (if any) takes it and the
/// complement (if any) does not list it.
struct Entries {
  std::vector<text::Pattern> in, out;
  bool has_in = false, has_out = false;
  bool in_open = false, out_open = false;      ///< unknown entries may be among them
  text::Truth otherwise = text::Truth::kTrue;  ///< without either
  friend bool operator==(const Entries&, const Entries&) = default;
};

struct Clause {
  const policy::Policy* policy = nullptr;
  const policy::Statement* statement = nullptr;
  Entries actions;    ///< case folded
  Entries resources;  ///< may hold variables and holes
  std::vector<const policy::Condition*> tests;
  bool needs_principal = false;  ///< takes nobody without a Principal element
  bool is_certain = true;        ///< false: parts that are not known may change what it takes
  /// Wildcards of resources take no colon that ends a field of an ARN: of a region as it says, of a statement where its
  /// entries name the type of the resource, so that they need none.
  enum class Crossing : std::uint8_t { kYes, kUntyped, kNo } crossing = Crossing::kYes;
  bool is_void = false;             ///< takes nothing, for certain
  std::vector<char32_t> variables;  ///< symbols in resources and tests
};

/// Makes clauses; owns the texts that had to be rewritten.
class ClauseMaker {
 public:
  explicit ClauseMaker(const text::Sources& sources) : sources_(sources) {}
  Clause Make(const policy::Policy& policy, const policy::Statement& statement);
  const text::VariableTable& variables() const { return variables_; }
  text::VariableTable& variables() { return variables_; }

 private:
  text::Pattern ResourcePattern(const policy::Policy& policy, const policy::Resource& resource);
  const policy::Condition* Escaped(const policy::Condition& condition);
  void CollectVariables(Clause& clause);

  const text::Sources& sources_;
  text::VariableTable variables_;
  std::deque<policy::Condition> conditions_;
  std::deque<std::string> texts_;
};

/// Whether two tests are the same but for the order of values.
bool AreEqual(const policy::Condition& a, const policy::Condition& b);

/// Whether the two take the same requests for the same reasons, whatever holes hold.
bool AreEqual(const Clause& a, const Clause& b);

constexpr bool IsVariable(char32_t symbol) { return symbol >= text::kFirstVariable && symbol < text::kFirstOpaque; }
constexpr bool IsHole(char32_t symbol) { return symbol >= text::kFirstOpaque; }

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_CLAUSE_H_
