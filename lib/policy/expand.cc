// See expand.h. Most texts have neither variables nor holes and are matched as written, without parsing; this file
// serves the rest.

#include "lib/policy/expand.h"

#include "lib/text/utf8.h"

namespace iampolicy::policy {
namespace {

using text::PatternSyntax;

bool IsVariable(char32_t symbol) { return symbol >= text::kFirstVariable && symbol < text::kFirstOpaque; }

void AppendLiteral(text::Pattern& pattern, std::string_view literal, text::Case fold) {
  for (std::size_t at = 0; at < literal.size();) {
    const text::CodePoint point = text::DecodeUtf8(literal, at);
    at += point.length;
    const bool folds = fold == text::Case::kFold && point.value < 0x80;
    pattern += folds ? static_cast<char32_t>(text::FoldAscii(static_cast<char>(point.value))) : point.value;
  }
}

/// The text a variable stands for; nullopt where it has none. A multi-valued key is no use as a variable.
std::optional<std::string_view> ValueOf(const text::Variable& variable, std::span<const ContextKey> context) {
  const ContextKey* key = FindKey(context, variable.key);
  if (key == nullptr) {
    if (!variable.has_default) return std::nullopt;
    return variable.fallback;
  }
  if (key->is_set || key->values.size() != 1) return std::nullopt;
  return key->values.front();
}

}  // namespace

Expanded Expand(const Policy& policy, const Leaf& leaf, std::size_t from, PatternSyntax syntax,
                std::span<const ContextKey> context, const text::Sources& sources) {
  Expanded expanded;
  const std::string_view head = leaf.text.substr(0, from);
  const std::string_view tail = leaf.text.substr(from);
  const bool has_variables = policy.has_variables() && MayHoldVariable(tail);
  if (!has_variables && !leaf.has_hole) return expanded;
  if (has_variables && policy.version == Version::kUnknown) {
    expanded.state = Expanded::State::kUndecided;
    return expanded;
  }
  text::VariableTable table;
  syntax.variables = text::Variables::kNo;
  if (!head.empty()) expanded.pattern = text::ParsePattern(head, syntax, table, &sources);
  if (has_variables) syntax.variables = text::Variables::kYes;
  for (const char32_t symbol : text::ParsePattern(tail, syntax, table, &sources)) {
    if (!IsVariable(symbol)) {
      expanded.pattern += symbol;
      continue;
    }
    const std::optional<std::string_view> value = ValueOf(table.variable(symbol), context);
    if (!value) {
      expanded.state = Expanded::State::kNoValue;
      return expanded;
    }
    AppendLiteral(expanded.pattern, *value, syntax.fold);
  }
  expanded.state = Expanded::State::kPattern;
  return expanded;
}

text::Truth Takes(const Expanded& expanded, const Leaf& leaf, PatternSyntax syntax, std::string_view text) {
  switch (expanded.state) {
    case Expanded::State::kPlain:
      if (syntax.wildcards == text::Wildcards::kYes) {
        return text::ToTruth(text::MatchesGlob(leaf.text, text, syntax.fold));
      }
      return text::ToTruth(syntax.fold == text::Case::kFold ? text::EqualIgnoringCase(leaf.text, text)
                                                            : leaf.text == text);
    case Expanded::State::kPattern:
      if (leaf.has_hole) return text::MatchesWithHoles(expanded.pattern, text, syntax.fold);
      return text::ToTruth(text::Matches(expanded.pattern, text, syntax.fold));
    case Expanded::State::kNoValue:
      return text::Truth::kFalse;
    case Expanded::State::kUndecided:
      return text::Truth::kUnknown;
  }
  return text::Truth::kUnknown;
}

}  // namespace iampolicy::policy
