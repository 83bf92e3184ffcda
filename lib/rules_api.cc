// The public functions about rules: the built-in pack, rule files, and the list of rules.

#include <iampolicy/rules.h>

#include <algorithm>
#include <string>
#include <utility>

#include "lib/catalog/catalog.h"
#include "lib/rule_info.h"
#include "lib/rules/examples.h"
#include "lib/rules/load.h"
#include "lib/rules/pack.h"
#include "lib/rules/rule_set.h"
#include "lib/rules/tables.h"

namespace iampolicy {
inline namespace v0 {
namespace {

using rules::PackView;

rules::Tables BuiltInTables() {
  return {{rules::kRuleWords, rules::kRuleWordCount}, {rules::kRuleBlob, rules::kRuleBlobSize}};
}

Report ReportOf(std::vector<Finding> problems) {
  Report report;
  report.findings = std::move(problems);
  return report;
}

}  // namespace

RuleSet RuleSet::BuiltIn() { return RuleSet(std::make_shared<const Pack>(BuiltInTables())); }

RuleSet::Loaded RuleSet::Load(std::span<const RuleFile> files) {
  const PackView base(BuiltInTables());
  rules::LoadResult loaded = rules::Load(base, files, catalog::Catalog::BuiltIn());
  return {RuleSet(std::make_shared<const Pack>(std::move(loaded.pack))), ReportOf(std::move(loaded.problems))};
}

std::size_t RuleSet::size() const { return pack_->view.size(); }

std::vector<RuleInfo> RuleSet::List() const {
  std::vector<RuleInfo> out;
  for (std::uint32_t i = 0; i < pack_->view.size(); ++i) out.push_back(InfoOf(pack_->view[i]));
  std::sort(out.begin(), out.end(),
            [](const RuleInfo& a, const RuleInfo& b) { return a.description.id < b.description.id; });
  return out;
}

std::vector<RuleDescription> RuleSet::Describe() const {
  std::vector<RuleDescription> out;
  for (RuleInfo& info : List()) out.push_back(std::move(info.description));
  return out;
}

Report CheckRules(std::span<const RuleFile> files) {
  return ReportOf(rules::Check(PackView(BuiltInTables()), files, catalog::Catalog::BuiltIn()));
}

Report TestRules(std::span<const RuleFile> files) {
  return ReportOf(rules::Test(PackView(BuiltInTables()), files, catalog::Catalog::BuiltIn()));
}

std::string DescribePredicates() { return rules::DescribePredicates(); }

}  // namespace v0
}  // namespace iampolicy
