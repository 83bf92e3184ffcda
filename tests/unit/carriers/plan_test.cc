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
                                       R"(before aws_iam_policy.gone policy 314 {"a":3})"});
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
