# The job side: the file .semaphore/semaphore.yml of the repository that the jobs run in,
# made for the same jobs. It is beside this one, and a test keeps it current.

output "pipeline" {
  value = provider::cioidc::pipeline("semaphore", "aws", {
    jobs     = local.jobs
    role_arn = aws_iam_role.deploy.arn
    region   = "eu-central-1"
    commands = ["aws s3 sync public s3://my-bucket"]
  }).yaml
}
