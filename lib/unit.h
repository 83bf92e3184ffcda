#ifndef IAMPOLICY_LIB_UNIT_H_
#define IAMPOLICY_LIB_UNIT_H_

// One unit from bytes to report: what the carriers find, built and judged world by world, principals together.

#include <span>
#include <vector>

#include <iampolicy/analyzer.h>
#include <iampolicy/report.h>

#include "lib/carriers/carrier.h"
#include "lib/rules/engine.h"
#include "lib/rules/study.h"
#include "lib/verdict/verdict.h"

namespace iampolicy {
inline namespace v0 {

/// What every unit is judged by. Shared by threads; the memo is not.
struct Judge {
  const rules::Engine& engine;
  std::span<const verdict::Supersedes> supersedes;
  const std::vector<bool>& by_default;  ///< rule -> on without opt-in
  const carriers::Options& options;
  bool repairs = false;  ///< Finding::fix is worked out and proved
  bool breadth = true;   ///< PolicySummary::breadth, statements and score are counted
};

Report AnalyzeUnit(std::span<const Input> unit, const ReadFile& read_file, const Judge& judge, rules::Memo& memo);

}  // namespace v0
}  // namespace iampolicy

#endif  // IAMPOLICY_LIB_UNIT_H_
