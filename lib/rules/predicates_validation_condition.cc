// The type of a condition key against its operator and values.

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "lib/policy/condition.h"
#include "lib/policy/value.h"
#include "lib/rules/fields.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"
#include "lib/text/utf8.h"

namespace iampolicy::rules {
namespace {

using catalog::KeyType;
using catalog::kNone;
using policy::Condition;
using policy::OperatorFamily;
using text::ToTruth;

/// As the Service Authorization Reference writes types, in the order of catalog::KeyType.
constexpr std::string_view kTypeNames[] = {"String", "ARN", "Numeric", "Date", "Bool", "IPAddress", "Binary", "other"};
/// The operators that fit, in the same order.
constexpr std::string_view kOperators[] = {"a String or Arn operator",
                                           "an Arn or String operator",
                                           "a Numeric operator",
                                           "a Date operator",
                                           "`Bool`",
                                           "`IpAddress` or `NotIpAddress`",
                                           "`BinaryEquals`",
                                           "any operator"};

std::optional<KeyType> TypeOf(Study& study, const Condition& condition) {
  const catalog::KeyId id = study.catalog().FindKey(condition.key.text);
  if (id == kNone) return std::nullopt;
  return study.catalog().key_type(id);
}

Truth IsOfType(Study& study, const Subject& subject, Argument names) {
  if (subject.condition->key.has_hole) return Truth::kUnknown;
  const std::optional<KeyType> type = TypeOf(study, *subject.condition);
  for (std::uint32_t i = 0; type && i < names.size(); ++i) {
    if (names.text(i) == kTypeNames[static_cast<std::size_t>(*type)]) return Truth::kTrue;
  }
  return Truth::kFalse;
}

bool Suits(OperatorFamily family, KeyType type, std::string_view key) {
  if (family == OperatorFamily::kNull || type == KeyType::kOther) return true;
  switch (type) {
    case KeyType::kString:
    case KeyType::kArn:
      return family == OperatorFamily::kString || family == OperatorFamily::kArn;
    case KeyType::kNumeric:
      return family == OperatorFamily::kNumeric;
    case KeyType::kDate:
      // Seconds since 1970 are a number as well.
      return family == OperatorFamily::kDate ||
             (family == OperatorFamily::kNumeric && text::EqualIgnoringCase(key, "aws:EpochTime"));
    case KeyType::kBool:
      return family == OperatorFamily::kBool;
    case KeyType::kIpAddress:
      return family == OperatorFamily::kIpAddress;
    case KeyType::kBinary:
      return family == OperatorFamily::kBinary;
    case KeyType::kOther:
      break;
  }
  return true;
}

/// Whose text depends on the request: nothing is known of it.
bool AreAllVariables(const policy::Policy& policy, const Condition& condition) {
  return policy.has_variables() && condition.op->family == OperatorFamily::kString &&
         std::all_of(condition.values.items.begin(), condition.values.items.end(),
                     [](const auto& value) { return value.leaf.text.find("${") != std::string_view::npos; });
}

Truth OperatorSuitsType(Study& study, const Subject& subject, Argument) {
  const Condition& condition = *subject.condition;
  if (condition.key.has_hole || condition.operator_leaf.has_hole) return Truth::kUnknown;
  const std::optional<KeyType> type = TypeOf(study, condition);
  if (!type || !condition.op) return Truth::kTrue;
  if (condition.values.items.empty() && !condition.values.open) return Truth::kTrue;
  if (Suits(condition.op->family, *type, condition.key.text)) return Truth::kTrue;
  return ToTruth(AreAllVariables(*subject.policy, condition));
}

std::string FillType(Study& study, const Subject& subject, Argument, std::string_view placeholder) {
  const auto type = static_cast<std::size_t>(TypeOf(study, *subject.condition).value_or(KeyType::kOther));
  return std::string(placeholder == "key_type" ? kTypeNames[type] : kOperators[type]);
}

/// "idp.example.com:aud": the audience of a token, which is one text.
bool IsAudience(std::string_view key) {
  const std::size_t colon = key.rfind(':');
  if (colon == std::string_view::npos || key.substr(0, colon).find('.') == std::string_view::npos) return false;
  const std::string_view claim = key.substr(colon + 1);
  return text::EqualIgnoringCase(claim, "aud") || text::EqualIgnoringCase(claim, "oaud");
}

Truth IsAudienceClaim(Study&, const Subject& subject, Argument) {
  return subject.condition->key.has_hole ? Truth::kUnknown : ToTruth(IsAudience(subject.condition->key.text));
}

/// Amazon Cognito's amr holds several texts, whatever its documented type says.
Truth IsSingleValued(Study& study, const Subject& subject, Argument) {
  const std::string_view key = subject.condition->key.text;
  if (subject.condition->key.has_hole) return Truth::kUnknown;
  if (IsAudience(key)) return Truth::kTrue;
  const catalog::KeyId id = study.catalog().FindKey(key);
  if (id == kNone || text::FoldAscii(key).ends_with(":amr")) return Truth::kFalse;
  return ToTruth(!study.catalog().key_is_multivalued(id));
}

/// Never the public address of a caller.
constexpr std::string_view kPrivate[] = {"10.0.0.0/8",     "172.16.0.0/12", "192.168.0.0/16", "127.0.0.0/8",
                                         "169.254.0.0/16", "fc00::/7",      "fe80::/10",      "::1/128"};

bool IsPrivate(const policy::Cidr& range) {
  return std::any_of(std::begin(kPrivate), std::end(kPrivate), [&](std::string_view text) {
    const std::optional<policy::Cidr> block = policy::ParseCidr(text);
    return block && block->Contains(range);
  });
}

struct Addresses {
  bool all_valid = true;
  bool unknown = false;
  std::vector<std::string> inside;  ///< private ones, as written
  std::size_t outside = 0;
};
Addresses AddressesOf(const Condition& condition) {
  Addresses out;
  out.unknown = condition.values.open;
  for (const policy::ConditionValue& value : condition.values.items) {
    if (value.leaf.has_hole) {
      out.unknown = true;
      continue;
    }
    const std::optional<policy::Cidr> range = policy::ParseCidr(value.leaf.text);
    if (!range) {
      out.all_valid = false;
    } else if (IsPrivate(*range)) {
      out.inside.emplace_back(value.leaf.text);
    } else {
      ++out.outside;
    }
  }
  return out;
}

Truth OnlyPrivate(Study&, const Subject& subject, Argument) {
  const Addresses found = AddressesOf(*subject.condition);
  if (!found.all_valid || found.outside > 0) return Truth::kFalse;
  if (found.unknown) return Truth::kUnknown;
  return ToTruth(!found.inside.empty());
}

Truth SomePrivate(Study&, const Subject& subject, Argument) {
  const Addresses found = AddressesOf(*subject.condition);
  if (!found.all_valid) return Truth::kFalse;
  if (!found.inside.empty() && found.outside > 0) return found.unknown ? Truth::kUnknown : Truth::kTrue;
  return found.unknown ? Truth::kUnknown : Truth::kFalse;
}

std::string FillPrivate(Study& study, const Subject& subject, Argument, std::string_view) {
  std::vector<std::string> shown;
  for (const std::string& text : AddressesOf(*subject.condition).inside) shown.push_back(Shown(text, study.sources()));
  return JoinShown(shown);
}

Needs NeedsCondition(Argument) {
  Needs needs;
  needs.shapes = Bit(Shape::kCondition);
  return needs;
}

constexpr std::string_view kTypeFills[] = {"key_type", "fitting"};
constexpr std::string_view kPrivateFills[] = {"private"};
constexpr SubjectKinds kOfCondition = Bit(SubjectKind::kCondition);

constexpr Predicate kTable[] = {
    {.name = "key_type",
     .doc = "The condition key is documented with (one of) these types: String, ARN, Numeric, Date, Bool, IPAddress, "
            "Binary.",
     .argument = ArgumentType::kTexts,
     .subjects = kOfCondition,
     .test = IsOfType,
     .needs = NeedsCondition,
     .condition_only = true},
    {.name = "operator_suits_type",
     .doc = "The operator is of the family made for the condition key's type; String and Arn operators stand for one "
            "another.",
     .subjects = kOfCondition,
     .fills = kTypeFills,
     .test = OperatorSuitsType,
     .fill = FillType,
     .needs = NeedsCondition},
    {.name = "key_is_single_valued",
     .doc = "The condition key is known, and requests carry at most one value for it.",
     .subjects = kOfCondition,
     .test = IsSingleValued,
     .needs = NeedsCondition,
     .condition_only = true},
    {.name = "key_is_audience",
     .doc = "The condition key is the audience claim (aud, oaud) of an OIDC provider.",
     .subjects = kOfCondition,
     .test = IsAudienceClaim,
     .needs = NeedsCondition,
     .condition_only = true},
    {.name = "only_private_addresses",
     .doc = "The values are address ranges, all inside private ranges.",
     .subjects = kOfCondition,
     .fills = kPrivateFills,
     .test = OnlyPrivate,
     .fill = FillPrivate,
     .needs = NeedsCondition},
    {.name = "some_private_addresses",
     .doc = "The values are address ranges, some inside private ranges and some not.",
     .subjects = kOfCondition,
     .fills = kPrivateFills,
     .test = SomePrivate,
     .fill = FillPrivate,
     .needs = NeedsCondition},
};

}  // namespace

std::span<const Predicate> TypePredicates() { return kTable; }

}  // namespace iampolicy::rules
