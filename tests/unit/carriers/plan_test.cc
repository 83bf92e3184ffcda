// Which policies plans and states hold, which are rebuilt, and which are there no more.

#include "lib/carriers/plan.h"

#include <string>
#include <string_view>
#include <vector>

#include "lib/carriers/notation.h"
#include "lib/carriers/plan_configuration.h"
#include "lib/syntax/json.h"
#include "tests/unit/catch.h"

namespace iampolicy::carriers {
namespace {

using Lines = std::vector<std::string>;

Lines Extracted(std::string_view text, bool changes = false) {
  text::Sources sources;
  const Source source{"plan.json", *sources.AddFile("plan.json", text), PolicyKind::kUnknown, ""};
  const syntax::Parsed parsed = syntax::ReadJson(sources, source.text, syntax::kHostLimits);
  REQUIRE(parsed.complete);
  if (!IsPlan(parsed.tree, sources)) return {"no plan"};
  Options options;
  options.changes = changes;
  const Extraction found = ExtractPlan(sources, source, parsed.tree, options);
  Lines lines;
  for (const Document& one : found.documents) {
    std::string line = one.before_change ? "before " : "";
    line += one.owners[0] + " " + one.path + " " + std::to_string(sources.Locate(one.span).start.column) + " ";
    lines.push_back(line + (one.readable ? ToNotation(one.tree, one.root, sources) : "unreadable"));
  }
  for (const Identity& one : found.identities) {
    std::string line = one.name + " has";
    for (const std::uint32_t i : one.attached) line += " " + found.documents[i].owners[0];
    lines.push_back(line);
  }
  for (const Note& one : found.notes) lines.push_back("note " + one.message);
  for (const ReadError& one : found.errors) lines.push_back("error " + one.message);
  return lines;
}

TEST_CASE("plans and states are known by what they hold") {
  CHECK(Extracted(R"({"planned_values": {}})") == Lines{});
  CHECK(Extracted(R"({"version": 4, "terraform_version": "1", "resources": []})") == Lines{});
  CHECK(Extracted(R"({"format_version": "1.0", "values": {}})") == Lines{});
  CHECK(Extracted(R"({"values": {}})") == Lines{"no plan"});
  CHECK(Extracted(R"({"Statement": []})") == Lines{"no plan"});
  CHECK(Extracted(R"([1])") == Lines{"no plan"});
  CHECK(Extracted(R"({"format_version": "2.1", "planned_values": {}})") ==
        Lines{"error found format_version `2.1`, expected 0 or 1 and a minor version"});
}

TEST_CASE("an address is taken apart outside of its keys") {
  const Address address = ParseAddress(R"(module.a["x.y]\"."].module.b[0].data.t.n["k"])");
  REQUIRE(address.modules.size() == 2);
  CHECK(address.modules[0].key == R"(["x.y]\"."])");
  CHECK(address.resource == "data.t.n");
  CHECK(address.key == R"(["k"])");
  CHECK(PrefixOf(address, 2) == R"(module.a["x.y]\"."].module.b[0].)");
}

TEST_CASE("changes tell what was there before, where that is asked for") {
  const std::string_view plan =
      R"({"resource_changes":[)"
      R"({"address":"aws_iam_policy.a","mode":"managed","type":"aws_iam_policy","change":{"actions":["update"],)"
      R"("before":{"policy":"{\"a\":1}"},"after":{"policy":"{\"a\":2}"}}},)"
      R"({"address":"aws_iam_policy.gone","mode":"managed","type":"aws_iam_policy","change":{"actions":["delete"],)"
      R"("before":{"policy":"{\"a\":3}"},"after":null}},)"
      R"({"address":"aws_iam_policy.same","mode":"managed","type":"aws_iam_policy","change":{"actions":["no-op"],)"
      R"("before":{"policy":"{}"},"after":{"policy":"{}"}}}]})";
  CHECK(Extracted(plan) == Lines{R"(aws_iam_policy.a policy 175 {"a":2})", "aws_iam_policy.same policy 489 {}"});
  CHECK(Extracted(plan, true) == Lines{R"(aws_iam_policy.a policy 175 {"a":2})", "aws_iam_policy.same policy 489 {}",
                                       R"(before aws_iam_policy.a policy 144 {"a":1})",
                                       R"(before aws_iam_policy.gone policy 314 {"a":3})",
                                       "before aws_iam_policy.same policy 465 {}"});
}

TEST_CASE("blocks before and after a change are told apart by name, and what is only forgotten is not gone") {
  const std::string_view plan =
      R"({"resource_changes":[)"
      R"({"address":"aws_iam_role.r","mode":"managed","type":"aws_iam_role","change":{"actions":["update"],)"
      R"("before":{"inline_policy":[{"name":"a","policy":"{\"a\":1}"},{"name":"c","policy":"{\"a\":3}"}]},)"
      R"("after":{"inline_policy":[{"name":"b","policy":"{\"a\":2}"},{"name":"a","policy":"{\"a\":1}"}]}}},)"
      R"({"address":"aws_iam_policy.left","mode":"managed","type":"aws_iam_policy","change":{"actions":["forget"],)"
      R"("before":{"policy":"{}"},"after":null}}]})";
  CHECK(Extracted(plan, true) == Lines{R"(aws_iam_role.r inline_policy[0].policy 265 {"a":2})",
                                       R"(aws_iam_role.r inline_policy[1].policy 299 {"a":1})",
                                       R"(before aws_iam_role.r inline_policy[1].policy 169 {"a":1})",
                                       R"(before aws_iam_role.r inline_policy[3].policy 203 {"a":3})",
                                       "aws_iam_role.r has aws_iam_role.r aws_iam_role.r"});
}

TEST_CASE("a plan cut down to its changes names the policies that are set in any case and counts what may be set") {
  const std::string_view plan =
      R"({"resource_changes":[)"
      R"({"address":"aws_iam_role_policy.p","mode":"managed","type":"aws_iam_role_policy",)"
      R"("change":{"actions":["create"],"before":null,"after":{"name":"x"},"after_unknown":{"policy":true}}},)"
      R"({"address":"aws_s3_bucket.b","mode":"managed","type":"aws_s3_bucket",)"
      R"("change":{"actions":["create"],"before":null,"after":{},"after_unknown":{"policy":true}}}]})";
  CHECK(Extracted(plan) ==
        Lines{R"(aws_iam_role_policy.p policy 22 {"$unknown":"after-unknown:aws_iam_role_policy.p"})",
              "note 1 argument that a policy may be set in, known only after the plan is applied: the plan lacks its "
              "configuration"});
}

TEST_CASE("a template in an argument of a plan is read") {
  const std::string_view plan =
      R"({"planned_values":{"root_module":{"resources":[{"address":"aws_cloudformation_stack.s","mode":"managed",)"
      R"("type":"aws_cloudformation_stack","values":{"template_body":)"
      R"("{\"Resources\":{\"Q\":{\"Type\":\"AWS::SQS::QueuePolicy\",\"Properties\":{\"PolicyDocument\":{\"a\":1}}}}}"}}]}}})";
  CHECK(Extracted(plan) == Lines{R"(aws_cloudformation_stack.s/Q Properties.PolicyDocument 259 {"a":1})"});
}

TEST_CASE("a plan joins users and groups by what the configuration refers to; one of several is nobody's") {
  const auto plan = [](const std::string& references) {
    const auto resource = [](const std::string& type, const std::string& values) {
      return R"({"address":")" + type + R"(.x","mode":"managed","type":")" + type + R"(","values":)" + values + "}";
    };
    return R"({"planned_values":{"root_module":{"resources":[)" + resource("aws_iam_user", R"({"name":"dev"})") + "," +
           resource("aws_iam_group", R"({"name":"devs"})") + "," +
           resource("aws_iam_group_policy", R"({"group":"devs","policy":"{\"a\":1}"})") + "," +
           resource("aws_iam_user_group_membership", R"({"user":"dev","groups":["devs"]})") + "," +
           resource("aws_iam_policy", R"({"policy":"{\"a\":2}"})") + "," +
           resource("aws_iam_user_policy_attachment", R"({"user":"dev"})") +
           R"(]}},"resource_changes":[{"address":"aws_iam_policy.x","change":{}},)"
           R"({"address":"aws_iam_user_policy_attachment.x","change":{"after_unknown":{"policy_arn":true}}}],)"
           R"("configuration":{"root_module":{"resources":[{"address":"aws_iam_user_policy_attachment.x",)"
           R"("expressions":{"policy_arn":{"references":[)" +
           references + "]}}}]}}}";
  };
  const Lines found = Extracted(plan(R"("aws_iam_policy.x.arn","aws_iam_policy.x")"));
  REQUIRE(found.size() == 4);
  CHECK(found[2] == "aws_iam_user.x has aws_iam_policy.x aws_iam_group_policy.x");
  CHECK(found[3] == "aws_iam_group.x has aws_iam_group_policy.x");
  CHECK(Extracted(plan(R"("aws_iam_policy.x.arn","aws_iam_policy.y.arn")"))[2] ==
        "aws_iam_user.x has aws_iam_group_policy.x");
}

TEST_CASE("an unknown policy is rebuilt from the one document it refers to, by its key") {
  const auto plan = [](const std::string& references) {
    return R"({"planned_values":{"root_module":{"resources":[{"address":"aws_iam_policy.p[\"k\"]","mode":"managed",)"
           R"("type":"aws_iam_policy","values":{}},{"address":"aws_s3_bucket.b","mode":"managed",)"
           R"("type":"aws_s3_bucket","values":{}}]}},"resource_changes":[)"
           R"({"address":"aws_iam_policy.p[\"k\"]","change":{"after_unknown":{"policy":true}}},)"
           R"({"address":"aws_s3_bucket.b","change":{"after_unknown":{"policy":true}}},)"
           R"({"address":"data.aws_iam_policy_document.d[\"k\"]","change":{"after":{"statement":[{"actions":["a:B",null]}]},)"
           R"("after_unknown":{"statement":[{"actions":[false,true],"resources":true}]}}}],)"
           R"("configuration":{"root_module":{"resources":[{"address":"aws_iam_policy.p",)"
           R"("expressions":{"policy":{"references":[)" +
           references + "]}}}]}}}";
  };
  CHECK(
      Extracted(plan(R"("data.aws_iam_policy_document.d")")) ==
      Lines{
          R"(aws_iam_policy.p["k"] policy 398 {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["a:B",)"
          R"({"$unknown":"after-unknown:data.aws_iam_policy_document.d[\"k\"]"}],)"
          R"("Resource":{"$unknown":"after-unknown:data.aws_iam_policy_document.d[\"k\"]"}}]})"});
  const Lines unknown = {R"(aws_iam_policy.p["k"] policy 48 {"$unknown":"after-unknown:aws_iam_policy.p[\"k\"]"})"};
  CHECK(Extracted(plan(R"("data.aws_iam_policy_document.d", "data.aws_iam_policy_document.e")")) == unknown);
  CHECK(Extracted(plan("")) == unknown);
}

TEST_CASE("attachments of a state are joined by name and ARN") {
  const std::string_view state =
      R"({"version":4,"terraform_version":"1","resources":[)"
      R"({"mode":"managed","type":"aws_iam_role","name":"r","instances":[{"attributes":{"name":"app"}}]},)"
      R"({"mode":"managed","type":"aws_iam_policy","name":"p","instances":[{"attributes":{"arn":"arn:x","policy":"{}"}}]},)"
      R"({"mode":"managed","type":"aws_iam_role_policy_attachment","name":"a","instances":[{"index_key":"k",)"
      R"("attributes":{"role":"app","policy_arn":"arn:x"}}]}]})";
  CHECK(Extracted(state) == Lines{"aws_iam_policy.p policy 252 {}", "aws_iam_role.r has aws_iam_policy.p"});
}

}  // namespace
}  // namespace iampolicy::carriers
