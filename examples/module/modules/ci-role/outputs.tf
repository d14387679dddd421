output "arn" {
  description = "The role's ARN."
  value       = aws_iam_role.this.arn
}

output "jobs" {
  description = "The jobs, for other roles and modules."
  value       = local.jobs
}

output "warnings" {
  description = "What to know about the trust policy that is no error."
  value       = local.trust.warnings
}
