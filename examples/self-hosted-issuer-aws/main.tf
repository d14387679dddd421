# A private GitLab that AWS cannot reach publishes its keys in a bucket, and its
# jobs assume an AWS role. One apply makes all of it.
#
# GitLab is told of both (18.2.2 and above): ci_id_tokens_issuer_url is the output
# issuer, and its CI signing key is the output signing_key.

terraform {
  required_version = ">= 1.8"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100"
    }
    cioidc = {
      source  = "cioidc/cioidc"
      version = "~> 0.1"
    }
  }
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

variable "bucket" {
  description = "A bucket of this name is made, and anybody can read what is in it."
  type        = string
  default     = "my-group-ci-keys"
}

variable "project" {
  description = "The project's full path, in the case GitLab shows it."
  type        = string
  default     = "my-group/my-project"
}

provider "aws" {
  region = var.region
}

data "aws_caller_identity" "current" {}

locals {
  issuer    = "https://${var.bucket}.s3.${var.region}.amazonaws.com"
  audiences = ["sts.amazonaws.com"]

  documents = provider::cioidc::issuer_documents(local.issuer, cioidc_signing_key_rotation.ci.jwks_json).documents

  jobs = provider::cioidc::jobs("gitlab", {
    url      = local.issuer
    projects = [var.project]
    branches = ["main"]

    # Before that, a fork's merge request could have the parent's subject.
    minimum_version = "18.2.2"
  }).jobs

  trust = provider::cioidc::aws_trust_policy(local.jobs, {
    account_id = data.aws_caller_identity.current.account_id
    audiences  = local.audiences
  })
}

resource "cioidc_signing_key_rotation" "ci" {
  token_lifetime = "1h" # the longest job timeout
  rp_cache       = "24h"
}

resource "aws_s3_bucket" "keys" {
  bucket = var.bucket
}

resource "aws_s3_bucket_public_access_block" "keys" {
  bucket                  = aws_s3_bucket.keys.id
  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = false
  restrict_public_buckets = false
}

resource "aws_s3_bucket_policy" "keys" {
  bucket = aws_s3_bucket_public_access_block.keys.bucket
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = [for d in local.documents : "arn:aws:s3:::${var.bucket}/${d.path}"]
    }]
  })
}

resource "aws_s3_object" "keys" {
  for_each = local.documents

  bucket        = aws_s3_bucket.keys.id
  key           = each.value.path
  content       = each.value.body
  content_type  = each.value.content_type
  cache_control = each.value.cache_control
}

# AWS looks at the documents when the provider is made.
resource "aws_iam_openid_connect_provider" "ci" {
  url            = local.issuer
  client_id_list = local.audiences

  depends_on = [aws_s3_object.keys, aws_s3_bucket_policy.keys]
}

resource "aws_iam_role" "deploy" {
  name               = "gitlab-deploy"
  description        = local.trust.description
  assume_role_policy = local.trust.json

  depends_on = [aws_iam_openid_connect_provider.ci]
}

output "issuer" {
  value = local.issuer
}

output "signing_key" {
  value     = cioidc_signing_key_rotation.ci.signing_private_key_pem
  sensitive = true
}

output "summary" {
  value = cioidc_signing_key_rotation.ci.summary
}
