resource "aws_iam_policy" "first" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "s3:GetObjet"
      Resource = "arn:aws:s3:::example/*"
    }]
  })
}

resource "aws_iam_policy" "second" {
  policy = jsonencode({
    Version =
  })
}
