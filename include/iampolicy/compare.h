#ifndef IAMPOLICY_COMPARE_H_
#define IAMPOLICY_COMPARE_H_

// Questions about all requests at once: does one policy allow more than another, is this access granted, is this
// resource public, what does a change change. Every answer is proved or says why it could not be; every FAIL comes
// with a request that shows it. Semantics: only the given documents are compared; actions range over all names, known
// or not; resources over `*` and well-formed ARNs; condition keys are independent of each other and of the principal.
//
//   auto result = iampolicy::CheckNoNewAccess({.text = reference}, {.text = candidate});
//   if (result.ok() && result->verdict == iampolicy::Verdict::kFail) Show(ToText(*result));

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <iampolicy/access.h>
#include <iampolicy/types.h>

namespace iampolicy {
inline namespace v0 {

enum class Verdict : std::uint8_t { kPass, kFail, kUnknown };
/// "PASS", "FAIL", "UNKNOWN".
std::string_view Name(Verdict verdict);

/// A statement that an answer rests on, as the answers of Access Analyzer name it.
struct CheckReason {
  std::uint32_t statement_index = 0;  ///< 0-based
  std::string statement_id;           ///< the Sid; "" where there is none
  std::string description;
  friend bool operator==(const CheckReason&, const CheckReason&) = default;
};

struct CheckResult {
  Verdict verdict = Verdict::kUnknown;
  std::string message;
  std::vector<CheckReason> reasons;  ///< with FAIL: the statements that allow the witness
  std::optional<Request> witness;    ///< with FAIL: a request that shows it; principal "" where the policies name none
  /// With FAIL: only actions that the catalogue does not know show it, such as names AWS may add later.
  bool only_unknown_actions = false;
  /// `equivalent` alone: the witness is allowed by the existing policy and not by the new one.
  bool existing_allows_more = false;
};

struct CheckOptions {
  bool known_actions_only = false;  ///< leave names that the catalogue does not know out of the question
};

/// What CheckAccessNotGranted asks about. An empty list means any.
struct AccessList {
  std::vector<std::string> actions;
  std::vector<std::string> resources;
};

/// Reads {"actions": [...], "resources": [...]}, or a list of such objects. An error names what does not fit.
Result<std::vector<AccessList>> ReadAccessLists(std::string_view json);

/// PASS where everything that `candidate` allows is allowed by `existing`.
/// All checks: an error where a text is not a policy that can be read. PolicyKind::kUnknown: inferred from the text.
Result<CheckResult> CheckNoNewAccess(const PolicyText& existing, const PolicyText& candidate,
                                     const CheckOptions& options = {});
/// PASS where both allow exactly the same.
Result<CheckResult> CheckEquivalent(const PolicyText& existing, const PolicyText& candidate,
                                    const CheckOptions& options = {});
/// PASS where the policy allows no listed action on any resource listed with it.
Result<CheckResult> CheckAccessNotGranted(const PolicyText& policy, std::span<const AccessList> access,
                                          const CheckOptions& options = {});
Result<CheckResult> CheckAccessNotGranted(const PolicyText& policy, const AccessList& access,
                                          const CheckOptions& options = {});
/// PASS where the policy of a resource of that type ("AWS::S3::Bucket") lets no stranger in.
Result<CheckResult> CheckNoPublicAccess(const PolicyText& policy, std::string_view resource_type,
                                        const CheckOptions& options = {});

/// {"result","message","reasons":[{"statementIndex","statementId","description"}],"witness":{...}}, one line end.
std::string ToJson(const CheckResult& result);
/// For a person: the verdict, the reasons, the witness as a request.
std::string ToText(const CheckResult& result);

/// Access that one policy has and the other has not, in one service, of one access level.
struct AccessChange {
  enum class Direction : std::uint8_t { kAdded, kRemoved };
  Direction direction = Direction::kAdded;
  std::string service;               ///< "s3"; "*" where it is names in services the catalogue does not know
  std::string level;                 ///< "Write", ...; "" for actions that the catalogue does not know
  std::vector<std::string> actions;  ///< sorted, as AWS spells them, at the most 25 of them
  std::uint32_t action_count = 0;
  bool is_whole_level = false;          ///< all actions of that service and level that the catalogue knows
  std::vector<std::string> resources;   ///< in words: patterns of the statements that allow it
  std::vector<std::string> conditions;  ///< in words: "aws:SourceIp is in 10.0.0.0/8"
  std::vector<std::string> principals;  ///< in words; empty where the policies name none
  /// In words, what of it both policies allow: "on arn:aws:s3:::mine/*", "where aws:SourceIp is in 10.0.0.0/8".
  std::vector<std::string> shared;
  std::uint32_t risk = 0;  ///< higher is worse; the list is ranked by it
  Request example;
};

/// What a change changes, as access rather than text. Empty if and only if the policies are equivalent.
struct AccessDiff {
  std::vector<AccessChange> changes;  ///< ranked: worst first
  bool equivalent = true;
  std::string incomplete;  ///< why part of it could not be decided; "" where all was
};

Result<AccessDiff> DiffAccess(const PolicyText& before, const PolicyText& after, const CheckOptions& options = {});

std::string ToText(const AccessDiff& diff);
std::string ToJson(const AccessDiff& diff);
std::string ToMarkdown(const AccessDiff& diff);

}  // namespace v0
}  // namespace iampolicy

#endif  // IAMPOLICY_COMPARE_H_
