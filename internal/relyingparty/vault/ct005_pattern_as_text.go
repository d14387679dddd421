package vault

import (
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// This file is rule CT005 in Vault's terms.

var _ = lint.Also("CT005", lint.On(stars))

func stars(r *review) []lint.Finding {
	var out []lint.Finding
	add := func(at string, milder bool, text, why string) {
		out = append(out, lint.Finding{At: at, Milder: milder, Detail: problem.Quote(text) + " holds " + why})
	}
	if strings.Contains(r.subject, "*") {
		add("bound_subject", false, r.subject, "*, and bound_subject is never compared as a pattern; with bound_claims_type = \"glob\", bound_claims = { sub = … } is")
	}
	for _, a := range r.audiences {
		if strings.Contains(a, "*") {
			add("bound_audiences", false, a, "*, and audiences are never compared as patterns")
		}
	}
	r.texts(func(b *bound, text string) {
		switch {
		case !r.glob && strings.Contains(text, "*"):
			add(b.at(), false, text, "*, an ordinary character while bound_claims_type is \"string\" (the default, also when a later write leaves it out)")
		case r.glob && strings.Contains(text, "?"):
			add(b.at(), true, text, "?, and a glob of Vault knows * only")
		}
	})
	return out
}
