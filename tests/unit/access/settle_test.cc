// What is settled without a search, against the search.

#include "lib/access/settle.h"

#include <string>
#include <utility>
#include <vector>

#include "lib/access/elude.h"
#include "lib/access/question.h"
#include "lib/policy/arn.h"
#include "lib/policy/build.h"
#include "lib/syntax/json.h"
#include "tests/reference/policy_generator.h"
#include "tests/unit/catch.h"

namespace iampolicy::access {
namespace {

using text::Truth;

struct Read {
  std::string json;
  text::Sources sources;
  syntax::Parsed parsed;
  policy::Policy policy;

  explicit Read(std::string the_json) : json(std::move(the_json)) {
    const auto span = sources.AddFile("", json);
    parsed = syntax::ReadJson(sources, *span);
    REQUIRE(parsed.complete);
    policy = policy::Build(parsed.tree, 0, sources, {PolicyKind::kIdentity, {}, {}});
  }
};

/// "sure", "may", "no": how an entry meets a pattern.
std::string Meets(std::string_view entry, std::string_view pattern) {
  policy::Resource resource;
  resource.leaf.text = entry;
  resource.arn = policy::ParseArn(entry);
  resource.is_star = entry == "*";
  if (SurelyMeets(resource, pattern)) return MayMeet(resource, pattern) ? "sure" : "contradiction";
  return MayMeet(resource, pattern) ? "may" : "no";
}

}  // namespace

TEST_CASE("entries that name their type meet a region field by field, others may run over colons") {
  const std::string functions = "arn:*:lambda:*:*:function:*";
  CHECK(Meets("*", functions) == "sure");
  CHECK(Meets("arn:aws:lambda:*:*:function:app-*", functions) == "sure");
  CHECK(Meets("arn:aws:lambda:*:function:app-*", functions) == "may");
  CHECK(Meets("arn:aws:lambda:*:*:layer:app-*", functions) == "no");
  CHECK(Meets("arn:aws:sqs:*:*:function:app-*", functions) == "no");
  CHECK(Meets("arn:aws:secretsmanager:*:*:app-*", "arn:*:secretsmanager:*:*:secret:*") == "may");
  CHECK(Meets("arn:aws:cloudformation:*:*:stack/app-*", "arn:*:cloudformation:*:*:stackset/*:*") == "no");
  CHECK(Meets("arn:aws:cloudformation:*:*:stack*", "arn:*:cloudformation:*:*:stackset/*:*") == "sure");
  CHECK(Meets("arn:aws:iam::111122223333:role/a", "arn:*:iam::*:role/*") == "sure");
  CHECK(Meets("arn:aws:iam::111122223333:user/a", "arn:*:iam::*:role/*") == "no");
}

TEST_CASE("what is settled of a generated statement, the search confirms") {
  const std::vector<Region> regions = {
      {},
      {{}, {"arn:*:s3:::a/*"}, {}, {}},
      {{}, {"arn:*:sqs:*:*:*"}, {}, {{"StringEquals", "aws:username", {"x"}}}},
      {{}, {}, {}, {{"StringEquals", "aws:username", {"ab", "A"}}}},
      {{}, {}, {}, {{"Null", "aws:username", {"true"}}}},
      {{}, {}, {}, {{"Null", "aws:username", {"false"}}}},
      {{}, {}, {}, {{"NumericEquals", "s3:max-keys", {"5"}}}},
      {{}, {}, {}, {{"ForAnyValue:StringEquals", "aws:TagKeys", {"a"}}}},
  };
  reference::Dice dice(20261124);
  std::size_t settled_true = 0;
  std::size_t settled_false = 0;
  for (int round = 0; round < 1500; ++round) {
    const std::string json = reference::Document({reference::StatementOf(dice, false)}).Dump();
    const Read read(json);
    const policy::Statement& statement = read.policy.statements.items.front();
    // That the actions speak of the region is the caller's to see to.
    if (statement.effect != policy::Effect::kAllow || statement.not_actions.present()) continue;
    const Truth can_be_met = CanBeMet(read.policy, statement.conditions, read.sources);
    for (std::size_t i = 0; i < regions.size(); ++i) {
      const Truth told = LetsThrough(read.policy, statement, regions[i], can_be_met, read.sources);
      if (told == Truth::kUnknown) continue;
      Question question(catalog::Catalog::BuiltIn(), read.sources);
      text::Mask own, asked;
      own.Set(question.Add(read.policy, statement));
      asked.Set(question.Add(regions[i]));
      const Answer answer = question.Find({{}, {{own, asked}}});
      INFO(json << " region " << i);
      CHECK(answer.found == told);
      (told == Truth::kTrue ? settled_true : settled_false) += 1;
    }
  }
  CHECK(settled_true > 1000);
  CHECK(settled_false > 100);
}

TEST_CASE("a request is led past Denies by a key of theirs, and only where there is one") {
  const std::string allow = R"({"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"})";
  const auto can_elude = [&](const std::string& deny) {
    const Read read(R"({"Version": "2012-10-17", "Statement": [)" + allow + ", " + deny + "]}");
    const auto& items = read.policy.statements.items;
    const policy::Request request{
        "arn:aws:iam::111122223333:role/r", "111122223333", "s3:GetObject", "arn:aws:s3:::a/x", "", {}};
    std::vector<const policy::Statement*> denies;
    for (std::size_t i = 1; i < items.size(); ++i) denies.push_back(&items[i]);
    return CanElude(read.policy, items[0], denies, request, read.sources);
  };
  CHECK(can_elude(R"({"Effect": "Deny", "Action": "s3:Put*", "Resource": "*"})"));
  CHECK_FALSE(can_elude(R"({"Effect": "Deny", "Action": "s3:*", "Resource": "*"})"));
  CHECK(can_elude(R"({"Effect": "Deny", "Action": "s3:*", "Resource": "*",
                      "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}})"));
  CHECK(can_elude(R"({"Effect": "Deny", "Action": "*", "Resource": "*",
                      "Condition": {"StringNotEquals": {"aws:RequestedRegion": ["eu-west-1"]}}},
                     {"Effect": "Deny", "Action": "*", "Resource": "*",
                      "Condition": {"StringNotLike": {"aws:PrincipalOrgID": "o-*"}}})"));
  CHECK_FALSE(can_elude(R"({"Effect": "Deny", "Action": "*", "Resource": "*",
                            "Condition": {"Null": {"aws:SourceIp": "true"}}},
                           {"Effect": "Deny", "Action": "*", "Resource": "*",
                            "Condition": {"Null": {"aws:SourceIp": "false"}}})"));
}

}  // namespace iampolicy::access
