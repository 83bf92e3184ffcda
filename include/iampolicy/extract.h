#ifndef IAMPOLICY_EXTRACT_H_
#define IAMPOLICY_EXTRACT_H_

// Which policies a template, plan, export or policy file holds: found, resolved as far as the files tell, not judged.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <iampolicy/analyzer.h>
#include <iampolicy/types.h>

namespace iampolicy {
inline namespace v0 {

/// One policy document.
struct ExtractedPolicy {
  std::string owner;  ///< logical id, Terraform address, name; the path for a plain file
  std::string path;   ///< of the property or argument that holds it
  PolicyKind kind = PolicyKind::kIdentity;
  std::string resource_type;  ///< "AWS::S3::Bucket", ...; "" where not known
  Position start;             ///< where the document's own text begins
  /// The document as JSON on one line. What is not known: {"$unknown": "kind:detail"}; a text with unknown parts:
  /// {"$concat": [...]}; an open condition: {"$if": {"condition", "then", "else"}}, a branch of which may be
  /// {"$absent": true}.
  std::string document;
  bool synthesized = false;    ///< built from fields that are no policy document (a Lambda permission)
  bool before_change = false;  ///< of a plan, with Options::changes: what is there before it is applied
  bool reconstructed = false;  ///< built from a data source that is read only when the plan is applied
};

/// Something about the input itself.
struct ExtractNote {
  std::uint32_t line = 1;
  std::string message;
};

/// Why a file could not be read to its end.
struct ExtractError {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::string message;
};

struct ExtractedFile {
  std::string file;
  std::optional<ExtractError> error;
  std::vector<ExtractedPolicy> policies;  ///< in order of place
  std::vector<ExtractNote> notes;
};

/// One entry for each input of the unit, in its order. Of `options` only what concerns templates is used.
std::vector<ExtractedFile> Extract(std::span<const Input> unit, const Options& options, const ReadFile& read_file = {});

/// {"files":[{"file","error","policies":[...],"diagnostics":[{"line","message"}]}]}
std::string ToJson(std::span<const ExtractedFile> files);

}  // namespace v0
}  // namespace iampolicy

#endif  // IAMPOLICY_EXTRACT_H_
