# The job side: the file .github/workflows/deploy.yml of the repository that the jobs run in,
# made for the same jobs. It is beside this one, and a test keeps it current.

output "pipeline" {
  value = provider::cioidc::pipeline("github", "aws", {
    jobs      = local.jobs
    audiences = local.audiences
    role_arn  = aws_iam_role.deploy.arn
    region    = "eu-central-1"
    commands  = ["aws s3 sync public s3://my-bucket"]
  }).yaml
}
