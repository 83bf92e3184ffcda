// Answers of checks for people: a verdict line, what it rests on, and the witness as a request.

#include <string>

#include <iampolicy/compare.h>

#include "lib/report/request_text.h"

namespace iampolicy {
inline namespace v0 {

std::string ToText(const CheckResult& result) {
  std::string out = std::string(Name(result.verdict)) + ": " + result.message + "\n";
  for (const CheckReason& reason : result.reasons) report::AddLine(out, "  " + reason.description);
  if (result.verdict != Verdict::kFail || !result.witness) return out;
  out += "  for example:\n";
  report::AddRequest(out, *result.witness, "    ");
  return out;
}

}  // namespace v0
}  // namespace iampolicy
