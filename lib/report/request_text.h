#ifndef IAMPOLICY_LIB_REPORT_REQUEST_TEXT_H_
#define IAMPOLICY_LIB_REPORT_REQUEST_TEXT_H_

// A request as people read it.

#include <string>
#include <string_view>
#include <vector>

#include <iampolicy/access.h>

namespace iampolicy::report {

std::string Joined(const std::vector<std::string>& values, std::string_view separator);

/// The text as one line; what stands in a policy may hold anything.
void AddLine(std::string& out, std::string_view text);

/// A line for each thing the request names, after the indent.
void AddRequest(std::string& out, const Request& request, std::string_view indent);

/// What a context key holds: one value, or "{a, b}".
std::string ValueOf(const ContextKey& key);

}  // namespace iampolicy::report

#endif  // IAMPOLICY_LIB_REPORT_REQUEST_TEXT_H_
