#ifndef IAMPOLICY_LIB_ACCESS_HOLE_WORDS_H_
#define IAMPOLICY_LIB_ACCESS_HOLE_WORDS_H_

#include <string>
#include <string_view>

#include "lib/text/sources.h"

namespace iampolicy::access {

/// The text with each hole as the reason why it is not known: "arn:aws:s3:::<parameter:Bucket>/*". Texts without holes
/// come back as they are.
std::string HolesInWords(std::string_view text, const text::Sources& sources);

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_HOLE_WORDS_H_
