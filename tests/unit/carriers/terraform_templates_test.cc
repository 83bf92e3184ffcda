// Templates and API descriptions inside arguments of Terraform resources.

#include "tests/unit/carriers/terraform_reading.h"
#include "tests/unit/catch.h"

namespace iampolicy::carriers {
namespace {

TEST_CASE("a template in an argument is read like one in a file, with the values given to its parameters") {
  const std::string yaml = R"(
resource "aws_cloudformation_stack" "s" {
  parameters = { Bucket = "lit" }
  template_body = <<-EOT
    Parameters:
      Bucket: { Type: String }
    Resources:
      P:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Statement:
              - Action: "s3:*"
                Resource: !Sub "arn:aws:s3:::$${Bucket}/${var.v}/*"
  EOT
}
)";
  CHECK(TerraformLines({{"main.tf", yaml}}) ==
        Lines{R"(aws_cloudformation_stack.s/P Properties.PolicyDocument 12:13 identity {"Statement":[{"Action":"s3:*",)"
              R"("Resource":{"$concat":["arn:aws:s3:::lit/",{"$unknown":"variable:v"},"/*"]}}]})"});
  const std::string encoded = R"(
resource "aws_cloudformation_stack_set" "s" {
  template_body = jsonencode({ Resources = { Q = {
    Type       = "AWS::SQS::QueuePolicy"
    Properties = { PolicyDocument = { Resource = var.x ? "a" : { "Fn::Sub" = "b" } } }
  } } })
}
)";
  CHECK(TerraformLines({{"main.tf", encoded}}) ==
        Lines{R"(aws_cloudformation_stack_set.s/Q Properties.PolicyDocument 5:37 resource )"
              R"({"Resource":{"$unknown":"function:condition"}})"});
}

TEST_CASE("of an API description the policy is read") {
  CHECK(TerraformLines({{"main.tf", R"(
resource "aws_api_gateway_rest_api" "a" {
  body = jsonencode({ openapi = "3.0.1", x-amazon-apigateway-policy = { a = 1 } })
}
resource "aws_api_gateway_rest_api" "b" { body = jsonencode({ openapi = "3.0.1" }) }
)"}}) == Lines{R"(aws_api_gateway_rest_api.a body.x-amazon-apigateway-policy 3:71 resource {"a":1})"});
}

TEST_CASE("a template that lies elsewhere, or is not known, is named") {
  CHECK(TerraformLines({{"main.tf", R"(
resource "aws_cloudformation_stack" "u" { template_url = "https://x" }
resource "aws_cloudformation_stack" "f" { template_body = file("t.yaml") }
resource "aws_cloudformation_stack" "b" { template_body = "{ \"Resources\"" }
)"}}) == Lines{"note 2:43 template inside `aws_cloudformation_stack.u`: not seen",
               "note 3:59 template inside `aws_cloudformation_stack.f`: not seen",
               "note 4:59 template inside `aws_cloudformation_stack.b`: not seen",
               "note 3:59 what `file` returns is not known", "passed over: holds no policy"});
}

}  // namespace
}  // namespace iampolicy::carriers
