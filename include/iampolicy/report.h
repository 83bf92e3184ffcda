#ifndef IAMPOLICY_REPORT_H_
#define IAMPOLICY_REPORT_H_

// What an analysis found, and the formats it can be shown in. Every renderer is a pure function: equal reports give
// equal bytes.

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <iampolicy/types.h>

namespace iampolicy {
inline namespace v0 {

/// How far the resources of a policy reach, narrowest first.
enum class Reach : std::uint8_t { kNone, kExact, kPrefix, kType, kService, kAccount, kEverything };
std::string_view Name(Reach reach);

/// Who is let in, narrowest first.
enum class Audience : std::uint8_t { kNone, kNamed, kAccount, kService, kFederated, kOrganization, kEveryone };
std::string_view Name(Audience audience);

/// How broad a policy or one statement is, after Deny. Levels are, in this order: List, Read, Write,
/// Permissions management, Tagging.
struct Breadth {
  std::uint32_t actions = 0;   ///< known actions allowed
  std::uint32_t services = 0;  ///< services with at least one of them
  std::array<std::uint32_t, 5> by_level{};
  Reach reach = Reach::kNone;  ///< of the widest allowed resource
  Audience audience = Audience::kNone;
  std::uint32_t conditioned = 0;    ///< Allow statements whose conditions restrict something
  std::uint32_t unconditioned = 0;  ///< Allow statements without such a condition
  bool at_least = false;            ///< unknown parts may add to the counts
};

/// What an action counts in the breadth score by its level, in the order of Breadth.
inline constexpr std::array<std::uint32_t, 5> kLevelWeights = {1, 2, 4, 8, 2};

/// A share of the breadth score: the actions that one statement allows more widely than every other does.
/// points = (sum over levels of actions times kLevelWeights) * reach_weight * audience_weight, halved where
/// `conditioned`.
struct ScoreTerm {
  std::uint32_t statement = 0;              ///< index of the statement
  std::array<std::uint32_t, 5> by_level{};  ///< actions, in the order of Breadth
  Reach reach = Reach::kNone;               ///< kType at the most for actions that accept only "*"
  Audience audience = Audience::kNone;
  bool conditioned = false;
  std::uint32_t reach_weight = 0;
  std::uint32_t audience_weight = 1;
  std::uint64_t points = 0;
};

/// How broad a policy is, as one number; 0 allows nothing. Removing an allowed element, adding a Deny or adding a
/// condition never raises it, for a policy of the same kind. Only good for comparison.
struct Score {
  std::uint64_t total = 0;
  bool at_least = false;         ///< unknown parts may add to it
  std::vector<ScoreTerm> terms;  ///< by statement; their points add up to `total`
};

/// One policy that was analysed.
struct PolicySummary {
  std::string file;
  std::string owner;
  PolicyKind kind = PolicyKind::kUnknown;
  bool inferred = true;  ///< the kind was inferred from the document, not given
  std::string resource_type;
  std::string pointer;  ///< of the document inside its file
  std::uint32_t line = 1;
  bool has_unknowns = false;
  Breadth breadth;
  std::vector<Breadth> statements;
  Score score;
};

/// Input that could not be analysed to the end; never silent, always exit status 3.
struct Incomplete {
  std::string file;
  std::string reason;
};

/// Input without a policy, counted by reason ("holds no policy", ...).
struct PassedOver {
  std::string reason;
  std::uint32_t count = 0;
};

/// What may hold policies and lies elsewhere: a managed policy attached by its ARN, a nested stack, a module.
struct NotSeen {
  std::string what;
  std::uint32_t count = 0;
};

/// The answer to an analysis. Owns its strings.
struct Report {
  std::uint32_t files = 0;
  std::vector<PolicySummary> policies;
  std::vector<Finding> findings;  ///< sorted by file, offset, rule
  std::vector<Incomplete> incomplete;
  std::vector<PassedOver> passed_over;
  std::vector<NotSeen> not_seen;
  std::uint32_t silenced = 0;  ///< findings left out because a comment in their file says so
  /// Findings that others take in and that the holder left out of `findings` to save room; counted in text.
  std::uint32_t contained = 0;
  std::string catalog_date;  ///< YYYY-MM-DD
};

/// Joins the reports of several units into one, sorted: independent of the order and number of threads.
Report Merge(std::vector<Report> reports);

struct TextOptions {
  bool color = false;
  bool stats = false;      ///< also the breadth of each policy
  bool excerpts = true;    ///< source line and caret
  bool findings = true;    ///< else only what is said of them all
  bool summary = true;     ///< the closing lines
  bool incomplete = true;  ///< a line for each input that was not analysed to the end; the summary counts them anyway
};

/// What a rule is, as the formats that describe rules need it.
struct RuleDescription {
  std::string id, summary, help, why_markdown;
  FindingClass finding_class = FindingClass::kSecurity;
  Severity severity = Severity::kWarning;
  std::vector<std::string> references, aliases, tags;
};

/// Whether a finding is for people and for the exit status: not superseded, and of a rule that is on.
bool Counts(const Finding& finding);
/// Whether a finding counts and is at or above the threshold; a possible finding is taken one severity lower.
bool Reaches(const Finding& finding, Severity threshold);

std::string ToText(const Report& report, const TextOptions& options = {});
/// The same in pieces, as they come, so that a large report is never held as one text.
void ToText(const Report& report, const TextOptions& options, const std::function<void(std::string_view)>& write);
std::string ToJson(const Report& report);
/// SARIF 2.1.0. `rules` may hold more rules than were found; only those found are written.
std::string ToSarif(const Report& report, std::span<const RuleDescription> rules);
/// The answer of the ValidatePolicy API: only findings with an "access-analyzer:" alias.
std::string ToAccessAnalyzer(const Report& report);

}  // namespace v0
}  // namespace iampolicy

#endif  // IAMPOLICY_REPORT_H_
