// Principals: finitely many callers tell any set of principal entries apart. For each account named its root, a user
// and a role nobody names, each named user, role and session, a session of each named role, a federated session of each
// named user; for services and providers the named ones and one more; a user of an account nobody names; an unsigned
// request.

#include <algorithm>
#include <string>
#include <utility>

#include "lib/access/tables.h"
#include "lib/policy/arn.h"
#include "lib/policy/caller.h"

namespace iampolicy::access {
namespace {

using policy::PrincipalShape;
using text::Truth;

class Callers {
 public:
  void Add(std::string principal, std::string account) {
    for (const policy::Request& request : requests_) {
      if (request.principal == principal) return;
    }
    requests_.emplace_back();
    requests_.back().principal = std::move(principal);
    requests_.back().account = std::move(account);
  }

  void AddAccount(const std::string& partition, const std::string& account) {
    const std::string iam = "arn:" + partition + ":iam::" + account + ":";
    Add(iam + "role/some-role", account);
    Add(iam + "user/some-user", account);
    Add(iam + "root", account);
  }

  void AddNamed(const policy::Principal& entry) {
    if (entry.leaf.has_hole) return;
    const std::string text(entry.leaf.text);
    const std::string account(entry.account);
    const std::string partition = entry.arn.partition.empty() ? "aws" : std::string(entry.arn.partition);
    const std::string sts = "arn:" + partition + ":sts::" + account + ":";
    const std::string name(entry.arn.resource.substr(entry.arn.resource.rfind('/') + 1));
    switch (entry.shape) {
      case PrincipalShape::kRole:
        Add(text, account);
        Add(sts + "assumed-role/" + name + "/some-session", account);
        break;
      case PrincipalShape::kUser:
        Add(text, account);
        Add(sts + "federated-user/" + name, account);
        break;
      case PrincipalShape::kSession:
      case PrincipalShape::kFederatedUser:
        Add(text, account);
        break;
      case PrincipalShape::kEveryone:
      case PrincipalShape::kAccount:
      case PrincipalShape::kRoot:
      case PrincipalShape::kUnknown:
        break;
      default:
        Add(text, "");
    }
    if (policy::IsAccountId(account)) AddAccount(partition, account);
  }

  const std::vector<policy::Request>& requests() const { return requests_; }

 private:
  std::vector<policy::Request> requests_;
};

template <class Use>
void ForEachEntry(Clauses clauses, Use use) {
  for (const Clause* clause : clauses) {
    if (clause == nullptr) continue;
    for (const policy::Principal& entry : clause->statement->principals.items) use(entry);
    for (const policy::Principal& entry : clause->statement->not_principals.items) use(entry);
  }
}

std::string UnnamedAccount(Clauses clauses) {
  std::string account = "999999999999";
  bool is_named = true;
  for (std::size_t digit = 0; is_named && digit < 12; ++digit) {
    is_named = false;
    ForEachEntry(clauses, [&](const policy::Principal& entry) {
      is_named = is_named || entry.leaf.text.find(account) != std::string_view::npos;
    });
    if (is_named) account[digit] = '8';
  }
  return account;
}

Row RowOf(const policy::Request& request, Clauses clauses, const text::Sources& sources) {
  const policy::Caller caller = policy::ParseCaller(request);
  Row row;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    if (clauses[i] == nullptr) continue;
    const policy::Statement& statement = *clauses[i]->statement;
    const bool has_list = statement.principals.present();
    const bool has_complement = statement.not_principals.present();
    Truth takes = Truth::kTrue;
    if (has_list) {
      const policy::Named named = policy::NamedBy(statement.principals, caller, sources);
      const Truth maybe = named.most != policy::Grade::kNone ? Truth::kUnknown : Truth::kFalse;
      takes = named.grade != policy::Grade::kNone ? Truth::kTrue : maybe;
    }
    if (has_complement) takes = And(takes, text::Not(policy::IsExempt(statement.not_principals, caller, sources)));
    if (!has_list && !has_complement && clauses[i]->needs_principal) {
      takes = statement.may_hold_more ? Truth::kUnknown : Truth::kFalse;
    }
    if (takes == Truth::kTrue) row.must.Set(i);
    if (takes != Truth::kFalse) row.may.Set(i);
  }
  row.text = request.principal;
  row.account = request.account;
  return row;
}

}  // namespace

std::optional<Table> Principals(Clauses clauses, const text::Sources& sources, bool strangers) {
  const auto speaks = [](const Clause* clause) {
    if (clause == nullptr) return false;
    return clause->needs_principal || clause->statement->principals.present() ||
           clause->statement->not_principals.present();
  };
  if (std::none_of(clauses.begin(), clauses.end(), speaks)) return std::nullopt;
  Callers callers;
  const std::string unnamed = UnnamedAccount(clauses);
  if (!strangers) {
    ForEachEntry(clauses, [&](const policy::Principal& entry) { callers.AddNamed(entry); });
    callers.Add("some-service.amazonaws.com", "");
    callers.Add("arn:aws:iam::" + unnamed + ":saml-provider/some-provider", "");
  }
  callers.Add("anonymous", "");
  callers.Add("arn:aws:iam::" + unnamed + ":user/some-user", unnamed);
  RowSet rows;
  for (const policy::Request& request : callers.requests()) rows.Add(RowOf(request, clauses, sources));
  return Table{Table::Dimension::kPrincipal, {}, rows.Take()};
}

}  // namespace iampolicy::access
