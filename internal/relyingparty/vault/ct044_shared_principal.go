package vault

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT044 in Vault's terms.

var _ = lint.Also("CT044", lint.On(sharedNames))

func sharedNames(r *review) []lint.Finding {
	user := r.user.key
	switch {
	case !r.named() || r.nameMissing() != "" || !r.nameIsText():
		return nil
	case r.ci.PerRun(user):
		return []lint.Finding{{At: "user_claim", Milder: true, Detail: problem.Quote(user) + " differs from run to run, and every login makes a new entity"}}
	case r.ci.Known() && !r.ci.IdentifiesTenant(user):
		return []lint.Finding{{At: "user_claim", Detail: problem.Quote(user) + " says nothing of whose job it is, and jobs of different projects become one entity"}}
	}
	return nil
}
