// The tree as one world sees it, and the list of problems.

#include "lib/policy/builder.h"

#include <algorithm>
#include <span>
#include <utility>

#include "lib/policy/problem_kinds.h"
#include "lib/text/suggest.h"
#include "lib/text/utf8.h"

namespace iampolicy::policy {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;

// The first byte of every character of the hole range, and of no ASCII text.
constexpr char kHoleByte = '\xF4';

// Texts of problems are for messages, which show 160 characters at the most.
constexpr std::size_t kMostShown = 1024;

std::string Cut(std::string_view text) {
  if (text.size() <= kMostShown) return std::string(text);
  std::size_t end = kMostShown;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return std::string(text.substr(0, end));
}

/// Calls use(hole) for each part of the text that is not known.
template <class Use>
void ForEachHole(const text::Sources& sources, std::string_view text, Use use) {
  for (std::size_t at = text.find(kHoleByte); at != std::string_view::npos; at = text.find(kHoleByte, at + 1)) {
    const char32_t character = text::DecodeUtf8(text, at).value;
    if (sources.IsHole(character) && !sources.hole(character).known) use(sources.hole(character));
  }
}

}  // namespace

std::string_view TypeName(Kind kind) {
  switch (kind) {
    case Kind::kNull:
      return "null";
    case Kind::kBool:
      return "a boolean";
    case Kind::kNumber:
      return "a number";
    case Kind::kString:
      return "a string";
    case Kind::kList:
      return "a list";
    case Kind::kObject:
      return "an object";
    case Kind::kAlias:
    case Kind::kUnknown:
    case Kind::kChoice:
    case Kind::kAbsent:
      break;
  }
  return "an unknown value";
}

std::string OneOf(std::string_view got, std::span<const std::string_view> names) {
  const std::string_view nearest = text::NearestOf(got, names);
  if (!nearest.empty()) return Quoted(nearest);
  std::string words;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) words += i + 1 == names.size() ? " or " : ", ";
    words += Quoted(names[i]);
  }
  return words;
}

std::string Quoted(std::string_view text) { return "`" + std::string(text) + "`"; }

Builder::Builder(const syntax::Tree& tree, NodeId root, const text::Sources& sources, World world, Policy& policy)
    : tree_(tree), sources_(sources), policy_(policy), world_(world) {
  if (tree.guards().empty()) return;
  guards_ = GuardsOf(tree, root);
  choices_stay_ = guards_.size() > kMostGuards;
}

NodeId Builder::Resolve(NodeId id) const {
  while (tree_[id].kind == Kind::kChoice && !choices_stay_) {
    const auto guard = std::lower_bound(guards_.begin(), guards_.end(), tree_[id].link);
    const bool holds = (world_ >> (guard - guards_.begin()) & 1u) != 0;
    const NodeId then = tree_.First(id);
    if (then == kNone) return kNone;
    const NodeId next = holds ? then : tree_.Next(id, then);
    if (next == kNone) return kNone;
    id = next;
  }
  return tree_[id].kind == Kind::kAbsent ? kNone : id;
}

Kind Builder::KindOf(NodeId id) const {
  const Kind kind = tree_[id].kind;
  return kind == Kind::kChoice || kind == Kind::kAlias ? Kind::kUnknown : kind;
}

Leaf Builder::ReadLeaf(NodeId id) {
  const syntax::Node& node = tree_[id];
  Leaf leaf;
  leaf.node = id;
  leaf.span = node.span;
  leaf.content = node.text;
  if (KindOf(id) == Kind::kUnknown) {
    leaf.has_hole = leaf.unknown = true;
    // A choice that stays has no one character; its text is empty.
    if (node.kind == Kind::kUnknown) leaf.text = sources_.Text(node.text);
  } else {
    leaf.text = sources_.Text(node.text);
    ForEachHole(sources_, leaf.text, [&](const text::Hole&) { leaf.has_hole = true; });
  }
  if (leaf.has_hole) policy_.has_unknowns = true;
  return leaf;
}

bool Builder::MayBeList(NodeId id) const {
  if (tree_[id].kind != Kind::kUnknown) return true;
  const std::string_view text = sources_.Text(tree_[id].text);
  bool may = text.empty();
  ForEachHole(sources_, text, [&](const text::Hole& hole) {
    may = may || (hole.shape.kind == text::Shape::Kind::kAny && hole.shape.may_hold_wildcard);
  });
  return may;
}

bool Builder::MayHoldColon(const Leaf& leaf) const {
  if (!leaf.has_hole) return false;
  bool may = leaf.text.empty();
  ForEachHole(sources_, leaf.text, [&](const text::Hole& hole) { may = may || hole.shape.may_hold_colon; });
  return may;
}

text::Problem* Builder::Add(std::string_view kind, NodeId node) {
  std::vector<text::Problem>& problems = policy_.problems;
  if (problems.size() > kMostProblems) return nullptr;
  const bool is_last = problems.size() == kMostProblems;
  text::Problem& problem = problems.emplace_back();
  problem.kind = is_last ? ProblemNamed("too-many-policy-problems") : kind;
  problem.node = is_last ? policy_.node : node;
  problem.span = tree_[problem.node].span;
  if (!is_last) return &problem;
  problem.got = std::to_string(kMostProblems);
  return nullptr;
}

void Builder::Report(std::string_view kind, NodeId node, const Facts& facts) {
  text::Problem* problem = Add(kind, node);
  if (problem == nullptr) return;
  problem->got = Cut(facts.got);
  problem->expected = Cut(facts.expected);
  problem->truth = facts.truth;
  if (!facts.span.empty()) problem->span = facts.span;
}

void Builder::ReportKey(std::string_view kind, NodeId key, std::string_view got, std::string_view expected) {
  text::Problem* problem = Add(kind, key);
  if (problem == nullptr) return;
  problem->got = Cut(got);
  problem->expected = Cut(expected);
  problem->at_key = true;
}

void Builder::ReportType(std::string_view kind, NodeId node, std::string_view expected) {
  Report(kind, node, {.got = TypeName(KindOf(node)), .expected = expected});
}

void Builder::Finish() {
  std::stable_sort(policy_.problems.begin(), policy_.problems.end(),
                   [](const text::Problem& a, const text::Problem& b) {
                     if (a.span.begin != b.span.begin) return a.span.begin < b.span.begin;
                     if (a.span.end != b.span.end) return a.span.end > b.span.end;
                     return a.kind < b.kind;
                   });
}

bool TakesPrincipal(PolicyKind kind) {
  return kind == PolicyKind::kResource || kind == PolicyKind::kTrust || kind == PolicyKind::kRcp ||
         kind == PolicyKind::kEndpoint;
}

bool IsIdentityLike(PolicyKind kind) {
  return kind == PolicyKind::kIdentity || kind == PolicyKind::kBoundary || kind == PolicyKind::kSession;
}

}  // namespace iampolicy::policy
