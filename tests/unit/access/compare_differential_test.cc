// Comparison held to the reference evaluator on generated policies, and to the laws that any comparison obeys.
// IAMPOLICY_DIFFERENTIAL_CASES asks for more.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <iampolicy/compare.h>

#include "tests/reference/evaluator.h"
#include "tests/reference/policy_generator.h"
#include "tests/unit/catch.h"

namespace iampolicy {
namespace {

using reference::Dice;
using reference::Document;
using reference::Json;
using reference::KeyWords;
using reference::StatementOf;
using reference::Statements;
using reference::Words;

const Words kRequestActions = {"s3:GetObject", "s3:PutObject", "s3:LetObject", "s3:GetThing",
                               "iam:PassRole", "iam:DropRole", "x:Y"};
const Words kRequestResources = {"*",
                                 "arn:aws:s3:::a",
                                 "arn:aws:s3:::a/",
                                 "arn:aws:s3:::a/x",
                                 "arn:aws:s3:::a/xb",
                                 "arn:aws:s3:::b",
                                 "arn:aws:s3:::ab/x",
                                 "arn:aws:sqs:eu-west-1:111122223333:q",
                                 "arn:aws:sqs:us-east-1:111122223333:q",
                                 "arn:aws:sqs:eu-west-1:999999999999:b"};

reference::Request RandomRequest(Dice& dice) {
  reference::Request request;
  request.principal = "arn:aws:iam::111122223333:user/u";
  request.account = request.resource_account = "111122223333";
  request.action = dice.Pick(kRequestActions);
  request.resource = dice.Pick(kRequestResources);
  for (const KeyWords& key : reference::Keys()) {
    if (dice.Chance(60)) request.context.push_back(dice.Pick(key.requests));
  }
  return request;
}

bool Allows(const Json& document, const reference::Request& request) {
  return reference::Evaluate({{"identity", "", document}}, request) == "ALLOWED";
}

CheckResult Compare(const Json& existing, const Json& candidate) {
  const std::string before = existing.Dump();
  const std::string after = candidate.Dump();
  const auto result =
      CheckNoNewAccess({.kind = PolicyKind::kIdentity, .text = before}, {.kind = PolicyKind::kIdentity, .text = after});
  REQUIRE(result.ok());
  return *result;
}

reference::Request ToReference(const Request& witness) {
  reference::Request request;
  request.principal = "arn:aws:iam::111122223333:user/u";
  request.account = request.resource_account = "111122223333";
  request.action = witness.action;
  request.resource = witness.resource;
  for (const ContextKey& key : witness.context) request.context.push_back({key.name, key.values, key.is_set});
  return request;
}

std::size_t CaseCount() {
  const char* asked = std::getenv("IAMPOLICY_DIFFERENTIAL_CASES");
  return asked == nullptr ? 120 : std::strtoul(asked, nullptr, 10);
}

}  // namespace

TEST_CASE("a comparison is never refuted by the reference evaluator") {
  Dice dice(0x9E3779B97F4A7C15u);
  std::size_t unknown = 0;
  std::size_t passed = 0;
  const std::size_t count = CaseCount();
  for (std::size_t i = 0; i < count; ++i) {
    const Json existing = Document(Statements(dice));
    const Json candidate = Document(Statements(dice));
    const CheckResult result = Compare(existing, candidate);
    INFO("existing " << existing.Dump() << "\ncandidate " << candidate.Dump());
    if (result.verdict == Verdict::kFail) {
      INFO("witness " << result.witness->action << " on " << result.witness->resource);
      CHECK(Allows(candidate, ToReference(*result.witness)));
      CHECK_FALSE(Allows(existing, ToReference(*result.witness)));
      continue;
    }
    if (result.verdict == Verdict::kUnknown) {
      ++unknown;
      continue;
    }
    ++passed;
    for (int request = 0; request < 200; ++request) {
      const reference::Request asked = RandomRequest(dice);
      if (!Allows(candidate, asked)) continue;
      INFO("action " << asked.action << " resource " << asked.resource);
      for (const auto& key : asked.context) UNSCOPED_INFO(key.name << " = " << key.values.front());
      REQUIRE(Allows(existing, asked));
    }
  }
  CHECK(passed > count / 20);
  CHECK(unknown < count / 20);
}

TEST_CASE("comparison obeys the laws of containment") {
  Dice dice(42);
  const std::size_t count = CaseCount() / 4;
  for (std::size_t i = 0; i < count; ++i) {
    const std::vector<Json> statements = Statements(dice);
    const Json whole = Document(statements);
    INFO(whole.Dump());
    CHECK(Compare(whole, whole).verdict == Verdict::kPass);

    std::vector<Json> more = statements;
    more.push_back(StatementOf(dice, false));
    const bool adds_allow = more.back().Member("Effect")->text == "Allow";
    INFO("with " << more.back().Dump());
    // One more Allow never takes access away; one more Deny never adds any.
    CHECK((adds_allow ? Compare(Document(more), whole) : Compare(whole, Document(more))).verdict == Verdict::kPass);

    std::vector<Json> reversed(statements.rbegin(), statements.rend());
    CHECK(Compare(Document(reversed), whole).verdict == Verdict::kPass);

    std::vector<Json> split;
    for (const Json& statement : statements) {
      const Json* actions = statement.Member("Action");
      if (actions == nullptr || actions->kind != Json::Kind::kList) {
        split.push_back(statement);
        continue;
      }
      for (const Json& action : actions->items) {
        auto members = statement.Members();
        for (auto& [name, value] : members) {
          if (name == "Action") value = action;
        }
        split.push_back(Json::Object(members));
      }
    }
    CHECK(Compare(Document(split), whole).verdict == Verdict::kPass);
    CHECK(Compare(whole, Document(split)).verdict == Verdict::kPass);
  }
}

TEST_CASE("containment is transitive") {
  Dice dice(7);
  std::size_t chains = 0;
  for (std::size_t i = 0; i < CaseCount(); ++i) {
    const Json a = Document({StatementOf(dice, true)});
    const Json b = Document({StatementOf(dice, true), StatementOf(dice, true)});
    const Json c = Document({StatementOf(dice, true), StatementOf(dice, true)});
    if (Compare(b, a).verdict != Verdict::kPass || Compare(c, b).verdict != Verdict::kPass) continue;
    ++chains;
    INFO(a.Dump() << "\n" << b.Dump() << "\n" << c.Dump());
    CHECK(Compare(c, a).verdict != Verdict::kFail);
  }
  CHECK(chains > 0);
}

}  // namespace iampolicy
