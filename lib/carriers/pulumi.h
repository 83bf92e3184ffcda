#ifndef IAMPOLICY_LIB_CARRIERS_PULUMI_H_
#define IAMPOLICY_LIB_CARRIERS_PULUMI_H_

#include <string_view>

#include "lib/carriers/extraction.h"
#include "lib/syntax/tree.h"

namespace iampolicy::carriers {

/// Whether a JSON value is what `pulumi stack export` or `pulumi preview --json` prints.
bool IsPulumi(const syntax::Tree& tree, syntax::NodeId root, const text::Sources& sources);

/// The policies of its resources: in what a resource came out as, else in what was asked for. The owner is the URN.
void ReadPulumi(text::Sources& sources, std::string_view file, const syntax::Tree& tree, syntax::NodeId root,
                Extraction& result);

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_PULUMI_H_
