// See verdict.h.

#include "lib/verdict/verdict.h"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <tuple>
#include <unordered_set>
#include <utility>

#include "lib/text/pattern.h"
#include "lib/text/sort.h"
#include "lib/verdict/when.h"

namespace iampolicy::verdict {
namespace {

auto Key(const Raw& raw) { return std::tie(raw.document, raw.rule, raw.span.begin, raw.span.end, raw.finding.message); }

// Adds to a finding what the same in other worlds (`others`, in their order) says.
void JoinWorlds(Raw& one, std::span<const Raw> others, std::span<const Worlds> documents) {
  const std::vector<std::string>& guards = documents[one.document].guards;
  std::vector<std::uint32_t> worlds;
  if (!guards.empty()) worlds.push_back(one.world);
  for (const Raw& other : others) {
    if (!guards.empty() && other.world != worlds.back()) worlds.push_back(other.world);
    if (other.finding.certainty == Certainty::kPossible) one.finding.certainty = Certainty::kPossible;
  }
  if (guards.empty() || worlds.size() == (std::size_t{1} << guards.size())) return;
  one.finding.certainty = Certainty::kPossible;
  one.finding.when = When(worlds, guards);
}

// The findings that are the same in several worlds become one: the first, with what the others add.
std::vector<Raw> MergeWorlds(std::vector<Raw> raw, std::span<const Worlds> documents) {
  text::SortByNumber(raw, [](const Raw& a, const Raw& b) {
    const auto order = Key(a) <=> Key(b);
    return order != 0 ? order < 0 : a.world < b.world;
  });
  std::vector<Raw> merged;
  merged.reserve(raw.size());
  for (std::size_t first = 0; first < raw.size();) {
    std::size_t last = first + 1;
    while (last < raw.size() && Key(raw[last]) == Key(raw[first])) ++last;
    merged.push_back(std::move(raw[first]));
    JoinWorlds(merged.back(), std::span(raw).subspan(first + 1, last - first - 1), documents);
    first = last;
  }
  return merged;
}

// Where a document has findings of a rule that takes others in.
class Strong {
 public:
  explicit Strong(const Supersedes& rule) : rule_(&rule) {}

  void Add(const Raw& raw) {
    id_ = raw.finding.rule;
    (raw.finding.certainty == Certainty::kPossible ? possible_ : certain_).insert(raw.statement);
  }

  // On the same statement, or one of the two on the whole policy; and at least as certain.
  bool TakesIn(const Raw& weak) const {
    if (weak.rule == rule_->rule) return false;
    const bool is_there =
        IsOn(certain_, weak) || (weak.finding.certainty == Certainty::kPossible && IsOn(possible_, weak));
    return is_there && std::any_of(rule_->globs.begin(), rule_->globs.end(),
                                   [&](std::string_view glob) { return text::MatchesGlob(glob, weak.finding.rule); });
  }

  std::uint32_t rule() const { return rule_->rule; }
  const std::string& id() const { return id_; }

 private:
  using Statements = std::unordered_set<std::uint32_t>;
  static bool IsOn(const Statements& statements, const Raw& weak) {
    if (statements.empty() || weak.statement == kWholePolicy) return !statements.empty();
    return statements.contains(weak.statement) || statements.contains(kWholePolicy);
  }

  const Supersedes* rule_;
  std::string id_;
  Statements certain_, possible_;
};

// Of one document, in order of rule.
std::vector<Strong> StrongOf(std::span<const Raw> raw, std::span<const Supersedes> supersedes) {
  std::vector<Strong> strong;
  for (const Raw& one : raw) {
    if (one.finding.opt_in) continue;
    const auto rule = std::find_if(supersedes.begin(), supersedes.end(),
                                   [&](const Supersedes& candidate) { return candidate.rule == one.rule; });
    if (rule == supersedes.end()) continue;
    if (strong.empty() || strong.back().rule() != one.rule) strong.emplace_back(*rule);
    strong.back().Add(one);
  }
  return strong;
}

// Findings lie together by document, and there by rule.
void Supersede(std::vector<Raw>& raw, std::span<const Supersedes> supersedes) {
  for (std::size_t first = 0; first < raw.size();) {
    std::size_t last = first;
    while (last < raw.size() && raw[last].document == raw[first].document) ++last;
    const std::span<Raw> document(raw.data() + first, last - first);
    const std::vector<Strong> strong = StrongOf(document, supersedes);
    for (Raw& weak : document) {
      const auto by =
          std::find_if(strong.begin(), strong.end(), [&](const Strong& rule) { return rule.TakesIn(weak); });
      if (by != strong.end()) weak.finding.superseded_by = by->id();
    }
    first = last;
  }
}

std::string Joined(const std::vector<std::string>& owners) {
  std::string out;
  for (const std::string& owner : owners) out += (out.empty() ? "" : ", ") + owner;
  return out;
}

// Adds to a finding what the same in other documents (`others`) says: it counts as the strongest of them does.
void JoinOwners(Raw& one, std::span<Raw> others, std::span<const Worlds> documents) {
  std::vector<std::string> owners = documents[one.document].owners;
  const auto strength = [](const Finding& finding) {
    return std::tuple(finding.superseded_by.empty(), finding.certainty == Certainty::kCertain, finding.when.empty());
  };
  for (Raw& other : others) {
    for (const std::string& owner : documents[other.document].owners) {
      if (std::find(owners.begin(), owners.end(), owner) == owners.end()) owners.push_back(owner);
    }
    if (strength(one.finding) < strength(other.finding)) one.finding = std::move(other.finding);
  }
  one.finding.owner = Joined(owners);
}

// The findings that say the same of the same place become one: policies share statements, and resources policies.
void MergeDocuments(std::vector<Raw>& raw, std::span<const Worlds> documents) {
  const auto key = [](const Raw& one) {
    return std::tie(one.place.begin, one.place.end, one.rule, one.finding.message);
  };
  text::SortByNumber(raw, [&key](const Raw& a, const Raw& b) {
    const auto order = key(a) <=> key(b);
    return order != 0 ? order < 0 : a.document < b.document;
  });
  std::size_t kept = 0;
  for (std::size_t first = 0; first < raw.size();) {
    std::size_t last = first + 1;
    while (last < raw.size() && key(raw[last]) == key(raw[first])) ++last;
    JoinOwners(raw[first], std::span(raw).subspan(first + 1, last - first - 1), documents);
    if (kept != first) raw[kept] = std::move(raw[first]);
    ++kept;
    first = last;
  }
  raw.resize(kept);
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
  MergeDocuments(raw, documents);
  judged.findings.reserve(raw.size());
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
  text::SortByNumber(judged.findings, IsBefore);
  return judged;
}

}  // namespace iampolicy::verdict
