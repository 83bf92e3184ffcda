// Generated policies and requests, judged by the library and by the reference. The vocabularies are small, so that
// patterns, names and values meet often; the generator is deterministic. IAMPOLICY_DIFFERENTIAL_CASES asks for more.

#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <iampolicy/access.h>

#include "tests/reference/evaluator.h"
#include "tests/unit/catch.h"

namespace iampolicy {
namespace {

using reference::Json;
using Words = std::vector<std::string>;

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }
  std::size_t Below(std::size_t limit) { return static_cast<std::size_t>(Next() % limit); }
  bool Chance(unsigned percent) { return Below(100) < percent; }
  template <class T>
  const T& Pick(const std::vector<T>& list) {
    return list[Below(list.size())];
  }

 private:
  std::uint64_t state_;
};

const Words kActions = {"s3:GetObject", "s3:PutObject",   "s3:ListBucket",        "sqs:SendMessage",
                        "kms:Decrypt",  "sts:AssumeRole", "sts:GetCallerIdentity"};
const Words kActionPatterns = {"*",     "s3:*",         "S3:Get*",  "s3:?etObject",    "s3:GetObject",
                               "*:*",   "s3:*Obj*t",    "sqs:Send", "sqs:SendMessage", "kms:*",
                               "sts:*", "s3:Get??ject*"};
const Words kResources = {"*",
                          "arn:aws:s3:::home/otter/n",
                          "arn:aws:s3:::home/a*b",
                          "arn:aws:s3:::home/Otter/x:y",
                          "arn:aws:s3:::home/${aws:username}/n",
                          "arn:aws:sqs:eu-west-1:111122223333:orders",
                          "arn:aws:sqs:eu-west-1:111122223333:é",
                          "arn:aws:kms:eu-west-1:111122223333:key/k1",
                          "arn:aws:iam::111122223333:role/payments"};
const Words kResourcePatterns = {"*",
                                 "arn:aws:s3:::home/*",
                                 "arn:aws:s3:::home/${aws:username}/*",
                                 "arn:aws:s3:::home/${aws:PrincipalTag/team, 'otter'}/?",
                                 "arn:aws:s3:::home/a${*}b",
                                 "arn:aws:s3:::home/[a-z]*",
                                 "arn:aws:s3:::*/n",
                                 "arn:aws:s3*",
                                 "arn:aws:sqs",
                                 "arn:aws:sqs:eu-west-1",
                                 "arn:aws:sqs:*:orders",
                                 "arn:aws:sqs:*:*:?",
                                 "arn:aws:${aws:username}:*:*:*",
                                 "arn:aws:kms:*:111122223333:key/*",
                                 "arn:aws:iam::*:role/payments",
                                 "arn:*"};
const Words kPrincipals = {"arn:aws:iam::111122223333:user/otter",
                           "arn:aws:iam::111122223333:user/team/otter",
                           "arn:aws:iam::444455556666:user/badger",
                           "arn:aws:iam::111122223333:role/deployer",
                           "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/Linked",
                           "arn:aws:sts::111122223333:assumed-role/deployer/b1",
                           "arn:aws:sts::444455556666:assumed-role/deployer/b1",
                           "arn:aws:sts::111122223333:federated-user/otter",
                           "arn:aws:iam::111122223333:root",
                           "arn:aws:iam::444455556666:root",
                           "sns.amazonaws.com",
                           "arn:aws:iam::111122223333:saml-provider/corp",
                           "anonymous"};
const Words kAwsEntries = {"*",
                           "111122223333",
                           "444455556666",
                           "arn:aws:iam::111122223333:root",
                           "arn:aws:iam::111122223333:user/otter",
                           "arn:aws:iam::444455556666:user/badger",
                           "arn:aws:iam::111122223333:role/deployer",
                           "arn:aws:iam::111122223333:role/ops/deployer",
                           "arn:aws:iam::444455556666:role/deployer",
                           "arn:aws:iam::111122223333:role/*",
                           "arn:aws:sts::111122223333:assumed-role/deployer/b1",
                           "arn:aws:sts::444455556666:assumed-role/deployer/b1",
                           "arn:aws:sts::111122223333:federated-user/otter"};

// The type of a key decides which values and operators meet.
struct KeyType {
  std::string name;
  Words values;
  Words wanted;
  Words operators;
};
const std::vector<KeyType> kKeys = {
    {"aws:username",
     {"otter", "Otter", "", "a*b"},
     {"otter", "OTTER", "o*", "?????", "", "*", "${aws:PrincipalTag/team}"},
     {"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike",
      "StringNotLike"}},
    {"aws:PrincipalTag/team",
     {"otter", "red", "é"},
     {"otter", "?", "${aws:username}", "${*}", "r${?}d", "red"},
     {"StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase"}},
    {"s3:max-keys",
     {"9", "10", "10.0", "-1", "abc", "0010"},
     {"10", "9.5", "-1", "x", "1000000000000000000000"},
     {"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan",
      "NumericGreaterThanEquals"}},
    {"aws:CurrentTime",
     {"2026-03-01T00:00:00Z", "1772323200", "2026-03-01T00:00:00.5Z", "2024-02-29"},
     {"2026-03-01", "2026-03-01T02:00:00+02:00", "1772323199", "2024-02-29T00:00:00Z", "soon"},
     {"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals"}},
    {"aws:SecureTransport", {"true", "false", "TRUE", "maybe"}, {"true", "false", "False", "maybe"}, {"Bool"}},
    {"aws:SourceIp",
     {"203.0.113.7", "10.1.2.3", "2001:db8::1", "2001:DB8:0:0:0:0:0:1", "nowhere"},
     {"203.0.113.0/24", "10.1.2.3", "0.0.0.0/0", "2001:db8::/32", "::/0", "10.0.0.0/9", "203.0.113.7/31"},
     {"IpAddress", "NotIpAddress"}},
    {"aws:SourceArn",
     {"arn:aws:s3:::in", "arn:aws:sns:eu-west-1:111122223333:a:b", "otter", "arn:aws:sqs", "urn:aws:s3:::in"},
     {"arn:aws:s3:::*", "*:*:*:*:*:*", "arn:aws:sns:*:b", "arn:aws:s3:::${aws:username}", "arn:aws:sns:?*:*:a*", "*",
      "arn:aws:s3:?::in"},
     {"ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"}},
    {"aws:TagKeys",
     {"cost", "owner", "Cost", "x"},
     {"cost", "owner", "c*", "*"},
     {"StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase"}},
    {"s3:blob", {"QmFy", "Zm9v"}, {"QmFy", "qmfy"}, {"BinaryEquals"}},
};

Json OneOrMore(Generator& random, const Words& words) {
  if (random.Chance(70)) return Json::String(random.Pick(words));
  std::vector<Json> items;
  for (std::size_t i = random.Below(4); i > 0; --i) items.push_back(Json::String(random.Pick(words)));
  return Json::List(std::move(items));
}

std::string CaseMixed(Generator& random, std::string text) {
  for (char& c : text) {
    if (c >= 'a' && c <= 'z' && random.Chance(20)) c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

Json Conditions(Generator& random) {
  // Operators and keys stand once each, as JSON wants it.
  std::map<std::string, std::map<std::string, Json>> blocks;
  for (std::size_t i = 1 + random.Below(2); i > 0; --i) {
    const KeyType& key = random.Pick(kKeys);
    std::string op = random.Chance(8) ? "Null" : random.Pick(key.operators);
    Json values = op == "Null" ? OneOrMore(random, {"true", "false"}) : OneOrMore(random, key.wanted);
    if (op != "Null") {
      if (random.Chance(25)) op += "IfExists";
      const bool is_set = key.name == "aws:TagKeys" ? random.Chance(85) : random.Chance(15);
      if (is_set) op = (random.Chance(50) ? "ForAllValues:" : "ForAnyValue:") + op;
      if (random.Chance(2)) op = "StringSame";
    }
    blocks[random.Chance(10) ? CaseMixed(random, op) : op][random.Chance(20) ? CaseMixed(random, key.name) : key.name] =
        std::move(values);
  }
  std::vector<std::pair<std::string, Json>> members;
  for (auto& [op, keys] : blocks) {
    std::vector<std::pair<std::string, Json>> entries(keys.begin(), keys.end());
    members.emplace_back(op, Json::Object(std::move(entries)));
  }
  return Json::Object(std::move(members));
}

Json PrincipalValue(Generator& random) {
  if (random.Chance(20)) return Json::String("*");
  std::vector<std::pair<std::string, Json>> members;
  members.emplace_back("AWS", OneOrMore(random, kAwsEntries));
  if (random.Chance(25)) members.emplace_back("Service", OneOrMore(random, {"sns.amazonaws.com", "sqs.amazonaws.com"}));
  if (random.Chance(15))
    members.emplace_back("Federated", Json::String("arn:aws:iam::111122223333:saml-provider/corp"));
  return Json::Object(std::move(members));
}

// Whole chains are rare by chance: most of one account's members, and now and then one is left out.
Json NotPrincipalValue(Generator& random) {
  if (random.Chance(30)) return PrincipalValue(random);
  std::vector<Json> items;
  for (const std::string& entry : kAwsEntries) {
    if (entry != "*" && random.Chance(75)) items.push_back(Json::String(entry));
  }
  return Json::Object({{"AWS", Json::List(std::move(items))}});
}

Json StatementValue(Generator& random, const std::string& kind) {
  const bool deny = random.Chance(kind == "rcp" ? 100 : 25);
  std::vector<std::pair<std::string, Json>> members;
  members.emplace_back("Effect", Json::String(deny ? "Deny" : "Allow"));
  if (kind == "resource") {
    if (random.Chance(25)) {
      members.emplace_back("NotPrincipal", NotPrincipalValue(random));
    } else {
      members.emplace_back("Principal", PrincipalValue(random));
    }
  } else if (kind == "rcp") {
    members.emplace_back("Principal", Json::String("*"));
  }
  members.emplace_back(random.Chance(15) ? "NotAction" : "Action", OneOrMore(random, kActionPatterns));
  if (kind != "resource" || random.Chance(80)) {
    members.emplace_back(random.Chance(15) ? "NotResource" : "Resource",
                         random.Chance(25) ? Json::String("*") : OneOrMore(random, kResourcePatterns));
  }
  if (random.Chance(55)) members.emplace_back("Condition", Conditions(random));
  return Json::Object(std::move(members));
}

reference::Policy PolicyValue(Generator& random, const std::string& kind) {
  std::vector<std::pair<std::string, Json>> members;
  if (random.Chance(85)) members.emplace_back("Version", Json::String(random.Chance(90) ? "2012-10-17" : "2008-10-17"));
  std::vector<Json> statements;
  for (std::size_t i = 1 + random.Below(3); i > 0; --i) statements.push_back(StatementValue(random, kind));
  members.emplace_back("Statement", statements.size() == 1 ? statements[0] : Json::List(std::move(statements)));
  return {kind, kind == "scp" ? random.Pick(Words{"root", "unit"}) : "", Json::Object(std::move(members))};
}

std::vector<reference::Policy> PolicyValues(Generator& random) {
  std::vector<reference::Policy> policies;
  const auto maybe = [&](unsigned percent, const std::string& kind) {
    if (random.Chance(percent)) policies.push_back(PolicyValue(random, kind));
  };
  maybe(85, "identity");
  maybe(25, "identity");
  maybe(60, "resource");
  maybe(25, "boundary");
  maybe(25, "session");
  maybe(20, "scp");
  maybe(10, "scp");
  maybe(10, "rcp");
  return policies;
}

Request RequestValue(Generator& random) {
  Request request;
  request.principal = random.Pick(kPrincipals);
  if (request.principal.substr(0, 4) == "arn:" && request.principal.find("saml") == std::string::npos) {
    request.account = request.principal.substr(13, 12);
  }
  request.action = random.Pick(kActions);
  request.resource = random.Pick(kResources);
  request.resource_account = random.Chance(90) ? "111122223333" : "444455556666";
  for (const KeyType& type : kKeys) {
    if (random.Chance(45)) continue;
    ContextKey key;
    key.name = random.Chance(20) ? CaseMixed(random, type.name) : type.name;
    key.is_set = type.name == "aws:TagKeys" ? random.Chance(85) : random.Chance(4);
    const std::size_t count = key.is_set ? random.Below(4) : 1;
    for (std::size_t i = 0; i < count; ++i) key.values.push_back(random.Pick(type.values));
    request.context.push_back(std::move(key));
  }
  return request;
}

reference::Request ForReference(const Request& request) {
  reference::Request copy = {request.principal, request.account,          request.action,
                             request.resource,  request.resource_account, {}};
  for (const ContextKey& key : request.context) copy.context.push_back({key.name, key.values, key.is_set});
  return copy;
}

std::string Describe(const std::vector<reference::Policy>& policies, const Request& request) {
  std::string out;
  for (const reference::Policy& policy : policies)
    out += policy.kind + " " + policy.level + " " + policy.document.Dump() + "\n";
  out += request.principal + " " + request.action + " " + request.resource + " of " + request.resource_account;
  for (const ContextKey& key : request.context) {
    out += "\n  " + key.name + (key.is_set ? " set" : "") + " =";
    for (const std::string& value : key.values) out += " [" + value + "]";
  }
  return out;
}

std::size_t CaseCount() {
  const char* asked = std::getenv("IAMPOLICY_DIFFERENTIAL_CASES");
  return asked == nullptr ? 2000 : std::strtoul(asked, nullptr, 10);
}

TEST_CASE("the library decides as the reference does, whatever the policies and the request") {
  Generator random(20121017);
  std::map<std::string, std::size_t> seen;
  std::size_t differences = 0;
  for (std::size_t i = 0; i < CaseCount(); ++i) {
    const std::vector<reference::Policy> policies = PolicyValues(random);
    Words texts;
    for (const reference::Policy& policy : policies) texts.push_back(policy.document.Dump());
    std::vector<PolicyText> given;
    for (std::size_t p = 0; p < policies.size(); ++p) {
      given.push_back({PolicyKindFromName(policies[p].kind), texts[p], policies[p].level});
    }
    const Result<PolicySet> set = PolicySet::Make(given);
    REQUIRE(set.ok());
    // One preparation serves many requests.
    for (int r = 0; r < 4; ++r) {
      const Request request = RequestValue(random);
      const std::string expected = reference::Evaluate(policies, ForReference(request));
      const Result<Outcome> outcome = set->Decide(request);
      const std::string decision = outcome.ok() ? std::string(Name(*outcome)) : "UNDECIDED";
      ++seen[expected];
      if (decision == expected) continue;
      if (++differences <= 3) {
        UNSCOPED_INFO("case " << i << ": " << decision << ", the reference says " << expected << "\n"
                              << Describe(policies, request));
      }
    }
  }
  CHECK(differences == 0);
  // Otherwise the generator asks nothing.
  const std::size_t total = 4 * CaseCount();
  CHECK(seen["ALLOWED"] > total / 20);
  CHECK(seen["IMPLICIT_DENY"] > total / 20);
  CHECK(seen["EXPLICIT_DENY"] > total / 20);
  CHECK(seen["UNDECIDED"] > 0);
}

}  // namespace
}  // namespace iampolicy
