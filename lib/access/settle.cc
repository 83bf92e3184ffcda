#include "lib/access/settle.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "lib/policy/arn.h"
#include "lib/policy/condition.h"
#include "lib/policy/condition_classes.h"
#include "lib/policy/match.h"
#include "lib/text/pattern.h"
#include "lib/text/utf8.h"

namespace iampolicy::access {
namespace {

using policy::Condition;
using text::Truth;

bool HasWildcard(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

bool IsLiteral(std::string_view text) { return !HasWildcard(text) && text.find("${") == std::string_view::npos; }

bool IsOpen(const policy::Resource& entry) { return entry.leaf.has_hole || entry.has_variable; }

/// Takes the part before the first colon off; `is_last`: there was none.
std::string_view TakePart(std::string_view& text, bool& is_last) {
  const std::size_t colon = text.find(':');
  const std::string_view part = text.substr(0, colon);
  is_last = colon == std::string_view::npos;
  text.remove_prefix(is_last ? text.size() : colon + 1);
  return part;
}

/// Whether both texts have as many colons, and what stands between them compares pair by pair. Variables have none.
template <class Compare>
bool ComparePartwise(std::string_view a, std::string_view b, Compare compare, bool otherwise) {
  if (std::count(a.begin(), a.end(), ':') != std::count(b.begin(), b.end(), ':')) return otherwise;
  for (bool is_last = false; !is_last;) {
    const std::string_view left = TakePart(a, is_last);
    const std::string_view right = TakePart(b, is_last);
    if (!compare(left, right)) return false;
  }
  return true;
}

bool FieldsOverlap(const policy::Arn& a, const policy::Arn& b) {
  return text::OverlapsGlob(a.partition, b.partition) && text::OverlapsGlob(a.service, b.service) &&
         text::OverlapsGlob(a.region, b.region) && text::OverlapsGlob(a.account, b.account) &&
         text::OverlapsGlob(a.resource, b.resource);
}

bool IsAccountField(std::string_view text) {
  return text == "aws" || text.find_first_not_of("0123456789*?") == std::string_view::npos;
}

/// The fields stand where they belong, the type of the resource with them. Else a wildcard may be meant to run over
/// colons: `arn:aws:lambda:*:function:name`, `arn:aws:secretsmanager:*:*:name`.
bool NamesType(const policy::Arn& arn) {
  return IsAccountField(arn.account) && arn.resource.find_first_of("/:") != std::string_view::npos;
}

bool IsTested(const std::vector<Condition>& tests, std::string_view key) {
  return std::any_of(tests.begin(), tests.end(),
                     [key](const Condition& test) { return text::EqualIgnoringCase(test.key.text, key); });
}

/// Calls `use(key)` for each policy variable of the text.
template <class Use>
void ForEachVariable(std::string_view text, Use use) {
  for (std::size_t at = text.find("${"); at != std::string_view::npos; at = text.find("${", at)) {
    at += 2;
    const std::string_view rest = text.substr(at);
    const std::string_view key = rest.substr(0, rest.find_first_of(",}"));
    if (key.size() != 1 || std::string_view("*?$").find(key) == std::string_view::npos) use(key);
  }
}

std::size_t CountVariables(std::string_view text) {
  std::size_t count = 0;
  ForEachVariable(text, [&count](std::string_view) { ++count; });
  return count;
}

/// One variable, of a key that nothing else speaks of, can have whatever value is needed.
bool IsFree(std::string_view text, const std::vector<Condition>& tests) {
  bool is_free = CountVariables(text) <= 1;
  ForEachVariable(text, [&](std::string_view key) { is_free = is_free && !IsTested(tests, key); });
  return is_free;
}

bool Mentions(std::string_view text, const Region& region) {
  bool does = false;
  ForEachVariable(text, [&](std::string_view key) {
    does = does || std::any_of(region.context.begin(), region.context.end(),
                               [key](const Test& test) { return text::EqualIgnoringCase(test.key, key); });
  });
  return does;
}

bool IsPlainEquals(const Condition& test) {
  return test.op && test.op->family == policy::OperatorFamily::kString &&
         test.op->comparison == policy::Comparison::kEquals && test.op->qualifier == policy::Qualifier::kNone &&
         !test.op->negated && !test.op->if_exists;
}

bool DemandsAbsence(const Condition& test) {
  return test.op && test.op->family == policy::OperatorFamily::kNull && test.values.items.size() == 1 &&
         text::EqualIgnoringCase(test.values.items.front().leaf.text, "true");
}

bool DemandsPresence(const Condition& test) {
  return test.op && test.op->family == policy::OperatorFamily::kNull && test.values.items.size() == 1 &&
         text::EqualIgnoringCase(test.values.items.front().leaf.text, "false");
}

/// Values that one of the tests may be met by.
std::vector<std::string> LikelyValues(const std::vector<Condition>& tests, std::string_view key) {
  std::vector<std::string> values{"true", "false", "other"};
  for (const Condition& test : tests) {
    if (!text::EqualIgnoringCase(test.key.text, key)) continue;
    for (const policy::ConditionValue& value : test.values.items) {
      std::string& text = values.emplace_back(value.leaf.text);
      std::replace_if(
          text.begin(), text.end(), [](char c) { return c == '*' || c == '?'; }, 'x');
    }
  }
  return values;
}

/// Whether some value of the key meets the statement's tests and the region's.
Truth CanMeetBoth(const policy::Policy& policy, const std::vector<Condition>& own, const policy::Statement& region,
                  std::string_view key, const text::Sources& sources) {
  std::vector<policy::Request> candidates;
  bool is_complete = false;  // no other value meets the region's tests
  for (const Condition& test : region.conditions.items) {
    if (!text::EqualIgnoringCase(test.key.text, key)) continue;
    if (DemandsAbsence(test)) {
      candidates.emplace_back();
      is_complete = true;
    } else if (DemandsPresence(test)) {
      for (std::string& value : LikelyValues(own, key)) {
        candidates.emplace_back();
        candidates.back().context.push_back({std::string(key), {std::move(value)}, false});
      }
    } else {
      for (const policy::ConditionValue& value : test.values.items) {
        if (!IsLiteral(value.leaf.text)) continue;
        candidates.emplace_back();
        candidates.back().context.push_back({std::string(key), {std::string(value.leaf.text)}, false});
      }
      is_complete = is_complete || IsPlainEquals(test);
    }
  }
  policy::Policy language;
  language.version = policy::Version::k2012;
  Truth any = Truth::kFalse;
  for (const policy::Request& request : candidates) {
    Truth all = Truth::kTrue;
    const auto ask = [&](const policy::Policy& document, const std::vector<Condition>& tests) {
      for (const Condition& test : tests) {
        if (all == Truth::kFalse || !text::EqualIgnoringCase(test.key.text, key)) continue;
        // Sets of values were not tried.
        if (test.op && test.op->qualifier != policy::Qualifier::kNone) is_complete = false;
        all = And(all, policy::MatchesCondition(document, test, request, sources));
      }
    };
    ask(language, region.conditions.items);
    ask(policy, own);
    any = Or(any, all);
  }
  return any == Truth::kFalse && !is_complete ? Truth::kUnknown : any;
}

}  // namespace

bool MayMeet(const policy::Resource& entry, std::string_view pattern) {
  if (entry.is_star || IsOpen(entry) || entry.arn.fields < 6) return true;
  const policy::Arn arn = policy::ParseArn(pattern);
  const policy::Arn& own = entry.arn;
  const bool has_service = IsLiteral(own.partition) && IsLiteral(own.service);
  if (has_service && arn.fields == 6 && IsLiteral(arn.service) && arn.service != own.service) return false;
  if (!text::OverlapsGlob(entry.leaf.text, pattern)) return false;
  if (arn.fields == 6 && NamesType(own) && IsAccountField(arn.account) && !FieldsOverlap(own, arn)) return false;
  return ComparePartwise(
      entry.leaf.text, pattern, [](auto a, auto b) { return text::OverlapsGlob(a, b); }, true);
}

bool IsWithin(const policy::Resource& entry, std::string_view pattern) {
  if (entry.is_star || IsOpen(entry) || entry.arn.fields < 6) return false;
  return ComparePartwise(
      entry.leaf.text, pattern, [](auto a, auto b) { return text::CoversGlob(b, a); }, false);
}

bool SurelyMeets(const policy::Resource& entry, std::string_view pattern) {
  if (entry.is_star) return true;
  if (IsOpen(entry) || !entry.arn.present || entry.arn.fields != 6) return false;
  const policy::Arn arn = policy::ParseArn(pattern);
  return arn.present && arn.fields == 6 && FieldsOverlap(entry.arn, arn);
}

Truth CanBeMet(const policy::Policy& policy, const policy::Conditions& conditions, const text::Sources& sources) {
  if (conditions.items.empty() && !conditions.open) return Truth::kTrue;
  const std::vector<Condition>& tests = conditions.items;
  const auto holds_variable = [&policy](const policy::ConditionValue& value) {
    return policy.has_variables() && CountVariables(value.leaf.text) != 0;
  };
  policy::Conditions others = conditions;
  others.items.clear();
  for (const Condition& test : tests) {
    const auto& values = test.values.items;
    if (std::any_of(values.begin(), values.end(), [](const auto& value) { return value.leaf.has_hole; })) {
      return Truth::kUnknown;
    }
    if (std::none_of(values.begin(), values.end(), holds_variable)) {
      others.items.push_back(test);
      continue;
    }
    // A variable that is free makes whatever the only test of its key needs.
    const bool is_text = test.op && (test.op->family == policy::OperatorFamily::kString ||
                                     test.op->family == policy::OperatorFamily::kArn);
    const bool is_alone = std::count_if(tests.begin(), tests.end(), [&test](const Condition& other) {
                            return text::EqualIgnoringCase(other.key.text, test.key.text);
                          }) == 1;
    const bool is_free = std::all_of(values.begin(), values.end(), [&tests](const policy::ConditionValue& value) {
      return IsFree(value.leaf.text, tests);
    });
    if (!is_text || !is_alone || !is_free) return Truth::kUnknown;
  }
  return Not(policy::AreContradictory(policy, others, sources));
}

Truth LetsThrough(const policy::Policy& policy, const policy::Statement& allow, const Region& region, Truth can_be_met,
                  const text::Sources& sources) {
  if (can_be_met == Truth::kFalse) return Truth::kFalse;
  const bool is_plain = can_be_met == Truth::kTrue && region.principals.empty() && region.resources.size() < 2 &&
                        !allow.principals.present() && !allow.not_principals.present() && !allow.may_hold_more &&
                        allow.actions.present() != allow.not_actions.present() &&
                        allow.resources.present() != allow.not_resources.present() && !allow.not_resources.open;
  if (!is_plain) return Truth::kUnknown;
  const std::vector<Condition>& own = allow.conditions.items;
  const std::string_view resource = region.resources.empty() ? "arn:*:*:*:*:*" : region.resources.front();
  const auto& entries = allow.resources.items;
  const auto& excluded = allow.not_resources.items;
  const bool takes_some = allow.resources.present()
                              ? std::any_of(entries.begin(), entries.end(),
                                            [resource](const auto& entry) { return SurelyMeets(entry, resource); })
                              : std::none_of(excluded.begin(), excluded.end(),
                                             [resource](const auto& entry) { return MayMeet(entry, resource); });
  if (!takes_some) return Truth::kUnknown;
  for (const Condition& test : own) {
    for (const policy::ConditionValue& value : test.values.items) {
      if (policy.has_variables() && Mentions(value.leaf.text, region)) return Truth::kUnknown;
    }
  }
  const bool is_apart = std::none_of(region.context.begin(), region.context.end(),
                                     [&own](const Test& test) { return IsTested(own, test.key); });
  // Tests of a region are there to be met by some request.
  if (is_apart) return Truth::kTrue;
  const policy::Statement asked = StatementOf(region);
  Truth all = Truth::kTrue;
  for (const Test& test : region.context) {
    if (IsTested(own, test.key)) all = And(all, CanMeetBoth(policy, own, asked, test.key, sources));
  }
  return all;
}

}  // namespace iampolicy::access
