#ifndef IAMPOLICY_LIB_CARRIERS_TERRAFORM_IDENTITIES_H_
#define IAMPOLICY_LIB_CARRIERS_TERRAFORM_IDENTITIES_H_

// What a role, user or group of a module really has: its own policies, those attached to it elsewhere, its boundary.
// Who is meant is read off the values: a reference to the resource, or its name.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/carriers/extraction.h"
#include "lib/carriers/terraform_value.h"

namespace iampolicy::carriers::terraform {

class Identities {
 public:
  explicit Identities(Pool& pool, Extraction& result) : pool_(pool), result_(result) {}

  /// A principal: "role", "user" or "group"; `id` is its address, `name` its argument (nullptr: not given).
  void AddPrincipal(std::string_view kind, const std::string& id, Ref name);
  /// A managed policy that the module makes, by its address or, where it is known, "policy:" and its ARN.
  void AddPolicy(const std::string& id, std::uint32_t document);
  void AddTrust(const std::string& principal, std::uint32_t document);
  void AddOwn(const std::string& principal, std::uint32_t document);
  /// A policy of its own, made as a resource beside it.
  void Attach(std::string_view kind, Ref principal, std::uint32_t document);
  /// A managed policy by its ARN, to a principal or to each of a list. What is not made here is named.
  void AttachArn(std::string_view kind, Ref principal, Ref arn, bool is_boundary);
  void AttachArnTo(const std::string& principal, Ref arn, bool is_boundary);

  void Finish();

 private:
  struct Wish {
    std::string principal;
    std::string policy;
    Ref arn = nullptr;
    bool is_boundary = false;
  };

  /// "aws_iam_role.a" of a reference to one of its attributes, "role:NAME" of a text; "" of anything else.
  std::string KeyOf(std::string_view kind, Ref value) const;
  void NotSeen(Ref arn, const std::string& principal);

  Pool& pool_;
  Extraction& result_;
  std::map<std::string, std::size_t> principals_;  // by each of their keys
  std::vector<Identity> identities_;
  std::map<std::string, std::uint32_t> policies_;
  std::vector<std::pair<std::string, std::uint32_t>> own_;
  std::vector<Wish> wishes_;
};

}  // namespace iampolicy::carriers::terraform

#endif  // IAMPOLICY_LIB_CARRIERS_TERRAFORM_IDENTITIES_H_
