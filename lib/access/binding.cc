#include "lib/access/binding.h"

#include <algorithm>

#include "lib/access/clause.h"
#include "lib/text/utf8.h"

namespace iampolicy::access {
namespace {

/// What an operator's value means as text: the characters that would be more than themselves are escaped.
void AppendEscaped(std::string& out, char32_t character) {
  if (character == U'*' || character == U'?' || character == U'$') {
    out += "${";
    out += static_cast<char>(character);
    out += '}';
  } else {
    text::AppendUtf8(out, character);
  }
}

char32_t HoleCharacter(char32_t symbol) {
  return text::kFirstHole + (symbol >= text::kFirstWild ? symbol - text::kFirstWild : symbol - text::kFirstOpaque);
}

/// A negated test none of whose values is there: it holds of every value. An empty list would mean something else under
/// IfExists, ForAllValues and ForAnyValue, so it is said with Null.
policy::Condition TakingAll(policy::Condition test) {
  const bool needs_value = test.op->qualifier == policy::Qualifier::kForAnyValue && !test.op->if_exists;
  test.op = policy::Operator{};
  test.op->family = policy::OperatorFamily::kNull;
  const auto add = [&](std::string_view text) {
    policy::ConditionValue value;
    value.leaf.text = text;
    test.values.items.push_back(value);
  };
  add("false");
  if (!needs_value) add("true");
  return test;
}

}  // namespace

const Binding::Value* Binding::Find(std::string_view key) const {
  for (const Value& value : values) {
    if (text::EqualIgnoringCase(value.key, key)) return &value;
  }
  return nullptr;
}

bool IsOpen(const Binding& binding) {
  return binding.has_open_rest || std::any_of(binding.values.begin(), binding.values.end(),
                                              [](const Binding::Value& value) { return value.is_open; });
}

std::string NameOf(const Binding& binding) {
  std::string name = binding.has_open_rest ? "~" : "";
  for (const Binding::Value& value : binding.values) {
    name += std::to_string(value.key.size()) + value.key + (value.is_open ? "~" : "=");
    name += value.text ? std::to_string(value.text->size()) + ":" + *value.text : "absent";
  }
  return name;
}

Binding EverythingOpen() {
  Binding binding;
  binding.has_open_rest = true;
  return binding;
}

std::optional<text::Pattern> Bind(const text::Pattern& pattern, const Binding& binding,
                                  const text::VariableTable& variables) {
  text::Pattern bound;
  bound.reserve(pattern.size());
  for (const char32_t symbol : pattern) {
    if (!IsVariable(symbol)) {
      bound += symbol;
      continue;
    }
    const text::Variable& variable = variables.variable(symbol);
    const Binding::Value* value = binding.Find(variable.key);
    if (value == nullptr || value->is_open) {
      bound += symbol;
    } else if (value->text) {
      bound += text::DecodeAll(*value->text);
    } else if (variable.has_default) {
      bound += text::DecodeAll(variable.fallback);
    } else {
      return std::nullopt;
    }
  }
  return bound;
}

text::Pattern Widest(const text::Pattern& pattern) {
  text::Pattern widest;
  for (const char32_t symbol : pattern) {
    const char32_t wide = symbol >= text::kFirstVariable ? text::kStar : symbol;
    if (wide != text::kStar || widest.empty() || widest.back() != text::kStar) widest += wide;
  }
  return widest;
}

std::string ToUtf8(std::u32string_view pattern, const text::VariableTable& variables) {
  std::string out;
  for (const char32_t symbol : pattern) {
    if (symbol == text::kStar) {
      out += '*';
    } else if (symbol == text::kOne) {
      out += '?';
    } else if (IsVariable(symbol)) {
      out += "${" + variables.variable(symbol).key + "}";
    } else {
      text::AppendUtf8(out, IsHole(symbol) ? HoleCharacter(symbol) : symbol);
    }
  }
  return out;
}

std::string ToConditionText(const text::Pattern& pattern, const text::VariableTable& variables) {
  std::string text;
  for (const char32_t symbol : pattern) {
    if (symbol > 0x10FFFF) {
      text += ToUtf8(std::u32string_view(&symbol, 1), variables);
    } else {
      AppendEscaped(text, symbol);
    }
  }
  return text;
}

bool HasVariables(const policy::Condition& test) {
  const auto& values = test.values.items;
  return std::any_of(values.begin(), values.end(), [](const policy::ConditionValue& value) {
    return value.leaf.text.find("${") != std::string_view::npos;
  });
}

const policy::Condition* Bind(const policy::Condition& test, const Binding& binding, text::VariableTable& scratch,
                              const text::Sources& sources, BoundTests& owner) {
  if (!test.op ||
      (test.op->family != policy::OperatorFamily::kString && test.op->family != policy::OperatorFamily::kArn)) {
    return &test;
  }
  bool changes = false;
  policy::Condition copy = test;
  copy.values.items.clear();
  text::PatternSyntax syntax;
  const bool is_glob =
      test.op->family == policy::OperatorFamily::kArn || test.op->comparison == policy::Comparison::kLike;
  if (!is_glob) syntax.wildcards = text::Wildcards::kNo;
  for (const policy::ConditionValue& value : test.values.items) {
    if (value.leaf.text.find("${") == std::string_view::npos) {
      copy.values.items.push_back(value);
      continue;
    }
    const text::Pattern pattern = text::ParsePattern(value.leaf.text, syntax, scratch, &sources);
    const std::optional<text::Pattern> bound = Bind(pattern, binding, scratch);
    changes = changes || !bound || *bound != pattern;
    if (!bound) continue;
    copy.values.items.push_back(value);
    copy.values.items.back().leaf.text = owner.texts.emplace_back(ToConditionText(*bound, scratch));
  }
  if (!changes) return &test;
  const bool is_emptied = copy.values.items.empty() && !copy.values.open;
  return &owner.conditions.emplace_back(is_emptied && copy.op->negated ? TakingAll(copy) : std::move(copy));
}

}  // namespace iampolicy::access
