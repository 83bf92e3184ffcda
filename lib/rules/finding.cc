#include "lib/rules/finding.h"

#include <algorithm>
#include <utility>

#include "lib/rules/expression.h"
#include "lib/rules/fingerprint.h"
#include "lib/rules/message.h"
#include "lib/rules/registry.h"
#include "lib/rules/targets.h"

namespace iampolicy::rules {
namespace {

using syntax::NodeId;
using text::Truth;

constexpr std::string_view kLearnMore = "access-analyzer-reference-policy-checks";
constexpr std::size_t kMostLineText = 4096;

/// A place of a finding before it is located.
struct Where {
  const policy::Policy* policy = nullptr;
  NodeId node = syntax::kNone;
  text::Span span;
  std::string message;
  bool counts = false;  ///< a place of the finding itself, not only of what explains it
};

SubjectKind KindOfEach(std::uint32_t each) {
  for (const EachName& row : EachNames()) {
    if ((each & Bit(row.each)) != 0) return row.kind;
  }
  return SubjectKind::kPolicy;
}

text::Span SpanOf(const Document& document, NodeId node) {
  if (document.tree == nullptr || node == syntax::kNone || node >= document.tree->size()) return {};
  return (*document.tree)[node].span;
}

Where AtNode(Study& study, const Subject& subject, NodeId node) {
  const Document& document = study.DocumentOf(subject.policy);
  return {subject.policy, node, SpanOf(document, node), {}, true};
}

Where AtSubject(Study& study, SubjectKind kind, const Subject& subject) {
  if (kind == SubjectKind::kProblem) {
    return {subject.policy, subject.problem->node, subject.problem->span, {}, true};
  }
  return AtNode(study, subject, NodeOf(kind, subject));
}

/// The places that `at` names, or the thing examined.
std::vector<Where> PlacesOf(Study& study, const RuleView& rule, const Subject& subject) {
  std::vector<Where> out;
  const Tables& tables = rule.tables();
  const std::uint32_t at = rule.word(RuleWord::kAt);
  const std::uint32_t count = at == 0 ? 0 : tables.words[at];
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t target = at + 1 + 3 * i;
    const std::uint32_t a = tables.words[target + 1];
    switch (static_cast<TargetKind>(tables.words[target])) {
      case TargetKind::kElement:
        out.push_back(AtSubject(study, static_cast<SubjectKind>(a), subject));
        break;
      case TargetKind::kPart:
        out.push_back(AtNode(study, subject, Targets()[a].node(subject)));
        break;
      case TargetKind::kQuantified:
        for (const Subject& found : Find(study, subject, tables, tables.words[target + 2])) {
          out.push_back(AtSubject(study, static_cast<SubjectKind>(a), found));
        }
    }
  }
  out.erase(std::remove_if(out.begin(), out.end(),
                           [](const Where& where) { return where.node == syntax::kNone && where.span.empty(); }),
            out.end());
  if (out.empty()) out.push_back(AtSubject(study, KindOfEach(rule.each()), subject));
  return out;
}

/// Further places that predicates of `when` know of.
void AddSites(Study& study, const Tables& tables, std::uint32_t at, const Subject& subject, std::vector<Where>& out) {
  switch (static_cast<Op>(tables.words[at])) {
    case Op::kAll:
    case Op::kAny:
      for (std::uint32_t i = 0; i < tables.words[at + 1]; ++i) {
        AddSites(study, tables, tables.words[at + 2 + i], subject, out);
      }
      return;
    case Op::kPredicate: {
      const Predicate& predicate = PredicateAt(tables.words[at + 1]);
      if (predicate.sites == nullptr || tables.words[at + 3] != 0) return;
      const Argument argument(tables, tables.words[at + 2]);
      if (predicate.test(study, subject, argument) == Truth::kFalse) return;
      std::vector<Site> sites;
      predicate.sites(study, subject, argument, sites);
      for (Site& site : sites) {
        out.push_back({site.policy, site.node, site.span, std::move(site.message), site.counts});
      }
      return;
    }
    default:
      return;
  }
}

Severity SeverityOf(Study& study, const RuleView& rule, const Subject& subject) {
  const Tables& tables = rule.tables();
  const std::uint32_t list = rule.word(RuleWord::kSeverities);
  const std::uint32_t count = list == 0 ? 0 : tables.words[list];
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t when = tables.words[list + 1 + 2 * i];
    if (Evaluate(study, subject, tables, when) == Truth::kTrue) {
      return static_cast<Severity>(tables.words[list + 2 + 2 * i]);
    }
  }
  return rule.severity();
}

void Describe(const RuleView& rule, Finding& finding) {
  finding.rule = rule.id();
  finding.finding_class = rule.finding_class();
  finding.opt_in = rule.opt_in();
  finding.finding_type = rule.finding_type();
  const Argument aliases = rule.aliases();
  for (std::uint32_t i = 0; i < aliases.size(); ++i) finding.aliases.emplace_back(aliases.text(i));
  const Argument see = rule.see();
  for (std::uint32_t i = 0; i < see.size() && finding.learn_more.empty(); ++i) {
    if (see.text(i).find(kLearnMore) != std::string_view::npos) finding.learn_more = see.text(i);
  }
}

/// The node of the statement that holds a node; kNone where none does.
NodeId StatementOf(const policy::Policy& policy, const Document& document, NodeId node) {
  for (const policy::Statement& statement : policy.statements.items) {
    const NodeId first = statement.node;
    if (first == syntax::kNone || document.tree == nullptr || first >= document.tree->size()) continue;
    if (node >= first && node < first + (*document.tree)[first].extent) return first;
  }
  return syntax::kNone;
}

/// The node the text of a problem lies in counts as its place; the whole document where there is none.
text::Span SpanOrDocument(const Document& document, text::Span span) {
  if (!span.empty() || document.tree == nullptr || document.tree->empty()) return span;
  return (*document.tree)[document.root].span;
}

Found Word(const PackView& pack, const RawFinding& raw, Study& study) {
  const RuleView rule = pack[raw.rule];
  Found found;
  found.rule = raw.rule;
  Finding& finding = found.finding;
  Describe(rule, finding);
  finding.severity = SeverityOf(study, rule, raw.subject);
  finding.certainty = raw.certainty;
  finding.policy_kind = study.kind();
  finding.message = Fill(study, raw.subject, pack.tables(), rule.word(RuleWord::kMessage));
  const std::uint32_t help = rule.word(RuleWord::kHelpMessage);
  if (help != 0) finding.help = Fill(study, raw.subject, pack.tables(), help);
  std::vector<Where> places = PlacesOf(study, rule, raw.subject);
  AddSites(study, pack.tables(), rule.word(RuleWord::kWhen), raw.subject, places);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const Where& where = places[i];
    const Document& document = study.DocumentOf(where.policy);
    const text::Span span = i == 0 && where.node == syntax::kNone ? where.span : SpanOrDocument(document, where.span);
    std::string pointer;
    if (document.tree != nullptr && where.node != syntax::kNone && where.node < document.tree->size()) {
      pointer = syntax::PointerTo(*document.tree, study.sources(), document.root, where.node);
    }
    if (i == 0) {
      found.span = span;
      Place(study.sources(), span, finding.location, finding.line_text);
      finding.pointer = std::move(pointer);
      if (document.tree != nullptr && where.node != syntax::kNone && where.node < document.tree->size()) {
        finding.path = PathTo(*document.tree, study.sources(), document.root, where.node);
      }
      if (where.policy != nullptr) found.statement = StatementOf(*where.policy, document, where.node);
      finding.fingerprint = Fingerprint(rule.id(), study, where.policy, found.statement, where.node, finding.message);
      continue;
    }
    Related related;
    Place(study.sources(), span, related.location, related.line_text);
    related.pointer = std::move(pointer);
    related.message = where.message;
    if (where.counts && document.tree != nullptr && where.node < document.tree->size()) {
      related.path = PathTo(*document.tree, study.sources(), document.root, where.node);
    }
    const bool repeats = related.location == finding.location ||
                         std::find(finding.related.begin(), finding.related.end(), related) != finding.related.end();
    if (!repeats) finding.related.push_back(std::move(related));
  }
  return found;
}

}  // namespace

void Place(const text::Sources& sources, text::Span span, Location& location, std::string& line_text) {
  const text::Place place = sources.Locate(span);
  location.file = place.file;
  location.start = place.start;
  location.end = place.end;
  std::string_view line = sources.LineText(span);
  if (line.size() > kMostLineText) {
    std::size_t cut = kMostLineText;
    while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xC0) == 0x80) --cut;
    line = line.substr(0, cut);
  }
  line_text = line;
}

std::vector<PathElement> PathTo(const syntax::Tree& tree, const text::Sources& sources, NodeId root, NodeId node) {
  std::vector<PathElement> path;
  NodeId at = root;
  while (at != node) {
    const syntax::Kind kind = tree[at].kind;
    std::uint32_t index = 0;
    NodeId next = syntax::kNone;
    NodeId key = syntax::kNone;
    for (NodeId child = tree.First(at); child != syntax::kNone; child = tree.Next(at, child), ++index) {
      if (kind == syntax::Kind::kObject && index % 2 == 0) key = child;
      if (node < child || node >= child + tree[child].extent) continue;
      next = child;
      break;
    }
    if (next == syntax::kNone) return path;
    PathElement element;
    if (kind == syntax::Kind::kObject) {
      element.kind = next == key ? PathElement::Kind::kKey : PathElement::Kind::kValue;
      element.name = sources.Text(tree[key].text);
      path.push_back(std::move(element));
    } else if (kind == syntax::Kind::kList) {
      element.kind = PathElement::Kind::kIndex;
      element.index = index;
      path.push_back(std::move(element));
    }  // the branches of a choice stand in its place
    at = next;
  }
  return path;
}

std::vector<Found> ToFindings(const PackView& pack, const std::vector<RawFinding>& raw, Study& study) {
  std::vector<Found> out;
  out.reserve(raw.size());
  for (const RawFinding& one : raw) out.push_back(Word(pack, one, study));
  NumberRepeats(out);
  return out;
}

}  // namespace iampolicy::rules
