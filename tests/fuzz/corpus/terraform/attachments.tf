resource "aws_iam_user" "u" { name = "dev" }
resource "aws_iam_group" "g" { name = "devs" }
resource "aws_iam_group" "h" { name = "ops" }
resource "aws_iam_user_group_membership" "m" {
  user   = aws_iam_user.u.name
  groups = [aws_iam_group.g.name, "ops"]
}
resource "aws_iam_group_policy" "g" {
  group  = aws_iam_group.g.name
  policy = jsonencode({ a = 1 })
}
resource "aws_iam_policy" "h" {
  name   = "hp"
  policy = jsonencode({ a = 2 })
}
resource "aws_iam_policy" "b" {
  policy = jsonencode({ a = 3 })
}
resource "aws_iam_group_policy_attachment" "h" {
  group      = aws_iam_group.h.id
  policy_arn = aws_iam_policy.h.arn
}
data "aws_iam_policy" "admin" { name = "AdministratorAccess" }
resource "aws_iam_role" "r" {
  name = "r"
  managed_policy_arns = ["arn:aws:iam::aws:policy/ReadOnlyAccess", data.aws_iam_policy.admin.arn, var.more]
  permissions_boundary = aws_iam_policy.b.arn
  assume_role_policy = "{}"
}
resource "aws_iam_policy_attachment" "x" {
  name       = "x"
  roles      = [aws_iam_role.r.name]
  users      = ["dev"]
  groups     = aws_iam_group.g[*].name
  policy_arn = "arn:aws:iam::aws:policy/IAMFullAccess"
}
resource "aws_ssoadmin_permission_set" "ps" { name = "ps" }
resource "aws_ssoadmin_permission_set_inline_policy" "i" {
  permission_set_arn = aws_ssoadmin_permission_set.ps.arn
  inline_policy      = jsonencode({ a = 4 })
}
resource "aws_ssoadmin_customer_managed_policy_attachment" "c" {
  permission_set_arn = aws_ssoadmin_permission_set_inline_policy.i.permission_set_arn
  customer_managed_policy_reference {
    name = aws_iam_policy.h.name
  }
}
resource "aws_ssoadmin_permissions_boundary_attachment" "b" {
  permission_set_arn = aws_ssoadmin_permission_set.ps.arn
  permissions_boundary {
    customer_managed_policy_reference { name = "bound" }
  }
}
variable "more" {}
resource "aws_cloudformation_stack" "s" {
  name = "s"
  parameters = { Bucket = "lit" }
  template_body = <<-EOT
    AWSTemplateFormatVersion: "2010-09-09"
    Parameters:
      Bucket: { Type: String }
    Resources:
      P:
        Type: AWS::IAM::ManagedPolicy
        Properties:
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: "s3:*"
                Resource: !Sub "arn:aws:s3:::$${Bucket}/${var.more}/*"
  EOT
}
resource "aws_cloudformation_stack" "j" {
  template_body = jsonencode({
    Resources = {
      Q = {
        Type = "AWS::SQS::QueuePolicy"
        Properties = {
          Queues = ["q"]
          PolicyDocument = { Statement = [{ Effect = "Allow", Principal = "*", Action = "sqs:*", Resource = var.more == "x" ? "a" : { "Fn::Sub" = "arn:$${AWS::Partition}:x" } }] }
        }
      }
    }
  })
}
resource "aws_cloudformation_stack" "u" { template_url = "https://x" }
resource "aws_cloudformation_stack" "f" { template_body = file("t.yaml") }
resource "aws_api_gateway_rest_api" "api" {
  body = jsonencode({ openapi = "3.0.1", "x-amazon-apigateway-policy" = { Statement = [{ Effect = "Allow" }] } })
}
