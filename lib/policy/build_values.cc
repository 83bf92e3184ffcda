// Action, NotAction, Resource and NotResource: their entries, and the format of actions and ARNs.

#include <algorithm>
#include <cstddef>

#include "lib/policy/builder.h"
#include "lib/policy/problem_kinds.h"

namespace iampolicy::policy {
namespace {

using syntax::Kind;
using syntax::kNone;
using syntax::NodeId;

// One pass: find_first_of would search each byte on its own.
bool HasWildcard(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return c == '*' || c == '?'; });
}
bool AllStars(std::string_view text) { return !text.empty() && text.find_first_not_of('*') == std::string_view::npos; }

/// Reads the entries of a member, scalar or list. make(leaf) returns the entry.
template <class T, class Make>
void ReadEntries(Builder& builder, const Member& member, std::string_view empty_kind, List<T>& list, Make make) {
  const syntax::Tree& tree = builder.tree();
  const NodeId value = member.value;
  list.key = tree[member.key].span;
  list.span = tree[value].span;
  list.node = value;
  const auto read = [&](NodeId id) {
    switch (builder.KindOf(id)) {
      case Kind::kUnknown:
        // One entry that is not known, or a list of them.
        if (builder.MayBeList(id)) list.open = true;
        [[fallthrough]];
      case Kind::kString:
        list.items.push_back(make(builder.ReadLeaf(id)));
        break;
      case Kind::kList:
        builder.ReportType(ProblemNamed("nested-list"), id, "a string");
        break;
      default:
        builder.ReportType(ProblemNamed("value-not-a-string"), id, "a string or a list of strings");
    }
  };
  if (builder.KindOf(value) != Kind::kList) {
    read(value);
    return;
  }
  if (tree[value].extent == 1) {
    builder.Report(empty_kind, value);
    return;
  }
  list.items.reserve(std::min(tree[value].extent - 1, kMostReserved));
  builder.ForEachElement(value, [&](NodeId id, std::uint32_t) { read(id); });
}

// "*", "**", "*:*": nothing but stars and at most one colon.
bool TakesEveryAction(const Action& action) {
  if (action.service.empty()) return AllStars(action.leaf.text);
  return AllStars(action.service) && AllStars(action.name);
}

void CheckAction(Builder& builder, const Action& action) {
  const std::string_view text = action.leaf.text;
  if (action.leaf.unknown || action.is_star || RefuseVariables(builder, action.leaf)) return;
  if (text.empty()) {
    builder.Report(ProblemNamed("empty-action"), action.leaf.node, {.expected = "a service, a colon and a name"});
    return;
  }
  // A hole may supply what seems to be missing.
  if (builder.MayHoldColon(action.leaf)) return;
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) {
    builder.Report(ProblemNamed("action-without-service"), action.leaf.node,
                   {.got = text, .expected = "`service:" + std::string(text) + "`"});
  } else if (action.service.empty()) {
    builder.Report(ProblemNamed("empty-action-service"), action.leaf.node,
                   {.got = text, .expected = "a service before the colon"});
  } else if (action.name.empty() || text.find(':', colon + 1) != std::string_view::npos) {
    builder.Report(ProblemNamed("bad-action-format"), action.leaf.node,
                   {.got = text, .expected = "a service, one colon and a name"});
  }
}

Action MakeAction(Builder& builder, const Leaf& leaf) {
  Action action;
  action.leaf = leaf;
  const std::size_t colon = leaf.text.find(':');
  action.service = colon == std::string_view::npos ? std::string_view() : leaf.text.substr(0, colon);
  action.name = colon == std::string_view::npos ? leaf.text : leaf.text.substr(colon + 1);
  action.has_wildcard = HasWildcard(leaf.text);
  action.is_star = action.has_wildcard && TakesEveryAction(action);
  CheckAction(builder, action);
  return action;
}

void CheckArn(Builder& builder, const Resource& resource) {
  const Leaf& leaf = resource.leaf;
  const Arn& arn = resource.arn;
  const auto report = [&](std::string_view kind, std::string_view got, std::string_view expected) {
    builder.Report(kind, leaf.node, {.got = got, .expected = expected});
  };
  if (arn.fields < 6) {
    report(ProblemNamed("missing-arn-field"), leaf.text, "`*` or `arn:partition:service:region:account:resource`");
    return;
  }
  const std::string_view prefix = leaf.text.substr(0, leaf.text.find(':'));
  if (prefix != "arn") report(ProblemNamed("bad-arn-prefix"), prefix, "`arn`");
  if (arn.partition.empty()) report(ProblemNamed("empty-arn-partition"), leaf.text, "a partition such as `aws`");
  if (arn.service.empty()) {
    report(ProblemNamed("empty-arn-field"), leaf.text, "a service in the third field");
  } else if (arn.resource.empty()) {
    report(ProblemNamed("empty-arn-field"), leaf.text, "a resource in the sixth field");
  }
}

// API Gateway takes execute-api:/stage/method/path in the policy of an API and completes it to an ARN.
// Source: API Gateway Developer Guide, "API Gateway resource policy examples".
bool IsShortApiResource(std::string_view text) { return text.starts_with("execute-api:/"); }

Resource MakeResource(Builder& builder, const Leaf& leaf) {
  Resource resource;
  resource.leaf = leaf;
  resource.has_wildcard = HasWildcard(leaf.text);
  resource.is_star = AllStars(leaf.text);
  if (leaf.unknown || leaf.text == "*") return resource;
  const bool has_variable = CheckVariables(builder, leaf);
  resource.has_variable = has_variable && builder.policy().has_variables();
  resource.arn = ParseArn(leaf.text);
  if (builder.kind() == PolicyKind::kResource && IsShortApiResource(leaf.text)) return resource;
  if (leaf.text.empty()) {
    builder.Report(ProblemNamed("empty-resource"), leaf.node, {.expected = "`*` or an ARN"});
  } else if (!builder.MayHoldColon(leaf)) {
    CheckArn(builder, resource);
  }
  return resource;
}

}  // namespace

void BuildActions(Builder& builder, const Member& member, bool negated, List<Action>& actions) {
  const std::string_view empty_kind =
      negated ? ProblemNamed("empty-not-action-list") : ProblemNamed("empty-action-list");
  ReadEntries(builder, member, empty_kind, actions, [&](const Leaf& leaf) { return MakeAction(builder, leaf); });
}

void BuildResources(Builder& builder, const Member& member, bool negated, List<Resource>& resources) {
  const std::string_view empty_kind =
      negated ? ProblemNamed("empty-not-resource-list") : ProblemNamed("empty-resource-list");
  ReadEntries(builder, member, empty_kind, resources, [&](const Leaf& leaf) { return MakeResource(builder, leaf); });
}

}  // namespace iampolicy::policy
