// Decisions on requests for people.

#include <string>
#include <string_view>

#include <iampolicy/access.h>

#include "lib/report/display.h"

namespace iampolicy {
inline namespace v0 {
namespace {

void AppendStatement(std::string& out, const StatementResult& statement) {
  out += statement.decides ? "  * " : "    ";
  out += "policies[" + std::to_string(statement.policy) + "] (";
  out += Name(statement.kind);
  if (!statement.level.empty()) {
    out += ", level ";
    out += report::Printable(statement.level);
  }
  out += ") Statement[" + std::to_string(statement.statement) + "]";
  if (!statement.sid.empty()) {
    out += " ";
    out += report::Printable(statement.sid);
  }
  out += statement.allow ? ": Allow" : ": Deny";
  if (statement.decides) {
    out += " applies";
  } else {
    out += statement.applies ? ": " : " does not apply: ";
    out += report::Printable(statement.why);
  }
  out += '\n';
}

}  // namespace

std::string EvaluationText(const Decision& decision) {
  std::string out(Name(decision.outcome));
  out += ": ";
  out += report::Printable(decision.reason);
  out += '\n';
  for (const bool decides : {true, false}) {
    for (const StatementResult& statement : decision.statements) {
      if (statement.decides == decides) AppendStatement(out, statement);
    }
  }
  return out;
}

}  // namespace v0
}  // namespace iampolicy
