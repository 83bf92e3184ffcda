#include "lib/access/cases.h"

#include <algorithm>
#include <utility>

#include "lib/policy/condition_classes.h"
#include "lib/text/utf8.h"

namespace iampolicy::access {
namespace {

using policy::Condition;
using policy::OperatorFamily;
using text::Truth;

/// One way a key can be. `samples`: texts that stand for an open value.
struct Choice {
  Binding::Value value;
  std::vector<std::string> samples;
};

std::vector<std::string> KeysOf(Clauses clauses, const Making& making) {
  std::vector<std::string> keys;
  for (const Clause* clause : clauses) {
    if (clause == nullptr) continue;
    for (const char32_t symbol : clause->variables)
      keys.push_back(text::FoldAscii(making.variables.variable(symbol).key));
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

/// Patterns that are set against each other: the resources, or the values tested of one key.
using Group = std::vector<text::Pattern>;

std::vector<Group> GroupsOf(Clauses clauses, const Making& making, text::VariableTable& scratch) {
  std::vector<Group> groups(1);
  for (const Clause* clause : clauses) {
    if (clause == nullptr) continue;
    for (const auto& list : {clause->resources.in, clause->resources.out}) {
      groups[0].insert(groups[0].end(), list.begin(), list.end());
    }
  }
  for (const std::string& key : TestedKeys(clauses)) {
    Group group;
    for (const Clause* clause : clauses) {
      if (clause == nullptr) continue;
      for (const Condition* test : clause->tests) {
        const bool is_text = test->op->family == OperatorFamily::kString || test->op->family == OperatorFamily::kArn;
        if (!is_text || !text::EqualIgnoringCase(test->key.text, key)) continue;
        for (const policy::ConditionValue& value : test->values.items) {
          group.push_back(text::ParsePattern(value.leaf.text, {}, scratch, &making.sources));
        }
      }
    }
    groups.push_back(std::move(group));
  }
  return groups;
}

bool IsPlain(char32_t symbol) { return symbol <= 0x10FFFF; }

/// What another pattern has in the place of the variable at `at`: after the same literal text, up to what follows the
/// variable, a wildcard or the end.
void AddFragments(const text::Pattern& pattern, std::size_t at, const Group& group,
                  std::vector<std::string>& literals) {
  std::size_t begin = at;
  while (begin > 0 && IsPlain(pattern[begin - 1])) --begin;
  const std::u32string_view before = std::u32string_view(pattern).substr(begin, at - begin);
  const bool is_anchored = begin == 0;
  const char32_t after = at + 1 < pattern.size() ? pattern[at + 1] : 0;
  for (const text::Pattern& other : group) {
    const std::size_t found = before.empty() ? 0 : other.find(before);
    if (found == text::Pattern::npos || (is_anchored && found != 0)) continue;
    const std::size_t from = found + before.size();
    std::size_t to = from;
    while (to < other.size() && IsPlain(other[to])) ++to;
    const auto add = [&](std::size_t end) {
      std::string literal;
      for (const char32_t symbol : std::u32string_view(other).substr(from, end - from))
        text::AppendUtf8(literal, symbol);
      literals.push_back(std::move(literal));
    };
    if (to > from) add(to);
    for (std::size_t i = from; IsPlain(after) && i < to; ++i) {
      if (other[i] != after) continue;
      if (i > from) add(i);
      break;
    }
  }
}

bool IsLiteralTest(const Condition& test) {
  const bool is_equals =
      test.op->family == OperatorFamily::kString && test.op->comparison == policy::Comparison::kEquals;
  return is_equals && !test.values.open && !HasVariables(test) &&
         std::none_of(test.values.items.begin(), test.values.items.end(),
                      [](const policy::ConditionValue& value) { return value.leaf.has_hole; });
}

/// Whether the class lies within the literals of a test, each of which has a case of its own.
bool IsFinite(const policy::KeyClass& found, const std::vector<const Condition*>& tests) {
  for (std::size_t i = 0; i < tests.size(); ++i) {
    if (!IsLiteralTest(*tests[i]) || found.unknown.Has(i)) continue;
    if (tests[i]->op->negated != found.holds.Has(i)) return true;
  }
  return false;
}

/// A text that no policy holds, and that tells the key apart from others.
std::string SampleOf(const std::string& key) { return "some-" + key.substr(key.find_first_of(":/") + 1) + "-7q"; }

/// Cuts one key into choices.
class KeyCutter {
 public:
  KeyCutter(const std::string& key, Clauses clauses, const Making& making) : key_(key), making_(making) {
    for (const Clause* clause : clauses) {
      if (clause == nullptr) continue;
      for (const Condition* test : clause->tests) {
        if (text::EqualIgnoringCase(test->key.text, key)) tests_.push_back(test);
      }
    }
  }

  Result<std::vector<Choice>> Cut(const std::vector<Group>& groups, const text::VariableTable& scratch) {
    choices_.push_back({{key_, std::nullopt, false}, {}});
    AddLiterals(groups, scratch);
    if (tests_.empty()) {
      choices_.push_back({{key_, Sample(), true}, {Sample()}});
      return std::move(choices_);
    }
    const auto classes = policy::ClassesOfKey(making_.language, tests_, false, making_.sources, making_.max_states);
    if (!classes) return classes.error();
    for (const policy::KeyClass& found : *classes) {
      if (!found.example || found.example->is_set || IsFinite(found, tests_)) continue;
      const std::string example = found.example->values.empty() ? "" : found.example->values.front();
      Choice open{{key_, example, true}, {}};
      for (const std::string& sample : {Sample(), example + Sample(), example}) {
        if (IsAlike(sample, found)) open.samples.push_back(sample);
      }
      choices_.push_back(std::move(open));
    }
    return std::move(choices_);
  }

 private:
  std::string Sample() const { return SampleOf(key_); }

  /// The text that a value takes by itself; where it has variables, with the samples of their keys, without which no
  /// case has two keys that hold the same. nullopt: it has holes, or wildcards alone make it what it is.
  std::optional<std::string> LiteralOf(const Condition& test, const policy::ConditionValue& value) const {
    if (value.leaf.has_hole) return std::nullopt;
    const bool is_glob = test.op->family == OperatorFamily::kArn || test.op->comparison == policy::Comparison::kLike;
    text::PatternSyntax syntax;
    if (!is_glob) syntax.wildcards = text::Wildcards::kNo;
    text::VariableTable variables;
    std::string text;
    bool has_wildcard = false;
    bool has_variable = false;
    for (const char32_t symbol : text::ParsePattern(value.leaf.text, syntax, variables, &making_.sources)) {
      has_wildcard = has_wildcard || symbol == text::kStar || symbol == text::kOne;
      has_variable = has_variable || IsVariable(symbol);
      if (IsVariable(symbol)) text += SampleOf(text::FoldAscii(variables.variable(symbol).key));
      if (symbol == text::kOne) text += 'q';
      if (IsPlain(symbol)) text::AppendUtf8(text, symbol);
    }
    if (has_wildcard && !has_variable) return std::nullopt;
    return text;
  }

  void AddLiterals(const std::vector<Group>& groups, const text::VariableTable& scratch) {
    std::vector<std::string> literals;
    for (const Condition* test : tests_) {
      for (const policy::ConditionValue& value : test->values.items) {
        if (auto literal = LiteralOf(*test, value)) literals.push_back(*std::move(literal));
      }
    }
    for (std::size_t i = 0; i < groups.size(); ++i) {
      const text::VariableTable& variables = i == 0 ? making_.variables : scratch;
      for (const text::Pattern& pattern : groups[i]) {
        for (std::size_t at = 0; at < pattern.size(); ++at) {
          const bool is_key =
              IsVariable(pattern[at]) && text::EqualIgnoringCase(variables.variable(pattern[at]).key, key_);
          if (is_key) AddFragments(pattern, at, groups[i], literals);
        }
      }
    }
    std::sort(literals.begin(), literals.end());
    literals.erase(std::unique(literals.begin(), literals.end()), literals.end());
    for (std::string& literal : literals) choices_.push_back({{key_, std::move(literal), false}, {}});
  }

  bool IsAlike(const std::string& text, const policy::KeyClass& found) const {
    policy::Request request;
    request.context.push_back({key_, {text}, false});
    for (std::size_t i = 0; i < tests_.size(); ++i) {
      const Truth holds = policy::MatchesCondition(making_.language, *tests_[i], request, making_.sources);
      if (found.unknown.Has(i) || holds == Truth::kUnknown) continue;
      if ((holds == Truth::kTrue) != found.holds.Has(i)) return false;
    }
    return true;
  }

  const std::string& key_;
  const Making& making_;
  std::vector<const Condition*> tests_;
  std::vector<Choice> choices_;
};

/// Adds a key to the cases: each of its choices beside each case so far.
void Multiply(std::vector<Case>& cases, const std::vector<Choice>& choices) {
  std::vector<Case> next;
  for (const Case& one : cases) {
    for (const Choice& choice : choices) {
      Case with = one;
      with.binding.values.push_back(choice.value);
      const bool was_open = !one.samples.empty();
      if (choice.value.is_open || was_open) {
        with.samples.clear();
        std::vector<Binding> bases = one.samples;
        if (!was_open) bases.push_back(one.binding);
        std::vector<std::string> texts = choice.samples;
        if (!choice.value.is_open && choice.value.text) texts = {*choice.value.text};
        for (const Binding& base : bases) {
          if (!choice.value.is_open && !choice.value.text) {
            with.samples.push_back(base);
            with.samples.back().values.push_back(choice.value);
          }
          for (const std::string& text : texts) {
            with.samples.push_back(base);
            with.samples.back().values.push_back({choice.value.key, text, false});
          }
        }
        if (with.samples.size() > 4) with.samples.resize(4);
      }
      next.push_back(std::move(with));
    }
  }
  cases = std::move(next);
}

}  // namespace

Result<std::vector<Case>> CasesOf(Clauses clauses, const Making& making, std::size_t max_cases) {
  std::vector<Case> cases(1);
  const std::vector<std::string> keys = KeysOf(clauses, making);
  if (keys.empty()) return cases;
  text::VariableTable scratch;
  const std::vector<Group> groups = GroupsOf(clauses, making, scratch);
  for (const std::string& key : keys) {
    auto choices = KeyCutter(key, clauses, making).Cut(groups, scratch);
    if (!choices) return choices.error();
    if (cases.size() * choices->size() > max_cases) return Error{"the policy variables have too many cases"};
    Multiply(cases, *choices);
  }
  return cases;
}

Case OpenCaseOf(Clauses clauses, const Making& making) {
  Case open;
  open.binding = EverythingOpen();
  open.samples.resize(1);
  for (const std::string& key : KeysOf(clauses, making)) open.samples[0].values.push_back({key, SampleOf(key), false});
  return open;
}

}  // namespace iampolicy::access
