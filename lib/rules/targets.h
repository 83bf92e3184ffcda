#ifndef IAMPOLICY_LIB_RULES_TARGETS_H_
#define IAMPOLICY_LIB_RULES_TARGETS_H_

// What `at` can underline: an element ("action", "statement") or a part of one ("statement.effect"). One row a place.

#include <cstdint>
#include <span>
#include <string_view>

#include "lib/rules/subject.h"
#include "lib/syntax/tree.h"

namespace iampolicy::rules {

struct Target {
  std::string_view name;
  SubjectKind owner = SubjectKind::kPolicy;
  /// The node; kNone where that part is absent.
  syntax::NodeId (*node)(const Subject&) = nullptr;
};
std::span<const Target> Targets();

/// The node that stands for an element as a whole: a condition's key, a statement's object.
syntax::NodeId NodeOf(SubjectKind kind, const Subject& subject);

/// In compiled form, [n, (kind, a, b)...]: kElement: a = SubjectKind; kPart: a = row of Targets();
/// kQuantified: a = SubjectKind, b = place of the quantifier, every element it finds.
enum class TargetKind : std::uint32_t { kElement, kPart, kQuantified };

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_LIB_RULES_TARGETS_H_
