// See unit.h.

#include "lib/unit.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "lib/catalog/catalog.h"
#include "lib/policy/build.h"
#include "lib/policy_summary.h"
#include "lib/prove_fix.h"
#include "lib/rules/finding.h"
#include "lib/text/sources.h"
#include "lib/unused_suppression.h"

namespace iampolicy {
inline namespace v0 {
namespace {

constexpr std::uint32_t kNoIdentity = 0xFFFFFFFF;

class Unit {
 public:
  Unit(std::span<const Input> inputs, const ReadFile& read_file, const Judge& judge, rules::Memo& memo)
      : inputs_(inputs),
        read_file_(read_file),
        judge_(judge),
        memo_(memo),
        prover_(inputs, read_file, judge.options, memo.catalog()) {}

  Report Run() {
    report_.files = static_cast<std::uint32_t>(inputs_.size());
    report_.catalog_date = memo_.catalog().date();
    Extract();
    FindIdentities();
    for (std::uint32_t i = 0; i < found_.documents.size(); ++i) Document(i);
    Finish();
    CountPassedOver();
    return std::move(report_);
  }

 private:
  void Extract() {
    std::vector<carriers::Source> texts;
    for (const Input& input : inputs_) {
      const auto span = sources_.AddFile(input.name, input.bytes);
      if (span) {
        texts.push_back({input.name, *span, input.kind, input.resource_type});
      } else {
        report_.incomplete.push_back({std::string(input.name), "more than 4 GiB of text are analysed together"});
      }
    }
    found_ = carriers::Extract(sources_, texts, judge_.options, read_file_);
    for (carriers::Incomplete& one : found_.incomplete) {
      report_.incomplete.push_back({std::move(one.file), std::move(one.reason)});
    }
    for (carriers::ReadError& error : found_.errors) {
      const Position at = sources_.Locate(error.at).start;
      report_.incomplete.push_back(
          {error.file, std::to_string(at.line) + ":" + std::to_string(at.column) + ": " + error.message});
    }
    for (carriers::Note& one : found_.notes) {
      if (!one.not_seen.empty()) report_.not_seen.push_back({std::move(one.not_seen), 1});
    }
  }

  // Inputs that were given as the policies of one principal join those that the carriers found.
  void FindIdentities() {
    for (const Input& input : inputs_) {
      if (input.principal.empty()) continue;
      auto identity = std::find_if(found_.identities.begin(), found_.identities.end(),
                                   [&](const carriers::Identity& one) { return one.name == input.principal; });
      if (identity == found_.identities.end()) {
        identity = found_.identities.insert(identity, carriers::Identity{std::string(input.principal), {}, {}, {}, {}});
      }
      for (std::uint32_t i = 0; i < found_.documents.size(); ++i) {
        if (found_.documents[i].file != input.name) continue;
        if (found_.documents[i].owners.empty()) found_.documents[i].owners.emplace_back(input.principal);
        switch (input.kind) {
          case PolicyKind::kBoundary:
            identity->boundary.push_back(i);
            break;
          case PolicyKind::kScp:
            identity->scps.push_back(i);
            break;
          case PolicyKind::kTrust:
            identity->trust.push_back(i);
            break;
          default:
            identity->attached.push_back(i);
        }
      }
    }
    head_of_.assign(found_.documents.size(), kNoIdentity);
    member_.assign(found_.documents.size(), false);
    owners_.assign(found_.documents.size(), {});
    for (std::uint32_t i = 0; i < found_.identities.size(); ++i) {
      const carriers::Identity& identity = found_.identities[i];
      for (const std::uint32_t document : identity.attached) owners_[document].push_back(i);
      if (identity.attached.empty()) continue;
      if (identity.attached.size() + identity.boundary.size() + identity.scps.size() < 2) continue;
      // A document may belong to several principals; it is the head of one of them at the most.
      for (const std::uint32_t document : identity.attached) member_[document] = true;
      const auto head = std::find_if(identity.attached.begin(), identity.attached.end(), [this](std::uint32_t one) {
        return head_of_[one] == kNoIdentity && !found_.documents[one].attached_by_name;
      });
      if (head != identity.attached.end()) head_of_[*head] = i;
    }
  }

  policy::Policy Build(const carriers::Document& document, policy::World world) const {
    const policy::Given given{document.kind, document.resource_type, document.file};
    return policy::Build(document.tree, document.root, sources_, given, world);
  }

  std::vector<std::string> GuardNames(const carriers::Document& document) const {
    std::vector<std::string> names;
    if (!document.readable || policy::Worlds(document.tree, document.root) == 1) return names;
    for (const std::uint32_t guard : policy::GuardsOf(document.tree, document.root)) {
      names.push_back(document.tree.guards()[guard].name);
    }
    return names;
  }

  // The world of one document in which its guards go as `names` and `world` say together.
  policy::World WorldOf(const carriers::Document& document, const std::vector<std::string>& names,
                        std::uint32_t world) const {
    policy::World own = 0;
    const std::vector<std::string> guards = GuardNames(document);
    for (std::size_t i = 0; i < guards.size(); ++i) {
      const auto at = std::find(names.begin(), names.end(), guards[i]) - names.begin();
      const bool is_asked = at < static_cast<std::ptrdiff_t>(names.size());
      const bool goes = is_asked ? ((world >> at) & 1) != 0 : carriers::AsksForStatements(guards[i]);
      if (goes) own |= 1u << i;
    }
    return own;
  }

  void Document(std::uint32_t index) {
    const carriers::Document& document = found_.documents[index];
    worlds_.push_back({GuardNames(document), document.owners});
    if (!document.readable || document.attached_by_name) {
      rules::StudyInput input;
      input.document = {nullptr, &document.tree, document.root};
      input.sources = &sources_;
      input.problems = document.problems;
      input.kind = document.kind;
      rules::Study study(input, memo_);
      Judged(index, 0, study, judge_.engine.Run(study));
      if (!document.attached_by_name) Summarize(document, nullptr, nullptr);
      return;
    }
    const std::uint32_t identity = head_of_[index];
    if (identity != kNoIdentity) {
      for (const auto* list : {&found_.identities[identity].attached, &found_.identities[identity].boundary}) {
        for (const std::uint32_t other : *list) AddGuards(GuardNames(found_.documents[other]));
      }
    }
    const std::uint32_t worlds = 1u << worlds_.back().guards.size();
    for (std::uint32_t world = 0; world < worlds; ++world) OneWorld(index, world, identity);
  }

  // Guards of a principal's other policies, as long as there is room: those beyond are taken the `else` way,
  // and the statements that lists make are there.
  void AddGuards(const std::vector<std::string>& names) {
    std::vector<std::string>& guards = worlds_.back().guards;
    for (const std::string& name : names) {
      if (guards.size() < policy::kMostGuards && std::find(guards.begin(), guards.end(), name) == guards.end()) {
        guards.push_back(name);
      }
    }
  }

  // The policies of one principal in one world, and what the policy layer built of them.
  struct Together {
    std::deque<policy::Policy> built;
    rules::IdentityPolicies policies;
  };
  enum class Named : std::uint8_t { kWithout, kWith, kAlone };  // policies that AWS keeps, attached by their names

  // `head`: already built, the first of those that are attached.
  Together Gather(const carriers::Identity& who, std::uint32_t index, const rules::Document& head, std::uint32_t world,
                  Named named) const {
    const std::vector<std::string>& guards = worlds_.back().guards;
    Together together;
    together.policies.name = who.name;
    if (named != Named::kAlone) together.policies.attached.push_back(head);
    const auto add = [&](const std::vector<std::uint32_t>& from, std::vector<rules::Document>& to, Named which) {
      for (const std::uint32_t other : from) {
        const carriers::Document& one = found_.documents[other];
        if (other == index || !one.readable) continue;
        if (which != Named::kWith && one.attached_by_name != (which == Named::kAlone)) continue;
        together.built.push_back(Build(one, WorldOf(one, guards, world)));
        to.push_back({&together.built.back(), &one.tree, one.root});
      }
    };
    add(who.attached, together.policies.attached, named);
    add(who.boundary, together.policies.boundary, Named::kWith);
    add(who.scps, together.policies.scps, Named::kWith);
    return together;
  }

  // What a policy that is not the head of its only principal can do: within the boundary and under the organisation's
  // policies. A policy of several principals is as wide as the widest of them.
  Together Bounded(std::uint32_t index, const rules::Document& document, std::uint32_t world) const {
    Together together;
    const std::vector<std::uint32_t>& owners = owners_[index];
    if (owners.size() != 1) return together;
    together = Gather(found_.identities[owners.front()], index, document, world, Named::kWithout);
    together.policies.attached = {document};
    return together;
  }

  // Another principal has the policy, with nothing that bounds it.
  bool IsUnboundedElsewhere(std::uint32_t index, std::uint32_t identity) const {
    const std::vector<std::uint32_t>& owners = owners_[index];
    return std::any_of(owners.begin(), owners.end(), [&](std::uint32_t owner) {
      const carriers::Identity& other = found_.identities[owner];
      return owner != identity && other.boundary.empty() && other.scps.empty();
    });
  }

  void OneWorld(std::uint32_t index, std::uint32_t world, std::uint32_t identity) {
    const carriers::Document& document = found_.documents[index];
    const policy::Policy policy = Build(document, WorldOf(document, worlds_.back().guards, world));
    rules::StudyInput input;
    input.document = {&policy, &document.tree, document.root};
    input.sources = &sources_;
    input.problems = document.problems;
    input.kind = policy.kind;
    Together together;
    const bool is_unbounded = identity != kNoIdentity && IsUnboundedElsewhere(index, identity);
    if (is_unbounded) {
      rules::Study alone(input, memo_);
      Judged(index, world, alone, judge_.engine.Run(alone, rules::Part::kAll));
    }
    if (identity != kNoIdentity) {
      together = Gather(found_.identities[identity], index, input.document, world, Named::kWithout);
      input.identity = &together.policies;
    } else if (member_[index]) {
      together = Bounded(index, input.document, world);
      if (!together.policies.attached.empty()) input.identity = &together.policies;
    }
    rules::Study study(input, memo_);
    // A principal's policies are judged together once, at the head: alone they would say less than they do.
    const bool with_identity = identity != kNoIdentity || !member_[index];
    const rules::Part part = is_unbounded    ? rules::Part::kIdentityOnly
                             : with_identity ? rules::Part::kAll
                                             : rules::Part::kWithoutIdentity;
    const std::vector<rules::RawFinding> raw = judge_.engine.Run(study, part);
    Judged(index, world, study, raw);
    if (identity != kNoIdentity) WithNamed(index, world, found_.identities[identity], input, raw);
    if (world == ToldWorld()) Summarize(document, &policy, &study);
  }

  // The world whose policy is summed up: every `else`, and the statements there that lists make.
  std::uint32_t ToldWorld() const {
    const std::vector<std::string>& guards = worlds_.back().guards;
    std::uint32_t world = 0;
    for (std::size_t i = 0; i < guards.size(); ++i) {
      if (carriers::AsksForStatements(guards[i])) world |= 1u << i;
    }
    return world;
  }

  // What policies that AWS keeps add to those that are written here. What they give by themselves is said at their
  // attachment, and what is written here was judged without them (`said`): left is what takes both.
  void WithNamed(std::uint32_t index, std::uint32_t world, const carriers::Identity& who, rules::StudyInput input,
                 const std::vector<rules::RawFinding>& said) {
    const auto is_named = [this](std::uint32_t one) { return found_.documents[one].attached_by_name; };
    if (std::none_of(who.attached.begin(), who.attached.end(), is_named)) return;
    const rules::Document head = input.document;
    const Together alone = Gather(who, index, head, world, Named::kAlone);
    input.document = alone.policies.attached.front();
    input.problems = {};
    input.identity = &alone.policies;
    rules::Study study_alone(input, memo_);
    const std::vector<rules::RawFinding> known = judge_.engine.Run(study_alone, rules::Part::kIdentityOnly);
    for (const rules::RawFinding& one : known) given_.insert({index, one.rule});
    const Together together = Gather(who, index, head, world, Named::kWith);
    input.document = head;
    input.identity = &together.policies;
    rules::Study study(input, memo_);
    std::vector<rules::RawFinding> raw = judge_.engine.Run(study, rules::Part::kIdentityOnly);
    std::erase_if(raw, [&](const rules::RawFinding& one) {
      const auto is_same = [&one](const rules::RawFinding& other) { return other.rule == one.rule; };
      return std::any_of(known.begin(), known.end(), is_same) || std::any_of(said.begin(), said.end(), is_same);
    });
    Judged(index, world, study, std::move(raw));
  }

  void Judged(std::uint32_t index, std::uint32_t world, rules::Study& study, std::vector<rules::RawFinding> raw) {
    const carriers::Document& document = found_.documents[index];
    const rules::PackView& pack = judge_.engine.pack();
    if (raw.size() >= rules::kMostFindings) {
      report_.incomplete.push_back({std::string(document.file), "a policy has more findings than are told of one"});
    }
    if (document.synthesized) {
      // Nobody wrote this text: how it is spelled is not the author's business.
      std::erase_if(raw,
                    [&pack](const rules::RawFinding& one) { return pack[one.rule].id().substr(0, 8) == "grammar/"; });
    }
    if (raw.empty()) return;
    // In what holds in some branches only nothing is repaired.
    const bool with_repairs = judge_.repairs && worlds_.back().guards.empty() && !document.synthesized;
    const rules::Repairs repairs = with_repairs ? rules::Repairs::kWith : rules::Repairs::kWithout;
    for (rules::Found& found : rules::ToFindings(pack, raw, study, repairs)) {
      Finding& finding = found.finding;
      if (!finding.fix.edits.empty() && !prover_.Holds(found_, sources_, index, finding.fix)) finding.fix = {};
      verdict::Raw one;
      one.rule = found.rule;
      one.span = found.span;
      one.place = sources_.InFile(found.span);
      one.document = index;
      one.statement = found.statement == syntax::kNone ? verdict::kWholePolicy : found.statement;
      one.world = world;
      one.finding = std::move(found.finding);
      one.finding.opt_in = !judge_.by_default[found.rule];
      raw_.push_back(std::move(one));
    }
  }

  void Summarize(const carriers::Document& document, const policy::Policy* policy, rules::Study* study) {
    PolicySummary summary = SummaryOf(document, policy, sources_);
    if (policy != nullptr && judge_.breadth) AddBreadth(*policy, sources_, memo_.catalog(), *study, summary);
    report_.policies.push_back(std::move(summary));
  }

  // What a policy that AWS keeps gives by itself is said at its attachment: what is written here adds nothing to it.
  void SupersedeByNamed() {
    for (verdict::Raw& one : raw_) {
      if (!given_.contains({one.document, one.rule})) continue;
      const std::vector<std::uint32_t>& attached = found_.identities[head_of_[one.document]].attached;
      const auto strong = std::find_if(raw_.begin(), raw_.end(), [&](const verdict::Raw& other) {
        return found_.documents[other.document].attached_by_name && !other.finding.opt_in &&
               std::find(attached.begin(), attached.end(), other.document) != attached.end();
      });
      if (strong != raw_.end()) one.finding.superseded_by = strong->finding.rule;
    }
  }

  // Problems of the file as such, and comments that silenced nothing, are judged like those of a document.
  void Finish() {
    SupersedeByNamed();
    JudgeProblems(found_.problems);
    std::vector<verdict::Silence> silences;
    for (const carriers::Suppression& one : found_.suppressions)
      silences.push_back({one.rule, sources_.InFile(one.covers)});
    verdict::Judged judged = verdict::Judge(std::move(raw_), worlds_, judge_.supersedes, silences);
    report_.findings = std::move(judged.findings);
    report_.silenced = judged.silenced;
    if (judged.unused.empty()) return;
    std::vector<text::Problem> problems;
    for (const std::uint32_t index : judged.unused) {
      if (found_.suppressions[index].is_of_another_unit) continue;
      auto problem = UnusedSuppression(found_.suppressions[index], judge_.engine.pack(), judge_.by_default);
      if (problem) problems.push_back(*std::move(problem));
    }
    raw_.clear();
    JudgeProblems(problems);
    verdict::Judged unused = verdict::Judge(std::move(raw_), worlds_, judge_.supersedes, {});
    for (Finding& finding : unused.findings) report_.findings.push_back(std::move(finding));
    std::stable_sort(report_.findings.begin(), report_.findings.end(), [](const Finding& a, const Finding& b) {
      return std::tie(a.location.file, a.location.start.offset, a.rule) <
             std::tie(b.location.file, b.location.start.offset, b.rule);
    });
  }

  // A file with a finding was not passed over, whatever else it holds.
  void CountPassedOver() {
    for (carriers::PassedOver& one : found_.passed_over) {
      const bool is_told = std::any_of(report_.findings.begin(), report_.findings.end(),
                                       [&](const Finding& finding) { return finding.location.file == one.file; });
      if (!is_told) report_.passed_over.push_back({std::move(one.reason), 1});
    }
  }

  void JudgeProblems(const std::vector<text::Problem>& problems) {
    if (problems.empty()) return;
    // A document of its own, so that nothing merges with those of the file.
    const syntax::Tree nothing;
    rules::StudyInput input;
    input.document = {nullptr, &nothing, 0};
    input.sources = &sources_;
    input.problems = problems;
    rules::Study study(input, memo_);
    worlds_.push_back({});
    carriers::Document file;
    found_.documents.push_back(std::move(file));
    Judged(static_cast<std::uint32_t>(worlds_.size() - 1), 0, study, judge_.engine.Run(study));
  }

  std::span<const Input> inputs_;
  const ReadFile& read_file_;
  const Judge& judge_;
  rules::Memo& memo_;
  FixProver prover_;
  text::Sources sources_;
  carriers::Extraction found_;
  std::vector<std::uint32_t> head_of_;                       // document -> the identity judged with it
  std::vector<std::vector<std::uint32_t>> owners_;           // document -> the identities it is attached to
  std::vector<bool> member_;                                 // document -> one of several policies of a principal
  std::set<std::pair<std::uint32_t, std::uint32_t>> given_;  // head and rule: found in policies attached by name alone
  std::vector<verdict::Worlds> worlds_;
  std::vector<verdict::Raw> raw_;
  Report report_;
};

}  // namespace

Report AnalyzeUnit(std::span<const Input> unit, const ReadFile& read_file, const Judge& judge, rules::Memo& memo) {
  return Unit(unit, read_file, judge, memo).Run();
}

}  // namespace v0
}  // namespace iampolicy
