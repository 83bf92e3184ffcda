// iampolicy-lint: finds the subcommand and runs it. Only the arguments of that subcommand are ever set up.

#include <iampolicy/version.h>

#include <array>
#include <csignal>
#include <string>
#include <string_view>

#include "tools/iampolicy-lint/commands.h"
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

int Run(int argc, char** argv) {
  const std::string_view first = argc > 1 ? argv[1] : "";
  if (argc == 2 && (first == "--help" || first == "-h" || first == "help")) return PrintOverview();
  if (argc == 2 && first == "--version") {
    Print(std::string("iampolicy-lint ") + iampolicy::kVersion + "\n");
    return iampolicy::command::kExitGood;
  }
  for (const Command& command : kCommands) {
    if (command.name == first) return command.run(argc - 1, argv + 1);
  }
  return iampolicy::command::RunLint(argc, argv);
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that goes away must not hide the exit status
  const int status = Run(argc, argv);
  return iampolicy::command::WorseExit(status, iampolicy::command::OutputStatus());
}
