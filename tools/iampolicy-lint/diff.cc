// diff: what a change of a policy changes, as access rather than text.

#include <iampolicy/compare.h>

#include <optional>
#include <string>
#include <vector>

#include "tools/iampolicy-lint/arguments.h"
#include "tools/iampolicy-lint/commands.h"
#include "tools/iampolicy-lint/inputs.h"
#include "tools/iampolicy-lint/output.h"
#include "tools/iampolicy-lint/settings.h"

namespace iampolicy::command {

int RunDiff(int argc, const char* const* argv) {
  KindOptions kind;
  std::string format = "text";
  bool known_actions_only = false;
  std::vector<std::string> files;
  Arguments arguments({"diff OLD NEW"}, "Shows what NEW allows and OLD does not, and the reverse, worst first.");
  arguments.Choice("--format", format, {"text", "json", "markdown"}, "how to print it");
  kind.AddTo(arguments);
  arguments.Flag("--known-actions-only", known_actions_only, "leave names that the catalogue does not know out");
  arguments.Positional("OLD and NEW", files, 2, 2);
  arguments.Example("iampolicy-lint diff --format markdown before.json after.json");
  arguments.Note("Exit status: 0 equivalent, 1 different, 3 where part of it could not be decided or read.");
  if (const std::optional<int> status = arguments.Parse(argc, argv)) return *status;

  const Result<std::string> before = ReadOrComplain(files[0]);
  const Result<std::string> after = ReadOrComplain(files[1]);
  if (!before || !after) return kExitIncomplete;
  const Result<AccessDiff> diff =
      DiffAccess({.kind = kind.Kind(), .text = *before}, {.kind = kind.Kind(), .text = *after},
                 {.known_actions_only = known_actions_only});
  if (!diff) {
    Complain(diff.error().message);
    return kExitIncomplete;
  }
  Print(format == "json" ? ToJson(*diff) : format == "markdown" ? ToMarkdown(*diff) : ToText(*diff));
  const int status = diff->incomplete.empty() ? kExitGood : kExitIncomplete;
  return diff->equivalent ? status : WorseExit(status, kExitFound);
}

}  // namespace iampolicy::command
