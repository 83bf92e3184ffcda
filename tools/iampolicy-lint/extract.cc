// extract: which policies files hold, and where.

#include <fmt/format.h>
#include <iampolicy/extract.h>

#include <algorithm>
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

std::vector<ExtractedFile> ExtractUnit(const Unit& unit, const KindOptions& kind, const Options& options,
                                       const ReadFile& read_file) {
  const UnitTexts read = ReadUnit(unit, kind.resource_type);
  std::vector<ExtractedFile> files;
  if (!read.inputs.empty()) files = Extract(read.inputs, options, read_file);
  for (const Incomplete& unread : read.unread) {
    ExtractedFile file;
    file.file = unread.file;
    file.error = ExtractError{1, 1, unread.reason};
    files.push_back(std::move(file));
  }
  return files;
}

// "file:line:column: IDENTITY_POLICY of OWNER at PATH", then the document.
std::string PolicyLines(const std::string& file, const ExtractedPolicy& policy) {
  std::string line =
      fmt::format("{}:{}:{}: {}", file, policy.start.line, policy.start.column, PolicyTypeName(policy.kind));
  if (policy.owner != policy.path) line += " of " + policy.owner;
  if (policy.path != "$") line += " at " + policy.path;
  if (!policy.resource_type.empty()) line += ", " + policy.resource_type;
  if (policy.synthesized) line += ", built from fields";
  if (policy.reconstructed) line += ", rebuilt from its data source";
  return WithoutControls(line) + "\n  " + WithoutControls(policy.document) + "\n";
}

std::string ToText(const std::vector<ExtractedFile>& files) {
  std::string out;
  std::size_t policies = 0;
  for (const ExtractedFile& file : files) {
    if (file.error) {
      out += WithoutControls(fmt::format("{}:{}:{}: error: {}", file.file, file.error->line, file.error->column,
                                         file.error->message)) +
             "\n";
    }
    for (const ExtractNote& note : file.notes) {
      out += WithoutControls(fmt::format("{}:{}: note: {}", file.file, note.line, note.message)) + "\n";
    }
    for (const ExtractedPolicy& policy : file.policies) out += PolicyLines(file.file, policy);
    policies += file.policies.size();
  }
  return out + fmt::format("{} {}, {} {}\n", files.size(), files.size() == 1 ? "file" : "files", policies,
                           policies == 1 ? "policy" : "policies");
}

}  // namespace

int RunExtract(int argc, const char* const* argv) {
  std::string format = "text";
  KindOptions kind;
  TemplateArguments templates;
  std::vector<std::string> paths, exclude;
  std::uint32_t jobs = 0;
  Arguments arguments({"extract [--format json] PATH..."},
                      "Prints the policies found in files, templates, plans and exports, and where they are written.");
  arguments.Choice("--format", format, {"text", "json"}, "how to print them");
  kind.AddTo(arguments);
  templates.AddTo(arguments);
  arguments.Texts("--exclude", "GLOB", exclude,
                  "leave out files and folders of this name, or path where it has a slash");
  arguments.Number("--jobs", jobs, "threads (default: one a processor)");
  arguments.Positional("PATH", paths, 1, static_cast<std::size_t>(-1));
  arguments.Example("iampolicy-lint extract --format json template.yaml");
  arguments.Example("terraform show -json plan.out | iampolicy-lint extract -");
  arguments.Note("Exit status: 0, or 3 where a file could not be read to its end.");
  if (const std::optional<int> status = arguments.Parse(argc, argv)) return *status;

  Options options;
  if (!templates.Fill(options)) return kExitUsage;
  const Inputs inputs = FindInputs(paths, exclude, PolicyEndings());
  const std::vector<Unit> units = UnitsOf(inputs.files, kind.Kind());
  const ReadFile read_file = DiskReader(inputs.folders, templates.parameter_files, templates.var_files);
  std::vector<std::vector<ExtractedFile>> parts(units.size());
  ForEach(units.size(), jobs, [&](std::size_t i) { parts[i] = ExtractUnit(units[i], kind, options, read_file); });
  std::vector<ExtractedFile> files;
  for (std::vector<ExtractedFile>& part : parts) std::move(part.begin(), part.end(), std::back_inserter(files));
  for (const Incomplete& unreadable : inputs.unreadable) {
    ExtractedFile file;
    file.file = unreadable.file;
    file.error = ExtractError{1, 1, unreadable.reason};
    files.push_back(std::move(file));
  }
  std::stable_sort(files.begin(), files.end(),
                   [](const ExtractedFile& a, const ExtractedFile& b) { return a.file < b.file; });
  Print(format == "json" ? ToJson(files) : ToText(files));
  const auto failed = [](const ExtractedFile& file) { return file.error.has_value(); };
  return std::any_of(files.begin(), files.end(), failed) ? kExitIncomplete : kExitGood;
}

}  // namespace iampolicy::command
