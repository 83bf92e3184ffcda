#ifndef IAMPOLICY_TYPES_H_
#define IAMPOLICY_TYPES_H_

// The words that every other header uses: kinds of policy, places, findings, results.
// Everything here is a plain value: copy it, keep it, share it between threads.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace iampolicy {
inline namespace v0 {

/// What a policy is attached to, which decides what its elements mean.
/// kEndpoint is a VPC endpoint policy. kUnknown asks the analyzer to infer the kind from the document.
enum class PolicyKind : std::uint8_t {
  kUnknown,
  kIdentity,
  kBoundary,
  kSession,
  kResource,
  kTrust,
  kScp,
  kRcp,
  kEndpoint,
};

/// "identity", "boundary", "session", "resource", "trust", "scp", "rcp", "endpoint"; "" for kUnknown.
std::string_view Name(PolicyKind kind);

/// The policy type as AWS's ValidatePolicy API names it: "IDENTITY_POLICY" (identity, boundary, session),
/// "RESOURCE_POLICY" (resource, trust, endpoint), "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"; "" for kUnknown.
std::string_view PolicyTypeName(PolicyKind kind);

/// The kind that a name of either spelling above stands for; kUnknown where it is neither.
PolicyKind PolicyKindFromName(std::string_view name);

/// What follows from a finding: AWS rejects the policy; it is accepted but does not do what it says; it gives away
/// too much; it exceeds a quota; it could be written better.
enum class FindingClass : std::uint8_t { kInvalid, kIneffective, kSecurity, kQuota, kStyle };
std::string_view Name(FindingClass value);

enum class Severity : std::uint8_t { kNote, kWarning, kError };
std::string_view Name(Severity value);

/// kPossible: true for some values of what the file leaves unknown, not for all.
enum class Certainty : std::uint8_t { kCertain, kPossible };
std::string_view Name(Certainty value);

/// A point in a file. Lines and columns are 1-based; columns and characters count code points, a byte order mark not
/// included; offset counts bytes from the start of the file.
struct Position {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  std::uint32_t offset = 0;
  std::uint32_t character = 0;
  friend bool operator==(const Position&, const Position&) = default;
};

/// A half-open range of a file.
struct Location {
  std::string file;
  Position start;
  Position end;
  friend bool operator==(const Location&, const Location&) = default;
};

/// One step of the path to an element of a policy, as the ValidatePolicy API gives it: a member's value by name, a
/// member's name itself, an element of a list (0-based), or a part of a string (code points).
struct PathElement {
  enum class Kind : std::uint8_t { kValue, kKey, kIndex, kSubstring };
  Kind kind = Kind::kValue;
  std::string name;
  std::uint32_t index = 0;
  std::uint32_t start = 0;
  std::uint32_t length = 0;
  friend bool operator==(const PathElement&, const PathElement&) = default;
};

/// A place that takes part in a finding, with what it contributes.
struct Related {
  Location location;
  std::string pointer;
  std::string message;
  std::string line_text;
  std::vector<PathElement> path;  ///< where it is as much a place of the finding as its first; else empty
  friend bool operator==(const Related&, const Related&) = default;
};

/// What an offered repair does to the meaning of the policy. kEquivalent and kNarrowing are proved before it is
/// offered: the same requests are allowed, or no others than before. kSuggestion is for a person to judge.
enum class FixSafety : std::uint8_t { kEquivalent, kNarrowing, kSuggestion };
std::string_view Name(FixSafety value);

/// `text` instead of what stands at `location`; an empty range inserts, an empty text removes.
struct Edit {
  Location location;
  std::string text;
  friend bool operator==(const Edit&, const Edit&) = default;
};

/// A repair as edits of the file, which keep every other byte. Sorted by place, none overlapping.
struct Fix {
  FixSafety safety = FixSafety::kSuggestion;
  std::string title;        ///< one line, in the imperative
  std::vector<Edit> edits;  ///< empty: no repair is offered
  friend bool operator==(const Fix&, const Fix&) = default;
};

/// One thing that is wrong, where, and what to do about it. The contract of every output format.
struct Finding {
  std::string rule;  ///< "<family>/<name>"
  FindingClass finding_class = FindingClass::kSecurity;
  Severity severity = Severity::kWarning;
  Certainty certainty = Certainty::kCertain;
  Location location;
  std::string owner;  ///< the Terraform address or logical id that carries the policy; "" for a plain file
  PolicyKind policy_kind = PolicyKind::kUnknown;
  std::string pointer;            ///< JSON Pointer inside the policy document
  std::vector<PathElement> path;  ///< the same place as the ValidatePolicy API writes it; empty: the whole document
  std::string message;            ///< one line, lower case, no final period
  std::string help;               ///< what to do, in the imperative; may be empty
  std::string when;               ///< the branches in which it holds ("IsProd"), where not in all; mostly empty
  std::vector<Related> related;
  std::vector<std::string> aliases;  ///< ids other tools use, "<tool>:<id>"
  std::string finding_type;  ///< of the ValidatePolicy API: "ERROR", "SECURITY_WARNING", "WARNING", "SUGGESTION"; or ""
  std::string learn_more;    ///< the page that API links to for the issue; or ""
  std::string fingerprint;   ///< 16 hexadecimal digits; survives reformatting and reordering
  std::string superseded_by;  ///< the rule that says the same and more; "" for a finding that counts
  bool opt_in = false;        ///< reported by a rule that is off by default: shown only in the access-analyzer format
  std::string line_text;      ///< the source line of location.start, without its line end, cut to 4096 bytes
  Fix fix;                    ///< without edits: none is offered
};

/// Why something asked for could not be done: one line, lower case, no final period.
struct Error {
  std::string message;
};

/// A value or the reason there is none.
template <class T>
class Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT(google-explicit-constructor)
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT(google-explicit-constructor)

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }
  /// Requires ok().
  const T& value() const& { return *std::get_if<0>(&state_); }
  T& value() & { return *std::get_if<0>(&state_); }
  T&& value() && { return std::move(*std::get_if<0>(&state_)); }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }
  /// Requires !ok().
  const Error& error() const { return *std::get_if<1>(&state_); }

 private:
  std::variant<T, Error> state_;
};

}  // namespace v0
}  // namespace iampolicy

#endif  // IAMPOLICY_TYPES_H_
