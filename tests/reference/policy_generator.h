#ifndef IAMPOLICY_TESTS_REFERENCE_POLICY_GENERATOR_H_
#define IAMPOLICY_TESTS_REFERENCE_POLICY_GENERATOR_H_

// Generated identity policies. The vocabularies are small, so that patterns, names and values meet often; equal seeds
// give equal policies.

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/reference/evaluator.h"

namespace iampolicy::reference {

using Words = std::vector<std::string>;

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}
  std::size_t Below(std::size_t limit) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<std::size_t>(state_ % limit);
  }
  bool Chance(unsigned percent) { return Below(100) < percent; }
  template <class T>
  const T& Pick(const std::vector<T>& list) {
    return list[Below(list.size())];
  }

 private:
  std::uint64_t state_;
};

inline const Words kActions = {
    "*",          "s3:*",         "s3:Get*",      "S3:GETobject", "s3:GetObject", "s3:PutObject",
    "s3:*Object", "s3:?etObject", "iam:PassRole", "iam:*",        "*:*Role"};
inline const Words kResources = {"*",
                                 "arn:aws:s3:::a",
                                 "arn:aws:s3:::a/*",
                                 "arn:aws:s3:::a*",
                                 "arn:aws:s3:::*b",
                                 "arn:aws:s3:::a/?*",
                                 "arn:aws:s3:::a/x",
                                 "arn:aws:s3:::a/${aws:username}",
                                 "arn:aws:s3:::${aws:username}/*",
                                 "arn:aws:s3:::a/${aws:username, 'x'}*",
                                 "arn:aws:sqs:*:111122223333:q",
                                 "arn:aws:sqs:eu-*:*:*",
                                 "arn:aws:sqs"};
struct KeyWords {
  std::string key;
  Words operators, values;
  std::vector<Key> requests;
};

inline const std::vector<KeyWords>& Keys() {
  static const std::vector<KeyWords> keys = {
      {"aws:username",
       {"StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIfExists",
        "StringEqualsIgnoreCase", "Null"},
       {"x", "a", "ab", "a*", "A", "true", ""},
       {{"aws:username", {"x"}},
        {"aws:username", {"a"}},
        {"aws:username", {"ab"}},
        {"aws:username", {""}},
        {"aws:username", {"A"}}}},
      {"aws:SourceIp",
       {"IpAddress", "NotIpAddress", "NotIpAddressIfExists", "IpAddressIfExists"},
       {"10.0.0.0/8", "10.128.0.0/9", "10.1.2.3", "::/0", "0.0.0.0/0"},
       {{"aws:SourceIp", {"10.1.2.3"}},
        {"aws:SourceIp", {"10.200.0.1"}},
        {"aws:SourceIp", {"9.0.0.1"}},
        {"aws:SourceIp", {"2001:db8::1"}}}},
      {"s3:max-keys",
       {"NumericEquals", "NumericLessThan", "NumericGreaterThanEquals", "NumericNotEquals",
        "NumericLessThanEqualsIfExists"},
       {"5", "5.0", "10", "-1"},
       {{"s3:max-keys", {"5"}}, {"s3:max-keys", {"7.5"}}, {"s3:max-keys", {"10"}}, {"s3:max-keys", {"-3"}}}},
      {"aws:TagKeys",
       {"ForAllValues:StringEquals", "ForAnyValue:StringEquals", "ForAllValues:StringNotLike",
        "ForAnyValue:StringNotEquals", "ForAllValues:StringLike"},
       {"a", "b", "a*", "x"},
       {{"aws:TagKeys", {"a"}, true},
        {"aws:TagKeys", {"b"}, true},
        {"aws:TagKeys", {"a", "b"}, true},
        {"aws:TagKeys", {"ax", "q"}, true}}},
  };
  return keys;
}

inline Json ListOf(Dice& dice, const Words& words, std::size_t most) {
  std::vector<Json> items;
  for (std::size_t i = 0, count = 1 + dice.Below(most); i < count; ++i) items.push_back(Json::String(dice.Pick(words)));
  return items.size() == 1 ? items[0] : Json::List(items);
}

inline Json StatementOf(Dice& dice, bool plain) {
  std::vector<std::pair<std::string, Json>> members;
  members.emplace_back("Effect", Json::String(dice.Chance(70) ? "Allow" : "Deny"));
  members.emplace_back(dice.Chance(85) ? "Action" : "NotAction", ListOf(dice, kActions, 3));
  members.emplace_back(dice.Chance(85) ? "Resource" : "NotResource", ListOf(dice, kResources, 3));
  std::vector<std::pair<std::string, Json>> conditions;
  for (std::size_t i = dice.Below(plain ? 1 : 3); i > 0; --i) {
    const KeyWords& key = dice.Pick(Keys());
    const std::string& op = dice.Pick(key.operators);
    bool is_new = true;
    for (const auto& [name, block] : conditions) is_new = is_new && name != op;
    if (!is_new) continue;
    const Words nulls = {"true", "false"};
    conditions.emplace_back(op, Json::Object({{key.key, ListOf(dice, op == "Null" ? nulls : key.values, 2)}}));
  }
  if (!conditions.empty()) members.emplace_back("Condition", Json::Object(conditions));
  return Json::Object(members);
}

inline Json Document(std::vector<Json> statements) {
  return Json::Object({{"Version", Json::String("2012-10-17")}, {"Statement", Json::List(std::move(statements))}});
}

inline std::vector<Json> Statements(Dice& dice) {
  std::vector<Json> statements;
  for (std::size_t i = 0, count = 1 + dice.Below(3); i < count; ++i)
    statements.push_back(StatementOf(dice, dice.Chance(40)));
  return statements;
}

}  // namespace iampolicy::reference

#endif  // IAMPOLICY_TESTS_REFERENCE_POLICY_GENERATOR_H_
