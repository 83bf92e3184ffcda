#ifndef IAMPOLICY_LIB_ACCESS_DOCUMENTS_H_
#define IAMPOLICY_LIB_ACCESS_DOCUMENTS_H_

// The policies of a question, read from their texts into one unit.

#include <deque>
#include <string_view>

#include <iampolicy/access.h>
#include <iampolicy/types.h>

#include "lib/policy/policy.h"
#include "lib/syntax/tree.h"
#include "lib/text/sources.h"

namespace iampolicy::access {

class Documents {
 public:
  /// The policy; valid as long as this and the text. `name` is what an error calls it. An error where it is not JSON,
  /// not an object, has no statements, or a statement whose Effect is neither Allow nor Deny: an answer about it would
  /// be an answer about something else.
  Result<const policy::Policy*> Add(const PolicyText& text, std::string_view name);

  const text::Sources& sources() const { return sources_; }

 private:
  text::Sources sources_;
  std::deque<syntax::Tree> trees_;
  std::deque<policy::Policy> policies_;
};

}  // namespace iampolicy::access

#endif  // IAMPOLICY_LIB_ACCESS_DOCUMENTS_H_
