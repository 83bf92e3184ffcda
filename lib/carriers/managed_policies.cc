#include "lib/carriers/managed_policies.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "lib/carriers/documents.h"
#include "lib/syntax/host_kinds.h"
#include "lib/syntax/json.h"

namespace iampolicy::carriers {
namespace {

// Taken in: what lets its holder do everything, or give everything to itself or to others. Left out are policies that
// administer one service: what that service leads to is not theirs to give. Of the documents only what reaches beyond
// reading is kept.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
// clang-format off
constexpr ManagedPolicy kAdministrators[] = {
    {"AWSSSOMasterAccountAdministrator", "every permission set of the organization",
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sso:*","sso-directory:*","identitystore:*"],"Resource":"*"}]})"},
    {"AWSSSOMemberAccountAdministrator", "every permission set of the organization",
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["sso:*","sso-directory:*","identitystore:*"],"Resource":"*"}]})"},
    {"AdministratorAccess", "every action on every resource",
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]})"},
    {"AdministratorAccess-Amplify", "changes of the permissions of any role",
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["iam:AttachRolePolicy","iam:CreatePolicy","iam:CreatePolicyVersion","iam:CreateRole","iam:PassRole","iam:PutRolePolicy","iam:UpdateAssumeRolePolicy","sts:AssumeRole"],"Resource":"*"}]})"},
    {"IAMFullAccess", "every action of IAM, among them to give itself any permission",
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iam:*","Resource":"*"}]})"},
    {"PowerUserAccess", "every action on every resource but those of IAM, AWS Organizations and account management",
     R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":["iam:*","organizations:*","account:*"],"Resource":"*"},{"Effect":"Allow","Action":["iam:CreateServiceLinkedRole","iam:DeleteServiceLinkedRole"],"Resource":"*"}]})"},
};
// clang-format on

}  // namespace

std::string_view AwsPolicyName(std::string_view arn) {
  constexpr std::string_view kOfAws = ":iam::aws:policy/";
  const std::size_t at = arn.find(kOfAws);
  if (arn.substr(0, 4) != "arn:" || at == std::string_view::npos) return {};
  const std::string_view rest = arn.substr(at + kOfAws.size());
  return rest.substr(rest.rfind('/') + 1);
}

const ManagedPolicy* FindAdministrator(std::string_view name) {
  const auto* const end = std::end(kAdministrators);
  const auto* const found =
      std::find_if(std::begin(kAdministrators), end, [name](const ManagedPolicy& one) { return one.name == name; });
  return found == end ? nullptr : found;
}

std::optional<std::uint32_t> AttachByName(text::Sources& sources, std::string_view policy, const Attachment& attachment,
                                          Extraction& result) {
  const std::string_view of_aws = AwsPolicyName(policy);
  const std::string name(of_aws.empty() ? policy : of_aws);
  const ManagedPolicy* const row = policy.substr(0, 4) == "arn:" && of_aws.empty() ? nullptr : FindAdministrator(name);
  if (row == nullptr) {
    const std::string what = (attachment.is_boundary ? "permissions boundary `" : "managed policy `") + name + "`";
    result.notes.push_back({std::string(attachment.file), attachment.at, what + " is not seen", what});
    return std::nullopt;
  }
  const text::Span text = MadeText(sources, row->document, attachment.at);
  syntax::Parsed parsed = syntax::ReadJson(sources, text, syntax::kDocumentLimits);
  Document document;
  document.tree = std::move(parsed.tree);
  document.file = attachment.file;
  document.span = attachment.at;
  document.owners.emplace_back(attachment.owner);
  document.path = attachment.path;
  document.kind = attachment.is_boundary ? PolicyKind::kBoundary : PolicyKind::kIdentity;
  document.kind_given = true;
  document.resource_type = attachment.resource_type;
  document.synthesized = true;
  document.attached_by_name = true;
  if (!attachment.is_boundary) {
    text::Problem problem;
    problem.kind = syntax::kAdministratorAttached;
    problem.span = attachment.at;
    problem.got = name;
    problem.expected = row->gives;
    document.problems.push_back(std::move(problem));
  }
  result.documents.push_back(std::move(document));
  return static_cast<std::uint32_t>(result.documents.size() - 1);
}

}  // namespace iampolicy::carriers
