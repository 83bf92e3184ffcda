data "aws_iam_policy_document" "inventory" {
  statement {
    actions = ["sqs:GetQueueAttributes"]
    # iampolicy-lint: ignore breadth/resource-star -- the inventory reads every queue
    resources = ["*"]
  }

  statement {
    actions = ["sns:GetTopicAttributes"]
    # iampolicy-lint: ignore names/unknown-action -- left over
    resources = ["arn:aws:sns:eu-west-1:111122223333:news"]
  }
}
