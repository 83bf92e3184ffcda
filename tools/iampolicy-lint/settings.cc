#include "tools/iampolicy-lint/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "tools/iampolicy-lint/inputs.h"
#include "tools/iampolicy-lint/output.h"

namespace iampolicy::command {

void KindOptions::AddTo(Arguments& arguments) {
  arguments.Choice("--policy-type", policy_type,
                   {"IDENTITY_POLICY", "RESOURCE_POLICY", "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"},
                   "every input is one policy of this type, whatever it looks like");
  arguments.Choice("--kind", kind, {"identity", "boundary", "session", "resource", "trust", "scp", "rcp", "endpoint"},
                   "the same, said more exactly");
  arguments.Text("--resource-type", "TYPE", resource_type,
                 "the resource that carries the policy, such as AWS::S3::Bucket or AWS::IAM::AssumeRolePolicyDocument");
}

PolicyKind KindOptions::Kind() const {
  if (!kind.empty()) return PolicyKindFromName(kind);
  const bool is_resource = policy_type == "RESOURCE_POLICY" || (policy_type.empty() && !resource_type.empty());
  if (is_resource && resource_type == "AWS::IAM::AssumeRolePolicyDocument") return PolicyKind::kTrust;
  return is_resource ? PolicyKind::kResource : PolicyKindFromName(policy_type);
}

std::optional<RuleBytes> ReadRules(const std::vector<std::string>& paths) {
  constexpr std::array<std::string_view, 1> kEndings = {".json"};
  const Inputs inputs = FindInputs(paths, {}, kEndings);
  for (const Incomplete& unreadable : inputs.unreadable) {
    Complain(fmt::format("{}: {}", unreadable.file, unreadable.reason));
  }
  if (!inputs.unreadable.empty()) return std::nullopt;
  RuleBytes rules;
  for (const std::string& name : inputs.files) {
    Result<std::string> bytes = ReadOrComplain(name);
    if (!bytes) return std::nullopt;
    rules.names.push_back(name);
    rules.bytes.push_back(std::move(bytes).value());
  }
  for (std::size_t i = 0; i < rules.names.size(); ++i) rules.files.push_back({rules.names[i], rules.bytes[i]});
  return rules;
}

std::optional<RuleSet> LoadRules(const std::vector<std::string>& paths) {
  if (paths.empty()) return RuleSet::BuiltIn();
  const std::optional<RuleBytes> bytes = ReadRules(paths);
  if (!bytes) return std::nullopt;
  if (bytes->files.empty()) {
    Complain(fmt::format("no rule file (.json) in {}", fmt::join(paths, ", ")));
    return std::nullopt;
  }
  RuleSet::Loaded loaded = RuleSet::Load(bytes->files);
  loaded.problems = Merge({std::move(loaded.problems)});  // in order of place
  const auto is_error = [](const Finding& finding) { return finding.severity == Severity::kError; };
  const bool is_unusable = std::any_of(loaded.problems.findings.begin(), loaded.problems.findings.end(), is_error);
  if (!loaded.problems.findings.empty()) PrintError(ToText(loaded.problems, {.summary = false}));
  if (is_unusable) return std::nullopt;
  return std::move(loaded.rules);
}

std::optional<Pairs> ToPairs(std::string_view option, const std::vector<std::string>& values) {
  Pairs pairs;
  for (const std::string& value : values) {
    std::optional<std::pair<std::string, std::string>> pair = SplitPair(value);
    if (!pair) {
      const std::string_view name = option == "--set" ? "RULE.NAME" : "NAME";
      Complain(fmt::format("{} takes {}=VALUE, not `{}`", option, name, value));
      return std::nullopt;
    }
    pairs.push_back(std::move(*pair));
  }
  return pairs;
}

std::optional<std::pair<std::string, std::string>> SplitPair(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0) return std::nullopt;
  return std::pair(text.substr(0, equals), text.substr(equals + 1));
}

}  // namespace iampolicy::command
