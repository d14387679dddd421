package aws

import "github.com/cioidc/terraform-provider-cioidc/internal/lint"

// This file is rule CT033.

var _ = lint.Add(lint.Rule{
	Code: "CT033", Title: "An action that tokens never ask for",
	Severity: lint.Error, Class: lint.Never, Parties: []string{"aws"},
	Why: "The statement names an OIDC provider and allows `sts:AssumeRole` or another action, but tokens come in by " +
		"`sts:AssumeRoleWithWebIdentity` alone.",
	Fix:    "Allow `sts:AssumeRoleWithWebIdentity`.",
	Source: "IAM Access Analyzer policy checks, mismatched action for principal",
})
