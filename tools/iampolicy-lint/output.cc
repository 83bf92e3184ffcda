#include "tools/iampolicy-lint/output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

namespace iampolicy::command {
namespace {

// The first error of writing to standard output; the one state of the command.
int output_error = 0;

int WriteAll(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

void Print(std::string_view text) {
  if (output_error == 0) output_error = WriteAll(STDOUT_FILENO, text);
}

void PrintError(std::string_view text) { WriteAll(STDERR_FILENO, text); }

std::string WithoutControls(std::string_view text) {
  std::string line;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const unsigned next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0u;
    if (byte < 0x20 || byte == 0x7F) {
      line += fmt::format("<U+{:04X}>", byte);
    } else if (byte == 0xC2 && next >= 0x80 && next < 0xA0) {  // the controls that UTF-8 writes with two bytes
      line += fmt::format("<U+{:04X}>", next);
      ++i;
    } else {
      line.push_back(text[i]);
    }
  }
  return line;
}

void Complain(std::string_view message) { PrintError("iampolicy-lint: " + WithoutControls(message) + "\n"); }

int OutputStatus() {
  if (output_error == 0 || output_error == EPIPE) return kExitGood;
  Complain(fmt::format("standard output could not be written: {}", SystemReason(output_error)));
  return kExitIncomplete;
}

std::string SystemReason(int error) {
  std::string reason = std::strerror(error);
  if (!reason.empty() && reason[0] >= 'A' && reason[0] <= 'Z') reason[0] = static_cast<char>(reason[0] + 32);
  return reason;
}

bool UseColor(std::string_view when) {
  if (when != "auto") return when == "always";
  const char* none = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool is_off = (none != nullptr && *none != '\0') || terminal == nullptr || std::strcmp(terminal, "dumb") == 0;
  return !is_off && isatty(STDOUT_FILENO) == 1;
}

}  // namespace iampolicy::command
