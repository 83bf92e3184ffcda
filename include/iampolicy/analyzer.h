#ifndef IAMPOLICY_ANALYZER_H_
#define IAMPOLICY_ANALYZER_H_

// The pipeline: text in, report out.
//
//   auto analyzer = iampolicy::Analyzer::Make(iampolicy::RuleSet::BuiltIn(), {});
//   iampolicy::Input input{.name = "policy.json", .bytes = text};
//   iampolicy::Report report = analyzer->Analyze({&input, 1});
//
// or, for one string with the built-in rules, iampolicy::Lint(text).

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <iampolicy/report.h>
#include <iampolicy/rules.h>
#include <iampolicy/types.h>

namespace iampolicy {
inline namespace v0 {

/// One text to analyse. Views must stay valid during the call.
struct Input {
  std::string_view name;  ///< shown in findings; its path elements and ending help to infer the kind
  std::string_view bytes;
  PolicyKind kind = PolicyKind::kUnknown;  ///< given: the input is one policy, whatever it looks like
  std::string_view resource_type = {};     ///< "AWS::S3::Bucket", ...; empty: unknown
  /// Inputs of a unit with the same principal are judged together too, as the policies of it: attached ones, and by
  /// their kind its boundary, trust policy and SCPs. Empty: the input stands for itself.
  std::string_view principal = {};
};

struct Options {
  std::vector<std::string> enable;  ///< globs over rule ids and tags; opt-in rules that match are run too
  /// Globs over rule ids and tags. Where enable matches a rule too, the closer one decides: a full id, else the glob
  /// with more characters that are no wildcards, else disable. So {"*"} leaves just what is enabled.
  std::vector<std::string> disable;
  std::vector<std::pair<std::string, std::string>> set;         ///< "RULE.NAME" -> value, of the default's type
  std::vector<std::pair<std::string, std::string>> parameters;  ///< of CloudFormation templates, by name
  std::vector<std::string> parameter_files;                     ///< of CloudFormation, read through ReadFile
  std::vector<std::string> var_files;                           ///< of Terraform, read through ReadFile
  bool changes = false;                 ///< of Terraform plans: Extract gives the policies before the change too
  bool disregard_suppressions = false;  ///< comments that silence rules are not looked for
  bool repairs = false;  ///< Finding::fix is filled where a rule has a repair; the file is read again for each
  bool breadth = true;   ///< how broad policies are is counted: PolicySummary::breadth, statements and score
  /// Also run rules that are off by default and are checks of Access Analyzer; what they find is marked
  /// Finding::opt_in.
  bool opt_in_too = false;
};

/// Reads a further file a unit refers to, by the name it is referred to; nullopt where there is none.
/// The library itself touches no disk.
using ReadFile = std::function<std::optional<std::string>(std::string_view name)>;

/// Immutable and shareable between threads: threads take units, never parts of one.
class Analyzer {
 public:
  /// An error where an option names no rule, with the nearest id.
  static Result<Analyzer> Make(const RuleSet& rules, const Options& options);

  /// Analyses what belongs together: usually one file.
  Report Analyze(std::span<const Input> unit, const ReadFile& read_file = {}) const;

  /// Which of the names belong together, as lists of indices; every index is in one list.
  static std::vector<std::vector<std::uint32_t>> Units(std::span<const std::string_view> names);

 private:
  struct Impl;
  explicit Analyzer(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

/// Analyses one policy with the built-in rules.
Report Lint(std::string_view text, PolicyKind kind = PolicyKind::kUnknown);

}  // namespace v0
}  // namespace iampolicy

#endif  // IAMPOLICY_ANALYZER_H_
