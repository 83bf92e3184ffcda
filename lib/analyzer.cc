// The pipeline on one screen: options are checked and rules compiled once, then units go through AnalyzeUnit().

#include <iampolicy/analyzer.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "lib/carrier_options.h"
#include "lib/catalog/catalog.h"
#include "lib/rules/engine.h"
#include "lib/rules/load.h"
#include "lib/rules/rule_set.h"
#include "lib/rules/study.h"
#include "lib/unit.h"
#include "lib/verdict/verdict.h"

namespace iampolicy {
inline namespace v0 {
namespace {

std::vector<verdict::Supersedes> SupersedesOf(const rules::PackView& pack) {
  std::vector<verdict::Supersedes> all;
  for (std::uint32_t rule = 0; rule < pack.size(); ++rule) {
    const rules::Argument globs = pack[rule].supersedes();
    if (globs.size() == 0) continue;
    verdict::Supersedes one;
    one.rule = rule;
    for (std::uint32_t i = 0; i < globs.size(); ++i) one.globs.push_back(globs.text(i));
    all.push_back(std::move(one));
  }
  return all;
}

/// Whether the rule is one of Access Analyzer's checks.
bool HasCode(const rules::RuleView& rule) {
  const rules::Argument aliases = rule.aliases();
  for (std::uint32_t i = 0; i < aliases.size(); ++i) {
    if (aliases.text(i).starts_with("access-analyzer:")) return true;
  }
  return false;
}

}  // namespace

struct Analyzer::Impl {
  Impl(const RuleSet& given, std::shared_ptr<const RuleSet::Pack> own, std::vector<bool> enabled,
       std::vector<bool> on_by_default, carriers::Options for_carriers, bool with_repairs, bool with_breadth)
      : rules(given),
        set(std::move(own)),
        by_default(std::move(on_by_default)),
        engine(set ? set->view : rules.pack().view, enabled),
        supersedes(SupersedesOf(engine.pack())),
        options(std::move(for_carriers)),
        repairs(with_repairs),
        breadth(with_breadth) {}

  // A thread takes a memo for the unit it analyses and gives it back, so that what one unit taught serves the next.
  std::unique_ptr<rules::Memo> TakeMemo() const {
    const std::lock_guard lock(mutex);
    if (memos.empty()) return std::make_unique<rules::Memo>(catalog::Catalog::BuiltIn());
    std::unique_ptr<rules::Memo> memo = std::move(memos.back());
    memos.pop_back();
    return memo;
  }
  void GiveBack(std::unique_ptr<rules::Memo> memo) const {
    const std::lock_guard lock(mutex);
    memos.push_back(std::move(memo));
  }

  RuleSet rules;
  std::shared_ptr<const RuleSet::Pack> set;  // with parameters set: the rules compiled again
  std::vector<bool> by_default;
  rules::Engine engine;
  std::vector<verdict::Supersedes> supersedes;
  carriers::Options options;
  bool repairs;
  bool breadth;
  mutable std::mutex mutex;
  mutable std::vector<std::unique_ptr<rules::Memo>> memos;
};

Result<Analyzer> Analyzer::Make(const RuleSet& rules, const Options& options) {
  std::shared_ptr<const RuleSet::Pack> set;
  if (!options.set.empty()) {
    std::vector<rules::Override> overrides;
    for (const auto& [name, value] : options.set) overrides.push_back({name, value});
    Result<rules::Compiled> compiled = rules::SetParameters(rules.pack().view, overrides, catalog::Catalog::BuiltIn());
    if (!compiled) return compiled.error();
    set = std::make_shared<const RuleSet::Pack>(std::move(*compiled));
  }
  const rules::PackView& pack = set ? set->view : rules.pack().view;
  Result<std::vector<bool>> by_default = rules::Enabled(pack, options.enable, options.disable);
  if (!by_default) return by_default.error();
  std::vector<bool> enabled = *by_default;
  if (options.opt_in_too) {
    std::vector<std::string> everything = options.enable;
    everything.emplace_back("*");
    Result<std::vector<bool>> all = rules::Enabled(pack, everything, options.disable);
    if (!all) return all.error();
    // Only that format asks for them, and it shows nothing else.
    for (std::uint32_t i = 0; i < pack.size(); ++i) enabled[i] = enabled[i] || ((*all)[i] && HasCode(pack[i]));
  }
  return Analyzer(std::make_shared<const Impl>(rules, std::move(set), std::move(enabled), *std::move(by_default),
                                               ToCarrierOptions(options), options.repairs, options.breadth));
}

Report Analyzer::Analyze(std::span<const Input> unit, const ReadFile& read_file) const {
  std::unique_ptr<rules::Memo> memo = impl_->TakeMemo();
  memo->MakeRoom();
  const Judge judge{impl_->engine,  impl_->supersedes, impl_->by_default,
                    impl_->options, impl_->repairs,    impl_->breadth};
  Report report = AnalyzeUnit(unit, read_file, judge, *memo);
  impl_->GiveBack(std::move(memo));
  return report;
}

std::vector<std::vector<std::uint32_t>> Analyzer::Units(std::span<const std::string_view> names) {
  const auto ends_with = [](std::string_view text, std::string_view with) {
    return text.size() >= with.size() && text.substr(text.size() - with.size()) == with;
  };
  std::vector<std::vector<std::uint32_t>> units;
  std::map<std::string_view, std::size_t> modules;  // the Terraform files of a directory are one unit
  for (std::uint32_t i = 0; i < names.size(); ++i) {
    const std::string_view name = names[i];
    const bool is_terraform = ends_with(name, ".tf") || ends_with(name, ".tofu") || ends_with(name, ".tf.json");
    if (!is_terraform) {
      units.push_back({i});
      continue;
    }
    const std::size_t slash = name.rfind('/');
    const std::string_view directory = slash == std::string_view::npos ? "" : name.substr(0, slash + 1);
    const auto [found, is_new] = modules.emplace(directory, units.size());
    if (is_new) units.push_back({});
    units[found->second].push_back(i);
  }
  return units;
}

Report Lint(std::string_view text, PolicyKind kind) {
  const Result<Analyzer> analyzer = Analyzer::Make(RuleSet::BuiltIn(), {});
  const Input input{.name = "policy", .bytes = text, .kind = kind};
  return analyzer->Analyze({&input, 1});
}

}  // namespace v0
}  // namespace iampolicy
