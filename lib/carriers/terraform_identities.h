#ifndef IAMPOLICY_LIB_CARRIERS_TERRAFORM_IDENTITIES_H_
#define IAMPOLICY_LIB_CARRIERS_TERRAFORM_IDENTITIES_H_

// What a role, user, group or permission set of a module really has: its own policies, those attached to it elsewhere,
// those of its groups, its boundary. Who is meant is read off the values: a reference to the resource, or its name.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "lib/carriers/extraction.h"
#include "lib/carriers/terraform_locations.h"
#include "lib/carriers/terraform_value.h"

namespace iampolicy::carriers::terraform {

class Identities {
 public:
  explicit Identities(Pool& pool, Extraction& result) : pool_(pool), result_(result) {}

  /// A principal of a kind (see PrincipalKindOf); `id` is its address, `name` its argument (nullptr: not given).
  void AddPrincipal(std::string_view kind, const std::string& id, Ref name);
  /// A managed policy of the module. `name` and `arn` as far as they are known; nullptr where they are not.
  void AddPolicy(const std::string& id, Ref name, Ref arn, std::uint32_t document);
  void AddTrust(const std::string& principal, std::uint32_t document);
  void AddOwn(const std::string& principal, std::uint32_t document);
  /// A policy of its own, made as a resource beside it; `principal` may be a list of them.
  void Attach(std::string_view kind, Ref principal, std::uint32_t document);
  /// Managed policies, one or a list, that a resource `owner` gives to one or a list of principals. What is not of the
  /// module is named.
  void AttachManaged(const AttachmentRow& row, const std::string& owner, Ref principal, Ref policies);
  /// Those that a principal has by its own argument.
  void AttachManagedTo(const AttachmentRow& row, const std::string& principal, Ref policies);
  /// Each of the users is in each of the groups.
  void AddMembership(Ref users, Ref groups);

  void Finish();

 private:
  struct Wish {
    std::string principal;
    std::string owner;
    Ref policy = nullptr;
    const AttachmentRow* row = nullptr;
  };

  void AddWish(const AttachmentRow& row, const std::string& owner, const std::string& principal, Ref policies);
  /// "aws_iam_role.a" of a reference to one of its attributes, "role:NAME" of a text; "" of anything else.
  std::string KeyOf(std::string_view kind, Ref value) const;
  std::vector<std::string> KeysOf(std::string_view kind, Ref values) const;
  Identity* Find(const std::string& principal);
  std::optional<std::uint32_t> DocumentOf(const Wish& wish);
  std::optional<std::uint32_t> Elsewhere(const Wish& wish);
  void Grant(const Wish& wish, std::uint32_t document);
  void BecomeBoundaries();

  Pool& pool_;
  Extraction& result_;
  std::map<std::string, std::size_t> principals_;  // by each of their keys
  std::vector<Identity> identities_;
  std::map<std::string, std::uint32_t> policies_;  // by each of their keys
  std::vector<std::pair<std::string, std::uint32_t>> own_;
  std::vector<Wish> wishes_;
  std::vector<std::pair<std::string, std::string>> members_;  // user, group
  std::map<std::tuple<std::uint32_t, std::string, bool>, std::optional<std::uint32_t>> elsewhere_;
  std::set<std::uint32_t> attached_;
  std::set<std::uint32_t> boundaries_;
};

}  // namespace iampolicy::carriers::terraform

#endif  // IAMPOLICY_LIB_CARRIERS_TERRAFORM_IDENTITIES_H_
