#ifndef IAMPOLICY_LIB_CARRIERS_PLAIN_H_
#define IAMPOLICY_LIB_CARRIERS_PLAIN_H_

#include <functional>
#include <string>

#include "lib/carriers/extraction.h"
#include "lib/syntax/json.h"

namespace iampolicy::carriers {

/// Whether another carrier takes a value of a JSON file; it then reads it into the result. `path`: "$" or "$#n".
using TakeValue = std::function<bool(const syntax::Parsed& value, const std::string& path, Extraction& result)>;

/// A JSON file. What no other carrier takes is searched for policies.
Extraction ExtractJson(text::Sources& sources, const Source& source, const TakeValue& take);

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_PLAIN_H_
