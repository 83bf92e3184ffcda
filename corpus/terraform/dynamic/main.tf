variable "queues" {
  type = list(string)
}

variable "topics" {
  type    = list(string)
  default = ["news", "jobs"]
}

data "aws_iam_policy_document" "known" {
  dynamic "statement" {
    for_each = var.topics

    content {
      actions   = ["sns:Publishes"]
      resources = ["arn:aws:sns:eu-west-1:111122223333:${statement.value}"]
    }
  }
}

data "aws_iam_policy_document" "unknown" {
  dynamic "statement" {
    for_each = toset(var.queues)

    content {
      actions   = ["sqs:*"]
      resources = [statement.value]
    }
  }
}

resource "aws_iam_policy" "known" {
  policy = data.aws_iam_policy_document.known.json
}

resource "aws_iam_policy" "unknown" {
  policy = data.aws_iam_policy_document.unknown.json
}
