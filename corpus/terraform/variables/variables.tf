variable "bucket" {
  type = string
}

variable "stage" {
  type    = string
  default = "dev"
}

locals {
  reads = ["s3:GetObject", "s3:ListBuckets"]
}
