// What AWS documents of condition keys: which there are, of which type, and which requests carry them.

#include <string>
#include <string_view>

#include "lib/rules/fields.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"
#include "lib/text/utf8.h"

namespace iampolicy::rules {
namespace {

using catalog::kNone;
using text::ToTruth;

// Holes are U+100000 and above, which alone start with this byte in UTF-8.
constexpr char kHoleLead = '\xF4';

bool HasHole(std::string_view text) { return text.find(kHoleLead) != std::string_view::npos; }

/// Keys of an identity provider are named after its host ("token.actions.githubusercontent.com:sub"): there is no list.
bool IsProviderKey(std::string_view prefix) { return prefix.find_first_of("./") != std::string_view::npos; }

std::string_view PrefixOf(std::string_view key) {
  const std::size_t colon = key.find(':');
  return colon == std::string_view::npos ? std::string_view() : key.substr(0, colon);
}

Truth KeyExists(Study& study, const Subject& subject, Argument) {
  const policy::Condition& condition = *subject.condition;
  if (condition.key.has_hole) return Truth::kUnknown;
  if (IsProviderKey(PrefixOf(condition.key.text))) return Truth::kTrue;
  return ToTruth(study.catalog().FindKey(condition.key.text) != kNone);
}

std::string FillKey(Study& study, const Subject& subject, Argument, std::string_view placeholder) {
  if (placeholder == "catalog_date") return std::string(study.catalog().date());
  return Suggestion(study.catalog().NearestKey(subject.condition->key.text));
}

/// Some key of the catalogue, or a service, has what stands before the colon.
Truth KeyPrefixExists(Study& study, const Subject& subject, Argument) {
  const policy::Condition& condition = *subject.condition;
  const std::string_view prefix = PrefixOf(condition.key.text);
  if (condition.key.has_hole && (prefix.empty() || HasHole(prefix))) return Truth::kUnknown;
  if (prefix.empty() || IsProviderKey(prefix) || text::EqualIgnoringCase(prefix, "aws")) return Truth::kTrue;
  const catalog::Catalog& catalog = study.catalog();
  if (catalog.FindService(prefix) != kNone) return Truth::kTrue;
  for (catalog::KeyId id = 0; id < catalog.key_count(); ++id) {
    if (text::EqualIgnoringCase(PrefixOf(catalog.key_name(id)), prefix)) return Truth::kTrue;
  }
  return Truth::kFalse;
}

std::string FillKeyPrefix(Study& study, const Subject& subject, Argument, std::string_view placeholder) {
  const std::string_view prefix = PrefixOf(subject.condition->key.text);
  if (placeholder == "catalog_date") return std::string(study.catalog().date());
  if (placeholder == "prefix") return Shown(prefix, study.sources());
  return Suggestion(study.catalog().NearestService(prefix));
}

/// The key is a family of keys, "aws:RequestTag/", with nothing after the slash, or without it.
Truth KeyLacksTag(Study& study, const Subject& subject, Argument) {
  const policy::Condition& condition = *subject.condition;
  if (condition.key.has_hole) return Truth::kUnknown;
  std::string_view head = condition.key.text;
  if (head.ends_with('/')) head.remove_suffix(1);
  if (study.catalog().FindKey(condition.key.text) != kNone || head.empty()) return Truth::kFalse;
  const std::string instance = std::string(head) + "/x";
  const catalog::KeyId id = study.catalog().FindKey(instance);
  return ToTruth(id != kNone && study.catalog().key_name(id).substr(head.size()).starts_with("/${"));
}

/// Whether requests of the action can carry the key, or those of some action that the statement names.
Truth AcceptsKey(Study& study, const Subject& subject, Argument) {
  const policy::Condition& condition = *subject.condition;
  if (condition.key.has_hole) return Truth::kUnknown;
  const catalog::KeyId key = study.catalog().FindKey(condition.key.text);
  if (key == kNone || study.catalog().key_is_global(key)) return Truth::kTrue;
  const bool one = subject.action != nullptr;
  if (one ? subject.action->leaf.has_hole : Study::HasUnknownActions(*subject.statement)) return Truth::kUnknown;
  const catalog::Ids& ids = one ? study.Facts(*subject.action).ids : study.Names(*subject.statement);
  for (const catalog::IdRange range : ids) {
    for (catalog::ActionId id = range.begin; id < range.end; ++id) {
      if (study.catalog().AcceptsKey(id, key)) return Truth::kTrue;
    }
  }
  return ToTruth(ids.empty());
}

/// Text operators compare any value as text and so fit every key; the others read values of one type.
Truth OperatorFitsKey(Study& study, const Subject& subject, Argument) {
  using catalog::KeyType;
  using policy::OperatorFamily;
  const policy::Condition& condition = *subject.condition;
  if (condition.key.has_hole || condition.operator_leaf.has_hole) return Truth::kUnknown;
  const catalog::KeyId id = study.catalog().FindKey(condition.key.text);
  if (id == kNone || !condition.op) return Truth::kTrue;
  const KeyType type = study.catalog().key_type(id);
  const OperatorFamily family = condition.op->family;
  switch (family) {
    case OperatorFamily::kNumeric:
    case OperatorFamily::kDate:
      // Seconds since 1970 are a number too.
      return ToTruth(type == KeyType::kOther || type == KeyType::kDate ||
                     (type == KeyType::kNumeric && family == OperatorFamily::kNumeric));
    case OperatorFamily::kBool:
      return ToTruth(type == KeyType::kBool || type == KeyType::kOther || type == KeyType::kString);
    case OperatorFamily::kIpAddress:
      return ToTruth(type == KeyType::kIpAddress || type == KeyType::kOther || type == KeyType::kString);
    case OperatorFamily::kArn:
      return ToTruth(type == KeyType::kArn || type == KeyType::kOther || type == KeyType::kString);
    default:
      return Truth::kTrue;
  }
}

std::string FillKeyType(Study& study, const Subject& subject, Argument, std::string_view) {
  constexpr std::string_view kNames[] = {"text", "ARN", "number", "date", "boolean", "IP address", "binary", "value"};
  const catalog::KeyId id = study.catalog().FindKey(subject.condition->key.text);
  return std::string(id == kNone ? kNames[0] : kNames[static_cast<std::size_t>(study.catalog().key_type(id))]);
}

Truth KeyIsMultivalued(Study& study, const Subject& subject, Argument) {
  if (subject.condition->key.has_hole) return Truth::kUnknown;
  const catalog::KeyId id = study.catalog().FindKey(subject.condition->key.text);
  return ToTruth(id != kNone && study.catalog().key_is_multivalued(id));
}

Truth KeyIsGlobal(Study& study, const Subject& subject, Argument) {
  if (subject.condition->key.has_hole) return Truth::kUnknown;
  const catalog::KeyId id = study.catalog().FindKey(subject.condition->key.text);
  return ToTruth(id != kNone && study.catalog().key_is_global(id));
}

constexpr std::string_view kNameFills[] = {"suggestion", "catalog_date"};
constexpr std::string_view kPrefixFills[] = {"suggestion", "catalog_date", "prefix"};
constexpr std::string_view kTypeFills[] = {"key_type"};
constexpr SubjectKinds kOfCondition = Bit(SubjectKind::kCondition);

constexpr Predicate kTable[] = {
    {.name = "key_exists",
     .doc = "The condition key is documented, or one of an identity provider.",
     .subjects = kOfCondition,
     .fills = kNameFills,
     .test = KeyExists,
     .fill = FillKey,
     .condition_only = true},
    {.name = "key_prefix_exists",
     .doc = "What stands before the condition key's colon is a service, aws or an identity provider.",
     .subjects = kOfCondition,
     .fills = kPrefixFills,
     .test = KeyPrefixExists,
     .fill = FillKeyPrefix,
     .condition_only = true},
    {.name = "key_lacks_tag",
     .doc = "The condition key ends where a tag's name must follow, as aws:RequestTag/ does.",
     .subjects = kOfCondition,
     .test = KeyLacksTag,
     .condition_only = true},
    {.name = "key_is_multivalued",
     .doc = "Requests carry a set of values for the condition key.",
     .subjects = kOfCondition,
     .test = KeyIsMultivalued,
     .condition_only = true},
    {.name = "key_is_global",
     .doc = "Requests to any service may carry the condition key.",
     .subjects = kOfCondition,
     .test = KeyIsGlobal,
     .condition_only = true},
    {.name = "accepts_key",
     .doc = "Requests of the action examined, else of some action that the statement names, can carry the condition "
            "key; also true where nothing is known of the key or the action.",
     .subjects = kOfCondition,
     .test = AcceptsKey},
    {.name = "operator_fits_key",
     .doc = "The condition operator can read values of the condition key's type.",
     .subjects = kOfCondition,
     .fills = kTypeFills,
     .test = OperatorFitsKey,
     .fill = FillKeyType},
};

}  // namespace

std::span<const Predicate> KeyPredicates() { return kTable; }

}  // namespace iampolicy::rules
