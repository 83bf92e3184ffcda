#include "lib/rules/finding.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "lib/rules/expression.h"
#include "lib/rules/fingerprint.h"
#include "lib/rules/message.h"
#include "lib/rules/outline.h"
#include "lib/rules/registry.h"
#include "lib/rules/repair.h"
#include "lib/rules/targets.h"

namespace iampolicy::rules {
namespace {

using syntax::NodeId;
using text::Truth;

constexpr std::string_view kLearnMore = "access-analyzer-reference-policy-checks";
constexpr std::size_t kMostLineText = 4096;
constexpr std::size_t kAroundPlace = 512;

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

/// The node the text of a problem lies in counts as its place; the whole document where there is none.
text::Span SpanOrDocument(const Document& document, text::Span span) {
  if (!span.empty() || document.tree == nullptr || document.tree->empty()) return span;
  return (*document.tree)[document.root].span;
}

/// Whether the place is a node of the document.
bool IsInTree(const Document& document, NodeId node) {
  return document.tree != nullptr && node != syntax::kNone && node < document.tree->size();
}

/// The place of the finding itself: the first.
void SetPlace(Study& study, const Where& where, Found& found) {
  Finding& finding = found.finding;
  const Document& document = study.DocumentOf(where.policy);
  found.span = where.node == syntax::kNone ? where.span : SpanOrDocument(document, where.span);
  Place(study.sources(), found.span, finding.location, finding.line_text);
  if (!IsInTree(document, where.node)) return;
  const Outline& outline = OutlineOf(study, document);
  finding.pointer = syntax::PointerTo(outline.ancestry, study.sources(), document.root, where.node);
  finding.path = PathTo(outline.ancestry, study.sources(), document.root, where.node);
  if (where.policy != nullptr) found.statement = outline.StatementOf(where.node);
}

/// The further places of a finding, each once.
class RelatedPlaces {
 public:
  explicit RelatedPlaces(Finding& finding) : finding_(finding) {}

  void Add(Study& study, const Where& where) {
    const Document& document = study.DocumentOf(where.policy);
    Related related;
    Place(study.sources(), SpanOrDocument(document, where.span), related.location, related.line_text);
    if (IsInTree(document, where.node)) {
      const syntax::Ancestry& ancestry = OutlineOf(study, document).ancestry;
      related.pointer = syntax::PointerTo(ancestry, study.sources(), document.root, where.node);
      if (where.counts) related.path = PathTo(ancestry, study.sources(), document.root, where.node);
    }
    related.message = where.message;
    if (related.location == finding_.location) return;
    // Only places that begin alike can be the same; there may be thousands.
    std::vector<std::size_t>& alike = by_offset_[related.location.start.offset];
    for (const std::size_t i : alike) {
      if (finding_.related[i] == related) return;
    }
    alike.push_back(finding_.related.size());
    finding_.related.push_back(std::move(related));
  }

 private:
  Finding& finding_;
  std::unordered_map<std::uint32_t, std::vector<std::size_t>> by_offset_;
};

/// Of the places of one document: the finding's, then those that explain it.
Fix RepairAt(Study& study, const RuleView& rule, const Subject& subject, const std::vector<Where>& places) {
  std::vector<NodeId> related;
  for (const Where& where : places) {
    if (&where != places.data() && where.policy == places.front().policy) related.push_back(where.node);
  }
  return RepairOf(study, rule, subject, study.DocumentOf(places.front().policy), places.front().node, related);
}

Found Word(const PackView& pack, const RawFinding& raw, Study& study, Repairs repairs) {
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
  // What a principal may do stands where it is granted, in whichever of its policies that is.
  const bool is_identity = rule.each() == Bit(Each::kIdentity);
  if (is_identity && rule.word(RuleWord::kAt) == 0 && places.size() > 1) places.erase(places.begin());
  SetPlace(study, places.front(), found);
  finding.fingerprint =
      Fingerprint(rule.id(), study, places.front().policy, found.statement, places.front().node, finding.message);
  if (is_identity) found.statement = syntax::kNone;  // it is about all statements: any of them may supersede it
  RelatedPlaces related(finding);
  for (std::size_t i = 1; i < places.size(); ++i) related.Add(study, places[i]);
  if (repairs == Repairs::kWith && !is_identity && rule.word(RuleWord::kFix) != 0) {
    finding.fix = RepairAt(study, rule, raw.subject, places);
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
    // Of a long line as much as shows the place, whose column may count bytes in fours; all of them together would be
    // many times the file.
    const std::size_t seen = std::size_t{4} * place.start.column + kAroundPlace;
    std::size_t cut = place.start.column > kMostLineText ? kAroundPlace : std::min(seen, kMostLineText);
    while (cut > 0 && (static_cast<unsigned char>(line[cut]) & 0xC0) == 0x80) --cut;
    line = line.substr(0, cut);
  }
  line_text = line;
}

std::vector<PathElement> PathTo(const syntax::Ancestry& ancestry, const text::Sources& sources, NodeId root,
                                NodeId node) {
  const syntax::Tree& tree = ancestry.tree();
  const std::vector<syntax::Ancestry::Step> way = ancestry.Way(root, node);
  std::vector<PathElement> path;
  path.reserve(way.size());
  syntax::Kind parent = tree[root].kind;
  for (const syntax::Ancestry::Step& step : way) {
    if (parent == syntax::Kind::kObject) {
      const bool is_key = step.number % 2 == 0;
      PathElement& element = path.emplace_back();
      element.kind = is_key ? PathElement::Kind::kKey : PathElement::Kind::kValue;
      element.name = sources.Text(tree[is_key ? step.node : step.node - 1].text);
    } else if (parent == syntax::Kind::kList) {
      PathElement& element = path.emplace_back();
      element.kind = PathElement::Kind::kIndex;
      element.index = step.number;
    }  // the branches of a choice stand in its place
    parent = tree[step.node].kind;
  }
  return path;
}

std::vector<Found> ToFindings(const PackView& pack, const std::vector<RawFinding>& raw, Study& study, Repairs repairs) {
  std::vector<Found> out;
  out.reserve(raw.size());
  for (const RawFinding& one : raw) out.push_back(Word(pack, one, study, repairs));
  NumberRepeats(out);
  return out;
}

}  // namespace iampolicy::rules
