// Predicates about problems and about the document as such.

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
     .test = IsProblem},
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
