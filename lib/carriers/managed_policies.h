#ifndef IAMPOLICY_LIB_CARRIERS_MANAGED_POLICIES_H_
#define IAMPOLICY_LIB_CARRIERS_MANAGED_POLICIES_H_

// Policies that a principal has by their name or ARN, whose documents lie elsewhere. Each is named as not seen, but for
// the few policies of AWS that amount to administration: of these we know the document.

#include <cstdint>
#include <optional>
#include <string_view>

#include "lib/carriers/extraction.h"
#include "lib/text/sources.h"

namespace iampolicy::carriers {

/// A policy of AWS that is, or nearly is, administration.
struct ManagedPolicy {
  std::string_view name;
  std::string_view gives;     ///< what whoever has it may do, as words
  std::string_view document;  ///< JSON
};

/// The name in the ARN of a policy that AWS keeps, without a path; "" of any other text. The partition may be a hole.
std::string_view AwsPolicyName(std::string_view arn);

/// The row of a name; nullptr for policies of less reach.
const ManagedPolicy* FindAdministrator(std::string_view name);

/// An attachment: who has the policy, and where that is written.
struct Attachment {
  std::string_view file;
  std::string_view owner;
  std::string_view path;
  std::string_view resource_type;
  text::Span at;
  bool is_boundary = false;
};

/// Adds what is to be said of an attached policy, given by its ARN or (AWS SAM) its name: a document where it amounts
/// to administration, whose index is returned; else a note that it is not seen.
std::optional<std::uint32_t> AttachByName(text::Sources& sources, std::string_view policy, const Attachment& attachment,
                                          Extraction& result);

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_MANAGED_POLICIES_H_
