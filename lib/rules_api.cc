// The public functions about rules: the built-in pack, rule files, and what can be said of a rule.

#include <iampolicy/rules.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "lib/catalog/catalog.h"
#include "lib/rules/examples.h"
#include "lib/rules/load.h"
#include "lib/rules/pack.h"
#include "lib/rules/rule_set.h"
#include "lib/rules/tables.h"
#include "lib/syntax/json.h"
#include "lib/text/suggest.h"

namespace iampolicy {
inline namespace v0 {
namespace {

using rules::Argument;
using rules::Json;
using rules::PackView;
using rules::RuleView;

rules::Tables BuiltInTables() {
  return {{rules::kRuleWords, rules::kRuleWordCount}, {rules::kRuleBlob, rules::kRuleBlobSize}};
}

std::vector<std::string> Strings(const Argument& texts) {
  std::vector<std::string> out;
  for (std::uint32_t i = 0; i < texts.size(); ++i) out.emplace_back(texts.text(i));
  return out;
}

Report ReportOf(std::vector<Finding> problems) {
  Report report;
  report.findings = std::move(problems);
  return report;
}

RuleDescription DescriptionOf(const RuleView& rule) {
  RuleDescription out;
  out.id = rule.id();
  out.summary = rule.summary();
  out.help = rule.help();
  for (const std::string& paragraph : Strings(rule.why())) {
    out.why_markdown += (out.why_markdown.empty() ? "" : "\n\n") + paragraph;
  }
  out.finding_class = rule.finding_class();
  out.severity = rule.severity();
  out.references = Strings(rule.see());
  out.aliases = Strings(rule.aliases());
  out.tags = Strings(rule.tags());
  return out;
}

RuleInfo InfoOf(const RuleView& rule) {
  RuleInfo out;
  out.description = DescriptionOf(rule);
  out.was = Strings(rule.was());
  if (rule.kinds() != 0xFFFFFFFF) {
    for (std::uint32_t i = 1; i <= static_cast<std::uint32_t>(PolicyKind::kEndpoint); ++i) {
      if ((rule.kinds() & (1u << i)) != 0) out.applies_to.emplace_back(Name(static_cast<PolicyKind>(i)));
    }
  }
  for (const std::string& type : Strings(rule.resource_types())) out.applies_to.push_back(type);
  for (const rules::EachName& row : rules::EachNames()) {
    if ((rule.each() & Bit(row.each)) != 0) out.each += (out.each.empty() ? "" : ", ") + std::string(row.name);
  }
  out.opt_in = rule.opt_in();
  return out;
}

/// The rules that an id, a former id or an alias (with or without its tool) stands for.
std::vector<std::uint32_t> Named(const PackView& pack, std::string_view name) {
  const std::uint32_t rule = pack.Find(name);
  if (rule != PackView::kNoRule) return {rule};
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < pack.size(); ++i) {
    for (const std::string& alias : Strings(pack[i].aliases())) {
      const std::size_t colon = alias.find(':');
      if (alias == name || std::string_view(alias).substr(colon + 1) == name) {
        out.push_back(i);
        break;
      }
    }
  }
  return out;
}

void ExplainExamples(const PackView& pack, std::uint32_t number, std::string& out) {
  text::Sources sources;
  const std::string source(pack[number].source());
  const std::optional<text::Span> span = sources.AddFile(pack[number].id(), source);
  if (!span) return;
  const syntax::Parsed parsed = syntax::ReadJson(sources, *span);
  std::vector<bool> enabled(pack.size());
  enabled[number] = true;
  const rules::Engine engine(pack, enabled);
  const catalog::Catalog catalog = catalog::Catalog::BuiltIn();
  rules::Memo memo(catalog);
  std::optional<bool> last;  // what the example before was
  for (const Json& example : Json{&parsed.tree, &sources, 0}.member("examples").elements()) {
    const bool finds = !example.member("finds").elements().empty();
    out += finds == last ? "\n" : finds ? "\nAvoid:\n\n" : "\nPrefer:\n\n";
    last = finds;
    for (const std::string_view member : {"policy", "text", "policies"}) {
      const Json value = example.member(member);
      if (!value.present()) continue;
      const std::string shown =
          member == "text" && value.is(syntax::Kind::kString) ? std::string(value.text()) + "\n" : Pretty(value);
      for (std::size_t at = 0; at < shown.size();) {
        const std::size_t end = std::min(shown.find('\n', at), shown.size());
        out += "    " + shown.substr(at, end - at) + "\n";
        at = end + 1;
      }
    }
    if (!finds) continue;
    std::string shown = ToText(ReportOf(rules::RunExample(engine, example, memo).findings));
    shown.resize(shown.rfind('\n', shown.size() - 2) + 1);  // without the line that sums up
    out += "\n" + shown;
  }
}

void ExplainRule(const PackView& pack, std::uint32_t number, std::string& out) {
  const RuleInfo info = InfoOf(pack[number]);
  const RuleDescription& rule = info.description;
  out += rule.id + ": " + rule.summary + "\n\n";
  out += "class " + std::string(Name(rule.finding_class)) + ", severity " + std::string(Name(rule.severity)) +
         (info.opt_in ? ", off unless enabled" : "") + "\n";
  if (!info.applies_to.empty()) {
    std::string kinds;
    for (const std::string& kind : info.applies_to) kinds += (kinds.empty() ? "" : ", ") + kind;
    out += "applies to " + kinds + "\n";
  }
  if (!rule.why_markdown.empty()) out += "\n" + rule.why_markdown + "\n";
  if (!rule.help.empty()) out += "\nWhat to do: " + rule.help + "\n";
  ExplainExamples(pack, number, out);
  const auto list = [&](std::string_view title, const std::vector<std::string>& items) {
    if (items.empty()) return;
    out += "\n" + std::string(title) + ":\n";
    for (const std::string& item : items) out += "  " + item + "\n";
  };
  list("References", rule.references);
  list("Known to other tools as", rule.aliases);
  list("Formerly", info.was);
  list("Tags", rule.tags);
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

Result<std::string> RuleSet::Explain(std::string_view id) const {
  const PackView& pack = pack_->view;
  const std::vector<std::uint32_t> rules = Named(pack, id);
  std::string out;
  for (const std::uint32_t rule : rules) {
    if (!out.empty()) out += "\n";
    ExplainRule(pack, rule, out);
  }
  if (!rules.empty()) return out;
  text::Nearest nearest(id);
  std::vector<std::string> names;
  for (std::uint32_t i = 0; i < pack.size(); ++i) {
    names.emplace_back(pack[i].id());
    for (const std::string& alias : Strings(pack[i].aliases())) names.push_back(alias.substr(alias.find(':') + 1));
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  for (const std::string& name : names) nearest.Offer(name);
  std::string help;
  for (const std::string_view name : nearest.Best())
    help += (help.empty() ? "; did you mean `" : ", `") + std::string(name) + "`";
  return Error{"there is no rule `" + std::string(id) + "`" + help + (help.empty() ? "" : "?")};
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
