// lint: files to findings. Units of files are analysed by themselves, each on whichever thread is free, and joined.

#include <fmt/format.h>
#include <iampolicy/analyzer.h>
#include <iampolicy/report.h>
#include <iampolicy/rules.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tools/iampolicy-lint/arguments.h"
#include "tools/iampolicy-lint/commands.h"
#include "tools/iampolicy-lint/disk.h"
#include "tools/iampolicy-lint/inputs.h"
#include "tools/iampolicy-lint/output.h"
#include "tools/iampolicy-lint/settings.h"
#include "tools/iampolicy-lint/units.h"
#include "tools/iampolicy-lint/work.h"

namespace iampolicy::command {
namespace {

struct LintOptions {
  std::string format = "text";
  KindOptions kind;
  std::vector<std::string> rules, set, enable, disable, exclude, principals;
  TemplateArguments templates;
  std::string fail_on = "warning";
  std::string color = "auto";
  bool require_policies = false;
  bool stats = false;
  bool no_suppressions = false;
  std::uint32_t jobs = 0;
  std::vector<std::string> paths;

  void AddTo(Arguments& arguments);
};

void LintOptions::AddTo(Arguments& arguments) {
  arguments.Choice("--format", format, {"text", "json", "sarif", "access-analyzer"},
                   "how to print the findings; access-analyzer is what ValidatePolicy answers");
  arguments.Choice(
      "--fail-on", fail_on, {"error", "warning", "note", "never"},
      "the least severity that gives exit status 1 (default: warning); a possible finding counts one lower");
  kind.AddTo(arguments);
  arguments.Texts("--enable", "GLOB", enable, "also run opt-in rules whose id or tag matches");
  arguments.Texts("--disable", "GLOB", disable,
                  "do not run rules whose id or tag matches; of --enable and --disable the one that says more of the "
                  "name decides: --disable '*' --enable RULE runs that rule alone");
  arguments.Texts("--rules", "PATH", rules, "also run the rules of this file or folder");
  arguments.Texts("--set", "RULE.NAME=VALUE", set,
                  "set a parameter of a rule: a text, a number, true or false, or a list with commas between, as its "
                  "default is");
  arguments.Texts("--exclude", "GLOB", exclude,
                  "leave out files and folders of this name, or path where it has a slash");
  templates.AddTo(arguments);
  arguments.Texts(
      "--principal", "NAME=FILE,...", principals,
      "judge these policies together, as those of one principal; boundary:FILE, trust:FILE and scp:FILE say "
      "what a file is, @FILE is a file of such lines");
  arguments.Flag("--no-suppressions", no_suppressions, "disregard comments that silence rules");
  arguments.Flag("--require-policies", require_policies, "exit status 3 where no policy is found");
  arguments.Flag("--stats", stats, "also print how broad each policy is, with its score term by term");
  arguments.Number("--jobs", jobs, "threads (default: one a processor)");
  arguments.Choice("--color", color, {"auto", "always", "never"}, "colours in text (default: auto)");
}

std::optional<Options> ToAnalyzerOptions(const LintOptions& lint) {
  Options options;
  std::optional<Pairs> set = ToPairs("--set", lint.set);
  if (!set || !lint.templates.Fill(options)) return std::nullopt;
  options.enable = lint.enable;
  options.disable = lint.disable;
  options.set = std::move(*set);
  options.disregard_suppressions = lint.no_suppressions;
  options.breadth = lint.stats || lint.format == "json";
  options.repairs = lint.format == "json" || lint.format == "sarif";
  options.opt_in_too = lint.format == "access-analyzer";
  return options;
}

// What cannot be read is told, and the rest analysed.
Report AnalyzeUnit(const Analyzer& analyzer, const Unit& unit, const LintOptions& lint, const ReadFile& read_file) {
  const UnitTexts read = ReadUnit(unit, lint.kind.resource_type);
  std::vector<Report> reports(2);
  if (!read.inputs.empty()) reports[0] = analyzer.Analyze(read.inputs, read_file);
  if (read.unread.empty()) return std::move(reports[0]);
  reports[1].incomplete = read.unread;
  return Merge(std::move(reports));
}

/// The findings of a file as text.
struct Rendered {
  std::string file;
  std::string text;
};

/// Makes the text of the findings, by file, and leaves of them what counting needs: of thousands of policies the texts
/// alone are held.
void Render(Report& report, bool color, std::vector<Rendered>& rendered) {
  const TextOptions options{.color = color, .summary = false, .incomplete = false};
  std::vector<Finding> counted;
  for (auto begin = report.findings.begin(); begin != report.findings.end();) {
    Rendered& of_file = rendered.emplace_back();
    of_file.file = begin->location.file;
    Report part;
    for (; begin != report.findings.end() && begin->location.file == of_file.file; ++begin) {
      report.contained += begin->superseded_by.empty() ? 0 : 1;
      if (!Counts(*begin)) continue;
      Finding& bare = counted.emplace_back();
      bare.severity = begin->severity;
      bare.certainty = begin->certainty;
      part.findings.push_back(std::move(*begin));
    }
    ToText(part, options, [&of_file](std::string_view piece) { of_file.text += piece; });
  }
  counted.shrink_to_fit();
  report.findings = std::move(counted);
}

void PrintReport(const Report& report, const LintOptions& lint, const RuleSet& rules, std::vector<Rendered> rendered) {
  if (lint.format == "json") return Print(ToJson(report));
  if (lint.format == "sarif") return Print(ToSarif(report, rules.Describe()));
  if (lint.format == "access-analyzer") return Print(ToAccessAnalyzer(report));
  std::stable_sort(rendered.begin(), rendered.end(),
                   [](const Rendered& a, const Rendered& b) { return a.file < b.file; });
  for (const Rendered& one : rendered) Print(one.text);
  ToText(report, {.color = UseColor(lint.color), .stats = lint.stats, .findings = false, .incomplete = false}, Print);
}

int StatusOf(const Report& report, const LintOptions& lint) {
  int status = kExitGood;
  for (const Incomplete& incomplete : report.incomplete) {
    Complain(fmt::format("{}: {}", incomplete.file, incomplete.reason));
    status = kExitIncomplete;
  }
  if (report.policies.empty() && report.findings.empty()) {
    Complain("no policy was found");
    if (lint.require_policies) status = kExitIncomplete;
  }
  if (lint.fail_on == "never") return status;
  const Severity threshold = lint.fail_on == "error"  ? Severity::kError
                             : lint.fail_on == "note" ? Severity::kNote
                                                      : Severity::kWarning;
  const bool is_found = std::any_of(report.findings.begin(), report.findings.end(),
                                    [&](const Finding& finding) { return Reaches(finding, threshold); });
  return is_found ? WorseExit(status, kExitFound) : status;
}

int Lint(const LintOptions& lint) {
  const std::optional<Options> options = ToAnalyzerOptions(lint);
  if (!options) return kExitUsage;
  const std::optional<RuleSet> rules = LoadRules(lint.rules);
  if (!rules) return kExitUsage;
  const Result<Analyzer> analyzer = Analyzer::Make(*rules, *options);
  if (!analyzer) {
    Complain(analyzer.error().message);
    return kExitUsage;
  }
  const Inputs inputs = FindInputs(lint.paths, lint.exclude, PolicyEndings());
  std::vector<Unit> units = UnitsOf(inputs.files, lint.kind.Kind());
  const std::optional<std::vector<Unit>> principals = UnitsOfPrincipals(lint.principals);
  if (!principals) return kExitUsage;
  units.insert(units.end(), principals->begin(), principals->end());
  const ReadFile read_file = DiskReader(inputs.folders, lint.templates.parameter_files, lint.templates.var_files);
  std::vector<Report> reports(units.size() + 2);
  reports[units.size()] = analyzer->Analyze({});  // says by which catalogue, also where there is nothing to analyse
  std::vector<std::vector<Rendered>> rendered(units.size());
  const bool color = UseColor(lint.color);
  ForEach(units.size(), lint.jobs, [&](std::size_t i) {
    reports[i] = AnalyzeUnit(*analyzer, units[i], lint, read_file);
    if (lint.format == "text") Render(reports[i], color, rendered[i]);
  });
  reports.back().incomplete = inputs.unreadable;
  const Report report = Merge(std::move(reports));
  std::vector<Rendered> all;
  for (std::vector<Rendered>& part : rendered) {
    std::move(part.begin(), part.end(), std::back_inserter(all));
    part = {};
  }
  PrintReport(report, lint, *rules, std::move(all));
  return StatusOf(report, lint);
}

}  // namespace

int RunLint(int argc, const char* const* argv) {
  LintOptions lint;
  Arguments arguments({"[OPTIONS] PATH..."},
                      "Finds what is wrong with IAM policies in files and folders; - is standard input.");
  lint.AddTo(arguments);
  arguments.Positional("PATH", lint.paths, 0, static_cast<std::size_t>(-1));
  arguments.Example("iampolicy-lint policy.json");
  arguments.Example("iampolicy-lint --format sarif --exclude 'test*' infrastructure/ > findings.sarif");
  arguments.Example("iampolicy-lint --format access-analyzer --policy-type RESOURCE_POLICY bucket-policy.json");
  arguments.Example("iampolicy-lint --enable breadth/score-over-budget --set breadth/score-over-budget.budget=500 .");
  arguments.Example("iampolicy-lint --principal deployer=deploy.json,boundary:limits.json");
  arguments.Example("aws iam get-policy-version ... | iampolicy-lint -");
  if (const std::optional<int> status = arguments.Parse(argc, argv)) return *status;
  if (lint.paths.empty() && lint.principals.empty()) {
    Complain("needs a PATH: a policy, a folder, or - for standard input (see iampolicy-lint --help)");
    return kExitUsage;
  }
  return Lint(lint);
}

}  // namespace iampolicy::command
