// catalog: what AWS documents about its actions, offline.

#include <fmt/format.h>
#include <iampolicy/catalog.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "tools/iampolicy-lint/arguments.h"
#include "tools/iampolicy-lint/commands.h"
#include "tools/iampolicy-lint/nearest.h"
#include "tools/iampolicy-lint/output.h"

namespace iampolicy::command {
namespace {

int PrintStatus() {
  const CatalogStatus status = DescribeCatalog();
  Print(fmt::format("date: {}\nsource: {}\n{} services, {} actions, {} resource types, {} condition keys\n",
                    status.date, status.source, status.services, status.actions, status.resource_types,
                    status.condition_keys));
  return kExitGood;
}

int Expand(const std::string& pattern) {
  const Result<std::vector<std::string>> actions = ExpandActions(pattern);
  if (!actions) {
    Complain(actions.error().message);
    return kExitUsage;
  }
  std::string out;
  for (const std::string& action : *actions) out += action + "\n";
  Print(out);
  return kExitGood;
}

void AppendList(std::string& out, std::string_view label, const std::vector<std::string>& values) {
  if (values.empty()) return;
  out += fmt::format("{}:\n", label);
  for (const std::string& value : values) out += "  " + value + "\n";
}

int Show(const std::string& name) {
  const Result<CatalogAction> action = DescribeAction(name);
  if (!action) {
    Complain(action.error().message);
    return kExitUsage;
  }
  std::string out = fmt::format("{}\naccess level: {}\n", action->name, action->access_level);
  out += action->resources.empty() ? "resources: accepts only `*`\n" : "resources:\n";
  for (const CatalogResource& resource : action->resources) {
    out += fmt::format("  {}{}\n", resource.name, resource.required ? " (required)" : "");
    for (const std::string& arn : resource.arns) out += "    " + arn + "\n";
    if (!resource.condition_keys.empty()) {
      out += fmt::format("    condition keys: {}\n", fmt::join(resource.condition_keys, ", "));
    }
  }
  AppendList(out, "condition keys", action->condition_keys);
  AppendList(out, "also needs", action->dependent_actions);
  Print(out);
  return kExitGood;
}

}  // namespace

int RunCatalog(int argc, const char* const* argv) {
  const std::vector<std::string> kActions = {"status", "expand", "show"};
  std::vector<std::string> words;
  Arguments arguments({"catalog status", "catalog expand PATTERN", "catalog show ACTION"},
                      "Looks up what AWS documents about its actions, in the copy inside this program.");
  arguments.Positional("status, expand or show", words, 1, 2);
  arguments.Example("iampolicy-lint catalog expand 's3:Get*Acl'");
  arguments.Example("iampolicy-lint catalog show iam:PassRole");
  if (const std::optional<int> status = arguments.Parse(argc, argv)) return *status;

  const std::string& action = words[0];
  if (std::find(kActions.begin(), kActions.end(), action) == kActions.end()) {
    Complain(
        fmt::format("catalog takes {}, not `{}`{}", fmt::join(kActions, ", "), action, DidYouMean(action, kActions)));
    return kExitUsage;
  }
  if (action == "status" && words.size() == 1) return PrintStatus();
  if (action == "status" || words.size() == 1) {
    Complain(action == "status"
                 ? fmt::format("`{}` is one argument too many", words[1])
                 : fmt::format("catalog {} needs {}", action, action == "show" ? "an ACTION" : "a PATTERN"));
    return kExitUsage;
  }
  return action == "expand" ? Expand(words[1]) : Show(words[1]);
}

}  // namespace iampolicy::command
