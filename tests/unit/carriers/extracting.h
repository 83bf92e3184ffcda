#ifndef IAMPOLICY_TESTS_UNIT_CARRIERS_EXTRACTING_H_
#define IAMPOLICY_TESTS_UNIT_CARRIERS_EXTRACTING_H_

// Extractions as lines, so that tests compare the whole of them.

#include <string>
#include <string_view>
#include <vector>

#include "lib/carriers/carrier.h"
#include "lib/carriers/documents.h"
#include "lib/carriers/notation.h"
#include "lib/text/sources.h"

namespace iampolicy::carriers {

using Lines = std::vector<std::string>;

inline std::string PlaceOf(const text::Sources& sources, text::Span span) {
  const Position start = sources.Locate(span).start;
  return std::to_string(start.line) + ":" + std::to_string(start.column);
}

/// Documents as "owner path line:column kind document", then what else there is, each line with its sort before it.
inline Lines LinesOf(const Extraction& found, const text::Sources& sources) {
  Lines lines;
  for (const Document& document : found.documents) {
    std::string owners;
    for (const std::string& owner : document.owners) owners += (owners.empty() ? "" : "+") + owner;
    std::string line = owners + " " + document.path + " " + PlaceOf(sources, document.span) + " ";
    line += std::string(Name(document.kind)) + " ";
    lines.push_back(line + (document.readable ? ToNotation(document.tree, document.root, sources) : "unreadable"));
    for (const text::Problem& problem : document.problems) {
      lines.push_back("  " + PlaceOf(sources, problem.span) + " " + Describe(problem));
    }
  }
  for (const Identity& identity : found.identities) {
    std::string line = "identity " + identity.name;
    const auto add = [&](std::string_view what, const std::vector<std::uint32_t>& list) {
      for (const std::uint32_t one : list) line += " " + std::string(what) + std::to_string(one);
    };
    add("", identity.attached);
    add("boundary:", identity.boundary);
    add("trust:", identity.trust);
    lines.push_back(line);
  }
  for (const Suppression& one : found.suppressions) {
    lines.push_back("silence " + one.rule + " (" + one.reason + ") " + PlaceOf(sources, one.covers) + "-" +
                    PlaceOf(sources, {one.covers.end, one.covers.end}));
  }
  for (const text::Problem& one : found.problems) {
    lines.push_back("problem " + PlaceOf(sources, one.span) + " " + Describe(one));
  }
  for (const Note& note : found.notes) lines.push_back("note " + PlaceOf(sources, note.at) + " " + note.message);
  for (const ReadError& error : found.errors) {
    lines.push_back("error " + PlaceOf(sources, error.at) + " " + error.message);
  }
  for (const Incomplete& one : found.incomplete) lines.push_back("incomplete " + one.reason);
  for (const PassedOver& one : found.passed_over) lines.push_back("passed over: " + one.reason);
  return lines;
}

inline Lines ExtractLines(std::string_view name, std::string_view text, const Options& options = {},
                          const ReadFile& read_file = {}) {
  text::Sources sources;
  const Source source{name, *sources.AddFile(name, text), PolicyKind::kUnknown, ""};
  return LinesOf(Extract(sources, {&source, 1}, options, read_file), sources);
}

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_TESTS_UNIT_CARRIERS_EXTRACTING_H_
