#include "lib/access/elude.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "lib/text/truth.h"
#include "lib/text/utf8.h"

namespace iampolicy::access {
namespace {

using policy::ContextKey;
using policy::Request;
using text::Truth;

bool Applies(const policy::Policy& policy, const policy::Statement& statement, const Request& request, Truth wanted,
             const text::Sources& sources) {
  return policy::MatchStatement(policy, statement, request, sources).applies == wanted;
}

/// The request with that value of the key; nullopt: without the key.
Request With(Request request, std::string_view key, std::optional<std::string> value) {
  std::erase_if(request.context, [key](const ContextKey& one) { return text::EqualIgnoringCase(one.name, key); });
  if (value) request.context.push_back({std::string(key), {std::move(*value)}, false});
  return request;
}

/// Values that may not meet a condition, whichever way it compares.
std::vector<std::optional<std::string>> Attempts(const policy::Condition& condition) {
  std::vector<std::optional<std::string>> attempts{std::nullopt, "other", "true", "false"};
  for (const policy::ConditionValue& value : condition.values.items) {
    std::string text;
    for (const char c : value.leaf.text) {
      if (c != '*') text += c == '?' ? 'x' : c;
    }
    attempts.emplace_back(std::move(text));
  }
  return attempts;
}

/// Changes one key so that the Deny no longer applies and the Allow still does.
bool Dodge(const policy::Policy& policy, const policy::Statement& allow, const policy::Statement& deny,
           Request& request, const text::Sources& sources) {
  for (const policy::Condition& condition : deny.conditions.items) {
    for (std::optional<std::string>& attempt : Attempts(condition)) {
      Request changed = With(request, condition.key.text, std::move(attempt));
      if (!Applies(policy, deny, changed, Truth::kFalse, sources)) continue;
      if (!Applies(policy, allow, changed, Truth::kTrue, sources)) continue;
      request = std::move(changed);
      return true;
    }
  }
  return false;
}

}  // namespace

bool CanElude(const policy::Policy& policy, const policy::Statement& allow,
              std::span<const policy::Statement* const> denies, Request request, const text::Sources& sources) {
  if (!Applies(policy, allow, request, Truth::kTrue, sources)) return false;
  // A key changed for one Deny may bring another back.
  constexpr int kRounds = 3;
  for (int round = 0; round < kRounds; ++round) {
    bool is_past_all = true;
    for (const policy::Statement* deny : denies) {
      if (Applies(policy, *deny, request, Truth::kFalse, sources)) continue;
      is_past_all = false;
      if (!Dodge(policy, allow, *deny, request, sources)) return false;
    }
    if (is_past_all) return true;
  }
  return false;
}

}  // namespace iampolicy::access
