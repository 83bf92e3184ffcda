#include "lib/rule_info.h"

#include "lib/rules/knowledge.h"

namespace iampolicy {
inline namespace v0 {

using rules::RuleView;

std::vector<std::string> Strings(const rules::Argument& texts) {
  std::vector<std::string> out;
  for (std::uint32_t i = 0; i < texts.size(); ++i) out.emplace_back(texts.text(i));
  return out;
}

namespace {

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

}  // namespace

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
  out.finding_type = rule.finding_type();
  for (const rules::Knowledge knowledge : rules::KnowledgeOf(rule)) out.needs.emplace_back(Name(knowledge));
  return out;
}

}  // namespace v0
}  // namespace iampolicy
