// A difference of access for people: as text, and as Markdown for a pull request.

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <iampolicy/compare.h>

#include "lib/report/display.h"
#include "lib/report/request_text.h"

namespace iampolicy {
inline namespace v0 {
namespace {

using report::AddLine;
using report::Joined;

constexpr std::size_t kMostNames = 10;  // in a row; JSON gives more

bool IsAdded(const AccessChange& change) { return change.direction == AccessChange::Direction::kAdded; }

std::string Counted(std::size_t count, std::string_view what) {
  return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

std::string Title(const AccessChange& change) {
  std::string title = change.service == "*" ? "services the catalogue does not know" : change.service;
  if (change.level.empty()) return title + ": actions the catalogue does not know";
  const bool is_all = change.is_whole_level && change.action_count > 1;
  return title + ": " + (is_all ? "all " : "") + Counted(change.action_count, change.level + " action");
}

std::string Actions(const AccessChange& change) {
  std::vector<std::string> names = change.actions;
  names.resize(std::min(names.size(), kMostNames));
  std::string text = Joined(names, ", ");
  if (change.action_count > names.size())
    text += ", and " + std::to_string(change.action_count - names.size()) + " more";
  return text;
}

void AddPart(std::string& out, std::string_view name, const std::vector<std::string>& values,
             std::string_view separator) {
  if (values.empty()) return;
  AddLine(out, "    " + std::string(name) + Joined(values, separator));
}

// A table cell takes neither line ends nor bars; a code span ends at a backtick.
std::string Cell(std::string_view text) {
  std::string cell;
  for (const char c : report::Printable(text)) {
    if (c == '|') cell += '\\';
    cell += c == '`' ? '\'' : c;
  }
  return cell;
}

std::string Code(std::string_view text) { return "`" + Cell(text) + "`"; }

std::string Codes(const std::vector<std::string>& values, std::size_t total) {
  std::string text;
  const std::size_t shown = std::min(values.size(), kMostNames);
  for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + Code(values[i]);
  if (total > shown) text += ", and " + std::to_string(total - shown) + " more";
  return text;
}

// Only words that are none of Markdown's: a `*` in a condition would be emphasis.
std::string Words(const std::vector<std::string>& values, std::string_view separator) {
  std::string text;
  for (const char c : Cell(Joined(values, separator))) {
    if (c == '*' || c == '_' || c == '<') text += '\\';
    text += c;
  }
  return text;
}

std::string ActionsCell(const AccessChange& change) {
  if (change.actions.empty()) return "";
  const bool is_all = change.is_whole_level && change.action_count > 1;
  return (is_all ? "all " + std::to_string(change.action_count) + ": " : "") +
         Codes(change.actions, change.action_count);
}

/// "12 actions of 2 services"; what the catalogue does not know is no number.
std::string Summary(const AccessDiff& diff, AccessChange::Direction direction) {
  std::size_t actions = 0;
  std::set<std::string_view> services;
  bool has_unknown = false;
  for (const AccessChange& change : diff.changes) {
    if (change.direction != direction) continue;
    actions += change.action_count;
    services.insert(change.service);
    has_unknown = has_unknown || change.level.empty();
  }
  if (services.empty()) return "nothing";
  if (actions == 0) return "actions the catalogue does not know";
  return Counted(actions, "action") + " of " + Counted(services.size(), "service") +
         (has_unknown ? ", and names the catalogue does not know" : "");
}

std::string ExampleOf(const AccessChange& change) {
  std::string text = "For example " + Code(change.example.action) + " on " + Code(change.example.resource);
  if (!change.example.principal.empty()) text += " by " + Code(change.example.principal);
  for (std::size_t i = 0; i < change.example.context.size(); ++i) {
    const ContextKey& key = change.example.context[i];
    text += (i == 0 ? " with " : " and ") + Code(key.name + " = " + report::ValueOf(key));
  }
  return text + ".\n\n";
}

void AddTable(std::string& out, const std::vector<const AccessChange*>& changes) {
  const auto has = [&](std::vector<std::string> AccessChange::*part) {
    return std::any_of(changes.begin(), changes.end(), [&](const auto* change) { return !(change->*part).empty(); });
  };
  const bool has_principals = has(&AccessChange::principals);
  const bool has_conditions = has(&AccessChange::conditions);
  const bool has_shared = has(&AccessChange::shared);
  std::string head = "| service | level | actions | on |";
  std::string line = "|---|---|---|---|";
  const auto column = [&](bool is_there, std::string_view name) {
    if (!is_there) return;
    head += " " + std::string(name) + " |";
    line += "---|";
  };
  column(has_principals, "for");
  column(has_conditions, "where");
  column(has_shared, IsAdded(*changes.front()) ? "already allowed" : "still allowed");
  out += head + "\n" + line + "\n";
  for (const AccessChange* change : changes) {
    const std::string level = change->level.empty() ? "not in the catalogue" : change->level;
    out += "| " + Words({change->service}, "") + " | " + level + " | " + ActionsCell(*change) + " | " +
           Codes(change->resources, change->resources.size()) + " |";
    if (has_principals) out += " " + Words(change->principals, ", ") + " |";
    if (has_conditions) out += " " + Words(change->conditions, "; ") + " |";
    if (has_shared) out += " " + Words(change->shared, "; ") + " |";
    out += "\n";
  }
  out += "\n" + ExampleOf(*changes.front());
}

}  // namespace

std::string ToText(const AccessDiff& diff) {
  std::string out;
  if (diff.equivalent) return "equivalent: both policies allow exactly the same\n";
  for (const AccessChange& change : diff.changes) {
    AddLine(out, (IsAdded(change) ? "+ " : "- ") + Title(change));
    if (!change.actions.empty()) AddLine(out, "    " + Actions(change));
    AddPart(out, "on    ", change.resources, ", ");
    AddPart(out, "for   ", change.principals, ", ");
    AddPart(out, "where ", change.conditions, "; ");
    AddPart(out, IsAdded(change) ? "already allowed " : "still allowed ", change.shared, "; ");
    out += "    for example:\n";
    report::AddRequest(out, change.example, "      ");
  }
  if (!diff.incomplete.empty()) out += "not everything could be decided: " + diff.incomplete + "\n";
  return out;
}

std::string ToMarkdown(const AccessDiff& diff) {
  if (diff.equivalent) return "Both policies allow exactly the same.\n";
  using Direction = AccessChange::Direction;
  std::string out;
  if (!diff.changes.empty()) {
    out += "**Newly allowed:** " + Summary(diff, Direction::kAdded) + ". **No longer allowed:** " +
           Summary(diff, Direction::kRemoved) + ".\n\n";
  }
  for (const Direction direction : {Direction::kAdded, Direction::kRemoved}) {
    std::vector<const AccessChange*> changes;
    for (const AccessChange& change : diff.changes) {
      if (change.direction == direction) changes.push_back(&change);
    }
    if (changes.empty()) continue;
    out += direction == Direction::kAdded ? "### Newly allowed\n\n" : "### No longer allowed\n\n";
    AddTable(out, changes);
  }
  if (!diff.incomplete.empty()) out += "Not everything could be decided: " + diff.incomplete + ".\n";
  return out;
}

}  // namespace v0
}  // namespace iampolicy
