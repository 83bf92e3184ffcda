#ifndef IAMPOLICY_LIB_SYNTAX_YAML_SCALAR_H_
#define IAMPOLICY_LIB_SYNTAX_YAML_SCALAR_H_

// Scalars of YAML: what an untagged plain one means (version 1.1, which CloudFormation reads), and where each byte of a
// decoded one was written.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/syntax/tree.h"
#include "lib/syntax/yaml_events.h"
#include "lib/text/sources.h"

namespace iampolicy::syntax {

/// The kind of a plain scalar and, for numbers and booleans, its text as JSON would write it. Dates stay text, and so
/// do numbers beyond 64 bits.
struct Resolved {
  Kind kind = Kind::kString;
  std::string text;  ///< of kNumber and kBool
};
Resolved ResolvePlain(std::string_view text);

/// Runs that take the bytes of `value` to the source, `raw`, whose first byte is at `base`. A second decoder, kept
/// simple: where it does not arrive at `value` it answers nullopt, so a mistake here costs a place and never a value.
/// `indent` spaces precede the lines of a block scalar; `raw` starts at its header. O(raw).
std::optional<std::vector<text::Run>> MapScalar(YamlEvent::Style style, std::string_view raw, std::string_view value,
                                                std::uint32_t base);

}  // namespace iampolicy::syntax

#endif  // IAMPOLICY_LIB_SYNTAX_YAML_SCALAR_H_
