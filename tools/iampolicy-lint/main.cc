// iampolicy-lint: finds the subcommand and runs it. Only the arguments of that subcommand are ever set up.

#include <iampolicy/version.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/iampolicy-lint/commands.h"
#include "tools/iampolicy-lint/nearest.h"
#include "tools/iampolicy-lint/output.h"

namespace {

using iampolicy::command::Print;

struct Command {
  std::string_view name;
  int (*run)(int, const char* const*);
  std::string_view about;
};

constexpr std::array<Command, 8> kCommands = {{
    {"lint", iampolicy::command::RunLint, "find what is wrong with policies (the default)"},
    {"check", iampolicy::command::RunCheck, "prove that a policy allows no more than it should"},
    {"diff", iampolicy::command::RunDiff, "show what a change of a policy changes, as access"},
    {"evaluate", iampolicy::command::RunEvaluate, "decide requests as IAM would"},
    {"extract", iampolicy::command::RunExtract, "print the policies found in files"},
    {"explain", iampolicy::command::RunExplain, "say what a rule finds, why, and what to do"},
    {"rules", iampolicy::command::RunRules, "list the rules; check and test rule files"},
    {"catalog", iampolicy::command::RunCatalog, "look up actions of AWS, offline"},
}};

int PrintOverview() {
  std::string text =
      "Finds what is wrong with AWS IAM policies, what they allow, and how to tighten them. Needs no network.\n\n"
      "Usage:\n"
      "  iampolicy-lint [OPTIONS] PATH...\n"
      "  iampolicy-lint COMMAND ...\n\n"
      "Commands:\n";
  for (const Command& command : kCommands) {
    text += "  " + std::string(command.name) + std::string(12 - command.name.size(), ' ');
    text += std::string(command.about) + "\n";
  }
  text +=
      "\n`iampolicy-lint COMMAND --help` tells the options of a command, `iampolicy-lint lint --help` those without "
      "one.\n\n"
      "Exit status:\n"
      "  0  nothing at or above the threshold, or PASS\n"
      "  1  findings, or FAIL\n"
      "  2  wrong usage, configuration or rule file\n"
      "  3  some input could not be read or analysed to the end, or UNKNOWN\n\n"
      "Examples:\n"
      "  iampolicy-lint policy.json\n"
      "  iampolicy-lint infrastructure/\n"
      "  iampolicy-lint check no-new-access --existing before.json after.json\n";
  Print(text);
  return iampolicy::command::kExitGood;
}

// A word that is neither a file nor a command may be a slip of one.
std::optional<int> ComplainOfSlip(std::string_view word) {
  if (word.empty() || word[0] == '-' || word.find_first_of("./") != std::string_view::npos) return std::nullopt;
  if (access(std::string(word).c_str(), F_OK) == 0) return std::nullopt;
  std::vector<std::string> names = {"help"};
  for (const Command& command : kCommands) names.emplace_back(command.name);
  const std::string near = iampolicy::command::DidYouMean(std::string(word), names);
  if (near.empty()) return std::nullopt;
  iampolicy::command::Complain("there is no file or command `" + std::string(word) + "`" + near +
                               " (see iampolicy-lint --help)");
  return iampolicy::command::kExitUsage;
}

int PrintVersion() {
  Print(std::string("iampolicy-lint ") + iampolicy::kVersion + "\n");
  return iampolicy::command::kExitGood;
}

// `help COMMAND` is `COMMAND --help`.
std::optional<int> Help(std::string_view name) {
  for (const Command& command : kCommands) {
    if (command.name != name) continue;
    const std::array<const char*, 2> words = {command.name.data(), "--help"};
    return command.run(static_cast<int>(words.size()), words.data());
  }
  return std::nullopt;
}

int Run(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (argc == 2 && (first == "--help" || first == "-h" || first == "help")) return PrintOverview();
  const bool is_version = first == "--version" || (first == "version" && access("version", F_OK) != 0);
  if (argc == 2 && is_version) return PrintVersion();
  if (argc == 3 && first == "help") {
    if (const std::optional<int> status = Help(argv[2])) return *status;
  }
  for (const Command& command : kCommands) {
    if (command.name == first) return command.run(argc - 1, argv + 1);
  }
  if (const std::optional<int> status = ComplainOfSlip(first)) return *status;
  return iampolicy::command::RunLint(argc, argv);
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away must not hide the exit status
  const int status = Run(argc, argv);
  return iampolicy::command::WorseExit(status, iampolicy::command::OutputStatus());
}
