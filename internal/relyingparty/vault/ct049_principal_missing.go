package vault

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT049 in Vault's terms.

var _ = lint.Also("CT049", lint.On(missingNames))

func missingNames(r *review) []lint.Finding {
	if detail := r.nameMissing(); r.named() && detail != "" {
		return []lint.Finding{{At: "user_claim", Detail: detail}}
	}
	return nil
}

// named reports whether the user claim is a whole claim that tokens may have.
func (r *review) named() bool { return r.ci.HasClaim(r.user.key) && len(r.user.rest) == 0 }

// nameMissing says that a token may lack a name; it is empty where none does.
func (r *review) nameMissing() string {
	user := problem.Quote(r.user.key)
	switch without := r.ci.Lacks(r.user.key, r.pins, r.asks); {
	case without != "":
		return "a token may lack " + user + " (" + without + "), and then the login fails"
	case r.ci.Empty(r.user.key):
		return user + " is empty in every token of " + r.ci.Title() + ", and Vault makes no entity without a name"
	}
	return ""
}
