#ifndef IAMPOLICY_LIB_POLICY_BUILDER_H_
#define IAMPOLICY_LIB_POLICY_BUILDER_H_

// What the parts of the builder share: the tree as one world sees it, leaves with what is known of them, and the list
// of problems. The parts are functions, one file an element of the language; Build() (build.cc) calls them in turn.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <iampolicy/types.h>

#include "lib/policy/build.h"
#include "lib/policy/leaf.h"
#include "lib/policy/policy.h"
#include "lib/syntax/tree.h"
#include "lib/text/problem.h"
#include "lib/text/sources.h"
#include "lib/text/truth.h"

namespace iampolicy::policy {

/// Problems listed a document, then one "too-many-policy-problems".
inline constexpr std::size_t kMostProblems = 1000;

/// Entries for which room is made at once: a list's nodes are an upper bound of its entries, not their number.
inline constexpr std::uint32_t kMostReserved = 4096;

/// A member of an object. `value` is past choices.
struct Member {
  syntax::NodeId key = syntax::kNone;
  syntax::NodeId value = syntax::kNone;
  bool exact = false;  ///< its name is written in the right case

  bool present() const { return key != syntax::kNone; }
};

class Builder {
 public:
  Builder(const syntax::Tree& tree, syntax::NodeId root, const text::Sources& sources, World world, Policy& policy);

  const syntax::Tree& tree() const { return tree_; }
  const text::Sources& sources() const { return sources_; }
  Policy& policy() { return policy_; }
  const Policy& policy() const { return policy_; }
  PolicyKind kind() const { return policy_.kind; }

  /// The node that stands there in this world; kNone: nothing does. With too many guards a choice stays.
  syntax::NodeId Resolve(syntax::NodeId id) const;
  /// The kind of a resolved node; a choice that stayed is not known.
  syntax::Kind KindOf(syntax::NodeId id) const;
  std::string_view Text(syntax::NodeId id) const { return sources_.Text(tree_[id].text); }
  /// Members or elements, past choices, absent ones left out. Calls use(key, value) or use(value, index).
  template <class Use>
  void ForEachMember(syntax::NodeId object, Use use) const;
  template <class Use>
  void ForEachElement(syntax::NodeId list, Use use) const;

  /// A string, number, boolean or unknown value as a leaf.
  Leaf ReadLeaf(syntax::NodeId id);
  /// Whether an unknown value may turn out to be a list.
  bool MayBeList(syntax::NodeId id) const;
  /// Whether a hole of the text may stand for a colon.
  bool MayHoldColon(const Leaf& leaf) const;

  struct Facts {
    std::string_view got = {};
    std::string_view expected = {};
    text::Truth truth = text::Truth::kTrue;
    text::Span span = {};  ///< empty: that of the node
  };
  void Report(std::string_view kind, syntax::NodeId node, const Facts& facts);
  void Report(std::string_view kind, syntax::NodeId node) { Report(kind, node, Facts()); }
  /// About a member's name.
  void ReportKey(std::string_view kind, syntax::NodeId key, std::string_view got, std::string_view expected = {});
  /// A value of the wrong JSON type: got is "a list" and so on.
  void ReportType(std::string_view kind, syntax::NodeId node, std::string_view expected);
  /// Sorts the problems by place.
  void Finish();

 private:
  text::Problem* Add(std::string_view kind, syntax::NodeId node);

  const syntax::Tree& tree_;
  const text::Sources& sources_;
  Policy& policy_;
  std::vector<std::uint32_t> guards_;  // of the document: bit i of the world is guard guards_[i]
  bool choices_stay_ = false;
  World world_;
};

/// "a list", "an object", ...
std::string_view TypeName(syntax::Kind kind);

/// The text in backticks.
std::string Quoted(std::string_view text);

/// The texts as words: "`a`, `b` or `c`", the nearest one alone where one is near.
std::string OneOf(std::string_view got, std::span<const std::string_view> names);

// The parts, from the outside in. Each reads a resolved node into the policy and reports what does not fit.

/// build_document.cc.
void BuildDocument(Builder& builder, syntax::NodeId root);
/// Sorts an object's members by the names it may have into `members` (one for each name); reports strangers.
/// Returns whether a name that is not known may be any of them.
bool SortMembers(Builder& builder, syntax::NodeId object, std::span<const std::string_view> names,
                 std::span<Member> members, std::string_view unknown_kind);
/// build_statement.cc.
void BuildStatement(Builder& builder, syntax::NodeId node, std::uint32_t index, Statement& statement);
/// build_values.cc.
void BuildActions(Builder& builder, const Member& member, bool negated, List<Action>& actions);
void BuildResources(Builder& builder, const Member& member, bool negated, List<Resource>& resources);
/// build_principals.cc.
void BuildPrincipals(Builder& builder, const Member& member, Principals& principals);
/// build_conditions.cc.
void BuildConditions(Builder& builder, const Member& member, Conditions& conditions);
/// build_condition_values.cc. The values of one condition against its operator.
void CheckConditionValues(Builder& builder, const Condition& condition);
/// build_variables.cc. Policy variables in a Resource or a condition value; returns whether the text has one.
bool CheckVariables(Builder& builder, const Leaf& leaf);
/// The same in an element that takes none; returns whether the text has one.
bool RefuseVariables(Builder& builder, const Leaf& leaf);
/// infer.cc.
PolicyKind InferKind(const Builder& builder, syntax::NodeId root, std::string_view file);
/// Whether a policy of that kind has principals.
bool TakesPrincipal(PolicyKind kind);
/// Whether the ValidatePolicy API calls it an identity policy.
bool IsIdentityLike(PolicyKind kind);

template <class Use>
void Builder::ForEachMember(syntax::NodeId object, Use use) const {
  for (syntax::NodeId key = tree_.First(object); key != syntax::kNone; key = tree_.Next(object, key + 1)) {
    const syntax::NodeId value = Resolve(key + 1);
    if (value != syntax::kNone) use(key, value);
  }
}

template <class Use>
void Builder::ForEachElement(syntax::NodeId list, Use use) const {
  std::uint32_t index = 0;
  for (syntax::NodeId child = tree_.First(list); child != syntax::kNone; child = tree_.Next(list, child), ++index) {
    const syntax::NodeId value = Resolve(child);
    if (value != syntax::kNone) use(value, index);
  }
}

}  // namespace iampolicy::policy

#endif  // IAMPOLICY_LIB_POLICY_BUILDER_H_
