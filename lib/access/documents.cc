#include "lib/access/documents.h"

#include <optional>
#include <string>
#include <utility>

#include "lib/policy/build.h"
#include "lib/syntax/json.h"
#include "lib/syntax/unknowns.h"

namespace iampolicy::access {
namespace {

/// What may stand in a text without making it unreadable.
bool IsHarmless(std::string_view kind) {
  return kind == "comment" || kind == "trailing-comma" || kind == "duplicate-key";
}

std::optional<std::string> WhyUnreadable(const syntax::Parsed& parsed, const text::Sources& sources) {
  for (const text::Problem& problem : parsed.problems) {
    if (IsHarmless(problem.kind)) continue;
    const text::Place place = sources.Locate(problem.span);
    std::string why = " is not JSON: line " + std::to_string(place.start.line) + ", column " +
                      std::to_string(place.start.column) + ": ";
    why += problem.got.empty() ? std::string(problem.kind) : "got " + problem.got;
    if (!problem.expected.empty()) why += ", expected " + problem.expected;
    return why;
  }
  if (!parsed.complete || parsed.tree.empty()) return " ends too early";
  return std::nullopt;
}

std::optional<std::string> WhyMeaningless(const policy::Policy& policy) {
  if (!policy.is_object) return " must be an object";
  if (!policy.statements.present()) return " has no Statement";
  for (const policy::Statement& statement : policy.statements.items) {
    if (statement.effect != policy::Effect::kMissing && statement.effect != policy::Effect::kOther) continue;
    return ": statement " + std::to_string(statement.index) + " has neither Effect Allow nor Deny";
  }
  return std::nullopt;
}

}  // namespace

Result<const policy::Policy*> Documents::Add(const PolicyText& text, std::string_view name) {
  const std::optional<text::Span> span = sources_.AddFile(name, text.text);
  if (!span) return Error{std::string(name) + " is too large"};
  syntax::Parsed parsed = syntax::ReadJson(sources_, *span);
  if (const auto why = WhyUnreadable(parsed, sources_)) return Error{std::string(name) + *why};
  const bool is_notation = text.has_notation && syntax::UsesUnknowns(parsed.tree, sources_);
  trees_.push_back(is_notation ? syntax::ReadUnknowns(parsed.tree, sources_) : std::move(parsed.tree));
  policy::Given given;
  given.kind = text.kind;
  policies_.push_back(policy::Build(trees_.back(), trees_.back().root(), sources_, given));
  if (const auto why = WhyMeaningless(policies_.back())) return Error{std::string(name) + *why};
  return &policies_.back();
}

}  // namespace iampolicy::access
