// The members of a rule.

#include <algorithm>
#include <string>

#include "lib/rules/compile.h"
#include "lib/rules/fields.h"

namespace iampolicy::rules {
namespace {

using syntax::Kind;

constexpr std::string_view kMembers[] = {"id",   "summary",    "class",       "severity", "appliesTo", "each",
                                         "when", "unless",     "at",          "message",  "help",      "why",
                                         "see",  "params",     "onUnknown",   "aliases",  "was",       "enabled",
                                         "tags", "supersedes", "findingType", "fix",      "examples"};
constexpr std::string_view kClasses[] = {"invalid", "ineffective", "security", "quota", "style"};
constexpr std::string_view kSeverities[] = {"note", "warning", "error"};
constexpr std::string_view kUnknowns[] = {"possible", "ignore", "fail"};
constexpr std::string_view kEnabled[] = {"default", "opt-in"};
constexpr std::string_view kFindingTypes[] = {"ERROR", "SECURITY_WARNING", "WARNING", "SUGGESTION"};

/// The place of a word in a list; reports where it is none of them.
std::optional<std::uint32_t> OneOf(Compiler& compiler, const Json& value, std::span<const std::string_view> words) {
  const auto found = value.is(Kind::kString) ? std::find(words.begin(), words.end(), value.text()) : words.end();
  if (found != words.end()) return static_cast<std::uint32_t>(found - words.begin());
  std::string help;
  for (const std::string_view word : words) help += (help.empty() ? "one of " : ", ") + std::string(word);
  compiler.diagnostics.Report(value, "`" + std::string(value.text()) + "` is not expected here", std::move(help));
  return std::nullopt;
}

std::string_view TextOf(Compiler& compiler, const Json& rule, std::string_view member) {
  const Json value = rule.member(member);
  if (!value.present()) return {};
  if (!value.is(Kind::kString)) {
    compiler.diagnostics.Report(value, "a string is expected");
    return {};
  }
  return value.text();
}

std::uint32_t TextsOf(Compiler& compiler, const Json& rule, std::string_view member) {
  const Json value = rule.member(member);
  return value.present() ? CompileArgument(compiler, ArgumentType::kTexts, {}, value) : 0;
}

/// One line, lower case first, no final period: how messages and summaries read.
void CheckStyle(Compiler& compiler, const Json& value) {
  if (!value.is(Kind::kString)) return;
  const std::string_view text = value.text();
  if (text.find('\n') != std::string_view::npos) compiler.diagnostics.Report(value, "one line is expected");
  if (text.ends_with('.') && !text.ends_with("..."))
    compiler.diagnostics.Report(value, "a final period is not expected");
}

void CompileAppliesTo(Compiler& compiler, const Json& rule, RuleRecord& record) {
  const Json value = rule.member("appliesTo");
  if (!value.present()) {
    Set(record, RuleWord::kKinds, 0xFFFFFFFF);
    return;
  }
  std::uint32_t kinds = 0;
  std::vector<std::string_view> types;
  for (const Json& element : compiler.Elements(value)) {
    const std::string_view name = element.text();
    if (name.starts_with("AWS::")) {
      types.push_back(name);
      continue;
    }
    const PolicyKind kind = PolicyKindFromName(name);
    if (kind == PolicyKind::kUnknown) {
      compiler.diagnostics.Report(element, "there is no kind of policy `" + std::string(name) + "`",
                                  "kinds are identity, boundary, session, resource, trust, scp, rcp and endpoint; "
                                  "resource types start with AWS::");
      continue;
    }
    // A policy type of the API stands for all its kinds.
    const bool is_type = PolicyTypeName(kind) == name;
    for (std::uint32_t i = 1; i <= static_cast<std::uint32_t>(PolicyKind::kEndpoint); ++i) {
      const auto other = static_cast<PolicyKind>(i);
      if (other == kind || (is_type && PolicyTypeName(other) == name)) kinds |= 1u << i;
    }
  }
  Set(record, RuleWord::kKinds, kinds);
  Set(record, RuleWord::kResourceTypes, types.empty() ? 0 : compiler.writer.Texts(ArgumentType::kTexts, types));
}

/// Fills kEach; the elements that every subject of the rule has.
Scope CompileEach(Compiler& compiler, const Json& rule, RuleRecord& record) {
  Scope scope;
  std::uint32_t each = 0;
  std::optional<SubjectKind> kind;
  const Json value = rule.member("each");
  for (const Json& element : value.elements()) {
    const auto names = EachNames();
    const auto row = std::find_if(names.begin(), names.end(), [&](const EachName& r) {
      return element.is(Kind::kString) && r.name == element.text();
    });
    if (row == names.end()) {
      std::vector<std::string_view> all;
      for (const EachName& r : names) all.push_back(r.name);
      compiler.diagnostics.Report(element, "`each` cannot be `" + std::string(element.text()) + "`",
                                  DidYouMean(element.text(), all));
      continue;
    }
    if (kind && *kind != row->kind) {
      compiler.diagnostics.Report(
          element, "what `each` names must be of one kind",
          "actions with not_actions, resources with not_resources, principals with not_principals");
    }
    kind = row->kind;
    each |= Bit(row->each);
    scope.has |= row->has;
  }
  Set(record, RuleWord::kEach, each);
  return scope;
}

void CompileSeverity(Compiler& compiler, const Json& rule, Scope& scope, RuleRecord& record) {
  const Json value = rule.member("severity");
  if (!value.present()) return;
  if (!value.is(Kind::kList)) {
    if (const auto severity = OneOf(compiler, value, kSeverities)) Set(record, RuleWord::kSeverity, *severity);
    return;
  }
  std::vector<std::uint32_t> words = {0};
  bool has_default = false;
  for (const Json& element : value.elements()) {
    const auto severity =
        OneOf(compiler, element.member("severity").present() ? element.member("severity") : element, kSeverities);
    if (!severity) return;
    const Json when = element.member("when");
    if (!when.present()) {
      Set(record, RuleWord::kSeverity, *severity);
      has_default = true;
      break;
    }
    const std::uint32_t expression = CompileExpression(compiler, when, scope);
    if (expression == 0) return;
    words.push_back(expression);
    words.push_back(*severity);
    ++words[0];
  }
  if (!has_default) compiler.diagnostics.Report(value, "the last severity must be without `when`");
  Set(record, RuleWord::kSeverities, words[0] == 0 ? 0 : compiler.writer.Words(words));
}

void CompileParams(Compiler& compiler, const Json& rule) {
  const Json all = rule.member("params");
  if (all.present() && !all.is(Kind::kObject)) compiler.diagnostics.Report(all, "an object of parameters is expected");
  for (const Json::Entry& entry : all.members()) {
    for (const Json::Entry& member : entry.value.members()) {
      if (member.name == "default" || member.name == "doc") continue;
      compiler.diagnostics.Report(member.key, "`" + std::string(member.name) + "` is no member of a parameter",
                                  "a parameter has `default` and `doc`");
    }
    const bool set = std::any_of(compiler.params.begin(), compiler.params.end(),
                                 [&](const Param& param) { return param.name == entry.name; });
    if (set) continue;  // a configuration gave it
    const Json standard = DefaultOf(entry.value);
    if (!standard.present()) {
      compiler.diagnostics.Report(entry.value, "the parameter `" + std::string(entry.name) + "` has no `default`");
      continue;
    }
    compiler.params.push_back({entry.name, standard});
  }
}

/// A parameter that changes nothing would be set in vain.
void CheckParamsUsed(Compiler& compiler, const Json& rule) {
  for (const Json::Entry& entry : rule.member("params").members()) {
    const auto param = std::find_if(compiler.params.begin(), compiler.params.end(),
                                    [&](const Param& one) { return one.name == entry.name; });
    if (param == compiler.params.end() || param->used) continue;
    compiler.diagnostics.Report(entry.key, "the parameter `" + std::string(entry.name) + "` is used nowhere",
                                R"(write {"param": ")" + std::string(entry.name) + R"("} where its value belongs)");
  }
}

bool CheckMembers(Compiler& compiler, const Json& rule) {
  const std::uint32_t before = compiler.diagnostics.count();
  for (const Json::Entry& entry : rule.members()) {
    if (std::find(std::begin(kMembers), std::end(kMembers), entry.name) != std::end(kMembers)) continue;
    compiler.diagnostics.Report(entry.key, "`" + std::string(entry.name) + "` is no member of a rule",
                                DidYouMean(entry.name, {std::begin(kMembers), std::end(kMembers)}));
  }
  for (const std::string_view member : {"summary", "class", "severity", "each", "when", "message", "examples"}) {
    if (!rule.member(member).present()) {
      compiler.diagnostics.Report({rule.span().begin, rule.span().begin + 1},
                                  "the rule has no `" + std::string(member) + "`");
    }
  }
  return compiler.diagnostics.count() == before;
}

void CompileTexts(Compiler& compiler, const Json& rule, std::string_view id, RuleRecord& record) {
  Writer& writer = compiler.writer;
  Set(record, RuleWord::kId, writer.Text(id));
  Set(record, RuleWord::kSummary, writer.Text(TextOf(compiler, rule, "summary")));
  Set(record, RuleWord::kHelp, writer.Text(TextOf(compiler, rule, "help")));
  Set(record, RuleWord::kSource, writer.Text(Minified(rule.written())));
  Set(record, RuleWord::kWhy, TextsOf(compiler, rule, "why"));
  Set(record, RuleWord::kSee, TextsOf(compiler, rule, "see"));
  Set(record, RuleWord::kAliases, TextsOf(compiler, rule, "aliases"));
  Set(record, RuleWord::kWas, TextsOf(compiler, rule, "was"));
  Set(record, RuleWord::kTags, TextsOf(compiler, rule, "tags"));
  Set(record, RuleWord::kSupersedes, TextsOf(compiler, rule, "supersedes"));
  for (const std::string_view member : {"summary", "message", "help"}) CheckStyle(compiler, rule.member(member));
  for (const Json& page : rule.member("see").elements()) {
    if (!page.text().starts_with("https://") && !page.text().starts_with("http://")) {
      compiler.diagnostics.Report(page, "the address of a page is expected, such as https://docs.aws.amazon.com/...");
    }
  }
  for (const Json& alias : rule.member("aliases").elements()) {
    if (alias.text().find(':') == std::string_view::npos) {
      compiler.diagnostics.Report(alias, "an alias is a tool, a colon and the id it uses");
    }
  }
}

void CompileChoices(Compiler& compiler, const Json& rule, RuleRecord& record) {
  if (const auto value = OneOf(compiler, rule.member("class"), kClasses)) Set(record, RuleWord::kClass, *value);
  if (rule.member("onUnknown").present()) {
    if (const auto value = OneOf(compiler, rule.member("onUnknown"), kUnknowns)) {
      Set(record, RuleWord::kOnUnknown, *value);
    }
  }
  if (rule.member("enabled").present()) {
    if (const auto value = OneOf(compiler, rule.member("enabled"), kEnabled)) Set(record, RuleWord::kOptIn, *value);
  }
  if (rule.member("findingType").present()) {
    if (const auto value = OneOf(compiler, rule.member("findingType"), kFindingTypes)) {
      Set(record, RuleWord::kFindingType, compiler.writer.Text(kFindingTypes[*value]));
    }
  }
}

}  // namespace

Json DefaultOf(const Json& param) { return param.is(Kind::kObject) ? param.member("default") : param; }

std::optional<RuleRecord> CompileRule(Compiler& compiler, const Json& rule, std::string_view id) {
  const std::uint32_t before = compiler.diagnostics.count();
  if (!CheckMembers(compiler, rule)) return std::nullopt;
  RuleRecord record{};
  CompileParams(compiler, rule);
  CompileTexts(compiler, rule, id, record);
  CompileChoices(compiler, rule, record);
  CompileAppliesTo(compiler, rule, record);
  Scope scope = CompileEach(compiler, rule, record);
  if (compiler.diagnostics.count() != before) return std::nullopt;
  Set(record, RuleWord::kWhen, CompileExpression(compiler, rule.member("when"), scope));
  const Json unless = rule.member("unless");
  Scope exception = scope;  // what an exception binds is nothing a message can name
  if (unless.present()) Set(record, RuleWord::kUnless, CompileExpression(compiler, unless, exception));
  CompileSeverity(compiler, rule, exception, record);
  if (compiler.diagnostics.count() != before) return std::nullopt;
  Set(record, RuleWord::kMessage, CompileMessage(compiler, rule.member("message"), scope));
  const Json help = rule.member("help");
  if (help.present()) Set(record, RuleWord::kHelpMessage, CompileMessage(compiler, help, scope));
  const Json at = rule.member("at");
  if (at.present()) Set(record, RuleWord::kAt, CompileAt(compiler, at, scope));
  const Json fix = rule.member("fix");
  if (fix.present()) Set(record, RuleWord::kFix, CompileFix(compiler, fix, scope));
  if (compiler.diagnostics.count() == before) CheckParamsUsed(compiler, rule);
  if (compiler.diagnostics.count() != before) return std::nullopt;
  DeriveTrigger(compiler.writer, record);
  return record;
}

}  // namespace iampolicy::rules
