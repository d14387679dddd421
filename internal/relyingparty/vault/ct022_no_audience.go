package vault

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file is rule CT022 in Vault's terms.

var _ = lint.Also("CT022", lint.On(noAudience))

func noAudience(r *review) []lint.Finding {
	if len(r.audiences) > 0 {
		return nil
	}
	return []lint.Finding{{At: "bound_audiences", Detail: "there are no bound_audiences: since 1.17 Vault refuses every token with an audience then, and before, it took whatever audience there was"}}
}
