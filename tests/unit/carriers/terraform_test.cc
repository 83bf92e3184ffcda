// Which policies Terraform source holds, what of them is known, and where each is written.

#include "lib/carriers/terraform.h"

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/carriers/notation.h"
#include "lib/syntax/json.h"
#include "tests/unit/catch.h"
#include "tests/unit/syntax/outline.h"

namespace iampolicy::carriers {
namespace {

using Lines = std::vector<std::string>;

struct Result {
  Lines documents;  ///< "owner path line:column document"
  Lines rest;       ///< errors, notes, problems, identities, suppressions, what is incomplete
};

std::string StartOf(text::Span span, const text::Sources& sources) {
  const text::Place place = sources.Locate(span);
  return std::to_string(place.start.line) + ":" + std::to_string(place.start.column);
}

Result Extracted(std::string_view text, const std::map<std::string, std::string>& others = {},
                 const Options& options = {}, std::string_view name = "main.tf") {
  text::Sources sources;
  const Source source{name, *sources.AddFile(name, text), PolicyKind::kUnknown, ""};
  const ReadFile read_file = [&](std::string_view file) -> std::optional<std::string> {
    const auto found = others.find(std::string(file));
    return found == others.end() ? std::nullopt : std::optional(found->second);
  };
  const Extraction found = ExtractTerraform(sources, {&source, 1}, options, read_file);
  Result result;
  for (const Document& one : found.documents) {
    std::string line;
    for (const std::string& owner : one.owners) line += owner + " ";
    line += one.path + " " + StartOf(one.span, sources) + " ";
    line += one.readable ? ToNotation(one.tree, one.root, sources) : "unreadable";
    result.documents.push_back(line);
  }
  for (const ReadError& one : found.errors)
    result.rest.push_back("error " + StartOf(one.at, sources) + " " + one.message);
  for (const Note& one : found.notes) result.rest.push_back("note " + StartOf(one.at, sources) + " " + one.message);
  for (const std::string& one : syntax::Problems(found.problems, sources)) result.rest.push_back("problem " + one);
  for (const Incomplete& one : found.incomplete) result.rest.push_back("incomplete " + one.reason);
  for (const Suppression& one : found.suppressions) {
    result.rest.push_back("silence " + one.rule + " (" + one.reason + ") " + syntax::PlaceOf(one.covers, sources));
  }
  for (const Identity& one : found.identities) {
    std::string line = one.name + " has";
    for (const std::uint32_t i : one.attached) line += " " + found.documents[i].owners[0];
    for (const std::uint32_t i : one.boundary) line += " boundary " + found.documents[i].owners[0];
    for (const std::uint32_t i : one.trust) line += " trust " + found.documents[i].owners[0];
    result.rest.push_back(line);
  }
  return result;
}

// What an expression comes to as the policy of a resource.
std::string Worked(const std::string& expression, const std::string& more = "") {
  const Result result =
      Extracted("resource \"aws_iam_policy\" \"p\" {\n  policy = jsonencode(" + expression + ")\n}\n" + more);
  if (result.documents.size() != 1) return "no document";
  const std::string& line = result.documents[0];
  return line.substr(line.find(' ', line.find(':')) + 1);
}

TEST_CASE("expressions come to what Terraform makes of them, and what is not known stays in its place") {
  const std::string known =
      "variable \"l\" { default = [\"b\", \"a\"] }\nvariable \"u\" {}\n"
      "locals {\n  m = { x = 1, y = \"2\" }\n  s = \"t\"\n}\n";
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"[1 + 2 * 3, 7 % 4, -1, 10 / 4]", "[7,3,-1,2.5]"},
      {"[1 < 2, 1 == 2, \"a\" != \"b\", true && false, !true]", "[true,false,true,false,false]"},
      {"\"x-${local.s}-${1}\"", R"("x-t-1")"},
      {"\"x-${var.u}\"", R"({"$concat":["x-",{"$unknown":"variable:u"}]})"},
      {"\"${var.u}\"", R"({"$unknown":"variable:u"})"},
      {"var.u ? 1 : 2", R"({"$if":{"condition":"var.u","then":1,"else":2}})"},
      {"!var.u ? 1 : 2", R"({"$if":{"condition":"var.u","then":2,"else":1}})"},
      {"var.u ? 1 : 1", "1"},
      {"false && var.u", "false"},
      {"concat(var.l, var.u, [\"c\"])", R"(["b","a",{"$unknown":"variable:u"},"c"])"},
      {"concat([\"a\"], var.u ? [\"b\"] : [])",
       R"(["a",{"$if":{"condition":"var.u","then":"b","else":{"$absent":true}}}])"},
      {"[for x in var.u : x]", R"({"$unknown":"variable:u"})"},
      {"[for i, x in var.l : \"${i}${x}\" if x != \"a\"]", R"(["0b"])"},
      {"{ for k, v in local.m : upper(k) => v }", R"({"X":1,"Y":"2"})"},
      {"{ for x in [\"a\", \"a\"] : x => 1... }", R"({"a":[1,1]})"},
      {"merge(local.m, { x = 3 })", R"({"x":3,"y":"2"})"},
      {"merge(local.m, var.u)", R"({"$unknown":"variable:u"})"},
      {"sort(distinct(concat(var.l, [\"a\"])))", R"(["a","b"])"},
      {"[for x in [{ a = 1 }, { a = 2 }] : x.a]", "[1,2]"},
      {"[{ a = [1, 2] }, { a = [3, 4] }][*].a[1]", "[2,4]"},
      {"[{ a = 1 }, { a = 2 }].*.a[1]", "2"},
      {"format(\"%s-%03d-%%-%[1]s\", \"a\", 7)", R"("a-007-%-a")"},
      {"formatlist(\"%s/*\", var.l)", R"(["b/*","a/*"])"},
      {"format(\"a/%s\", var.u)", R"({"$concat":["a/",{"$unknown":"variable:u"}]})"},
      {"join(\",\", [\"a\", var.u])", R"({"$concat":["a,",{"$unknown":"variable:u"}]})"},
      {"[split(\",\", \"a,b\"), replace(\"aXa\", \"X\", \"-\"), substr(\"hello\", 1, 3), trimprefix(\"ab\", \"a\")]",
       R"([["a","b"],"a-a","ell","b"])"},
      {"[lower(\"A\"), title(\"ab cd\"), trimspace(\" a \"), base64encode(\"abcd\"), base64decode(\"YWJj\")]",
       R"(["a","Ab Cd","a","YWJjZA==","abc"])"},
      {"[replace(\"a/X/b\", \"X\", var.u), replace(\"a\", \"X\", var.u)]",
       R"([{"$concat":["a/",{"$unknown":"variable:u"},"/b"]},"a"])"},
      {"[try(jsonencode({ a = local.m.z }), \"d\"), try([local.m.x], 0), can([local.m.z])]", R"(["d",[1],false])"},
      {"yamldecode(\"a: &x [1, yes]\\nb: *x\")", R"({"a":[1,true],"b":[1,true]})"},
      {"[sum([1, 2]), matchkeys([\"a\", \"b\"], [1, 2], [2]), transpose({ a = [\"x\"] }), basename(\"a/b\"), "
       "dirname(\"a/b\")]",
       R"([3,["b"],{"x":["a"]},"b","a"])"},
      {"lower(var.u)", R"({"$unknown":"variable:u"})"},
      {"[try(local.m.z, \"d\"), can(local.m.z), coalesce(null, \"\", \"c\"), lookup(local.m, \"z\", 0)]",
       R"(["d",false,"c",0])"},
      {"[keys(local.m), values(local.m), length(var.l), contains(var.l, \"a\"), element(var.l, 3)]",
       R"([["x","y"],[1,"2"],2,true,"a"])"},
      {"[flatten([[1], [[2]]]), compact([\"\", \"a\"]), reverse([1, 2]), one([5]), range(3), slice([1, 2, 3], 1, 2)]",
       "[[1,2],[\"a\"],[2,1],5,[0,1,2],[2]]"},
      {"[setunion([1], [1, 2]), setintersection([1, 2], [2]), setsubtract([1, 2], [2]), setproduct([1], [2, 3])]",
       "[[1,2],[2],[1],[[1,2],[1,3]]]"},
      {"[max(1, 3), min(1, 3), tonumber(\"4\"), tostring(5), tobool(\"true\"), zipmap([\"a\"], [1])]",
       R"([3,1,4,"5",true,{"a":1}])"},
      {"jsondecode(\"{\\\"a\\\": [1]}\")", R"({"a":[1]})"},
      {"{ \"${var.u}:sub\" = 1 }.x", R"({"$unknown":"undefined:x"})"},
      {"md5(\"x\")", R"({"$unknown":"function:md5"})"},
      {"cycle", R"({"$unknown":"undefined:cycle"})"},
      {"<<-E\n    a%{ for x in var.l } ${x}%{ endfor }\n  E\n", R"("a b a\n")"},
  };
  for (const auto& [expression, expected] : rows) {
    INFO(expression);
    CHECK(Worked(expression, known) == expected);
  }
}

TEST_CASE("variables have given values, defaults with the types' optional members, or none") {
  const std::string text = R"(
variable "o" {
  type    = list(object({ a = string, b = optional(string), c = optional(number, 3) }))
  default = [{ a = 1 }]
}
variable "d" { default = "default" }
resource "aws_iam_policy" "p" {
  policy = jsonencode([var.o, var.d, var.none])
}
)";
  CHECK(Extracted(text).documents ==
        Lines{R"(aws_iam_policy.p policy 8:23 [[{"a":"1","b":null,"c":3}],"default",{"$unknown":"variable:none"}])"});
  Options options;
  options.var_files = {"x.tfvars"};
  CHECK(Extracted(text, {{"x.tfvars", "d = \"given\"\nnone = [1]\n"}}, options).documents ==
        Lines{R"(aws_iam_policy.p policy 8:23 [[{"a":"1","b":null,"c":3}],"given",[1]])"});
  CHECK(Extracted(text, {}, options).rest == Lines{"incomplete the variable file cannot be read"});
}

TEST_CASE("a policy document is built as the provider builds it, unknown and conditional parts in place") {
  const Result result = Extracted(R"(
variable "on" {}
data "aws_iam_policy_document" "d" {
  statement {
    actions   = ["a:B", "a:B"]
    resources = []
    dynamic "principals" {
      for_each = var.on ? ["x"] : []
      content {
        type        = "AWS"
        identifiers = [principals.value]
      }
    }
    condition {
      test     = "StringEquals"
      variable = "k"
      values   = ["&{aws:username}", 1]
    }
    condition {
      test     = "StringEquals"
      variable = "k"
      values   = [true]
    }
  }
  dynamic "statement" {
    for_each = var.on ? [1] : []
    content {
      effect  = "Deny"
      actions = ["a:C"]
    }
  }
}
resource "aws_iam_policy" "p" { policy = join("", data.aws_iam_policy_document.d[*].json) }
)");
  CHECK(result.documents ==
        Lines{R"(aws_iam_policy.p policy 3:1 {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:B",)"
              R"("Principal":{"$if":{"condition":"var.on","then":{"AWS":"x"},"else":{"$absent":true}}},)"
              R"("Condition":{"StringEquals":{"k":["${aws:username}","1","true"]}}},)"
              R"({"$if":{"condition":"var.on","then":{"Effect":"Deny","Action":"a:C"},"else":{"$absent":true}}}]})"});
  CHECK(result.rest == Lines{});
}

TEST_CASE("what is only assumed to be there does not see the values that keep it away") {
  const Result result = Extracted(R"(
variable "names" { default = ["x"] }
variable "more" { default = [] }
variable "statements" {}
data "aws_iam_policy_document" "d" {
  count = length(var.names) > 1 ? 1 : 0
  statement {
    actions   = var.more
    resources = var.names
  }
}
data "aws_iam_policy_document" "e" {
  dynamic "statement" {
    for_each = var.statements
    content {
      actions     = lookup(statement.value, "actions", null)
      not_actions = lookup(statement.value, "not_actions", null)
      resources   = ["*"]
      dynamic "principals" {
        for_each = lookup(statement.value, "principals", [])
        content {
          type        = "AWS"
          identifiers = ["x"]
        }
      }
    }
  }
}
)");
  CHECK(result.documents ==
        Lines{R"x(data.aws_iam_policy_document.d[0] json 5:1 {"Version":"2012-10-17","Statement":[{"Effect":"Allow",)x"
              R"x("Action":{"$unknown":"variable:more"},"Resource":{"$unknown":"variable:names"}}]})x",
              R"x(data.aws_iam_policy_document.e json 12:1 {"Version":"2012-10-17","Statement":[{"Effect":"Allow",)x"
              R"x("Action":{"$unknown":"each:statement.value"},"Resource":"*",)x"
              R"x("Principal":{"$if":{"condition":"any lookup(statement.value, \"principals\", [])",)x"
              R"x("then":{"AWS":"x"},"else":{"$absent":true}}}}]})x"});
}

TEST_CASE("a document carried alike by several is one, with each as its owner") {
  CHECK(Extracted(R"(
resource "aws_iam_policy" "p" {
  count  = 2
  policy = jsonencode({ Statement = [] })
}
)")
            .documents == Lines{R"(aws_iam_policy.p[0] aws_iam_policy.p[1] policy 4:23 {"Statement":[]})"});
}

TEST_CASE("a choice between documents is a choice, and nothing where there is none") {
  CHECK(
      Extracted(R"(
resource "aws_s3_bucket" "b" { policy = var.on ? jsonencode({ Statement = [] }) : null }
resource "aws_s3_bucket" "none" { policy = null }
resource "aws_s3_bucket" "empty" { policy = "" }
)")
          .documents ==
      Lines{
          R"(aws_s3_bucket.b policy 2:61 {"$if":{"condition":"var.on","then":{"Statement":[]},"else":{"$absent":true}}})"});
}

TEST_CASE("a text that is no JSON is a document that cannot be read, unless what it is depends on something unknown") {
  CHECK(Extracted("resource \"aws_iam_policy\" \"p\" { policy = \"{\\\"a\\\" 1}\" }").documents ==
        Lines{"aws_iam_policy.p policy 1:43 unreadable"});
  CHECK(Extracted("resource \"aws_iam_policy\" \"p\" { policy = \"${var.a}${var.b}\" }").documents ==
        Lines{R"(aws_iam_policy.p policy 1:42 {"$unknown":"function:text"})"});
}

TEST_CASE("local modules are followed: what they return, and what they carry with the values given to them") {
  const std::string text = R"(
module "m" {
  source = "./m"
  action = "s3:*"
}
module "far" { source = "registry/x" }
module "gone" { source = "../gone" }
resource "aws_iam_policy" "p" { policy = module.m.json }
)";
  const std::string child = R"(
variable "action" {}
resource "aws_iam_policy" "inner" { policy = jsonencode({ Action = var.action }) }
resource "aws_iam_policy" "same" { policy = jsonencode({ Action = "x:Y" }) }
output "json" { value = jsonencode({ Statement = [var.action] }) }
)";
  const Result result = Extracted(text, {{"m/", "main.tf\nREADME.md\n"}, {"m/main.tf", child}});
  CHECK(result.documents == Lines{R"(aws_iam_policy.p policy 5:36 {"Statement":["s3:*"]})",
                                  R"(module.m.aws_iam_policy.inner policy 3:57 {"Action":"s3:*"})"});
  CHECK(result.rest == Lines{"note 6:1 module `far` is not seen: its source `registry/x` is not local",
                             "note 7:1 module `gone` is not seen: `../gone/` is not among what may be read"});
  // A module that calls itself ends.
  const std::string loop = "module \"m\" { source = \"./\" }\n";
  CHECK(Extracted(loop).rest == Lines{"note 1:1 module `m` is not seen: it calls itself"});
}

TEST_CASE("files beside the module are read where they may be, and places in them are places in them") {
  const std::string text = R"(
resource "aws_iam_policy" "f" { policy = file("${path.module}/p.json") }
resource "aws_iam_policy" "t" { policy = templatefile("t.tpl", { a = "s3:*", r = ["x", var.u] }) }
resource "aws_iam_policy" "g" { policy = file("gone.json") }
)";
  const Result result = Extracted(
      text,
      {{"p.json", "\n  {\"a\": 1}"}, {"t.tpl", "{\"A\": \"${a}\",\n \"R\": ${jsonencode([for x in r : \"-${x}\"])}}"}});
  CHECK(result.documents ==
        Lines{R"(aws_iam_policy.f policy 2:3 {"a":1})",
              R"(aws_iam_policy.t policy 1:1 {"A":"s3:*","R":["-x",{"$concat":["-",{"$unknown":"variable:u"}]}]})",
              R"(aws_iam_policy.g policy 4:42 {"$unknown":"function:file"})"});
  CHECK(result.rest == Lines{"note 4:42 what `file` returns is not known"});
}

TEST_CASE("attachments inside a module are joined, those of others are named") {
  const Result result = Extracted(R"(
resource "aws_iam_role" "r" {
  name                 = "app"
  assume_role_policy   = jsonencode({ a = 1 })
  permissions_boundary = aws_iam_policy.b.arn
}
resource "aws_iam_policy" "p" { policy = jsonencode({ a = 2 }) }
resource "aws_iam_policy" "b" { policy = jsonencode({ a = 3 }) }
resource "aws_iam_role_policy" "own" {
  role   = aws_iam_role.r.id
  policy = jsonencode({ a = 4 })
}
resource "aws_iam_role_policy_attachment" "p" {
  role       = "app"
  policy_arn = aws_iam_policy.p.arn
}
resource "aws_iam_role_policy_attachment" "admin" {
  role       = aws_iam_role.r.name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
resource "aws_iam_role_policy_attachment" "perhaps" {
  count      = var.n
  role       = aws_iam_role.r.name
  policy_arn = aws_iam_policy.b.arn
}
)");
  CHECK(
      result.rest ==
      Lines{"aws_iam_role.r has aws_iam_role_policy.own aws_iam_policy.p aws_iam_role_policy_attachment.admin boundary "
            "aws_iam_policy.b trust aws_iam_role.r"});
}

TEST_CASE("principals that a module only offers are none of an identity policy") {
  const auto text = [](const std::string& carrier) {
    return R"(
data "aws_iam_policy_document" "d" {
  statement {
    actions = ["a:B"]
    dynamic "principals" {
      for_each = var.principals
      content {
        type        = "AWS"
        identifiers = principals.value
      }
    }
  }
}
)" + carrier +
           " { policy = data.aws_iam_policy_document.d.json }\n";
  };
  CHECK(
      Extracted(text("resource \"aws_iam_policy\" \"p\"")).documents ==
      Lines{R"(aws_iam_policy.p policy 2:1 {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"a:B"}]})"});
  CHECK(Extracted(text("resource \"aws_sqs_queue\" \"p\"")).documents[0].find("Principal") != std::string::npos);
}

TEST_CASE("a document without statements has none, unless what makes them is only empty by default") {
  const std::string text = R"(
variable "o" {
  type    = object({ on = optional(bool, false) })
  default = {}
}
data "aws_iam_policy_document" "e" {
  dynamic "statement" {
    for_each = var.o.on ? [1] : []
    content { actions = ["a:B"] }
  }
}
data "aws_iam_policy_document" "d" {
  count = var.o.on ? 1 : 0
  dynamic "statement" {
    for_each = var.o.on ? [1] : []
    content { actions = ["a:B"] }
  }
}
)";
  CHECK(Extracted(text).documents == Lines{R"(data.aws_iam_policy_document.e json 6:1 {"Version":"2012-10-17"})",
                                           R"(data.aws_iam_policy_document.d[0] json 12:1 {"Version":"2012-10-17",)"
                                           R"("Statement":[{"Effect":"Allow","Action":"a:B"}]})"});
}

TEST_CASE("resources named as in CloudFormation hold policies in arguments of its names, and in no others") {
  const std::string text = R"(
resource "awscc_iam_role" "r" {
  assume_role_policy_document = jsonencode({ A = 1 })
  policies                    = [{ policy_name = "p", policy_document = jsonencode({ A = 2 }) }]
}
resource "awscc_dynamodb_table" "t" { resource_policy = { policy_document = jsonencode({ A = 3 }) } }
resource "awscc_dynamodb_table" "u" { table_policy = { policy_document = jsonencode({ A = 4 }) } }
)";
  CHECK(Extracted(text).documents == Lines{R"(awscc_iam_role.r assume_role_policy_document 3:44 {"A":1})",
                                           R"(awscc_iam_role.r policies[0].policy_document 4:84 {"A":2})",
                                           R"(awscc_dynamodb_table.t resource_policy.policy_document 6:88 {"A":3})"});
}

TEST_CASE("what a count asks holds where there is an instance, and nowhere else") {
  const std::string text = R"(
locals {
  on   = module.this.enabled && local.more
  more = !var.off
}
data "aws_iam_policy_document" "d" {
  count = local.on ? 1 : 0
  statement {
    actions = [module.this.enabled ? "a:On" : "a:Off", var.off ? "a:Off" : "a:On", var.other ? "a:X" : "a:Y"]
  }
}
resource "aws_iam_policy" "p" { policy = join("", data.aws_iam_policy_document.d[*].json) }
resource "aws_iam_policy" "q" { policy = jsonencode([module.this.enabled ? 1 : 2]) }
resource "aws_iam_policy" "r" {
  count  = module.this.enabled ? 0 : 1
  policy = jsonencode([module.this.enabled ? 1 : 2])
}
)";
  CHECK(Extracted(text).documents ==
        Lines{R"(aws_iam_policy.p policy 6:1 {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["a:On",)"
              R"({"$if":{"condition":"var.other","then":"a:X","else":"a:Y"}}]}]})",
              R"(aws_iam_policy.q policy 13:53 [{"$if":{"condition":"module.this.enabled","then":1,"else":2}}])",
              R"(aws_iam_policy.r[*] policy 16:23 [2])"});
}

// Where a text of the first document is written.
std::string PlaceOfText(std::string_view text, std::string_view part) {
  text::Sources sources;
  const Source source{"main.tf", *sources.AddFile("main.tf", text), PolicyKind::kUnknown, ""};
  const Extraction found = ExtractTerraform(sources, {&source, 1}, {}, {});
  const syntax::Tree& tree = found.documents.at(0).tree;
  for (syntax::NodeId id = 0; id < tree.size(); ++id) {
    if (sources.Text(tree[id].text) == part) return StartOf(tree[id].span, sources);
  }
  return "nowhere";
}

TEST_CASE("places go down to the element, through removed indentation, interpolations and directives") {
  CHECK(PlaceOfText(R"(resource "aws_iam_policy" "p" {
  policy = <<-E
    {"Statement": [{
      "Action": ["a:B", "a:C"],
      "Resource": ["x/${var.b}", "y"]
    }]}
  E
})",
                    "a:C") == "4:25");
  const std::string loop = R"(resource "aws_iam_policy" "p" {
  policy = <<-E
    [%{ for x in ["1", "2"] }
      {"Action": ["a:${x}", "a:C"]},
    %{ endfor }
      {"Action": "a:D"}
    ]
  E
})";
  CHECK(PlaceOfText(loop, "a:C") == "4:29");
  CHECK(PlaceOfText(loop, "a:2") == "4:19");
  CHECK(PlaceOfText(loop, "a:D") == "6:18");
  CHECK(PlaceOfText(R"(resource "aws_iam_policy" "p" { policy = "{\"a\": [\"${var.x}\", \"b\"]}" })", "b") == "1:66");
}

TEST_CASE("comments silence the element they stand on or above") {
  const Result result = Extracted(R"(resource "aws_iam_policy" "p" {
  # iampolicy-lint: ignore a/b -- known
  policy = jsonencode({
    Statement = [{
      Action = "*" # iampolicy-lint: ignore c/d -- wanted
    }]
  })
}
# iampolicy-lint: ignore e/f
)");
  REQUIRE(result.rest.size() == 3);
  CHECK(result.rest[0].substr(0, 7) == "problem");
  CHECK(result.rest[1] == "silence a/b (known) 3:3-7:5");
  CHECK(result.rest[2] == "silence c/d (wanted) 5:7-5:19");
  Options options;
  options.disregard_suppressions = true;
  CHECK(Extracted("x = 1 # iampolicy-lint: ignore a/b -- c\n", {}, options).rest.empty());
}

TEST_CASE("what the files ask for is bounded") {
  std::string bomb = "locals {\n  a0 = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string one = "local.a" + std::to_string(i - 1);
    bomb += "  a" + std::to_string(i) + " = [";
    for (int k = 0; k < 10; ++k) bomb += one + ", ";
    bomb += "]\n";
  }
  bomb += "}\nresource \"aws_iam_policy\" \"p\" { policy = jsonencode(local.a11) }\n";
  const Result result = Extracted(bomb);
  CHECK(result.documents.size() == 1);
  CHECK(result.rest == Lines{"incomplete its expressions ask for more than can be worked out"});
}

TEST_CASE("a broken block is an error, and the policies of the others are found") {
  const Result result = Extracted(
      "resource \"aws_iam_policy\" \"a\" {\n  policy = [\n}\nresource \"aws_iam_policy\" \"b\" { policy = "
      "jsonencode({}) }\n");
  CHECK(result.rest == Lines{"error 3:1 found `}`, expected a value"});
  CHECK(result.documents == Lines{"aws_iam_policy.b policy 4:53 {}"});
}

}  // namespace
}  // namespace iampolicy::carriers
