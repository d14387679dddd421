package check

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT001.

var _ = lint.Add(lint.Rule{
	Code: "CT001", Title: "Strangers get in",
	Severity: lint.Error, Class: lint.Open, By: lint.Proof,
	Why: "The issuer signs tokens for everybody who has an account on the platform, and the document does not say whose jobs are " +
		"meant: the example is a token of an organization or group that the document does not name.",
	Fix: "Name the organization and the project, up to and including the separator behind them: `repo:my-org/my-repo:…`, " +
		"`project_path:my-group/my-project:…`.",
	Source: "AWS IAM User Guide, identity provider controls for shared OIDC providers; Datadog Security Labs, No keys attached " +
		"(2023)",
	Check: lint.On(strangers),
})

func strangers(a *audit) []lint.Finding {
	if a.stranger == nil || a.everybody {
		return nil
	}
	return a.with(a.stranger, "a token of "+problem.Quote(text(a.stranger.Claims, a.platform.Issuer.Tenant.Name))+", which the document does not name, gets in")
}
