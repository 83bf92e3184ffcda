#ifndef IAMPOLICY_LIB_CARRIERS_CFN_SYNTHESIS_H_
#define IAMPOLICY_LIB_CARRIERS_CFN_SYNTHESIS_H_

#include <optional>
#include <string_view>

#include "lib/carriers/evaluator.h"

namespace iampolicy::carriers {

struct Synthesis {
  ValueId document = 0;
  std::string_view resource_type;
};

/// The document that a resource without one becomes, such as a Lambda permission: one statement from its properties.
/// `where` is the place of the members that no property gives. nullopt for other types.
std::optional<Synthesis> Synthesize(Evaluator& evaluator, std::string_view type, syntax::NodeId properties,
                                    text::Span where);

/// "*" as it is, {"Service": ...} for a service's domain, {"AWS": ...} for anything else.
ValueId PrincipalFrom(Values& values, ValueId principal, text::Span where);

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_CFN_SYNTHESIS_H_
