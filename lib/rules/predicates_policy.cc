// Predicates about problems and about the document as such.

#include <vector>

#include "lib/rules/predicate.h"
#include "lib/rules/study.h"

namespace iampolicy::rules {
namespace {

Truth IsProblem(Study&, const Subject& subject, Argument argument) {
  for (std::uint32_t i = 0; i < argument.size(); ++i) {
    if (argument.text(i) == subject.problem->kind) return subject.problem->truth;
  }
  return Truth::kFalse;
}

// ---- what a problem is beside: the other element of a pair, the statement that had the Sid first ----

using policy::Statement;
using syntax::NodeId;

/// The node of a member's name, by its span: kNone where the object has no such member.
NodeId NameAt(const syntax::Tree& tree, NodeId object, text::Span span) {
  for (NodeId key = tree.First(object); key != syntax::kNone; key = tree.Next(object, key + 1)) {
    if (tree[key].span == span) return key;
  }
  return syntax::kNone;
}

/// The name of the element that may not stand beside the one at `negated`; empty where that is none of them.
text::Span OtherOfPair(const Statement& statement, text::Span negated) {
  if (statement.not_actions.key == negated) return statement.actions.key;
  if (statement.not_resources.key == negated) return statement.resources.key;
  if (statement.not_principals.key == negated) return statement.principals.key;
  return {};
}

void AddOtherOfPair(Study& study, const Subject& subject, std::vector<Site>& sites) {
  const syntax::Tree* tree = study.DocumentOf(subject.policy).tree;
  if (tree == nullptr) return;
  for (const Statement& statement : subject.policy->statements.items) {
    const text::Span other = OtherOfPair(statement, subject.problem->span);
    if (other.empty()) continue;
    sites.push_back(
        {subject.policy, NameAt(*tree, statement.node, other), other, "the other of the two is here", true});
    return;
  }
}

void AddFirstSid(const Subject& subject, std::vector<Site>& sites) {
  for (const Statement& statement : subject.policy->statements.items) {
    if (statement.sid.text != subject.problem->got) continue;
    sites.push_back({subject.policy, statement.sid.node, statement.sid.span, "the first one with this Sid", true});
    return;
  }
}

void ProblemSites(Study& study, const Subject& subject, Argument, std::vector<Site>& sites) {
  if (subject.policy == nullptr) return;
  const std::string_view kind = subject.problem->kind;
  if (kind == "duplicate-sid") AddFirstSid(subject, sites);
  if (kind.find("-and-not-") != std::string_view::npos) AddOtherOfPair(study, subject, sites);
}

Truth HasUnknowns(Study&, const Subject& subject, Argument) { return text::ToTruth(subject.policy->has_unknowns); }

Truth IsResourceType(Study&, const Subject& subject, Argument argument) {
  for (std::uint32_t i = 0; i < argument.size(); ++i) {
    if (argument.text(i) == subject.policy->resource_type) return Truth::kTrue;
  }
  return Truth::kFalse;
}

constexpr Predicate kTable[] = {
    {.name = "problem",
     .doc = "The problem is of (one of) these kinds.",
     .argument = ArgumentType::kProblems,
     .subjects = Bit(SubjectKind::kProblem),
     .test = IsProblem,
     .sites = ProblemSites},
    {.name = "has_unknowns",
     .doc = "Some part of the policy is not known from the file.",
     .argument = ArgumentType::kFlag,
     .subjects = Bit(SubjectKind::kPolicy),
     .test = HasUnknowns},
    {.name = "carried_by",
     .doc = "The policy is carried by a resource of (one of) these types, such as AWS::S3::Bucket.",
     .argument = ArgumentType::kTexts,
     .subjects = Bit(SubjectKind::kPolicy),
     .test = IsResourceType},
};

}  // namespace

std::span<const Predicate> PolicyPredicates() { return kTable; }

}  // namespace iampolicy::rules
