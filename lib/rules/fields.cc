// All fields in one table, and how names are found in it.

#include "lib/rules/fields.h"

#include <array>
#include <cstddef>

#include "lib/rules/fields_condition.h"
#include "lib/rules/fields_entries.h"
#include "lib/rules/fields_policy.h"

namespace iampolicy::rules {
namespace {

template <std::size_t... Sizes>
constexpr auto Joined(const Field (&... tables)[Sizes]) {
  std::array<Field, (Sizes + ...)> out;
  std::size_t at = 0;
  const auto add = [&](const auto& table) {
    for (const Field& field : table) out[at++] = field;
  };
  (add(tables), ...);
  return out;
}

constexpr auto kFields = Joined(fields::kOfPolicies, fields::kOfEntries, fields::kOfConditions);

struct ShortName {
  std::string_view name;
  std::string_view field;
};
constexpr ShortName kShortNames[] = {
    {"action", "action.text"},       {"service", "action.service"}, {"resource", "resource.text"},
    {"principal", "principal.text"}, {"key", "condition.key"},      {"operator", "condition.operator"},
    {"value", "value.text"},         {"sid", "statement.sid"},      {"effect", "statement.effect"},
    {"kind", "policy.kind"},         {"got", "problem.got"},        {"expected", "problem.expected"},
    {"version", "policy.version"},
};

}  // namespace

std::span<const Field> Fields() { return kFields; }

std::uint32_t FindField(std::string_view name) {
  for (std::uint32_t i = 0; i < std::size(kFields); ++i) {
    if (kFields[i].name == name) return i;
  }
  return kNoField;
}

std::uint32_t FindShortName(std::string_view name) {
  for (const ShortName& row : kShortNames) {
    if (row.name == name) return FindField(row.field);
  }
  return kNoField;
}

}  // namespace iampolicy::rules
