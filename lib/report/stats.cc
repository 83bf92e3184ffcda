#include "lib/report/stats.h"

#include <fmt/format.h>

#include <array>
#include <cstddef>
#include <iterator>
#include <vector>

#include "lib/report/display.h"

namespace iampolicy::report {
namespace {

constexpr std::array<std::string_view, 5> kLevels = {"list", "read", "write", "permissions management", "tagging"};
constexpr std::size_t kKinds = static_cast<std::size_t>(PolicyKind::kEndpoint) + 1;

std::string Joined(const std::vector<std::string>& parts, std::string_view between) {
  return fmt::format("{}", fmt::join(parts, between));
}

std::string LevelsText(const Breadth& breadth) {
  std::vector<std::string> levels;
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    if (breadth.by_level[i] != 0) levels.push_back(fmt::format("{} {}", breadth.by_level[i], kLevels[i]));
  }
  return levels.empty() ? "" : " (" + Joined(levels, ", ") + ")";
}

// "at least 57 actions of 2 services (20 list, 37 write), on everything, for everyone".
std::string BreadthText(const Breadth& breadth) {
  if (breadth.actions == 0 && !breadth.at_least) return "nothing";
  std::string text = breadth.at_least ? "at least " : "";
  text += Counted(breadth.actions, "action", "actions") + " of " + Counted(breadth.services, "service", "services");
  text += LevelsText(breadth);
  text += fmt::format(", reach: {}", Name(breadth.reach));
  if (breadth.audience != Audience::kNone) text += fmt::format(", lets in: {}", Name(breadth.audience));
  return text;
}

std::string KindText(PolicyKind kind) {
  return kind == PolicyKind::kUnknown ? "unknown kind" : std::string(Name(kind));
}

// "(2 read x 2 + 1 write x 4) x 64 (everything) x 8 (everyone) / 2 (conditioned)".
std::string TermText(const ScoreTerm& term) {
  std::vector<std::string> levels;
  for (std::size_t i = 0; i < kLevels.size(); ++i) {
    if (term.by_level[i] != 0)
      levels.push_back(fmt::format("{} {} x {}", term.by_level[i], kLevels[i], kLevelWeights[i]));
  }
  std::string text = fmt::format("({}) x {} ({})", Joined(levels, " + "), term.reach_weight, Name(term.reach));
  if (term.audience != Audience::kNone) text += fmt::format(" x {} ({})", term.audience_weight, Name(term.audience));
  if (term.conditioned) text += " / 2 (conditioned)";
  return text;
}

void AppendScore(std::string& out, const Score& score) {
  out += fmt::format("  breadth score: {}{}\n", score.at_least ? "at least " : "", score.total);
  for (const ScoreTerm& term : score.terms) {
    out += fmt::format("    {} of statement {} = {}\n", term.points, term.statement, TermText(term));
  }
}

void AppendPolicy(std::string& out, const PolicySummary& policy) {
  out += fmt::format("{}:{}: {} policy{}{}{}{}\n", Printable(policy.file), policy.line, KindText(policy.kind),
                     policy.inferred && policy.kind != PolicyKind::kUnknown ? " (inferred)" : "",
                     policy.resource_type.empty() ? "" : " of " + Printable(policy.resource_type),
                     policy.owner.empty() ? "" : " in " + Printable(policy.owner),
                     policy.has_unknowns ? ", has unknown values" : "");
  out += "  allows " + BreadthText(policy.breadth) + "\n";
  if (policy.breadth.conditioned != 0) {
    out += fmt::format("  {} of {} restricted by conditions\n", policy.breadth.conditioned,
                       Counted(policy.breadth.conditioned + policy.breadth.unconditioned, "statement that allows is",
                               "statements that allow are"));
  }
  for (std::size_t i = 0; i < policy.statements.size(); ++i) {
    const std::string text = BreadthText(policy.statements[i]);
    out += fmt::format("  statement {}: {}{}\n", i, text == "nothing" ? "allows " : "", text);
  }
  AppendScore(out, policy.score);
}

std::string KindsText(const Report& report) {
  std::array<std::uint32_t, kKinds> counts{};
  std::uint32_t with_unknowns = 0;
  for (const PolicySummary& policy : report.policies) {
    ++counts[static_cast<std::size_t>(policy.kind)];
    if (policy.has_unknowns) ++with_unknowns;
  }
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < kKinds; ++i) {
    if (counts[i] == 0) continue;
    const std::string kind = KindText(static_cast<PolicyKind>(i));
    parts.push_back(report.policies.size() == 1 ? kind : fmt::format("{} {}", counts[i], kind));
  }
  std::string text = Joined(parts, ", ");
  const bool is_one_known = report.policies.size() == 1 && report.policies[0].kind != PolicyKind::kUnknown;
  if (is_one_known && report.policies[0].inferred) text += ", inferred";
  if (with_unknowns != 0) text += fmt::format("; {} with unknown values", with_unknowns);
  return text.empty() ? "" : " (" + text + ")";
}

std::string FindingsText(const Report& report) {
  std::array<std::uint32_t, 3> counts{}, possible{};
  std::uint32_t superseded = report.contained;
  for (const Finding& finding : report.findings) {
    if (finding.opt_in) continue;
    if (!finding.superseded_by.empty()) {
      ++superseded;
      continue;
    }
    const auto severity = static_cast<std::size_t>(finding.severity);
    ++counts[severity];
    if (finding.certainty == Certainty::kPossible) ++possible[severity];
  }
  std::vector<std::string> parts;
  for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kNote}) {
    const auto i = static_cast<std::size_t>(severity);
    if (counts[i] == 0) continue;
    std::string part = Counted(counts[i], Name(severity), std::string(Name(severity)) + "s");
    if (possible[i] != 0) part += fmt::format(" ({} possible)", possible[i]);
    parts.push_back(std::move(part));
  }
  std::string text = parts.empty() ? "no findings" : Joined(parts, ", ");
  if (superseded != 0) text += fmt::format("; {} contained in these", Counted(superseded, "more is", "more are"));
  return text;
}

// What lies elsewhere, by name; a repository may attach a hundred policies of AWS.
std::string NotSeenText(const std::vector<NotSeen>& all) {
  constexpr std::size_t kMostNamed = 6;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < all.size() && i < kMostNamed; ++i) {
    parts.push_back(Printable(all[i].what));
    if (all[i].count > 1) parts.back() += fmt::format(" ({} times)", all[i].count);
  }
  std::string text = Joined(parts, ", ");
  if (all.size() > kMostNamed) text += fmt::format(" and {} more", all.size() - kMostNamed);
  return text;
}

}  // namespace

std::string Counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string StatsText(const Report& report) {
  std::string out;
  for (const PolicySummary& policy : report.policies) AppendPolicy(out, policy);
  return out;
}

std::string SummaryText(const Report& report) {
  std::string out =
      fmt::format("{}, {}{}: {}\n", Counted(report.files, "file", "files"),
                  Counted(report.policies.size(), "policy", "policies"), KindsText(report), FindingsText(report));
  for (const PassedOver& passed : report.passed_over) {
    out += fmt::format("passed over: {} ({})\n", Counted(passed.count, "input", "inputs"), Printable(passed.reason));
  }
  if (!report.not_seen.empty()) out += fmt::format("not seen: {}\n", NotSeenText(report.not_seen));
  if (!report.incomplete.empty()) {
    out += fmt::format("not analysed to the end: {}\n", Counted(report.incomplete.size(), "input", "inputs"));
  }
  return out;
}

}  // namespace iampolicy::report
