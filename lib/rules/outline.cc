#include "lib/rules/outline.h"

#include <algorithm>
#include <memory>

namespace iampolicy::rules {
namespace {

using syntax::NodeId;

/// The policies judged together have a document each.
struct Outlines : Extra {
  std::unordered_map<const syntax::Tree*, std::unique_ptr<Outline>> by_tree;
};

}  // namespace

Outline::Outline(const Document& document) : ancestry(*document.tree) {
  if (document.policy == nullptr) return;
  for (const policy::Statement& statement : document.policy->statements.items) {
    if (statement.node < document.tree->size()) statements.push_back(statement.node);
  }
  std::sort(statements.begin(), statements.end());
}

NodeId Outline::StatementOf(NodeId node) const {
  const auto after = std::upper_bound(statements.begin(), statements.end(), node);
  if (after == statements.begin()) return syntax::kNone;
  const NodeId statement = *std::prev(after);
  return node < statement + ancestry.tree()[statement].extent ? statement : syntax::kNone;
}

Outline& OutlineOf(Study& study, const Document& document) {
  auto& by_tree = study.Get<Outlines>([] { return std::make_unique<Outlines>(); }).by_tree;
  std::unique_ptr<Outline>& outline = by_tree[document.tree];
  if (!outline) outline = std::make_unique<Outline>(document);
  return *outline;
}

}  // namespace iampolicy::rules
