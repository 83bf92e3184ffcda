// Classes of the values of a context key: each representative is put into a request and judged by MatchesCondition.

#include "lib/policy/condition_classes.h"

#include <algorithm>
#include <bit>
#include <set>
#include <string_view>
#include <utility>

#include "lib/policy/condition_values.h"
#include "lib/policy/value.h"
#include "lib/text/pattern.h"
#include "lib/text/utf8.h"

namespace iampolicy::policy {
namespace {

using text::Truth;

constexpr std::size_t kMostStates = 20000;

/// The tests of one key, ready to be asked of any of its values.
class Judge {
 public:
  Judge(std::span<const KeyTest> tests, const text::Sources& sources) : tests_(tests), sources_(sources) {
    for (const KeyTest& test : tests) {
      const auto holds_variable = [&](const ConditionValue& value) { return HoldsVariable(test, value); };
      const auto& values = test.condition->values.items;
      has_variables_.push_back(std::any_of(values.begin(), values.end(), holds_variable));
    }
  }

  /// nullopt: the key is absent.
  Truth AskFirst(std::optional<ContextKey> key) {
    SetKey(std::move(key));
    return AskOne(0);
  }

  KeyClass ClassOf(std::optional<ContextKey> key) {
    KeyClass found;
    SetKey(std::move(key));
    for (std::size_t i = 0; i < tests_.size(); ++i) {
      const Truth truth = AskOne(i);
      if (truth == Truth::kTrue) found.holds.Set(i);
      if (truth == Truth::kUnknown) found.unknown.Set(i);
    }
    if (!request_.context.empty()) found.example = std::move(request_.context.front());
    return found;
  }

 private:
  enum class Taken : std::uint8_t { kLeast, kMost };

  void SetKey(std::optional<ContextKey> key) {
    request_.context.clear();
    if (key) request_.context.push_back(std::move(*key));
  }
  Truth AskOne(std::size_t i) const {
    const KeyTest& test = tests_[i];
    if (!has_variables_[i] || request_.context.empty()) {
      return MatchesCondition(*test.policy, *test.condition, request_, sources_);
    }
    // The more the variables take, the more (or, negated, the less) holds: the two ends decide.
    const Truth least = AskWithVariables(test, Taken::kLeast);
    return least == AskWithVariables(test, Taken::kMost) ? least : Truth::kUnknown;
  }
  Truth AskWithVariables(const KeyTest& test, Taken taken) const;

  std::span<const KeyTest> tests_;
  const text::Sources& sources_;
  std::vector<bool> has_variables_;
  Request request_;
};

/// Whether a text with variables may take `text` for some values of them.
bool MayTake(const Operator& op, const ConditionValue& value, std::string_view text, const text::Sources& sources) {
  // The colons of the substituted text move the fields of an ARN: nothing is known of it.
  if (op.family == OperatorFamily::kArn) return true;
  text::PatternSyntax syntax;
  if (op.comparison == Comparison::kEqualsIgnoreCase) syntax.fold = text::Case::kFold;
  if (op.comparison != Comparison::kLike) syntax.wildcards = text::Wildcards::kNo;
  text::VariableTable variables;
  const text::Pattern pattern = text::ParsePattern(value.leaf.text, syntax, variables, &sources);
  return text::MatchesWithHoles(pattern, text, syntax.fold) != Truth::kFalse;
}

/// The condition with its variables taking nothing, or all that they may: in the place of a value with variables stands
/// a text that is not among those asked about, or each of them that it may be.
Truth Judge::AskWithVariables(const KeyTest& test, Taken taken) const {
  const ContextKey& key = request_.context.front();
  std::string none = "-";
  for (const std::string& text : key.values) {
    none.append(text.size(), '-');
    // Would be read as a variable where it takes the place of a value.
    if (text.find("${") != std::string::npos) return taken == Taken::kLeast ? Truth::kFalse : Truth::kTrue;
  }
  Condition condition = *test.condition;
  std::vector<ConditionValue>& values = condition.values.items;
  const std::vector<ConditionValue> written = values;
  values.clear();
  for (const ConditionValue& value : written) {
    if (!HoldsVariable(test, value)) {
      values.push_back(value);
      continue;
    }
    ConditionValue replaced = value;
    replaced.leaf.has_hole = false;
    replaced.leaf.text = none;
    values.push_back(replaced);
    if (taken == Taken::kLeast) continue;
    for (const std::string& text : key.values) {
      if (!MayTake(*condition.op, value, text, sources_)) continue;
      replaced.leaf.text = text;
      values.push_back(replaced);
    }
  }
  return MatchesCondition(*test.policy, condition, request_, sources_);
}

/// Classes told apart by what holds and what is not known; the first example stays.
class Collection {
 public:
  /// Whether it was new.
  bool Add(KeyClass found, std::vector<KeyClass>& classes) {
    if (!seen_.insert({found.holds, found.unknown}).second) return false;
    classes.push_back(std::move(found));
    return true;
  }

 private:
  std::set<std::pair<text::Mask, text::Mask>> seen_;
};

bool HasQualifier(const KeyTest& test) {
  return test.condition->op && test.condition->op->qualifier != Qualifier::kNone;
}

bool HasQualifier(std::span<const KeyTest> tests) {
  return std::any_of(tests.begin(), tests.end(), [](const KeyTest& test) { return HasQualifier(test); });
}

// What a set meets follows from what its members meet: a set is extended by one member of each class at a time, until
// nothing new is met.
Result<std::vector<KeyClass>> SetClasses(Judge& judge, const std::string& name, const std::vector<std::string>& members,
                                         std::size_t max_states) {
  std::vector<KeyClass> sets;
  Collection seen;
  seen.Add(judge.ClassOf(ContextKey{name, {}, true}), sets);
  for (std::size_t i = 0; i < sets.size(); ++i) {
    for (const std::string& member : members) {
      ContextKey larger = *sets[i].example;
      larger.values.push_back(member);
      seen.Add(judge.ClassOf(std::move(larger)), sets);
    }
    if (sets.size() * members.size() > max_states) return Error{"the conditions tell too many sets of values apart"};
  }
  return sets;
}

/// The classes of the tests' key where it is a single value, or a set where sets are possible.
Result<std::vector<KeyClass>> PresentClasses(Judge& judge, std::span<const KeyTest> tests, bool multivalued,
                                             const text::Sources& sources, std::size_t max_states) {
  const Result<std::vector<std::string>> values = DistinctValues(tests, sources, max_states);
  if (!values) return values.error();
  const std::string name(tests.empty() ? std::string_view() : tests.front().condition->key.text);
  std::vector<KeyClass> classes;
  Collection seen;
  for (const std::string& value : *values) seen.Add(judge.ClassOf(ContextKey{name, {value}, false}), classes);
  if (!multivalued) return classes;
  // Values of one class as sets of one are of one class in every set.
  std::vector<KeyClass> members;
  Collection seen_members;
  for (const std::string& value : *values) seen_members.Add(judge.ClassOf(ContextKey{name, {value}, true}), members);
  std::vector<std::string> distinct;
  for (const KeyClass& member : members) distinct.push_back(member.example->values.front());
  Result<std::vector<KeyClass>> sets = SetClasses(judge, name, distinct, max_states);
  if (!sets) return sets.error();
  for (KeyClass& set : *sets) seen.Add(std::move(set), classes);
  return classes;
}

/// Conditions of one key, and whether some request meets them all.
Truth CanMeetAll(std::span<const KeyTest> tests, const text::Sources& sources) {
  Judge judge(tests, sources);
  const auto meets_all = [&](const KeyClass& found) { return found.holds.Count() == tests.size(); };
  if (meets_all(judge.ClassOf(std::nullopt))) return Truth::kTrue;
  const std::string name(tests.front().condition->key.text);
  for (std::string& value : LikelyValues(tests)) {
    if (meets_all(judge.ClassOf(ContextKey{name, {std::move(value)}, false}))) return Truth::kTrue;
  }
  const Result<std::vector<KeyClass>> classes = ClassesOfKey(tests, HasQualifier(tests), sources);
  if (!classes) return Truth::kUnknown;
  // Families that read a text in different ways are cut apart, not jointly; String and ARN operators are cut jointly.
  unsigned families = FamiliesOf(tests);
  const unsigned texts =
      1u << static_cast<unsigned>(OperatorFamily::kArn) | 1u << static_cast<unsigned>(OperatorFamily::kString);
  if ((families & texts) != 0) families = (families & ~texts) | 1u;
  Truth met = std::popcount(families) > 1 ? Truth::kUnknown : Truth::kFalse;
  for (const KeyClass& found : *classes) {
    if (meets_all(found)) return Truth::kTrue;
    if ((found.holds | found.unknown).Count() == tests.size()) met = Truth::kUnknown;
  }
  return met;
}

/// What one value of a String operator takes, as far as it can be told without building classes.
enum class Extent : std::uint8_t {
  kNotThis,  ///< not a text of characters that no value holds
  kAny,      ///< a variable alone: depending on it, each text
  kUnclear,
};

Extent ExtentOf(const KeyTest& test, const Leaf& value) {
  if (value.has_hole) return Extent::kUnclear;
  const std::string_view text = value.text;
  const bool has_variables = test.policy->version == Version::k2012 && text.find("${") != std::string_view::npos;
  const std::string_view head = has_variables ? text.substr(0, text.find("${")) : text;
  const bool is_like = test.condition->op->comparison == Comparison::kLike;
  if (is_like ? head.find_first_not_of("*?") != std::string_view::npos : !head.empty() || !has_variables) {
    return Extent::kNotThis;
  }
  // "${aws:username}" and nothing else, without a default.
  const bool is_variable =
      has_variables && head.empty() && text.size() > 4 && text.find_first_of(",}") + 1 == text.size();
  return is_variable ? Extent::kAny : Extent::kUnclear;
}

/// HoldsForAllValues() of the usual conditions, for which no classes need to be built; nullopt: of another. A finite
/// list of texts takes not all; under a negated operator the listed texts are what does not hold.
std::optional<Truth> HoldsAtOnce(const KeyTest& test) {
  const Condition& condition = *test.condition;
  const List<ConditionValue>& values = condition.values;
  if (!condition.op || condition.key.has_hole || values.open || values.items.empty()) return std::nullopt;
  const auto& items = values.items;
  if (condition.op->family == OperatorFamily::kBool && !condition.op->negated) {
    const auto takes = [&](bool truth) {
      return std::any_of(items.begin(), items.end(), [&](const ConditionValue& value) {
        return value.leaf.has_hole || ParseBool(value.leaf.text) == truth;
      });
    };
    if (!takes(true) || !takes(false)) return Truth::kFalse;
    return std::nullopt;
  }
  if (condition.op->family != OperatorFamily::kString) return std::nullopt;
  bool takes_any = false;
  for (const ConditionValue& value : items) {
    const Extent extent = ExtentOf(test, value.leaf);
    if (extent == Extent::kUnclear) return std::nullopt;
    const bool is_literal = extent == Extent::kNotThis && value.leaf.text.find("${") == std::string_view::npos;
    if (condition.op->negated && is_literal) return Truth::kFalse;
    takes_any = takes_any || extent == Extent::kAny || condition.op->negated;
  }
  if (!takes_any) return Truth::kFalse;
  if (condition.op->negated || condition.op->qualifier != Qualifier::kNone) return std::nullopt;
  return Truth::kUnknown;
}

/// The least that holds for a present key: false, unknown or true for every value. `or_empty`: a set without members
/// counts as a value.
Truth HoldsForAllValues(const KeyTest& test, const text::Sources& sources, bool or_empty) {
  if (const std::optional<Truth> holds = HoldsAtOnce(test)) return *holds;
  Judge judge({&test, 1}, sources);
  const std::string name(test.condition->key.text);
  const std::optional<Operator>& op = test.condition->op;
  // Null asks whether the key is there, not for its value.
  if (op && op->family == OperatorFamily::kNull && op->qualifier == Qualifier::kNone) {
    return judge.AskFirst(ContextKey{name, {"x"}, false});
  }
  std::vector<std::string> likely = LikelyValues({&test, 1});
  // The last is none of those listed: of a positive operator the one that fails.
  std::reverse(likely.begin(), likely.end());
  for (std::string& value : likely) {
    if (judge.AskFirst(ContextKey{name, {std::move(value)}, false}) == Truth::kFalse) return Truth::kFalse;
  }
  const Result<std::vector<KeyClass>> classes =
      PresentClasses(judge, {&test, 1}, HasQualifier(test), sources, kMostStates);
  if (!classes) return Truth::kUnknown;
  Truth holds = Truth::kTrue;
  for (const KeyClass& found : *classes) {
    if (!or_empty && found.example->values.empty()) continue;
    holds = And(holds, found.holds.Any() ? Truth::kTrue : found.unknown.Any() ? Truth::kUnknown : Truth::kFalse);
  }
  return holds;
}

bool IsBefore(const Condition* a, const Condition* b) {
  const std::string_view x = a->key.text;
  const std::string_view y = b->key.text;
  return std::lexicographical_compare(x.begin(), x.end(), y.begin(), y.end(),
                                      [](char c, char d) { return text::FoldAscii(c) < text::FoldAscii(d); });
}

}  // namespace

Result<std::vector<KeyClass>> ClassesOfKey(std::span<const KeyTest> tests, bool multivalued,
                                           const text::Sources& sources, std::size_t max_states) {
  Judge judge(tests, sources);
  Result<std::vector<KeyClass>> present = PresentClasses(judge, tests, multivalued, sources, max_states);
  if (!present) return present;
  present->insert(present->begin(), judge.ClassOf(std::nullopt));
  return present;
}

Result<std::vector<KeyClass>> ClassesOfKey(const Policy& policy, std::span<const Condition* const> conditions,
                                           bool multivalued, const text::Sources& sources, std::size_t max_states) {
  std::vector<KeyTest> tests;
  for (const Condition* condition : conditions) tests.push_back({&policy, condition});
  return ClassesOfKey(tests, multivalued, sources, max_states);
}

text::Truth IsVacuous(const Policy& policy, const Condition& condition, const text::Sources& sources) {
  const KeyTest test = {&policy, &condition};
  const Truth absent = Judge({&test, 1}, sources).AskFirst(std::nullopt);
  if (absent == Truth::kFalse) return Truth::kFalse;
  return And(absent, HoldsForAllValues(test, sources, true));
}

text::Truth RestrictsValues(const Policy& policy, const Condition& condition, const text::Sources& sources) {
  return Not(HoldsForAllValues({&policy, &condition}, sources, false));
}

text::Truth ImpliesPresence(const Policy& policy, const Condition& condition, const text::Sources& sources) {
  const KeyTest test = {&policy, &condition};
  return Not(Judge({&test, 1}, sources).AskFirst(std::nullopt));
}

text::Truth AreContradictory(const Policy& policy, const Conditions& conditions, const text::Sources& sources) {
  std::vector<const Condition*> sorted;
  Truth contradictory = Truth::kFalse;
  for (const Condition& condition : conditions.items) {
    if (condition.key.has_hole || !condition.op) {
      contradictory = Truth::kUnknown;
    } else {
      sorted.push_back(&condition);
    }
  }
  if (conditions.open) contradictory = Truth::kUnknown;
  std::stable_sort(sorted.begin(), sorted.end(), IsBefore);
  std::vector<KeyTest> tests;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    tests.push_back({&policy, sorted[i]});
    if (i + 1 < sorted.size() && !IsBefore(sorted[i], sorted[i + 1])) continue;
    contradictory = Or(contradictory, Not(CanMeetAll(tests, sources)));
    if (contradictory == Truth::kTrue) break;
    tests.clear();
  }
  return contradictory;
}

}  // namespace iampolicy::policy
