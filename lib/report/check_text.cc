// Answers of checks and differences of access for people: a verdict line, what it rests on, and the witness as a
// request.

#include <string>
#include <string_view>
#include <vector>

#include <iampolicy/compare.h>

#include "lib/report/display.h"

namespace iampolicy {
inline namespace v0 {
namespace {

std::string Joined(const std::vector<std::string>& values, std::string_view separator) {
  std::string text;
  for (const std::string& value : values) {
    if (!text.empty()) text += separator;
    text += value;
  }
  return text;
}

/// A line of the answer; what stands in a policy may hold anything.
void AddLine(std::string& out, std::string_view text) { out += report::Printable(text) + "\n"; }

void AddRequest(std::string& out, const Request& request, std::string_view indent) {
  const auto line = [&](std::string_view name, std::string_view value) {
    std::string text(indent);
    text += name;
    text += std::string(10 - name.size(), ' ');
    text += value;
    AddLine(out, text);
  };
  if (!request.principal.empty()) line("principal", request.principal);
  line("action", request.action);
  line("resource", request.resource);
  for (const ContextKey& key : request.context) {
    const std::string value =
        key.is_set || key.values.size() != 1 ? "{" + Joined(key.values, ", ") + "}" : key.values[0];
    line("context", key.name + " = " + (value.empty() ? "\"\"" : value));
  }
}

std::string Title(const AccessChange& change) {
  std::string title = change.service == "*" ? "services the catalogue does not know" : change.service;
  if (change.level.empty()) return title + ": actions the catalogue does not know";
  return title + ": " + std::to_string(change.action_count) + " " + change.level +
         (change.action_count == 1 ? " action" : " actions");
}

std::string Actions(const AccessChange& change) {
  std::string text = Joined(change.actions, ", ");
  if (change.action_count > change.actions.size()) {
    text += ", and " + std::to_string(change.action_count - change.actions.size()) + " more";
  }
  return text;
}

void AddPart(std::string& out, std::string_view name, const std::vector<std::string>& values,
             std::string_view separator) {
  if (values.empty()) return;
  AddLine(out, "    " + std::string(name) + Joined(values, separator));
}

// A table cell takes neither line ends nor bars.
std::string Cell(std::string_view text) {
  std::string cell;
  for (const char c : report::Printable(text)) {
    if (c == '|') cell += '\\';
    cell += c;
  }
  return cell;
}

std::string Code(const std::vector<std::string>& values) {
  std::string text;
  for (const std::string& value : values) text += (text.empty() ? "`" : ", `") + Cell(value) + "`";
  return text;
}

}  // namespace

std::string ToText(const CheckResult& result) {
  std::string out = std::string(Name(result.verdict)) + ": " + result.message + "\n";
  for (const CheckReason& reason : result.reasons) AddLine(out, "  " + reason.description);
  if (result.verdict != Verdict::kFail || !result.witness) return out;
  out += "  for example:\n";
  AddRequest(out, *result.witness, "    ");
  return out;
}

std::string ToText(const AccessDiff& diff) {
  std::string out;
  if (diff.equivalent) return "equivalent: both policies allow exactly the same\n";
  for (const AccessChange& change : diff.changes) {
    AddLine(out, (change.direction == AccessChange::Direction::kAdded ? "+ " : "- ") + Title(change));
    if (!change.actions.empty()) AddLine(out, "    " + Actions(change));
    AddPart(out, "on    ", change.resources, ", ");
    AddPart(out, "for   ", change.principals, ", ");
    AddPart(out, "where ", change.conditions, "; ");
    out += "    for example:\n";
    AddRequest(out, change.example, "      ");
  }
  if (!diff.incomplete.empty()) out += "not everything could be decided: " + diff.incomplete + "\n";
  return out;
}

std::string ToMarkdown(const AccessDiff& diff) {
  if (diff.equivalent) return "Both policies allow exactly the same.\n";
  std::string out;
  for (const auto direction : {AccessChange::Direction::kAdded, AccessChange::Direction::kRemoved}) {
    bool has_any = false;
    for (const AccessChange& change : diff.changes) {
      if (change.direction != direction) continue;
      if (!has_any) {
        out += direction == AccessChange::Direction::kAdded ? "### Newly allowed\n\n" : "### No longer allowed\n\n";
        out += "| service | level | actions | on | for | where |\n|---|---|---|---|---|---|\n";
        has_any = true;
      }
      const std::string level = change.level.empty() ? "not in the catalogue" : change.level;
      out += "| " + Cell(change.service) + " | " + level + " | " +
             (change.actions.empty() ? "" : Cell(Actions(change))) + " | " + Code(change.resources) + " | " +
             Cell(Joined(change.principals, ", ")) + " | " + Cell(Joined(change.conditions, "; ")) + " |\n";
    }
    if (has_any) out += "\n";
  }
  if (!diff.incomplete.empty()) out += "Not everything could be decided: " + diff.incomplete + ".\n";
  return out;
}

}  // namespace v0
}  // namespace iampolicy
