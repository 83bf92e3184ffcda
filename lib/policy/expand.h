#ifndef IAMPOLICY_LIB_POLICY_EXPAND_H_
#define IAMPOLICY_LIB_POLICY_EXPAND_H_

// Policy variables replaced by the values of a request.
// Source: IAM User Guide, "IAM policy elements: Variables and tags".

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "lib/policy/leaf.h"
#include "lib/policy/match.h"
#include "lib/policy/policy.h"
#include "lib/text/pattern.h"
#include "lib/text/sources.h"
#include "lib/text/truth.h"

namespace iampolicy::policy {

/// A text of the policy, read for one request.
struct Expanded {
  enum class State : std::uint8_t {
    kPlain,     ///< neither variables nor holes: `pattern` is empty, use the text as written
    kPattern,   ///< use `pattern`
    kNoValue,   ///< a variable has no value in the request: the text stands for nothing
    kUndecided  ///< whether the text has variables is not known: the document's version is not
  };
  State state = State::kPlain;
  text::Pattern pattern;
};

/// Reads the text of a leaf from byte `from` on with variables (where the policy has them), before it without.
/// Substituted text and defaults are literal: a `*` in them is an ordinary character.
Expanded Expand(const Policy& policy, const Leaf& leaf, std::size_t from, text::PatternSyntax syntax,
                std::span<const ContextKey> context, const text::Sources& sources);

/// Whether the text as written may hold a policy variable.
inline bool MayHoldVariable(std::string_view text) { return text.find("${") != std::string_view::npos; }

/// Whether an expanded text takes a text of the request.
text::Truth Takes(const Expanded& expanded, const Leaf& leaf, text::PatternSyntax syntax, std::string_view text);

}  // namespace iampolicy::policy

#endif  // IAMPOLICY_LIB_POLICY_EXPAND_H_
