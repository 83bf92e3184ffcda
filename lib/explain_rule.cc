// What `explain` prints: of a rule, everything; of an id that stands for several, which they are.

#include <fmt/format.h>
#include <iampolicy/report.h>
#include <iampolicy/rules.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lib/catalog/catalog.h"
#include "lib/rule_info.h"
#include "lib/rules/examples.h"
#include "lib/rules/load.h"
#include "lib/rules/other_tools.h"
#include "lib/rules/repair.h"
#include "lib/rules/rule_set.h"
#include "lib/syntax/json.h"
#include "lib/text/pattern.h"
#include "lib/text/suggest.h"
#include "lib/text/utf8.h"

namespace iampolicy {
inline namespace v0 {
namespace {

using rules::Json;
using rules::PackView;
using text::EqualIgnoringCase;

enum class Case { kExact, kAny };

bool IsEqual(std::string_view a, std::string_view b, Case cases) {
  return cases == Case::kExact ? a == b : EqualIgnoringCase(a, b);
}

/// Whether the id is asked for, with or without its tool.
bool IsId(std::string_view id, std::string_view name, Case cases) {
  return IsEqual(id, name, cases) || IsEqual(id.substr(id.find(':') + 1), name, cases);
}

bool HasAlias(const RuleInfo& rule, std::string_view alias, Case cases) {
  const std::vector<std::string>& aliases = rule.description.aliases;
  return std::any_of(aliases.begin(), aliases.end(), [&](const std::string& own) { return IsId(own, alias, cases); });
}

bool HasTag(const RuleInfo& rule, std::string_view name, Case cases) {
  const std::vector<std::string>& tags = rule.description.tags;
  return std::any_of(tags.begin(), tags.end(), [&](const std::string& tag) { return IsEqual(tag, name, cases); });
}

/// The parts of the ids that stand for many checks.
std::vector<std::string_view> PartsOf(std::string_view name, Case cases) {
  std::vector<std::string_view> parts;
  for (const rules::Umbrella& umbrella : rules::Umbrellas()) {
    if (IsId(umbrella.id, name, cases)) parts.insert(parts.end(), umbrella.parts.begin(), umbrella.parts.end());
  }
  return parts;
}

std::vector<std::uint32_t> Named(const PackView& pack, std::string_view name, Case cases) {
  const std::vector<std::string_view> parts = PartsOf(name, cases);
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < pack.size(); ++i) {
    const RuleInfo info = InfoOf(pack[i]);
    const bool is_part = std::any_of(parts.begin(), parts.end(),
                                     [&](std::string_view part) { return HasAlias(info, part, Case::kExact); });
    if (is_part || HasAlias(info, name, cases) || HasTag(info, name, cases)) out.push_back(i);
  }
  std::sort(out.begin(), out.end(), [&](std::uint32_t a, std::uint32_t b) { return pack[a].id() < pack[b].id(); });
  return out;
}

/// The rules of a glob over ids, or of a family, by id.
std::vector<std::uint32_t> Matching(const PackView& pack, std::string_view name) {
  const bool is_family = name.find_first_of("*?/") == std::string_view::npos;
  const std::string glob = std::string(name) + (is_family ? "/*" : "");
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < pack.size(); ++i) {
    if (text::MatchesGlob(glob, pack[i].id())) out.push_back(i);
  }
  std::sort(out.begin(), out.end(), [&](std::uint32_t a, std::uint32_t b) { return pack[a].id() < pack[b].id(); });
  return out;
}

/// The rules that an id, a former id, an id of another tool, a tag, a family or a glob stands for, by id. Case counts
/// only where it makes a difference: invalid_action is one tool's id, INVALID_ACTION another's.
std::vector<std::uint32_t> Named(const PackView& pack, std::string_view name) {
  for (const std::string& id : {std::string(name), text::FoldAscii(name)}) {
    const std::uint32_t rule = pack.Find(id);
    if (rule != PackView::kNoRule) return {rule};
  }
  for (const Case cases : {Case::kExact, Case::kAny}) {
    std::vector<std::uint32_t> found = Named(pack, name, cases);
    if (!found.empty()) return found;
  }
  return Matching(pack, name);
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
    const std::size_t before = out.size();
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
    Report report;
    report.findings = rules::RunExample(engine, example, memo).findings;
    for (Finding& finding : report.findings) finding.opt_in = false;  // it was asked about
    std::string shown = ToText(report);
    shown.resize(shown.rfind('\n', shown.size() - 2) + 1);  // without the line that sums up
    out += (out.size() == before ? "" : "\n") + shown;
  }
}

/// "warning"; "error or note" where it depends on what is found.
std::string SeveritiesOf(const rules::RuleView& rule) {
  std::array<bool, 3> has = {};
  static_assert(static_cast<std::size_t>(Severity::kError) < has.size());
  has[static_cast<std::size_t>(rule.severity())] = true;
  const std::uint32_t list = rule.word(rules::RuleWord::kSeverities);
  const std::uint32_t count = list == 0 ? 0 : rule.tables().words[list];
  for (std::uint32_t i = 0; i < count; ++i) has[rule.tables().words[list + 2 + 2 * i]] = true;
  std::string out;
  for (const Severity severity : {Severity::kError, Severity::kWarning, Severity::kNote}) {
    if (has[static_cast<std::size_t>(severity)]) out += (out.empty() ? "" : " or ") + std::string(Name(severity));
  }
  return out;
}

void ExplainRule(const PackView& pack, std::uint32_t number, std::string& out) {
  const RuleInfo info = InfoOf(pack[number]);
  const RuleDescription& rule = info.description;
  out += rule.id + ": " + rule.summary + "\n\n";
  out += "class " + std::string(Name(rule.finding_class)) + ", severity " + SeveritiesOf(pack[number]) +
         (info.opt_in ? ", off unless enabled" : "") + "\n";
  if (!info.applies_to.empty()) {
    std::string kinds;
    for (const std::string& kind : info.applies_to) kinds += (kinds.empty() ? "" : ", ") + kind;
    out += "applies to " + kinds + "\n";
  }
  if (!rule.why_markdown.empty()) out += "\n" + rule.why_markdown + "\n";
  if (!rule.help.empty()) out += "\nWhat to do: " + rule.help + "\n";
  if (const std::optional<FixSafety> safety = rules::SafetyOfFix(pack[number])) {
    out += fmt::format("\nJSON and SARIF offer the edit, where the text allows it ({}).\n",
                       *safety == FixSafety::kEquivalent  ? "proved to leave what is allowed as it is"
                       : *safety == FixSafety::kNarrowing ? "proved to allow no more"
                                                          : "a suggestion: check that it is what was meant");
  }
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

std::string ExplainSeveral(const PackView& pack, std::string_view name, const std::vector<std::uint32_t>& numbers) {
  std::size_t width = 0;
  for (const std::uint32_t number : numbers) width = std::max(width, pack[number].id().size());
  std::string out = fmt::format("`{}` stands for {} rules:\n\n", name, numbers.size());
  for (const std::uint32_t number : numbers) {
    out += fmt::format("  {:{}}  {}\n", pack[number].id(), width, pack[number].summary());
  }
  return out + "\nexplain with the id of one of them tells more.\n";
}

std::string ExplainRetired(const rules::RetiredCode& code) {
  return fmt::format("{}: {}\n\nreported by no rule: {}\n", code.id, code.summary, code.why);
}

Error UnknownRule(const PackView& pack, std::string_view id) {
  std::vector<std::string> names;
  const auto add = [&](std::string_view alias) { names.emplace_back(alias.substr(alias.find(':') + 1)); };
  for (std::uint32_t i = 0; i < pack.size(); ++i) {
    names.emplace_back(pack[i].id());
    for (const std::string& alias : Strings(pack[i].aliases())) add(alias);
  }
  for (const rules::Umbrella& umbrella : rules::Umbrellas()) add(umbrella.id);
  for (const rules::RetiredCode& code : rules::RetiredCodes()) add(code.id);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  text::Nearest nearest(id);
  for (const std::string& name : names) nearest.Offer(name);
  std::string help;
  const std::string whole = rules::NearestRule(pack, id);  // the name of a rule without its family, say
  std::vector<std::string_view> best = nearest.Best();
  if (!whole.empty() && whole.ends_with("/" + std::string(id))) best = {whole};
  for (const std::string_view name : best) {
    help += (help.empty() ? "; did you mean `" : ", `") + std::string(name) + "`";
  }
  return Error{"there is no rule `" + std::string(id) + "`" + help + (help.empty() ? "" : "?")};
}

}  // namespace

Result<std::string> RuleSet::Explain(std::string_view id) const {
  const PackView& pack = pack_->view;
  const std::vector<std::uint32_t> named = Named(pack, id);
  if (named.size() > 1) return ExplainSeveral(pack, id, named);
  if (named.size() == 1) {
    std::string out;
    ExplainRule(pack, named.front(), out);
    return out;
  }
  for (const rules::RetiredCode& code : rules::RetiredCodes()) {
    if (IsId(code.id, id, Case::kAny)) return ExplainRetired(code);
  }
  return UnknownRule(pack, id);
}

}  // namespace v0
}  // namespace iampolicy
