// See principals.h.

#include "tests/reference/principals.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include "tests/reference/texts.h"

namespace iampolicy::reference {
namespace {

const std::vector<std::string>& GradesInOrder() {
  static const std::vector<std::string> grades = {"", "account", "feduser", "role", "direct", "wild"};
  return grades;
}

// How one entry of Principal names the caller; "" for not at all.
std::string GradeOf(const std::string& type, const std::string& entry, const Request& request) {
  const Who who = WhoIs(request);
  if (type == "AWS" && entry == "*") return "wild";
  if (entry.find_first_of("*?") != std::string::npos) return "";
  if (type != "AWS") return !who.is_aws && who.kind != "anonymous" && entry == request.principal ? "direct" : "";
  const bool is_account = entry.size() == 12 && entry.find_first_not_of("0123456789") == std::string::npos;
  if (is_account) return who.is_aws && who.account == entry ? "account" : "";
  const Texts arn = Split(entry, ':', 6);
  if (arn.size() != 6 || !who.is_aws) return "";
  const Texts path = Split(arn[5], '/', 99);
  if (arn[5] == "root") return who.account == arn[4] ? "account" : "";
  if (path[0] == "role") {
    if (who.kind == "session" && who.account == arn[4] && path.back() == who.role) return "role";
    return entry == request.principal ? "role" : "";
  }
  if (path[0] == "user" && who.kind == "federated")
    return who.account == arn[4] && path.back() == who.user ? "feduser" : "";
  return entry == request.principal ? "direct" : "";
}

std::vector<std::pair<std::string, std::string>> EntriesOf(const Json& principal) {
  if (principal.kind == Json::Kind::kString) return {{"AWS", principal.text}};
  std::vector<std::pair<std::string, std::string>> entries;
  for (const auto& [type, values] : principal.Members()) {
    for (const std::string& value : TextsOf(values)) entries.emplace_back(type, value);
  }
  return entries;
}

}  // namespace

Who WhoIs(const Request& request) {
  Who who;
  who.kind = "other";
  who.account = request.account;
  const Texts arn = Split(request.principal, ':', 6);
  if (request.principal == "anonymous") {
    who.kind = "anonymous";
  } else if (arn.size() == 6 && arn[0] == "arn") {
    const Texts path = Split(arn[5], '/', 99);
    if (arn[2] == "iam" && arn[5] == "root") who.kind = "root";
    if (arn[2] == "iam" && path[0] == "user") who.kind = "user";
    if (arn[2] == "iam" && path[0] == "role") who.kind = "role";
    if (arn[2] == "sts" && path[0] == "assumed-role") {
      who.kind = "session";
      who.role = path[1];
    }
    if (arn[2] == "sts" && path[0] == "federated-user") {
      who.kind = "federated";
      who.user = path[1];
    }
    if (who.kind != "other") {
      who.is_aws = true;
      who.account = arn[4];
    }
  }
  return who;
}

std::set<std::string> GradesOf(const Json& principal, const Request& request) {
  std::set<std::string> grades;
  for (const auto& [type, value] : EntriesOf(principal)) {
    const std::string grade = GradeOf(type, value, request);
    if (!grade.empty()) grades.insert(grade);
  }
  return grades;
}

std::string Strongest(const std::set<std::string>& grades) {
  std::string best;
  for (const std::string& grade : GradesInOrder()) {
    if (grades.count(grade) != 0) best = grade;
  }
  return best;
}

bool IsExempt(const Json& not_principal, const Request& request) {
  const std::set<std::string> grades = GradesOf(not_principal, request);
  if (grades.count("wild") != 0) return true;
  const Who who = WhoIs(request);
  std::set<std::string> needed = {"direct"};
  if (who.kind == "root") needed = {"account"};
  if (who.kind == "role") needed = {"account", "role"};
  if (who.kind == "session") needed = {"account", "role", "direct"};
  if (who.kind == "user" || who.kind == "federated") needed = {"account", "direct"};
  return std::all_of(needed.begin(), needed.end(), [&](const std::string& grade) { return grades.count(grade) != 0; });
}

}  // namespace iampolicy::reference
