#ifndef IAMPOLICY_LIB_CARRIER_OPTIONS_H_
#define IAMPOLICY_LIB_CARRIER_OPTIONS_H_

#include <string>

#include <iampolicy/analyzer.h>

#include "lib/carriers/carrier.h"

namespace iampolicy {
inline namespace v0 {

/// What of the public options concerns the carriers.
inline carriers::Options ToCarrierOptions(const Options& options) {
  carriers::Options out;
  out.parameters = options.parameters;
  out.parameter_files = options.parameter_files;
  out.var_files = options.var_files;
  out.changes = options.changes;
  out.disregard_suppressions = options.disregard_suppressions;
  return out;
}

/// Why a document could not be read, as one line.
inline std::string UnreadableReason(const carriers::Document& document) {
  if (document.problems.empty()) return "is not JSON";
  const text::Problem& problem = document.problems.back();
  std::string reason(problem.kind);
  if (!problem.got.empty()) reason += ": found " + problem.got;
  if (!problem.expected.empty()) reason += ", expected " + problem.expected;
  return reason;
}

}  // namespace v0
}  // namespace iampolicy

#endif  // IAMPOLICY_LIB_CARRIER_OPTIONS_H_
