// The document: its members, the list of statements, and what spans statements.

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "lib/policy/builder.h"
#include "lib/policy/problem_kinds.h"
#include "lib/text/suggest.h"
#include "lib/text/utf8.h"

namespace iampolicy::policy {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;
using text::Truth;

enum Element : std::size_t { kId, kStatement, kVersion, kElements };
constexpr std::array<std::string_view, kElements> kNames = {"Id", "Statement", "Version"};

void BuildVersion(Builder& builder, NodeId value) {
  Policy& policy = builder.policy();
  policy.version = Version::kOther;
  const Kind kind = builder.KindOf(value);
  if (kind != Kind::kString && kind != Kind::kUnknown) {
    builder.ReportType(ProblemNamed("version-not-a-string"), value, "the string `2012-10-17`");
    return;
  }
  policy.version_leaf = builder.ReadLeaf(value);
  const Leaf& leaf = policy.version_leaf;
  if (leaf.has_hole) {
    policy.version = Version::kUnknown;
  } else if (leaf.text == "2012-10-17") {
    policy.version = Version::k2012;
  } else if (leaf.text == "2008-10-17") {
    policy.version = Version::k2008;
  } else {
    builder.Report(ProblemNamed("unsupported-version"), value,
                   {.got = leaf.text, .expected = "`2008-10-17` or `2012-10-17`"});
  }
}

void BuildId(Builder& builder, NodeId value) {
  const Kind kind = builder.KindOf(value);
  if (kind != Kind::kString && kind != Kind::kUnknown) {
    builder.ReportType(ProblemNamed("id-not-a-string"), value, "a string");
    return;
  }
  builder.policy().id = builder.ReadLeaf(value);
}

void AddStatement(Builder& builder, NodeId node, std::uint32_t index) {
  List<Statement>& statements = builder.policy().statements;
  switch (builder.KindOf(node)) {
    case Kind::kObject:
      BuildStatement(builder, node, index, statements.items.emplace_back());
      break;
    case Kind::kUnknown:
      statements.open = true;
      builder.policy().has_unknowns = true;
      break;
    default:
      builder.ReportType(ProblemNamed("statement-not-an-object"), node, "an object");
  }
}

void BuildStatements(Builder& builder, const Member& member) {
  const syntax::Tree& tree = builder.tree();
  List<Statement>& statements = builder.policy().statements;
  statements.key = tree[member.key].span;
  statements.span = tree[member.value].span;
  statements.node = member.value;
  if (builder.KindOf(member.value) != Kind::kList) {
    AddStatement(builder, member.value, 0);
    return;
  }
  // What AWS reports of a document without statements is about the document.
  if (tree[member.value].extent == 1) {
    builder.Report(ProblemNamed("empty-statement-list"), builder.policy().node, {.expected = "a statement"});
  }
  std::size_t count = 0;
  builder.ForEachElement(member.value, [&](NodeId, std::uint32_t) { ++count; });
  statements.items.reserve(count);
  builder.ForEachElement(member.value, [&](NodeId node, std::uint32_t index) { AddStatement(builder, node, index); });
}

void CheckSids(Builder& builder) {
  std::vector<std::pair<std::string_view, const Leaf*>> sids;
  for (const Statement& statement : builder.policy().statements.items) {
    const Leaf& sid = statement.sid;
    if (!sid.text.empty() && !sid.has_hole) sids.emplace_back(sid.text, &sid);
  }
  // Statements lie in one vector, so the order of addresses is that of the document.
  std::sort(sids.begin(), sids.end());
  for (std::size_t i = 1; i < sids.size(); ++i) {
    if (sids[i].first != sids[i - 1].first) continue;
    builder.Report(ProblemNamed("duplicate-sid"), sids[i].second->node,
                   {.got = sids[i].first, .expected = "a Sid that no other statement has"});
  }
}

/// The index of the name that the text is in another case, or names.size().
std::size_t FoldedIndex(std::string_view text, std::span<const std::string_view> names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (text::EqualIgnoringCase(text, names[i])) return i;
  }
  return names.size();
}

std::string ExpectedElement(std::string_view text, std::span<const std::string_view> names) {
  const std::string_view nearest = text::NearestOf(text, names);
  if (!nearest.empty()) return Quoted(nearest);
  return names.size() > kNames.size() ? "an element such as `Action`, `Effect` or `Resource`" : OneOf(text, names);
}

}  // namespace

bool SortMembers(Builder& builder, NodeId object, std::span<const std::string_view> names, std::span<Member> members,
                 std::string_view unknown_kind) {
  std::vector<Member> strangers;
  builder.ForEachMember(object, [&](NodeId key, NodeId value) {
    const std::string_view name = builder.Text(key);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (name != names[i]) continue;
      members[i] = {key, value, true};  // of equal names the last counts
      return;
    }
    strangers.push_back({key, value, false});
  });
  bool may_hold_more = false;
  for (const Member& stranger : strangers) {
    const Leaf name = builder.ReadLeaf(stranger.key);
    if (name.has_hole) {
      may_hold_more = true;
      continue;
    }
    const std::size_t i = FoldedIndex(name.text, names);
    if (i == names.size()) {
      builder.ReportKey(unknown_kind, stranger.key, name.text, ExpectedElement(name.text, names));
    } else if (members[i].present()) {
      builder.ReportKey(ProblemNamed("duplicate-element"), stranger.key, name.text, Quoted(names[i]));
    } else {
      // Read as what was meant, so that what is in it is judged, too.
      members[i] = stranger;
      builder.ReportKey(ProblemNamed("wrong-case-element"), stranger.key, name.text, Quoted(names[i]));
    }
  }
  return may_hold_more;
}

void BuildDocument(Builder& builder, NodeId root) {
  if (builder.KindOf(root) == Kind::kUnknown) {
    builder.policy().has_unknowns = true;
    builder.policy().statements.open = true;
    return;
  }
  if (builder.KindOf(root) != Kind::kObject) {
    builder.ReportType(ProblemNamed("not-an-object"), root, "an object");
    return;
  }
  builder.policy().is_object = true;
  std::array<Member, kElements> members;
  const bool may_hold_more = SortMembers(builder, root, kNames, members, ProblemNamed("unknown-element"));
  const Truth missing = may_hold_more ? Truth::kUnknown : Truth::kTrue;
  if (may_hold_more) builder.policy().statements.open = !members[kStatement].present();
  // The version decides how everything else is read.
  if (members[kVersion].present()) BuildVersion(builder, members[kVersion].value);
  if (!members[kVersion].exact) {
    if (may_hold_more) builder.policy().version = Version::kUnknown;
    builder.Report(ProblemNamed("missing-version"), root,
                   {.expected = "`\"Version\": \"2012-10-17\"`", .truth = missing});
  }
  if (members[kId].present()) BuildId(builder, members[kId].value);
  if (members[kStatement].present()) BuildStatements(builder, members[kStatement]);
  if (!members[kStatement].exact) {
    builder.Report(ProblemNamed("missing-statement"), root, {.expected = "`Statement`", .truth = missing});
  }
  CheckSids(builder);
}

}  // namespace iampolicy::policy
