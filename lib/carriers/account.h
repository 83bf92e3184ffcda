#ifndef IAMPOLICY_LIB_CARRIERS_ACCOUNT_H_
#define IAMPOLICY_LIB_CARRIERS_ACCOUNT_H_

// What `aws iam get-account-authorization-details` prints: every principal of an account with its policies.

#include <string>
#include <string_view>
#include <vector>

#include "lib/carriers/extraction.h"
#include "lib/syntax/tree.h"

namespace iampolicy::carriers {

bool IsAccount(const syntax::Tree& tree, syntax::NodeId root, const text::Sources& sources);

/// What `aws iam list-attached-role-policies` and its like print: the policies of one principal, by ARN. False where
/// `root` is something else.
bool ReadAttached(text::Sources& sources, std::string_view file, const syntax::Tree& tree, syntax::NodeId root,
                  const std::string& path, Extraction& result);

/// Reads the pages of one file, and joins principals with policies once all are read.
class AccountReader {
 public:
  AccountReader(text::Sources& sources, std::string_view file) : sources_(sources), file_(file) {}

  void Read(const syntax::Tree& page, syntax::NodeId root, const std::string& path, Extraction& result);
  void Join(Extraction& result);

 private:
  struct Arn {
    std::string text;
    text::Span at;
    std::string path;
  };
  struct Principal {
    std::string name;  // "role:app"
    std::vector<std::uint32_t> own;
    std::vector<std::uint32_t> trust;
    std::vector<Arn> attached;
    std::vector<std::string> groups;
    Arn boundary;
  };
  struct Managed {
    std::string arn;
    std::uint32_t document;
  };

  void Principals(const syntax::Tree& page, syntax::NodeId root, const std::string& path, std::string_view kind,
                  Extraction& result);
  void Policies(const syntax::Tree& page, syntax::NodeId root, const std::string& path, Extraction& result);
  Arn ArnIn(const syntax::Tree& page, syntax::NodeId object, std::string_view name, std::string path) const;
  std::string MemberText(const syntax::Tree& page, syntax::NodeId object, std::string_view name) const;
  void Attach(const Principal& from, Identity& identity) const;
  void AttachUnseen(Principal& principal, Extraction& result);

  text::Sources& sources_;
  std::string_view file_;
  std::vector<Principal> principals_;
  std::vector<Managed> managed_;
};

}  // namespace iampolicy::carriers

#endif  // IAMPOLICY_LIB_CARRIERS_ACCOUNT_H_
