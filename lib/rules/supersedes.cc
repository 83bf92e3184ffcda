#include "lib/rules/supersedes.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "lib/rules/load.h"
#include "lib/text/pattern.h"
#include "lib/text/suggest.h"

namespace iampolicy::rules {
namespace {

bool NamesOne(const PackView& known, std::span<const RuleSource> rules, std::string_view glob) {
  for (std::uint32_t i = 0; i < known.size(); ++i) {
    if (text::MatchesGlob(glob, known[i].id())) return true;
  }
  return std::any_of(rules.begin(), rules.end(),
                     [glob](const RuleSource& rule) { return text::MatchesGlob(glob, rule.id); });
}

std::string Near(const PackView& known, std::span<const RuleSource> rules, std::string_view name) {
  std::string near = NearestRule(known, name);
  text::Nearest nearest(name);
  for (const RuleSource& rule : rules) nearest.Offer(rule.id);
  if (near.empty() && !nearest.Best(1).empty()) near = nearest.Best(1)[0];
  return near.empty() ? "" : "did you mean `" + near + "`?";
}

/// The rules of the files by full name, and what each takes in by full name.
using Edges = std::map<std::string_view, std::vector<std::string_view>>;

/// The way from one rule back to it: "a > b > a"; "" where there is none.
std::string CycleFrom(const Edges& edges, std::string_view first) {
  std::map<std::string_view, std::string_view> from;
  std::vector<std::string_view> open = {first};
  while (!open.empty()) {
    const std::string_view at = open.back();
    open.pop_back();
    const auto found = edges.find(at);
    if (found == edges.end()) continue;
    for (const std::string_view next : found->second) {
      if (next == first) {
        std::string way = std::string(first);
        for (std::string_view step = at; step != first; step = from[step]) way = std::string(step) + "` > `" + way;
        return "`" + std::string(first) + "` > `" + way + "`";
      }
      if (from.emplace(next, at).second) open.push_back(next);
    }
  }
  return "";
}

}  // namespace

void CheckSupersedes(const PackView& known, std::span<const RuleSource> rules, Diagnostics& diagnostics) {
  Edges edges;
  for (const RuleSource& rule : rules) {
    for (const Json& glob : rule.rule.member("supersedes").elements()) {
      if (!glob.is(syntax::Kind::kString)) continue;  // reported by the compiler
      if (!NamesOne(known, rules, glob.text())) {
        diagnostics.Report(glob, "there is no rule `" + std::string(glob.text()) + "` to take in",
                           Near(known, rules, glob.text()));
      }
      if (glob.text().find_first_of("*?") == std::string_view::npos) edges[rule.id].push_back(glob.text());
    }
  }
  for (const RuleSource& rule : rules) {
    const std::string cycle = CycleFrom(edges, rule.id);
    if (cycle.empty()) continue;
    diagnostics.Report(rule.rule.member("supersedes"), "the rule takes in itself: " + cycle,
                       "leave out the weaker way round");
  }
}

}  // namespace iampolicy::rules
