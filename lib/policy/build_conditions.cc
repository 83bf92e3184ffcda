// Condition: operators, keys and the lists of their values. Source: IAM User Guide, "IAM JSON policy elements:
// Condition".

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
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

constexpr std::array<std::string_view, 2> kQualifiers = {kForAllValues, kForAnyValue};

/// The name as AWS writes it; "" where there is none, whatever its case.
std::string_view Spelled(std::string_view name, std::span<const std::string_view> names) {
  for (const std::string_view known : names) {
    if (text::EqualIgnoringCase(name, known)) return known;
  }
  return {};
}

void CheckQualifier(Builder& builder, NodeId key, std::string_view qualifier) {
  const std::string_view spelled = Spelled(qualifier, kQualifiers);
  if (spelled.empty()) {
    builder.ReportKey(ProblemNamed("unknown-set-qualifier"), key, qualifier, OneOf(qualifier, kQualifiers));
  } else if (spelled != qualifier) {
    builder.ReportKey(ProblemNamed("wrong-case-set-qualifier"), key, qualifier, Quoted(spelled));
  }
}

/// The operator that was meant, whole: `ForAnyValue:StringEqualsIfExists` for `ForAnyValue:StringEqualIfExist`.
std::string NearestOperator(const OperatorParts& parts) {
  std::vector<std::string> names;
  for (const std::string_view name : OperatorNames()) {
    names.emplace_back(name);
    names.push_back(std::string(name).append(kIfExists));
  }
  const std::string written = std::string(parts.base).append(parts.if_exists);
  text::Nearest nearest(written);
  for (const std::string& name : names) nearest.Offer(name);
  const std::vector<std::string_view> best = nearest.Best(1);
  if (best.empty()) return "an operator such as `StringEquals`";
  const std::string qualifier = parts.has_qualifier ? std::string(parts.qualifier).append(":") : std::string();
  return Quoted(qualifier + std::string(best.front()));
}

// Operators are compared ignoring case, so another case is a matter of style.
void CheckOperator(Builder& builder, const Leaf& leaf) {
  const OperatorParts parts = SplitOperator(leaf.text);
  if (parts.has_qualifier) CheckQualifier(builder, leaf.node, parts.qualifier);
  const std::string_view spelled = Spelled(parts.base, OperatorNames());
  if (spelled.empty()) {
    // What is wrong with the qualifier may be that it is none.
    if (parts.has_qualifier && Spelled(parts.qualifier, kQualifiers).empty()) return;
    builder.ReportKey(ProblemNamed("unknown-operator"), leaf.node, leaf.text, NearestOperator(parts));
  } else if (spelled == "Null" && !parts.if_exists.empty()) {
    builder.ReportKey(ProblemNamed("null-if-exists"), leaf.node, leaf.text, "`Null`");
  } else if (spelled != parts.base || (!parts.if_exists.empty() && parts.if_exists != kIfExists)) {
    std::string whole(spelled);
    if (!parts.if_exists.empty()) whole += kIfExists;
    builder.ReportKey(ProblemNamed("wrong-case-operator"), leaf.node, leaf.text, Quoted(whole));
  }
}

void CheckKey(Builder& builder, const Condition& condition) {
  const Leaf& key = condition.key;
  const std::string_view name = key.text;
  if (condition.op && condition.op->family == OperatorFamily::kNull && condition.op->qualifier != Qualifier::kNone) {
    builder.ReportKey(ProblemNamed("null-with-set-qualifier"), key.node, condition.operator_leaf.text, "`Null`");
  }
  if (name.empty()) {
    builder.ReportKey(ProblemNamed("empty-condition-key"), key.node, {}, "a key such as `aws:SourceIp`");
    return;
  }
  if (builder.MayHoldColon(key)) return;
  const std::size_t colon = name.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon + 1 == name.size()) {
    builder.ReportKey(ProblemNamed("bad-condition-key-format"), key.node, name, "a prefix, a colon and a name");
  }
}

std::string_view EmptyValuesKind(const Leaf& operator_leaf) {
  const OperatorParts parts = SplitOperator(operator_leaf.text);
  if (parts.has_qualifier && text::EqualIgnoringCase(parts.qualifier, kForAllValues)) {
    return ProblemNamed("empty-condition-values-for-all");
  }
  if (parts.has_qualifier && text::EqualIgnoringCase(parts.qualifier, kForAnyValue)) {
    return ProblemNamed("empty-condition-values-for-any");
  }
  return parts.if_exists.empty() ? ProblemNamed("empty-condition-values")
                                 : ProblemNamed("empty-condition-values-if-exists");
}

void AddValue(Builder& builder, NodeId id, List<ConditionValue>& values) {
  const Kind kind = builder.KindOf(id);
  switch (kind) {
    case Kind::kUnknown:
      if (builder.MayBeList(id)) values.open = true;
      [[fallthrough]];
    case Kind::kString:
    case Kind::kNumber:
    case Kind::kBool:
      values.items.push_back({builder.ReadLeaf(id), kind});
      break;
    default:
      builder.ReportType(ProblemNamed("condition-value-not-scalar"), id, "a string, a number or a boolean");
  }
}

void ReadValues(Builder& builder, NodeId value, Condition& condition) {
  const syntax::Tree& tree = builder.tree();
  List<ConditionValue>& values = condition.values;
  values.key = tree[condition.key.node].span;
  values.span = tree[value].span;
  values.node = value;
  if (builder.KindOf(value) != Kind::kList) {
    AddValue(builder, value, values);
  } else if (tree[value].extent == 1) {
    builder.ReportKey(EmptyValuesKind(condition.operator_leaf), condition.key.node, condition.key.text);
  } else {
    values.items.reserve(std::min(tree[value].extent - 1, kMostReserved));
    builder.ForEachElement(value, [&](NodeId id, std::uint32_t) { AddValue(builder, id, values); });
  }
}

/// Keys of one block that differ in case only: every later spelling. Pairs for the usual few, sorted for many.
void CheckDuplicateKeys(Builder& builder, std::span<const Condition> block) {
  const auto report = [&](const Condition& later, const Condition& earlier) {
    if (later.key.text == earlier.key.text) return;  // the reader says that
    builder.ReportKey(ProblemNamed("duplicate-condition-key"), later.key.node, later.key.text,
                      Quoted(earlier.key.text));
  };
  constexpr std::size_t kFew = 16;
  if (block.size() <= kFew) {
    for (std::size_t i = 1; i < block.size(); ++i) {
      for (std::size_t k = 0; k < i; ++k) {
        if (!text::EqualIgnoringCase(block[i].key.text, block[k].key.text)) continue;
        report(block[i], block[k]);
        break;
      }
    }
    return;
  }
  std::vector<std::pair<std::string, std::size_t>> folded;
  folded.reserve(block.size());
  for (std::size_t i = 0; i < block.size(); ++i) folded.emplace_back(text::FoldAscii(block[i].key.text), i);
  std::sort(folded.begin(), folded.end());
  for (std::size_t i = 1, first = 0; i < folded.size(); ++i) {
    if (folded[i].first == folded[first].first) {
      report(block[folded[i].second], block[folded[first].second]);
    } else {
      first = i;
    }
  }
}

void BuildBlock(Builder& builder, const Leaf& operator_leaf, NodeId block, Conditions& conditions) {
  const std::optional<Operator> op =
      operator_leaf.has_hole ? std::optional<Operator>() : ParseOperator(operator_leaf.text);
  const std::size_t first = conditions.items.size();
  builder.ForEachMember(block, [&](NodeId key, NodeId value) {
    Condition& condition = conditions.items.emplace_back();
    condition.operator_leaf = operator_leaf;
    condition.op = op;
    condition.block = block;
    condition.key = builder.ReadLeaf(key);
    CheckKey(builder, condition);
    ReadValues(builder, value, condition);
    CheckConditionValues(builder, condition);
  });
  CheckDuplicateKeys(builder, std::span(conditions.items).subspan(first));
}

void BuildOperator(Builder& builder, NodeId key, NodeId block, Conditions& conditions) {
  const Leaf operator_leaf = builder.ReadLeaf(key);
  if (!operator_leaf.has_hole) CheckOperator(builder, operator_leaf);
  switch (builder.KindOf(block)) {
    case Kind::kObject:
      if (builder.tree()[block].extent == 1) {
        builder.Report(ProblemNamed("empty-operator-block"), block, {.got = operator_leaf.text});
      } else {
        BuildBlock(builder, operator_leaf, block, conditions);
      }
      break;
    case Kind::kUnknown:
      conditions.open = true;
      builder.policy().has_unknowns = true;
      break;
    default:
      builder.ReportType(ProblemNamed("operator-block-not-an-object"), block, "an object of condition keys");
  }
}

}  // namespace

void BuildConditions(Builder& builder, const Member& member, Conditions& conditions) {
  const syntax::Tree& tree = builder.tree();
  conditions.key = tree[member.key].span;
  conditions.span = tree[member.value].span;
  conditions.node = member.value;
  switch (builder.KindOf(member.value)) {
    case Kind::kObject:
      if (tree[member.value].extent == 1) builder.Report(ProblemNamed("empty-condition"), member.value);
      builder.ForEachMember(member.value,
                            [&](NodeId key, NodeId block) { BuildOperator(builder, key, block, conditions); });
      break;
    case Kind::kUnknown:
      conditions.open = true;
      builder.policy().has_unknowns = true;
      break;
    default:
      builder.ReportType(ProblemNamed("condition-not-an-object"), member.value, "an object of condition operators");
  }
}

}  // namespace iampolicy::policy
