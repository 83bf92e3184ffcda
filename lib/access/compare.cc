// The checks by text: read the documents, ask one question, say what was found.

#include <iampolicy/compare.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "lib/access/checks.h"
#include "lib/access/documents.h"
#include "lib/access/question.h"
#include "lib/syntax/json.h"
#include "lib/text/suggest.h"

namespace iampolicy {
inline namespace v0 {
namespace {

using access::Answer;
using access::Documents;
using access::Question;
using access::Side;
using text::Truth;

access::Options OptionsOf(const CheckOptions& options) {
  access::Options made;
  made.known_actions_only = options.known_actions_only;
  return made;
}

/// What each check says, by verdict.
struct Wording {
  std::string_view pass, fail, reason;
};

std::string Described(std::string_view reason, const CheckReason& statement) {
  std::string text = "statement " + std::to_string(statement.statement_index);
  if (!statement.statement_id.empty()) text += " (`" + statement.statement_id + "`)";
  return text + " " + std::string(reason);
}

/// Every statement of `yes` that by itself lets through what `no` does not, in order.
std::vector<CheckReason> ReasonsFor(Question& question, const Side& yes, const Side& no, const access::Options& options,
                                    std::string_view reason) {
  std::vector<CheckReason> reasons;
  for (const access::Bit bit : question.FindEach(yes, no, options)) {
    const policy::Statement* statement = question.statement(bit);
    if (statement == nullptr) continue;
    CheckReason found;
    found.statement_index = statement->index;
    if (!statement->sid.unknown) found.statement_id = statement->sid.text;
    found.description = Described(reason, found);
    reasons.push_back(std::move(found));
  }
  std::sort(reasons.begin(), reasons.end(),
            [](const auto& a, const auto& b) { return a.statement_index < b.statement_index; });
  return reasons;
}

CheckResult ResultOf(Question& question, const Side& yes, const Side& no, const access::Options& options,
                     const Wording& wording) {
  Answer answer = question.Find(yes, no, options);
  CheckResult result;
  switch (answer.found) {
    case Truth::kFalse:
      result.verdict = Verdict::kPass;
      result.message = wording.pass;
      break;
    case Truth::kUnknown:
      result.verdict = Verdict::kUnknown;
      result.message = "could not be decided: " + std::string(answer.why_unknown);
      break;
    case Truth::kTrue:
      result.verdict = Verdict::kFail;
      result.message = wording.fail;
      if (answer.only_unknown_actions) result.message += ", though only with actions that the catalogue does not know";
      result.only_unknown_actions = answer.only_unknown_actions;
      result.witness = std::move(answer.witness);
      result.reasons = ReasonsFor(question, yes, no, options, wording.reason);
      break;
  }
  return result;
}

/// Adds a string or a list of strings; false: it is neither.
bool AddStrings(const syntax::Tree& tree, syntax::NodeId node, const text::Sources& sources,
                std::vector<std::string>& into) {
  if (tree[node].kind == syntax::Kind::kString) {
    into.emplace_back(sources.Text(tree[node].text));
    return true;
  }
  if (tree[node].kind != syntax::Kind::kList) return false;
  for (syntax::NodeId item = tree.First(node); item != syntax::kNone; item = tree.Next(node, item)) {
    if (tree[item].kind != syntax::Kind::kString) return false;
    into.emplace_back(sources.Text(tree[item].text));
  }
  return true;
}

Result<AccessList> ReadAccess(const syntax::Tree& tree, syntax::NodeId object, const text::Sources& sources) {
  if (tree[object].kind != syntax::Kind::kObject) {
    return Error{"the list of access must be an object, or a list of objects"};
  }
  AccessList list;
  for (syntax::NodeId key = tree.First(object); key != syntax::kNone;) {
    const syntax::NodeId value = tree.Next(object, key);
    const std::string_view name = sources.Text(tree[key].text);
    if (name != "actions" && name != "resources") {
      return Error{"the list of access holds `" + std::string(name) + "`, expected `actions` or `resources`"};
    }
    if (!AddStrings(tree, value, sources, name == "actions" ? list.actions : list.resources)) {
      return Error{"`" + std::string(name) + "` must be a list of strings"};
    }
    key = tree.Next(object, value);
  }
  if (list.actions.empty() && list.resources.empty()) {
    return Error{"the list of access names neither actions nor resources"};
  }
  return list;
}

}  // namespace

Result<CheckResult> CheckNoNewAccess(const PolicyText& existing, const PolicyText& candidate,
                                     const CheckOptions& options) {
  Documents documents;
  const auto before = documents.Add(existing, "the existing policy");
  if (!before) return before.error();
  const auto after = documents.Add(candidate, "the new policy");
  if (!after) return after.error();
  Question question(catalog::Catalog::BuiltIn(), documents.sources());
  const Side no = question.Add(access::Stack::Of(**before));
  const Side yes = question.Add(access::Stack::Of(**after));
  return ResultOf(question, yes, no, OptionsOf(options),
                  {"the new policy allows nothing that the existing policy does not allow",
                   "the new policy allows what the existing policy does not allow", "allows what is new"});
}

Result<CheckResult> CheckEquivalent(const PolicyText& existing, const PolicyText& candidate,
                                    const CheckOptions& options) {
  Documents documents;
  const auto before = documents.Add(existing, "the existing policy");
  if (!before) return before.error();
  const auto after = documents.Add(candidate, "the new policy");
  if (!after) return after.error();
  Question question(catalog::Catalog::BuiltIn(), documents.sources());
  const Side old_side = question.Add(access::Stack::Of(**before));
  const Side new_side = question.Add(access::Stack::Of(**after));
  constexpr std::string_view kSame = "both policies allow exactly the same";
  CheckResult more = ResultOf(question, new_side, old_side, OptionsOf(options),
                              {kSame, "the new policy allows what the existing policy does not allow",
                               "allows what the existing policy does not"});
  if (more.verdict == Verdict::kFail) return more;
  CheckResult less = ResultOf(question, old_side, new_side, OptionsOf(options),
                              {kSame, "the existing policy allows what the new policy does not allow",
                               "of the existing policy allows what the new one does not"});
  less.existing_allows_more = less.verdict == Verdict::kFail;
  if (less.verdict == Verdict::kFail) return less;
  return more.verdict == Verdict::kUnknown ? more : less;
}

Result<CheckResult> CheckAccessNotGranted(const PolicyText& policy, std::span<const AccessList> access,
                                          const CheckOptions& options) {
  Documents documents;
  const auto document = documents.Add(policy, "the policy");
  if (!document) return document.error();
  Question question(catalog::Catalog::BuiltIn(), documents.sources());
  Side side = question.Add(access::Stack::Of(**document));
  text::Mask any;
  for (const AccessList& list : access) {
    access::Region region;
    region.actions.assign(list.actions.begin(), list.actions.end());
    region.resources.assign(list.resources.begin(), list.resources.end());
    any.Set(question.Add(region));
  }
  side.paths.front().push_back(std::move(any));
  return ResultOf(question, side, {}, OptionsOf(options),
                  {"the policy allows none of the listed access", "the policy allows some of the listed access",
                   "allows some of it"});
}

Result<CheckResult> CheckAccessNotGranted(const PolicyText& policy, const AccessList& access,
                                          const CheckOptions& options) {
  return CheckAccessNotGranted(policy, {&access, 1}, options);
}

Result<CheckResult> CheckNoPublicAccess(const PolicyText& policy, std::string_view resource_type,
                                        const CheckOptions& options) {
  const auto types = access::PublicResourceTypes();
  if (std::find(types.begin(), types.end(), resource_type) == types.end()) {
    std::string why = "public access is not defined for the resource type `" + std::string(resource_type) + "`";
    const std::string_view nearest = text::NearestOf(resource_type, types);
    if (!nearest.empty()) why += ", did you mean `" + std::string(nearest) + "`?";
    return Error{std::move(why)};
  }
  PolicyText text = policy;
  text.kind = resource_type == "AWS::IAM::AssumeRolePolicyDocument" ? PolicyKind::kTrust : PolicyKind::kResource;
  Documents documents;
  const auto document = documents.Add(text, "the policy");
  if (!document) return document.error();
  Question question(catalog::Catalog::BuiltIn(), documents.sources());
  const Side side = question.Add(access::Stack::Of(**document));
  access::Options made = OptionsOf(options);
  made.caller = access::Caller::kStranger;
  return ResultOf(question, side, {}, made,
                  {"the policy lets no stranger in", "the policy lets strangers in", "lets strangers in"});
}

Result<std::vector<AccessList>> ReadAccessLists(std::string_view json) {
  text::Sources sources;
  const auto span = sources.AddFile("", json);
  if (!span) return Error{"the list of access is too large"};
  const syntax::Parsed parsed = syntax::ReadJson(sources, *span);
  if (!parsed.complete || parsed.tree.empty()) return Error{"the list of access is not JSON"};
  const syntax::Tree& tree = parsed.tree;
  std::vector<AccessList> lists;
  std::vector<syntax::NodeId> objects;
  if (tree[tree.root()].kind == syntax::Kind::kList) {
    for (auto item = tree.First(tree.root()); item != syntax::kNone; item = tree.Next(tree.root(), item)) {
      objects.push_back(item);
    }
    if (objects.empty()) return Error{"the list of access is empty"};
  } else {
    objects.push_back(tree.root());
  }
  for (const syntax::NodeId object : objects) {
    Result<AccessList> list = ReadAccess(tree, object, sources);
    if (!list) return list.error();
    lists.push_back(std::move(list).value());
  }
  return lists;
}

}  // namespace v0
}  // namespace iampolicy
