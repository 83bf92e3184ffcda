// What reading infrastructure files costs beside the bare parser of their notation, a megabyte, as ratios in one run:
// libyaml's events and nothing made of them, RapidJSON's DOM, and for HCL, which has no other parser here, our own
// without any evaluation.
//
//   bench_parsers [FILE...]
//
// Without files: a template, a module and a plan of a thousand roles each, made on the spot.

#include <rapidjson/document.h>
#include <yaml.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/carriers/carrier.h"
#include "lib/syntax/hcl.h"
#include "lib/syntax/json.h"
#include "lib/syntax/yaml.h"
#include "lib/text/sources.h"

namespace {

using namespace iampolicy;

constexpr int kTurns = 15;
constexpr int kRoles = 1000;

struct Input {
  std::string name;
  std::string text;
};

bool EndsWith(std::string_view text, std::string_view with) {
  return text.size() >= with.size() && text.substr(text.size() - with.size()) == with;
}

std::string MadeTemplate() {
  std::string out = "AWSTemplateFormatVersion: \"2010-09-09\"\nParameters:\n  Bucket: { Type: String }\nResources:\n";
  for (int i = 0; i < kRoles; ++i) {
    const std::string n = std::to_string(i);
    out += "  Role" + n +
           ":\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument:\n        Version: "
           "\"2012-10-17\"\n        Statement:\n          - Effect: Allow\n            Principal: { Service: "
           "lambda.amazonaws.com }\n            Action: sts:AssumeRole\n      Policies:\n        - PolicyName: p" +
           n +
           "\n          PolicyDocument:\n            Version: \"2012-10-17\"\n            Statement:\n              - "
           "Sid: Objects" +
           n +
           "\n                Effect: Allow\n                Action: [s3:GetObject, s3:PutObject, s3:DeleteObject]\n   "
           "             Resource: !Sub \"arn:${AWS::Partition}:s3:::${Bucket}/" +
           n + "/*\"\n";
  }
  return out;
}

std::string MadeModule() {
  std::string out = "variable \"bucket\" {}\ndata \"aws_partition\" \"p\" {}\n";
  for (int i = 0; i < kRoles; ++i) {
    const std::string n = std::to_string(i);
    out += "data \"aws_iam_policy_document\" \"d" + n + "\" {\n  statement {\n    sid       = \"Objects" + n +
           "\"\n    actions   = [\"s3:GetObject\", \"s3:PutObject\", \"s3:DeleteObject\"]\n    resources = "
           "[\"arn:${data.aws_partition.p.partition}:s3:::${var.bucket}/" +
           n + "/*\"]\n  }\n}\nresource \"aws_iam_role\" \"r" + n + "\" {\n  name = \"role-" + n +
           "\"\n  assume_role_policy = jsonencode({\n    Version = \"2012-10-17\"\n    Statement = [{\n      Effect    "
           "= \"Allow\"\n      Principal = { Service = \"lambda.amazonaws.com\" }\n      Action    = "
           "\"sts:AssumeRole\"\n    }]\n  })\n}\nresource \"aws_iam_role_policy\" \"p" +
           n + "\" {\n  role   = aws_iam_role.r" + n + ".id\n  policy = data.aws_iam_policy_document.d" + n +
           ".json\n}\n";
  }
  return out;
}

std::string MadePlan() {
  std::string resources;
  std::string changes;
  for (int i = 0; i < kRoles; ++i) {
    const std::string n = std::to_string(i);
    const std::string head =
        R"({"address":"aws_iam_policy.p)" + n + R"(","mode":"managed","type":"aws_iam_policy","name":"p)" + n + R"(",)";
    const std::string values =
        R"({"name":"p)" + n +
        R"(","policy":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":[\"s3:GetObject\",)"
        R"(\"s3:PutObject\"],\"Resource\":\"arn:aws:s3:::b/)" +
        n + R"(/*\"}]}"})";
    resources += (i == 0 ? "" : ",") + head + R"("values":)" + values + "}";
    changes += (i == 0 ? "" : ",") + head + R"("change":{"actions":["create"],"before":null,"after":)" + values +
               R"(,"after_unknown":{"arn":true,"id":true}}})";
  }
  return R"({"format_version":"1.2","planned_values":{"root_module":{"resources":[)" + resources +
         R"(]}},"resource_changes":[)" + changes + "]}";
}

double Seconds(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void LibyamlEvents(const std::string& text) {
  yaml_parser_t parser;
  yaml_parser_initialize(&parser);
  yaml_parser_set_input_string(&parser, reinterpret_cast<const unsigned char*>(text.data()), text.size());
  for (bool is_over = false; !is_over;) {
    yaml_event_t event;
    if (yaml_parser_parse(&parser, &event) == 0) break;
    is_over = event.type == YAML_STREAM_END_EVENT;
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
}

void RapidjsonDom(const std::string& text) {
  rapidjson::Document document;
  document.Parse(text.data(), text.size());
}

text::Span Placed(text::Sources& sources, const Input& input) { return *sources.AddFile(input.name, input.text); }

void Extract(const Input& input) {
  text::Sources sources;
  const carriers::Source source{input.name, Placed(sources, input), PolicyKind::kUnknown, ""};
  carriers::Extract(sources, {&source, 1}, {}, {});
}

// The ways take turns, so that a slow moment of the machine falls on all of them; the median counts.
void Compare(const Input& input, const std::vector<std::pair<std::string, std::function<void()>>>& ways) {
  std::vector<std::vector<double>> times(ways.size());
  for (int turn = 0; turn < kTurns; ++turn) {
    for (std::size_t i = 0; i < ways.size(); ++i) times[i].push_back(Seconds(ways[i].second));
  }
  const double megabytes = static_cast<double>(input.text.size()) / 1e6;
  std::printf("%s, %.2f MB\n", input.name.c_str(), megabytes);
  double unit = 0;
  for (std::size_t i = 0; i < ways.size(); ++i) {
    std::sort(times[i].begin(), times[i].end());
    const double median = times[i][kTurns / 2];
    if (i == 0) unit = median;
    std::printf("  %-40s %8.2f ms/MB %6.2fx\n", ways[i].first.c_str(), median * 1e3 / megabytes, median / unit);
  }
}

void Run(const Input& input) {
  const auto extract = [&input] { Extract(input); };
  if (EndsWith(input.name, ".tf") || EndsWith(input.name, ".tofu")) {
    const auto read = [&input] {
      text::Sources sources;
      syntax::ReadHcl(sources, Placed(sources, input));
    };
    Compare(input, {{"HCL read, nothing worked out", read}, {"read and extracted", extract}});
  } else if (EndsWith(input.name, ".yaml") || EndsWith(input.name, ".yml")) {
    const auto read = [&input] {
      text::Sources sources;
      syntax::ReadYaml(sources, Placed(sources, input));
    };
    Compare(input, {{"libyaml's events", [&input] { LibyamlEvents(input.text); }},
                    {"read to a tree", read},
                    {"read and extracted", extract}});
  } else {
    const auto read = [&input] {
      text::Sources sources;
      syntax::ReadJson(sources, Placed(sources, input), syntax::kHostLimits);
    };
    Compare(input, {{"RapidJSON's DOM", [&input] { RapidjsonDom(input.text); }},
                    {"read to a tree", read},
                    {"read and extracted", extract}});
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<Input> inputs;
  for (const std::string name : std::span<char*>(argv, static_cast<std::size_t>(argc)).subspan(1)) {
    std::ifstream file(name, std::ios::binary);
    inputs.push_back({name, std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>())});
  }
  if (inputs.empty()) {
    inputs = {{"made/template.yaml", MadeTemplate()}, {"made/main.tf", MadeModule()}, {"made/plan.json", MadePlan()}};
  }
  for (const Input& input : inputs) Run(input);
  return 0;
}
