package check

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// This file is rule CT011.

var _ = lint.Add(lint.Rule{
	Code: "CT011", Title: "Nobody gets in",
	Severity: lint.Error, Class: lint.Never, By: lint.Search,
	Why:    "No token that the issuer can mint fulfils the document. Jobs that should get in are locked out.",
	Fix:    "Compare with a job's token: `decisions` says which clause refuses it, and where the texts differ.",
	Source: "proved over all tokens of the platform's model",
	Check:  lint.On(nobody),
})

func nobody(a *audit) []lint.Finding {
	issuer := problem.Quote(a.anyone.Issuer)
	switch {
	case a.answer == proof.No:
		return []lint.Finding{{At: a.anyone.Issuer, Detail: "no token that " + a.platform.Title + " can mint for " + issuer + " gets in"}}
	case a.answer == proof.Unknown && a.reason == proof.MadeUp:
		return []lint.Finding{{At: a.anyone.Issuer, Milder: true, Detail: "no token gets in whose subject is made of the components that " + issuer + " is known to use"}}
	}
	return nil
}
