package azure

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/lint"
)

// This file reads credentials for the rules about them; each rule has a file of its own.

// Findings are what is wrong with the credentials by their text alone. Most of
// them rest on the platform's data, where an issuer is a platform's.
func (d *Document) Findings() []lint.Finding {
	r := &review{}
	known := map[string]lint.Issuer{}
	for n := range d.credentials {
		c := &d.credentials[n]
		i, ok := known[c.issuer]
		if !ok {
			i = lint.IssuerOf(c.issuer)
			known[c.issuer] = i
		}
		r.credentials = append(r.credentials, readCredential(c, i))
	}
	subjects := []any{r}
	asks := map[string][]lint.Comparison{} // credentials of one issuer are alternatives
	for _, c := range r.credentials {
		asks[c.issuer] = append(asks[c.issuer], c.asks...)
		subjects = append(subjects,
			lint.TrustedIssuer{Issuer: c.ci, At: c.name + ".issuer"},
			lint.Demands{Issuer: c.ci, At: c.at, Claims: c.pins},
			lint.Workflows{Issuer: c.ci, List: c.asks, Tenant: c.tells, ByID: slices.ContainsFunc(c.pins, c.ci.IdentifiesTenantByID)},
		)
	}
	for url, list := range asks {
		subjects = append(subjects, lint.Comparisons{Issuer: known[url], List: list})
	}
	return lint.Sorted(lint.Find(subjects...))
}

// A review is credentials as rules read them.
type review struct{ credentials []reading }

// A reading is one of them.
type reading struct {
	*credential
	ci   lint.Issuer
	at   string            // of the subject or expression
	asks []lint.Comparison // what claims are compared with
	// pins are the claims that every token must have as some text says; tells, that
	// one of them says whose job it is.
	pins  []string
	tells bool
}

func readCredential(c *credential, i lint.Issuer) reading {
	r := reading{credential: c, ci: i, at: c.name + ".subject"}
	atoms := []atom{{claim: "sub", op: "eq", value: c.subject}}
	if c.flexible {
		r.at, atoms = c.name+".claims_matching_expression", c.claims.atoms
	}
	for _, a := range atoms {
		ask := lint.Comparison{At: r.at, Claim: a.claim, Text: a.value}
		if a.op == "matches" {
			ask.Operator = lint.Glob
		}
		if c.flexible && strings.Contains(a.value, `\`) || strings.Contains(a.value, "?") && a.op == "matches" || !c.flexible && strings.Contains(a.value, "*") {
			continue // nobody says what it means, it stands for one character, or nothing has it
		}
		r.asks = append(r.asks, ask)
		if ask.Restricts() {
			r.pins = append(r.pins, a.claim)
		}
	}
	r.tells = slices.ContainsFunc(r.pins, i.IdentifiesTenant)
	return r
}

// each runs a check on every credential.
func each(check func(c reading) []lint.Finding) func(*review) []lint.Finding {
	return func(r *review) []lint.Finding {
		var out []lint.Finding
		for _, c := range r.credentials {
			out = append(out, check(c)...)
		}
		return out
	}
}

// pairs runs a check on each two credentials that take the same tokens in but for
// their claims, in both orders; earlier says that they stand in this one.
func pairs(check func(a, b reading, earlier bool) []lint.Finding) func(*review) []lint.Finding {
	return func(r *review) []lint.Finding {
		var out []lint.Finding
		for n, a := range r.credentials {
			for m, b := range r.credentials {
				if n != m && a.flexible == b.flexible && a.issuer == b.issuer && a.audience == b.audience {
					out = append(out, check(a, b, n < m)...)
				}
			}
		}
		return out
	}
}
