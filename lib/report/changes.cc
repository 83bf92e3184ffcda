// The changes of a plan: a heading a policy, and below it what its change changes.

#include <iampolicy/changes.h>

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "lib/report/display.h"
#include "lib/report/json_writer.h"

namespace iampolicy {
inline namespace v0 {
namespace {

using report::Printable;

std::string Heading(const PolicyChange& change) {
  std::string text = Printable(change.owner);
  if (change.path != change.owner) text += " at " + Printable(change.path);
  return text + " (" + std::string(PolicyTypeName(change.kind)) + "), " + std::string(Name(change.what));
}

std::string Indented(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n') == std::string_view::npos ? text.size() : text.find('\n') + 1;
    out += "  ";
    out += text.substr(0, end);
    text.remove_prefix(end);
  }
  return out;
}

// A JSON value as a member of the objects around it.
std::string Nested(std::string_view json) {
  std::string out;
  for (const char c : json.substr(0, json.find_last_not_of('\n') + 1)) {
    out += c;
    if (c == '\n') out += "      ";
  }
  return out;
}

}  // namespace

std::string_view Name(PolicyChange::What what) {
  constexpr std::array<std::string_view, 3> kNames = {"changed", "created", "deleted"};
  return kNames[static_cast<std::size_t>(what)];
}

std::string ToText(std::span<const PolicyChange> changes) {
  std::string out;
  for (const PolicyChange& change : changes) {
    out += Printable(change.file) + ": " + Heading(change) + "\n";
    out += change.diff ? Indented(ToText(*change.diff)) : "  error: " + Printable(change.diff.error().message) + "\n";
  }
  return changes.empty() ? "no policy changes\n" : out;
}

std::string ToMarkdown(std::span<const PolicyChange> changes) {
  std::string out;
  for (const PolicyChange& change : changes) {
    out += "## " + Heading(change) + "\n\n";
    out += change.diff ? ToMarkdown(*change.diff) : "error: " + Printable(change.diff.error().message) + "\n";
    if (!out.ends_with("\n\n")) out += "\n";
  }
  return changes.empty() ? "No policy changes.\n" : out;
}

std::string ToJson(std::span<const PolicyChange> changes) {
  report::JsonWriter writer;
  writer.Object([&] {
    writer.Array("changes", [&] {
      for (const PolicyChange& change : changes) {
        writer.Object([&] {
          writer.Member("what", Name(change.what));
          writer.Member("file", change.file);
          writer.Member("owner", change.owner);
          writer.Member("path", change.path);
          writer.Member("policyType", PolicyTypeName(change.kind));
          writer.Member("error", change.diff ? std::string_view() : std::string_view(change.diff.error().message));
          if (!change.diff) return;
          writer.Key("diff");
          writer.Raw(Nested(ToJson(*change.diff)));
        });
      }
    });
  });
  return writer.Take();
}

}  // namespace v0
}  // namespace iampolicy
