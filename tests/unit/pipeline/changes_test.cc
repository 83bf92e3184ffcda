#include <iampolicy/changes.h>

#include "tests/unit/catch.h"

namespace iampolicy {
namespace {

ExtractedPolicy Policy(const std::string& owner, bool before, const std::string& statement) {
  ExtractedPolicy policy;
  policy.owner = owner;
  policy.path = "policy";
  policy.before_change = before;
  policy.document = R"({"Version":"2012-10-17","Statement":[)" + statement + "]}";
  return policy;
}

std::string Allow(const std::string& action, const std::string& resource = R"("*")") {
  return R"({"Effect":"Allow","Action":")" + action + R"(","Resource":)" + resource + "}";
}

// "owner what +service,-service|equivalent|error".
std::string Summary(const std::vector<PolicyChange>& changes) {
  std::string out;
  for (const PolicyChange& change : changes) {
    out += change.owner + " " + std::string(Name(change.what));
    if (!change.diff) {
      out += " error";
    } else {
      for (const AccessChange& one : change.diff->changes) {
        out += one.direction == AccessChange::Direction::kAdded ? " +" : " -";
        out += one.service;
      }
      if (change.diff->equivalent) out += " equivalent";
      if (!change.diff->incomplete.empty()) out += " incomplete";
    }
    out += "\n";
  }
  return out;
}

TEST_CASE("the policies of a plan are compared in pairs; what is new or gone, with nothing") {
  ExtractedFile file;
  file.file = "plan.json";
  const std::string unknown = R"({"$unknown":"after-unknown:arn"})";
  file.policies = {
      Policy("same", true, Allow("s3:GetObject")),
      Policy("same", false, Allow("s3:GetObject")),
      Policy("reworded", true, Allow("s3:GetObject")),
      Policy("reworded", false, Allow("s3:getobject")),
      Policy("wider", true, Allow("s3:GetObject")),
      Policy("wider", false, Allow("s3:GetObject") + "," + Allow("sqs:SendMessage")),
      Policy("new", false, Allow("sns:Publish")),
      Policy("gone", true, Allow("sns:Publish")),
      Policy("wrong", true, "7"),
      Policy("wrong", false, R"({"Action":"*"})"),
      Policy("part", true, Allow("s3:GetObject", R"("arn:aws:s3:::otters/a")")),
      Policy("part", false, Allow("s3:GetObject", R"({"$concat":["arn:aws:s3:::otters/",{"$unknown":"ref:Key"}]})")),
      Policy("unknown", true, Allow("s3:GetObject")),
      Policy("unknown", false, Allow("s3:GetObject", unknown)),
  };
  ExtractedPolicy whole = Policy("whole", false, "");
  whole.document = unknown;
  file.policies.push_back(whole);
  const std::vector<PolicyChange> changes = DiffChanges({&file, 1});
  CHECK(Summary(changes) ==
        "gone deleted -sns\n"
        "new created +sns\n"
        "part changed incomplete\n"
        "reworded changed equivalent\n"
        "unknown changed incomplete\n"
        "whole created error\n"
        "wider changed +sqs\n"
        "wrong changed error\n");
  const std::string text = ToText(std::span<const PolicyChange>(changes));
  CHECK(text.starts_with("plan.json: gone at policy (IDENTITY_POLICY), deleted\n  "));
  CHECK(ToText(std::span<const PolicyChange>{}) == "no policy changes\n");
}

}  // namespace
}  // namespace iampolicy
