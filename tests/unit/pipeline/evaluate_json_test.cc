#include <string>
#include <string_view>

#include <iampolicy/access.h>

#include "tests/unit/catch.h"

namespace iampolicy {
namespace {

constexpr std::string_view kRequest =
    R"("request": {"principal": "arn:aws:iam::111122223333:user/otter", "action": "s3:GetObject",
       "resource": "arn:aws:s3:::drop/x", "context": {"a:b": ["1", 2], "a:c": true, "a:d": null}})";

TEST_CASE("a question as JSON is answered with one line of JSON") {
  const std::string text =
      R"({"id": "case-1", "policies": [
          {"kind": "identity", "text": "{\"Statement\": {\"Sid\": \"A\", \"Effect\": \"Allow\", \"Action\": \"*\", \"Resource\": \"*\"}}"},
          {"kind": "scp", "level": "root", "document": {"Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"},
             {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"ForAnyValue:NumericEquals": {"a:b": 2},
              "Bool": {"A:C": "true"}, "Null": {"a:d": true}}}]}}], )" +
      std::string(kRequest) + "}";
  const EvaluationAnswer answer = EvaluateJson(text);
  CHECK(answer.judged);
  CHECK(
      answer.json ==
      R"({"id":"case-1","decision":"ALLOWED","reason":"the caller's policies allow `s3:GetObject` on )"
      R"(`arn:aws:s3:::drop/x`","statements":[{"policy":0,"statement":0,"kind":"identity","sid":"A","effect":"Allow",)"
      R"("applies":true,"decides":true},{"policy":1,"statement":0,"kind":"scp","level":"root","effect":"Allow",)"
      R"("applies":false,"decides":false,"why":"Action does not cover `s3:GetObject`"},{"policy":1,"statement":1,)"
      R"("kind":"scp","level":"root","effect":"Allow","applies":true,"decides":true}]})");
}

TEST_CASE("a question that cannot be judged is answered with its id and an error") {
  struct Row {
    std::string_view text, expected;
  };
  const std::string with_request = ", " + std::string(kRequest) + "}";
  const auto question = [&](std::string_view policies) {
    return R"({"id": 7, "policies": )" + std::string(policies) + with_request;
  };
  const auto error = [](std::string_view message) { return R"({"id":7,"error":")" + std::string(message) + "\"}"; };
  const auto check = [](const std::string& asked, const std::string& expected) {
    INFO(asked);
    const EvaluationAnswer answer = EvaluateJson(asked);
    CHECK_FALSE(answer.judged);
    CHECK(answer.json == expected);
  };
  check("[]", R"({"error":"the question is no JSON object"})");
  check(R"({"id": 7})", error("`policies` must be a list"));
  check(R"({"id": 7, "policies": []})", error("`request` must be an object"));
  check(question("[7]"), error("`policies[0]` must be an object"));
  check(question(R"([{"kind": "identity"}])"), error("`policies[0]` must have either `text` or `document`"));
  check(question(R"([{"kind": "group", "text": ""}])"),
        error("`policies[0].kind` is `group`, expected identity, boundary, session, resource, trust, scp, rcp or "
              "endpoint"));
  check(question(R"([{"kind": "scp", "text": 7}])"), error("`policies[0].text` must be a string"));
  check(question(R"([{"kind": "scp", "document": []}])"), error("policies[0] must be an object"));
  check(R"({"id": 7, "policies": [], "request": {"principal": "anonymous", "action": 1, "resource": "*"}})",
        error("`request.action` must be a string"));
  check(R"({"id": 7, "policies": [], "request": {"principal": "anonymous", "action": "a:b", "resource": "*",
            "context": {"a:b": "1", "A:B": "2"}}})",
        error("`request.context` has `a:b` twice"));
  check(R"({"id": 7, "policies": [], "request": {"principal": "anonymous", "action": "a:b", "resource": "*",
            "context": {"a:b": {}}}})",
        error("`request.context` has a value of `a:b` that is no string, number or boolean"));
  const EvaluationAnswer broken = EvaluateJson(R"({"id": 7, "policies": [)");
  CHECK_FALSE(broken.judged);
  CHECK(broken.json.substr(0, 47) == R"({"error":"the question is no JSON: line 1, colu)");
}

TEST_CASE("a decision for people starts with the outcome and the statements that decided") {
  const std::string text = R"({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"},
      {"Sid": "Guard\u001b", "Effect": "Deny", "Action": "s3:*", "Resource": "*"}]})";
  const PolicyText policies[] = {{PolicyKind::kIdentity, text}};
  Request request;
  request.principal = "arn:aws:iam::111122223333:user/otter";
  request.action = "s3:GetObject";
  request.resource = "*";
  const Result<Decision> decision = Evaluate(policies, request);
  REQUIRE(decision.ok());
  CHECK(EvaluationText(*decision) ==
        "EXPLICIT_DENY: a Deny statement covers `s3:GetObject` on `*`\n"
        "  * policies[0] (identity) Statement[1] Guard<U+001B>: Deny applies\n"
        "    policies[0] (identity) Statement[0]: Allow: it applies, but a Deny wins\n");
}

}  // namespace
}  // namespace iampolicy
