// Who has which policies: attachments, groups, permission sets and boundaries of a module, joined.

#include <algorithm>

#include "tests/unit/carriers/terraform_reading.h"
#include "tests/unit/catch.h"

namespace iampolicy::carriers {
namespace {

// A module of a user, two groups and whatever else, as what is said of principals and of what is not seen.
Lines Joined(const std::string& more) {
  const std::string text = R"(
resource "aws_iam_user" "u" { name = "dev" }
resource "aws_iam_group" "g" { name = "devs" }
resource "aws_iam_group" "h" { name = "ops" }
resource "aws_iam_group_policy" "own" {
  group  = aws_iam_group.g.name
  policy = jsonencode({ a = 0 })
}
resource "aws_iam_policy" "p" {
  name   = "pp"
  policy = jsonencode({ a = 1 })
}
resource "aws_iam_group_policy_attachment" "p" {
  group      = aws_iam_group.h.id
  policy_arn = aws_iam_policy.p.arn
}
)";
  Lines lines;
  for (const std::string& line : TerraformLines({{"main.tf", text + more}})) {
    if (line.find("aws_iam_group_policy.own policy") != 0 && line.find("aws_iam_policy.p policy") != 0) {
      lines.push_back(line);
    }
  }
  return lines;
}

TEST_CASE("a user has the policies of its groups, whichever side puts it there") {
  const Lines groups = {"identity aws_iam_group.g 0", "identity aws_iam_group.h 1"};
  CHECK(Joined("") == groups);
  const std::vector<std::pair<std::string, std::string>> rows = {
      {R"(resource "aws_iam_user_group_membership" "m" {
            user   = aws_iam_user.u.name
            groups = [aws_iam_group.g.name, "ops"]
          })",
       "identity aws_iam_user.u 0 1"},
      {R"(resource "aws_iam_group_membership" "m" {
            name  = "m"
            users = ["dev"]
            group = aws_iam_group.h.name
          })",
       "identity aws_iam_user.u 1"},
      {R"(resource "aws_iam_user_group_membership" "m" {
            for_each = toset(["devs"])
            user     = "dev"
            groups   = [each.value]
          })",
       "identity aws_iam_user.u 0"},
  };
  for (const auto& [more, user] : rows) {
    INFO(more);
    CHECK(Joined(more) == Lines{user, groups[0], groups[1]});
  }
  // Not known whether it is a member, and a member of a group of another module.
  CHECK(Joined(R"(resource "aws_iam_user_group_membership" "m" {
                    count  = var.on ? 1 : 0
                    user   = "dev"
                    groups = ["devs"]
                  })") == groups);
  CHECK(Joined(R"(resource "aws_iam_user_group_membership" "m" {
                    user   = "dev"
                    groups = ["elsewhere"]
                  })") == groups);
}

TEST_CASE("a permission set has its inline policy and those attached to it by ARN or name") {
  CHECK(Joined(R"(
resource "aws_ssoadmin_permission_set" "s" { name = "s" }
resource "aws_ssoadmin_permission_set_inline_policy" "i" {
  permission_set_arn = aws_ssoadmin_permission_set.s.arn
  inline_policy      = jsonencode({ a = 2 })
}
resource "aws_ssoadmin_customer_managed_policy_attachment" "c" {
  permission_set_arn = aws_ssoadmin_permission_set.s.arn
  customer_managed_policy_reference { name = aws_iam_policy.p.name }
}
resource "aws_ssoadmin_permissions_boundary_attachment" "b" {
  permission_set_arn = aws_ssoadmin_permission_set.s.arn
  permissions_boundary {
    customer_managed_policy_reference { name = "bound" }
  }
}
)") == Lines{"aws_ssoadmin_permission_set_inline_policy.i inline_policy 21:35 identity {\"a\":2}",
             "identity aws_iam_group.g 0", "identity aws_iam_group.h 1", "identity aws_ssoadmin_permission_set.s 2 1",
             "note 30:48 permissions boundary `bound` is not seen"});
}

TEST_CASE("a managed policy that only bounds is a boundary, one that is attached as well is none") {
  const std::string bound = R"(
resource "aws_iam_policy" "b" { policy = jsonencode({ a = 2 }) }
resource "aws_iam_role" "r" {
  assume_role_policy   = ""
  permissions_boundary = aws_iam_policy.b.arn
}
)";
  CHECK(Joined(bound)[0] == "aws_iam_policy.b policy 18:53 boundary {\"a\":2}");
  CHECK(Joined(bound).back() == "identity aws_iam_role.r boundary:2");
  const std::string attached = R"(resource "aws_iam_role_policy_attachment" "b" {
  role       = var.other
  policy_arn = aws_iam_policy.b.arn
})";
  CHECK(Joined(bound + attached)[0] == "aws_iam_policy.b policy 18:53 identity {\"a\":2}");
}

TEST_CASE("a policy of AWS that is administration counts as held, by ARN or looked up by name; others are named") {
  const Lines lines = Joined(R"(
data "aws_iam_policy" "admin" { name = "AdministratorAccess" }
data "aws_iam_policy" "read" { name = "ReadOnlyAccess" }
resource "aws_iam_role" "r" {
  assume_role_policy  = ""
  managed_policy_arns = [data.aws_iam_policy.admin.arn, "arn:aws:iam::aws:policy/job-function/Billing", var.more]
}
resource "aws_iam_policy_attachment" "a" {
  roles      = [aws_iam_role.r.name]
  users      = ["dev"]
  policy_arn = "arn:aws:iam::aws:policy/IAMFullAccess"
}
)");
  const auto has = [&](const std::string& line) { return std::find(lines.begin(), lines.end(), line) != lines.end(); };
  CHECK(
      has("aws_iam_role.r managed_policy_arns 22:26 identity {\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":"
          "\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}"));
  CHECK(has("identity aws_iam_role.r 2 3"));
  CHECK(has("identity aws_iam_user.u 3"));
  CHECK(has("note 22:57 managed policy `Billing` is not seen"));
  CHECK(has("note 22:105 managed policy `variable:more` is not seen"));
  CHECK(lines.size() == 10);
}

}  // namespace
}  // namespace iampolicy::carriers
