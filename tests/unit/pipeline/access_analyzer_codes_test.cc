// The codes of Access Analyzer's policy validation: each is told by a rule, with its finding type, or is told no more;
// and no rule tells a code that there is not.

#include <iampolicy/rules.h>

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/catch.h"

namespace iampolicy {
namespace {

constexpr std::string_view kErrors[] = {
    "ARN_ACCOUNT_NOT_ALLOWED",
    "ARN_REGION_NOT_ALLOWED",
    "DATA_TYPE_MISMATCH",
    "DUPLICATE_KEYS_WITH_DIFFERENT_CASE",
    "EMPTY_VARIABLE",
    "FEDERATED_PRINCIPAL_NOT_SUPPORTED",
    "INVALID_ACTION",
    "INVALID_ARN_ACCOUNT",
    "INVALID_ARN_PREFIX",
    "INVALID_ARN_REGION",
    "INVALID_ARN_RESOURCE",
    "INVALID_ARN_SERVICE_CASE",
    "INVALID_CONDITION_DATA_TYPE",
    "INVALID_CONDITION_KEY_FORMAT",
    "INVALID_CONDITION_MULTIPLE_BOOLEAN",
    "INVALID_CONDITION_OPERATOR",
    "INVALID_EFFECT",
    "INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY",
    "INVALID_GLOBAL_CONDITION_KEY",
    "INVALID_KMS_KEY_VALUE",
    "INVALID_PARTITION",
    "INVALID_POLICY_ELEMENT",
    "INVALID_PRINCIPAL_FORMAT",
    "INVALID_PRINCIPAL_KEY",
    "INVALID_REGION",
    "INVALID_SERVICE",
    "INVALID_SERVICE_CONDITION_KEY",
    "INVALID_SERVICE_IN_ACTION",
    "INVALID_SERVICE_PRINCIPAL_FORMAT",
    "INVALID_VARIABLE_FOR_OPERATOR",
    "INVALID_VERSION",
    "INVALID_VPCE_FORMAT",
    "INVALID_VPC_FORMAT",
    "JSON_SYNTAX_ERROR",
    "MISMATCHED_ACTION_FOR_PRINCIPAL",
    "MISSING_ACTION",
    "MISSING_ACTION_FOR_CONDITION_KEY",
    "MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY",
    "MISSING_ARN_ACCOUNT",
    "MISSING_ARN_FIELD",
    "MISSING_ARN_REGION",
    "MISSING_BRACE_IN_VARIABLE",
    "MISSING_EFFECT",
    "MISSING_PRINCIPAL",
    "MISSING_QUALIFIER",
    "MISSING_QUOTE_IN_VARIABLE",
    "MISSING_RESOURCE",
    "MISSING_STATEMENT",
    "MISSING_TAG_KEY_IN_CONDITION",
    "NULL_WITH_IF_EXISTS",
    "POLICY_SIZE_EXCEEDS_RCP_QUOTA",
    "POLICY_SIZE_EXCEEDS_SCP_QUOTA",
    "PRIVATE_IP_ADDRESS",
    "PRIVATE_NOT_IP_ADDRESS",
    "RCP_SYNTAX_ERROR_ACTION",
    "RCP_SYNTAX_ERROR_ALLOW",
    "RCP_SYNTAX_ERROR_NOTACTION",
    "RCP_SYNTAX_ERROR_PRINCIPAL",
    "ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL",
    "ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE",
    "ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
    "SCP_SYNTAX_ERROR_PRINCIPAL",
    "TYPE_MISMATCH_IP_RANGE",
    "UNIQUE_SIDS_REQUIRED",
    "UNSUPPORTED_ACTION_FOR_CONDITION_KEY",
    "UNSUPPORTED_ACTION_IN_POLICY",
    "UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
    "UNSUPPORTED_ELEMENT_COMBINATION",
    "UNSUPPORTED_GLOBAL_CONDITION_KEY",
    "UNSUPPORTED_PRINCIPAL",
    "UNSUPPORTED_RESOURCE_ARN_IN_POLICY",
    "UNSUPPORTED_SID",
    "UNSUPPORTED_SPACE_IN_VARIABLE",
    "UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
    "VARIABLE_UNSUPPORTED_IN_ELEMENT",
    "VARIABLE_UNSUPPORTED_IN_VERSION",
    "VARIABLE_USAGE_TOO_PERMISSIVE",
    "WILDCARD_USAGE_TOO_PERMISSIVE",
};

constexpr std::string_view kSecurityWarnings[] = {
    "ALLOW_WITH_NOT_PRINCIPAL",
    "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    "DYNAMODB_ATTRIBUTES_WITHOUT_SELECT",
    "FORALLVALUES_WITH_SINGLE_VALUED_KEY",
    "FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE",
    "MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL",
    "MISSING_GITHUB_REPO_CONDITION_KEY",
    "MISSING_PAIRED_CONDITION_KEYS",
    "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
    "PASS_ROLE_WITH_NOT_RESOURCE",
    "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
    "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
    "PASS_ROLE_WITH_STAR_IN_RESOURCE",
    "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
    "RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL",
    "S3_PREFIX_IN_NEGATIVE_CONTEXT",
    "STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS",
    "UNTRUSTWORTHY_CONDITION_KEY",
};

constexpr std::string_view kWarnings[] = {
    "CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE",
    "CREATE_SLR_WITH_NOT_RESOURCE",
    "CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
    "CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE",
    "CREATE_SLR_WITH_STAR_IN_RESOURCE",
    "CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
    "DEPRECATED_GLOBAL_CONDITION_KEY",
    "INVALID_DATE_VALUE",
    "INVALID_ROLE_REFERENCE",
    "INVALID_USER_REFERENCE",
    "MISSING_VERSION",
    "POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA",
    "POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA",
    "POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA",
    "RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY",
    "RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY",
    "RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK",
    "SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED",
    "TYPE_MISMATCH",
    "TYPE_MISMATCH_BOOLEAN",
    "TYPE_MISMATCH_DATE",
    "TYPE_MISMATCH_NUMBER",
    "TYPE_MISMATCH_STRING",
    "UNIQUE_SIDS_RECOMMENDED",
    "USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES",
    "WILDCARD_WITHOUT_LIKE_OPERATOR",
};

constexpr std::string_view kSuggestions[] = {
    "ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
    "CONFIRM_AUDIENCE_CLAIM_TYPE",
    "EMPTY_ARRAY_ACTION",
    "EMPTY_ARRAY_CONDITION",
    "EMPTY_ARRAY_CONDITION_FORALLVALUES",
    "EMPTY_ARRAY_CONDITION_FORANYVALUE",
    "EMPTY_ARRAY_CONDITION_IFEXISTS",
    "EMPTY_ARRAY_PRINCIPAL",
    "EMPTY_ARRAY_RESOURCE",
    "EMPTY_OBJECT_CONDITION",
    "EMPTY_OBJECT_PRINCIPAL",
    "EMPTY_SID_VALUE",
    "EQUIVALENT_TO_NULL_FALSE",
    "EQUIVALENT_TO_NULL_TRUE",
    "IMPROVE_IP_RANGE",
    "IRRELEVANT_CONDITION_KEY_IN_POLICY",
    "NULL_WITH_QUALIFIER",
    "PRIVATE_IP_ADDRESS_SUBSET",
    "PRIVATE_NOT_IP_ADDRESS_SUBSET",
    "RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL",
    "REDUNDANT_ACTION",
    "REDUNDANT_CONDITION_VALUE_NUM",
    "REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION",
    "REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY",
    "REDUNDANT_RESOURCE",
    "REDUNDANT_STATEMENT",
    "REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION",
    "WILDCARD_IN_SERVICE_NAME",
};

constexpr std::string_view kRetired[] = {
    "SCP_SYNTAX_ERROR_ACTION_WILDCARD", "SCP_SYNTAX_ERROR_ALLOW_CONDITION", "SCP_SYNTAX_ERROR_ALLOW_NOTACTION",
    "SCP_SYNTAX_ERROR_ALLOW_RESOURCE",  "SCP_SYNTAX_ERROR_NOTRESOURCE",
};

/// Code -> the finding type that the API gives it; "" where it is told no more.
std::map<std::string, std::string> Expected() {
  std::map<std::string, std::string> out;
  const auto add = [&](std::span<const std::string_view> codes, std::string_view type) {
    for (const std::string_view code : codes) out.emplace(code, type);
  };
  add(kErrors, "ERROR");
  add(kSecurityWarnings, "SECURITY_WARNING");
  add(kWarnings, "WARNING");
  add(kSuggestions, "SUGGESTION");
  add(kRetired, "");
  return out;
}

std::string Lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

}  // namespace

TEST_CASE(
    "every code of policy validation has a rule with its finding type, or is told no more, and no other is told") {
  const std::map<std::string, std::string> expected = Expected();
  CHECK(expected.size() == 157);
  std::map<std::string, std::set<std::string>> found;
  for (const CodeInfo& code : RuleSet::BuiltIn().Codes("access-analyzer")) {
    CAPTURE(code.code, code.rule);
    found[code.code].insert(code.finding_type);
    CHECK(code.rule.empty() == (code.status == "retired"));
    CHECK(code.needs.empty() == (code.status == "retired"));
    CHECK_FALSE(code.summary.empty());
  }
  std::map<std::string, std::string> types;
  for (const auto& [code, of_rules] : found) {
    CAPTURE(code);
    CHECK(of_rules.size() == 1);
    types[code] = *of_rules.begin();
  }
  CHECK(types == expected);
}

TEST_CASE("a code is explained in any case, alone or with its tool") {
  const RuleSet rules = RuleSet::BuiltIn();
  for (const auto& [code, type] : Expected()) {
    CAPTURE(code);
    const Result<std::string> alone = rules.Explain(code);
    REQUIRE(alone);
    CHECK_FALSE(alone->empty());
    CHECK(rules.Explain("access-analyzer:" + code));
    CHECK(rules.Explain(Lower(code)));
  }
  CHECK_FALSE(rules.Explain("NO_SUCH_CODE_ANYWHERE"));
}

TEST_CASE("an id that stands for several rules is explained by their list, one that stands for one as that rule") {
  const RuleSet rules = RuleSet::BuiltIn();
  CHECK(*rules.Explain("MISSING_VERSION") == *rules.Explain("grammar/missing-version"));
  CHECK(*rules.Explain("RCP_SYNTAX_ERROR_ALLOW") == *rules.Explain("Grammar/RCP-Allow"));
  const std::string several = *rules.Explain("POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA");
  CHECK(several.starts_with("`POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA` stands for "));
  const std::string family = *rules.Explain("cloudsplaining:PrivilegeEscalation");
  CHECK(family.starts_with("`cloudsplaining:PrivilegeEscalation` stands for 55 rules:\n"));
  CHECK(family.find("  privilege-escalation/iam-add-user-to-group ") != std::string::npos);
  const std::string tag = *rules.Explain("best-practice:2");
  CHECK(tag.find("  breadth/pass-role-any-role ") != std::string::npos);
}

TEST_CASE("what is told of a code is also told as JSON") {
  CHECK(ToJson(std::vector<CodeInfo>{{"A_CODE", "family/rule", "a summary", "ERROR", {"policy", "catalog"}, "on"}}) ==
        R"({
  "codes": [
    {
      "code": "A_CODE",
      "rule": "family/rule",
      "summary": "a summary",
      "findingType": "ERROR",
      "needs": [
        "policy",
        "catalog"
      ],
      "status": "on"
    }
  ]
}
)");
  CHECK(RuleSet::BuiltIn().Codes("no-such-tool").empty());
}

}  // namespace iampolicy
