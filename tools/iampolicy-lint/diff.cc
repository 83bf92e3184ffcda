// diff: what a change of a policy, or of all policies of a Terraform plan, changes, as access rather than text.

#include <fmt/format.h>
#include <iampolicy/changes.h>
#include <iampolicy/compare.h>
#include <iampolicy/extract.h>

#include <optional>
#include <string>
#include <vector>

#include "tools/iampolicy-lint/arguments.h"
#include "tools/iampolicy-lint/commands.h"
#include "tools/iampolicy-lint/inputs.h"
#include "tools/iampolicy-lint/output.h"
#include "tools/iampolicy-lint/settings.h"

namespace iampolicy::command {
namespace {

struct DiffArguments {
  KindOptions kind;
  std::string format = "text";
  bool known_actions_only = false;
  bool changes = false;
  std::vector<std::string> files;
};

int StatusOf(const AccessDiff& diff) {
  const int status = diff.incomplete.empty() ? kExitGood : kExitIncomplete;
  return diff.equivalent ? status : WorseExit(status, kExitFound);
}

template <class Difference>
void PrintAs(const std::string& format, const Difference& diff) {
  Print(format == "json" ? ToJson(diff) : format == "markdown" ? ToMarkdown(diff) : ToText(diff));
}

int DiffTwo(const DiffArguments& given) {
  const Result<std::string> before = ReadOrComplain(given.files[0]);
  const Result<std::string> after = ReadOrComplain(given.files[1]);
  if (!before || !after) return kExitIncomplete;
  const PolicyKind kind = given.kind.Kind();
  const Result<AccessDiff> diff = DiffAccess({.kind = kind, .text = *before}, {.kind = kind, .text = *after},
                                             {.known_actions_only = given.known_actions_only});
  if (!diff) {
    Complain(diff.error().message);
    return kExitIncomplete;
  }
  PrintAs(given.format, *diff);
  return StatusOf(*diff);
}

// A plan has members of these names; in UTF-16, which PowerShell writes, with a NUL in every character. What is
// no plan, such as the nothing that a failed command printed, must not read as a plan without changes.
bool IsPlan(const std::string& bytes) {
  const auto has = [](const std::string& text) {
    return text.find("\"planned_values\"") != std::string::npos ||
           text.find("\"resource_changes\"") != std::string::npos;
  };
  if (has(bytes)) return true;
  std::string narrow = bytes;
  std::erase(narrow, '\0');
  return narrow.size() != bytes.size() && has(narrow);
}

int DiffPlan(const DiffArguments& given) {
  const Result<std::string> bytes = ReadOrComplain(given.files[0]);
  if (!bytes) return kExitIncomplete;
  if (!IsPlan(*bytes)) {
    Complain(given.files[0] + ": is no Terraform plan, expected what `terraform show -json PLAN` prints");
    return kExitIncomplete;
  }
  const Input input{.name = given.files[0], .bytes = *bytes};
  Options options;
  options.changes = true;
  const std::vector<ExtractedFile> files = Extract({&input, 1}, options);
  int status = kExitGood;
  for (const ExtractedFile& file : files) {
    if (!file.error) continue;
    Complain(fmt::format("{}:{}:{}: {}", file.file, file.error->line, file.error->column, file.error->message));
    status = kExitIncomplete;
  }
  const std::vector<PolicyChange> changes = DiffChanges(files, {.known_actions_only = given.known_actions_only});
  PrintAs(given.format, std::span<const PolicyChange>(changes));
  for (const PolicyChange& change : changes) {
    status = WorseExit(status, change.diff ? StatusOf(*change.diff) : kExitIncomplete);
  }
  return status;
}

}  // namespace

int RunDiff(int argc, const char* const* argv) {
  DiffArguments given;
  Arguments arguments({"diff OLD NEW", "diff --changes PLAN"},
                      "Shows what NEW allows and OLD does not, and the reverse, worst first.");
  arguments.Flag("--changes", given.changes,
                 "compare each policy of a Terraform plan (terraform show -json) before and after the change");
  arguments.Choice("--format", given.format, {"text", "json", "markdown"}, "how to print it");
  given.kind.AddTo(arguments);
  arguments.Flag("--known-actions-only", given.known_actions_only,
                 "leave names that the catalogue does not know, such as actions to come, out");
  arguments.Positional("OLD and NEW", given.files, 1, 2);
  arguments.Example("iampolicy-lint diff --format markdown before.json after.json");
  arguments.Example("terraform show -json plan.out | iampolicy-lint diff --changes -");
  arguments.Note("Exit status: 0 equivalent, 1 different, 3 where part of it could not be decided or read.");
  if (const std::optional<int> status = arguments.Parse(argc, argv)) return *status;
  if (given.files.size() != (given.changes ? 1u : 2u)) {
    Complain(given.changes ? "diff --changes takes one PLAN" : "diff needs OLD and NEW");
    return kExitUsage;
  }
  return given.changes ? DiffPlan(given) : DiffTwo(given);
}

}  // namespace iampolicy::command
