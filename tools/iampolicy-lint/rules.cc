// rules: what rules there are; whether rule files are sound.

#include <fmt/format.h>
#include <iampolicy/report.h>
#include <iampolicy/rules.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/iampolicy-lint/arguments.h"
#include "tools/iampolicy-lint/commands.h"
#include "tools/iampolicy-lint/nearest.h"
#include "tools/iampolicy-lint/output.h"
#include "tools/iampolicy-lint/settings.h"

namespace iampolicy::command {
namespace {

std::size_t Longest(const std::vector<RuleInfo>& rules) {
  std::size_t longest = 0;
  for (const RuleInfo& rule : rules) longest = std::max(longest, rule.description.id.size());
  return longest;
}

std::string Table(const std::vector<RuleInfo>& rules) {
  const std::size_t width = Longest(rules);
  std::string out;
  for (const RuleInfo& rule : rules) {
    const RuleDescription& description = rule.description;
    out += fmt::format("{:{}}  {:7}  {:11}  {}{}\n", description.id, width, Name(description.severity),
                       Name(description.finding_class), description.summary, rule.opt_in ? " (opt-in)" : "");
  }
  return out;
}

// One line an id of another tool: the id, then the rules that stand for it.
std::string AliasTable(const std::vector<RuleInfo>& rules) {
  std::vector<std::pair<std::string, std::string>> pairs;
  std::size_t width = 0;
  for (const RuleInfo& rule : rules) {
    for (const std::string& alias : rule.description.aliases) {
      pairs.emplace_back(alias, rule.description.id);
      width = std::max(width, alias.size());
    }
  }
  std::sort(pairs.begin(), pairs.end());
  std::string out;
  for (const auto& [alias, id] : pairs) out += fmt::format("{:{}}  {}\n", alias, width, id);
  return out;
}

// The tools whose ids the rules name, sorted.
std::vector<std::string> ToolsOf(const std::vector<RuleInfo>& rules) {
  std::vector<std::string> tools;
  for (const RuleInfo& rule : rules) {
    for (const std::string& alias : rule.description.aliases) tools.push_back(alias.substr(0, alias.find(':')));
  }
  std::sort(tools.begin(), tools.end());
  tools.erase(std::unique(tools.begin(), tools.end()), tools.end());
  return tools;
}

// One line a pair of a code and a rule that stands for it: what the rule needs, and whether it is reported.
std::string CodeTable(const std::vector<CodeInfo>& codes) {
  std::size_t code_width = 0, rule_width = 0, needs_width = 0;
  for (const CodeInfo& code : codes) {
    code_width = std::max(code_width, code.code.size());
    rule_width = std::max(rule_width, code.rule.size());
    needs_width = std::max(needs_width, fmt::format("{}", fmt::join(code.needs, ", ")).size());
  }
  std::string out;
  for (const CodeInfo& code : codes) {
    out += fmt::format("{:{}}  {:{}}  {:{}}  {}\n", code.code, code_width, code.rule.empty() ? "-" : code.rule,
                       rule_width, fmt::format("{}", fmt::join(code.needs, ", ")), needs_width, code.status);
  }
  return out;
}

// The codes of one other tool, as text or JSON.
int ListCodes(const std::vector<std::string>& paths, const std::string& tool, const std::string& format) {
  const std::optional<RuleSet> rules = LoadRules(paths);
  if (!rules) return kExitUsage;
  const std::vector<CodeInfo> codes = rules->Codes(tool);
  if (codes.empty()) {
    const std::vector<std::string> tools = ToolsOf(rules->List());
    Complain(fmt::format("no rule names an id of `{}`{}", tool, DidYouMean(tool, tools)));
    return kExitUsage;
  }
  Print(format == "json" ? ToJson(codes) : CodeTable(codes));
  return kExitGood;
}

int List(const std::vector<std::string>& paths, bool aliases) {
  const std::optional<RuleSet> rules = LoadRules(paths);
  if (!rules) return kExitUsage;
  std::vector<RuleInfo> list = rules->List();
  std::sort(list.begin(), list.end(),
            [](const RuleInfo& a, const RuleInfo& b) { return a.description.id < b.description.id; });
  Print(aliases ? AliasTable(list) : Table(list));
  return kExitGood;
}

bool HasError(const Report& report) {
  return std::any_of(report.findings.begin(), report.findings.end(),
                     [](const Finding& finding) { return finding.severity == Severity::kError; });
}

int CheckOrTest(const std::vector<std::string>& paths, bool is_test) {
  const std::optional<RuleBytes> bytes = ReadRules(paths);
  if (!bytes) return kExitUsage;
  if (bytes->files.empty()) {
    Complain(fmt::format("no rule file (.json) in {}", fmt::join(paths, ", ")));
    return kExitUsage;
  }
  const Report report = Merge({is_test ? TestRules(bytes->files) : CheckRules(bytes->files)});  // in order of place
  Print(ToText(report, {.color = UseColor("auto"), .summary = false}));                         // which counts policies
  const std::size_t count = report.findings.size();
  Print(fmt::format("{} {}: {}\n", bytes->files.size(), bytes->files.size() == 1 ? "rule file" : "rule files",
                    count == 0 ? "as it should be" : fmt::format("{} {}", count, count == 1 ? "finding" : "findings")));
  if (count == 0) return kExitGood;
  if (!is_test) return HasError(report) ? kExitUsage : kExitGood;
  return HasError(RuleSet::Load(bytes->files).problems) ? kExitUsage : kExitFound;
}

}  // namespace

int RunRules(int argc, const char* const* argv) {
  const std::vector<std::string> kActions = {"list", "predicates", "check", "test"};
  bool aliases = false;
  std::string tool, format = "text";
  std::vector<std::string> paths, words;
  Arguments arguments({"rules list [--aliases]", "rules list --tool TOOL [--format text|json]", "rules predicates",
                       "rules check PATH...", "rules test PATH..."},
                      "Lists the rules and the tests they are made of; checks and tests rule files.");
  arguments.Flag("--aliases", aliases, "list the ids of other tools and the rules that stand for them");
  arguments.Text("--tool", "TOOL", tool,
                 "list the ids of one other tool: the id, its rule, what that needs, its status");
  arguments.Choice("--format", format, {"text", "json"}, "how --tool prints");
  arguments.Texts("--rules", "PATH", paths, "list the rules of this file or folder too");
  arguments.Positional("list, predicates, check or test", words, 1, static_cast<std::size_t>(-1));
  arguments.Example("iampolicy-lint rules list");
  arguments.Example("iampolicy-lint rules list --tool access-analyzer");
  arguments.Example("iampolicy-lint rules test rules/");
  if (const std::optional<int> status = arguments.Parse(argc, argv)) return *status;

  const std::string action = words[0];
  words.erase(words.begin());
  const bool takes_paths = action == "check" || action == "test";
  if (std::find(kActions.begin(), kActions.end(), action) == kActions.end()) {
    Complain(
        fmt::format("rules takes {}, not `{}`{}", fmt::join(kActions, ", "), action, DidYouMean(action, kActions)));
    return kExitUsage;
  }
  if (takes_paths == words.empty()) {
    Complain(takes_paths ? fmt::format("rules {} needs a PATH", action)
                         : fmt::format("`{}` is one argument too many", words[0]));
    return kExitUsage;
  }
  if (action == "list") return tool.empty() ? List(paths, aliases) : ListCodes(paths, tool, format);
  if (action == "predicates") {
    Print(DescribePredicates());
    return kExitGood;
  }
  return CheckOrTest(words, action == "test");
}

}  // namespace iampolicy::command
