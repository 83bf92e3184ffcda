data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Objects"
    actions   = ["s3:*"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "tight" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]

  override_policy_documents = [
    jsonencode({
      Statement = [{
        Sid      = "Objects"
        Effect   = "Allow"
        Action   = "s3:GetObject"
        Resource = "arn:aws:s3:::example/*"
      }]
    })
  ]
}

resource "aws_iam_policy" "tight" {
  policy = data.aws_iam_policy_document.tight.json
}
