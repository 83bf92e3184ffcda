// See verdict.h.

#include "lib/verdict/verdict.h"

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

#include "lib/text/pattern.h"
#include "lib/verdict/when.h"

namespace iampolicy::verdict {
namespace {

auto Key(const Raw& raw) { return std::tie(raw.document, raw.rule, raw.span.begin, raw.span.end, raw.finding.message); }

// The findings that are the same in several worlds become one: the first, with what the others add.
std::vector<Raw> MergeWorlds(std::vector<Raw> raw, std::span<const Worlds> documents) {
  std::stable_sort(raw.begin(), raw.end(),
                   [](const Raw& a, const Raw& b) { return Key(a) != Key(b) ? Key(a) < Key(b) : a.world < b.world; });
  std::vector<Raw> merged;
  for (std::size_t first = 0; first < raw.size();) {
    std::size_t last = first + 1;
    while (last < raw.size() && Key(raw[last]) == Key(raw[first])) ++last;
    Raw one = std::move(raw[first]);
    std::vector<std::uint32_t> worlds = {one.world};
    for (std::size_t i = first + 1; i < last; ++i) {
      if (raw[i].world != worlds.back()) worlds.push_back(raw[i].world);
      if (raw[i].finding.certainty == Certainty::kPossible) one.finding.certainty = Certainty::kPossible;
    }
    const std::vector<std::string>& guards = documents[one.document].guards;
    if (worlds.size() < (std::size_t{1} << guards.size())) {
      one.finding.certainty = Certainty::kPossible;
      one.finding.when = When(worlds, guards);
    }
    merged.push_back(std::move(one));
    first = last;
  }
  return merged;
}

bool TakesIn(const Supersedes& rule, std::string_view id) {
  return std::any_of(rule.globs.begin(), rule.globs.end(),
                     [id](std::string_view glob) { return text::MatchesGlob(glob, id); });
}

bool IsOnSame(const Raw& strong, const Raw& weak) {
  return strong.statement == weak.statement || strong.statement == kWholePolicy || weak.statement == kWholePolicy;
}

// Findings lie together by document. Few rules supersede, so those found are looked up first.
void Supersede(std::vector<Raw>& raw, std::span<const Supersedes> supersedes) {
  struct Strong {
    const Supersedes* rule;
    std::size_t at;
  };
  for (std::size_t first = 0; first < raw.size();) {
    std::size_t last = first;
    std::vector<Strong> strong;
    for (; last < raw.size() && raw[last].document == raw[first].document; ++last) {
      for (const Supersedes& rule : supersedes) {
        if (rule.rule == raw[last].rule && !raw[last].finding.opt_in) strong.push_back({&rule, last});
      }
    }
    for (std::size_t i = first; i < last; ++i) {
      for (const Strong& by : strong) {
        const Finding& other = raw[by.at].finding;
        if (raw[i].rule == raw[by.at].rule || !IsOnSame(raw[by.at], raw[i])) continue;
        if (other.certainty == Certainty::kPossible && raw[i].finding.certainty == Certainty::kCertain) continue;
        if (!TakesIn(*by.rule, raw[i].finding.rule)) continue;
        raw[i].finding.superseded_by = other.rule;
        break;
      }
    }
    first = last;
  }
}

bool Silences(const Silence& silence, const Raw& raw) {
  return silence.covers.begin <= raw.place.begin && raw.place.begin < silence.covers.end &&
         text::MatchesGlob(silence.rule, raw.finding.rule);
}

bool IsBefore(const Finding& a, const Finding& b) {
  return std::tie(a.location.file, a.location.start.offset, a.rule, a.message, a.pointer) <
         std::tie(b.location.file, b.location.start.offset, b.rule, b.message, b.pointer);
}

}  // namespace

Judged Judge(std::vector<Raw> raw, std::span<const Worlds> documents, std::span<const Supersedes> supersedes,
             std::span<const Silence> silences) {
  Judged judged;
  raw = MergeWorlds(std::move(raw), documents);
  Supersede(raw, supersedes);
  std::vector<bool> used(silences.size(), false);
  for (Raw& one : raw) {
    bool is_silenced = false;
    for (std::size_t i = 0; i < silences.size(); ++i) {
      if (!Silences(silences[i], one)) continue;
      used[i] = true;
      is_silenced = true;
    }
    if (is_silenced) {
      ++judged.silenced;
    } else {
      judged.findings.push_back(std::move(one.finding));
    }
  }
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (!used[i]) judged.unused.push_back(static_cast<std::uint32_t>(i));
  }
  std::stable_sort(judged.findings.begin(), judged.findings.end(), IsBefore);
  return judged;
}

}  // namespace iampolicy::verdict
