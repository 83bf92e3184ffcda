# every kind of expression
/* and comment */ locals { a = 1, b = 2 }
locals {
  t = "x${~ var.a ~}y%{ if b }z%{ else }q%{ endif }$${c}\u0041\n"
  h = <<-E
      {
        "a": ${jsonencode([for k, v in m : "${k}:${v}" if v != null])}%{ for x in y ~}
        ${x},
        %{~ endfor }
      }
  E
  o = { for k, v in m : k => v... if !(k == "a" || v >= -1.5e3) }
  s = [a[*].b[0], a.*.c[1], a.0.d, f(x, y...), provider::p::f()]
  c = p ? [1, 2,] : { "k" : 1, (v) = 2, "a.b/c" = 3 }
}
resource "aws_iam_policy" x { dynamic "statement" {
  for_each = []
  content {}
} }
