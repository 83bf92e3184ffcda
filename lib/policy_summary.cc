#include "lib/policy_summary.h"

#include <string>
#include <utility>
#include <vector>

#include "lib/access/breadth.h"
#include "lib/access/score.h"

namespace iampolicy {
inline namespace v0 {

PolicySummary SummaryOf(const carriers::Document& document, const policy::Policy* policy,
                        const text::Sources& sources) {
  PolicySummary summary;
  summary.file = document.file;
  for (const std::string& owner : document.owners) summary.owner += (summary.owner.empty() ? "" : ", ") + owner;
  summary.kind = policy != nullptr ? policy->kind : document.kind;
  summary.inferred = !document.kind_given;
  summary.resource_type = document.resource_type;
  summary.pointer = document.path;
  summary.line = sources.Locate({document.span.begin, document.span.begin}).start.line;
  if (policy != nullptr) summary.has_unknowns = policy->has_unknowns;
  return summary;
}

void AddBreadth(const policy::Policy& policy, const text::Sources& sources, const catalog::Catalog& catalog,
                rules::Study& study, PolicySummary& summary) {
  std::vector<const catalog::Ids*> names;
  for (const policy::Statement& statement : policy.statements.items) names.push_back(&study.Names(statement));
  access::PolicyBreadth breadth = access::BreadthOf(policy, catalog, sources, names);
  summary.breadth = breadth.policy;
  summary.score = access::ScoreOf(policy, breadth, catalog, names);
  summary.statements = std::move(breadth.statements);
}

}  // namespace v0
}  // namespace iampolicy
