#ifndef IAMPOLICY_TESTS_UNIT_RULES_JUDGE_H_
#define IAMPOLICY_TESTS_UNIT_RULES_JUDGE_H_

// Rule files and policies in, lines out, so that tests compare whole outputs.

#include <string>
#include <string_view>
#include <vector>

#include "lib/catalog/catalog.h"
#include "lib/policy/build.h"
#include "lib/rules/engine.h"
#include "lib/rules/finding.h"
#include "lib/rules/load.h"
#include "lib/syntax/json.h"
#include "lib/syntax/unknowns.h"

namespace iampolicy::rules {

/// A rule with the given members; the others are filled in.
inline std::string Rule(std::string_view each, std::string_view when, std::string_view more = "",
                        std::string_view message = "found") {
  std::string out = R"({"summary": "s", "class": "style", "severity": "note", "each": ")";
  out += each;
  out += R"(", "when": )";
  out += when;
  out += R"(, "message": ")";
  out += message;
  out += "\"";
  if (!more.empty()) out += std::string(", ") + std::string(more);
  return out + R"(, "examples": []})";
}

/// "underlined | message [help]" for each problem of loading.
inline std::vector<std::string> LoadProblems(std::string_view file, std::string_view name = "family/name.json") {
  const Compiled nothing = EmptyPack();
  const RuleFile files[] = {{name, file}};
  std::vector<std::string> lines;
  for (const Finding& finding : Load(PackView(nothing.tables()), files, catalog::Catalog::BuiltIn()).problems) {
    const std::uint32_t begin = finding.location.start.offset;
    lines.push_back(std::string(file.substr(begin, finding.location.end.offset - begin)) + " | " + finding.message +
                    (finding.help.empty() ? "" : " [" + finding.help + "]"));
  }
  return lines;
}

/// The rules' pack; a test that gets a refused rule says so itself.
inline Compiled PackOf(const std::vector<std::string>& rules) {
  const Compiled nothing = EmptyPack();
  std::vector<std::string> names;
  std::vector<RuleFile> files;
  for (std::size_t i = 0; i < rules.size(); ++i) names.push_back("family/rule" + std::to_string(i) + ".json");
  for (std::size_t i = 0; i < rules.size(); ++i) files.push_back({names[i], rules[i]});
  return Load(PackView(nothing.tables()), files, catalog::Catalog::BuiltIn()).pack;
}

/// A policy with all that judging it needs.
struct Judged {
  text::Sources sources;
  std::string bytes;
  syntax::Parsed parsed;
  policy::Policy policy;
};

inline void Read(Judged& out, std::string_view text, PolicyKind kind) {
  out.bytes = text;
  const std::optional<text::Span> span = out.sources.AddFile("policy.json", out.bytes);
  out.parsed = syntax::ReadJson(out.sources, *span);
  out.parsed.tree = syntax::ReadUnknowns(out.parsed.tree, out.sources);
  out.policy = policy::Build(out.parsed.tree, 0, out.sources, {kind, {}, "policy.json"});
}

inline std::vector<Found> FindIn(const PackView& pack, std::string_view text, PolicyKind kind = PolicyKind::kIdentity,
                                 Triggers triggers = Triggers::kUse) {
  Judged judged;
  Read(judged, text, kind);
  Memo memo(catalog::Catalog::BuiltIn());
  StudyInput input;
  input.document = {&judged.policy, &judged.parsed.tree, 0};
  input.sources = &judged.sources;
  input.problems = judged.parsed.problems;
  Study study(input, memo);
  const Engine engine(pack, std::vector<bool>(pack.size(), true), triggers);
  return ToFindings(pack, engine.Run(study), study);
}

/// "pointer: message", with "?" before what is only possible.
inline std::vector<std::string> Lines(const std::vector<Found>& found) {
  std::vector<std::string> lines;
  for (const Found& one : found) {
    lines.push_back((one.finding.certainty == Certainty::kPossible ? "?" : "") + one.finding.pointer + ": " +
                    one.finding.message);
  }
  return lines;
}

/// One rule, one policy; the problems of loading where it is refused.
inline std::vector<std::string> Judge(const std::string& rule, std::string_view policy,
                                      PolicyKind kind = PolicyKind::kIdentity) {
  const std::vector<std::string> problems = LoadProblems(rule);
  if (!problems.empty()) return problems;
  const Compiled pack = PackOf({rule});
  return Lines(FindIn(PackView(pack.tables()), policy, kind));
}

}  // namespace iampolicy::rules

#endif  // IAMPOLICY_TESTS_UNIT_RULES_JUDGE_H_
