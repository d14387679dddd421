// Package aws holds emitted trust policies against versitygw's evaluation of
// web identity trust.
package aws

import "regexp"

// Which claims AWS turns into condition keys: aud and sub of every issuer (amr,
// email and oaud too, which no platform here sends), and these. Written from
// the AWS service reference for sts of September 2026, apart from the table that
// the provider uses. Only string claims are listed there.
var conditionKeys = []struct {
	issuer *regexp.Regexp
	claims []string
}{
	{regexp.MustCompile(`^https://gitlab\.com$`), []string{"namespace_id", "pipeline_source", "project_id", "ref_protected", "runner_environment", "user_access_level", "user_email", "user_id", "user_login"}},
	{regexp.MustCompile(`^https://token\.actions\.(githubusercontent\.com(/[^/]+)?|[^./]+\.ghe\.com)$`), []string{"actor", "actor_id", "enterprise_id", "environment", "job_workflow_ref", "ref", "repository", "repository_id", "repository_owner_id", "workflow"}},
	{regexp.MustCompile(`^https://oidc\.circleci\.com/org/[0-9a-f-]{36}$`), []string{"oidc.circleci.com/project-id"}},
}

// populated lists the claims beyond sub and aud that reach a trust policy.
func populated(issuer string) []string {
	for _, k := range conditionKeys {
		if k.issuer.MatchString(issuer) {
			return k.claims
		}
	}
	return nil
}
