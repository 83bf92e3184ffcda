#ifndef IAMPOLICY_TOOLS_IAMPOLICY_LINT_COMMANDS_H_
#define IAMPOLICY_TOOLS_IAMPOLICY_LINT_COMMANDS_H_

// The subcommands, a file each. argv[0] is the subcommand's name; each returns its exit status.

namespace iampolicy::command {

int RunLint(int argc, const char* const* argv);
int RunCheck(int argc, const char* const* argv);
int RunDiff(int argc, const char* const* argv);
int RunEvaluate(int argc, const char* const* argv);
int RunExtract(int argc, const char* const* argv);
int RunExplain(int argc, const char* const* argv);
int RunRules(int argc, const char* const* argv);
int RunCatalog(int argc, const char* const* argv);

}  // namespace iampolicy::command

#endif  // IAMPOLICY_TOOLS_IAMPOLICY_LINT_COMMANDS_H_
