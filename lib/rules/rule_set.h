#ifndef IAMPOLICY_LIB_RULES_RULE_SET_H_
#define IAMPOLICY_LIB_RULES_RULE_SET_H_

// What is behind the public RuleSet.

#include <utility>

#include <iampolicy/rules.h>

#include "lib/rules/pack.h"

namespace iampolicy {
inline namespace v0 {

/// Compiled rules with their storage, or a view of those inside the library. Stays in place: views point into it.
struct RuleSet::Pack {
  explicit Pack(rules::Tables tables) : view(tables) {}
  explicit Pack(rules::Compiled compiled) : storage(std::move(compiled)), view(storage.tables()) {}
  Pack(const Pack&) = delete;
  Pack& operator=(const Pack&) = delete;

  rules::Compiled storage;
  rules::PackView view;
};

}  // namespace v0
}  // namespace iampolicy

#endif  // IAMPOLICY_LIB_RULES_RULE_SET_H_
