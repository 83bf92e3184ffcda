#include <string>
#include <string_view>
#include <vector>

#include <iampolicy/access.h>

#include "lib/access/evaluate.h"
#include "lib/policy/build.h"
#include "lib/syntax/json.h"
#include "lib/syntax/unknowns.h"
#include "tests/unit/catch.h"

namespace iampolicy {
namespace {

constexpr std::string_view kUser = "arn:aws:iam::111122223333:user/otter";
constexpr std::string_view kOther = "arn:aws:iam::444455556666:user/badger";
constexpr std::string_view kSession = "arn:aws:sts::111122223333:assumed-role/deployer/b1";
constexpr std::string_view kFederated = "arn:aws:sts::111122223333:federated-user/otter";
constexpr std::string_view kRoot = "arn:aws:iam::111122223333:root";

Request Ask(std::string_view principal, std::string_view action = "s3:GetObject",
            std::string_view resource = "arn:aws:s3:::drop/x") {
  Request request;
  request.principal = principal;
  if (principal.substr(0, 4) == "arn:") request.account = principal.substr(13, 12);
  request.action = action;
  request.resource = resource;
  request.resource_account = "111122223333";
  return request;
}

// "OUTCOME: reason [the statements that decide]".
std::string Told(const Result<Decision>& decision) {
  if (!decision) return "error: " + decision.error().message;
  std::string out(Name(decision->outcome));
  out += ": " + decision->reason + " [";
  std::string list;
  for (const StatementResult& statement : decision->statements) {
    if (!statement.decides) continue;
    list += (list.empty() ? "" : " ") + std::to_string(statement.policy) + "." + std::to_string(statement.statement);
  }
  return out + list + "]";
}

std::string Allow(std::string_view rest) {
  return R"({"Version": "2012-10-17", "Statement": {"Effect": "Allow", )" + std::string(rest) + "}}";
}

struct Given {
  PolicyKind kind;
  std::string text;
  std::string_view level = {};
};

std::string Judged(const std::vector<Given>& given, const Request& request) {
  std::vector<PolicyText> policies;
  for (const Given& one : given) policies.push_back({one.kind, one.text, one.level});
  const Result<Decision> decision = Evaluate(policies, request);
  // The short answer is the long one's.
  const Result<PolicySet> set = PolicySet::Make(policies);
  if (set) {
    const Result<Outcome> outcome = set->Decide(request);
    REQUIRE(outcome.ok() == decision.ok());
    if (outcome) CHECK(*outcome == decision->outcome);
  }
  return Told(decision);
}

TEST_CASE("policies combine by kind, and the decision says what it rests on or what is missing") {
  const auto identity = [](std::string_view action) {
    return Given{PolicyKind::kIdentity, Allow("\"Action\": \"" + std::string(action) + "\", \"Resource\": \"*\"")};
  };
  const auto limit = [](PolicyKind kind, std::string_view action, std::string_view level = {}) {
    return Given{kind, Allow("\"Action\": \"" + std::string(action) + "\", \"Resource\": \"*\""), level};
  };
  const auto resource = [](std::string_view principal, std::string_view action = "*") {
    return Given{PolicyKind::kResource,
                 Allow("\"Principal\": " + std::string(principal) + ", \"Action\": \"" + std::string(action) + "\"")};
  };
  const Given deny = {PolicyKind::kIdentity,
                      R"({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"},
                          {"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]})"};
  const std::string asked = "`s3:GetObject` on `arn:aws:s3:::drop/x`";
  const std::string key = "arn:aws:kms:eu-west-1:111122223333:key/k1";
  const std::string role = "arn:aws:iam::111122223333:role/payments";
  const auto account = R"({"AWS": "111122223333"})";
  const auto deployer = R"({"AWS": "arn:aws:iam::111122223333:role/deployer"})";

  CHECK(Judged({}, Ask(kUser)) == "IMPLICIT_DENY: no policy allows " + asked + " []");
  CHECK(Judged({identity("s3:*")}, Ask(kUser)) == "ALLOWED: the caller's policies allow " + asked + " [0.0]");
  CHECK(Judged({identity("s3:*"), deny}, Ask(kUser)) == "EXPLICIT_DENY: a Deny statement covers " + asked + " [1.1]");
  CHECK(Judged({}, Ask(kRoot)) == "ALLOWED: the root user may do everything in its own account []");
  CHECK(Judged({deny}, Ask(kUser, "sts:GetCallerIdentity", "*")) ==
        "ALLOWED: `sts:GetCallerIdentity` needs no permission and cannot be denied []");

  // Limits.
  CHECK(Judged({identity("s3:*"), limit(PolicyKind::kBoundary, "ec2:*")}, Ask(kUser)) ==
        "IMPLICIT_DENY: the permissions boundary does not allow " + asked + " []");
  CHECK(Judged({identity("s3:*"), limit(PolicyKind::kSession, "ec2:*")}, Ask(kSession)) ==
        "IMPLICIT_DENY: the session policy does not allow " + asked + " []");
  CHECK(Judged({identity("s3:*"), limit(PolicyKind::kBoundary, "*"), limit(PolicyKind::kSession, "*")},
               Ask(kSession)) == "ALLOWED: the caller's policies allow " + asked + " [0.0 1.0 2.0]");
  CHECK(Judged({identity("s3:*"), limit(PolicyKind::kScp, "*", "root"), limit(PolicyKind::kScp, "ec2:*", "unit")},
               Ask(kUser)) == "IMPLICIT_DENY: no service control policy of level `unit` allows " + asked + " []");
  CHECK(Judged({identity("s3:*"), limit(PolicyKind::kScp, "s3:*", "root"), limit(PolicyKind::kScp, "ec2:*", "root")},
               Ask(kUser)) == "ALLOWED: the caller's policies allow " + asked + " [0.0 1.0]");
  CHECK(Judged({identity("s3:*"), limit(PolicyKind::kEndpoint, "ec2:*")}, Ask(kUser)) ==
        "IMPLICIT_DENY: the endpoint's policy does not allow " + asked + " []");

  // The resource's policy.
  CHECK(Judged({resource(R"({"AWS": "arn:aws:iam::111122223333:user/otter"})"), limit(PolicyKind::kBoundary, "ec2:*")},
               Ask(kUser)) ==
        "ALLOWED: the resource's policy allows " + asked + " for the caller itself or for everyone [0.0]");
  CHECK(Judged({resource(deployer), limit(PolicyKind::kBoundary, "ec2:*")}, Ask(kSession)) ==
        "IMPLICIT_DENY: the permissions boundary does not allow " + asked + " []");
  CHECK(Judged({resource(deployer), limit(PolicyKind::kBoundary, "s3:*")}, Ask(kSession)) ==
        "ALLOWED: the resource's policy allows " + asked +
            " for the caller's role or user, and nothing limits it [0.0 1.0]");
  CHECK(Judged({resource(account)}, Ask(kUser)) == "IMPLICIT_DENY: no identity policy allows " + asked + " []");
  CHECK(Judged({resource(R"("*")")}, Ask("anonymous")) == "ALLOWED: the resource's policy allows " + asked + " [0.0]");
  CHECK(Judged({resource(account), identity("*")}, Ask("anonymous")) ==
        "IMPLICIT_DENY: the resource's policy does not allow " + asked + " for the caller, and has to []");
  CHECK(Judged({identity("*")}, Ask(kFederated)) ==
        "IMPLICIT_DENY: a federated user has no permissions of its own without a session policy []");

  CHECK(Judged({resource(R"("*")"), limit(PolicyKind::kSession, "ec2:*")}, Ask(kSession)) ==
        "ALLOWED: the resource's policy allows " + asked + " for the caller itself or for everyone [0.0]");
  const auto otter = R"({"AWS": "arn:aws:iam::111122223333:user/otter"})";
  CHECK(Judged({resource(otter)}, Ask(kFederated)) ==
        "IMPLICIT_DENY: a federated user has no permissions of its own without a session policy []");
  CHECK(Judged({resource(otter), limit(PolicyKind::kSession, "s3:*")}, Ask(kFederated)) ==
        "ALLOWED: the resource's policy allows " + asked +
            " for the caller's role or user, and nothing limits it [0.0 1.0]");
  const Given rcp = {PolicyKind::kRcp,
                     R"({"Statement": {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}})"};
  CHECK(Judged({identity("*"), rcp}, Ask(kRoot)) == "EXPLICIT_DENY: a Deny statement covers " + asked + " [1.0]");
  CHECK(Judged({identity("*"), rcp}, Ask("arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/Linked")) ==
        "ALLOWED: the caller's policies allow " + asked + " [0.0]");

  // Key policies and trust policies.
  CHECK(Judged({resource(account), identity("kms:*")}, Ask(kUser, "kms:Decrypt", key)) ==
        "ALLOWED: the resource's policy delegates `kms:Decrypt` on `" + key +
            "` to the account, and the caller's policies allow it [0.0 1.0]");
  CHECK(Judged({identity("kms:*")}, Ask(kUser, "kms:Decrypt", key)) ==
        "IMPLICIT_DENY: the resource's policy does not allow `kms:Decrypt` on `" + key +
            "` for the caller, and has to []");
  CHECK(Judged({resource(deployer), identity("*")}, Ask(kUser, "sts:AssumeRole", role)) ==
        "IMPLICIT_DENY: the resource's policy does not allow `sts:AssumeRole` on `" + role +
            "` for the caller, and has to []");
  CHECK(Judged({resource(deployer), identity("*")}, Ask(kRoot, "sts:AssumeRole", role)) ==
        "IMPLICIT_DENY: the resource's policy does not allow `sts:AssumeRole` on `" + role +
            "` for the caller, and has to []");
  CHECK(Judged({resource(deployer), identity("iam:*")}, Ask(kUser, "iam:GetRole", role)).substr(0, 8) == "ALLOWED:");

  // Across accounts.
  CHECK(Judged({resource(R"({"AWS": "444455556666"})"), identity("s3:*")}, Ask(kOther)) ==
        "ALLOWED: both accounts allow " + asked + " [0.0 1.0]");
  CHECK(Judged({resource(R"("*")")}, Ask(kOther)) == "IMPLICIT_DENY: no identity policy allows " + asked + " []");
  CHECK(Judged({identity("s3:*")}, Ask(kOther)) ==
        "IMPLICIT_DENY: the resource's policy does not allow " + asked + " for the caller, and has to []");
}

TEST_CASE("each statement that did not count says why") {
  const std::string identity =
      R"({"Version": "2012-10-17", "Statement": [
          {"Sid": "Read", "Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::drop/*"},
          {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"},
          {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"},
          {"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:s3:::drop/*"},
          {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}},
          {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"Null": {"aws:TokenIssueTime": "true"},
                                                                         "StringEquals": {"aws:TagKeys": "a"}}},
          {"Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::drop/${aws:username, 'x'}/${aws:username}"},
          {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"StringNotLike": {"aws:SecureTransport": ["x*", "tr*"]}}},
          {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Null": {"aws:SecureTransport": true}}},
          {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"NumericLessThan": {"s3:max-keys": 10}}}]})";
  const std::string resource =
      R"({"Statement": {"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "*"}})";
  const std::string scp = R"({"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}})";
  const PolicyText policies[] = {
      {PolicyKind::kIdentity, identity}, {PolicyKind::kResource, resource}, {PolicyKind::kScp, scp, "root"}};
  Request request = Ask("arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/Linked");
  request.context = {{"aws:SecureTransport", {"true"}}, {"aws:TagKeys", {"a", "b"}, true}};
  const Result<Decision> decision = Evaluate(policies, request);
  REQUIRE(decision.ok());
  std::vector<std::string> lines;
  for (const StatementResult& statement : decision->statements) {
    lines.push_back(std::to_string(statement.policy) + "." + std::to_string(statement.statement) +
                    (statement.allow ? " Allow" : " Deny") + (statement.sid.empty() ? "" : " " + statement.sid) +
                    (statement.decides ? " decides" : "") + (statement.why.empty() ? "" : ": " + statement.why));
  }
  CHECK(
      lines ==
      std::vector<std::string>{
          "0.0 Allow Read decides",
          "0.1 Allow: Action does not cover `s3:GetObject`",
          "0.2 Deny: NotAction excludes `s3:GetObject`",
          "0.3 Deny: NotResource excludes `arn:aws:s3:::drop/x`",
          "0.4 Deny: `Bool` on `aws:SecureTransport` does not hold: it takes `false`, the request has `true`",
          "0.5 Deny: `StringEquals` on `aws:TagKeys` does not hold: it takes `a`, the request has a set of values, "
          "which takes ForAllValues or ForAnyValue",
          "0.6 Allow: Resource does not cover `arn:aws:s3:::drop/x`; `${aws:username}` has no value in the request",
          "0.7 Allow: `StringNotLike` on `aws:SecureTransport` does not hold: it takes all but `x*`, `tr*`, the "
          "request has `true`",
          "0.8 Allow: `Null` on `aws:SecureTransport` does not hold: it takes requests without the key, the request "
          "has `true`",
          "0.9 Allow: `NumericLessThan` on `s3:max-keys` does not hold: it takes `10`, the request has no such key",
          "1.0 Allow: Principal does not name `arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/Linked`",
          "2.0 Deny: policies of this kind do not bind the caller",
      });
}

TEST_CASE("what cannot be judged is an error that says why") {
  struct Row {
    PolicyKind kind;
    std::string_view text, expected;
  };
  const Row rows[] = {
      {PolicyKind::kIdentity, "[]", "error: policies[0] must be an object"},
      {PolicyKind::kIdentity, "{}", "error: policies[0] has no Statement"},
      {PolicyKind::kIdentity, R"({"Statement": {"Effect": "deny", "Action": "*", "Resource": "*"}})",
       "error: policies[0]: statement 0 has neither Effect Allow nor Deny"},
      {PolicyKind::kUnknown, "{}", "error: policies[0] has no kind"},
      {PolicyKind::kIdentity,
       R"({"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringSame": {"a:b": "c"}}}})",
       "error: the decision depends on whether policies[0].Statement[0] applies: `StringSame` is no condition "
       "operator"},
      {PolicyKind::kIdentity,
       R"({"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Action": "*", "NotResource": "${a:b}"}})",
       "error: the decision depends on whether policies[0].Statement[0] applies: its NotResource has a policy variable "
       "without a value in the request, which AWS leaves open"},
      // The same parts where they do not matter.
      {PolicyKind::kIdentity,
       R"({"Statement": {"Effect": "Deny", "Action": "sqs:*", "Resource": "*", "Condition": {"StringSame": {"a:b": "c"}}}})",
       "IMPLICIT_DENY: no policy allows `s3:GetObject` on `arn:aws:s3:::drop/x` []"},
      {PolicyKind::kIdentity,
       R"({"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringSame": {"a:b": "c"}}},
                         {"Effect": "Deny", "Action": "*", "Resource": "*"}]})",
       "EXPLICIT_DENY: a Deny statement covers `s3:GetObject` on `arn:aws:s3:::drop/x` [0.1]"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(Judged({{row.kind, std::string(row.text)}}, Ask(kUser)) == row.expected);
  }
  const std::string broken = Judged({{PolicyKind::kIdentity, "{\"Statement\": [}"}}, Ask(kUser));
  CHECK(broken.substr(0, 48) == "error: policies[0] is not JSON: line 1, column 1");
  const std::string empty = R"({"Statement": []})";
  CHECK(Judged({{PolicyKind::kBoundary, empty}, {PolicyKind::kBoundary, empty}}, Ask(kUser)) ==
        "error: there is more than one permissions boundary");
  CHECK(Judged({{PolicyKind::kResource, empty}, {PolicyKind::kTrust, empty}}, Ask(kUser)) ==
        "error: there is more than one policy of the resource");
  CHECK(Judged({{PolicyKind::kIdentity, empty}}, Ask(kUser)).substr(0, 13) == "IMPLICIT_DENY");
}

TEST_CASE("unknown parts leave a decision open only where it depends on them") {
  struct Row {
    std::string_view statements;
    bool decided;
    Outcome outcome = Outcome::kImplicitDeny;
  };
  const Row rows[] = {
      {R"([{"Effect": "Allow", "Action": {"$unknown": "parameter:A"}, "Resource": "*"}])", false},
      {R"([{"Effect": "Allow", "Action": ["s3:*", {"$unknown": "parameter:A"}], "Resource": "*"}])", true,
       Outcome::kAllowed},
      {R"([{"Effect": "Allow", "Action": "sqs:*", "Resource": {"$unknown": "parameter:A"}}])", true,
       Outcome::kImplicitDeny},
      {R"([{"Effect": "Allow", "Action": "*", "Resource": "*"},
           {"Effect": "Deny", "Action": "*", "Resource": {"$unknown": "parameter:A"}}])",
       false},
      {R"([{"Effect": "Deny", "Action": "*", "Resource": "*"},
           {"Effect": "Deny", "Action": "*", "Resource": {"$unknown": "parameter:A"}}])",
       true, Outcome::kExplicitDeny},
      {R"([{"Effect": {"$unknown": "parameter:A"}, "Action": "*", "Resource": "*"}])", false},
      {R"([{"Effect": {"$unknown": "parameter:A"}, "Action": "sqs:*", "Resource": "*"}])", true,
       Outcome::kImplicitDeny},
  };
  for (const Row& row : rows) {
    INFO(row.statements);
    const std::string text = R"({"Version": "2012-10-17", "Statement": )" + std::string(row.statements) + "}";
    text::Sources sources;
    const syntax::Parsed parsed = syntax::ReadJson(sources, *sources.AddFile("p", text));
    const syntax::Tree tree = syntax::ReadUnknowns(parsed.tree, sources);
    policy::Given given;
    given.kind = PolicyKind::kIdentity;
    const policy::Policy policy = policy::Build(tree, tree.root(), sources, given);
    const access::Attached attached[] = {{&policy, {}}};
    const access::Judgement judgement = access::Judge(attached, Ask(kUser), sources);
    CHECK(judgement.decided == row.decided);
    if (row.decided) CHECK(judgement.outcome == row.outcome);
  }
}

}  // namespace
}  // namespace iampolicy
