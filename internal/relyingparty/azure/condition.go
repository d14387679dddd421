package azure

// Credentials as conditions for the proof.

import (
	"slices"
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

const (
	severalReason = "whether Entra takes a token whose aud is a list is not documented"
	typeReason    = "how Entra compares a claim that is no string is not documented"
)

// Trusts lists the credentials, each as its issuer and condition.
func (d *Document) Trusts() []proof.Trust {
	var out []proof.Trust
	for _, c := range d.credentials {
		out = append(out, proof.Trust{Issuer: c.issuer, When: proof.And(
			proof.TextIn("iss", automaton.Texts(c.issuer)), c.forAudience(), c.forClaims(),
		)})
	}
	return out
}

// Says implements relyingparty.SeveralReadings.
func (d *Document) Says(pattern string) bool {
	return slices.ContainsFunc(d.credentials, func(c credential) bool { return strings.Contains(c.claims.text, pattern) })
}

// forAudience: a string must be the audience; a list that holds it is open.
func (c credential) forAudience() proof.Expr {
	list := proof.Test{Term: proof.Claim("aud"), Lang: automaton.Texts(c.audience), Label: "aud is a list with " + c.audience}
	list.On[proof.List] = proof.BySome
	return proof.Or(
		proof.TextIn("aud", automaton.Texts(c.audience)),
		proof.And(proof.Is(list), proof.Opaque("aud is a list with "+strconv.Quote(c.audience), severalReason)),
	)
}

func (c credential) forClaims() proof.Expr {
	switch {
	case !c.flexible:
		return proof.TextIn("sub", automaton.Texts(c.subject))
	case c.claims.unread != "":
		return proof.Opaque(c.claims.text, c.claims.unread)
	}
	var all []proof.Expr
	for _, a := range c.claims.atoms {
		all = append(all, a.condition())
	}
	return proof.And(all...)
}

// condition: where the readings of a value agree, they decide; between them the
// answer is open. A value with a backslash has no reading at all.
func (a atom) condition() proof.Expr {
	odd := proof.Test{Term: proof.Claim(a.claim), Label: a.claim + " is no string"}
	for _, k := range []proof.Kind{proof.BoolFalse, proof.BoolTrue, proof.Number, proof.List, proof.Object} {
		odd.On[k] = proof.Pass
	}
	strange := proof.And(proof.Is(odd), proof.Opaque(a.text(), typeReason))
	switch a.unread {
	case "":
		return proof.Or(proof.TextIn(a.claim, automaton.Texts(a.value)), strange)
	case escapeReason:
		return proof.Or(proof.And(proof.TextIn(a.claim, automaton.All()), proof.Opaque(a.text(), escapeReason)), strange)
	}
	whole := sequence(a.value)
	star := pattern.Tok{Kind: pattern.Star}
	part := pattern.Seq{star}.Append(whole...).Append(star)
	// Every reading's texts are part's. Those of eq as a plain comparison, or of
	// matches over the whole text, are let in by all.
	sure := automaton.Globs(whole)
	if a.op == "eq" {
		sure = automaton.Texts(a.value)
	}
	return proof.Or(
		proof.TextIn(a.claim, sure),
		proof.And(proof.TextIn(a.claim, automaton.Globs(part)), proof.Opaque(a.text(), a.unread)),
		strange,
	)
}

// sequence reads Entra's wildcards: * any run, ? one character.
func sequence(value string) pattern.Seq {
	var out pattern.Seq
	runes := []rune(value)
	for len(runes) > 0 {
		switch runes[0] {
		case '*':
			out, runes = out.Append(pattern.Tok{Kind: pattern.Star}), runes[1:]
		case '?':
			out, runes = out.Append(pattern.Tok{Kind: pattern.Ones, N: 1}), runes[1:]
		default:
			n := slices.IndexFunc(runes, func(r rune) bool { return r == '*' || r == '?' })
			if n < 0 {
				n = len(runes)
			}
			out, runes = out.Append(pattern.Tok{Kind: pattern.Lit, Text: string(runes[:n])}), runes[n:]
		}
	}
	return out
}
