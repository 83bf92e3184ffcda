#include "lib/policy/limits.h"

#include <string>
#include <string_view>
#include <vector>

#include "lib/policy/build.h"
#include "lib/syntax/json.h"
#include "lib/syntax/unknowns.h"
#include "tests/unit/catch.h"

namespace iampolicy::policy {
namespace {

using text::Truth;

/// The answer for the one condition of an Allow.
Truth LimitsOf(std::string_view block) {
  const std::string text = R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
      "Resource": "*", "Condition": )" +
                           std::string(block) + "}}";
  text::Sources sources;
  const auto span = sources.AddFile("policy.json", text);
  const syntax::Tree tree = syntax::ReadUnknowns(syntax::ReadJson(sources, *span).tree, sources);
  Given given;
  given.kind = PolicyKind::kIdentity;
  const Policy policy = Build(tree, tree.root(), sources, given);
  return Limits(policy, policy.statements.items[0].conditions.items[0], sources);
}

}  // namespace

TEST_CASE("a condition limits by its values, or by demanding what few requests carry") {
  struct Row {
    std::string_view condition;
    Truth limits;
  };
  const std::vector<Row> rows = {
      {R"({"StringEquals": {"aws:ResourceAccount": "111122223333"}})", Truth::kTrue},
      {R"({"StringLike": {"aws:ResourceAccount": "*"}})", Truth::kFalse},
      {R"({"StringLike": {"aws:ResourceTag/team": "*"}})", Truth::kTrue},
      {R"({"StringLike": {"EC2:resourcetag/team": "*"}})", Truth::kTrue},
      {R"({"Null": {"aws:ResourceTag/team": "false"}})", Truth::kTrue},
      {R"({"StringLikeIfExists": {"aws:ResourceTag/team": "*"}})", Truth::kFalse},
      {R"({"ForAllValues:StringLike": {"aws:CalledVia": "*"}})", Truth::kFalse},
      {R"({"ForAnyValue:StringLike": {"aws:CalledVia": "*"}})", Truth::kTrue},
      {R"({"StringLike": {"aws:RequestTag/team": "*"}})", Truth::kFalse},
      {R"({"Null": {"aws:userid": "false"}})", Truth::kFalse},
      {R"({"StringEquals": {"aws:ResourceTag/team": {"$unknown": "parameter:T"}}})", Truth::kTrue},
  };
  for (const Row& row : rows) {
    INFO(row.condition);
    CHECK(LimitsOf(row.condition) == row.limits);
  }
}

}  // namespace iampolicy::policy
