#ifndef IAMPOLICY_LIB_REPORT_STATS_H_
#define IAMPOLICY_LIB_REPORT_STATS_H_

#include <string>
#include <string_view>

#include <iampolicy/report.h>

namespace iampolicy::report {

/// "1 policy", "2 policies".
std::string Counted(std::uint64_t count, std::string_view one, std::string_view many);

/// The breadth of each policy and of its statements, a block of lines a policy.
std::string StatsText(const Report& report);

/// The closing lines: files, policies by kind, findings by severity, what was passed over or not analysed to the end.
std::string SummaryText(const Report& report);

}  // namespace iampolicy::report

#endif  // IAMPOLICY_LIB_REPORT_STATS_H_
