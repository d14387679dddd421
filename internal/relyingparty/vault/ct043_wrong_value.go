package vault

import (
	"encoding/json"
	"strconv"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// This file is rule CT043 in Vault's terms.

var _ = lint.Also("CT043", lint.On(wrongValues))

func wrongValues(r *review) []lint.Finding {
	var out []lint.Finding
	add := func(at, detail string) { out = append(out, lint.Finding{At: at, Detail: detail}) }
	for n := range r.bound {
		b := &r.bound[n]
		switch {
		case !r.ci.HasClaim(b.key):
		case b.broken:
			add(b.at(), "it is "+value.TypeOf(b.raw)+", which Vault compares with nothing; the login fails")
		case len(b.values) == 0:
			add(b.at(), "the list is empty, which no claim is in")
		case r.onlyTexts(b):
			add(b.at(), "the claim is a "+r.ci.Type(b.key)+" in tokens of "+r.ci.Title()+", and a role of type glob matches texts only")
		default:
			for _, v := range b.values {
				switch v := v.(type) {
				case json.Number:
					if n, err := strconv.ParseInt(v.String(), 10, 64); err != nil || strconv.FormatInt(n, 10) != v.String() {
						add(b.at(), "Vault makes a whole number of the claim and compares it with the text "+problem.Quote(v.String())+", which none is")
					}
				case []any, map[string]any, nil:
					add(b.at(), "an element of the list is "+value.TypeOf(v)+": Vault breaks the login off, or it matches nothing")
				}
			}
		}
	}
	if r.named() && r.nameMissing() == "" && !r.nameIsText() {
		add("user_claim", "the claim "+problem.Quote(r.user.key)+" is a "+r.ci.Type(r.user.key)+", and Vault wants a string")
	}
	return out
}

// nameIsText reports whether the user claim is a string, as far as is known.
func (r *review) nameIsText() bool {
	typ := r.ci.Type(r.user.key)
	return !r.ci.Known() || typ == "" || typ == "string"
}
