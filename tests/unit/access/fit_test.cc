#include "lib/access/fit.h"

#include <string>
#include <string_view>
#include <vector>

#include "lib/policy/build.h"
#include "lib/syntax/json.h"
#include "tests/unit/catch.h"

namespace iampolicy::access {
namespace {

const catalog::Catalog kCatalog = catalog::Catalog::BuiltIn();

bool Fits(std::string_view action, std::string_view resource) {
  const std::string text = R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ")" +
                           std::string(action) + R"(", "Resource": ")" + std::string(resource) + R"("}})";
  text::Sources sources;
  const auto span = sources.AddFile("policy.json", text);
  const syntax::Parsed parsed = syntax::ReadJson(sources, *span);
  policy::Given given;
  given.kind = PolicyKind::kIdentity;
  const policy::Policy policy = policy::Build(parsed.tree, parsed.tree.root(), sources, given);
  const policy::Resource& entry = policy.statements.items[0].resources.items[0];
  return FitsAction(policy, entry, kCatalog.FindAction(action), kCatalog) != text::Truth::kFalse;
}

}  // namespace

TEST_CASE("an entry fits an action by the formats of its types, a wildcard at a field's end taking colons too") {
  struct Row {
    std::string_view action, resource;
    bool fits;
  };
  const std::vector<Row> rows = {
      {"ec2:StopInstances", "arn:aws:ec2:eu-west-1:111122223333:instance/i-1", true},
      {"ec2:StopInstances", "arn:aws:ec2:*:*:instance/*", true},
      {"ec2:StopInstances", "arn:aws:ec2:*:*:*", true},
      {"ec2:StopInstances", "arn:aws:ec2:*:*:volume/*", false},
      {"ec2:StopInstances", "arn:aws:ec2:*:111122223333:volume/*", false},
      {"ec2:StopInstances", "arn:aws:rds:*:*:*", false},
      {"secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:secret:app-*", true},
      {"secretsmanager:GetSecretValue", "arn:aws:secretsmanager:*:*:app-*", true},
      {"secretsmanager:GetSecretValue", "arn:aws:secretsmanager:eu-west-1:111122223333:app-*", false},
      {"rds:StopDBInstance", "arn:aws:rds:*:db:orders", true},
      {"s3:ListBucket", "arn:aws:s3:::reports", true},
      {"s3:GetBucketPublicAccessBlock", "arn:aws:s3:::${aws:PrincipalTag/bucket}", true},
      {"s3:GetBucketPublicAccessBlock", "arn:aws:s3:::reports/${aws:username}", false},
      {"s3:GetObject", "arn:aws:s3:::reports", false},
  };
  for (const Row& row : rows) {
    INFO(row.action << " on " << row.resource);
    CHECK(Fits(row.action, row.resource) == row.fits);
  }
}

}  // namespace iampolicy::access
