// explain: what a rule finds, why, and what to do.

#include <iampolicy/rules.h>

#include <optional>
#include <string>
#include <vector>

#include "tools/iampolicy-lint/arguments.h"
#include "tools/iampolicy-lint/commands.h"
#include "tools/iampolicy-lint/output.h"
#include "tools/iampolicy-lint/settings.h"

namespace iampolicy::command {

int RunExplain(int argc, const char* const* argv) {
  std::vector<std::string> paths, ids;
  Arguments arguments(
      {"explain RULE"},
      "Says what a rule finds and why, with examples. RULE is an id or a code of another tool; a family, a "
      "glob or a tag lists its rules.");
  arguments.Texts("--rules", "PATH", paths, "also know the rules of this file or folder");
  arguments.Positional("RULE", ids, 1, 1);
  arguments.Example("iampolicy-lint explain breadth/service-wildcard");
  arguments.Example("iampolicy-lint explain PASS_ROLE_WITH_STAR_IN_RESOURCE");
  arguments.Example("iampolicy-lint explain best-practice:2");
  if (const std::optional<int> status = arguments.Parse(argc, argv)) return *status;

  const std::optional<RuleSet> rules = LoadRules(paths);
  if (!rules) return kExitUsage;
  const Result<std::string> text = rules->Explain(ids[0]);
  if (!text) {
    Complain(text.error().message);
    return kExitUsage;
  }
  Print(*text);
  return kExitGood;
}

}  // namespace iampolicy::command
