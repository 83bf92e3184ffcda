// ARNs and what principals name.

#include "lib/policy/arn.h"

#include <string>
#include <string_view>

#include "lib/policy/principal.h"
#include "tests/unit/catch.h"

namespace iampolicy::policy {
namespace {

TEST_CASE("an ARN is cut at its first five colons, not inside variables") {
  struct Row {
    std::string_view text;
    std::uint32_t fields;
    std::string_view cut;  // partition|service|region|account|resource
  };
  const Row rows[] = {
      {"arn:aws:s3:::b/k", 6, "aws|s3|||b/k"},
      {"arn:aws:sns:eu-west-1:123456789012:t:x:y", 6, "aws|sns|eu-west-1|123456789012|t:x:y"},
      {"arn:aws:s3::b", 5, "aws|s3||b|"},
      {"arn:aws:s3:::${aws:username}/*", 6, "aws|s3|||${aws:username}/*"},
      {"arn:aws:iam::${aws:PrincipalAccount}:role/r", 6, "aws|iam||${aws:PrincipalAccount}|role/r"},
      {"arn:aws:s3:::${a:b", 6, "aws|s3|||${a:b"},
      {"${a:b", 2, "b||||"},
      {"x", 1, "||||"},
  };
  for (const Row& row : rows) {
    const Arn arn = ParseArn(row.text);
    INFO(row.text);
    CHECK(arn.fields == row.fields);
    CHECK(arn.present == (row.text.substr(0, 4) == "arn:"));
    std::string cut;
    for (const std::string_view field : {arn.partition, arn.service, arn.region, arn.account}) {
      cut.append(field).append("|");
    }
    CHECK(cut.append(arn.resource) == row.cut);
  }
}

TEST_CASE("an account id has twelve digits") {
  CHECK(IsAccountId("123456789012"));
  for (const std::string_view text : {"", "12345678901", "1234567890123", "12345678901a"})
    CHECK_FALSE(IsAccountId(text));
}

TEST_CASE("a principal's text tells what it names") {
  using Shape = PrincipalShape;
  struct Row {
    PrincipalType type;
    std::string_view text;
    Shape shape;
  };
  constexpr PrincipalType kAws = PrincipalType::kAws;
  constexpr PrincipalType kFederated = PrincipalType::kFederated;
  const std::string canonical(64, 'a');
  const Row rows[] = {
      {kAws, "*", Shape::kEveryone},
      {kAws, "123456789012", Shape::kAccount},
      {kAws, "arn:aws:iam::123456789012:root", Shape::kRoot},
      {kAws, "arn:aws:iam::123456789012:user/a/b", Shape::kUser},
      {kAws, "arn:aws-cn:iam::123456789012:role/r", Shape::kRole},
      {kAws, "arn:aws:sts::123456789012:assumed-role/r/s", Shape::kSession},
      {kAws, "arn:aws:sts::123456789012:federated-user/u", Shape::kFederatedUser},
      {kAws, "AROAQXZEXAMPLE6OEXAMPLE", Shape::kUniqueId},
      {kAws, "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1", Shape::kOriginAccess},
      {kAws, "arn:aws:sts::123456789012:assumed-role/r", Shape::kOther},
      {kAws, "arn:aws:iam::123456789012:group/g", Shape::kOther},
      {kAws, "arn:aws:iam::12345678901:root", Shape::kOther},
      {kAws, "arn:aws:iam::123456789012:role/*", Shape::kOther},
      {kAws, "AROA", Shape::kOther},
      {kAws, "ec2.amazonaws.com", Shape::kOther},
      {PrincipalType::kService, "ec2.amazonaws.com", Shape::kService},
      {PrincipalType::kService, "ec2", Shape::kOther},
      {kFederated, "accounts.google.com", Shape::kWebIdentity},
      {kFederated, "arn:aws:iam::123456789012:saml-provider/p", Shape::kSamlProvider},
      {kFederated, "arn:aws:iam::123456789012:oidc-provider/h.example/p", Shape::kOidcProvider},
      {kFederated, "https://accounts.google.com", Shape::kOther},
      {PrincipalType::kCanonicalUser, canonical, Shape::kCanonicalUser},
      {PrincipalType::kCanonicalUser, "abc", Shape::kOther},
      {PrincipalType::kOther, "123456789012", Shape::kOther},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(ClassifyPrincipal(row.type, row.text, ParseArn(row.text)) == row.shape);
  }
}

}  // namespace
}  // namespace iampolicy::policy
