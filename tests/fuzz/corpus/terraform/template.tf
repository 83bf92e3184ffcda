resource "aws_iam_policy" "t" { policy = templatefile("${path.module}/m/x.tpl", { a = "s3:*", r = var.r }) }
resource "aws_iam_policy" "u" { policy = file("p.json") }
---
{"A": "${a}%{ for x in r }${x}%{ endfor }"}
