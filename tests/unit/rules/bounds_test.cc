// What a principal's boundary, SCPs and other policies leave of what one of its policies hands out.

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/unit/catch.h"
#include "tests/unit/rules/judge.h"

namespace iampolicy::rules {
namespace {

enum class Beside { kAttached, kBoundary, kScp };

/// What the rule says of the first policy where the second is in force beside it.
std::vector<std::string> JudgeBeside(const std::string& rule, std::string_view first, Beside beside,
                                     std::string_view second) {
  text::Sources sources;
  std::array<std::string, 2> texts;
  std::array<syntax::Parsed, 2> parsed;
  std::array<policy::Policy, 2> policies;
  const std::array<PolicyKind, 2> kinds = {PolicyKind::kIdentity, beside == Beside::kBoundary ? PolicyKind::kBoundary
                                                                  : beside == Beside::kScp    ? PolicyKind::kScp
                                                                                              : PolicyKind::kIdentity};
  IdentityPolicies identity;
  identity.name = "role";
  for (std::size_t i = 0; i < 2; ++i) {
    const std::string_view statements = i == 0 ? first : second;
    texts[i] = R"({"Version": "2012-10-17", "Statement": [)" + std::string(statements) + "]}";
    const std::string name = std::to_string(i) + ".json";
    parsed[i] = syntax::ReadJson(sources, *sources.AddFile(name, texts[i]));
    parsed[i].tree = syntax::ReadUnknowns(parsed[i].tree, sources);
    policies[i] = policy::Build(parsed[i].tree, 0, sources, {kinds[i], {}, name});
    auto& list = i == 0 || beside == Beside::kAttached ? identity.attached
                 : beside == Beside::kBoundary         ? identity.boundary
                                                       : identity.scps;
    list.push_back({&policies[i], &parsed[i].tree, 0});
  }
  const Compiled pack = PackOf({rule});
  const PackView view(pack.tables());
  Memo memo(catalog::Catalog::BuiltIn());
  StudyInput input;
  input.document = identity.attached.front();
  input.sources = &sources;
  input.identity = &identity;
  Study study(input, memo);
  const Engine engine(view, std::vector<bool>(view.size(), true), Triggers::kUse);
  return Lines(ToFindings(view, engine.Run(study), study));
}

}  // namespace

TEST_CASE("Nothing is handed out that the boundary or an SCP keeps to named resources or refuses") {
  const std::string rule =
      Rule("statement", R"({"hands_out": ["s3:GetObject", "kms:DisableKey"]})", "", "{count}: {examples}");
  constexpr std::string_view kAllow = R"({"Effect":"Allow","Action":["s3:*","kms:*"],"Resource":"*"})";
  constexpr std::string_view kBoth = "2 actions: `kms:DisableKey`, `s3:GetObject`";
  struct Row {
    std::string_view beside;
    std::string_view bounded, added;  ///< "": nothing is found
  };
  const std::vector<Row> rows = {
      {R"({"Effect":"Allow","Action":"*","Resource":"*"})", kBoth, kBoth},
      {R"({"Effect":"Allow","Action":["s3:Get*","sqs:*"],"Resource":"*"})", "1 action: `s3:GetObject`", kBoth},
      {R"({"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::*"})", "1 action: `s3:GetObject`", kBoth},
      {R"({"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::reports/*"})", "", kBoth},
      {R"({"Effect":"Allow","NotAction":"kms:*","Resource":"*"})", "1 action: `s3:GetObject`", kBoth},
      {R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:PrincipalTag/a":"b"}}})", "",
       kBoth},
      {R"({"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:RequestedRegion":"eu-west-1"}}})",
       kBoth, kBoth},
      {R"({"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"kms:*","Resource":"*"})",
       "1 action: `s3:GetObject`", "1 action: `s3:GetObject`"},
      {R"({"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Deny","Action":"kms:*","Resource":"arn:aws:kms:*:111122223333:key/a"})",
       kBoth, kBoth},
  };
  const auto expected = [](std::string_view message) {
    return message.empty() ? std::vector<std::string>() : std::vector{"/Statement/0: " + std::string(message)};
  };
  for (const Row& row : rows) {
    INFO(row.beside);
    CHECK(JudgeBeside(rule, kAllow, Beside::kBoundary, row.beside) == expected(row.bounded));
    CHECK(JudgeBeside(rule, kAllow, Beside::kScp, row.beside) == expected(row.bounded));
    CHECK(JudgeBeside(rule, kAllow, Beside::kAttached, row.beside).front() == expected(row.added).front());
  }
}

TEST_CASE("An SCP that only denies bounds nothing else, and a boundary that is not known may") {
  const std::string rule = Rule("statement", R"({"hands_out": ["s3:GetObject"]})");
  constexpr std::string_view kAllow = R"({"Effect":"Allow","Action":"s3:*","Resource":"*"})";
  constexpr std::string_view kDeny = R"({"Effect":"Deny","Action":"kms:*","Resource":"*"})";
  using Lines = std::vector<std::string>;
  CHECK(JudgeBeside(rule, kAllow, Beside::kScp, kDeny) == Lines{"/Statement/0: found"});
  CHECK(JudgeBeside(rule, kAllow, Beside::kBoundary, kDeny) == Lines{});
  CHECK(JudgeBeside(rule, kAllow, Beside::kBoundary,
                    R"({"Effect":"Allow","Action":{"$unknown":"parameter:A"},"Resource":"*"})") ==
        Lines{"?/Statement/0: found"});
}

TEST_CASE("A whole service is told by what the boundary leaves of it") {
  const std::string rule = Rule("statement",
                                R"({"allows_whole_services": {"secrets": ["s3:GetDataAccess"], "data": ["sdb:Select"],
            "access": ["s3:PutBucketPolicy"], "destruction": ["sdb:DeleteDomain"]}})",
                                "", "{risks}");
  constexpr std::string_view kAllow = R"({"Effect":"Allow","Action":"sdb:*","Resource":"*"})";
  using Lines = std::vector<std::string>;
  CHECK(JudgeBeside(rule, kAllow, Beside::kBoundary, kAllow) ==
        Lines{"/Statement/0: 1 reads stored data, 1 destroys for good"});
  CHECK(JudgeBeside(rule, kAllow, Beside::kBoundary, R"({"Effect":"Allow","NotAction":"sdb:Select","Resource":"*"})") ==
        Lines{"/Statement/0: 1 destroys for good"});
  CHECK(JudgeBeside(rule, kAllow, Beside::kBoundary, R"({"Effect":"Allow","Action":"sdb:Select","Resource":"*"})") ==
        Lines{});
}

}  // namespace iampolicy::rules
