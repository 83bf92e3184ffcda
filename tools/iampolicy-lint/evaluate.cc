// evaluate: decides requests as IAM would. With --ndjson each line is answered before the next is waited for, so that
// another program can ask one question after the other.

#include <fcntl.h>
#include <fmt/format.h>
#include <iampolicy/access.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/iampolicy-lint/arguments.h"
#include "tools/iampolicy-lint/commands.h"
#include "tools/iampolicy-lint/inputs.h"
#include "tools/iampolicy-lint/output.h"

namespace iampolicy::command {
namespace {

int Answer(std::string_view question) {
  const EvaluationAnswer answer = EvaluateJson(question);
  Print(answer.json + "\n");
  return answer.judged ? kExitGood : kExitIncomplete;
}

bool IsBlank(std::string_view line) { return line.find_first_not_of(" \t\r\n") == std::string_view::npos; }

int AnswerLines(int descriptor, const std::string& name) {
  constexpr std::size_t kChunk = 65536;
  constexpr std::size_t kLongestLine = std::size_t{256} << 20;
  std::string pending;
  int status = kExitGood;
  for (;;) {
    const std::size_t before = pending.size();
    pending.resize(before + kChunk);
    const ssize_t got = read(descriptor, pending.data() + before, kChunk);
    pending.resize(before + static_cast<std::size_t>(got > 0 ? got : 0));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      Complain(fmt::format("{}: {}", name, SystemReason(errno)));
      return kExitIncomplete;
    }
    std::size_t begin = 0;
    for (std::size_t end = pending.find('\n', before); end != std::string::npos; end = pending.find('\n', begin)) {
      const std::string_view line = std::string_view(pending).substr(begin, end - begin);
      if (!IsBlank(line)) status = WorseExit(status, Answer(line));
      begin = end + 1;
    }
    pending.erase(0, begin);
    if (got == 0) break;
    if (pending.size() > kLongestLine) {
      Complain(fmt::format("{}: a line has more than 256 MiB", name));
      return kExitIncomplete;
    }
  }
  return IsBlank(pending) ? status : WorseExit(status, Answer(pending));
}

// One question, answered as text.
int AnswerForPeople(const std::string& name, std::string_view question) {
  const Result<std::string> text = EvaluateForPeople(question);
  if (!text) {
    Complain(fmt::format("{}: {}", name, text.error().message));
    return kExitIncomplete;
  }
  Print(*text);
  return kExitGood;
}

int AnswerFile(const std::string& name, bool is_ndjson, bool is_text) {
  if (!is_ndjson) {
    const Result<std::string> question = ReadOrComplain(name);
    if (!question) return kExitIncomplete;
    return is_text ? AnswerForPeople(name, *question) : Answer(*question);
  }
  if (name == "-") return AnswerLines(STDIN_FILENO, std::string(kStandardInput));
  const int descriptor = open(name.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    Complain(fmt::format("{}: {}", name, SystemReason(errno)));
    return kExitIncomplete;
  }
  const int status = AnswerLines(descriptor, name);
  close(descriptor);
  return status;
}

}  // namespace

int RunEvaluate(int argc, const char* const* argv) {
  bool is_ndjson = false;
  std::string format = "json";
  std::vector<std::string> files;
  Arguments arguments({"evaluate [--ndjson] FILE|-"},
                      "Decides a request against policies: ALLOWED, IMPLICIT_DENY or EXPLICIT_DENY, and why.");
  arguments.Flag("--ndjson", is_ndjson, "the input is one question a line; each is answered by one line");
  arguments.Choice("--format", format, {"json", "text"}, "how to print the answer to one question (default: json)");
  arguments.Positional("FILE", files, 1, 1);
  arguments.Example("iampolicy-lint evaluate question.json");
  arguments.Note(
      R"(A question is {"id", "policies": [{"kind", "level"?, "text" | "document"}], "request": {"principal", "action", )"
      R"("resource", "context", "principalAccount"?, "resourceAccount"?}}. The kinds are identity, boundary, session, )"
      R"(resource, scp and rcp. The context is exhaustive: a key that is not listed is absent.)");
  arguments.Note("Exit status: 0, or 3 where a question could not be judged.");
  if (const std::optional<int> status = arguments.Parse(argc, argv)) return *status;
  if (is_ndjson && format == "text") {
    Complain("--ndjson answers in JSON; it takes no --format text");
    return kExitUsage;
  }
  return AnswerFile(files[0], is_ndjson, format == "text");
}

}  // namespace iampolicy::command
