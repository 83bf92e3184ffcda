resource "aws_iam_role_policy" "indented" {
  role   = "worker"
  policy = <<-EOF
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Effect": "Allow",
          "Action": ["sqs:SendMesage"],
          "Resource": "${aws_sqs_queue.jobs.arn}"
        }
      ]
    }
  EOF
}

resource "aws_sqs_queue" "jobs" {}

resource "aws_sqs_queue_policy" "jobs" {
  queue_url = aws_sqs_queue.jobs.id
  policy    = <<POLICY
{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Principal": {"AWS": "*"},
    "Action": "sqs:SendMessage",
    "Resource": "${aws_sqs_queue.jobs.arn}",
    "Condition": {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:eu-west-1:111122223333:news"}}
  }
}
POLICY
}
