#ifndef IAMPOLICY_LIB_REPORT_EVALUATION_H_
#define IAMPOLICY_LIB_REPORT_EVALUATION_H_

// Decisions on requests as JSON. The text for people is EvaluationText() of the public header.

#include <string>
#include <string_view>

#include <iampolicy/access.h>

namespace iampolicy::report {

/// {"id", "decision", "reason", "statements": [...]} on one line. `id` is JSON, or empty where the question had none.
std::string EvaluationJson(std::string_view id, const Decision& decision);

/// {"id", "error"} on one line.
std::string EvaluationErrorJson(std::string_view id, std::string_view message);

}  // namespace iampolicy::report

#endif  // IAMPOLICY_LIB_REPORT_EVALUATION_H_
