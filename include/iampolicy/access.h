#ifndef IAMPOLICY_ACCESS_H_
#define IAMPOLICY_ACCESS_H_

// What policies mean: the decision on one request (evaluation).
//
//   const iampolicy::PolicyText policies[] = {{iampolicy::PolicyKind::kIdentity, text}};
//   iampolicy::Request request{.principal = "arn:aws:iam::111122223333:user/otter", ...};
//   iampolicy::Result<iampolicy::Decision> decision = iampolicy::Evaluate(policies, request);
//
// Source: IAM User Guide, "Policy evaluation logic".

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <iampolicy/types.h>

namespace iampolicy {
inline namespace v0 {

// ---- evaluation ----

/// The values of a context key of a request. One value is single-valued unless `is_set`. A key without values counts as
/// absent.
struct ContextKey {
  std::string name;  ///< compared ignoring case
  std::vector<std::string> values;
  bool is_set = false;  ///< multi-valued: needs ForAllValues or ForAnyValue
  friend bool operator==(const ContextKey&, const ContextKey&) = default;
};

/// One call of AWS. The context is exhaustive: a key that is not listed is absent, nothing is filled in.
struct Request {
  std::string principal;         ///< ARN, service principal, provider (ARN or host name), or "anonymous"
  std::string account;           ///< of the principal; "" where it has none
  std::string action;            ///< "s3:GetObject"
  std::string resource;          ///< ARN, or "*" for actions without resources
  std::string resource_account;  ///< "" where it is the principal's
  std::vector<ContextKey> context;
  friend bool operator==(const Request&, const Request&) = default;
};

/// "ALLOWED", "IMPLICIT_DENY", "EXPLICIT_DENY".
enum class Outcome : std::uint8_t { kImplicitDeny, kAllowed, kExplicitDeny };
std::string_view Name(Outcome outcome);

/// A policy that may take part in a decision. The text must stay valid during the call only.
struct PolicyText {
  PolicyKind kind = PolicyKind::kIdentity;  ///< not kUnknown
  std::string_view text;                    ///< the JSON document
  std::string_view level = {};  ///< of an scp: the root, unit or account it is attached to; each level must allow
  /// The text may say what is not known, as ExtractedPolicy::document does; read by the questions of compare.h alone.
  bool has_notation = false;
};

/// What one statement contributed to a decision.
struct StatementResult {
  std::uint32_t policy = 0;     ///< index in the list of policies
  std::uint32_t statement = 0;  ///< index in its Statement
  PolicyKind kind = PolicyKind::kIdentity;
  std::string level;
  std::string sid;
  bool allow = true;     ///< its effect
  bool applies = false;  ///< to this request
  bool decides = false;  ///< the decision rests on it
  std::string why;       ///< why it does not apply or does not count; "" where it decides
};

struct Decision {
  Outcome outcome = Outcome::kImplicitDeny;
  std::string reason;  ///< one line, lower case, no final period
  std::vector<StatementResult> statements;
};

/// Policies read once and asked many times. Immutable and shareable between threads.
class PolicySet {
 public:
  /// An error where a text is no policy: not JSON, no statements, a statement without a known effect, or more than one
  /// boundary or policy of the resource. O(texts).
  static Result<PolicySet> Make(std::span<const PolicyText> policies);

  /// The decision alone, in a microsecond or so for usual policies. An error where it cannot be told: it depends on
  /// what is no condition operator, or on a NotResource whose policy variable has no value in the request.
  Result<Outcome> Decide(const Request& request) const;

  /// The decision, why, and what each statement had to do with it.
  Result<Decision> Explain(const Request& request) const;

 private:
  struct Impl;
  explicit PolicySet(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

/// PolicySet::Make and Explain in one.
Result<Decision> Evaluate(std::span<const PolicyText> policies, const Request& request);

/// A decision as a few lines for people: the outcome and its reason, then the statements, those that decided first.
std::string EvaluationText(const Decision& decision);

/// An answer of EvaluateJson().
struct EvaluationAnswer {
  std::string json;     ///< one line without its end
  bool judged = false;  ///< false: the answer is an error
};

/// Answers one question written as JSON:
///   {"id", "policies": [{"kind", "level"?, "text" | "document"}], "request": {"principal", "action", "resource",
///    "context", "principalAccount"?, "resourceAccount"?}}
/// with {"id", "decision", "reason", "statements": [...]} or {"id", "error"}. In the context a string, number or
/// boolean is a single value, an array a set. An account that is not given is taken from the ARN.
EvaluationAnswer EvaluateJson(std::string_view question);

/// The same question, answered as EvaluationText() does.
Result<std::string> EvaluateForPeople(std::string_view question);

}  // namespace v0
}  // namespace iampolicy

#endif  // IAMPOLICY_ACCESS_H_
