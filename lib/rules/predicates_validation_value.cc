// What a condition value holds: wildcards, policy variables, a Region.

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "lib/rules/fields.h"
#include "lib/rules/partitions.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"

namespace iampolicy::rules {
namespace {

using text::ToTruth;

constexpr std::string_view kVariableStart = "${";

enum class Piece : std::uint8_t { kLetter, kWildcard, kVariable };

/// The value letter by letter; ${*}, ${?} and ${$} are letters. In old versions every ${...} is text, but no wildcard.
struct Reading {
  Piece piece = Piece::kLetter;
  std::size_t length = 1;
};
Reading Next(std::string_view rest, bool has_variables) {
  if (rest.front() == '*' || rest.front() == '?') return {Piece::kWildcard, 1};
  const std::size_t close = rest.starts_with(kVariableStart) ? rest.find('}') : std::string_view::npos;
  if (close == std::string_view::npos) return {};
  const std::string_view name = rest.substr(kVariableStart.size(), close - kVariableStart.size());
  const bool is_escape = name == "*" || name == "?" || name == "$";
  return {is_escape || !has_variables ? Piece::kLetter : Piece::kVariable, close + 1};
}

template <class Take>
void ForEachPiece(const Subject& subject, Take take) {
  const std::string_view text = subject.value->leaf.text;
  for (std::size_t at = 0; at < text.size();) {
    const Reading read = Next(text.substr(at), subject.policy->has_variables());
    take(read, text.substr(at, read.length));
    at += read.length;
  }
}

Truth OrUnknown(const Subject& subject, bool found) {
  return subject.value->leaf.has_hole ? Truth::kUnknown : ToTruth(found);
}

template <Piece Wanted>
Truth Holds(Study&, const Subject& subject, Argument) {
  bool found = false;
  ForEachPiece(subject, [&](Reading read, std::string_view) { found = found || read.piece == Wanted; });
  return found && !subject.value->leaf.unknown ? Truth::kTrue : OrUnknown(subject, found);
}

Truth IsLiteral(Study&, const Subject& subject, Argument) {
  const std::string_view text = subject.value->leaf.text;
  return OrUnknown(subject, text.find_first_of("*?") == std::string_view::npos &&
                                text.find(kVariableStart) == std::string_view::npos);
}

/// The fewest letters between one of these and what is open before it; enough where there is none.
template <Piece Wanted>
Truth FixedBefore(Study&, const Subject& subject, Argument argument) {
  std::int64_t letters = 0;
  std::int64_t fewest = std::numeric_limits<std::int64_t>::max();
  ForEachPiece(subject, [&](Reading read, std::string_view text) {
    if (read.piece == Wanted) fewest = std::min(fewest, letters);
    const bool continues = (static_cast<unsigned char>(text.front()) & 0xC0) == 0x80;
    letters = read.piece == Piece::kLetter ? letters + (continues ? 0 : 1) : 0;
  });
  return OrUnknown(subject, argument.Holds(fewest));
}

/// aws:userid is ID:session. Left of the colon only one such piece may stand, and nothing else; without a colon, none.
template <Piece Wanted>
Truth OpensUserId(Study&, const Subject& subject, Argument) {
  bool in_left = true;
  std::size_t pieces = 0;
  bool found = false;
  ForEachPiece(subject, [&](Reading read, std::string_view text) {
    if (read.piece == Piece::kLetter && text == ":") in_left = false;
    if (!in_left) return;
    ++pieces;
    found = found || read.piece == Wanted;
  });
  return OrUnknown(subject, found && (in_left || pieces > 1));
}

Truth IsRegion(Study&, const Subject& subject, Argument) {
  return OrUnknown(subject, HasRegion(nullptr, subject.value->leaf.text));
}

std::string Suggestion(std::string_view name) { return "; did you mean `" + std::string(name) + "`?"; }

std::string FillRegion(Study&, const Subject& subject, Argument, std::string_view) {
  const std::string_view nearest = NearestRegion(nullptr, subject.value->leaf.text);
  return nearest.empty() ? "" : Suggestion(nearest);
}

/// Of a value such as s3.eu-west-1.amazonaws.com: the label that is a Region, or would be one.
Truth NamesRegion(Study&, const Subject& subject, Argument) {
  std::string_view rest = subject.value->leaf.text;
  bool found = false;
  while (!rest.empty() && !found) {
    const std::size_t dot = std::min(rest.find('.'), rest.size());
    found = HasRegion(nullptr, rest.substr(0, dot));
    rest.remove_prefix(std::min(dot + 1, rest.size()));
  }
  return OrUnknown(subject, found);
}

std::string FillRegionLabel(Study&, const Subject& subject, Argument, std::string_view) {
  const std::string_view text = subject.value->leaf.text;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t dot = std::min(text.find('.', at), text.size());
    const std::string_view nearest = NearestRegion(nullptr, text.substr(at, dot - at));
    if (!nearest.empty()) {
      return Suggestion(std::string(text.substr(0, at)).append(nearest).append(text.substr(dot)));
    }
    at = dot + 1;
  }
  return "";
}

Needs NeedsCondition(Argument) {
  Needs needs;
  needs.shapes = Bit(Shape::kCondition);
  return needs;
}

constexpr std::string_view kRegionFills[] = {"suggestion"};
constexpr SubjectKinds kOfValue = Bit(SubjectKind::kValue);

constexpr Predicate kTable[] = {
    {.name = "value_has_wildcard",
     .doc = "The value holds * or ? outside ${...}.",
     .subjects = kOfValue,
     .test = Holds<Piece::kWildcard>,
     .needs = NeedsCondition},
    {.name = "value_has_variable",
     .doc = "The value holds a policy variable; ${*}, ${?} and ${$} are none.",
     .subjects = kOfValue,
     .test = Holds<Piece::kVariable>,
     .needs = NeedsCondition},
    {.name = "value_is_literal",
     .doc = "The value holds neither *, ? nor ${.",
     .subjects = kOfValue,
     .test = IsLiteral,
     .needs = NeedsCondition},
    {.name = "fixed_before_wildcard",
     .doc = "How many fixed characters stand right before a wildcard of the value, the fewest of all, as a number.",
     .argument = ArgumentType::kNumber,
     .subjects = kOfValue,
     .test = FixedBefore<Piece::kWildcard>,
     .needs = NeedsCondition},
    {.name = "fixed_before_variable",
     .doc = "How many fixed characters stand right before a variable of the value, the fewest of all, as a number.",
     .argument = ArgumentType::kNumber,
     .subjects = kOfValue,
     .test = FixedBefore<Piece::kVariable>,
     .needs = NeedsCondition},
    {.name = "wildcard_opens_user_id",
     .doc = "A wildcard is part of what stands left of the value's first colon, or the value has no colon.",
     .subjects = kOfValue,
     .test = OpensUserId<Piece::kWildcard>,
     .needs = NeedsCondition},
    {.name = "variable_opens_user_id",
     .doc = "A policy variable is part of what stands left of the value's first colon, or the value has no colon.",
     .subjects = kOfValue,
     .test = OpensUserId<Piece::kVariable>,
     .needs = NeedsCondition},
    {.name = "value_is_region",
     .doc = "The value is the code of a Region.",
     .subjects = kOfValue,
     .fills = kRegionFills,
     .test = IsRegion,
     .fill = FillRegion,
     .needs = NeedsCondition},
    {.name = "value_names_region",
     .doc = "A part of the value, between dots, is the code of a Region.",
     .subjects = kOfValue,
     .fills = kRegionFills,
     .test = NamesRegion,
     .fill = FillRegionLabel,
     .needs = NeedsCondition},
};

}  // namespace

std::span<const Predicate> ValuePredicates() { return kTable; }

}  // namespace iampolicy::rules
