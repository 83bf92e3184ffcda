#ifndef IAMPOLICY_LIB_ACCESS_BINDING_H_
#define IAMPOLICY_LIB_ACCESS_BINDING_H_

// What a case of the search takes policy variables to be: absent, one text, or left open.

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/policy/condition.h"
#include "lib/text/pattern.h"
#include "lib/text/sources.h"

namespace iampolicy::access {

struct Binding {
  struct Value {
    std::string key;                  ///< folded
    std::optional<std::string> text;  ///< nullopt: absent
    /// The variable stays open in patterns; `text` stands for the values that all tests of the key itself treat alike.
    bool is_open = false;
  };
  std::vector<Value> values;  ///< keys that are not listed are left open

  bool has_open_rest = false;  ///< keys that are not listed are used as variables, and open

  const Value* Find(std::string_view key) const;
};

/// Whether some variable is left open.
bool IsOpen(const Binding& binding);
/// A name that tells bindings apart.
std::string NameOf(const Binding& binding);
/// The binding that says nothing of any variable.
Binding EverythingOpen();

/// The pattern with its bound variables replaced by literal text; nullopt where one has no value.
std::optional<text::Pattern> Bind(const text::Pattern& pattern, const Binding& binding,
                                  const text::VariableTable& variables);

/// The pattern with everything open (variables, holes) replaced by `*`: the most it may take.
text::Pattern Widest(const text::Pattern& pattern);

/// A pattern as text: holes as their characters, variables as ${key}.
std::string ToUtf8(std::u32string_view pattern, const text::VariableTable& variables);

/// A pattern of a condition value as the text that reads back as it, in a document with variables.
std::string ToConditionText(const text::Pattern& pattern, const text::VariableTable& variables = {});

/// Whether values of the test may hold variables.
bool HasVariables(const policy::Condition& test);

/// A test with its bound variables replaced. `texts` and `conditions` own what is made.
struct BoundTests {
  std::deque<std::string> texts;
  std::deque<policy::Condition> conditions;
};
const policy::Condition* Bind(const policy::Condition& test, const Binding& binding, text::VariableTable& scratch,
                              const text::Sources& sources, BoundTests& owner);

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_BINDING_H_
