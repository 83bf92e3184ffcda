// Do the examples test the rule? Each rule is changed in small ways; where every example still passes, they do not.

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "lib/rules/examples.h"
#include "lib/rules/expression.h"
#include "lib/rules/message.h"
#include "lib/rules/writer.h"
#include "lib/syntax/json.h"

namespace iampolicy::rules {
namespace {

using syntax::Kind;

struct Mutant {
  std::string what;
  std::uint32_t dropped = kNothing;  // which conjunct
  static constexpr std::uint32_t kNothing = 0xFFFFFFFF;
  std::uint32_t when = 0;  // place in the changed tables
  bool without_unless = false;
};

/// Adds the changed expressions to the writer.
std::vector<Mutant> Mutants(Writer& writer, const RuleView& rule) {
  std::vector<Mutant> out;
  const std::uint32_t when = rule.word(RuleWord::kWhen);
  out.push_back(
      {"when `when` is negated", Mutant::kNothing, writer.Words({static_cast<std::uint32_t>(Op::kNot), when}), false});
  const Tables& tables = rule.tables();
  if (static_cast<Op>(tables.words[when]) == Op::kAll) {
    const std::uint32_t count = tables.words[when + 1];
    for (std::uint32_t dropped = 0; dropped < count; ++dropped) {
      std::vector<std::uint32_t> words = {static_cast<std::uint32_t>(Op::kAll), count - 1};
      for (std::uint32_t i = 0; i < count; ++i) {
        if (i != dropped) words.push_back(tables.words[when + 2 + i]);
      }
      out.push_back({"without this", dropped, writer.Words(words), false});
    }
  }
  if (rule.word(RuleWord::kUnless) != 0) out.push_back({"without `unless`", Mutant::kNothing, when, true});
  return out;
}

bool Passes(const PackView& pack, std::uint32_t number, const std::vector<Json>& examples, Memo& memo) {
  std::vector<bool> enabled(pack.size());
  enabled[number] = true;
  const Engine engine(pack, enabled, Triggers::kIgnore);
  memo.Forget();
  for (const Json& example : examples) {
    if (!Differences(RunExample(engine, example, memo), example).empty()) return false;
  }
  return true;
}

/// The conjunct of `when` in its file: a member or, of {"all": [...]}, an element. The examples where it is neither.
Json ConjunctAt(const Json& rule, std::uint32_t number, std::uint32_t count) {
  const Json when = rule.member("when");
  const std::vector<Json::Entry> members = when.members();
  if (members.size() == count) return members[number].key;
  const std::vector<Json> elements = when.member("all").elements();
  return members.size() == 1 && elements.size() == count ? elements[number] : rule.member("examples");
}

bool HasCatalogueNumbers(const RuleView& rule) {
  const std::uint32_t message = rule.word(RuleWord::kMessage);
  for (std::uint32_t i = 0; i < rule.tables().words[message]; ++i) {
    if (static_cast<PartKind>(rule.tables().words[message + 1 + 4 * i]) == PartKind::kFill) return true;
  }
  return false;
}

void CheckKinds(const RuleView& rule, const std::vector<Json>& examples, const Json& at, Diagnostics& diagnostics) {
  bool finds = false;
  bool silent = false;
  bool message = HasCatalogueNumbers(rule);
  for (const Json& example : examples) {
    const std::vector<Json> found = example.member("finds").elements();
    finds = finds || !found.empty();
    silent = silent || found.empty();
    for (const Json& one : found) message = message || one.member("message").present();
  }
  if (!finds) diagnostics.Report(at, "no example finds anything");
  if (!silent) diagnostics.Report(at, "no example is a near miss: `finds` is empty in none");
  if (finds && !message) diagnostics.Report(at, "no example gives the whole `message`");
}

/// Reports members whose names are none of these.
void CheckNames(const Json& object, std::span<const std::string_view> names, std::string_view what,
                Diagnostics& diagnostics) {
  if (!object.is(Kind::kObject)) {
    diagnostics.Report(object, std::string(what) + " is an object");
    return;
  }
  for (const Json::Entry& entry : object.members()) {
    if (std::find(names.begin(), names.end(), entry.name) != names.end()) continue;
    diagnostics.Report(entry.key, "`" + std::string(entry.name) + "` is no member of " + std::string(what),
                       DidYouMean(entry.name, {names.begin(), names.end()}));
  }
}

/// Reports a text that is none of these.
void CheckWord(const Json& value, const std::vector<std::string_view>& words, Diagnostics& diagnostics) {
  if (!value.present() || std::find(words.begin(), words.end(), value.text()) != words.end()) return;
  std::string help = DidYouMean(value.text(), words);
  if (help.empty()) {
    for (const std::string_view word : words) help += (help.empty() ? "one of " : ", ") + std::string(word);
  }
  diagnostics.Report(value, "`" + std::string(value.text()) + "` is not expected here", std::move(help));
}

/// The example with its text edited, as JSON; "" where it has no text of its own or an edit does not fit.
std::string Repaired(const Json& example, const Fix& fix) {
  const Json policy = example.member("policy");
  const Json given = example.member("text");
  if (!policy.present() && !given.is(Kind::kString)) return "";
  std::string text = policy.present() ? Pretty(policy) : std::string(given.text());
  for (auto edit = fix.edits.rbegin(); edit != fix.edits.rend(); ++edit) {
    const std::size_t begin = edit->location.start.offset;
    const std::size_t end = edit->location.end.offset;
    if (begin > end || end > text.size()) return "";
    text.replace(begin, end - begin, edit->text);
  }
  std::string out = R"({"text": )" + Quoted(text) + R"(, "finds": [])";
  for (const std::string_view member : {"policyType", "kind", "resourceType"}) {
    const Json value = example.member(member);
    if (value.present()) out += ", \"" + std::string(member) + "\": " + std::string(value.written());
  }
  return out + "}";
}

/// Whether the first repair of the example leaves less to find.
bool ShowsFix(const Engine& engine, const Json& example, Memo& memo) {
  const ExampleRun before = RunExample(engine, example, memo, Repairs::kWith);
  const auto offered = std::find_if(before.findings.begin(), before.findings.end(),
                                    [](const Finding& finding) { return !finding.fix.edits.empty(); });
  if (offered == before.findings.end()) return false;
  const std::string text = Repaired(example, offered->fix);
  text::Sources sources;
  const std::optional<text::Span> span = sources.AddFile("example", text);
  if (text.empty() || !span) return false;
  const syntax::Parsed parsed = syntax::ReadJson(sources, *span);
  const ExampleRun after = RunExample(engine, {&parsed.tree, &sources, 0}, memo);
  return after.fault.empty() && after.findings.size() < before.findings.size();
}

}  // namespace

void CheckFix(const PackView& pack, std::uint32_t number, const Json& rule, Memo& memo, Diagnostics& diagnostics) {
  if (pack[number].word(RuleWord::kFix) == 0) return;
  std::vector<bool> enabled(pack.size());
  enabled[number] = true;
  const Engine engine(pack, enabled);
  memo.Forget();
  for (const Json& example : rule.member("examples").elements()) {
    if (ShowsFix(engine, example, memo)) return;
  }
  diagnostics.Report(rule.member("fix"), "no example shows the fix: one with less to find once the edits are made",
                     "add such an example as a plain `policy`, or correct the fix");
}

void CheckExampleMembers(const Json& rule, Diagnostics& diagnostics) {
  constexpr std::string_view kMembers[] = {"policy",     "text", "policies", "yaml",         "problem",
                                           "policyType", "kind", "doc",      "resourceType", "finds"};
  constexpr std::string_view kFinds[] = {"at", "message", "severity", "certainty", "count"};
  std::vector<std::string_view> kinds;
  for (std::uint32_t i = 1; i <= static_cast<std::uint32_t>(PolicyKind::kEndpoint); ++i) {
    kinds.push_back(Name(static_cast<PolicyKind>(i)));
  }
  for (std::uint32_t i = 1; i <= static_cast<std::uint32_t>(PolicyKind::kEndpoint); ++i) {
    kinds.push_back(PolicyTypeName(static_cast<PolicyKind>(i)));
  }
  for (const Json& example : rule.member("examples").elements()) {
    CheckNames(example, kMembers, "an example", diagnostics);
    CheckWord(example.member("policyType"), kinds, diagnostics);
    CheckWord(example.member("kind"), kinds, diagnostics);
    for (const Json& found : example.member("finds").elements()) {
      CheckNames(found, kFinds, "`finds`", diagnostics);
      CheckWord(found.member("severity"), {"note", "warning", "error"}, diagnostics);
      CheckWord(found.member("certainty"), {"certain", "possible"}, diagnostics);
    }
  }
}

void CheckExamples(const PackView& pack, std::uint32_t number, const Json& rule, Memo& memo, Diagnostics& diagnostics) {
  const std::vector<Json> examples = rule.member("examples").elements();
  const Json at = rule.member("examples");
  CheckKinds(pack[number], examples, at, diagnostics);
  Writer writer(pack);
  const std::vector<Mutant> mutants = Mutants(writer, pack[number]);
  RuleRecord record;
  const std::uint32_t from = pack.tables().words[2] + number * kRuleSize;
  for (std::uint32_t i = 0; i < kRuleSize; ++i) record[i] = pack.tables().words[from + i];
  Set(record, RuleWord::kShapes, 0);
  Set(record, RuleWord::kStatementShapes, 0);
  Set(record, RuleWord::kActionNeeds, 0);
  Set(record, RuleWord::kProblemKinds, 0);
  Set(record, RuleWord::kTextTests, 0);
  Compiled changed = writer.Finish();
  const std::uint32_t place = changed.words[2] + number * kRuleSize;
  for (const Mutant& mutant : mutants) {
    RuleRecord mutated = record;
    Set(mutated, RuleWord::kWhen, mutant.when);
    if (mutant.without_unless) Set(mutated, RuleWord::kUnless, 0);
    for (std::uint32_t i = 0; i < kRuleSize; ++i) changed.words[place + i] = mutated[i];
    if (!Passes(PackView(changed.tables()), number, examples, memo)) continue;
    const bool is_conjunct = mutant.dropped != Mutant::kNothing;
    const std::uint32_t count = pack.tables().words[pack[number].word(RuleWord::kWhen) + 1];
    diagnostics.Report(is_conjunct ? ConjunctAt(rule, mutant.dropped, count) : at,
                       "`" + std::string(pack[number].id()) + "`: the examples still pass " + mutant.what,
                       "add an example that tells the difference");
  }
}

}  // namespace iampolicy::rules
