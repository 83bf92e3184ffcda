// What a configuration changes: which rules run, and the values of their parameters.

#include <algorithm>
#include <map>
#include <utility>

#include "lib/rules/compile.h"
#include "lib/rules/load.h"
#include "lib/syntax/json.h"
#include "lib/text/pattern.h"
#include "lib/text/suggest.h"

namespace iampolicy::rules {
namespace {

using syntax::Kind;

bool Selects(const RuleView& rule, std::string_view glob) {
  if (text::MatchesGlob(glob, rule.id())) return true;
  for (const Argument& names : {rule.was(), rule.tags()}) {
    for (std::uint32_t i = 0; i < names.size(); ++i) {
      if (text::MatchesGlob(glob, names.text(i))) return true;
    }
  }
  return false;
}

std::string NearestId(const PackView& pack, std::string_view id) {
  text::Nearest nearest(id);
  for (std::uint32_t i = 0; i < pack.size(); ++i) nearest.Offer(pack[i].id());
  const std::vector<std::string_view> best = nearest.Best(1);
  return best.empty() ? std::string() : "; did you mean `" + std::string(best[0]) + "`?";
}

/// A value as a node: JSON where it is that, else a string. Texts must outlive it.
struct Value {
  std::string json;
  syntax::Parsed parsed;
};

bool IsJson(text::Sources& sources, Value& value) {
  const std::optional<text::Span> span = sources.AddFile("--set", value.json);
  if (!span) return false;
  value.parsed = syntax::ReadJson(sources, *span);
  return value.parsed.complete && value.parsed.problems.empty();
}

std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

struct Setting {
  std::string param;
  Value value;
};

}  // namespace

Result<std::vector<bool>> Enabled(const PackView& pack, std::span<const std::string> enable,
                                  std::span<const std::string> disable) {
  std::vector<bool> enabled(pack.size());
  for (std::uint32_t i = 0; i < pack.size(); ++i) enabled[i] = !pack[i].opt_in();
  for (const auto* globs : {&enable, &disable}) {
    for (const std::string& glob : *globs) {
      bool found = false;
      for (std::uint32_t i = 0; i < pack.size(); ++i) {
        if (!Selects(pack[i], glob)) continue;
        enabled[i] = globs == &enable;
        found = true;
      }
      if (!found) return Error{"no rule is called `" + glob + "`" + NearestId(pack, glob)};
    }
  }
  return enabled;
}

Result<Compiled> SetParameters(const PackView& pack, std::span<const Override> overrides,
                               const catalog::Catalog& catalog) {
  text::Sources sources;
  std::map<std::uint32_t, std::vector<Setting>> settings;
  for (const Override& override_ : overrides) {
    const std::size_t dot = override_.name.rfind('.');
    const std::string id = override_.name.substr(0, dot);
    const std::uint32_t rule = pack.Find(id);
    if (dot == std::string::npos || rule == PackView::kNoRule) {
      return Error{"`" + override_.name + "` names no parameter of a rule (RULE.NAME)" + NearestId(pack, id)};
    }
    settings[rule].push_back({override_.name.substr(dot + 1), {override_.value, {}}});
  }
  Writer writer(pack);
  NamedSets sets(catalog, pack);
  std::vector<Finding> problems;
  Diagnostics diagnostics(sources, problems);
  for (auto& [rule, list] : settings) {
    const std::string source(pack[rule].source());
    const std::optional<text::Span> span = sources.AddFile(pack[rule].id(), source);
    if (!span) return Error{"the rules are too large"};
    const syntax::Parsed parsed = syntax::ReadJson(sources, *span);
    const Json json{&parsed.tree, &sources, 0};
    Compiler compiler{catalog, writer, sets, diagnostics};
    for (Setting& setting : list) {
      std::vector<std::string_view> names;
      bool known = false;
      for (const Json::Entry& entry : json.member("params").members()) {
        names.push_back(entry.name);
        known = known || entry.name == setting.param;
      }
      if (!known) {
        const std::string near = DidYouMean(setting.param, names);
        return Error{"the rule `" + std::string(pack[rule].id()) + "` has no parameter `" + setting.param + "`" +
                     (near.empty() ? "" : "; " + near)};
      }
      // Not JSON: a plain text.
      if (!IsJson(sources, setting.value)) {
        setting.value.json = Quoted(setting.value.json);
        if (!IsJson(sources, setting.value)) return Error{"the value of `" + setting.param + "` is no text"};
      }
      compiler.params.push_back({setting.param, {&setting.value.parsed.tree, &sources, 0}});
    }
    const std::optional<RuleRecord> record = CompileRule(compiler, json, pack[rule].id());
    if (!record) {
      const std::string why = problems.empty() ? "" : ": " + problems[0].message;
      return Error{"the parameters of `" + std::string(pack[rule].id()) + "` do not fit" + why};
    }
    writer.ReplaceRule(rule, *record);
  }
  return writer.Finish();
}

}  // namespace iampolicy::rules
