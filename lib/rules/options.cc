// The values a configuration gives to parameters of rules: each takes the type of the parameter's default.

#include <algorithm>
#include <deque>
#include <map>
#include <utility>

#include "lib/rules/compile.h"
#include "lib/rules/load.h"
#include "lib/syntax/json.h"

namespace iampolicy::rules {
namespace {

using syntax::Kind;

std::string_view Trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

/// Texts read as JSON; kept as long as what was read of them.
class Values {
 public:
  explicit Values(text::Sources& sources) : sources_(sources) {}

  /// Nothing where the text is not JSON.
  Json Read(std::string text) {
    kept_.push_back({std::move(text), {}});
    Kept& kept = kept_.back();
    const std::optional<text::Span> span = sources_.AddFile("--set", kept.text);
    if (!span) return {};
    kept.parsed = syntax::ReadJson(sources_, *span);
    if (!kept.parsed.complete || !kept.parsed.problems.empty() || kept.parsed.tree.empty()) return {};
    return {&kept.parsed.tree, &sources_, 0};
  }

 private:
  struct Kept {
    std::string text;
    syntax::Parsed parsed;
  };
  text::Sources& sources_;
  std::deque<Kept> kept_;
};

/// What a parameter takes, in words; the kind is that of its default.
std::string_view Wanted(Kind kind) {
  switch (kind) {
    case Kind::kNumber:
      return "a whole number";
    case Kind::kBool:
      return "true or false";
    case Kind::kObject:
      return "an object in JSON";
    case Kind::kList:
      return "a list: words with commas between, or JSON";
    default:
      return "a text";
  }
}

/// The value as JSON of a kind that is no list; "" where it does not fit.
std::string OneAs(Kind kind, Values& values, std::string_view given) {
  const Json json = values.Read(std::string(given));
  switch (kind) {
    case Kind::kNumber:
      return json.integer() ? std::string(given) : "";
    case Kind::kBool:
    case Kind::kObject:
      return json.is(kind) ? std::string(given) : "";
    default:
      return json.is(Kind::kString) ? std::string(given) : Quoted(given);
  }
}

std::string ListAs(Kind kind, Values& values, std::string_view given) {
  std::vector<std::string> items;
  const Json json = given.starts_with('[') ? values.Read(std::string(given)) : Json();
  if (given.starts_with('[') && !json.is(Kind::kList)) return "";
  if (json.present()) {
    for (const Json& element : json.elements()) items.emplace_back(element.written());
  } else if (kind == Kind::kObject) {
    items.emplace_back(given);
  } else {
    for (std::size_t at = 0; at <= given.size();) {
      const std::size_t comma = std::min(given.find(',', at), given.size());
      const std::string_view item = Trimmed(given.substr(at, comma - at));
      if (!item.empty()) items.emplace_back(item);
      at = comma + 1;
    }
  }
  std::string out = "[";
  for (const std::string& item : items) {
    const std::string one = OneAs(kind, values, item);
    if (one.empty()) return "";
    out += (out.size() == 1 ? "" : ",") + one;
  }
  return out + "]";
}

/// The value as JSON of the default's type; "" where it does not fit.
std::string As(const Json& standard, Values& values, std::string_view given) {
  if (!standard.is(Kind::kList)) return OneAs(standard.kind(), values, given);
  const std::vector<Json> elements = standard.elements();
  return ListAs(elements.empty() ? Kind::kString : elements[0].kind(), values, Trimmed(given));
}

struct Setting {
  std::string param;
  std::string value;
};

/// Puts the settings of one rule in force; says why where one does not fit.
std::optional<Error> Apply(Compiler& compiler, Values& values, std::string_view id, const Json& rule,
                           const std::vector<Setting>& settings) {
  const std::vector<Json::Entry> params = rule.member("params").members();
  for (const Setting& setting : settings) {
    const auto entry =
        std::find_if(params.begin(), params.end(), [&](const Json::Entry& one) { return one.name == setting.param; });
    const std::string whose = "the rule `" + std::string(id) + "`";
    if (entry == params.end()) {
      if (params.empty()) return Error{whose + " has no parameters"};
      std::vector<std::string_view> names;
      for (const Json::Entry& one : params) names.push_back(one.name);
      const std::string near = DidYouMean(setting.param, names);
      std::string all;
      for (const std::string_view name : names) all += (all.empty() ? "; it has `" : ", `") + std::string(name) + "`";
      return Error{whose + " has no parameter `" + setting.param + "`" + (near.empty() ? all : "; " + near)};
    }
    const Json standard = DefaultOf(entry->value);
    const std::string json = As(standard, values, setting.value);
    if (json.empty()) {
      return Error{"the parameter `" + setting.param + "` of " + whose + " takes " +
                   std::string(Wanted(standard.kind())) + ", not `" + setting.value + "`"};
    }
    compiler.params.push_back({entry->name, values.Read(json)});
  }
  return std::nullopt;
}

}  // namespace

Result<Compiled> SetParameters(const PackView& pack, std::span<const Override> overrides,
                               const catalog::Catalog& catalog) {
  std::map<std::uint32_t, std::vector<Setting>> settings;
  for (const Override& override_ : overrides) {
    const std::size_t dot = override_.name.rfind('.');
    const std::string id = override_.name.substr(0, dot);
    const std::uint32_t rule = dot == std::string::npos ? PackView::kNoRule : pack.Find(id);
    if (rule == PackView::kNoRule) {
      const std::string near = NearestRule(pack, id);
      return Error{"`" + override_.name + "` names no parameter of a rule (RULE.NAME)" +
                   (near.empty() ? "" : "; did you mean the rule `" + near + "`?")};
    }
    std::vector<Setting>& list = settings[rule];
    std::string param = override_.name.substr(dot + 1);
    // Given twice, the last counts.
    std::erase_if(list, [&](const Setting& one) { return one.param == param; });
    list.push_back({std::move(param), override_.value});
  }
  text::Sources sources;
  Values values(sources);
  Writer writer(pack);
  NamedSets sets(catalog, pack);
  std::vector<Finding> problems;
  Diagnostics diagnostics(sources, problems);
  for (const auto& [rule, list] : settings) {
    const std::string_view id = pack[rule].id();
    const Json json = values.Read(std::string(pack[rule].source()));
    if (!json.present()) return Error{"the rules are too large"};
    Compiler compiler{catalog, writer, sets, diagnostics};
    if (std::optional<Error> error = Apply(compiler, values, id, json, list)) return *std::move(error);
    const std::optional<RuleRecord> record = CompileRule(compiler, json, id);
    if (!record) {
      std::string why = problems.empty() ? "" : ": " + problems[0].message;
      if (!problems.empty() && !problems[0].help.empty()) why += "; " + problems[0].help;
      return Error{"the parameters of `" + std::string(id) + "` do not fit" + why};
    }
    writer.ReplaceRule(rule, *record);
  }
  return writer.Finish();
}

}  // namespace iampolicy::rules
