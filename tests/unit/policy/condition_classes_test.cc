// The values of a context key, cut by the conditions that test it.

#include "lib/policy/condition_classes.h"

#include <algorithm>
#include <deque>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/text/utf8.h"
#include "tests/unit/catch.h"

namespace iampolicy::policy {
namespace {

using text::Truth;

struct Row {
  std::string_view op;
  std::string_view key;
  std::vector<std::string_view> values;
};

// Conditions without a document. `#` in a value is a hole.
class Block {
 public:
  explicit Block(const std::vector<Row>& rows) {
    policy_.version = Version::k2012;
    text::Hole hole;
    text::AppendUtf8(hole_, sources_.AddHole(hole));
    for (const Row& row : rows) {
      Condition condition;
      condition.op = ParseOperator(row.op);
      condition.key.text = row.key;
      for (const std::string_view value : row.values) condition.values.items.push_back({LeafOf(value)});
      conditions_.items.push_back(std::move(condition));
    }
  }

  const Policy& policy() const { return policy_; }
  Policy& policy() { return policy_; }
  Conditions& conditions() { return conditions_; }
  const Condition& first() const { return conditions_.items.front(); }
  const text::Sources& sources() const { return sources_; }

  Result<std::vector<KeyClass>> Classes(bool multivalued) const {
    std::vector<const Condition*> all;
    for (const Condition& condition : conditions_.items) all.push_back(&condition);
    return ClassesOfKey(policy_, all, multivalued, sources_);
  }

 private:
  Leaf LeafOf(std::string_view value) {
    std::string& text = texts_.emplace_back();
    Leaf leaf;
    for (const char c : value) {
      if (c == '#') {
        text += hole_;
        leaf.has_hole = true;
      } else {
        text += c;
      }
    }
    leaf.text = text;
    return leaf;
  }

  Policy policy_;
  Conditions conditions_;
  text::Sources sources_;
  std::string hole_;
  std::deque<std::string> texts_;
};

// "absent: 1", "`a` `b`: 0 ?1": the example, what holds, what is not known.
std::vector<std::string> Shown(const std::vector<Row>& rows, bool multivalued = false) {
  const Block block(rows);
  const Result<std::vector<KeyClass>> classes = block.Classes(multivalued);
  if (!classes) return {classes.error().message};
  std::vector<std::string> shown;
  for (const KeyClass& found : *classes) {
    std::string line = !found.example ? "absent" : found.example->is_set ? "set" : "one";
    if (found.example) {
      for (const std::string& value : found.example->values) line += " `" + value + "`";
    }
    line += ":";
    found.holds.ForEach([&](std::size_t bit) { line += " " + std::to_string(bit); });
    found.unknown.ForEach([&](std::size_t bit) { line += " ?" + std::to_string(bit); });
    shown.push_back(line);
  }
  return shown;
}

TEST_CASE("the values of a key fall into classes, each with an example") {
  using Lines = std::vector<std::string>;
  CHECK(Shown({{"StringEquals", "k", {"a"}}, {"StringNotLikeIfExists", "K", {"a*"}}}) ==
        Lines{"absent: 1", "one ``: 1", "one `a`: 0", "one `ax`:"});
  CHECK(Shown({{"StringEqualsIgnoreCase", "k", {"a"}}, {"StringEquals", "k", {"A"}}}) ==
        Lines{"absent:", "one ``:", "one `A`: 0 1", "one `a`: 0"});
  CHECK(Shown({{"Null", "k", {"true"}}}) == Lines{"absent: 0", "one ``:"});
  CHECK(Shown({{"Bool", "k", {"true"}}, {"BoolIfExists", "k", {"false"}}}) ==
        Lines{"absent: 1", "one `true`: 0", "one `false`: 1"});
  CHECK(Shown({{"NumericLessThan", "k", {"10"}}, {"NumericGreaterThanEquals", "k", {"10.0"}}}) ==
        Lines{"absent:", "one `0`: 0", "one `10`: 1"});
  CHECK(Shown({{"NumericGreaterThan", "k", {"1"}}, {"NumericLessThan", "k", {"2"}}}) ==
        Lines{"absent:", "one `0`: 1", "one `2`: 0", "one `0.11e1`: 0 1"});
  CHECK(Shown({{"DateLessThan", "k", {"2026-01-01T00:00:00Z"}}, {"DateEquals", "k", {"2026-01-01"}}}) ==
        Lines{"absent:", "one `2026-01-01T00:00:00Z`: 1", "one `2025-12-31T23:59:59Z`: 0",
              "one `2026-01-01T00:00:01Z`:"});
  CHECK(Shown({{"IpAddress", "k", {"10.0.0.0/8"}}, {"NotIpAddress", "k", {"10.1.0.0/16"}}}) ==
        Lines{"absent: 1", "one `192.0.2.1`: 1", "one `10.0.0.0`: 0 1", "one `10.1.0.0`: 0"});
  CHECK(Shown({{"BinaryEquals", "k", {"QUJD"}}}) == Lines{"absent:", "one `QUJD`: 0", "one `AAAAAAAA`:"});
  // Wildcards of ARN operators stay within a field; those of StringLike do not.
  CHECK(Shown({{"ArnLike", "k", {"arn:aws:s3:::*"}}, {"StringLike", "k", {"arn:*:b"}}}) ==
        Lines{"absent:", "one ``:", "one `arn::b`: 1", "one `arn:aws:s3:::`: 0", "one `arn:aws:s3:::b`: 0 1"});
  CHECK(Shown({{"ArnEquals", "k", {"arn:*:*:*:1:*"}}}) == Lines{"absent:", "one `arn:::::`:", "one `arn::::1:`: 0"});
  CHECK(Shown({{"ArnLike", "k", {"*", "arn:aws"}}}) == Lines{"absent:", "one `arn:::::`:"});
}

TEST_CASE("sets are told apart by what their members meet") {
  using Lines = std::vector<std::string>;
  CHECK(Shown({{"ForAllValues:StringEquals", "k", {"a", "b"}}, {"ForAnyValue:StringEquals", "k", {"a"}}}, true) ==
        Lines{"absent: 0", "one ``:", "one `a`: 0 1", "one `b`: 0", "set `` `a`: 1"});
  CHECK(Shown({{"StringEquals", "k", {"a"}}, {"StringLike", "k", {"*"}}}, true) ==
        Lines{"absent:", "one ``: 1", "one `a`: 0 1", "set:"});
}

TEST_CASE("what is not known from the file is unknown where it decides") {
  using Lines = std::vector<std::string>;
  CHECK(Shown({{"StringEquals", "k", {"a#"}}}) == Lines{"absent:", "one ``:", "one `a`: ?0"});
  CHECK(Shown({{"StringLike", "k", {"a${aws:username}", "b"}}}) ==
        Lines{"absent:", "one ``:", "one `a`: ?0", "one `b`: 0"});
  CHECK(Shown({{"StringNotEquals", "k", {"${aws:username}"}}}) == Lines{"absent: 0", "one ``: ?0"});
  CHECK(Shown({{"ForAllValues:StringLike", "k", {"a${aws:username}"}}}, true) ==
        Lines{"absent: 0", "one ``:", "one `a`: ?0", "set: 0"});
  CHECK(Shown({{"ArnLike", "k", {"arn:aws:s3:::${aws:username}"}}}) == Lines{"absent:", "one `arn:::::`: ?0"});
  CHECK(Shown({{"NumericLessThan", "k", {"#"}}}) == Lines{"absent:", "one `0`: ?0"});
}

TEST_CASE("questions about a single condition are answered exactly") {
  struct Case {
    std::string_view op;
    std::vector<std::string_view> values;
    Truth vacuous;
    Truth restricts;
    Truth implies_presence;
  };
  constexpr Truth kNo = Truth::kFalse;
  constexpr Truth kYes = Truth::kTrue;
  constexpr Truth kMaybe = Truth::kUnknown;
  const Case cases[] = {
      {"StringLike", {"*"}, kNo, kNo, kYes},
      {"StringLikeIfExists", {"*"}, kYes, kNo, kNo},
      {"StringLikeIfExists", {"*", "a"}, kYes, kNo, kNo},
      {"StringLikeIfExists", {"?*", ""}, kYes, kNo, kNo},
      {"StringLikeIfExists", {"?*"}, kNo, kYes, kNo},
      {"StringNotLike", {"*"}, kNo, kYes, kNo},
      {"StringNotEquals", {}, kYes, kNo, kNo},
      {"StringEquals", {}, kNo, kYes, kYes},
      {"StringEquals", {"*"}, kNo, kYes, kYes},
      {"ForAllValues:StringLike", {"*"}, kYes, kNo, kNo},
      {"ForAnyValue:StringLike", {"*"}, kNo, kNo, kYes},
      {"ForAllValues:StringEquals", {"a"}, kNo, kYes, kNo},
      {"ForAnyValue:StringEquals", {"a"}, kNo, kYes, kYes},
      {"Null", {"true", "false"}, kYes, kNo, kNo},
      {"Null", {"false"}, kNo, kNo, kYes},
      {"BoolIfExists", {"true", "false"}, kYes, kNo, kNo},
      {"Bool", {"true"}, kNo, kYes, kYes},
      {"IpAddress", {"0.0.0.0/0", "::/0"}, kNo, kNo, kYes},
      {"IpAddress", {"0.0.0.0/0"}, kNo, kYes, kYes},
      {"IpAddressIfExists", {"0.0.0.0/1", "128.0.0.0/1", "::/0"}, kYes, kNo, kNo},
      {"NotIpAddress", {"10.0.0.0/8"}, kNo, kYes, kNo},
      {"ArnLike", {"arn:*:*:*:*:*"}, kNo, kNo, kYes},
      {"ArnLike", {"arn:aws:*:*:*:*"}, kNo, kYes, kYes},
      {"NumericNotEqualsIfExists", {"1"}, kNo, kYes, kNo},
      {"StringLikeIfExists", {"#"}, kMaybe, kMaybe, kNo},
      {"StringLikeIfExists", {"#", "*"}, kYes, kNo, kNo},
      {"StringLikeIfExists", {"a#"}, kNo, kYes, kNo},
      {"StringEqualsIfExists", {"${aws:username}"}, kMaybe, kMaybe, kNo},
      {"StringNotEqualsIfExists", {"a", "${aws:username}"}, kNo, kYes, kNo},
      {"StringGlob", {"a"}, kMaybe, kMaybe, kMaybe},
  };
  for (const Case& row : cases) {
    CAPTURE(row.op, row.values);
    const Block block({{row.op, "aws:k", row.values}});
    CHECK(IsVacuous(block.policy(), block.first(), block.sources()) == row.vacuous);
    CHECK(RestrictsValues(block.policy(), block.first(), block.sources()) == row.restricts);
    CHECK(ImpliesPresence(block.policy(), block.first(), block.sources()) == row.implies_presence);
  }
}

TEST_CASE("what is told of a condition at once is what its classes tell") {
  const std::string_view values[] = {
      "x",    "*", "?",    "a*",   "**b",   "",   "${aws:username}",      "x-${v}", "${v}-x", "${v, 'd'}",
      "${*}", "#", "true", "TRUE", "false", "no", "arn:aws:iam::1:role/r"};
  const std::string_view ops[] = {"StringEquals",
                                  "StringNotEquals",
                                  "StringLike",
                                  "StringNotLike",
                                  "StringEqualsIgnoreCaseIfExists",
                                  "ForAnyValue:StringEquals",
                                  "ForAllValues:StringNotLike",
                                  "ForAllValues:StringLike",
                                  "ArnLike",
                                  "Bool",
                                  "ForAnyValue:Bool",
                                  "Null"};
  const auto expected = [](const Block& block, std::string_view op) {
    const Condition* conditions[] = {&block.first()};
    const auto classes =
        ClassesOfKey(block.policy(), conditions, op.find(':') != std::string_view::npos, block.sources());
    REQUIRE(classes.ok());
    Truth holds = Truth::kTrue;
    for (const KeyClass& found : *classes) {
      if (!found.example || found.example->values.empty()) continue;
      holds = And(holds, found.holds.Any() ? Truth::kTrue : found.unknown.Any() ? Truth::kUnknown : Truth::kFalse);
    }
    return Not(holds);
  };
  for (const std::string_view op : ops) {
    for (const std::string_view one : values) {
      for (const std::string_view other : values) {
        CAPTURE(op, one, other);
        const Block block({{op, "aws:k", {one, other}}});
        CHECK(RestrictsValues(block.policy(), block.first(), block.sources()) == expected(block, op));
      }
    }
  }
}

TEST_CASE("conditions that no request meets are contradictory") {
  struct Case {
    std::vector<Row> rows;
    Truth contradictory;
  };
  const Case cases[] = {
      {{}, Truth::kFalse},
      {{{"StringEquals", "a", {"x"}}, {"StringEquals", "b", {"y"}}}, Truth::kFalse},
      {{{"StringEquals", "a", {"x"}}, {"StringEquals", "A", {"y"}}}, Truth::kTrue},
      {{{"StringEquals", "a", {"x"}}, {"StringEquals", "A", {"y", "x"}}}, Truth::kFalse},
      {{{"StringEquals", "a", {"x"}}, {"StringNotLike", "a", {"x*"}}}, Truth::kTrue},
      {{{"StringLike", "a", {"x*"}}, {"StringNotEquals", "a", {"x", "xx"}}}, Truth::kFalse},
      {{{"StringLike", "a", {"x*"}}, {"StringLike", "a", {"*y"}}}, Truth::kFalse},
      {{{"StringEquals", "a", {"x"}}, {"Null", "a", {"true"}}}, Truth::kTrue},
      {{{"StringNotEquals", "a", {"x"}}, {"Null", "a", {"true"}}}, Truth::kFalse},
      {{{"StringEquals", "a", {}}}, Truth::kTrue},
      {{{"NumericLessThan", "a", {"5"}}, {"NumericGreaterThan", "a", {"5"}}}, Truth::kTrue},
      {{{"NumericLessThan", "a", {"5.1"}}, {"NumericGreaterThan", "a", {"5"}}}, Truth::kFalse},
      {{{"DateLessThan", "a", {"2026-01-01"}}, {"DateGreaterThan", "a", {"2026-06-01"}}}, Truth::kTrue},
      {{{"DateGreaterThan", "a", {"2026-01-01"}}, {"DateLessThan", "a", {"2026-06-01"}}}, Truth::kFalse},
      {{{"IpAddress", "a", {"10.0.0.0/8"}}, {"NotIpAddress", "a", {"10.0.0.0/9", "10.128.0.0/9"}}}, Truth::kTrue},
      {{{"IpAddress", "a", {"10.0.0.0/8"}}, {"NotIpAddress", "a", {"10.0.0.0/9"}}}, Truth::kFalse},
      {{{"Bool", "a", {"true"}}, {"Bool", "a", {"false"}}}, Truth::kTrue},
      {{{"ArnLike", "a", {"arn:aws:s3:::x"}}, {"StringEquals", "a", {"arn:aws:s3:::y"}}}, Truth::kTrue},
      {{{"ArnLike", "a", {"arn:aws:s3:::*"}}, {"StringLike", "a", {"*y"}}}, Truth::kFalse},
      {{{"ArnLike", "a", {"*"}}}, Truth::kTrue},
      {{{"NumericLessThan", "a", {"5"}}, {"StringEquals", "a", {"9"}}}, Truth::kUnknown},
      {{{"ForAllValues:StringEquals", "a", {"x"}}, {"ForAnyValue:StringEquals", "a", {"y"}}}, Truth::kTrue},
      {{{"ForAnyValue:StringEquals", "a", {"x"}}, {"ForAnyValue:StringEquals", "a", {"y"}}}, Truth::kFalse},
      {{{"StringEquals", "a", {"x"}}, {"StringEquals", "a", {"#"}}}, Truth::kUnknown},
      {{{"StringEquals", "a", {"x"}}, {"StringEquals", "a", {"y#"}}}, Truth::kTrue},
      {{{"StringEquals", "a", {"x"}}, {"StringEquals", "a", {"${aws:username}"}}}, Truth::kUnknown},
      {{{"StringGlob", "a", {"x"}}, {"StringEquals", "b", {"x"}}}, Truth::kUnknown},
      {{{"StringGlob", "a", {"x"}}, {"StringEquals", "b", {}}}, Truth::kTrue},
  };
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    CAPTURE(i);
    Block block(cases[i].rows);
    CHECK(AreContradictory(block.policy(), block.conditions(), block.sources()) == cases[i].contradictory);
    block.conditions().open = true;
    CHECK(AreContradictory(block.policy(), block.conditions(), block.sources()) ==
          Or(cases[i].contradictory, Truth::kUnknown));
  }
}

TEST_CASE("a question about sets beyond its budget is refused") {
  std::vector<Row> rows;
  std::vector<std::string> texts;
  texts.reserve(64);
  for (int i = 0; i < 32; ++i) {
    rows.push_back({"ForAllValues:StringNotEquals", "k", {texts.emplace_back("a" + std::to_string(i))}});
    rows.push_back({"ForAnyValue:StringEquals", "k", {texts.back()}});
  }
  CHECK(Shown(rows, true) == std::vector<std::string>{"the conditions tell too many sets of values apart"});
  CHECK(Shown(rows).size() == 34);
}

// What the tests say of one request, as a class says it.
std::pair<text::Mask, text::Mask> Judged(Block& block, const ContextKey* key) {
  Request request;
  if (key != nullptr) request.context.push_back(*key);
  std::pair<text::Mask, text::Mask> judged;
  for (std::size_t i = 0; i < block.conditions().items.size(); ++i) {
    const Truth truth = MatchesCondition(block.policy(), block.conditions().items[i], request, block.sources());
    if (truth == Truth::kTrue) judged.first.Set(i);
    if (truth == Truth::kUnknown) judged.second.Set(i);
  }
  return judged;
}

TEST_CASE("every value and every small set is of one of the classes") {
  struct Family {
    std::vector<std::string_view> operators;
    std::vector<std::string_view> values;    ///< of the conditions
    std::vector<std::string_view> requests;  ///< values tried
  };
  const Family families[] = {
      {{"StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase", "ArnLike"},
       {"a", "A", "ab", "a*", "*b", "?", "a?c*", "*", "", "arn:a::::b*", "arn:*:*:*::*", "arn:?*:b", "a#"},
       {"", "a", "A", "ab", "AB", "abc", "axc", "b", "aab", "ba", "zzz", "arn:a::::b", "arn:a::::c", "arn:::::b",
        "arn:a:b", "arn:::::", "arn:a:x:::b", "arn:::::a:b", "arn:b"}},
      {{"NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals", "NumericGreaterThan"},
       {"0", "1", "-1", "10", "10.5", "0.01", "-0.5", "1e3"},
       {"0", "-0.4", "-0.6", "-2", "-1", "0.001", "0.01", "0.5", "1", "1.0", "5", "10", "10.2", "10.5", "11", "1000",
        "999.9", "1e9"}},
      {{"DateEquals", "DateLessThan", "DateGreaterThanEquals", "DateNotEquals"},
       {"2026-01-01", "2026-01-01T00:00:00.5Z", "2025-06-01T12:00:00+02:00", "1767225601"},
       {"2026-01-01T00:00:00Z", "2026-01-01T00:00:00.2Z", "2026-01-01T00:00:00.5Z", "2026-01-01T00:00:01Z",
        "2026-01-01T00:00:00.7Z", "2025-06-01T10:00:00Z", "2025-07-01", "1999-01-01", "2030-01-01"}},
      {{"IpAddress", "NotIpAddress"},
       {"10.0.0.0/8", "10.1.0.0/16", "10.1.2.3", "0.0.0.0/0", "2001:db8::/32", "::/0", "255.0.0.0/8"},
       {"10.0.0.1", "10.1.2.3", "10.1.2.4", "10.255.255.255", "11.0.0.0", "255.255.255.255", "0.0.0.0", "2001:db8::9",
        "2001:db9::", "::1", "9.9.9.9"}},
      {{"Bool", "BoolIfExists"}, {"true", "false"}, {"true", "false"}},
  };
  const std::vector<std::string_view> arns = {"arn:a::::b", "arn:a::::c", "arn:::::b", "arn:a:x:::b", "arn:::::a:b"};
  std::mt19937 random(7);
  const auto pick = [&](const std::vector<std::string_view>& list) { return list[random() % list.size()]; };
  std::size_t missing = 0;
  for (const Family& family : families) {
    for (int round = 0; round < 150; ++round) {
      std::vector<std::string> operators(1 + random() % 3);
      std::vector<Row> rows;
      for (std::string& op : operators) {
        const std::string_view qualifiers[] = {"", "", "ForAllValues:", "ForAnyValue:"};
        op = std::string(qualifiers[random() % 4]) + std::string(pick(family.operators));
        if (random() % 4 == 0 && op.find("IfExists") == std::string::npos) op += "IfExists";
        Row row = {op, "k", {}};
        for (std::size_t i = 1 + random() % 3; i > 0; --i) row.values.push_back(pick(family.values));
        rows.push_back(std::move(row));
      }
      Block block(rows);
      const Result<std::vector<KeyClass>> classes = block.Classes(true);
      REQUIRE(classes.ok());
      std::set<std::pair<text::Mask, text::Mask>> known;
      for (const KeyClass& found : *classes) known.insert({found.holds, found.unknown});
      // Under ARN operators alone values are ARNs.
      const auto is_arn = [](const std::string& op) { return op.find("Arn") != std::string::npos; };
      const bool are_arns = std::all_of(operators.begin(), operators.end(), is_arn);
      const std::vector<std::string_view>& requests = are_arns ? arns : family.requests;
      std::vector<ContextKey> keys;
      for (const std::string_view value : requests) keys.push_back({"k", {std::string(value)}, false});
      keys.push_back({"k", {}, true});
      for (int i = 0; i < 40; ++i) {
        keys.push_back({"k", {std::string(pick(requests)), std::string(pick(requests))}, true});
        if (i % 2 == 0) keys.back().values.emplace_back(pick(requests));
      }
      missing += known.count(Judged(block, nullptr)) == 0;
      for (const ContextKey& key : keys) missing += known.count(Judged(block, &key)) == 0;
    }
  }
  CHECK(missing == 0);
}

TEST_CASE("with variables, every value of them is allowed for") {
  const std::string_view operators[] = {"StringEquals",
                                        "StringNotEquals",
                                        "StringLike",
                                        "StringNotLikeIfExists",
                                        "ForAllValues:StringLike",
                                        "ForAnyValue:StringNotLike",
                                        "ArnLike"};
  const std::vector<std::string_view> lists[] = {{"${v}"},           {"a${v}", "b"},      {"a*", "${v}b"},
                                                 {"arn:a:${v}:::b"}, {"${v, 'a'}", "c?"}, {"${*}${v}"}};
  const std::string_view texts[] = {"", "a", "b", "ab", "*", "*a", "c1", "arn:a:x:::b", "arn:a::::b"};
  std::size_t wrong = 0;
  for (const std::string_view op : operators) {
    for (const std::vector<std::string_view>& values : lists) {
      Block block({{op, "k", values}});
      const Result<std::vector<KeyClass>> classes = block.Classes(true);
      REQUIRE(classes.ok());
      bool may_hold = false;
      bool may_fail = false;
      for (const KeyClass& found : *classes) {
        if (!found.example) continue;
        may_hold |= found.holds.Any() || found.unknown.Any();
        may_fail |= !found.holds.Any();
      }
      const Truth vacuous = IsVacuous(block.policy(), block.first(), block.sources());
      for (const std::string_view text : texts) {
        for (const std::string_view variable : texts) {
          Request request;
          request.context.push_back({"k", {std::string(text)}, false});
          request.context.push_back({"v", {std::string(variable)}, false});
          const Truth truth = MatchesCondition(block.policy(), block.first(), request, block.sources());
          wrong += truth == Truth::kTrue && !may_hold;
          wrong += truth == Truth::kFalse && (!may_fail || vacuous == Truth::kTrue);
        }
      }
    }
  }
  CHECK(wrong == 0);
}

}  // namespace
}  // namespace iampolicy::policy
