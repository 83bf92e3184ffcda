// Comparison held to the reference evaluator on generated policies, and to the laws that any comparison obeys.
// IAMPOLICY_DIFFERENTIAL_CASES asks for more.

#include <cctype>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <iampolicy/access.h>
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

bool LibraryAllows(const Json& document, Request request) {
  request.principal = "arn:aws:iam::111122223333:user/u";
  request.account = request.resource_account = "111122223333";
  const std::string text = document.Dump();
  const PolicyText policies[] = {{PolicyKind::kIdentity, text}};
  const Result<Decision> decision = Evaluate(policies, request);
  return decision.ok() && decision->outcome == Outcome::kAllowed;  // an error: it is left open
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

// ---- other ways to write a statement ----

Json With(const Json& statement, const std::string& member, Json value) {
  auto members = statement.Members();
  for (auto& [name, old] : members) {
    if (name == member) old = std::move(value);
  }
  return Json::Object(std::move(members));
}

Json Without(const Json& object, std::size_t at) {
  auto members = object.Members();
  members.erase(members.begin() + static_cast<std::ptrdiff_t>(at));
  return Json::Object(std::move(members));
}

/// One statement for each entry of a list.
std::vector<Json> SplitBy(const Json& statement, const std::string& member) {
  const Json* list = statement.Member(member);
  if (list == nullptr || list->kind != Json::Kind::kList) return {statement};
  std::vector<Json> split;
  for (const Json& item : list->items) split.push_back(With(statement, member, item));
  return split;
}

Json Swapped(const Json& value) {
  if (value.kind == Json::Kind::kList) {
    std::vector<Json> items;
    for (const Json& item : value.items) items.push_back(Swapped(item));
    return Json::List({items.rbegin(), items.rend()});
  }
  std::string text = value.text;
  for (char& c : text)
    c = std::islower(static_cast<unsigned char>(c))   ? static_cast<char>(c - 32)
        : std::isupper(static_cast<unsigned char>(c)) ? static_cast<char>(c + 32)
                                                      : c;
  return Json::String(text);
}

/// The case of actions and of condition keys, and the order of lists.
std::vector<Json> InOtherCase(const Json& statement) {
  auto members = statement.Members();
  for (auto& [name, value] : members) {
    if (name == "Action" || name == "NotAction") value = Swapped(value);
    if (name != "Condition") continue;
    for (Json& block : value.items) {
      for (std::string& key : block.names) key = Swapped(Json::String(key)).text;
    }
  }
  return {Json::Object(std::move(members))};
}

/// An operator that lets an absent key pass: what holds of a value that is there, or none is there.
std::vector<Json> SplitIfExists(const Json& statement) {
  const Json* conditions = statement.Member("Condition");
  if (conditions == nullptr) return {statement};
  for (std::size_t i = 0; i < conditions->names.size(); ++i) {
    const std::string op = conditions->names[i];
    if (!op.ends_with("IfExists") || op.find(':') != op.npos || conditions->Member("Null") != nullptr) continue;
    Json plain = *conditions;
    plain.names[i] = op.substr(0, op.size() - 8);
    Json absent = *conditions;
    absent.names[i] = "Null";
    absent.items[i] = Json::Object({{conditions->items[i].names[0], Json::String("true")}});
    return {With(statement, "Condition", plain), With(statement, "Condition", absent)};
  }
  return {statement};
}

/// A list of values under a positive operator: any of them.
std::vector<Json> SplitValues(const Json& statement) {
  const Json* conditions = statement.Member("Condition");
  if (conditions == nullptr) return {statement};
  for (std::size_t i = 0; i < conditions->names.size(); ++i) {
    const Json& values = conditions->items[i].items[0];
    const std::string& op = conditions->names[i];
    const bool is_any = op.find("Not") == op.npos && !op.starts_with("ForAll");
    if (!is_any || values.kind != Json::Kind::kList) continue;
    std::vector<Json> split;
    for (const Json& value : values.items) {
      Json one = *conditions;
      one.items[i].items[0] = value;
      split.push_back(With(statement, "Condition", one));
    }
    return split;
  }
  return {statement};
}

struct Rewriting {
  std::string name;
  std::function<std::vector<Json>(const Json&)> rewrite;
};

std::vector<Rewriting> Rewritings() {
  return {{"split by action", [](const Json& s) { return SplitBy(s, "Action"); }},
          {"split by resource", [](const Json& s) { return SplitBy(s, "Resource"); }},
          {"split by value", SplitValues},
          {"IfExists apart", SplitIfExists},
          {"in another case", InOtherCase}};
}

// ---- statements with variables ----

Json VariableStatement(Dice& dice) {
  const Words resources = {"arn:aws:s3:::a/*",
                           "arn:aws:s3:::a/x",
                           "arn:aws:s3:::a/${aws:username}",
                           "arn:aws:s3:::a/${aws:userid, 'x'}*",
                           "arn:aws:s3:::${aws:username}/${aws:userid}",
                           "arn:aws:s3:::a/x${*}"};
  const Words plain = {"StringEquals", "StringNotEquals", "StringLike", "StringNotLike"};
  const Words values = {"x", "x*", "x${*}", "${?}", "${aws:userid}", "${aws:username}", "${aws:userid}*"};
  std::vector<std::pair<std::string, Json>> conditions;
  for (const char* key : {"aws:username", "aws:userid", "aws:TagKeys"}) {
    if (dice.Chance(60)) continue;
    std::string op = dice.Pick(plain);
    if (std::string(key) == "aws:TagKeys") op = dice.Pick(Words{"ForAllValues:", "ForAnyValue:"}) + op;
    if (dice.Chance(30)) op += "IfExists";
    const bool is_null = dice.Chance(15);
    if (is_null) op = "Null";
    bool is_new = true;
    for (const auto& [name, block] : conditions) is_new = is_new && name != op;
    if (!is_new) continue;
    Json value = is_null ? Json::String(dice.Chance(50) ? "true" : "false") : reference::ListOf(dice, values, 2);
    conditions.emplace_back(op, Json::Object({{key, std::move(value)}}));
  }
  std::vector<std::pair<std::string, Json>> members = {{"Effect", Json::String(dice.Chance(75) ? "Allow" : "Deny")},
                                                       {"Action", Json::String("s3:*")},
                                                       {"Resource", reference::ListOf(dice, resources, 2)}};
  if (!conditions.empty()) members.emplace_back("Condition", Json::Object(std::move(conditions)));
  return Json::Object(std::move(members));
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
      const reference::Request shown = ToReference(*result.witness);
      CHECK(Allows(candidate, shown));
      CHECK_FALSE(Allows(existing, shown));
      CHECK(LibraryAllows(candidate, *result.witness));
      CHECK_FALSE(LibraryAllows(existing, *result.witness));
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

TEST_CASE("policies full of variables are not refuted either") {
  Dice dice(1977);
  std::map<Verdict, std::size_t> seen;
  const std::size_t count = 2 * CaseCount();
  for (std::size_t i = 0; i < count; ++i) {
    const Json existing = Document({VariableStatement(dice), VariableStatement(dice)});
    const Json candidate = Document({VariableStatement(dice), VariableStatement(dice)});
    const CheckResult result = Compare(existing, candidate);
    ++seen[result.verdict];
    INFO("existing " << existing.Dump() << "\ncandidate " << candidate.Dump());
    CHECK(result.message.find("confirmed") == std::string::npos);
    if (result.verdict == Verdict::kFail) {
      const reference::Request shown = ToReference(*result.witness);
      CHECK(Allows(candidate, shown));
      CHECK_FALSE(Allows(existing, shown));
    }
    for (int request = 0; result.verdict == Verdict::kPass && request < 100; ++request) {
      reference::Request asked = RandomRequest(dice);
      asked.action = "s3:GetObject";
      asked.resource =
          dice.Pick(Words{"arn:aws:s3:::a/x", "arn:aws:s3:::a/xy", "arn:aws:s3:::a/x*", "arn:aws:s3:::x/x"});
      asked.context.clear();
      for (const char* key : {"aws:username", "aws:userid"}) {
        if (dice.Chance(70)) asked.context.push_back({key, {dice.Pick(Words{"x", "xy", "x*", "", "X"})}});
      }
      if (dice.Chance(70))
        asked.context.push_back({"aws:TagKeys", dice.Pick(std::vector<Words>{{"x"}, {"x", "y"}}), true});
      if (!Allows(candidate, asked)) continue;
      INFO("resource " << asked.resource);
      REQUIRE(Allows(existing, asked));
    }
  }
  CHECK(seen[Verdict::kFail] > count / 10);
  CHECK(seen[Verdict::kPass] > count / 10);
  CHECK(seen[Verdict::kUnknown] < count / 10);
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
  }
}

TEST_CASE("a condition less on an Allow takes nothing away, on a Deny it adds nothing") {
  Dice dice(1789);
  std::size_t removed = 0;
  for (std::size_t i = 0; i < CaseCount() / 2; ++i) {
    const std::vector<Json> statements = Statements(dice);
    for (std::size_t at = 0; at < statements.size(); ++at) {
      const Json* conditions = statements[at].Member("Condition");
      if (conditions == nullptr) continue;
      for (std::size_t block = 0; block < conditions->names.size(); ++block) {
        std::vector<Json> fewer = statements;
        fewer[at] = With(statements[at], "Condition", Without(*conditions, block));
        const bool is_allow = statements[at].Member("Effect")->text == "Allow";
        const Json before = Document(statements);
        const Json after = Document(fewer);
        INFO("before " << before.Dump() << "\nafter  " << after.Dump());
        CHECK((is_allow ? Compare(after, before) : Compare(before, after)).verdict != Verdict::kFail);
        ++removed;
      }
    }
  }
  CHECK(removed > CaseCount() / 4);
}

TEST_CASE("what is written another way means the same") {
  Dice dice(20260301);
  std::map<std::string, std::size_t> changed;
  for (std::size_t i = 0; i < CaseCount() / 4; ++i) {
    const std::vector<Json> statements = Statements(dice);
    for (const auto& [name, rewrite] : Rewritings()) {
      std::vector<Json> rewritten;
      for (const Json& statement : statements) {
        for (Json& one : rewrite(statement)) rewritten.push_back(std::move(one));
      }
      const Json before = Document(statements);
      const Json after = Document(rewritten);
      if (before.Dump() == after.Dump()) continue;
      ++changed[name];
      INFO(name << "\n" << before.Dump() << "\n" << after.Dump());
      CHECK(Compare(before, after).verdict != Verdict::kFail);
      CHECK(Compare(after, before).verdict != Verdict::kFail);
    }
    const Json reversed = Document(std::vector<Json>(statements.rbegin(), statements.rend()));
    CHECK(Compare(Document(statements), reversed).verdict == Verdict::kPass);
  }
  for (const auto& [name, rewrite] : Rewritings()) {
    INFO(name);
    CHECK(changed[name] > 0);
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
