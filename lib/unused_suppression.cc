#include "lib/unused_suppression.h"

#include <cstdint>
#include <string>
#include <string_view>

#include "lib/syntax/host_kinds.h"
#include "lib/text/pattern.h"
#include "lib/text/suggest.h"

namespace iampolicy {
inline namespace v0 {

std::optional<text::Problem> UnusedSuppression(const carriers::Suppression& suppression, const rules::PackView& pack,
                                               const std::vector<bool>& by_default) {
  text::Nearest nearest(suppression.rule);
  bool is_known = false;
  bool is_on = false;
  for (std::uint32_t rule = 0; rule < pack.size(); ++rule) {
    nearest.Offer(pack[rule].id());
    if (!text::MatchesGlob(suppression.rule, pack[rule].id())) continue;
    is_known = true;
    is_on |= by_default[rule];
  }
  if (is_known && !is_on) return std::nullopt;
  text::Problem problem;
  problem.kind = is_known ? syntax::kUnusedSuppression : syntax::kUnknownSuppression;
  problem.span = suppression.at;
  problem.got = suppression.rule;
  if (is_known) return problem;
  for (const std::string_view one : nearest.Best()) {
    problem.expected += (problem.expected.empty() ? "`" : ", `") + std::string(one) + "`";
  }
  if (problem.expected.empty()) problem.expected = "an id as `rules list` prints it";
  return problem;
}

}  // namespace v0
}  // namespace iampolicy
