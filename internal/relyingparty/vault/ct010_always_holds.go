package vault

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT010 in Vault's terms.

var _ = lint.Also("CT010", lint.On(anyText))

// anyText finds a glob that every text matches. On a claim that may be missing it
// asks for the claim to be there, which is something.
func anyText(r *review) []lint.Finding {
	if !r.glob {
		return nil
	}
	var out []lint.Finding
	for n := range r.bound {
		b := &r.bound[n]
		if r.ci.IsOptional(b.key) || len(b.rest) > 0 || r.onlyTexts(b) {
			continue
		}
		for _, v := range b.values {
			if s, ok := v.(string); ok && s != "" && strings.Trim(s, "*") == "" {
				out = append(out, lint.Finding{At: b.at(), Milder: r.tells && len(b.values) == 1, Detail: problem.Quote(s) + " matches every text that the claim may have"})
				break
			}
		}
	}
	return out
}
