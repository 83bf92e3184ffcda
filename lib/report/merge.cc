// Reports of units, joined: the same result for any order and any number of threads.

#include <iampolicy/report.h>

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <tuple>
#include <utility>

#include "lib/text/sort.h"

namespace iampolicy {
inline namespace v0 {
namespace {

template <class T>
void MoveInto(std::vector<T>& all, std::vector<T>& part) {
  all.insert(all.end(), std::make_move_iterator(part.begin()), std::make_move_iterator(part.end()));
  part = {};  // not held twice while the others are joined
}

bool FindingBefore(const Finding& a, const Finding& b) {
  const auto key = [](const Finding& f) {
    return std::tie(f.location.file, f.location.start.offset, f.rule, f.location.end.offset, f.owner, f.pointer,
                    f.message);
  };
  return key(a) < key(b);
}

bool PolicyBefore(const PolicySummary& a, const PolicySummary& b) {
  const auto key = [](const PolicySummary& p) { return std::tie(p.file, p.line, p.pointer, p.owner); };
  return key(a) < key(b);
}

// `text`: the member that says what is counted.
template <class T>
void SumBy(std::vector<T>& all, std::string T::*text) {
  std::sort(all.begin(), all.end(), [text](const T& a, const T& b) { return a.*text < b.*text; });
  std::vector<T> sums;
  for (T& one : all) {
    if (!sums.empty() && sums.back().*text == one.*text) {
      sums.back().count += one.count;
    } else {
      sums.push_back(std::move(one));
    }
  }
  all = std::move(sums);
}

}  // namespace

Report Merge(std::vector<Report> reports) {
  Report all;
  std::size_t findings = 0;
  std::size_t policies = 0;
  for (const Report& part : reports) {
    findings += part.findings.size();
    policies += part.policies.size();
  }
  all.findings.reserve(findings);
  all.policies.reserve(policies);
  for (Report& part : reports) {
    all.files += part.files;
    all.silenced += part.silenced;
    all.contained += part.contained;
    MoveInto(all.policies, part.policies);
    MoveInto(all.findings, part.findings);
    MoveInto(all.incomplete, part.incomplete);
    MoveInto(all.passed_over, part.passed_over);
    MoveInto(all.not_seen, part.not_seen);
    // Later dates win, so that the order of the parts does not matter.
    if (part.catalog_date > all.catalog_date) all.catalog_date = std::move(part.catalog_date);
  }
  text::SortByNumber(all.policies, PolicyBefore);
  text::SortByNumber(all.findings, FindingBefore);
  std::stable_sort(all.incomplete.begin(), all.incomplete.end(), [](const Incomplete& a, const Incomplete& b) {
    return std::tie(a.file, a.reason) < std::tie(b.file, b.reason);
  });
  SumBy(all.passed_over, &PassedOver::reason);
  SumBy(all.not_seen, &NotSeen::what);
  return all;
}

bool Counts(const Finding& finding) { return finding.superseded_by.empty() && !finding.opt_in; }

bool Reaches(const Finding& finding, Severity threshold) {
  const int lower = finding.certainty == Certainty::kPossible ? 1 : 0;
  return Counts(finding) && static_cast<int>(finding.severity) - lower >= static_cast<int>(threshold);
}

}  // namespace v0
}  // namespace iampolicy
