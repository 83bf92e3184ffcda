// Several files and several modules: override files, instances of called modules, files that a module reads.

#include "tests/unit/carriers/terraform_reading.h"
#include "tests/unit/catch.h"

namespace iampolicy::carriers {
namespace {

TEST_CASE("an override file replaces arguments by name, nested blocks by type, locals one by one") {
  const std::string text = R"(
locals {
  a = "base"
  b = "base"
}
variable "v" { default = "base" }
data "aws_iam_policy_document" "d" {
  version = "2008-10-17"
  statement { actions = ["a:B"] }
  statement { actions = ["a:C"] }
}
resource "aws_iam_policy" "p" { policy = data.aws_iam_policy_document.d.json }
resource "aws_iam_policy" "q" { policy = jsonencode([local.a, local.b, var.v]) }
)";
  const std::string above = R"(
locals { b = "above" }
variable "v" { default = "above" }
data "aws_iam_policy_document" "d" {
  dynamic "statement" {
    for_each = ["x"]
    content { actions = ["c:${statement.value}"] }
  }
}
resource "aws_iam_policy" "new" { policy = "{}" }
)";
  const Lines expected = {
      R"(aws_iam_policy.p policy 7:1 identity {"Version":"2008-10-17","Statement":[{"Effect":"Allow","Action":"c:x"}]})",
      R"(aws_iam_policy.q policy 13:53 identity ["base","above","above"])",
      R"(aws_iam_policy.new policy 10:45 identity {})"};
  CHECK(TerraformLines({{"main.tf", text}, {"x_override.tf", above}}) == expected);
  CHECK(TerraformLines({{"main.tf", text}, {"override.tf", above}}) == expected);
  // In the order of their names, and in either notation.
  const std::string json = R"({"locals": {"b": "last"}})";
  CHECK(TerraformLines({{"a_override.tf", above}, {"b_override.tf.json", json}, {"main.tf", text}})[1] ==
        R"(aws_iam_policy.q policy 13:53 identity ["base","last","above"])");
  // A file that only sounds like one adds nothing to what is there already.
  CHECK(TerraformLines({{"main.tf", text}, {"overrides.tf", "locals { b = \"above\" }"}})[1] ==
        R"(aws_iam_policy.q policy 13:53 identity ["base","base","base"])");
}

TEST_CASE("each instance of a called module has the values given to it, and what it returns is told apart by its key") {
  const std::string child = R"(
variable "name" {}
variable "actions" {}
resource "aws_iam_policy" "p" { policy = jsonencode({ Action = var.actions, Sid = var.name }) }
resource "aws_iam_policy" "same" { policy = jsonencode({ Action = var.actions == null }) }
output "name" { value = "n-${var.name}" }
)";
  const Files others = {{"m/", "main.tf\n"}, {"m/main.tf", child}};
  CHECK(TerraformLines({{"main.tf", R"(
module "m" {
  for_each = { a = ["x:Y"], b = ["x:Z"] }
  source   = "./m"
  name     = each.key
  actions  = each.value
}
resource "aws_iam_policy" "one" { policy = jsonencode([module.m["b"].name]) }
resource "aws_iam_policy" "all" { policy = jsonencode([for k, one in module.m : "${k}=${one.name}"]) }
resource "aws_iam_policy" "more" { policy = jsonencode([length(module.m), values(module.m)[*].name]) }
)"}},
                       others) ==
        Lines{R"(aws_iam_policy.one policy 8:55 identity ["n-b"])",
              R"(aws_iam_policy.all policy 9:55 identity ["a=n-a","b=n-b"])",
              R"(aws_iam_policy.more policy 10:56 identity [2,["n-a","n-b"]])",
              R"(module.m["a"].aws_iam_policy.p policy 4:53 identity {"Action":["x:Y"],"Sid":"a"})",
              R"(module.m["a"].aws_iam_policy.same+module.m["b"].aws_iam_policy.same policy )"
              R"(5:56 identity {"Action":false})",
              R"(module.m["b"].aws_iam_policy.p policy 4:53 identity {"Action":["x:Z"],"Sid":"b"})"});
  CHECK(TerraformLines({{"main.tf", R"(
module "m" {
  count   = 2
  source  = "./m"
  name    = count.index
  actions = "x"
}
resource "aws_iam_policy" "all" { policy = jsonencode([module.m[*].name, module.m[1].name]) }
)"}},
                       others)[0] == R"(aws_iam_policy.all policy 8:55 identity [["n-0","n-1"],"n-1"])");
  // Not known which there are.
  CHECK(TerraformLines({{"main.tf", R"(
module "m" {
  for_each = var.all
  source   = "./m"
  name     = each.key
  actions  = "x"
}
)"}},
                       others)[0] ==
        R"(module.m[*].aws_iam_policy.p policy 4:53 identity {"Action":"x","Sid":{"$unknown":"each:each.key"}})");
}

TEST_CASE("a comment in a called module silences what the module carries for its caller, and is not missed there") {
  const std::string child = R"(
variable "a" {}
resource "aws_iam_policy" "p" {
  # iampolicy-lint: ignore x/y -- known
  policy = jsonencode({ Action = var.a }) # iampolicy-lint: ignore
}
)";
  text::Sources sources;
  const std::string text = "module \"m\" {\n  source = \"./m\"\n  a = \"b\"\n}\n";
  const Source source{"main.tf", *sources.AddFile("main.tf", text), PolicyKind::kUnknown, ""};
  const Extraction found =
      ExtractTerraform(sources, {&source, 1}, {}, [&](std::string_view name) -> std::optional<std::string> {
        return name == "m/" ? "main.tf\n" : name == "m/main.tf" ? std::optional(child) : std::nullopt;
      });
  REQUIRE(found.suppressions.size() == 1);
  CHECK(found.suppressions[0].is_of_another_unit);
  CHECK(sources.Locate(found.suppressions[0].covers).start.line == 5);
  CHECK(found.problems.empty());
}

TEST_CASE("a name declared twice is said, and both policies are found") {
  const std::string one = "data \"aws_iam_policy_document\" \"d\" {\n  statement { actions = [\"a:B\"] }\n}\n";
  const std::string two = "data \"aws_iam_policy_document\" \"d\" {\n  statement { actions = [\"a:C\"] }\n}\n";
  CHECK(TerraformLines({{"a.tf", one}, {"b.tf", two}}) ==
        Lines{R"(data.aws_iam_policy_document.d json 1:1  {"Version":"2012-10-17",)"
              R"("Statement":[{"Effect":"Allow","Action":"a:B"}]})",
              R"(data.aws_iam_policy_document.d json 1:1  {"Version":"2012-10-17",)"
              R"("Statement":[{"Effect":"Allow","Action":"a:C"}]})",
              "note 1:1 `data.aws_iam_policy_document.d` is declared already: a.tf, line 1"});
  CHECK(TerraformLines({{"a.tf", one}, {"a.tofu", two}}).size() == 2);
}

TEST_CASE("files in UTF-16 with a byte order mark are read") {
  const std::string text("\xFF\xFEx\0 \0=\0 \0[\0", 12);
  CHECK(TerraformLines({{"main.tf", text}}) == Lines{"error 1:6 found the end of the text, expected a value"});
}

TEST_CASE("a set has no order and no numbers: each element is its own key") {
  const std::string text = R"(
variable "s" {
  type    = set(string)
  default = ["b", "a", "b"]
}
resource "aws_iam_policy" "p" {
  policy = jsonencode([for k, v in var.s : "${k}${v}"])
}
resource "aws_iam_policy" "q" {
  for_each = toset(["y", "x"])
  policy   = jsonencode([each.key, each.value, tolist(toset(["2", "1"]))[0], [for i, v in tolist(var.s) : i]])
}
)";
  CHECK(TerraformLines({{"main.tf", text}}) ==
        Lines{R"(aws_iam_policy.p policy 7:23 identity ["aa","bb"])",
              R"(aws_iam_policy.q["x"] policy 11:25 identity ["x","x","1",[0,1]])",
              R"(aws_iam_policy.q["y"] policy 11:25 identity ["y","y","1",[0,1]])"});
}

TEST_CASE("resources made from the files of a folder carry them, and two that carry one file share its document") {
  const std::string text = R"(
resource "aws_iam_policy" "a" {
  for_each = fileset("${path.module}/pol", "*.json")
  policy   = file("${path.module}/pol/${each.value}")
}
resource "aws_iam_policy" "b" {
  for_each = fileset(path.module, "pol/x?.json")
  policy   = file(each.key)
}
resource "aws_iam_policy" "far" {
  for_each = fileset("/etc", "*")
  policy   = file(each.key)
}
)";
  const Files others = {{"pol/", "x1.json\nREADME.md\n"}, {"pol/x1.json", "\n{\"a\": 1}"}};
  CHECK(TerraformLines({{"main.tf", text}}, others) ==
        Lines{R"(aws_iam_policy.a["x1.json"]+aws_iam_policy.b["pol/x1.json"] policy 2:1 identity {"a":1})",
              R"(aws_iam_policy.far[*] policy 12:14 identity {"$unknown":"function:file"})",
              "note 11:14 what `fileset` returns is not known", "note 12:14 what `file` returns is not known"});
}

}  // namespace
}  // namespace iampolicy::carriers
