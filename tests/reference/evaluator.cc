// See evaluator.h. Clarity before everything: strings are copied, and statements that may be read either way are tried
// both ways.

#include "tests/reference/evaluator.h"

#include <algorithm>
#include <cstddef>
#include <set>

#include "tests/reference/conditions.h"
#include "tests/reference/patterns.h"
#include "tests/reference/principals.h"
#include "tests/reference/texts.h"

namespace iampolicy::reference {
namespace {

// ---- statements ----

struct Applied {
  Answer applies = Answer::kNo;
  std::string grade = "wild";
};

bool ActionCovered(const Json& list, const Request& request) {
  for (const std::string& entry : TextsOf(list)) {
    if (Glob(Lower(entry), Lower(request.action))) return true;
  }
  return false;
}

// Whether some entry covers the resource; kOpen: none does, but an entry has a variable without value.
Answer ResourceCovered(const Policy& policy, const Json& list, const Request& request) {
  const Json* version = policy.document.Member("Version");
  const bool has_variables = version != nullptr && version->text == "2012-10-17";
  bool has_open = false;
  for (std::string entry : TextsOf(list)) {
    const bool is_arn = StartsWith(entry, "arn:");
    // The fields, not cut at colons inside ${...}.
    std::size_t colons = 0;
    std::size_t after_fifth = 0;
    for (std::size_t at = 0; at < entry.size() && colons < 5; ++at) {
      if (entry.compare(at, 2, "${") == 0 && entry.find('}', at) != std::string::npos) at = entry.find('}', at);
      if (entry[at] == ':' && ++colons == 5) after_fifth = at + 1;
    }
    const bool completes = policy.kind == "identity" || policy.kind == "boundary" || policy.kind == "session";
    std::string head;
    if (is_arn && colons == 5) {
      head = entry.substr(0, after_fifth);
      entry = entry.substr(after_fifth);
    } else if (is_arn) {
      head = entry;
      entry = "";
      while (completes && colons++ < 5) head += ":*";
    }
    std::vector<Piece> pieces = *Pieces(head, true, false, request);
    const std::optional<std::vector<Piece>> rest = Pieces(entry, true, has_variables, request);
    if (!rest) {
      has_open = true;
      continue;
    }
    pieces.insert(pieces.end(), rest->begin(), rest->end());
    if (Take(pieces, request.resource)) return Answer::kYes;
  }
  return has_open ? Answer::kOpen : Answer::kNo;
}

Applied Apply(const Policy& policy, const Json& statement, const Request& request, bool has_boundary) {
  Applied applied;
  std::vector<Answer> parts;
  const Json* principal = statement.Member("Principal");
  const Json* not_principal = statement.Member("NotPrincipal");
  if (principal != nullptr) {
    applied.grade = Strongest(GradesOf(*principal, request));
    parts.push_back(Is(!applied.grade.empty()));
  } else if (not_principal != nullptr) {
    const bool always = statement.Member("Effect")->text == "Deny" && has_boundary && WhoIs(request).is_aws;
    parts.push_back(Is(always || !IsExempt(*not_principal, request)));
  } else if (policy.kind == "resource") {
    parts.push_back(Answer::kNo);
  }
  if (const Json* actions = statement.Member("Action")) parts.push_back(Is(ActionCovered(*actions, request)));
  if (const Json* actions = statement.Member("NotAction")) parts.push_back(Is(!ActionCovered(*actions, request)));
  const Json* resources = statement.Member("Resource");
  const Json* not_resources = statement.Member("NotResource");
  if (resources != nullptr) parts.push_back(Is(ResourceCovered(policy, *resources, request) == Answer::kYes));
  if (not_resources != nullptr) {
    const Answer covered = ResourceCovered(policy, *not_resources, request);
    parts.push_back(covered == Answer::kOpen ? Answer::kOpen : Is(covered == Answer::kNo));
  }
  if (resources == nullptr && not_resources == nullptr) parts.push_back(Is(policy.kind == "resource"));
  const Json* version = policy.document.Member("Version");
  const bool has_variables = version != nullptr && version->text == "2012-10-17";
  if (const Json* conditions = statement.Member("Condition")) {
    for (const auto& [op, block] : conditions->Members()) {
      for (const auto& [key, values] : block.Members()) {
        parts.push_back(ConditionHolds(op, key, TextsOf(values), has_variables, request));
      }
    }
  }
  const bool has_no = std::find(parts.begin(), parts.end(), Answer::kNo) != parts.end();
  const bool has_open = std::find(parts.begin(), parts.end(), Answer::kOpen) != parts.end();
  applied.applies = has_no ? Answer::kNo : (has_open ? Answer::kOpen : Answer::kYes);
  return applied;
}

// ---- combination ----

struct Heard {
  std::string kind, level, grade;
  bool allow = false;
};

// The decision when exactly these statements apply.
std::string Decide(const std::vector<Policy>& policies, const std::vector<Heard>& heard, const Request& request) {
  const Who who = WhoIs(request);
  const auto present = [&](const std::string& kind) {
    return std::any_of(policies.begin(), policies.end(), [&](const Policy& p) { return p.kind == kind; });
  };
  const auto allows = [&](const std::string& kind) {
    return std::any_of(heard.begin(), heard.end(), [&](const Heard& h) { return h.allow && h.kind == kind; });
  };
  const auto grants = [&](const std::string& grade) {
    return std::any_of(heard.begin(), heard.end(),
                       [&](const Heard& h) { return h.allow && h.kind == "resource" && h.grade == grade; });
  };
  if (Lower(request.action) == "sts:getcalleridentity" && who.kind != "anonymous") return "ALLOWED";
  for (const Heard& one : heard) {
    if (!one.allow) return "EXPLICIT_DENY";
  }
  for (const Policy& policy : policies) {
    if (policy.kind != "scp") continue;
    const bool allowed = std::any_of(heard.begin(), heard.end(), [&](const Heard& h) {
      return h.allow && h.kind == "scp" && h.level == policy.level;
    });
    if (!allowed) return "IMPLICIT_DENY";
  }
  const auto answer = [](bool allowed) { return std::string(allowed ? "ALLOWED" : "IMPLICIT_DENY"); };
  const bool resource = allows("resource");
  if (!who.is_aws) return answer(resource);

  const bool limits = (!present("boundary") || allows("boundary")) && (!present("session") || allows("session"));
  bool own = allows("identity") && limits;
  if (who.kind == "federated" && !present("session")) own = false;
  if (who.kind == "root") own = true;
  if (who.account != request.resource_account) return answer(own && resource);

  if (grants("direct") || grants("wild")) return "ALLOWED";
  if (grants("role") && limits) return "ALLOWED";
  if (grants("feduser") && limits && present("session")) return "ALLOWED";
  const bool is_trust = StartsWith(Lower(request.action), "sts:") && Split(request.resource, ':', 6).size() == 6 &&
                        Split(request.resource, ':', 6)[2] == "iam" &&
                        StartsWith(Split(request.resource, ':', 6)[5], "role/");
  const bool is_key = StartsWith(Lower(request.action), "kms:") && Split(request.resource, ':', 6).size() == 6 &&
                      Split(request.resource, ':', 6)[2] == "kms" &&
                      StartsWith(Split(request.resource, ':', 6)[5], "key/");
  if (is_trust || is_key) return answer(own && grants("account"));
  return answer(own);
}

bool Governs(const Policy& policy, const Request& request) {
  const Who who = WhoIs(request);
  const bool is_service_linked =
      who.kind == "role" && request.principal.find(":role/aws-service-role/") != std::string::npos;
  if (policy.kind == "scp") return who.is_aws && !is_service_linked;
  if (policy.kind == "rcp") return !is_service_linked;
  if (policy.kind == "resource") return true;
  return who.is_aws;
}

}  // namespace

std::string Evaluate(const std::vector<Policy>& policies, const Request& request) {
  std::vector<Policy> governing;
  for (const Policy& policy : policies) {
    if (Governs(policy, request)) governing.push_back(policy);
  }
  const bool has_boundary =
      std::any_of(governing.begin(), governing.end(), [](const Policy& policy) { return policy.kind == "boundary"; });
  // Statements that may apply or not are tried both ways.
  std::vector<std::vector<Heard>> worlds(1);
  for (const Policy& policy : governing) {
    const Json* statements = policy.document.Member("Statement");
    std::vector<Json> list = {*statements};
    if (statements->kind == Json::Kind::kList) list = statements->items;
    for (const Json& statement : list) {
      const Applied applied = Apply(policy, statement, request, has_boundary);
      if (applied.applies == Answer::kNo) continue;
      const Heard heard = {policy.kind, policy.level, applied.grade, statement.Member("Effect")->text == "Allow"};
      std::vector<std::vector<Heard>> without = worlds;
      for (std::vector<Heard>& world : worlds) world.push_back(heard);
      if (applied.applies == Answer::kOpen) worlds.insert(worlds.end(), without.begin(), without.end());
    }
  }
  std::set<std::string> decisions;
  for (const std::vector<Heard>& world : worlds) decisions.insert(Decide(governing, world, request));
  return decisions.size() == 1 ? *decisions.begin() : "UNDECIDED";
}

}  // namespace iampolicy::reference
