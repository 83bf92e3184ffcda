terraform {
  required_version = ">= 1.3"
  backend "s3" {}
}
provider "aws" {
  alias  = "use1"
  region = "us-east-1"
}
variable "stmts" {
  type = list(object({
    sid       = optional(string)
    actions   = list(string)
    resources = optional(list(string), ["*"])
    cond = optional(list(object({
      test = string
      var  = string
      vals = list(string)
    })), [])
  }))
  default = [
    { actions = ["s3:GetObject"] },
    { sid = "Two", actions = ["sqs:SendMessage", "sqs:ReceiveMessage"], resources = ["arn:aws:sqs:*:*:q"], cond = [{ test = "StringEquals", var = "aws:PrincipalTag/t", vals = ["a", "b"] }] },
  ]
}
variable "enabled" {
  type    = bool
  default = true
}
variable "maybe" {
  type    = string
  default = null
}
data "aws_iam_policy_document" "dyn" {
  provider = aws.use1
  dynamic "statement" {
    for_each = var.stmts
    iterator = s
    content {
      sid       = lookup(s.value, "sid", null)
      actions   = s.value.actions
      resources = s.value["resources"]
      dynamic "condition" {
        for_each = s.value.cond
        content {
          test     = condition.value.test
          variable = condition.value.var
          values   = condition.value.vals
        }
      }
    }
  }
  dynamic "statement" {
    for_each = var.enabled ? [1] : []
    content {
      effect      = "Deny"
      not_actions = ["iam:*"]
      resources   = ["*"]
      not_principals {
        type        = "AWS"
        identifiers = ["arn:aws:iam::123456789012:root"]
      }
    }
  }
  dynamic "statement" {
    for_each = var.maybe[*]
    content {
      actions   = ["never:Happens"]
      resources = [statement.value]
    }
  }
  dynamic "statement" {
    for_each = { for i, x in ["b", "a"] : x => i }
    content {
      sid       = "M${statement.key}${statement.value}"
      actions   = ["x:${statement.key}"]
      resources = ["*"]
    }
  }
}
resource "aws_iam_role" "r" {
  count              = var.enabled ? 1 : 0
  assume_role_policy = data.aws_iam_policy_document.trust.json
  dynamic "inline_policy" {
    for_each = { one = data.aws_iam_policy_document.dyn.json, two = jsonencode({ Statement = [] }) }
    content {
      name   = inline_policy.key
      policy = inline_policy.value
    }
  }
}
data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ec2.amazonaws.com"]
    }
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com", "ec2.amazonaws.com"]
    }
    principals {
      type        = "AWS"
      identifiers = [for a in ["1", "2"] : "arn:aws:iam::${format("%012d", tonumber(a))}:root"]
    }
    condition {
      test     = "StringLike"
      variable = "aws:PrincipalArn"
      values   = []
    }
  }
}
resource "aws_lambda_permission" "p" {
  for_each      = toset(["a", "b"])
  statement_id  = "Allow${title(each.key)}"
  action        = "lambda:InvokeFunction"
  function_name = "fn-${each.value}"
  principal     = "s3.amazonaws.com"
  source_arn    = "arn:aws:s3:::${each.value}"
}
resource "aws_kms_key" "k" {
  policy = templatefile("${path.module}/k.json.tpl", {
    admins = ["arn:aws:iam::123456789012:role/a", "arn:aws:iam::123456789012:role/b"]
    deny   = true
  })
}
resource "aws_s3_bucket_policy" "cond" {
  policy = var.maybe != null ? var.maybe : data.aws_iam_policy_document.trust.minified_json
}
resource "aws_sns_topic_policy" "co" {
  policy = coalesce(var.maybe, try(jsonencode(local.nothing), ""), jsonencode({ Statement = [{ Sid = "co" }] }))
}
resource "aws_sqs_queue" "q" {
  policy = <<POLICY
{
  "Statement": ${jsonencode([{ Sid = "q", Effect = "Allow", Action = "sqs:*", Resource = "*" }])},
  "Version": "2012-10-17"
}
POLICY
}
resource "aws_ecr_repository_policy" "e" {
  policy = format("{\"Statement\": [%s]}", join(",", [for a in ["x", "y"] : jsonencode({ Sid = a })]))
}
resource "aws_iam_policy" "rep" {
  policy = replace(replace("{\"Statement\":[{\"Action\":\"ACT\",\"Resource\":\"RES\"}]}", "ACT", "s3:*"), "RES", var.undeclared)
}
resource "aws_iam_policy" "jd" {
  policy = jsonencode(merge(jsondecode(data.aws_iam_policy_document.trust.json), { Version = "2008-10-17" }))
}
resource "aws_iam_policy" "idx" {
  policy = [data.aws_iam_policy_document.trust.json, "x"][0]
}
resource "aws_iam_policy" "loc" {
  policy = local.policies["a"]
}
locals {
  policies = { for k in ["a", "b"] : k => data.aws_iam_policy_document.per[k].json }
}
data "aws_iam_policy_document" "per" {
  for_each = toset(["a", "b"])
  statement {
    sid       = each.key
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::${each.value}/*"]
  }
}
resource "aws_organizations_policy" "scp" {
  name    = "x"
  content = jsonencode({ Statement = [{ Effect = "Deny", Action = "*", Resource = "*" }] })
}
resource "aws_organizations_policy" "rcp" {
  type    = "RESOURCE_CONTROL_POLICY"
  content = data.aws_iam_policy_document.trust.json
}
resource "aws_organizations_policy" "tag" {
  type    = "TAG_POLICY"
  content = jsonencode({ tags = {} })
}
