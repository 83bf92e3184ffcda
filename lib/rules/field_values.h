#ifndef IAMPOLICY_LIB_RULES_FIELD_VALUES_H_
#define IAMPOLICY_LIB_RULES_FIELD_VALUES_H_

// How the parts of a policy become values of fields: for the tables of fields_*.h, which fields.cc puts together.

#include <cstddef>
#include <cstdint>

#include "lib/rules/fields.h"
#include "lib/rules/study.h"

namespace iampolicy::rules::fields {

using policy::Leaf;
using text::Truth;
using enum SubjectKind;

// Holes are U+100000 and above, which alone start with this byte in UTF-8.
inline constexpr char kHoleLead = '\xF4';

inline TextValue FromLeaf(const Leaf& leaf) { return {leaf.text, leaf.present(), leaf.has_hole}; }

/// A part of a leaf's text. A hole before it may hold what separates the parts, so only what stands before every hole
/// is certain.
inline TextValue PartOf(const Leaf& leaf, std::string_view part, bool is_cut) {
  if (!leaf.has_hole) return {part, leaf.present() && is_cut, false};
  if (!is_cut) return {leaf.text, leaf.present(), true};
  const std::size_t hole = leaf.text.find(kHoleLead);
  const auto end = static_cast<std::size_t>(part.data() + part.size() - leaf.text.data());
  return {part, leaf.present(), hole <= end};
}

template <class T>
inline ListValue Sized(const policy::List<T>& list) {
  return {static_cast<std::uint32_t>(list.items.size()), list.present(), list.open};
}
inline ListValue Sized(const policy::Principals& list) {
  return {static_cast<std::uint32_t>(list.items.size()), list.present(), list.open};
}
inline ListValue Sized(const policy::Conditions& list) {
  return {static_cast<std::uint32_t>(list.items.size()), list.present(), list.open};
}

}  // namespace iampolicy::rules::fields

#endif  // IAMPOLICY_LIB_RULES_FIELD_VALUES_H_
