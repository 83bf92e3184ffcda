#ifndef IAMPOLICY_LIB_CARRIERS_YAML_FILE_H_
#define IAMPOLICY_LIB_CARRIERS_YAML_FILE_H_

#include <string_view>

#include "lib/carriers/carrier.h"

namespace iampolicy::carriers {

/// Whether a text, if it is YAML at all, can hold policies. Looks for words; O(text) and fast.
bool MayHoldPolicies(std::string_view text);

/// The policies of a YAML file: templates, Serverless configurations, and policies in anything else.
Extraction ExtractYaml(text::Sources& sources, const Source& source, const Options& options);

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_YAML_FILE_H_
