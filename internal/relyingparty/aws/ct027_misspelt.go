package aws

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT027 in AWS's terms.

var _ = lint.Also("CT027", lint.On(misspelt))

func misspelt(v *view) []lint.Finding {
	if !strings.Contains(host(v.provider.issuer), "://") {
		return nil
	}
	return finding(v.path+".Principal.Federated", false, "the ARN of an OIDC provider has no https:// in it, and "+problem.Quote(v.arn)+" has")
}
