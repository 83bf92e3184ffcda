// One statement: its elements, and which of them a policy of that kind must and may have.

#include <algorithm>
#include <array>
#include <cstddef>

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

enum Element : std::size_t {
  kAction,
  kCondition,
  kEffect,
  kNotAction,
  kNotPrincipal,
  kNotResource,
  kPrincipal,
  kResource,
  kSid,
  kElements
};
constexpr std::array<std::string_view, kElements> kNames = {
    "Action", "Condition", "Effect", "NotAction", "NotPrincipal", "NotResource", "Principal", "Resource", "Sid"};

using Members = std::array<Member, kElements>;

bool IsSidCharacter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

void BuildSid(Builder& builder, const Member& member, Statement& statement) {
  switch (builder.KindOf(member.value)) {
    case Kind::kString:
    case Kind::kUnknown:
      break;
    default:
      builder.ReportType(ProblemNamed("sid-not-a-string"), member.value, "a string");
      return;
  }
  statement.sid = builder.ReadLeaf(member.value);
  const Leaf& sid = statement.sid;
  if (sid.unknown || RefuseVariables(builder, sid)) return;
  if (sid.text.empty()) {
    builder.Report(ProblemNamed("empty-sid"), sid.node);
  } else if (IsIdentityLike(builder.kind()) && !sid.has_hole &&
             !std::all_of(sid.text.begin(), sid.text.end(), IsSidCharacter)) {
    builder.Report(ProblemNamed("bad-sid"), sid.node,
                   {.got = sid.text, .expected = "only letters `A` to `Z`, `a` to `z` and digits"});
  }
}

void BuildEffect(Builder& builder, const Member& member, Statement& statement) {
  statement.effect = Effect::kOther;
  switch (builder.KindOf(member.value)) {
    case Kind::kString:
    case Kind::kUnknown:
      break;
    default:
      builder.ReportType(ProblemNamed("effect-not-a-string"), member.value, "`Allow` or `Deny`");
      return;
  }
  statement.effect_leaf = builder.ReadLeaf(member.value);
  const Leaf& leaf = statement.effect_leaf;
  if (leaf.has_hole) {
    statement.effect = Effect::kUnknown;
  } else if (leaf.text == "Allow") {
    statement.effect = Effect::kAllow;
  } else if (leaf.text == "Deny") {
    statement.effect = Effect::kDeny;
  } else if (!RefuseVariables(builder, leaf)) {
    constexpr std::array<std::string_view, 2> kEffects = {"Allow", "Deny"};
    builder.Report(ProblemNamed("unknown-effect"), leaf.node,
                   {.got = leaf.text, .expected = OneOf(leaf.text, kEffects)});
  }
}

/// A pair of which a statement has one.
struct Pair {
  Element plain;
  Element negated;
  std::string_view missing;
  std::string_view both;
};
constexpr Pair kActionPair = {kAction, kNotAction, ProblemNamed("missing-action"),
                              ProblemNamed("action-and-not-action")};
constexpr Pair kResourcePair = {kResource, kNotResource, ProblemNamed("missing-resource"),
                                ProblemNamed("resource-and-not-resource")};
constexpr Pair kPrincipalPair = {kPrincipal, kNotPrincipal, ProblemNamed("missing-principal"),
                                 ProblemNamed("principal-and-not-principal")};

void CheckBoth(Builder& builder, const Members& members, const Pair& pair) {
  if (!members[pair.plain].present() || !members[pair.negated].present()) return;
  builder.Report(pair.both, members[pair.negated].key, {.got = kNames[pair.negated], .expected = kNames[pair.plain]});
}

void CheckMissing(Builder& builder, const Members& members, const Pair& pair, const Statement& statement) {
  // A name in the wrong case does not count: for AWS the element is not there.
  if (members[pair.plain].exact || members[pair.negated].exact) return;
  builder.Report(pair.missing, statement.node,
                 {.expected = Quoted(kNames[pair.plain]) + " or " + Quoted(kNames[pair.negated]),
                  .truth = statement.may_hold_more ? Truth::kUnknown : Truth::kTrue});
}

// Repository policies of ECR are about their repository: they have no Resource.
bool IsAboutItsRepository(const Builder& builder, const Statement& statement) {
  const std::string& type = builder.policy().resource_type;
  if (type == "AWS::ECR::Repository" || type == "AWS::ECR::PublicRepository") return true;
  const std::vector<Action>& actions = statement.actions.items;
  return type.empty() && !actions.empty() && std::all_of(actions.begin(), actions.end(), [](const Action& action) {
           return text::EqualIgnoringCase(action.service, "ecr") ||
                  text::EqualIgnoringCase(action.service, "ecr-public");
         });
}

void CheckResource(Builder& builder, const Members& members, const Statement& statement) {
  CheckBoth(builder, members, kResourcePair);
  if (builder.kind() != PolicyKind::kTrust) {
    if (builder.kind() == PolicyKind::kResource && IsAboutItsRepository(builder, statement)) return;
    CheckMissing(builder, members, kResourcePair, statement);
    return;
  }
  for (const Element element : {kResource, kNotResource}) {
    if (!members[element].present()) continue;
    builder.Report(ProblemNamed("resource-in-trust-policy"), members[element].key, {.got = kNames[element]});
  }
}

void RefusePrincipals(Builder& builder, const Members& members) {
  for (const Element element : {kPrincipal, kNotPrincipal}) {
    if (!members[element].present()) continue;
    builder.Report(ProblemNamed("principal-not-allowed"), members[element].key, {.got = kNames[element]});
  }
}

bool IsBareStar(const Principals& principals) {
  return principals.items.size() == 1 && principals.items[0].type == PrincipalType::kStar;
}

// {"AWS": "*"} names the same as "*"; whether AWS takes it in a resource control policy is not documented.
bool IsEveryone(const Principals& principals) {
  return principals.items.size() == 1 && principals.items[0].shape == PrincipalShape::kEveryone &&
         (principals.items[0].type == PrincipalType::kStar || principals.items[0].type == PrincipalType::kAws);
}

void CheckPrincipals(Builder& builder, const Members& members, const Statement& statement) {
  CheckBoth(builder, members, kPrincipalPair);
  if (!TakesPrincipal(builder.kind())) {
    RefusePrincipals(builder, members);
    return;
  }
  CheckMissing(builder, members, kPrincipalPair, statement);
  if (builder.kind() != PolicyKind::kTrust) return;
  if (members[kNotPrincipal].present()) {
    builder.Report(ProblemNamed("not-principal-in-trust-policy"), members[kNotPrincipal].key,
                   {.got = kNames[kNotPrincipal]});
  }
  if (IsBareStar(statement.principals)) {
    builder.Report(ProblemNamed("star-in-trust-policy"), statement.principals.node,
                   {.got = "*", .expected = "`{\"AWS\": \"*\"}`"});
  }
}

bool IsOpen(const Principals& principals) {
  return principals.open || std::any_of(principals.items.begin(), principals.items.end(),
                                        [](const Principal& p) { return p.shape == PrincipalShape::kUnknown; });
}

/// Whether the list is "*" alone, or may be for all that is known.
template <class T>
bool MayBeStarAlone(const List<T>& list) {
  return list.open || (list.items.size() == 1 && (list.items[0].leaf.has_hole || list.items[0].leaf.text == "*"));
}

/// The one Allow that a resource control policy takes: everything for everyone, as in RCPFullAWSAccess. NotAction has a
/// finding of its own.
bool IsFullAccess(const Statement& statement) {
  const Principals& principals = statement.principals;
  return principals.present() && (IsOpen(principals) || IsEveryone(principals)) &&
         MayBeStarAlone(statement.resources) && (!statement.actions.present() || MayBeStarAlone(statement.actions)) &&
         !statement.not_resources.present() && !statement.not_principals.present() && !statement.conditions.present();
}

void CheckRcp(Builder& builder, const Members& members, const Statement& statement) {
  const Principals& principals = statement.principals;
  if (members[kNotPrincipal].present()) {
    builder.Report(ProblemNamed("rcp-principal"), members[kNotPrincipal].value,
                   {.got = kNames[kNotPrincipal], .expected = "`\"Principal\": \"*\"`"});
  }
  if (members[kPrincipal].present() && !IsOpen(principals) && !IsEveryone(principals)) {
    builder.Report(ProblemNamed("rcp-principal"), members[kPrincipal].value,
                   {.got = kNames[kPrincipal], .expected = "`\"Principal\": \"*\"`"});
  }
  if (members[kNotAction].present()) {
    builder.Report(ProblemNamed("rcp-not-action"), members[kNotAction].key,
                   {.got = kNames[kNotAction], .expected = Quoted(kNames[kAction])});
  }
  if (statement.effect == Effect::kAllow && !statement.may_hold_more && !IsFullAccess(statement)) {
    builder.Report(ProblemNamed("rcp-allow"), statement.node);
  }
}

}  // namespace

void BuildStatement(Builder& builder, NodeId node, std::uint32_t index, Statement& statement) {
  statement.node = node;
  statement.span = builder.tree()[node].span;
  statement.index = index;
  Members members;
  statement.may_hold_more = SortMembers(builder, node, kNames, members, ProblemNamed("unknown-statement-element"));
  if (members[kSid].present()) BuildSid(builder, members[kSid], statement);
  if (members[kEffect].present()) BuildEffect(builder, members[kEffect], statement);
  if (!members[kEffect].exact) {
    builder.Report(
        ProblemNamed("missing-effect"), node,
        {.expected = "`Allow` or `Deny`", .truth = statement.may_hold_more ? Truth::kUnknown : Truth::kTrue});
  }
  if (members[kPrincipal].present()) BuildPrincipals(builder, members[kPrincipal], statement.principals);
  if (members[kNotPrincipal].present()) BuildPrincipals(builder, members[kNotPrincipal], statement.not_principals);
  if (members[kAction].present()) BuildActions(builder, members[kAction], false, statement.actions);
  if (members[kNotAction].present()) BuildActions(builder, members[kNotAction], true, statement.not_actions);
  // A trust policy takes neither, which is said of the element; what stands in it means nothing.
  if (builder.kind() != PolicyKind::kTrust) {
    if (members[kResource].present()) BuildResources(builder, members[kResource], false, statement.resources);
    if (members[kNotResource].present()) BuildResources(builder, members[kNotResource], true, statement.not_resources);
  }
  if (members[kCondition].present()) BuildConditions(builder, members[kCondition], statement.conditions);
  CheckBoth(builder, members, kActionPair);
  CheckMissing(builder, members, kActionPair, statement);
  CheckResource(builder, members, statement);
  CheckPrincipals(builder, members, statement);
  if (builder.kind() == PolicyKind::kRcp) CheckRcp(builder, members, statement);
}

}  // namespace iampolicy::policy
