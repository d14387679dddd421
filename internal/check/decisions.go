package check

// Decisions about single tokens, and what a refused one lacks.

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// decide answers one token: the document's own reason, then, for a refused one,
// what the nearest token that gets in has instead.
func (p *Policy) decide(c proof.Claims, o Options) Decision {
	d := p.doc.Admits(c)
	out := Decision{Admitted: d.Admitted, Reason: d.Reason()}
	iss, _ := c["iss"].(string)
	add := func(text string) {
		if text != "" {
			out.Reason += ". " + text
		}
	}
	for _, a := range p.askers(o) {
		if a.anyone.Issuer != iss {
			continue
		}
		if odd := a.outside(c); odd != "" {
			add(odd)
			continue
		}
		if d.Admitted == proof.No {
			add(a.nearest(c))
		}
	}
	return out
}

// outside says that the platform's data knows no such token: then the data is out
// of date, or the token is not the platform's.
func (a *asker) outside(c proof.Claims) string {
	m := a.misfit(c)
	if m.claim == "" {
		return ""
	}
	return "What is known of " + a.platform.Title + " has no token with " + m.claim + " " + m.value + " beside its other claims: the platform's data may be out of date"
}

// has asks for the token's texts of some claims.
func has(c proof.Claims, names []string) proof.Expr {
	var all []proof.Expr
	for _, name := range names {
		all = append(all, is(name, text(c, name)))
	}
	return proof.And(all...)
}

// nearest keeps as many of the token's claims as a token that gets in can have,
// the issuer's most telling ones first, and says what differs.
func (a *asker) nearest(c proof.Claims) string {
	best, answer, _ := a.find(proof.True)
	if answer != proof.Yes {
		return ""
	}
	// Claims are added by halves: most can be kept, so most are added at once.
	kept := proof.True
	var add func(names []string)
	add = func(names []string) {
		if len(names) == 0 {
			return
		}
		more := proof.And(kept, has(c, names))
		if e, answer, _ := a.find(more); answer == proof.Yes {
			kept, best = more, e
			return
		}
		if half := len(names) / 2; half > 0 {
			add(names[:half])
			add(names[half:])
		}
	}
	add(textClaims(c))
	var differs []string
	for _, name := range textClaims(c) {
		switch has, there := best.Claims[name].(string); {
		case !there:
			differs = append(differs, "no "+name)
		case has != text(c, name):
			differs = append(differs, name+" "+problem.Quote(has))
		}
	}
	if len(differs) == 0 {
		return ""
	}
	const most = 4
	if len(differs) > most {
		differs = append(differs[:most], "and others")
	}
	return "The nearest token that gets in has " + strings.Join(differs, ", ")
}

// unasked are claims of which every token has its own.
var unasked = []string{"iss", "jti"}

// textClaims are the claims with texts, the subject last: the single claims say
// what it says.
func textClaims(c proof.Claims) []string {
	var out []string
	for name := range c {
		if _, ok := c[name].(string); ok && name != "sub" && !slices.Contains(unasked, name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	if _, ok := c["sub"].(string); ok {
		out = append(out, "sub")
	}
	return out
}

// text is a claim's text; empty when it has none.
func text(c proof.Claims, name string) string {
	s, _ := c[name].(string)
	return s
}

// anybody lets in all tokens of an issuer.
type anybody struct{ issuer string }

// Trusts implements proof.Document.
func (a anybody) Trusts() []proof.Trust {
	return []proof.Trust{{Issuer: a.issuer, When: proof.True}}
}

// Admits implements proof.Document.
func (a anybody) Admits(proof.Claims) proof.Decision { return proof.Decision{Admitted: proof.Yes} }
