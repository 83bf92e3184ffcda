resource "aws_iam_policy" "reader" {
  name = "reader-${var.stage}"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat(
      [{
        Effect   = "Allow"
        Action   = local.reads
        Resource = ["arn:aws:s3:::${var.bucket}", "arn:aws:s3:::${var.bucket}/*"]
      }],
      var.stage == "dev" ? [{
        Effect   = "Allow"
        Action   = "s3:*"
        Resource = "arn:aws:s3:::${var.bucket}/scratch/*"
      }] : []
    )
  })
}
