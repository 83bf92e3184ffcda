// What is known of values that are not: their shape. Every bit that is false here keeps a rule quiet or lets it speak,
// so each errs on the side of "may be anything".

#include "lib/carriers/shapes.h"

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace iampolicy::carriers {
namespace {

using syntax::kNone;
using syntax::NodeId;
using text::Shape;

constexpr Shape kArn{Shape::Kind::kArn, false, true, false};
constexpr Shape kName{Shape::Kind::kName, false, false, false};
constexpr Shape kMadeByAws{Shape::Kind::kAny, false, true, false};

// Types whose Ref is the ARN (CloudFormation's page of each type, "Return values").
constexpr std::array<std::string_view, 17> kRefIsArn = {
    "AWS::CertificateManager::Certificate",
    "AWS::CloudFormation::Stack",
    "AWS::ECS::Service",
    "AWS::ECS::TaskDefinition",
    "AWS::ElasticLoadBalancingV2::Listener",
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::IAM::ManagedPolicy",
    "AWS::Lambda::Alias",
    "AWS::Lambda::LayerVersion",
    "AWS::Lambda::Version",
    "AWS::SNS::Subscription",
    "AWS::SNS::Topic",
    "AWS::SecretsManager::Secret",
    "AWS::SecretsManager::SecretTargetAttachment",
    "AWS::Serverless::StateMachine",
    "AWS::StepFunctions::StateMachine",
};
// Types whose Ref is a name or id without colons.
constexpr std::array<std::string_view, 19> kRefIsName = {
    "AWS::CloudFront::Distribution",
    "AWS::DynamoDB::Table",
    "AWS::EC2::Instance",
    "AWS::EC2::SecurityGroup",
    "AWS::EC2::Subnet",
    "AWS::EC2::VPC",
    "AWS::ECR::Repository",
    "AWS::ECS::Cluster",
    "AWS::EFS::FileSystem",
    "AWS::Events::Rule",
    "AWS::IAM::Group",
    "AWS::IAM::Role",
    "AWS::IAM::User",
    "AWS::KMS::Key",
    "AWS::Kinesis::Stream",
    "AWS::Lambda::Function",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::Serverless::Function",
};

bool Has(std::span<const std::string_view> sorted, std::string_view name) {
  return std::binary_search(sorted.begin(), sorted.end(), name);
}

void Narrow(Shape& shape, bool wildcard, bool colon, bool empty) {
  shape.may_hold_wildcard &= wildcard;
  shape.may_hold_colon &= colon;
  shape.may_be_empty &= empty;
}

// A range of letters or of digits, which holds none of `*?:`.
bool IsTameRange(char first, char last) {
  if (first >= '0' && first <= '9') return last >= '0' && last <= '9';
  return first >= 'A' && first <= 'z' && last <= 'z';
}

// Which of `*?` and `:` a regular expression can match, read from its letters alone.
void NarrowByPattern(Shape& shape, std::string_view pattern) {
  bool wildcard = false;
  bool colon = false;
  bool in_class = false;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      const char escaped = pattern[++i];
      const bool is_open = escaped == 'S' || escaped == 'W' || escaped == 'D' || escaped == 'p' || escaped == 'P' ||
                           escaped == 'x' || escaped == 'u';
      wildcard |= is_open || escaped == '*' || escaped == '?';
      colon |= is_open || escaped == ':';
    } else if (in_class) {
      in_class = c != ']';
      wildcard |= c == '*' || c == '?';
      colon |= c == ':';
      if (c == '-' && i + 1 < pattern.size() && pattern[i + 1] != ']' && pattern[i - 1] != '[' &&
          !IsTameRange(pattern[i - 1], pattern[i + 1])) {
        wildcard = colon = true;
      }
    } else if (c == '[') {
      in_class = true;
      if (i + 1 < pattern.size() && pattern[i + 1] == '^') wildcard = colon = true;
    } else {
      wildcard |= c == '.';
      colon |= c == '.' || c == ':';
    }
  }
  Narrow(shape, wildcard, colon, true);
}

void NarrowByTexts(Shape& shape, const std::vector<std::string_view>& texts) {
  const auto any_has = [&](std::string_view characters) {
    return std::any_of(texts.begin(), texts.end(),
                       [&](std::string_view text) { return text.find_first_of(characters) != std::string_view::npos; });
  };
  const bool any_empty = std::any_of(texts.begin(), texts.end(), [](std::string_view text) { return text.empty(); });
  Narrow(shape, any_has("*?"), any_has(":"), any_empty);
}

}  // namespace

Shape ShapeOfParameter(const View& view, NodeId declaration) {
  Shape shape;
  const auto text = [&](std::string_view name) {
    const NodeId value = view.Find(declaration, name);
    return value == kNone ? std::string_view() : view.Text(value);
  };
  const std::string_view type = text("Type");
  // Ids of things that exist: "AWS::EC2::VPC::Id". Lists and parameters of the parameter store are told by their own.
  if (type.substr(0, 5) == "AWS::" && type.substr(0, 10) != "AWS::SSM::") shape = kName;
  if (type == "Number") Narrow(shape, false, false, false);
  if (const NodeId allowed = view.Find(declaration, "AllowedValues"); allowed != kNone) {
    std::vector<std::string_view> texts;
    for (const NodeId value : view.Elements(allowed)) texts.push_back(view.Text(value));
    if (!texts.empty()) NarrowByTexts(shape, texts);
  }
  if (const std::string_view pattern = text("AllowedPattern"); !pattern.empty()) NarrowByPattern(shape, pattern);
  if (const std::string_view least = text("MinLength"); !least.empty() && least != "0") shape.may_be_empty = false;
  return shape;
}

Shape ShapeOfRef(std::string_view type) {
  if (Has(kRefIsArn, type)) return kArn;
  return Has(kRefIsName, type) ? kName : kMadeByAws;
}

Shape ShapeOfAttribute(std::string_view attribute) {
  const bool is_arn = attribute.size() >= 3 && attribute.substr(attribute.size() - 3) == "Arn";
  return is_arn ? kArn : kMadeByAws;
}

Shape ShapeOfMap(const View& view, NodeId map) {
  Shape shape;
  if (map == kNone) return shape;
  map = view.Follow(map);
  const syntax::Tree& tree = view.tree();
  std::vector<std::string_view> texts;
  for (const auto& [key, second] : view.Members(map)) {
    for (const auto& [name, value] : view.Members(second)) {
      const NodeId end = value + tree[value].extent;
      for (NodeId id = value; id < end; ++id) {
        if (tree[id].kind == syntax::Kind::kAlias || tree[id].kind == syntax::Kind::kUnknown) return shape;
        if (tree[id].extent == 1) texts.push_back(view.Text(id));
      }
    }
  }
  if (!texts.empty()) NarrowByTexts(shape, texts);
  return shape;
}

}  // namespace iampolicy::carriers
