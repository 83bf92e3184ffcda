// Questions about regions, holes and layers: certain, possible, and a certain no.

#include <deque>
#include <string>
#include <vector>

#include "lib/access/checks.h"
#include "lib/access/structure.h"
#include "lib/policy/build.h"
#include "lib/syntax/json.h"
#include "lib/syntax/unknowns.h"
#include "tests/unit/catch.h"

namespace iampolicy::access {
namespace {

using text::Truth;

/// Policies with holes: single quotes stand for double ones. A string may hold one hole, {{NAME}}: what AWS makes,
/// which has no wildcards, or anything where the name starts with Wild.
class World {
 public:
  const policy::Policy& Add(std::string text, PolicyKind kind = PolicyKind::kIdentity) {
    for (std::size_t at = text.find("{{"); at != std::string::npos; at = text.find("{{")) {
      const std::size_t begin = text.rfind('\'', at);
      const std::size_t end = text.find('\'', at);
      const std::size_t close = text.find("}}", at);
      const std::string name = text.substr(at + 2, close - at - 2);
      const std::string reason = (name.starts_with("Wild") ? "parameter:" : "getatt:") + name;
      const std::string concat = "{'$concat': ['" + text.substr(begin + 1, at - begin - 1) + "', {'$unknown': '" +
                                 reason + "'}, '" + text.substr(close + 2, end - close - 2) + "']}";
      text.replace(begin, end + 1 - begin, concat);
    }
    for (char& c : text) c = c == '\'' ? '"' : c;
    texts_.push_back("{\"Version\": \"2012-10-17\", \"Statement\": [" + text + "]}");
    const auto span = sources_.AddFile("", texts_.back());
    syntax::Parsed parsed = syntax::ReadJson(sources_, *span);
    REQUIRE(parsed.complete);
    trees_.push_back(syntax::ReadUnknowns(parsed.tree, sources_));
    policies_.push_back(policy::Build(trees_.back(), 0, sources_, {kind, {}, {}}));
    return policies_.back();
  }
  Access Ask(const policy::Policy& policy) { return {Stack::Of(policy), catalog::Catalog::BuiltIn(), sources_}; }
  Access Ask(Stack stack) { return {std::move(stack), catalog::Catalog::BuiltIn(), sources_}; }
  Structure Look(const policy::Policy& policy) { return {policy, catalog::Catalog::BuiltIn(), sources_}; }

 private:
  text::Sources sources_;
  std::deque<std::string> texts_;
  std::deque<syntax::Tree> trees_;
  std::deque<policy::Policy> policies_;
};

const char* kAllowBucket = "{'Effect': 'Allow', 'Action': 's3:*', 'Resource': 'arn:aws:s3:::mine/*'}";

}  // namespace

TEST_CASE("a region is granted where some of its requests are, and granted every where all are") {
  World world;
  Access access = world.Ask(world.Add(std::string(kAllowBucket) +
                                      ", {'Effect': 'Deny', 'Action': 's3:Delete*', 'Resource': '*', 'Condition': "
                                      "{'Bool': {'aws:MultiFactorAuthPresent': 'false'}}}"));
  CHECK(access.Grants({{"s3:GetObject"}, {}, {}, {}}).found == Truth::kTrue);
  CHECK(access.Grants({{"iam:PassRole"}, {}, {}, {}}).found == Truth::kFalse);
  CHECK(access.Grants({{"s3:GetObject"}, {"arn:aws:s3:::yours/*"}, {}, {}}).found == Truth::kFalse);
  CHECK(access.GrantsEvery({{"s3:Get*"}, {"arn:aws:s3:::mine/a/*"}, {}, {}}).found == Truth::kTrue);
  const Answer not_every = access.GrantsEvery({{"s3:DeleteObject"}, {"arn:aws:s3:::mine/a"}, {}, {}});
  CHECK(not_every.found == Truth::kFalse);
  REQUIRE(not_every.witness);
  CHECK(not_every.witness->context ==
        std::vector<policy::ContextKey>{{"aws:MultiFactorAuthPresent", {"false"}, false}});
  CHECK(access.Denies({{"s3:DeleteObject"}, {}, {}, {}}).found == Truth::kTrue);
  CHECK(access.DeniesEvery({{"s3:DeleteObject"}, {}, {}, {}}).found == Truth::kFalse);
  CHECK(access.DeniesEvery({{"s3:DeleteObject"}, {}, {}, {{"Bool", "aws:MultiFactorAuthPresent", {"false"}}}}).found ==
        Truth::kTrue);
  CHECK(access.Denies({{"s3:GetObject"}, {}, {}, {}}).found == Truth::kFalse);
  const Answer granted = access.Grants({{"s3:DeleteObject"}, {}, {}, {}});
  CHECK(granted.found == Truth::kTrue);
  REQUIRE(granted.witness);
  CHECK(granted.witness->action == "s3:DeleteObject");
}

TEST_CASE("the id sets agree with the search") {
  World world;
  Access access = world.Ask(
      world.Add("{'Effect': 'Allow', 'Action': ['s3:Get*', 'sqs:*'], 'Resource': '*'},"
                "{'Effect': 'Deny', 'Action': 'sqs:SendMessage', 'Resource': '*'},"
                "{'Effect': 'Allow', 'Action': 'kms:*', 'Resource': '*', 'Condition': {'StringEquals': {'aws:x': []}}},"
                "{'Effect': 'Deny', 'Action': 's3:GetObject', 'Resource': 'arn:aws:s3:::a/*'}"));
  for (const char* action :
       {"s3:GetObject", "s3:GetBucketAcl", "sqs:SendMessage", "sqs:ReceiveMessage", "kms:Decrypt", "iam:PassRole"}) {
    INFO(action);
    const Region region{{action}, {}, {}, {}};
    const Truth found = access.Grants(region).found;
    const Truth shown = access.Shows(region);
    CHECK(access.MayGrant(region) == found);
    CHECK((shown == Truth::kUnknown || shown == found));
  }
}

TEST_CASE("an Allow on resources that the action does not work on grants nothing, asked one way or the other") {
  World world;
  const auto granted = [&](const std::string& resource) {
    Access access = world.Ask(
        world.Add("{'Effect': 'Allow', 'Action': ['iam:PassRole', 'iam:GetRole'], 'Resource': '" + resource + "'}"));
    const Region region{{"iam:PassRole"}, {}, {}, {}};
    CHECK(access.MayGrant(region) == access.Grants(region).found);
    return access.MayGrant(region);
  };
  CHECK(granted("arn:aws:iam::111122223333:role/app") == Truth::kTrue);
  CHECK(granted("arn:aws:iam::111122223333:*") == Truth::kTrue);
  CHECK(granted("arn:aws:s3:::b") == Truth::kFalse);
  CHECK(granted("arn:aws:iam::111122223333:user/app") == Truth::kFalse);
}

TEST_CASE("what holes hide is possible, what they cannot change is certain") {
  World world;
  const auto granted = [&](const std::string& policy, const Region& region) {
    return world.Ask(world.Add(policy)).Grants(region).found;
  };
  const std::string some = "{'Effect': 'Allow', 'Action': 's3:GetObject', 'Resource': '{{Arn}}'}";
  CHECK(granted(some, {{"s3:GetObject"}, {}, {}, {}}) == Truth::kTrue);
  CHECK(granted(some, {{"s3:PutObject"}, {}, {}, {}}) == Truth::kFalse);
  CHECK(granted(some, {{"s3:GetObject"}, {"arn:aws:s3:::mine/*"}, {}, {}}) == Truth::kUnknown);
  const std::string part = "{'Effect': 'Allow', 'Action': 's3:*', 'Resource': 'arn:aws:s3:::{{Bucket}}/logs/*'}";
  CHECK(granted(part, {{"s3:GetObject"}, {"arn:aws:s3:::*/logs/*"}, {}, {}}) == Truth::kTrue);
  CHECK(granted(part, {{"s3:GetObject"}, {"arn:aws:s3:::mine/logs/*"}, {}, {}}) == Truth::kUnknown);
  CHECK(granted(part, {{"s3:GetObject"}, {"arn:aws:sqs:*:*:*"}, {}, {}}) == Truth::kFalse);
  CHECK(granted("{'Effect': '{{Effect}}', 'Action': '*', 'Resource': '*'}", {{"s3:GetObject"}, {}, {}, {}}) ==
        Truth::kUnknown);
  CHECK(granted("{'Effect': 'Allow', 'Action': '{{WildAction}}', 'Resource': '*'}", {{"s3:GetObject"}, {}, {}, {}}) ==
        Truth::kUnknown);
  const std::string denied =
      std::string(kAllowBucket) + ", {'Effect': 'Deny', 'Action': '*', 'Resource': '{{WildArn}}'}";
  CHECK(granted(denied, {{"s3:GetObject"}, {}, {}, {}}) == Truth::kUnknown);
  CHECK(granted("{'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*', 'Condition': {'StringEquals': {'aws:x': "
                "'{{Value}}'}}}",
                {{"s3:GetObject"}, {}, {}, {{"StringNotEquals", "aws:x", {"a"}}, {"Null", "aws:x", {"false"}}}}) ==
        Truth::kUnknown);
}

TEST_CASE("a policy with holes is within itself, and within what its holes cannot leave") {
  World world;
  const policy::Policy& narrow =
      world.Add("{'Effect': 'Allow', 'Action': 's3:GetObject', 'Resource': 'arn:aws:s3:::{{Bucket}}/a/*'}");
  const policy::Policy& again = world.Add(
      "{'Effect': 'Allow', 'Action': ['s3:GetObject', 's3:PutObject'], 'Resource': ['{{Other}}', "
      "'arn:aws:s3:::{{Bucket}}/*']}");
  const policy::Policy& wide = world.Add("{'Effect': 'Allow', 'Action': 's3:*', 'Resource': 'arn:aws:s3:::*'}");
  const policy::Policy& other = world.Add("{'Effect': 'Allow', 'Action': 's3:*', 'Resource': '{{Third}}'}");
  const auto beyond = [&](const policy::Policy& a, const policy::Policy& b) {
    return world.Ask(a).NewAccessOver(Stack::Of(b)).found;
  };
  CHECK(beyond(narrow, narrow) == Truth::kFalse);
  CHECK(beyond(narrow, again) == Truth::kFalse);
  CHECK(beyond(narrow, wide) == Truth::kFalse);
  CHECK(beyond(narrow, other) == Truth::kUnknown);
  CHECK(beyond(wide, narrow) == Truth::kTrue);
}

TEST_CASE("layers must all let a request through") {
  World world;
  const policy::Policy& attached = world.Add("{'Effect': 'Allow', 'Action': '*', 'Resource': '*'}");
  const policy::Policy& boundary = world.Add(
      "{'Effect': 'Allow', 'Action': 's3:*', 'Resource': '*'}, {'Effect': 'Deny', 'Action': 's3:PutObject', "
      "'Resource': '*'}",
      PolicyKind::kBoundary);
  Access access = world.Ask(Stack{{{&attached}, {&boundary}}, {}});
  CHECK(access.Grants({{"s3:GetObject"}, {}, {}, {}}).found == Truth::kTrue);
  CHECK(access.Grants({{"s3:PutObject"}, {}, {}, {}}).found == Truth::kFalse);
  CHECK(access.Grants({{"iam:PassRole"}, {}, {}, {}}).found == Truth::kFalse);
  CHECK(access.MayGrant({{"iam:PassRole"}, {}, {}, {}}) == Truth::kFalse);
}

TEST_CASE("regions may be asked to meet on one resource") {
  World world;
  const std::vector<Region> both = {{{"lambda:CreateFunction"}, {}, {}, {}}, {{"lambda:InvokeFunction"}, {}, {}, {}}};
  const std::string create =
      "{'Effect': 'Allow', 'Action': 'lambda:CreateFunction', 'Resource': "
      "'arn:aws:lambda:*:*:function:a-*'}";
  const auto meet = [&](const std::string& resource) {
    return world
        .Ask(world.Add(create + ", {'Effect': 'Allow', 'Action': 'lambda:Invoke*', 'Resource': '" + resource + "'}"))
        .GrantsAllOnOneResource(both);
  };
  CHECK(meet("arn:aws:lambda:*:*:function:*-z") == Truth::kTrue);
  CHECK(meet("arn:aws:lambda:*:*:function:b-*") == Truth::kFalse);
  CHECK(meet("{{Arn}}") == Truth::kUnknown);
}

TEST_CASE("redundant, shadowed, dead and idle parts are proved") {
  World world;
  const policy::Policy& policy = world.Add(
      "{'Effect': 'Allow', 'Action': ['s3:Get*', 's3:GetObject', 'S3:get*'], 'Resource': ['arn:aws:s3:::a/*', "
      "'arn:aws:s3:::a/b/*']},"
      "{'Effect': 'Allow', 'Action': 's3:GetObject', 'Resource': 'arn:aws:s3:::a/c'},"
      "{'Effect': 'Allow', 'Action': 'iam:*', 'Resource': '*'},"
      "{'Effect': 'Deny', 'Action': 'iam:*', 'Resource': '*'},"
      "{'Effect': 'Deny', 'Action': 'iam:Create*', 'Resource': '*'},"
      "{'Effect': 'Deny', 'Action': 'sqs:*', 'Resource': '*'},"
      "{'Effect': 'Allow', 'Action': 'sns:*', 'Resource': '*', 'Condition': {'StringEquals': {'aws:x': ['a', 'a', "
      "'b']}, "
      "'StringLike': {'aws:x': '*'}}},"
      "{'Effect': 'Allow', 'Action': 'sns:Publish', 'Resource': '*', 'Condition': {'NumericLessThan': {'k': '1'}, "
      "'NumericGreaterThan': {'k': '2'}}}");
  Structure structure = world.Look(policy);
  const auto is = [](const Proof& proof, Truth truth, std::uint32_t by = Proof::kNobody) {
    return proof.truth == truth && proof.by == by;
  };
  CHECK(is(structure.IsRedundant(0), Truth::kFalse));
  CHECK(is(structure.IsRedundant(1), Truth::kTrue, 0));
  CHECK(is(structure.IsShadowed(2), Truth::kTrue, 3));
  CHECK(is(structure.IsShadowed(0), Truth::kFalse));
  CHECK(is(structure.IsRedundant(3), Truth::kFalse));
  CHECK(is(structure.IsRedundant(4), Truth::kTrue, 3));
  CHECK(is(structure.DeniesNothing(5), Truth::kTrue));
  CHECK(is(structure.DeniesNothing(3), Truth::kFalse));
  CHECK(is(structure.IsDead(7), Truth::kTrue));
  CHECK(is(structure.IsDead(6), Truth::kFalse));
  CHECK(is(structure.AreConditionsContradictory(7), Truth::kTrue));
  CHECK(is(structure.AreConditionsContradictory(6), Truth::kFalse));
  CHECK(is(structure.IsConditionVacuous(6, 1), Truth::kTrue));
  CHECK(is(structure.IsConditionVacuous(6, 0), Truth::kFalse));
  CHECK(is(structure.IsEntryRedundant(0, Element::kAction, 0), Truth::kFalse));
  CHECK(is(structure.IsEntryRedundant(0, Element::kAction, 1), Truth::kTrue, 0));
  CHECK(is(structure.IsEntryRedundant(0, Element::kAction, 2), Truth::kTrue, 0));
  CHECK(is(structure.IsEntryRedundant(0, Element::kResource, 1), Truth::kTrue, 0));
  CHECK(is(structure.IsEntryRedundant(0, Element::kResource, 0), Truth::kFalse));
  CHECK(structure.IsValueRedundant(6, 0, 1).truth == Truth::kTrue);
  CHECK(structure.IsValueRedundant(6, 0, 0).truth == Truth::kFalse);
  CHECK(structure.IsValueRedundant(6, 0, 2).truth == Truth::kFalse);
}

TEST_CASE("a policy that nobody may change any more locks everyone out") {
  World world;
  const auto locks = [&](const std::string& rest) {
    return world
        .Look(world.Add(
            "{'Effect': 'Deny', 'Principal': '*', 'Action': 's3:*', 'Resource': 'arn:aws:s3:::mine'" + rest + "}",
            PolicyKind::kResource))
        .LocksOut("s3:PutBucketPolicy")
        .truth;
  };
  CHECK(locks("") == Truth::kTrue);
  CHECK(locks(", 'Condition': {'StringNotEquals': {'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/admin'}}") ==
        Truth::kFalse);
}

TEST_CASE("principals of a list are redundant where another takes them in") {
  World world;
  const policy::Policy& policy = world.Add(
      "{'Effect': 'Allow', 'Principal': {'AWS': ['111122223333', 'arn:aws:iam::111122223333:role/x', "
      "'arn:aws:iam::444455556666:role/x']}, 'Action': 's3:*', 'Resource': '*'}",
      PolicyKind::kResource);
  Structure structure = world.Look(policy);
  CHECK(structure.IsEntryRedundant(0, Element::kPrincipal, 0).truth == Truth::kFalse);
  CHECK(structure.IsEntryRedundant(0, Element::kPrincipal, 1).truth == Truth::kTrue);
  CHECK(structure.IsEntryRedundant(0, Element::kPrincipal, 2).truth == Truth::kFalse);
}

TEST_CASE("constructed policies end within the budget") {
  World world;
  std::string many;
  for (int i = 0; i < 60; ++i) {
    many += (i == 0 ? "'arn:aws:s3:::" : ", 'arn:aws:s3:::") + std::string("*a*b*") + std::to_string(i) + "*c*d*'";
  }
  const std::string one = "{'Effect': 'Allow', 'Action': '*', 'Resource': [" + many + "]}";
  const policy::Policy& left = world.Add(one);
  std::string reversed = one;
  for (char& c : reversed) c = c == 'a' ? 'd' : c == 'd' ? 'a' : c;
  const policy::Policy& right = world.Add("{'Effect': 'Allow', 'Action': '*', 'Resource': [" + many + ", 'x']}");
  CHECK(world.Ask(left).NewAccessOver(Stack::Of(right)).found != Truth::kTrue);
}

}  // namespace iampolicy::access
