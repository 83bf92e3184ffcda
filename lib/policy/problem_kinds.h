#ifndef IAMPOLICY_LIB_POLICY_PROBLEM_KINDS_H_
#define IAMPOLICY_LIB_POLICY_PROBLEM_KINDS_H_

// The one table of what can be wrong with a policy document as such. Each row is one mistake, cut as finely as the
// issue codes of IAM Access Analyzer's policy checks, so that a code is one kind (for some kinds of policy, a few).
// Code names a kind through ProblemNamed(), which the compiler checks against the table.

#include <string_view>

#include "lib/text/problem.h"

namespace iampolicy::policy {

inline constexpr text::ProblemKind kPolicyKinds[] = {
    // The document.
    {"not-an-object", "A policy document must be a JSON object."},
    {"unknown-element", "The document has a member that is no element of a policy."},
    {"wrong-case-element", "An element's name is written in another case; names are compared exactly."},
    {"duplicate-element", "An element stands there twice, under names that differ in case only."},
    {"missing-version", "The document has no Version and is read as 2008-10-17, which has no policy variables."},
    {"version-not-a-string", "Version must be a string."},
    {"unsupported-version", "Version is neither 2012-10-17 nor 2008-10-17."},
    {"id-not-a-string", "Id must be a string."},
    {"missing-statement", "The document has no Statement."},
    {"empty-statement-list", "The list of statements is empty."},
    {"statement-not-an-object", "A statement must be an object."},
    {"too-many-policy-problems", "There are more problems than are listed."},
    // Statements.
    {"unknown-statement-element", "A statement has a member that is no element of a statement."},
    {"sid-not-a-string", "Sid must be a string."},
    {"empty-sid", "Sid is the empty string."},
    {"bad-sid", "Sid has a character other than the letters A to Z, a to z and the digits."},
    {"duplicate-sid", "An earlier statement has the same Sid."},
    {"missing-effect", "A statement has no Effect."},
    {"effect-not-a-string", "Effect must be a string."},
    {"unknown-effect", "Effect is neither Allow nor Deny; case counts."},
    {"missing-action", "A statement has neither Action nor NotAction."},
    {"action-and-not-action", "A statement has both Action and NotAction."},
    {"missing-resource", "A statement has neither Resource nor NotResource."},
    {"resource-and-not-resource", "A statement has both Resource and NotResource."},
    {"resource-in-trust-policy", "A role trust policy takes no Resource: the role itself is meant."},
    {"missing-principal", "A statement of a policy attached to a resource has neither Principal nor NotPrincipal."},
    {"principal-not-allowed", "A policy attached to an identity or an organization's target takes no Principal."},
    {"principal-and-not-principal", "A statement has both Principal and NotPrincipal."},
    {"not-principal-in-trust-policy", "A role trust policy takes no NotPrincipal."},
    {"star-in-trust-policy", "A role trust policy takes no bare \"*\" as Principal."},
    {"rcp-principal", "A resource control policy takes only \"*\" as Principal."},
    {"rcp-not-action", "A resource control policy takes no NotAction."},
    {"rcp-allow",
     "An Allow of a resource control policy takes only \"*\" as Action, Principal and Resource, and no Condition."},
    // Values of Action, Resource and Principal.
    {"value-not-a-string", "A value must be a string or a list of strings."},
    {"nested-list", "A list stands inside a list of values."},
    {"empty-action-list", "Action is an empty list and covers no action."},
    {"empty-not-action-list", "NotAction is an empty list and excludes no action."},
    {"empty-action", "An action is the empty string."},
    {"action-without-service", "An action has no colon: the service before its name is missing."},
    {"empty-action-service", "An action has nothing before its colon, where its service should stand."},
    {"bad-action-format", "An action is not a service, one colon and a name."},
    {"empty-resource-list", "Resource is an empty list and covers no resource."},
    {"empty-not-resource-list", "NotResource is an empty list and excludes no resource."},
    {"empty-resource", "A resource is the empty string."},
    {"missing-arn-field", "A resource is neither * nor an ARN of six fields."},
    {"bad-arn-prefix", "The first field of an ARN is not arn."},
    {"empty-arn-partition", "The partition of an ARN is empty."},
    {"empty-arn-field", "The service or the resource of an ARN is empty."},
    {"principal-not-an-object", "Principal must be an object or the string \"*\"."},
    {"bad-principal-string", "The only string that Principal may be is \"*\"."},
    {"empty-principal-object", "Principal is an empty object and names nobody."},
    {"unknown-principal-type",
     "A member of Principal is none of AWS, Service, Federated and CanonicalUser; case counts."},
    {"empty-principal-list", "A member of Principal is an empty list and names nobody."},
    {"empty-principal", "A principal is the empty string."},
    {"wildcard-in-principal", "A principal has a wildcard; only {\"AWS\": \"*\"} may."},
    {"bad-principal", "A principal is nothing that its type can name."},
    {"bad-federated-principal", "A federated principal is neither a provider's ARN nor a host name."},
    {"federated-principal-not-allowed", "The policy of this type of resource takes no federated principal."},
    // Conditions.
    {"condition-not-an-object", "Condition must be an object."},
    {"empty-condition", "Condition is an empty object and demands nothing."},
    {"unknown-operator", "A member of Condition is no condition operator."},
    {"wrong-case-operator", "A condition operator is written in another case."},
    {"unknown-set-qualifier", "What stands before the colon of an operator is neither ForAllValues nor ForAnyValue."},
    {"wrong-case-set-qualifier", "ForAllValues or ForAnyValue is written in another case."},
    {"null-if-exists", "Null takes no IfExists."},
    {"null-with-set-qualifier",
     "Null tests whether a key is there: ForAllValues and ForAnyValue make no sense with it."},
    {"operator-block-not-an-object", "The value of a condition operator must be an object of keys."},
    {"empty-operator-block", "A condition operator has no keys and demands nothing."},
    {"empty-condition-key", "A condition key is the empty string."},
    {"bad-condition-key-format", "A condition key is not a prefix, a colon and a name."},
    {"duplicate-condition-key", "A condition key stands twice under one operator; its names differ in case only."},
    {"empty-condition-values", "A condition key has no values, so that its test never holds."},
    {"empty-condition-values-if-exists", "A condition key has no values, so that its test holds only without the key."},
    {"empty-condition-values-for-all", "A condition key has no values, so that its test holds only without the key."},
    {"empty-condition-values-for-any", "A condition key has no values, so that its test never holds."},
    {"condition-value-not-scalar", "A condition value must be a string, number, boolean or a list of these."},
    {"mixed-condition-values", "The values of a condition key mix strings, numbers and booleans."},
    {"several-booleans", "Bool takes one value."},
    {"bad-number", "A value of a numeric operator is no number."},
    {"bad-date", "A value of a date operator is no date."},
    {"epoch-date", "A value of a date operator is a number of seconds, not a date of ISO 8601."},
    {"bad-boolean", "A value of Bool is neither true nor false."},
    {"bad-null-value", "A value of Null is neither true nor false."},
    {"bad-binary", "A value of BinaryEquals is not base-64."},
    {"bad-cidr", "A value of IpAddress or NotIpAddress is neither an address nor an address range."},
    {"cidr-host-bits", "An address range has bits set beyond its prefix, which are ignored."},
    // Policy variables.
    {"unclosed-variable", "A ${ has no } after it and is plain text."},
    {"empty-variable", "A policy variable has no name."},
    {"space-in-variable", "The name of a policy variable has a blank."},
    {"unquoted-variable-default", "The default of a policy variable must be in single quotes."},
    {"variable-in-old-version", "Policy variables exist only in version 2012-10-17; here they are plain text."},
    {"variable-not-supported-here", "Policy variables exist only in Resource, NotResource and condition values."},
    {"variable-for-operator", "Policy variables exist only in values of String and Arn operators."},
};

/// Never defined: a call to it stops the compiler at the name that is not in the table.
void NotAPolicyKind();

/// The table's own copy of a name.
consteval std::string_view ProblemNamed(std::string_view name) {
  for (const text::ProblemKind& kind : kPolicyKinds) {
    if (kind.name == name) return kind.name;
  }
  NotAPolicyKind();
  return {};
}

}  // namespace iampolicy::policy

#endif  // IAMPOLICY_LIB_POLICY_PROBLEM_KINDS_H_
