// check: questions about all requests at once.

#include <fmt/format.h>
#include <iampolicy/compare.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "tools/iampolicy-lint/arguments.h"
#include "tools/iampolicy-lint/commands.h"
#include "tools/iampolicy-lint/inputs.h"
#include "tools/iampolicy-lint/nearest.h"
#include "tools/iampolicy-lint/output.h"
#include "tools/iampolicy-lint/settings.h"

namespace iampolicy::command {
namespace {

struct CheckArguments {
  std::string existing, access;
  KindOptions kind;
  std::string format = "text";
  bool known_actions_only = false;
  std::vector<std::string> words;  // the check, then the policy
};

// What one check needs besides the policy; nothing where that is missing or too much, which was said.
bool FitsTogether(const CheckArguments& check) {
  const std::string& name = check.words[0];
  const bool compares = name == "no-new-access" || name == "equivalent";
  const std::vector<std::string> checks = {"no-new-access", "equivalent", "access-not-granted", "no-public-access"};
  if (std::find(checks.begin(), checks.end(), name) == checks.end()) {
    Complain(fmt::format("`{}` is no check; they are {}{}", name, fmt::join(checks, ", "), DidYouMean(name, checks)));
    return false;
  }
  if (compares && check.existing.empty()) {
    Complain(fmt::format("check {} needs --existing FILE", name));
  } else if (!compares && !check.existing.empty()) {
    Complain(fmt::format("check {} takes no --existing", name));
  } else if (name == "access-not-granted" && check.access.empty()) {
    Complain("check access-not-granted needs --access FILE");
  } else if (name != "access-not-granted" && !check.access.empty()) {
    Complain(fmt::format("check {} takes no --access", name));
  } else if (name == "no-public-access" && check.kind.resource_type.empty()) {
    Complain("check no-public-access needs --resource-type TYPE, such as AWS::S3::Bucket");
  } else {
    return true;
  }
  return false;
}

Result<CheckResult> Ask(const CheckArguments& check, const std::string& candidate, const std::string& other) {
  const CheckOptions options{.known_actions_only = check.known_actions_only};
  const PolicyKind kind = check.kind.Kind();
  const PolicyText policy{.kind = kind, .text = candidate};
  const PolicyText existing{.kind = kind, .text = other};
  const std::string& name = check.words[0];
  if (name == "no-new-access") return CheckNoNewAccess(existing, policy, options);
  if (name == "equivalent") return CheckEquivalent(existing, policy, options);
  if (name == "no-public-access") return CheckNoPublicAccess(policy, check.kind.resource_type, options);
  const Result<std::vector<AccessList>> access = ReadAccessLists(other);
  if (!access) return Error{check.access + ": " + access.error().message};
  return CheckAccessNotGranted(policy, *access, options);
}

int StatusOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return kExitGood;
    case Verdict::kFail:
      return kExitFound;
    case Verdict::kUnknown:
      break;
  }
  return kExitIncomplete;
}

int Check(const CheckArguments& check) {
  if (!FitsTogether(check)) return kExitUsage;
  const std::string& beside = check.existing.empty() ? check.access : check.existing;
  const Result<std::string> candidate = ReadOrComplain(check.words[1]);
  const Result<std::string> other = beside.empty() ? Result<std::string>(std::string()) : ReadOrComplain(beside);
  if (!candidate || !other) return kExitIncomplete;
  const Result<CheckResult> result = Ask(check, *candidate, *other);
  if (!result) {
    Complain(result.error().message);
    return kExitIncomplete;
  }
  Print(check.format == "json" ? ToJson(*result) : ToText(*result));
  return StatusOf(result->verdict);
}

}  // namespace

int RunCheck(int argc, const char* const* argv) {
  CheckArguments check;
  Arguments arguments(
      {"check no-new-access --existing FILE NEW", "check equivalent --existing FILE NEW",
       "check access-not-granted --access FILE POLICY", "check no-public-access --resource-type TYPE POLICY"},
      "Proves a property of a policy, or shows a request that refutes it.");
  arguments.Text("--existing", "FILE", check.existing, "the policy to compare with");
  arguments.Text(
      "--access", "FILE", check.access,
      R"(what must not be granted: {"actions": [...], "resources": [...]}, or a list of such; a missing list means any)");
  check.kind.AddTo(arguments);
  arguments.Choice("--format", check.format, {"text", "json"}, "how to print the answer");
  arguments.Flag("--known-actions-only", check.known_actions_only,
                 "leave names that the catalogue does not know, such as actions to come, out of the question");
  arguments.Positional("CHECK and POLICY", check.words, 2, 2);
  arguments.Example("iampolicy-lint check no-new-access --existing reference.json policy.json");
  arguments.Example("iampolicy-lint check no-public-access --resource-type AWS::S3::Bucket bucket-policy.json");
  arguments.Note("Exit status: 0 PASS, 1 FAIL, 3 UNKNOWN or a policy that could not be read.");
  if (const std::optional<int> status = arguments.Parse(argc, argv)) return *status;
  return Check(check);
}

}  // namespace iampolicy::command
