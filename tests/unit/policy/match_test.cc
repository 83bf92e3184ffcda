#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/policy/build.h"
#include "lib/policy/match.h"
#include "lib/syntax/json.h"
#include "lib/syntax/unknowns.h"
#include "tests/unit/catch.h"

namespace iampolicy::policy {
namespace {

using text::Truth;

// A policy with what its views point into. {"$unknown": ...} is read.
struct Held {
  text::Sources sources;
  std::string text;
  Policy policy;

  explicit Held(std::string document, PolicyKind kind = PolicyKind::kIdentity) : text(std::move(document)) {
    const auto span = sources.AddFile("policy.json", text);
    const syntax::Parsed parsed = syntax::ReadJson(sources, *span);
    const syntax::Tree tree = syntax::ReadUnknowns(parsed.tree, sources);
    Given given;
    given.kind = kind;
    policy = Build(tree, tree.root(), sources, given);
  }
  const Statement& statement() const { return policy.statements.items.at(0); }
  Match Ask(const Request& request, bool has_boundary = false) const {
    return MatchStatement(policy, statement(), request, sources, has_boundary);
  }
};

std::string Document(const std::string& elements, std::string_view version = "2012-10-17") {
  return "{\"Version\": \"" + std::string(version) + "\", \"Statement\": [{" + elements + "}]}";
}

std::string_view Letter(Truth truth) {
  return truth == Truth::kTrue ? "yes" : (truth == Truth::kFalse ? "no" : "unknown");
}

// "" stands for an absent key, "a|b" for a set, "|" for the empty set.
ContextKey Key(std::string name, std::string_view values) {
  ContextKey key;
  key.name = std::move(name);
  key.is_set = values.find('|') != std::string_view::npos;
  if (values == "|") return key;
  for (;;) {
    const std::size_t bar = values.find('|');
    key.values.emplace_back(values.substr(0, bar));
    if (bar == std::string_view::npos) return key;
    values.remove_prefix(bar + 1);
  }
}

TEST_CASE("a condition holds, fails or is unknown as its operator, its values and the request's key demand") {
  struct Row {
    std::string_view op, values;  // values as JSON
    const char* value;            // nullptr: the key is absent
    std::string_view expected;
  };
  const Row rows[] = {
      // Absent keys.
      {"StringEquals", R"("a")", nullptr, "no"},
      {"StringNotEquals", R"("a")", nullptr, "yes"},
      {"StringEqualsIfExists", R"("a")", nullptr, "yes"},
      {"ForAllValues:StringEquals", R"("a")", nullptr, "yes"},
      {"ForAllValues:StringEquals", R"("a")", "|", "yes"},
      {"ForAnyValue:StringEquals", R"("a")", nullptr, "no"},
      {"ForAnyValue:StringNotEquals", R"("a")", "|", "no"},
      {"ForAnyValue:StringEqualsIfExists", R"("a")", nullptr, "yes"},
      {"NumericLessThan", "5", nullptr, "no"},
      {"NotIpAddress", R"("10.0.0.0/8")", nullptr, "yes"},
      {"Null", R"("true")", nullptr, "yes"},
      {"Null", R"("true")", "a", "no"},
      {"Null", "false", "a", "yes"},
      {"Null", R"(["true", "false"])", "a", "yes"},
      {"Null", R"("true")", "|", "yes"},
      {"null", R"("perhaps")", "a", "no"},
      // Strings.
      {"StringEquals", R"("a*")", "ab", "no"},
      {"StringEquals", R"("a*")", "a*", "yes"},
      {"STRINGequals", R"(["b", "a"])", "a", "yes"},
      {"StringEquals", R"("a")", "A", "no"},
      {"StringEqualsIgnoreCase", R"("aB")", "Ab", "yes"},
      {"StringNotEqualsIgnoreCase", R"("aB")", "Ab", "no"},
      {"StringLike", R"("a?c*")", "abc", "yes"},
      {"StringLike", R"("a?c*")", "ac", "no"},
      {"StringLike", R"("?")", "\xC3\xA9", "yes"},
      {"StringNotLike", R"(["x*", "a*"])", "abc", "no"},
      {"StringNotLike", R"(["x*", "b*"])", "abc", "yes"},
      {"StringEquals", R"("")", "", "yes"},
      {"StringLike", R"("*")", "", "yes"},
      {"StringEquals", "10", "10", "yes"},
      // Sets.
      {"StringEquals", R"("a")", "a|b", "no"},
      {"StringNotEquals", R"("x")", "a|b", "no"},
      {"ForAllValues:StringEquals", R"(["a", "b"])", "a|b", "yes"},
      {"ForAllValues:StringEquals", R"("a")", "a|b", "no"},
      {"ForAllValues:StringNotEquals", R"("c")", "a|b", "yes"},
      {"ForAnyValue:StringEquals", R"("b")", "a|b", "yes"},
      {"ForAnyValue:StringEquals", R"("c")", "a|b", "no"},
      {"ForAnyValue:StringNotEquals", R"(["a", "b"])", "a|b", "no"},
      {"ForAnyValue:StringEquals", R"("a")", "a", "yes"},
      // No values at all.
      {"StringEquals", "[]", "a", "no"},
      {"StringEqualsIfExists", "[]", "a", "no"},
      {"StringEqualsIfExists", "[]", nullptr, "yes"},
      {"ForAllValues:StringEquals", "[]", "a|b", "no"},
      {"ForAnyValue:StringNotEquals", "[]", "a|b", "no"},
      {"StringNotEquals", "[]", "a", "yes"},
      // Types.
      {"NumericEquals", "10", "10.0", "yes"},
      {"NumericLessThan", R"("10")", "9", "yes"},
      {"NumericGreaterThanEquals", R"("10")", "9.99", "no"},
      {"NumericEquals", R"("10")", "ten", "no"},
      {"NumericNotEquals", R"("10")", "ten", "yes"},
      {"DateGreaterThan", R"("2026-03-01T00:00:00Z")", "2026-03-01T01:00:00+02:00", "no"},
      {"DateEquals", R"("1772323200")", "2026-03-01", "yes"},
      {"DateLessThan", R"("2026-03-01")", "never", "no"},
      {"Bool", "true", "True", "yes"},
      {"Bool", R"("true")", "yes", "no"},
      {"BinaryEquals", R"("QmFy")", "QmFy", "yes"},
      {"BinaryEquals", R"("QmFy")", "qmfy", "no"},
      {"IpAddress", R"("203.0.113.9/24")", "203.0.113.200", "yes"},
      {"IpAddress", R"("0.0.0.0/0")", "2001:db8::1", "no"},
      {"IpAddress", R"("2001:DB8:0:0:0:0:0:1")", "2001:db8::1", "yes"},
      {"NotIpAddress", R"("203.0.113.0/24")", "2001:db8::1", "yes"},
      {"IpAddress", R"("10.0.0.0/8")", "10.0.0.0/9", "no"},
      // ARNs.
      {"ArnEquals", R"("arn:aws:s3:::in*")", "arn:aws:s3:::inbox", "yes"},
      {"ArnLike", R"("arn:aws:sns:*:1:a")", "arn:aws:sns:x:2:y:1:a", "no"},
      {"StringLike", R"("arn:aws:sns:*:1:a")", "arn:aws:sns:x:2:y:1:a", "yes"},
      {"ArnLike", R"("arn:aws:s3:?::in")", "arn:aws:s3:::in", "no"},
      {"ArnLike", R"("arn:aws:s3:*:*:*")", "arn:aws:s3:::a:b/c", "yes"},
      {"ArnLike", R"("*")", "arn:aws:s3:::in", "no"},
      {"ArnNotLike", R"("arn:aws:s3:::in")", "no arn", "yes"},
      {"ArnLike", R"("*:aws:s3:::in")", "urn:aws:s3:::in", "no"},
      {"ArnLike", R"("*:aws:s3:::in")", "arn:aws:s3:::in", "yes"},
      // What is not known, and what does not exist.
      {"StringSame", R"("a")", "a", "unknown"},
      {"NullIfExists", R"("true")", "a", "unknown"},
      {"StringEquals", R"(["a", {"$unknown": "parameter:P"}])", "a", "yes"},
      {"StringEquals", R"(["a", {"$unknown": "parameter:P"}])", "b", "unknown"},
      {"StringNotEquals", R"(["a", {"$unknown": "parameter:P"}])", "a", "no"},
      {"StringLike", R"([{"$concat": ["x-", {"$unknown": "parameter:P"}]}])", "y-1", "no"},
      {"StringLike", R"([{"$concat": ["x-", {"$unknown": "parameter:P"}]}])", "x-1", "unknown"},
      {"NumericEquals", R"([{"$unknown": "parameter:P"}])", "1", "unknown"},
      {"StringEquals", R"([{"$unknown": "parameter:P"}])", nullptr, "no"},
      {"Null", R"([{"$unknown": "parameter:P"}])", nullptr, "unknown"},
      {"ArnLike", R"([{"$concat": ["arn:aws:s3:::", {"$unknown": "parameter:P"}]}])", "arn:aws:sqs:::q", "unknown"},
  };
  for (const Row& row : rows) {
    const Held held(Document(R"("Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {")" +
                             std::string(row.op) + R"(": {"k:Key": )" + std::string(row.values) + "}}"));
    INFO(row.op << " " << row.values << " against " << (row.value == nullptr ? "nothing" : row.value));
    Request request;
    if (row.value != nullptr) request.context.push_back(Key("K:kEY", row.value));
    REQUIRE(held.statement().conditions.items.size() == 1);
    CHECK(Letter(MatchesCondition(held.policy, held.statement().conditions.items[0], request, held.sources)) ==
          row.expected);
  }
}

TEST_CASE("an entry of Action or Resource covers a request as a whole, by the rules of the policy's kind and version") {
  struct Row {
    std::string_view element, resource, expected;
    PolicyKind kind = PolicyKind::kIdentity;
    std::string_view version = "2012-10-17";
  };
  const Row rows[] = {
      {R"("Resource": "*")", "*", "yes"},
      {R"("Resource": "arn:aws:s3:::*")", "*", "no"},
      {R"("Resource": "arn:aws:s3:::home/*")", "arn:aws:s3:::home/a/b", "yes"},
      {R"("Resource": "arn:aws:s3:::home/*")", "arn:aws:s3:::Home/a", "no"},
      {R"("Resource": "arn:aws:states:*:stateMachine:x")", "arn:aws:states:eu:1:stateMachine:x", "yes"},
      {R"("Resource": [])", "*", "no"},
      // Short ARNs.
      {R"("Resource": "arn:aws:sqs")", "arn:aws:sqs:eu:1:orders", "yes"},
      {R"("Resource": "arn:aws:sqs:eu:orders")", "arn:aws:sqs:eu:1:orders", "no"},
      {R"("Resource": "arn:aws:sqs")", "arn:aws:sqs:eu:1:orders", "no", PolicyKind::kScp},
      // Variables.
      {R"("Resource": "arn:aws:s3:::home/${aws:UserName}/*")", "arn:aws:s3:::home/otter/n", "yes"},
      {R"("Resource": "arn:aws:s3:::home/${aws:username}/*")", "arn:aws:s3:::home/beaver/n", "no"},
      {R"("Resource": "arn:aws:s3:::home/${aws:username}/*")", "arn:aws:s3:::home/otter/n", "no", PolicyKind::kIdentity,
       "2008-10-17"},
      {R"("Resource": "arn:aws:s3:::home/${no:value}/*")", "arn:aws:s3:::home//n", "no"},
      {R"("Resource": "arn:aws:s3:::home/${no:value, 'd*'}")", "arn:aws:s3:::home/d*", "yes"},
      {R"("Resource": "arn:aws:s3:::home/${no:value, 'd*'}")", "arn:aws:s3:::home/dx", "no"},
      {R"("Resource": "arn:aws:s3:::${a:star}")", "arn:aws:s3:::axc", "no"},
      {R"("Resource": "arn:aws:s3:::${a:star}")", "arn:aws:s3:::a*c", "yes"},
      {R"("Resource": "arn:aws:s3:::${a:set}")", "arn:aws:s3:::one", "no"},
      {R"("Resource": "arn:aws:s3:::a${*}b")", "arn:aws:s3:::a*b", "yes"},
      {R"("Resource": "arn:aws:s3:::a${*}b")", "arn:aws:s3:::axb", "no"},
      {R"("Resource": "arn:aws:${aws:username}:::x")", "arn:aws:otter:::x", "no"},
      // Complements.
      {R"("NotResource": "arn:aws:s3:::vault/*")", "*", "yes"},
      {R"("NotResource": "arn:aws:s3:::vault/*")", "arn:aws:s3:::vault/k", "no"},
      {R"("NotResource": "*")", "arn:aws:s3:::vault/k", "no"},
      {R"("NotResource": "arn:aws:s3:::${no:value}")", "arn:aws:s3:::vault", "unknown"},
      {R"("NotResource": ["arn:aws:s3:::${no:value}", "arn:aws:s3:::v*"])", "arn:aws:s3:::vault", "no"},
      // No Resource.
      {R"("Sid": "A")", "arn:aws:iam::1:role/r", "no"},
      // Holes.
      {R"("Resource": {"$unknown": "parameter:P"})", "arn:aws:s3:::a", "unknown"},
      {R"("Resource": {"$concat": ["arn:aws:s3:::a/", {"$unknown": "parameter:P"}]})", "arn:aws:s3:::b/x", "no"},
      {R"("Resource": {"$concat": ["arn:aws:s3:::a/", {"$unknown": "parameter:P"}]})", "arn:aws:s3:::a/x", "unknown"},
      {R"("Resource": {"$concat": ["arn:aws:s3:::a/", {"$unknown": "parameter:P"}, "*"]})", "arn:aws:s3:::a/x",
       "unknown"},
      {R"("NotResource": {"$concat": ["arn:aws:s3:::a/", {"$unknown": "parameter:P"}]})", "arn:aws:s3:::b/x", "yes"},
  };
  Request request;
  request.action = "s3:GetObject";
  request.context = {{"aws:username", {"otter"}}, {"a:star", {"a*c"}}, {"a:set", {"one"}, true}};
  for (const Row& row : rows) {
    INFO(row.element << " asked for " << row.resource);
    const Held held(Document(R"("Effect": "Allow", "Action": "S3:get*", )" + std::string(row.element), row.version),
                    row.kind);
    request.resource = row.resource;
    CHECK(Letter(held.Ask(request).applies) == row.expected);
  }
  const Row actions[] = {
      {R"("Action": "s3:G?tObject")", "", "yes"},
      {R"("Action": "s3:Get")", "", "no"},
      {R"("Action": ["sqs:*", "*"])", "", "yes"},
      {R"("NotAction": "S3:*")", "", "no"},
      {R"("NotAction": "sqs:*")", "", "yes"},
      {R"("NotAction": "*")", "", "no"},
      {R"("Action": "s3:GetObject?")", "", "no"},
      {R"("Sid": "NoAction")", "", "no"},
      {R"("Action": [])", "", "no"},
      {R"("Action": ["s3:*", {"$unknown": "parameter:P"}])", "", "yes"},
      {R"("Action": ["sqs:*", {"$unknown": "parameter:P"}])", "", "unknown"},
      {R"("NotAction": ["sqs:*", {"$unknown": "parameter:P"}])", "", "unknown"},
  };
  request.resource = "arn:aws:s3:::a";
  for (const Row& row : actions) {
    INFO(row.element);
    const Held held(Document(R"("Effect": "Allow", "Resource": "*", )" + std::string(row.element)));
    CHECK(Letter(held.Ask(request).applies) == row.expected);
  }
}

TEST_CASE("a resource policy names its callers with a grade, and NotPrincipal exempts only a whole chain") {
  const std::string user = "arn:aws:iam::111122223333:user/otter";
  const std::string role = "arn:aws:iam::111122223333:role/deployer";
  const std::string session = "arn:aws:sts::111122223333:assumed-role/deployer/b1";
  const std::string federated = "arn:aws:sts::111122223333:federated-user/otter";
  struct Row {
    std::string_view effect, element;
    std::string caller;
    std::string_view expected;
    Grade grade = Grade::kNone;
    bool has_boundary = false;
  };
  const Row rows[] = {
      {"Allow", R"("Principal": "*")", "anonymous", "yes", Grade::kWild},
      {"Allow", R"("Principal": {"AWS": "*"})", "sns.amazonaws.com", "yes", Grade::kWild},
      {"Allow", R"("Principal": {"AWS": "111122223333"})", session, "yes", Grade::kAccount},
      {"Allow", R"("Principal": {"AWS": "arn:aws:iam::111122223333:root"})", user, "yes", Grade::kAccount},
      {"Allow", R"("Principal": {"AWS": "111122223333"})", "sns.amazonaws.com", "no"},
      {"Allow", R"("Principal": {"AWS": "111122223333"})", "anonymous", "no"},
      {"Allow", R"("Principal": {"AWS": "arn:aws:iam::111122223333:role/ops/deployer"})", session, "yes", Grade::kRole},
      {"Allow", R"("Principal": {"AWS": "arn:aws:iam::111122223333:role/ops/deployer"})", role, "no"},
      {"Allow", R"("Principal": {"AWS": "arn:aws:iam::111122223333:role/*"})", session, "no"},
      {"Allow", R"("Principal": {"AWS": "arn:aws:iam::111122223333:user/otter"})", federated, "yes",
       Grade::kFederatedUser},
      {"Allow", R"("Principal": {"AWS": ["arn:aws:iam::111122223333:user/otter", "111122223333"]})", user, "yes",
       Grade::kDirect},
      {"Allow", R"("Principal": {"Service": "sns.amazonaws.com"})", "sns.amazonaws.com", "yes", Grade::kDirect},
      {"Allow", R"("Principal": {"Service": "sqs.amazonaws.com"})", "sns.amazonaws.com", "no"},
      {"Allow", R"("Principal": {"Federated": "accounts.google.com"})", "accounts.google.com", "yes", Grade::kDirect},
      {"Allow", R"("Sid": "Nobody")", user, "no", Grade::kWild},
      {"Allow", R"("Principal": {"AWS": {"$unknown": "pseudo:AWS::AccountId"}})", user, "unknown"},
      {"Allow", R"("Principal": {"AWS": {"$unknown": "pseudo:AWS::AccountId"}})", "anonymous", "no"},
      {"Allow", R"("Principal": {"AWS": {"$unknown": "parameter:P"}})", "anonymous", "unknown"},
      {"Allow", R"("Principal": {"AWS": [{"$unknown": "parameter:P"}, "111122223333"]})", user, "yes", Grade::kAccount},
      // NotPrincipal.
      {"Deny", R"("NotPrincipal": {"AWS": "arn:aws:iam::111122223333:user/otter"})", user, "yes", Grade::kWild},
      {"Deny", R"("NotPrincipal": {"AWS": ["arn:aws:iam::111122223333:user/otter", "111122223333"]})", user, "no",
       Grade::kWild},
      {"Deny", R"("NotPrincipal": {"AWS": ["arn:aws:iam::111122223333:user/otter", "111122223333"]})", user, "yes",
       Grade::kWild, true},
      {"Deny", R"("NotPrincipal": {"AWS": ["111122223333", "arn:aws:iam::111122223333:role/deployer"]})", session,
       "yes", Grade::kWild},
      {"Deny",
       R"("NotPrincipal": {"AWS": ["111122223333", "arn:aws:iam::111122223333:role/deployer",
          "arn:aws:sts::111122223333:assumed-role/deployer/b1"]})",
       session, "no", Grade::kWild},
      {"Deny", R"("NotPrincipal": {"AWS": ["111122223333", "arn:aws:sts::111122223333:assumed-role/deployer/b1"]})",
       session, "yes", Grade::kWild},
      {"Deny", R"("NotPrincipal": {"AWS": ["111122223333", "arn:aws:iam::111122223333:role/deployer"]})", role, "no",
       Grade::kWild},
      {"Deny", R"("NotPrincipal": {"AWS": ["111122223333", "arn:aws:sts::111122223333:federated-user/otter"]})",
       federated, "no", Grade::kWild},
      {"Deny", R"("NotPrincipal": {"AWS": "arn:aws:iam::111122223333:role/deployer"})", role, "yes", Grade::kWild},
      {"Deny", R"("NotPrincipal": {"AWS": "111122223333"})", "arn:aws:iam::111122223333:root", "no", Grade::kWild},
      {"Deny", R"("NotPrincipal": {"Service": "sns.amazonaws.com"})", "sns.amazonaws.com", "no", Grade::kWild},
      {"Deny", R"("NotPrincipal": {"Service": "sns.amazonaws.com"})", "anonymous", "yes", Grade::kWild},
      {"Deny", R"("NotPrincipal": {"AWS": ["111122223333", {"$unknown": "parameter:P"}]})", user, "unknown",
       Grade::kWild},
  };
  for (const Row& row : rows) {
    INFO(row.element << " asked by " << row.caller);
    const Held held(
        Document("\"Effect\": \"" + std::string(row.effect) + R"(", "Action": "*", )" + std::string(row.element)),
        PolicyKind::kResource);
    Request request;
    request.principal = row.caller;
    request.action = "s3:GetObject";
    request.resource = "arn:aws:s3:::a";
    const Match match = held.Ask(request, row.has_boundary);
    CHECK(Letter(match.applies) == row.expected);
    CHECK(match.grade == row.grade);
    if (match.applies == Truth::kFalse) CHECK(match.failed == Match::Part::kPrincipal);
  }
}

TEST_CASE("the first part of a statement that does not apply is told") {
  const Held held(Document(R"("Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::a",
      "Condition": {"Bool": {"k:a": "true"}, "StringEquals": {"k:b": "x"}})"));
  Request request;
  request.action = "sqs:SendMessage";
  request.resource = "arn:aws:s3:::b";
  CHECK(held.Ask(request).failed == Match::Part::kAction);
  request.action = "s3:GetObject";
  CHECK(held.Ask(request).failed == Match::Part::kResource);
  request.resource = "arn:aws:s3:::a";
  request.context.push_back(Key("k:a", "true"));
  const Match match = held.Ask(request);
  CHECK(match.failed == Match::Part::kCondition);
  CHECK(match.condition == 1);
  request.context.push_back(Key("k:b", "x"));
  CHECK(held.Ask(request).applies == Truth::kTrue);
  CHECK(held.Ask(request).failed == Match::Part::kNone);
}

}  // namespace
}  // namespace iampolicy::policy
