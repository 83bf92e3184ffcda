// The AST: values and their places, tolerance, what is not known, worlds, and the kind of policy.

#include "lib/policy/build.h"

#include <string>
#include <string_view>

#include "tests/unit/catch.h"
#include "tests/unit/policy/building.h"

namespace iampolicy::policy {
namespace {

TEST_CASE("every element is read with its place") {
  const std::string_view text =
      R"({"Version":"2012-10-17","Id":"i","Statement":[{"Sid":"s","Effect":"Allow","Principal":{"AWS":["123456789012"],"Service":"ec2.amazonaws.com"},"Action":["s3:Get*","*:*"],"NotResource":"arn:aws:s3:::b/${aws:username}","Condition":{"ForAnyValue:StringLikeIfExists":{"aws:TagKeys":["a",1]}}}]})";
  const Built built = BuildText(text, Kind(PolicyKind::kResource));
  const Policy& policy = built.policy;
  const auto at = [&](text::Span span) { return built.sources.Text(span); };
  CHECK(policy.is_object);
  CHECK(policy.version == Version::k2012);
  CHECK(policy.id.text == "i");
  CHECK(at(policy.statements.key) == "\"Statement\"");
  REQUIRE(policy.statements.items.size() == 1);
  const Statement& statement = policy.statements.items[0];
  CHECK(statement.sid.text == "s");
  CHECK(at(statement.sid.span) == "\"s\"");
  CHECK(at(statement.sid.content) == "s");
  CHECK(statement.effect == Effect::kAllow);
  REQUIRE(statement.principals.items.size() == 2);
  CHECK(statement.principals.items[0].shape == PrincipalShape::kAccount);
  CHECK(statement.principals.items[0].account == "123456789012");
  CHECK(at(statement.principals.items[1].type_key) == "\"Service\"");
  CHECK(statement.principals.items[1].type == PrincipalType::kService);
  CHECK_FALSE(statement.not_principals.present());
  REQUIRE(statement.actions.items.size() == 2);
  CHECK(statement.actions.items[0].service == "s3");
  CHECK(statement.actions.items[0].name == "Get*");
  CHECK(statement.actions.items[0].has_wildcard);
  CHECK_FALSE(statement.actions.items[0].is_star);
  CHECK(statement.actions.items[1].is_star);
  CHECK_FALSE(statement.resources.present());
  REQUIRE(statement.not_resources.items.size() == 1);
  CHECK(statement.not_resources.items[0].has_variable);
  CHECK(statement.not_resources.items[0].arn.resource == "b/${aws:username}");
  REQUIRE(statement.conditions.items.size() == 1);
  const Condition& condition = statement.conditions.items[0];
  CHECK(condition.operator_leaf.text == "ForAnyValue:StringLikeIfExists");
  REQUIRE(condition.op);
  CHECK(condition.op->qualifier == Qualifier::kForAnyValue);
  CHECK(condition.key.text == "aws:TagKeys");
  REQUIRE(condition.values.items.size() == 2);
  CHECK(condition.values.items[0].leaf.text == "a");
  CHECK(condition.values.items[1].leaf.text == "1");
  CHECK(condition.values.items[1].kind == syntax::Kind::kNumber);
  CHECK_FALSE(policy.has_unknowns);
}

TEST_CASE("a statement with a bad Effect, an unknown element and another case still has its actions") {
  const Built built = BuildText(R"({"statement":{"Effect":1,"x":[],"action":["a:b",{},"c:d"],"Resource":"*"}})");
  REQUIRE(built.policy.statements.items.size() == 1);
  const Statement& statement = built.policy.statements.items[0];
  CHECK(statement.effect == Effect::kOther);
  CHECK(built.policy.version == Version::kMissing);
  REQUIRE(statement.actions.items.size() == 2);
  CHECK(statement.actions.items[1].leaf.text == "c:d");
}

TEST_CASE("of a name that stands twice the last counts") {
  const Built built = BuildText(R"({"Statement":{"Effect":"Allow","Effect":"Deny"}})");
  CHECK(built.policy.statements.items[0].effect == Effect::kDeny);
}

TEST_CASE("variables exist only in the version that has them") {
  const auto has = [](std::string_view version) {
    const std::string text =
        R"({"Version":)" + std::string(version) + R"(,"Statement":{"Resource":"arn:aws:s3:::${a:b}"}})";
    return BuildText(text).policy.statements.items[0].resources.items[0].has_variable;
  };
  CHECK(has("\"2012-10-17\""));
  CHECK_FALSE(has("\"2008-10-17\""));
  CHECK(has(R"({"$unknown":"parameter:V"})"));
}

TEST_CASE("what is not known is kept, and hides nothing that is") {
  const Built built = BuildText(
      R"({"Version":"2012-10-17","Statement":[{"$unknown":"parameter:More"},{"Effect":{"$unknown":"parameter:E"},)"
      R"("Action":[{"$unknown":"parameter:A"},"nocolon",{"$concat":["s3:",{"$unknown":"parameter:B"}]},{"$concat":[{"$unknown":"parameter:B"},"x"]}],)"
      R"("Resource":[{"$unknown":"getatt:Bucket.Arn"},{"$concat":[{"$unknown":"getatt:Bucket.Arn"},"/*"]}],)"
      R"("Condition":{"IpAddress":{"aws:SourceIp":[{"$unknown":"parameter:C"},"x"]},"Bool":{"$unknown":"parameter:D"}}}]})");
  CHECK(built.policy.has_unknowns);
  CHECK(built.policy.statements.open);
  REQUIRE(built.policy.statements.items.size() == 1);
  const Statement& statement = built.policy.statements.items[0];
  CHECK(statement.index == 1);
  CHECK(statement.effect == Effect::kUnknown);
  CHECK(statement.actions.open);  // a parameter may be a list
  REQUIRE(statement.actions.items.size() == 4);
  CHECK(statement.actions.items[0].leaf.unknown);
  CHECK(statement.actions.items[2].leaf.has_hole);
  CHECK_FALSE(statement.actions.items[2].leaf.unknown);
  CHECK(statement.actions.items[2].service == "s3");
  CHECK_FALSE(statement.resources.open);  // an attribute is one text
  CHECK(statement.resources.items[0].leaf.unknown);
  CHECK(statement.conditions.open);
  CHECK(built.Problems() ==
        "action-without-service /Statement/1/Action/1: nocolon | `service:nocolon`\n"
        "bad-cidr /Statement/1/Condition/IpAddress/aws:SourceIp/1: x | an address such as `203.0.113.7` or a range "
        "such as "
        "`203.0.113.0/24`\n");
}

TEST_CASE("a document that is not known as a whole is no problem and may hold anything") {
  const Built built = BuildText(R"({"$unknown":"parameter:Policy"})");
  CHECK(built.policy.has_unknowns);
  CHECK(built.policy.statements.open);
  CHECK_FALSE(built.policy.is_object);
  CHECK(built.policy.problems.empty());
  CHECK(built.policy.kind == PolicyKind::kIdentity);
}

TEST_CASE("each world has its branch, and what is absent is not there") {
  const std::string_view text =
      R"({"Version":"2012-10-17","Statement":[{"$if":{"condition":"A","then":{"Effect":"Deny","Action":"*","Resource":"*"},"else":{"$absent":true}}},)"
      R"({"Effect":{"$if":{"condition":"B","then":"Allow","else":"Deny"}},"Action":"*","Resource":"*"}]})";
  const Built first = BuildText(text, {}, 0);
  REQUIRE(Worlds(first.tree, 0) == 4);
  REQUIRE(first.policy.statements.items.size() == 1);
  CHECK(first.policy.statements.items[0].index == 1);
  CHECK(first.policy.statements.items[0].effect == Effect::kDeny);
  CHECK_FALSE(first.policy.has_unknowns);
  const Built both = BuildText(text, {}, 3);
  REQUIRE(both.policy.statements.items.size() == 2);
  CHECK(both.policy.statements.items[1].effect == Effect::kAllow);
  CHECK(BuildText(text, {}, 1).policy.statements.items[1].effect == Effect::kDeny);
  CHECK(first.Problems().empty());
}

TEST_CASE("beyond six guards choices are not known, and only the guards of the document count") {
  std::string actions;
  for (int i = 0; i < 7; ++i) {
    actions += (i > 0 ? "," : "") + std::string(R"({"$if":{"condition":"C)") + std::to_string(i) +
               R"(","then":"a:b","else":"c:d"}})";
  }
  const std::string text = R"([{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":[)" + actions +
                           R"(],"Resource":"*"}},{"Effect":{"$if":{"condition":"C6","then":"Allow","else":"Deny"}}}])";
  const Built built = BuildText(text);
  const syntax::NodeId first = built.tree.First(0);
  const syntax::NodeId second = built.tree.Next(0, first);
  CHECK(Worlds(built.tree, first) == 1);
  const Policy policy = Build(built.tree, first, built.sources, {});
  REQUIRE(policy.statements.items.size() == 1);
  CHECK(policy.statements.items[0].actions.items.size() == 7);
  CHECK(policy.statements.items[0].actions.items[0].leaf.unknown);
  CHECK(policy.statements.items[0].actions.open);
  CHECK(policy.has_unknowns);
  CHECK(policy.problems.empty());
  CHECK(Worlds(built.tree, second) == 2);
  CHECK(GuardsOf(built.tree, second) == std::vector<std::uint32_t>{6});
}

TEST_CASE("a member whose name is not known makes absences uncertain") {
  const Built built = BuildText(R"({"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","x":1}})");
  CHECK(built.Problems().find("missing-resource /Statement:") != std::string::npos);
}

TEST_CASE("the kind of policy follows from the document and its place") {
  struct Row {
    std::string_view statement;
    std::string_view file;
    PolicyKind kind;
  };
  constexpr std::string_view kPlain = R"("Action":"s3:*","Resource":"*")";
  constexpr std::string_view kOfResource = R"("Principal":"*","Action":"s3:*","Resource":"*")";
  constexpr std::string_view kOfRole = R"("principal":{"Service":"x.y"},"Action":["sts:TagSession","sts:assumerole"])";
  const Row rows[] = {
      {kPlain, "a.json", PolicyKind::kIdentity},
      {R"("Action":"sts:AssumeRole","Resource":"*")", "a.json", PolicyKind::kIdentity},
      {R"("Action":"sts:AssumeRole")", "a.json", PolicyKind::kIdentity},
      {kOfResource, "a.json", PolicyKind::kResource},
      {R"("NotPrincipal":"*","Action":"*")", "a.json", PolicyKind::kResource},
      {R"("Principal":"*","Action":"sts:AssumeRole","Resource":"*")", "a.json", PolicyKind::kResource},
      {kOfRole, "a.json", PolicyKind::kTrust},
      {kOfRole, "rcp/a.json", PolicyKind::kRcp},
      {kPlain, "org/SCP/a.json", PolicyKind::kScp},
      {kPlain, "service_control_policies/x/a.json", PolicyKind::kScp},
      {kPlain, "service-control-policy-examples/a.json", PolicyKind::kScp},
      {kPlain, "x\\scps\\a.json", PolicyKind::kScp},
      {kPlain, "scp.json", PolicyKind::kScp},
      {kPlain, "scp/rcp/a.json", PolicyKind::kRcp},
      {kPlain, "permissions-boundaries/a.json", PolicyKind::kBoundary},
      {kPlain, "copy-by-scp/a.json", PolicyKind::kIdentity},
      {kOfResource, "resource-control-policies/a.json", PolicyKind::kRcp},
      {kOfResource, "scp/a.json", PolicyKind::kResource},
  };
  for (const Row& row : rows) {
    const std::string text = "{\"Statement\":[{" + std::string(row.statement) + "}]}";
    const Built built = BuildText(text, {PolicyKind::kUnknown, {}, row.file});
    INFO(row.file << " " << row.statement);
    CHECK(Name(built.policy.kind) == Name(row.kind));
    CHECK(built.policy.kind_inferred);
  }
  CHECK(BuildText("{}", Kind(PolicyKind::kResource, "AWS::IAM::AssumeRolePolicyDocument")).policy.kind ==
        PolicyKind::kTrust);
  CHECK(BuildText("{}", Kind(PolicyKind::kResource, "AWS::EC2::VPCEndpoint")).policy.kind == PolicyKind::kEndpoint);
  CHECK_FALSE(BuildText("{}", Kind(PolicyKind::kScp)).policy.kind_inferred);
}

}  // namespace
}  // namespace iampolicy::policy
