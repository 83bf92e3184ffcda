// Predicates about what could be taken out of a policy, and what in it never takes effect. Proved by the access engine.

#include <memory>
#include <unordered_map>

#include "lib/access/structure.h"
#include "lib/rules/fields.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"

namespace iampolicy::rules {
namespace {

using access::Element;
using access::Proof;

/// The engine's tables for each policy of the study.
struct StructureMemo : Extra {
  std::unordered_map<const policy::Policy*, std::unique_ptr<access::Structure>> structures;
};

access::Structure& StructureOf(Study& study, const policy::Policy& policy) {
  StructureMemo& memo = study.Get<StructureMemo>([] { return std::make_unique<StructureMemo>(); });
  std::unique_ptr<access::Structure>& slot = memo.structures[&policy];
  if (!slot) slot = std::make_unique<access::Structure>(policy, study.catalog(), study.sources());
  return *slot;
}

/// Elements are parts of their lists, so their place in them is a difference.
template <class T>
std::uint32_t IndexIn(const std::vector<T>& items, const T* item) {
  return static_cast<std::uint32_t>(item - items.data());
}

Proof EntryProof(Study& study, const Subject& subject) {
  const policy::Statement& statement = *subject.statement;
  access::Structure& structure = StructureOf(study, *subject.policy);
  const std::uint32_t index = IndexIn(subject.policy->statements.items, subject.statement);
  const auto entry = [&](Element element, Element negated, const auto& list, const auto& not_list, const auto* item) {
    return structure.IsEntryRedundant(index, subject.negated ? negated : element,
                                      IndexIn((subject.negated ? not_list : list).items, item));
  };
  if (subject.value != nullptr) {
    return structure.IsValueRedundant(index, IndexIn(statement.conditions.items, subject.condition),
                                      IndexIn(subject.condition->values.items, subject.value));
  }
  if (subject.action != nullptr) {
    return entry(Element::kAction, Element::kNotAction, statement.actions, statement.not_actions, subject.action);
  }
  if (subject.resource != nullptr) {
    return entry(Element::kResource, Element::kNotResource, statement.resources, statement.not_resources,
                 subject.resource);
  }
  if (subject.principal != nullptr) {
    return entry(Element::kPrincipal, Element::kNotPrincipal, statement.principals, statement.not_principals,
                 subject.principal);
  }
  return structure.IsRedundant(index);
}

Truth IsRedundant(Study& study, const Subject& subject, Argument) { return EntryProof(study, subject).truth; }

/// What covers it: an entry's text, or a statement.
std::string FillCovering(Study& study, const Subject& subject, Argument, std::string_view) {
  const Proof proof = EntryProof(study, subject);
  if (proof.by == Proof::kNobody || subject.value != nullptr) return "the others together";
  Subject by = subject;
  const policy::Statement& statement = *subject.statement;
  const auto quoted = [&](SubjectKind kind) { return "`" + ElementText(kind, study, by) + "`"; };
  if (subject.action != nullptr) {
    by.action = &(subject.negated ? statement.not_actions : statement.actions).items[proof.by];
    return quoted(SubjectKind::kAction);
  }
  if (subject.resource != nullptr) {
    by.resource = &(subject.negated ? statement.not_resources : statement.resources).items[proof.by];
    return quoted(SubjectKind::kResource);
  }
  if (subject.principal != nullptr) {
    by.principal = &(subject.negated ? statement.not_principals : statement.principals).items[proof.by];
    return quoted(SubjectKind::kPrincipal);
  }
  by.statement = &subject.policy->statements.items[proof.by];
  return quoted(SubjectKind::kStatement);
}
constexpr std::string_view kCovering[] = {"covered_by"};

void CoveringSites(Study& study, const Subject& subject, Argument, std::vector<Site>& out) {
  const Proof proof = EntryProof(study, subject);
  if (proof.by == Proof::kNobody || subject.value != nullptr) return;
  const policy::Statement& statement = *subject.statement;
  const auto add = [&](const policy::Leaf& leaf) {
    out.push_back({subject.policy, leaf.node, leaf.span, "this covers it"});
  };
  if (subject.action != nullptr) {
    add((subject.negated ? statement.not_actions : statement.actions).items[proof.by].leaf);
  } else if (subject.resource != nullptr) {
    add((subject.negated ? statement.not_resources : statement.resources).items[proof.by].leaf);
  } else if (subject.principal != nullptr) {
    add((subject.negated ? statement.not_principals : statement.principals).items[proof.by].leaf);
  } else {
    const policy::Statement& by = subject.policy->statements.items[proof.by];
    out.push_back({subject.policy, by.node, by.span, "this covers it"});
  }
}

/// The questions about a whole statement.
template <Proof (access::Structure::*Ask)(std::uint32_t)>
Truth OfStatement(Study& study, const Subject& subject, Argument) {
  const std::uint32_t index = IndexIn(subject.policy->statements.items, subject.statement);
  return (StructureOf(study, *subject.policy).*Ask)(index).truth;
}
template <Proof (access::Structure::*Ask)(std::uint32_t)>
std::string FillStatement(Study& study, const Subject& subject, Argument, std::string_view) {
  const std::uint32_t index = IndexIn(subject.policy->statements.items, subject.statement);
  const Proof proof = (StructureOf(study, *subject.policy).*Ask)(index);
  if (proof.by == Proof::kNobody) return "the others together";
  Subject by = subject;
  by.statement = &subject.policy->statements.items[proof.by];
  return "`" + ElementText(SubjectKind::kStatement, study, by) + "`";
}
constexpr std::string_view kRefusing[] = {"refused_by"};

Truth LocksOut(Study& study, const Subject& subject, Argument argument) {
  Truth any = Truth::kFalse;
  for (std::uint32_t i = 0; i < argument.range_count(); ++i) {
    for (catalog::ActionId id = argument.range(i).begin; id < argument.range(i).end; ++id) {
      any = text::Or(any, StructureOf(study, *subject.policy).LocksOut(study.catalog().FullName(id)).truth);
    }
  }
  return any;
}

Needs NeedsDeny(Argument) {
  Needs needs;
  needs.shapes = Bit(Shape::kDeny);
  return needs;
}

constexpr SubjectKinds kOfStatement = Bit(SubjectKind::kStatement);
constexpr Predicate kTable[] = {
    {.name = "redundant",
     .doc = "Taking the element (statement, action, resource, principal or value) out changes nothing.",
     .subjects = kOfStatement,
     .fills = kCovering,
     .test = IsRedundant,
     .fill = FillCovering,
     .sites = CoveringSites},
    {.name = "shadowed",
     .doc = "Everything that the Allow lets through is refused by a Deny.",
     .subjects = kOfStatement,
     .fills = kRefusing,
     .test = OfStatement<&access::Structure::IsShadowed>,
     .fill = FillStatement<&access::Structure::IsShadowed>,
     .needs = NeedsDeny},
    {.name = "dead",
     .doc = "No request meets the statement.",
     .subjects = kOfStatement,
     .test = OfStatement<&access::Structure::IsDead>},
    {.name = "denies_nothing",
     .doc = "The Deny refuses nothing that an Allow of the policy lets through.",
     .subjects = kOfStatement,
     .test = OfStatement<&access::Structure::DeniesNothing>,
     .needs = NeedsDeny},
    {.name = "locks_out",
     .doc = "Denies refuse everyone, the account's root included, (one of) these actions.",
     .argument = ArgumentType::kActions,
     .subjects = Bit(SubjectKind::kPolicy),
     .test = LocksOut,
     .needs = NeedsDeny},
};

}  // namespace

std::span<const Predicate> StructurePredicates() { return kTable; }

}  // namespace iampolicy::rules
