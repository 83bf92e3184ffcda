// Plain words for what sets, fields and problems can say too: the level of an action, the size of a policy, whether a
// value is of its key's type.

#include <algorithm>
#include <array>

#include "lib/policy/value.h"
#include "lib/rules/fields.h"
#include "lib/rules/number.h"
#include "lib/rules/predicate.h"
#include "lib/rules/study.h"

namespace iampolicy::rules {
namespace {

using text::ToTruth;

constexpr std::array<catalog::AccessLevel, 5> kLevels = {
    catalog::AccessLevel::kList, catalog::AccessLevel::kRead, catalog::AccessLevel::kWrite,
    catalog::AccessLevel::kPermissionsManagement, catalog::AccessLevel::kTagging};

Truth HasLevel(Study& study, const Subject& subject, Argument argument) {
  const bool is_entry = subject.action != nullptr && !subject.negated;
  const bool is_open = is_entry ? subject.action->leaf.has_hole : Study::HasUnknownActions(*subject.statement);
  const catalog::Ids& ids = is_entry && !is_open ? study.Facts(*subject.action).ids : study.Names(*subject.statement);
  const auto counts = study.catalog().CountByLevel(is_entry && is_open ? catalog::Ids() : ids);
  for (std::uint32_t i = 0; i < argument.size(); ++i) {
    for (std::size_t level = 0; level < kLevels.size(); ++level) {
      if (counts[level] != 0 && argument.text(i) == catalog::Name(kLevels[level])) return Truth::kTrue;
    }
  }
  return is_open ? Truth::kUnknown : Truth::kFalse;
}

Truth HasSize(Study& study, const Subject& subject, Argument argument) {
  static const std::uint32_t field = FindField("policy.size");
  const NumberValue size = Fields()[field].number(study, subject);
  return HoldsBetween(argument, size.low, size.high);
}

bool Fits(catalog::KeyType type, std::string_view text) {
  switch (type) {
    case catalog::KeyType::kNumeric:
      return policy::Decimal::Parse(text).has_value();
    case catalog::KeyType::kDate:
      return policy::ParseDate(text).has_value() || policy::IsEpochSeconds(text);
    case catalog::KeyType::kBool:
      return policy::ParseBool(text).has_value();
    case catalog::KeyType::kIpAddress:
      return policy::ParseCidr(text).has_value();
    case catalog::KeyType::kBinary:
      return policy::IsBase64(text);
    case catalog::KeyType::kArn:
      return text.starts_with("arn:") || text.find_first_of("*?") < 4;
    default:
      return true;
  }
}

Truth ValueFitsType(Study& study, const Subject& subject, Argument) {
  const policy::Condition& condition = *subject.condition;
  // Null asks whether there is a value; of what is not known, a variable or a hole, nothing is claimed.
  if (condition.op && condition.op->family == policy::OperatorFamily::kNull) return Truth::kTrue;
  if (condition.key.has_hole || subject.value->leaf.has_hole ||
      subject.value->leaf.text.find("${") != std::string_view::npos) {
    return Truth::kUnknown;
  }
  const catalog::KeyId key = study.catalog().FindKey(condition.key.text);
  return key == catalog::kNone ? Truth::kUnknown
                               : ToTruth(Fits(study.catalog().key_type(key), subject.value->leaf.text));
}

constexpr Predicate kTable[] = {
    {.name = "access_level",
     .doc = "The action examined, else the statement, takes in a documented action of (one of) these access levels.",
     .argument = ArgumentType::kLevels,
     .subjects = Bit(SubjectKind::kStatement),
     .test = HasLevel},
    {.name = "size",
     .doc = "The characters of the policy, blanks outside strings not counted, as a number.",
     .argument = ArgumentType::kNumber,
     .subjects = Bit(SubjectKind::kPolicy),
     .test = HasSize},
    {.name = "value_fits_type",
     .doc = "The value can be read as one of the type that the condition key is documented with.",
     .subjects = Bit(SubjectKind::kValue),
     .test = ValueFitsType},
};

}  // namespace

std::span<const Predicate> PlainPredicates() { return kTable; }

}  // namespace iampolicy::rules
