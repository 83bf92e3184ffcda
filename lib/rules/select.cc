// Which rules run, by globs over their ids and tags; and the name that a mistaken one may have meant.

#include <algorithm>
#include <string>

#include "lib/rules/load.h"
#include "lib/text/pattern.h"
#include "lib/text/suggest.h"

namespace iampolicy::rules {
namespace {

constexpr std::size_t kFullId = std::size_t{1} << 16;

/// How closely a glob names a rule, 0 where it does not: a full id is closest; else its characters that are no
/// wildcards count.
std::size_t Closeness(const RuleView& rule, std::string_view glob) {
  const auto plain =
      static_cast<std::size_t>(std::count_if(glob.begin(), glob.end(), [](char c) { return c != '*' && c != '?'; }));
  if (glob == rule.id()) return kFullId;
  const Argument was = rule.was();
  for (std::uint32_t i = 0; i < was.size(); ++i) {
    if (glob == was.text(i)) return kFullId;
  }
  bool matches = text::MatchesGlob(glob, rule.id());
  for (const Argument& names : {was, rule.tags()}) {
    for (std::uint32_t i = 0; i < names.size(); ++i) matches = matches || text::MatchesGlob(glob, names.text(i));
  }
  return matches ? plain + 1 : 0;
}

std::string_view FamilyOf(std::string_view id) { return id.substr(0, id.find('/')); }

void AddTexts(const Argument& texts, std::vector<std::string>& out) {
  for (std::uint32_t i = 0; i < texts.size(); ++i) out.emplace_back(texts.text(i));
}

std::string DidYouMeanRule(const PackView& pack, std::string_view name) {
  const std::string nearest = NearestRule(pack, name);
  return nearest.empty() ? "" : "; did you mean `" + nearest + "`?";
}

}  // namespace

std::string NearestRule(const PackView& pack, std::string_view name) {
  const bool is_glob = name.find_first_of("*?") != std::string_view::npos;
  const std::size_t slash = std::min(name.find('/'), name.size());
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < pack.size(); ++i) {
    const std::string_view id = pack[i].id();
    const std::string_view family = FamilyOf(id);
    if (is_glob) {
      names.push_back(std::string(family) + std::string(name.substr(slash)));
      continue;
    }
    if (name == family) return std::string(family) + "/*";
    if (slash == name.size() && family.size() < id.size() && name == id.substr(family.size() + 1)) {
      return std::string(id);
    }
    names.emplace_back(id);
    AddTexts(pack[i].was(), names);
    AddTexts(pack[i].tags(), names);
  }
  std::sort(names.begin(), names.end());
  text::Nearest nearest(name);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] != name && (i == 0 || names[i] != names[i - 1])) nearest.Offer(names[i]);
  }
  const std::vector<std::string_view> best = nearest.Best(1);
  return best.empty() ? "" : std::string(best[0]);
}

Result<std::vector<bool>> Enabled(const PackView& pack, std::span<const std::string> enable,
                                  std::span<const std::string> disable) {
  std::vector<std::size_t> on(pack.size());
  std::vector<std::size_t> off(pack.size());
  for (const bool is_enable : {true, false}) {
    for (const std::string& glob : is_enable ? enable : disable) {
      bool found = false;
      for (std::uint32_t i = 0; i < pack.size(); ++i) {
        const std::size_t closeness = Closeness(pack[i], glob);
        std::size_t& best = is_enable ? on[i] : off[i];
        best = std::max(best, closeness);
        found = found || closeness != 0;
      }
      if (!found) return Error{"no rule is called `" + glob + "`" + DidYouMeanRule(pack, glob)};
    }
  }
  std::vector<bool> enabled(pack.size());
  for (std::uint32_t i = 0; i < pack.size(); ++i) {
    enabled[i] = on[i] == off[i] ? on[i] == 0 && !pack[i].opt_in() : on[i] > off[i];
  }
  return enabled;
}

}  // namespace iampolicy::rules
