#include "lib/rules/examples.h"

#include <algorithm>
#include <deque>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "lib/policy/build.h"
#include "lib/rules/finding.h"
#include "lib/rules/registry.h"
#include "lib/syntax/json.h"
#include "lib/syntax/unknowns.h"
#include "lib/syntax/yaml.h"
#include "lib/text/utf8.h"

namespace iampolicy::rules {
namespace {

using syntax::Kind;

/// One policy of an example, read.
struct Text {
  std::string bytes;
  PolicyKind kind = PolicyKind::kUnknown;
  bool is_boundary = false;
};

std::optional<std::string> FromHex(std::string_view digits) {
  std::string out;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    unsigned value = 0;
    for (const char c : digits.substr(i, 2)) {
      const char folded = text::FoldAscii(c);
      const bool is_digit = c >= '0' && c <= '9';
      if (!is_digit && (folded < 'a' || folded > 'f')) return std::nullopt;
      value = value * 16 + static_cast<unsigned>(is_digit ? c - '0' : folded - 'a' + 10);
    }
    out += static_cast<char>(value);
  }
  return digits.size() % 2 == 0 ? std::optional(out) : std::nullopt;
}

/// The text of an example; parts that are not known become holes of `sources`.
std::optional<std::string> TextFrom(const Json& value, text::Sources& sources, bool& has_holes) {
  std::string out;
  for (const Json& part : value.elements()) {
    if (part.is(Kind::kString)) {
      out += part.text();
      continue;
    }
    const Json repeat = part.member("repeat");
    const Json hex = part.member("hex");
    const Json unknown = part.member("$unknown");
    if (repeat.present()) {
      const std::int64_t times = part.member("times").integer().value_or(-1);
      constexpr std::int64_t kMost = 32 << 20;
      if (times < 0 || times * static_cast<std::int64_t>(repeat.text().size()) > kMost) return std::nullopt;
      for (std::int64_t i = 0; i < times; ++i) out += repeat.text();
    } else if (hex.present()) {
      const std::optional<std::string> bytes = FromHex(hex.text());
      if (!bytes) return std::nullopt;
      out += *bytes;
    } else if (unknown.present()) {
      text::Hole hole;
      hole.reason = unknown.text();
      hole.shape = syntax::ShapeOf(hole.reason);
      const char32_t character = sources.AddHole(std::move(hole));
      if (character == 0) return std::nullopt;
      text::AppendUtf8(out, character);
      has_holes = true;
    } else {
      return std::nullopt;
    }
  }
  return out;
}

/// What is judged together, with everything that must live as long.
struct Case {
  text::Sources sources;
  std::deque<std::string> texts;  // stable addresses
  std::vector<syntax::Parsed> parsed;
  std::vector<PolicyKind> kinds;
  std::vector<text::Span> spans;
  bool is_list = false;
};

std::string Add(Case& out, const Json& value, bool is_text, PolicyKind kind, const std::string& name) {
  bool has_holes = false;
  std::optional<std::string> text = is_text ? TextFrom(value, out.sources, has_holes) : std::optional(Pretty(value));
  if (!text) return "`text` is a string or a list of strings, {\"repeat\", \"times\"}, {\"hex\"} and {\"$unknown\"}";
  out.texts.push_back(name);
  const std::string& kept_name = out.texts.back();
  out.texts.push_back(std::move(*text));
  std::optional<text::Span> span = out.sources.AddFile(kept_name, out.texts.back());
  if (span && has_holes) {
    text::Run run{0, span->size(), *span, {}};
    span = out.sources.AddDerived(out.texts.back(), {run});
  }
  if (!span) return "the example is too large";
  syntax::Parsed parsed = syntax::ReadJson(out.sources, *span);
  if (!parsed.tree.empty() && syntax::UsesUnknowns(parsed.tree, out.sources)) {
    parsed.tree = syntax::ReadUnknowns(parsed.tree, out.sources);
  }
  out.parsed.push_back(std::move(parsed));
  out.kinds.push_back(kind);
  out.spans.push_back(*span);
  return {};
}

// Of YAML only what its reader says is judged: policies in it are the carriers' business.
std::string AddYaml(Case& out, const Json& value) {
  bool has_holes = false;
  std::optional<std::string> text = TextFrom(value, out.sources, has_holes);
  if (!text || has_holes) return "`yaml` is a text like `text`, without unknowns";
  out.texts.push_back(std::move(*text));
  const std::optional<text::Span> span = out.sources.AddFile("template.yaml", out.texts.back());
  if (!span) return "the example is too large";
  syntax::Parsed parsed;
  parsed.problems = syntax::ReadYaml(out.sources, *span).problems;
  for (text::Problem& problem : parsed.problems) problem.node = text::kNoNode;
  out.parsed.push_back(std::move(parsed));
  out.kinds.push_back(PolicyKind::kUnknown);
  out.spans.push_back(*span);
  return {};
}

// A problem that the file around policies has, given as it is reported: its text is the place.
std::string AddProblem(Case& out, const Json& value) {
  const std::uint32_t number = FindProblemKind(value.member("kind").text());
  if (number == kNoProblemKind) return "`problem` has no `kind` that is known";
  out.texts.emplace_back(value.member("at").text());
  const std::optional<text::Span> span = out.sources.AddFile("template.yaml", out.texts.back());
  if (!span) return "the example is too large";
  text::Problem problem;
  problem.kind = ProblemKindAt(number).name;
  problem.span = *span;
  problem.got = value.member("got").text();
  problem.expected = value.member("expected").text();
  syntax::Parsed parsed;
  parsed.problems.push_back(std::move(problem));
  out.parsed.push_back(std::move(parsed));
  out.kinds.push_back(PolicyKind::kUnknown);
  out.spans.push_back(*span);
  return {};
}

PolicyKind KindOf(const Json& example) {
  for (const std::string_view member : {"policyType", "kind"}) {
    const Json value = example.member(member);
    if (value.present()) return PolicyKindFromName(value.text());
  }
  return PolicyKind::kUnknown;
}

std::string Read(const Json& example, Case& out) {
  const Json policy = example.member("policy");
  const Json text = example.member("text");
  const Json policies = example.member("policies");
  if (policy.present()) return Add(out, policy, false, KindOf(example), "policy.json");
  if (text.present()) return Add(out, text, true, KindOf(example), "policy.json");
  if (example.member("yaml").present()) return AddYaml(out, example.member("yaml"));
  if (example.member("problem").present()) return AddProblem(out, example.member("problem"));
  if (!policies.present()) return "an example needs `policy`, `text`, `policies`, `yaml` or `problem`";
  out.is_list = true;
  for (const Json& one : policies.elements()) {
    const bool wrapped = one.member("policy").present();
    PolicyKind kind = PolicyKind::kIdentity;
    if (wrapped && one.member("kind").present()) kind = PolicyKindFromName(one.member("kind").text());
    const std::string name = "policy-" + std::to_string(out.parsed.size()) + ".json";
    std::string fault = Add(out, wrapped ? one.member("policy") : one, false, kind, name);
    if (!fault.empty()) return fault;
  }
  return {};
}

/// A finding with the worlds it was made in.
struct Seen {
  Finding finding;
  std::uint32_t worlds = 0;
};
using SeenBy = std::map<std::tuple<std::string, std::uint32_t, std::string, std::string>, Seen>;

void Collect(std::vector<Found> found, std::string_view prefix, SeenBy& seen) {
  for (Found& one : found) {
    Finding& finding = one.finding;
    finding.pointer = std::string(prefix) + finding.pointer;
    Seen& entry = seen[{finding.rule, finding.location.start.offset, finding.pointer, finding.message}];
    ++entry.worlds;
    if (entry.worlds == 1 || finding.certainty == Certainty::kPossible) entry.finding = std::move(finding);
  }
}

std::uint32_t WorldsOf(const Case& unit) {
  std::uint32_t worlds = 1;
  for (const syntax::Parsed& parsed : unit.parsed) {
    if (!parsed.tree.empty()) worlds = std::max(worlds, policy::Worlds(parsed.tree, parsed.tree.root()));
  }
  return worlds;
}

void JudgeWorld(const Engine& engine, const Case& unit, const Json& example, policy::World world, Memo& memo,
                SeenBy& seen, Repairs repairs) {
  const Json type = example.member("resourceType");
  std::deque<policy::Policy> built;
  IdentityPolicies identity;
  std::vector<Document> documents;
  for (std::size_t i = 0; i < unit.parsed.size(); ++i) {
    Document document;
    if (!unit.parsed[i].tree.empty()) document.tree = &unit.parsed[i].tree;
    if (unit.parsed[i].complete && !unit.parsed[i].tree.empty()) {
      const policy::Given given{unit.kinds[i], type.present() ? type.text() : std::string_view(), "policy.json"};
      built.push_back(policy::Build(unit.parsed[i].tree, 0, unit.sources, given, world));
      document = {&built.back(), &unit.parsed[i].tree, 0};
      const PolicyKind kind = built.back().kind;
      if (kind == PolicyKind::kBoundary) {
        identity.boundary.push_back(document);
      } else if (kind == PolicyKind::kScp) {
        identity.scps.push_back(document);
      } else {
        identity.attached.push_back(document);
      }
    }
    documents.push_back(document);
  }
  for (std::size_t i = 0; i < documents.size(); ++i) {
    // The identity as a whole is judged with its first policy; the others for themselves.
    if (unit.is_list && i > 0) break;
    StudyInput input;
    input.document = documents[i];
    input.sources = &unit.sources;
    input.problems = unit.parsed[i].problems;
    input.kind = unit.kinds[i];
    if (unit.is_list) input.identity = &identity;
    Study study(input, memo);
    Collect(ToFindings(engine.pack(), engine.Run(study), study, repairs), unit.is_list ? "/0" : "", seen);
  }
}

std::string Line(const Finding& finding) {
  return "at `" + finding.pointer + "`: " + finding.message +
         (finding.certainty == Certainty::kPossible ? " (possible)" : "");
}

bool Meets(const Finding& finding, const Json& wanted) {
  const Json at = wanted.member("at");
  const Json message = wanted.member("message");
  const Json certainty = wanted.member("certainty");
  const Json severity = wanted.member("severity");
  return (!at.present() || at.text() == finding.pointer) && (!message.present() || message.text() == finding.message) &&
         (!certainty.present() ? finding.certainty == Certainty::kCertain
                               : certainty.text() == Name(finding.certainty)) &&
         (!severity.present() || severity.text() == Name(finding.severity));
}

}  // namespace

ExampleRun RunExample(const Engine& engine, const Json& example, Memo& memo, Repairs repairs) {
  ExampleRun run;
  Case unit;
  run.fault = Read(example, unit);
  if (!run.fault.empty()) return run;
  SeenBy seen;
  const std::uint32_t worlds = WorldsOf(unit);
  memo.MakeRoom();
  for (policy::World world = 0; world < worlds; ++world) JudgeWorld(engine, unit, example, world, memo, seen, repairs);
  for (auto& [key, entry] : seen) {
    if (entry.worlds < worlds) entry.finding.certainty = Certainty::kPossible;
    run.findings.push_back(std::move(entry.finding));
  }
  std::stable_sort(run.findings.begin(), run.findings.end(), [](const Finding& a, const Finding& b) {
    return a.location.start.offset < b.location.start.offset;
  });
  return run;
}

std::vector<std::string> Differences(const ExampleRun& run, const Json& example) {
  if (!run.fault.empty()) return {run.fault};
  std::vector<std::string> out;
  std::vector<bool> used(run.findings.size());
  for (const Json& wanted : example.member("finds").elements()) {
    const std::int64_t count = wanted.member("count").integer().value_or(1);
    for (std::int64_t n = 0; n < count; ++n) {
      std::size_t i = 0;
      while (i < used.size() && (used[i] || !Meets(run.findings[i], wanted))) ++i;
      if (i < used.size()) {
        used[i] = true;
      } else {
        out.push_back("not found: " + Minified(wanted.written()));
      }
    }
  }
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (!used[i]) out.push_back("found, but not listed: " + Line(run.findings[i]));
  }
  return out;
}

void TestExamples(const PackView& pack, std::uint32_t number, const Json& rule, Memo& memo, Diagnostics& diagnostics) {
  std::vector<bool> enabled(pack.size());
  enabled[number] = true;
  const Engine engine(pack, enabled);
  memo.Forget();
  for (const Json& example : rule.member("examples").elements()) {
    if (!example.member("finds").is(Kind::kList)) {
      diagnostics.Report(example, "an example needs `finds`, a list");
      continue;
    }
    for (std::string& line : Differences(RunExample(engine, example, memo), example)) {
      diagnostics.Report({example.span().begin, example.span().begin + 1},
                         "`" + std::string(pack[number].id()) + "` " + line);
    }
  }
}

}  // namespace iampolicy::rules
