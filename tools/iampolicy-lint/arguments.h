#ifndef IAMPOLICY_TOOLS_IAMPOLICY_LINT_ARGUMENTS_H_
#define IAMPOLICY_TOOLS_IAMPOLICY_LINT_ARGUMENTS_H_

// The arguments of one subcommand: where each goes, and what --help says of it. Only arguments.cc sees the library that
// parses them, which takes longer to compile than the rest of the command.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace iampolicy::command {

class Arguments {
 public:
  /// `usage`: lines without the program's name, such as "check equivalent --existing FILE NEW".
  Arguments(std::vector<std::string> usage, std::string_view about);
  ~Arguments();
  Arguments(const Arguments&) = delete;
  Arguments& operator=(const Arguments&) = delete;

  // What is parsed is stored in the targets, which must outlive this. `names` is "--format" or "-q,--quiet"; `value` is
  // what --help calls the value.
  void Flag(std::string_view names, bool& target, std::string_view help);
  void Text(std::string_view names, std::string_view value, std::string& target, std::string_view help);
  /// One of the words of `choices`.
  void Choice(std::string_view names, std::string& target, std::vector<std::string> choices, std::string_view help);
  /// Each use adds one value.
  void Texts(std::string_view names, std::string_view value, std::vector<std::string>& target, std::string_view help);
  void Number(std::string_view names, std::uint32_t& target, std::string_view help);
  /// What is left over, in order; between `least` and `most` of them.
  void Positional(std::string_view value, std::vector<std::string>& target, std::size_t least, std::size_t most);
  /// A line below "Examples" in --help.
  void Example(std::string_view line);
  /// A paragraph at the end of --help.
  void Note(std::string_view text);

  /// Nothing where the command is to run; else the exit status: --help was printed, or a mistake was named.
  std::optional<int> Parse(int argc, const char* const* argv);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace iampolicy::command

#endif  // IAMPOLICY_TOOLS_IAMPOLICY_LINT_ARGUMENTS_H_
