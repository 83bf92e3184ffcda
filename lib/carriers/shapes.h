#ifndef IAMPOLICY_LIB_CARRIERS_SHAPES_H_
#define IAMPOLICY_LIB_CARRIERS_SHAPES_H_

#include <string_view>

#include "lib/carriers/view.h"
#include "lib/text/sources.h"

namespace iampolicy::carriers {

/// What may be assumed of a parameter without a value, from its type and what it allows. `declaration`: its object.
text::Shape ShapeOfParameter(const View& view, syntax::NodeId declaration);
/// What `Ref` gives for a resource of a type. "" where the type is not known.
text::Shape ShapeOfRef(std::string_view type);
/// What `Fn::GetAtt` gives for an attribute ("Arn", "Endpoint.Address").
text::Shape ShapeOfAttribute(std::string_view attribute);
/// What a value of unknown place in a map may be: what all texts below `map` are.
text::Shape ShapeOfMap(const View& view, syntax::NodeId map);

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_SHAPES_H_
