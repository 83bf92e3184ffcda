// See small_models.h. Members are written as {name, value...}: one value stands alone, several are a list.

#include "tests/reference/small_models.h"

#include <initializer_list>
#include <utility>

namespace iampolicy::reference {
namespace {

using Texts = std::vector<std::string>;

struct Member {
  std::string name;
  Texts values;
};

struct Test {
  std::string op, key;
  Texts values;
};
using Tests = std::vector<Test>;

Json OneOrMore(const Texts& values) {
  if (values.size() == 1) return Json::String(values[0]);
  std::vector<Json> items;
  for (const std::string& value : values) items.push_back(Json::String(value));
  return Json::List(std::move(items));
}

Json BodyOf(const Member& action, const Member& resource, const Tests& tests) {
  std::vector<std::pair<std::string, Json>> members = {{action.name, OneOrMore(action.values)},
                                                       {resource.name, OneOrMore(resource.values)}};
  std::vector<std::pair<std::string, Json>> conditions;
  for (const Test& test : tests) conditions.emplace_back(test.op, Json::Object({{test.key, OneOrMore(test.values)}}));
  if (!conditions.empty()) members.emplace_back("Condition", Json::Object(std::move(conditions)));
  return Json::Object(std::move(members));
}

std::vector<Json> Bodies(const std::vector<Member>& actions, const std::vector<Member>& resources,
                         const std::vector<Tests>& conditions) {
  std::vector<Json> bodies;
  for (const Member& action : actions) {
    for (const Member& resource : resources) {
      for (const Tests& tests : conditions) bodies.push_back(BodyOf(action, resource, tests));
    }
  }
  return bodies;
}

/// The ways one key can be: absent first.
std::vector<std::vector<Key>> Ways(const std::string& name, const std::vector<Texts>& values, bool is_set = false) {
  std::vector<std::vector<Key>> ways = {{}};
  for (const Texts& some : values) ways.push_back({{name, some, is_set}});
  return ways;
}

/// Every text over the alphabet of at most so many characters.
std::vector<Texts> AllTexts(const std::string& alphabet, std::size_t longest) {
  std::vector<Texts> texts = {{""}};
  for (std::size_t begin = 0, length = 1; length <= longest; ++length) {
    for (const std::size_t end = texts.size(); begin < end; ++begin) {
      for (const char c : alphabet) texts.push_back({texts[begin][0] + c});
    }
  }
  return texts;
}

std::vector<std::vector<Key>> Product(const std::vector<std::vector<Key>>& a, const std::vector<std::vector<Key>>& b) {
  std::vector<std::vector<Key>> all;
  for (const auto& one : a) {
    for (const auto& other : b) {
      all.push_back(one);
      all.back().insert(all.back().end(), other.begin(), other.end());
    }
  }
  return all;
}

std::vector<Request> Universe(const Texts& actions, const Texts& resources,
                              const std::vector<std::vector<Key>>& contexts) {
  std::vector<Request> requests;
  for (const std::string& action : actions) {
    for (const std::string& resource : resources) {
      for (const std::vector<Key>& context : contexts) {
        requests.push_back(
            {"arn:aws:iam::111122223333:user/u", "111122223333", action, resource, "111122223333", context});
      }
    }
  }
  return requests;
}

const Member kGet = {"Action", {"s3:GetObject"}};
const Member kObjects = {"Resource", {"arn:aws:s3:::a/*"}};
const Texts kOneAction = {"s3:GetObject"};
const Texts kOneResource = {"arn:aws:s3:::a/x"};

/// A model of one key: everything about actions and resources is the same.
SmallModel OfOneKey(std::string name, const std::vector<Tests>& tests, const std::vector<std::vector<Key>>& ways) {
  return {std::move(name), false, Bodies({kGet}, {kObjects}, tests), Universe(kOneAction, kOneResource, ways)};
}

SmallModel ActionsAndResources() {
  return {"actions and resources", false,
          Bodies({{"Action", {"S3:GETobject"}},
                  {"Action", {"s3:Get*"}},
                  {"NotAction", {"s3:?etObject", "iam:*"}},
                  {"Action", {"*"}}},
                 {{"Resource", {"arn:aws:s3:::a/*"}},
                  {"NotResource", {"arn:aws:s3:::a/x", "arn:aws:s3:::b*"}},
                  {"Resource", {"arn:aws:s3:::?/x", "arn:aws:sqs"}}},
                 {{}}),
          Universe({"s3:GetObject", "s3:LetObject", "s3:GetThing", "s3:PutObject", "iam:PassRole"},
                   {"*", "arn:aws:s3:::a/x", "arn:aws:s3:::a/y", "arn:aws:s3:::b", "arn:aws:s3:::b/x",
                    "arn:aws:s3:::c/x", "arn:aws:s3:::c", "arn:aws:sqs:eu-west-1:111122223333:q"},
                   {{}})};
}

SmallModel OfTexts() {
  const std::string key = "aws:username";
  return OfOneKey("a text, present or absent",
                  {{},
                   {{"StringEquals", key, {"a"}}},
                   {{"StringEquals", key, {"b", "ab"}}},
                   {{"StringNotEquals", key, {"a", "b"}}},
                   {{"StringLike", key, {"a*"}}},
                   {{"StringNotLike", key, {"*b"}}},
                   {{"StringEqualsIfExists", key, {"a"}}},
                   {{"StringNotLikeIfExists", key, {"?"}}},
                   {{"StringEqualsIgnoreCase", "AWS:UserName", {"A"}}},
                   {{"Null", key, {"true"}}},
                   {{"StringLike", key, {"?*"}}, {"Null", "aws:UserName", {"false"}}}},
                  Ways(key, AllTexts("aAbc", 3)));
}

/// Characters that are wildcards or begin a variable, as themselves.
SmallModel OfEscapes() {
  const std::string key = "aws:username";
  return OfOneKey("escaped characters",
                  {{{"StringEquals", key, {"a*"}}},
                   {{"StringEquals", key, {"a${*}"}}},
                   {{"StringNotEquals", key, {"a?", "${$}"}}},
                   {{"StringLike", key, {"a${*}*"}}},
                   {{"StringLike", key, {"a*"}}},
                   {{"StringNotLike", key, {"*${?}"}}},
                   {{"StringEqualsIgnoreCase", key, {"A${?}"}}}},
                  Ways(key, AllTexts("aA*?$", 3)));
}

SmallModel OfSets() {
  const std::string key = "aws:TagKeys";
  // One text of each kind, in every combination.
  std::vector<Texts> sets = {{}};
  for (const std::string text : {"a", "b", "c", "d", "bb", "dd"}) {
    for (std::size_t i = sets.size(); i-- > 0;) {
      sets.push_back(sets[i]);
      sets.back().push_back(text);
    }
  }
  return OfOneKey("sets of values",
                  {{{"ForAllValues:StringEquals", key, {"a", "b"}}},
                   {{"ForAllValues:StringNotEquals", key, {"a"}}},
                   {{"ForAnyValue:StringEquals", key, {"a"}}},
                   {{"ForAnyValue:StringLike", key, {"?"}}},
                   {{"ForAnyValue:StringNotEquals", key, {"a", "b"}}},
                   {{"ForAllValues:StringLikeIfExists", key, {"b*"}}},
                   {{"ForAnyValue:StringEqualsIfExists", key, {"c"}}},
                   {{"ForAllValues:StringEquals", key, {"a", "c"}}, {"Null", key, {"false"}}},
                   {{"Null", key, {"true"}}}},
                  Ways(key, sets, true));
}

SmallModel OfNumbers() {
  const std::string key = "s3:max-keys";
  return OfOneKey("numbers",
                  {{{"NumericEquals", key, {"5"}}},
                   {{"NumericNotEquals", key, {"5.0", "7"}}},
                   {{"NumericLessThan", key, {"5"}}},
                   {{"NumericLessThanEquals", key, {"7.00"}}},
                   {{"NumericGreaterThan", key, {"05"}}},
                   {{"NumericGreaterThanEqualsIfExists", key, {"7"}}},
                   {{"NumericGreaterThanEquals", key, {"5"}}, {"NumericLessThan", "S3:max-keys", {"7"}}},
                   {{"NumericLessThanIfExists", key, {"-1"}}}},
                  Ways(key, {{"-2"}, {"-1"}, {"0"}, {"5"}, {"6"}, {"7"}, {"8"}}));
}

SmallModel OfDates() {
  const std::string key = "aws:CurrentTime";
  return OfOneKey("dates",
                  {{{"DateEquals", key, {"2026-03-01T00:00:00Z"}}},
                   {{"DateNotEquals", key, {"1772323200"}}},
                   {{"DateLessThan", key, {"2026-03-01"}}},
                   {{"DateLessThanEqualsIfExists", key, {"2026-03-01T02:00:00+01:00"}}},
                   {{"DateGreaterThan", key, {"2026-03-01T00:00:00Z"}}},
                   {{"DateGreaterThanEquals", key, {"1772326800"}}},
                   {{"Null", key, {"true", "false"}}}},
                  Ways(key, {{"2026-02-28T23:59:59Z"},
                             {"2026-03-01"},
                             {"2026-03-01T00:30:00Z"},
                             {"2026-03-01T01:00:00Z"},
                             {"2026-04-01T00:00:00Z"}}));
}

SmallModel OfAddresses() {
  const std::string key = "aws:SourceIp";
  return OfOneKey(
      "addresses",
      {{{"IpAddress", key, {"10.0.0.0/8"}}},
       {{"IpAddress", key, {"10.0.0.0/9", "10.128.77.1/9"}}},
       {{"IpAddressIfExists", key, {"10.1.2.3"}}},
       {{"NotIpAddress", key, {"10.128.0.0/9"}}},
       {{"NotIpAddress", key, {"0.0.0.0/0"}}},
       {{"NotIpAddressIfExists", key, {"::/0"}}},
       {{"IpAddress", key, {"2001:db8::/32", "10.1.2.2/31"}}}},
      Ways(key,
           {{"10.1.2.3"}, {"10.1.2.2"}, {"10.1.2.1"}, {"10.200.0.1"}, {"11.0.0.1"}, {"2001:db8::1"}, {"2001:db9::1"}}));
}

SmallModel OfArns() {
  const std::string key = "aws:SourceArn";
  return OfOneKey("ARNs in conditions",
                  {{{"ArnLike", key, {"arn:aws:s3:::*"}}},
                   {{"ArnEquals", key, {"arn:aws:s*:*:*:a"}}},
                   {{"ArnNotLike", key, {"arn:aws:s3:::a", "arn:aws:sns:*:*:*"}}},
                   {{"ArnNotEqualsIfExists", key, {"arn:aws:s3:?::a"}}},
                   {{"StringLike", key, {"arn:aws:s*:a"}}},
                   {{"StringEquals", key, {"arn:aws:s3:::a"}}},
                   {{"StringNotLike", key, {"arn:*"}}}},
                  Ways(key, {{"arn:aws:s3:::a"},
                             {"arn:aws:s3:::b"},
                             {"arn:aws:s3:::b:a"},
                             {"arn:aws:s3:x::a"},
                             {"arn:aws:s3:xy::a"},
                             {"arn:aws:s3:x::b"},
                             {"arn:aws:sns:eu-west-1:111122223333:a"},
                             {"arn:aws:sns:eu-west-1:111122223333:b"},
                             {"arn:aws:sns:eu-west-1:111122223333:b:a"},
                             {"arn:aws:sqs:::b:a"},
                             {"arn:aws:sqs:::a"},
                             {"arn:aws:sqs:::b"},
                             {"arn:aws:kms:::b"},
                             {"arn:aws:s:a"},
                             {"x"}}));
}

/// Two keys beside actions and resources: what belongs together and what does not.
SmallModel OfEverything() {
  const std::string user = "aws:username";
  const std::string secure = "aws:SecureTransport";
  SmallModel model = {"actions, resources and two keys", false,
                      Bodies({{"Action", {"s3:GetObject"}}, {"NotAction", {"s3:GetObject"}}},
                             {{"Resource", {"arn:aws:s3:::a/*"}}, {"NotResource", {"arn:aws:s3:::a/x"}}},
                             {{},
                              {{"StringEquals", user, {"a"}}},
                              {{"StringNotEquals", user, {"a"}}, {"Bool", secure, {"true"}}},
                              {{"BoolIfExists", secure, {"false"}}}}),
                      Universe({"s3:GetObject", "s3:PutObject"}, {"*", "arn:aws:s3:::a/x", "arn:aws:s3:::a/y"},
                               Product(Ways(user, {{"a"}, {"b"}}), Ways(secure, {{"true"}, {"false"}})))};
  model.most_new = 1;
  return model;
}

/// What three statements allow together.
SmallModel OfThree() {
  const std::string user = "aws:username";
  SmallModel model = {
      "three statements", false,
      Bodies({{"Action", {"s3:Get*"}}, {"NotAction", {"s3:GetObject"}}}, {{"Resource", {"*"}}},
             {{}, {{"StringLike", user, {"a*"}}}, {{"Null", user, {"true"}}}}),
      Universe({"s3:GetObject", "s3:GetThing", "s3:PutObject"}, {"*", "arn:aws:s3:::a"}, Ways(user, {{"a"}, {"b"}}))};
  model.most_new = 3;
  model.most_old = 2;
  return model;
}

/// Texts of the request in resources and conditions; here an answer may be that it is not known.
SmallModel OfVariables() {
  const std::string user = "aws:username";
  const std::string tag = "aws:RequestTag/owner";
  SmallModel model = {"variables",
                      false,
                      Bodies({kGet},
                             {{"Resource", {"arn:aws:s3:::a/${aws:username}"}},
                              {"Resource", {"arn:aws:s3:::a/x", "arn:aws:s3:::a/${AWS:UserName, 'y'}*"}},
                              {"Resource", {"arn:aws:s3:::a/*"}}},
                             {{},
                              {{"StringEquals", user, {"x"}}},
                              {{"StringNotLike", user, {"x*"}}},
                              {{"StringEquals", tag, {"${aws:username}"}}},
                              {{"StringNotLikeIfExists", tag, {"${aws:username}*"}}}}),
                      {},
                      1,
                      2,
                      true};
  Texts resources = {"arn:aws:s3:::b"};
  for (const char* name : {"", "x", "y", "xy", "yx", "*", "yy"})
    resources.push_back("arn:aws:s3:::a/" + std::string(name));
  const std::vector<Texts> texts = {{""}, {"x"}, {"y"}, {"xy"}, {"*"}};
  model.requests = Universe(kOneAction, resources, Product(Ways(user, texts), Ways(tag, texts)));
  return model;
}

SmallModel OfPrincipals() {
  const std::string home = "111122223333";
  const std::string iam = "arn:aws:iam::" + home + ":";
  const std::string session = "arn:aws:sts::" + home + ":assumed-role/etl/s";
  const auto principal = [](const std::string& element, const std::string& type, const Texts& entries) {
    return Json::Object({{element, Json::Object({{type, OneOrMore(entries)}})},
                         {"Action", Json::String("s3:*")},
                         {"Resource", Json::String("*")}});
  };
  SmallModel model = {"principals", true, {}, {}};
  model.bodies = {
      Json::Object(
          {{"Principal", Json::String("*")}, {"Action", Json::String("s3:*")}, {"Resource", Json::String("*")}}),
      principal("Principal", "AWS", {home}),
      principal("Principal", "AWS", {iam + "role/path/etl"}),
      principal("Principal", "AWS", {session}),
      principal("Principal", "AWS", {iam + "user/ann", "444455556666"}),
      principal("Principal", "Service", {"sns.amazonaws.com"}),
      principal("NotPrincipal", "AWS", {iam + "root"}),
      principal("NotPrincipal", "AWS", {iam + "root", iam + "role/path/etl", session}),
      principal("NotPrincipal", "AWS", {iam + "root", iam + "user/ann"})};
  const auto call = [&](const std::string& caller, const std::string& account) {
    model.requests.push_back({caller, account, "s3:GetObject", "arn:aws:s3:::a", "999988887777", {}});
  };
  for (const std::string& caller :
       {iam + "root", iam + "user/ann", iam + "user/bob", iam + "role/path/etl", iam + "role/web", session,
        "arn:aws:sts::" + home + ":assumed-role/etl/t", "arn:aws:sts::" + home + ":assumed-role/web/s",
        "arn:aws:sts::" + home + ":federated-user/ann"}) {
    call(caller, home);
  }
  call("arn:aws:iam::444455556666:user/ann", "444455556666");
  call("arn:aws:iam::777788889999:user/ann", "777788889999");
  call("sns.amazonaws.com", "");
  call("sqs.amazonaws.com", "");
  call("anonymous", "");
  return model;
}

}  // namespace

std::vector<SmallModel> SmallModels() {
  return {ActionsAndResources(), OfTexts(), OfEscapes(),   OfSets(),  OfNumbers(),    OfDates(),
          OfAddresses(),         OfArns(),  OfVariables(), OfThree(), OfPrincipals(), OfEverything()};
}

}  // namespace iampolicy::reference
