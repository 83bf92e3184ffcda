#include "lib/access/breadth.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/access/reach.h"
#include "lib/policy/build.h"
#include "lib/syntax/json.h"
#include "lib/syntax/unknowns.h"
#include "tests/unit/catch.h"

namespace iampolicy::access {
namespace {

const catalog::Catalog kCatalog = catalog::Catalog::BuiltIn();

// A policy with what its views point into. {"$unknown": ...} is read.
struct Held {
  text::Sources sources;
  std::string text;
  policy::Policy policy;

  Held(std::string document, PolicyKind kind) : text(std::move(document)) {
    const auto span = sources.AddFile("policy.json", text);
    const syntax::Parsed parsed = syntax::ReadJson(sources, *span);
    const syntax::Tree tree = syntax::ReadUnknowns(parsed.tree, sources);
    policy::Given given;
    given.kind = kind;
    policy = policy::Build(tree, tree.root(), sources, given);
  }
  PolicyBreadth breadth() const { return BreadthOf(policy, kCatalog, sources); }
};

std::string Document(std::string_view statements) {
  return "{\"Version\": \"2012-10-17\", \"Statement\": [" + std::string(statements) + "]}";
}

Reach ReachOfText(const std::string& resource, PolicyKind kind = PolicyKind::kIdentity) {
  const Held held(Document("{\"Effect\": \"Allow\", \"Action\": \"s3:GetObject\", \"Resource\": \"" + resource + "\"}"),
                  kind);
  return ReachOf(held.policy, held.policy.statements.items.at(0).resources.items.at(0), kCatalog);
}

/// "actions/services list,read,write,permissions,tagging reach audience conditioned/unconditioned", "+" for at least.
std::string Summary(const Breadth& breadth) {
  std::string out = std::to_string(breadth.actions) + "/" + std::to_string(breadth.services) + " ";
  for (const std::uint32_t count : breadth.by_level) out += std::to_string(count) + ",";
  out.back() = ' ';
  out += std::string(Name(breadth.reach)) + " " + std::string(Name(breadth.audience)) + " " +
         std::to_string(breadth.conditioned) + "/" + std::to_string(breadth.unconditioned);
  return out + (breadth.at_least ? " +" : "");
}

std::string PolicySummary(std::string_view statements, PolicyKind kind = PolicyKind::kIdentity) {
  return Summary(Held(Document(statements), kind).breadth().policy);
}

}  // namespace

TEST_CASE("a resource reaches as far as its fields are open") {
  const std::pair<const char*, Reach> rows[] = {
      {"*", Reach::kEverything},
      {"**", Reach::kEverything},
      {"?*", Reach::kEverything},
      {"arn:*", Reach::kEverything},
      {"arn:aws:*", Reach::kEverything},
      {"arn:*:*:*:*:*", Reach::kEverything},
      {"a*", Reach::kEverything},
      {"arn:aws:*:*:111122223333:*", Reach::kAccount},
      {"arn:aws:s3:::*", Reach::kService},
      {"arn:aws:s3", Reach::kService},
      {"arn:aws:s3:*", Reach::kService},
      {"arn:aws:sqs:eu-west-1:111122223333:*", Reach::kService},
      {"arn:aws:s3:::*/*", Reach::kType},
      {"arn:aws:ec2:*:*:instance/*", Reach::kType},
      {"arn:aws:iam::111122223333:role/*", Reach::kType},
      {"arn:aws:dynamodb:*:*:tab*", Reach::kType},
      {"arn:aws:logs:*:*:log-group:*", Reach::kType},
      {"arn:aws:s3:::bucket/*", Reach::kPrefix},
      {"arn:aws:s3:::bucket*", Reach::kPrefix},
      {"arn:aws:iam::*:role/app-*", Reach::kPrefix},
      {"arn:aws:iam::*:role/app", Reach::kPrefix},
      {"arn:aws:sns:*:111122223333:topic", Reach::kPrefix},
      {"arn:aws:*:*:*:name/*", Reach::kPrefix},
      {"*bucket", Reach::kPrefix},
      {"arn:aws:s3:::bucket", Reach::kExact},
      {"arn:aws:s3:::bucket/${aws:username}", Reach::kExact},
      {"arn:aws:s3:::bucket/${aws:username}/*", Reach::kPrefix},
      {"arn:aws:iam::111122223333:role/app", Reach::kExact},
      {"bucket", Reach::kNone},
  };
  for (const auto& [resource, reach] : rows) {
    INFO(resource);
    CHECK(Name(ReachOfText(resource)) == Name(reach));
  }
  CHECK(ReachOfText("*", PolicyKind::kResource) == Reach::kExact);
  CHECK(ReachOfText("arn:aws:s3:::*", PolicyKind::kResource) == Reach::kPrefix);
  CHECK(ReachOfText("arn:aws:s3", PolicyKind::kScp) == Reach::kNone);
  CHECK(ReachOfText("*", PolicyKind::kScp) == Reach::kEverything);
}

TEST_CASE("breadth counts what is left after the Denies that refuse always") {
  const std::string get = R"({"Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"],
                              "Resource": "arn:aws:s3:::b/*"})";
  CHECK(PolicySummary(get) == "2/1 0,1,1,0,0 prefix none 0/1");
  CHECK(PolicySummary(get + R"(, {"Effect": "Deny", "Action": "s3:Put*", "Resource": "*"})") ==
        "1/1 0,1,0,0,0 prefix none 0/1");
  CHECK(PolicySummary(get + R"(, {"Effect": "Deny", "NotAction": "s3:PutObject", "Resource": "*"})") ==
        "1/1 0,0,1,0,0 prefix none 0/1");
  CHECK(PolicySummary(get + R"(, {"Effect": "Deny", "Action": "*", "Resource": "*"})") ==
        "0/0 0,0,0,0,0 none none 0/1");
  // Not always: some resources only, under a condition, or all but what is not known.
  for (const char* deny : {R"({"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::b/x"})",
                           R"({"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::b/x"})",
                           R"({"Effect": "Deny", "Action": "s3:*", "Resource": "*",
                               "Condition": {"Bool": {"aws:SecureTransport": "false"}}})",
                           R"({"Effect": "Deny", "NotAction": [{"$unknown": "parameter:A"}], "Resource": "*"})"}) {
    INFO(deny);
    CHECK(PolicySummary(get + ", " + deny) == "2/1 0,1,1,0,0 prefix none 0/1");
  }
  // A condition that every request meets does not spare anything.
  CHECK(PolicySummary(get + R"(, {"Effect": "Deny", "Action": "s3:*", "Resource": "*",
                                  "Condition": {"StringLikeIfExists": {"aws:userid": "*"}}})") ==
        "0/0 0,0,0,0,0 none none 0/1");
}

TEST_CASE("statements are united, not added up, and an action that accepts only * reaches the account") {
  const Held held(Document(R"({"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b"},
                              {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*",
                               "Condition": {"StringEquals": {"aws:ResourceAccount": "111122223333"}}},
                              {"Effect": "Deny", "Action": "s3:PutObject", "Resource": "*"})"),
                  PolicyKind::kIdentity);
  const PolicyBreadth breadth = held.breadth();
  const std::uint32_t gets = catalog::Count(kCatalog.Expand("s3:Get*"));
  CHECK(breadth.policy.actions == gets);
  CHECK(breadth.policy.reach == Reach::kEverything);
  CHECK(breadth.policy.conditioned == 1);
  CHECK(breadth.policy.unconditioned == 1);
  REQUIRE(breadth.statements.size() == 3);
  CHECK(Summary(breadth.statements[1]) == "1/1 0,1,0,0,0 everything none 1/0");
  CHECK(Summary(breadth.statements[2]) == "0/0 0,0,0,0,0 none none 0/0");

  CHECK(PolicySummary(R"({"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"})") ==
        "1/1 1,0,0,0,0 account none 0/1");
  CHECK(PolicySummary(R"({"Effect": "Allow", "Action": ["s3:ListAllMyBuckets", "s3:GetObject"], "Resource": "*"})") ==
        "2/1 1,1,0,0,0 everything none 0/1");
  const std::string all = std::to_string(kCatalog.action_count()) + "/" + std::to_string(kCatalog.service_count());
  CHECK(PolicySummary(R"({"Effect": "Allow", "Action": "*", "Resource": "*"})").starts_with(all + " "));
  CHECK(PolicySummary(R"({"Effect": "Allow", "NotAction": "*", "Resource": "*"})") ==
        "0/0 0,0,0,0,0 everything none 0/1");
  CHECK(PolicySummary(R"({"Effect": "Allow", "Action": "s3:GetObject", "NotResource": "arn:aws:s3:::b"})") ==
        "1/1 0,1,0,0,0 everything none 0/1");
}

TEST_CASE("a condition counts by what it restricts") {
  const auto with = [](const char* condition) {
    return PolicySummary(
        R"({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/k", "Condition": )" +
        std::string(condition) + "}");
  };
  const std::string conditioned = "1/1 0,1,0,0,0 exact none 1/0";
  const std::string unconditioned = "1/1 0,1,0,0,0 exact none 0/1";
  CHECK(with(R"({"StringLike": {"aws:ResourceAccount": "*"}})") == unconditioned);
  CHECK(with(R"({})") == unconditioned);
  CHECK(with(R"({"StringEquals": {"aws:ResourceAccount": "111122223333"}})") == conditioned);
  CHECK(with(R"({"StringNotEquals": {"aws:ResourceAccount": "111122223333"}})") == conditioned);
  CHECK(with(R"({"StringEquals": {"aws:ResourceAccount": {"$unknown": "parameter:A"}}})") == conditioned);
}

TEST_CASE("the audience is whom principals and conditions let in") {
  const auto with = [](const std::string& principal, const char* condition = "{}") {
    const Held held(Document(R"({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*", )" +
                             principal + ", \"Condition\": " + condition + "}"),
                    PolicyKind::kResource);
    return Name(held.breadth().policy.audience);
  };
  CHECK(with(R"("Principal": "*")") == "everyone");
  CHECK(with(R"("Principal": {"AWS": "*"})") == "everyone");
  CHECK(with(R"("NotPrincipal": {"AWS": "111122223333"})") == "everyone");
  CHECK(with(R"("Principal": {"AWS": "111122223333"})") == "account");
  CHECK(with(R"("Principal": {"AWS": ["arn:aws:iam::111122223333:role/r", "arn:aws:iam::111122223333:root"]})") ==
        "account");
  CHECK(with(R"("Principal": {"AWS": "arn:aws:iam::111122223333:role/r"})") == "named");
  CHECK(with(R"("Principal": {"Service": "sns.amazonaws.com"})") == "service");
  CHECK(with(R"("Principal": {"Federated": "accounts.google.com"})") == "federated");

  const std::string everyone = R"("Principal": "*")";
  CHECK(with(everyone, R"({"StringEquals": {"AWS:PrincipalOrgID": "o-abcdefghij"}})") == "organization");
  CHECK(with(everyone,
             R"({"StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij", "aws:PrincipalAccount": "111122223333"}})") ==
        "account");
  CHECK(with(everyone, R"({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/*"}})") == "named");
  // None of these keeps anyone out.
  for (const char* condition :
       {R"({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-abcdefghij"}})",
        R"({"StringNotEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}})",
        R"({"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-abcdefghij"}})",
        R"({"StringLike": {"aws:PrincipalOrgID": "*"}})", R"({"Null": {"aws:PrincipalOrgID": "false"}})",
        R"({"Bool": {"aws:SecureTransport": "true"}})"}) {
    INFO(condition);
    CHECK(with(everyone, condition) == "everyone");
  }
}

TEST_CASE("what is not known from the file makes the numbers a least") {
  CHECK(PolicySummary(R"({"Effect": "Allow", "Action": ["s3:GetObject", {"$unknown": "parameter:A"}],
                          "Resource": "arn:aws:s3:::b/k"})") == "1/1 0,1,0,0,0 exact none 0/1 +");
  CHECK(PolicySummary(R"({"Effect": "Allow", "Action": "s3:GetObject", "Resource": {"$unknown": "parameter:R"}})") ==
        "1/1 0,1,0,0,0 exact none 0/1 +");
}

}  // namespace iampolicy::access
