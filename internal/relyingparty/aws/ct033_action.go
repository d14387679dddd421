package aws

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT033.

var _ = lint.Add(lint.Rule{
	Code: "CT033", Title: "An action that tokens never ask for",
	Severity: lint.Error, Class: lint.Never, Parties: []string{"aws"},
	Why: "The statement names an OIDC provider and allows `sts:AssumeRole` or another action, but tokens come in by " +
		"`sts:AssumeRoleWithWebIdentity` alone.",
	Fix:    "Allow `sts:AssumeRoleWithWebIdentity`.",
	Source: "IAM Access Analyzer policy checks, mismatched action for principal",
	Check:  lint.On(otherActions),
})

func otherActions(s *statedRule) []lint.Finding {
	if len(s.providers) == 0 || s.notAction || s.useful() {
		return nil
	}
	effect := "so the statement lets no token in"
	if s.deny {
		effect = "so the Deny is about no token"
	}
	return finding(s.path+".Action", false, "tokens come in by sts:AssumeRoleWithWebIdentity, which is not among "+problem.QuoteAll(s.actions)+", "+effect)
}
