#ifndef IAMPOLICY_LIB_CARRIERS_VIEW_H_
#define IAMPOLICY_LIB_CARRIERS_VIEW_H_

// A tree as its author means it: aliases followed, merge keys merged. Nothing is copied.

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/syntax/tree.h"
#include "lib/text/sources.h"

namespace iampolicy::carriers {

/// What may still be spent on expanding a file: aliases, merges and loops can ask for far more than is written.
class Budget {
 public:
  explicit Budget(std::uint64_t left) : left_(left) {}
  bool Spend(std::uint64_t cost = 1) {
    if (left_ < cost) {
      is_exhausted_ = true;
      return false;
    }
    left_ -= cost;
    return true;
  }
  bool is_exhausted() const { return is_exhausted_; }

 private:
  std::uint64_t left_;
  bool is_exhausted_ = false;
};

class View {
 public:
  View(const syntax::Tree& tree, const text::Sources& sources, Budget& budget)
      : tree_(tree), sources_(sources), budget_(budget) {}

  /// The node that an alias stands for; others are themselves.
  syntax::NodeId Follow(syntax::NodeId id) const {
    return tree_[id].kind == syntax::Kind::kAlias ? tree_[id].link : id;
  }
  syntax::Kind KindOf(syntax::NodeId id) const { return tree_[Follow(id)].kind; }
  bool IsObject(syntax::NodeId id) const { return KindOf(id) == syntax::Kind::kObject; }
  bool IsList(syntax::NodeId id) const { return KindOf(id) == syntax::Kind::kList; }
  bool IsText(syntax::NodeId id) const { return KindOf(id) == syntax::Kind::kString; }
  /// The decoded text of a string, number or boolean; "" of anything else.
  std::string_view Text(syntax::NodeId id) const;
  text::Span Span(syntax::NodeId id) const { return tree_[Follow(id)].span; }

  /// Keys (their nodes) and values (followed) of an object. Own members first, then those of merge keys (`<<`) that it
  /// has not itself; repeated keys are kept in their order. Empty for anything but an object.
  std::vector<std::pair<syntax::NodeId, syntax::NodeId>> Members(syntax::NodeId object) const;
  /// The value of a member (the last of that name), followed; kNone where there is none, or no object.
  syntax::NodeId Find(syntax::NodeId object, std::string_view name) const;
  /// The same down several names, separated by dots.
  syntax::NodeId FindPath(syntax::NodeId object, std::string_view path) const;
  std::vector<syntax::NodeId> Elements(syntax::NodeId list) const;

  const syntax::Tree& tree() const { return tree_; }
  const text::Sources& sources() const { return sources_; }
  Budget& budget() const { return budget_; }

 private:
  void Merge(syntax::NodeId from, std::uint32_t depth,
             std::vector<std::pair<syntax::NodeId, syntax::NodeId>>& members) const;

  const syntax::Tree& tree_;
  const text::Sources& sources_;
  Budget& budget_;
};

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_VIEW_H_
