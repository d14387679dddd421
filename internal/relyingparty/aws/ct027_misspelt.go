package aws

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT027 in AWS's terms.

var _ = lint.Also("CT027", eachView(misspelt))

// misspelt finds providers whose spelling no token's issuer has.
func misspelt(s *statedRule, v *view, out *findings) {
	at := s.path + ".Principal.Federated"
	switch {
	case strings.Contains(host(v.provider.issuer), "://"):
		out.add(at, false, "the ARN of an OIDC provider has no https:// in it, and "+problem.Quote(v.arn)+" has")
	case v.issuer.Known() || !strings.HasSuffix(v.provider.issuer, "/"): // some others do end with a slash
		*out = append(*out, lint.Find(lint.TrustedIssuer{Issuer: v.issuer, At: at})...)
	}
}
