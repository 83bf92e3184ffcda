#include "lib/rules/pack.h"

namespace iampolicy::rules {
namespace {

// A set's record: name (text), doc (text), place of its actions.
constexpr std::uint32_t kSetSize = 5;

constexpr SubjectKinds kInStatement = Bit(SubjectKind::kPolicy) | Bit(SubjectKind::kStatement);
constexpr EachName kEachNames[] = {
    {"problem", Each::kProblem, SubjectKind::kProblem, Bit(SubjectKind::kProblem)},
    {"policy", Each::kPolicy, SubjectKind::kPolicy, Bit(SubjectKind::kPolicy)},
    {"statement", Each::kStatement, SubjectKind::kStatement, kInStatement},
    {"action", Each::kAction, SubjectKind::kAction, kInStatement | Bit(SubjectKind::kAction)},
    {"not_action", Each::kNotAction, SubjectKind::kAction, kInStatement | Bit(SubjectKind::kAction)},
    {"resource", Each::kResource, SubjectKind::kResource, kInStatement | Bit(SubjectKind::kResource)},
    {"not_resource", Each::kNotResource, SubjectKind::kResource, kInStatement | Bit(SubjectKind::kResource)},
    {"principal", Each::kPrincipal, SubjectKind::kPrincipal, kInStatement | Bit(SubjectKind::kPrincipal)},
    {"not_principal", Each::kNotPrincipal, SubjectKind::kPrincipal, kInStatement | Bit(SubjectKind::kPrincipal)},
    {"condition", Each::kCondition, SubjectKind::kCondition, kInStatement | Bit(SubjectKind::kCondition)},
    {"value", Each::kValue, SubjectKind::kValue,
     kInStatement | Bit(SubjectKind::kCondition) | Bit(SubjectKind::kValue)},
    {"identity", Each::kIdentity, SubjectKind::kIdentity, Bit(SubjectKind::kIdentity) | Bit(SubjectKind::kPolicy)},
};

}  // namespace

std::span<const EachName> EachNames() { return kEachNames; }

std::uint32_t PackView::Find(std::string_view id) const {
  for (std::uint32_t i = 0; i < size(); ++i) {
    if ((*this)[i].id() == id) return i;
  }
  for (std::uint32_t i = 0; i < size(); ++i) {
    const Argument was = (*this)[i].was();
    for (std::uint32_t j = 0; j < was.size(); ++j) {
      if (was.text(j) == id) return i;
    }
  }
  return kNoRule;
}

std::string_view PackView::set_name(std::uint32_t i) const {
  const std::uint32_t at = tables_.words[4] + i * kSetSize;
  return tables_.blob.substr(tables_.words[at], tables_.words[at + 1]);
}

std::string_view PackView::set_doc(std::uint32_t i) const {
  const std::uint32_t at = tables_.words[4] + i * kSetSize;
  return tables_.blob.substr(tables_.words[at + 2], tables_.words[at + 3]);
}

Argument PackView::set_actions(std::uint32_t i) const {
  return Argument(tables_, tables_.words[tables_.words[4] + i * kSetSize + 4]);
}

Compiled EmptyPack() { return {{kFormat, 0, 5, 0, 5}, {}}; }

}  // namespace iampolicy::rules
