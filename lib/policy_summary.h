#ifndef IAMPOLICY_LIB_POLICY_SUMMARY_H_
#define IAMPOLICY_LIB_POLICY_SUMMARY_H_

#include <iampolicy/report.h>

#include "lib/carriers/extraction.h"
#include "lib/catalog/catalog.h"
#include "lib/policy/build.h"
#include "lib/rules/study.h"
#include "lib/text/sources.h"

namespace iampolicy {
inline namespace v0 {

/// Which policy that is; `policy` is nullptr for a text that could not be read.
PolicySummary SummaryOf(const carriers::Document& document, const policy::Policy* policy, const text::Sources& sources);
/// How much it grants. The study is of the same policy.
void AddBreadth(const policy::Policy& policy, const text::Sources& sources, const catalog::Catalog& catalog,
                rules::Study& study, PolicySummary& summary);

}  // namespace v0
}  // namespace iampolicy

#endif  // IAMPOLICY_LIB_POLICY_SUMMARY_H_
