// A region is answered like any statement, so it is made one.

#include "lib/access/region.h"

#include "lib/policy/arn.h"
#include "lib/policy/condition.h"
#include "lib/policy/principal.h"

namespace iampolicy::access {
namespace {

/// Holes are characters of plane 16, the only ones that start with this byte.
constexpr char kFirstHoleByte = '\xF4';

policy::Leaf LeafOf(std::string_view text) {
  policy::Leaf leaf;
  leaf.text = text;
  leaf.node = 0;
  leaf.has_hole = text.find(kFirstHoleByte) != std::string_view::npos;
  return leaf;
}

policy::Principal PrincipalOf(std::string_view text) {
  policy::Principal entry;
  entry.leaf = LeafOf(text);
  entry.arn = policy::ParseArn(text);
  entry.type = policy::PrincipalType::kAws;
  if (text == "*") {
    entry.type = policy::PrincipalType::kStar;
  } else if (!entry.arn.present && text.find(".amazonaws.") != std::string_view::npos) {
    entry.type = policy::PrincipalType::kService;
  } else if (!entry.arn.present && text.find('.') != std::string_view::npos) {
    entry.type = policy::PrincipalType::kFederated;
  } else if (entry.arn.present && text.find("-provider/") != std::string_view::npos) {
    entry.type = policy::PrincipalType::kFederated;
  }
  entry.shape = policy::ClassifyPrincipal(entry.type, text, entry.arn);
  if (policy::IsAccountId(text)) entry.account = text;
  if (policy::IsAccountId(entry.arn.account)) entry.account = entry.arn.account;
  return entry;
}

policy::Condition ConditionOf(const Test& test) {
  policy::Condition condition;
  condition.operator_leaf = LeafOf(test.op);
  condition.op = policy::ParseOperator(test.op);
  condition.key = LeafOf(test.key);
  condition.values.node = 0;
  for (const std::string_view value : test.values) {
    condition.values.items.push_back({LeafOf(value), syntax::Kind::kString});
  }
  return condition;
}

}  // namespace

policy::Statement StatementOf(const Region& region) {
  policy::Statement statement;
  statement.effect = policy::Effect::kAllow;
  statement.actions.node = 0;
  const auto add_action = [&](std::string_view text) {
    policy::Action action;
    action.leaf = LeafOf(text);
    const std::size_t colon = text.find(':');
    if (colon != std::string_view::npos) action.service = text.substr(0, colon);
    action.name = text.substr(colon + 1);
    action.has_wildcard = text.find_first_of("*?") != std::string_view::npos;
    action.is_star = text == "*";
    statement.actions.items.push_back(action);
  };
  if (region.actions.empty()) add_action("*");
  for (const std::string_view text : region.actions) add_action(text);
  statement.resources.node = 0;
  const auto add_resource = [&](std::string_view text) {
    policy::Resource resource;
    resource.leaf = LeafOf(text);
    resource.arn = policy::ParseArn(text);
    resource.has_wildcard = text.find_first_of("*?") != std::string_view::npos;
    resource.is_star = text == "*";
    statement.resources.items.push_back(resource);
  };
  if (region.resources.empty()) add_resource("*");
  for (const std::string_view text : region.resources) add_resource(text);
  if (!region.principals.empty()) statement.principals.node = 0;
  for (const std::string_view text : region.principals) statement.principals.items.push_back(PrincipalOf(text));
  if (!region.context.empty()) statement.conditions.node = 0;
  for (const Test& test : region.context) statement.conditions.items.push_back(ConditionOf(test));
  return statement;
}

}  // namespace iampolicy::access
