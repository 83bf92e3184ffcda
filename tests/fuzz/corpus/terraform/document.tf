variable "on" {}
variable "names" { default = ["a", "b"] }
locals {
  loop = local.pool
  pool = local.loop
  json = jsonencode({ Statement = concat([{ Effect = var.on ? "Allow" : "Deny", Action = "s3:*" }], var.on ? [{}] : []) })
}
data "aws_iam_policy_document" "d" {
  source_policy_documents = [local.json, "{\"Statement\":[{\"Sid\":\"A\"}]}", var.more]
  dynamic "statement" {
    for_each = var.names
    content {
      sid       = title(statement.value)
      actions   = [for n in var.names : "s3:Get${n}" if var.on]
      resources = ["arn:aws:s3:::&{aws:username}/${statement.key}"]
      principals {
        type        = "*"
        identifiers = ["*"]
      }
      condition {
        test     = "StringEquals"
        variable = "aws:PrincipalTag/x"
        values   = [1, true]
      }
    }
  }
}
resource "aws_iam_role" "r" {
  for_each           = toset(var.names)
  name               = each.key
  assume_role_policy = one(data.aws_iam_policy_document.d[*].json)
  # iampolicy-lint: ignore breadth/* -- seed
  inline_policy { policy = <<-E
    {"Statement": [{"Action": "${join("\",\"", var.names)}", "Resource": ${jsonencode(var.on)}}]}
  E
  }
}
resource "aws_iam_role_policy_attachment" "a" {
  role       = aws_iam_role.r["a"].name
  policy_arn = "arn:aws:iam::aws:policy/AdministratorAccess"
}
resource "aws_lambda_permission" "p" {
  action        = "lambda:InvokeFunction"
  function_name = module.m.name
  principal     = "s3.amazonaws.com"
}
module "m" {
  source = "./m"
  policy = data.aws_iam_policy_document.d.json
}
---
variable "policy" {}
resource "aws_iam_policy" "p" { policy = var.policy }
output "name" { value = "${aws_iam_policy.p.name}-x" }
