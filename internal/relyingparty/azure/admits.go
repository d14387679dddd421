package azure

// The decision about one token.

import (
	"unicode/utf16"

	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
)

// Admits decides one token: a credential matches whose issuer, audience and
// subject are equal, or whose expression holds. A refusal is about the nearest
// credential.
func (d *Document) Admits(claims proof.Claims) proof.Decision {
	var open *credential
	for i := range d.credentials {
		c := &d.credentials[i]
		switch c.compare(claims, nil) {
		case proof.Yes:
			return proof.Decision{Admitted: proof.Yes, Why: func() string { return c.name + " matches" }}
		case proof.Unknown:
			if open == nil {
				open = c
			}
		case proof.No:
		}
	}
	if open != nil {
		return proof.Decision{Admitted: proof.Unknown, Why: func() string { return undecided(open, claims) }}
	}
	return proof.Decision{Admitted: proof.No, Why: func() string { return d.refusal(claims) }}
}

// compare is the answer of one credential. f, which may be nil, collects what
// there is to say about it; without it the first difference is enough.
func (c *credential) compare(claims proof.Claims, f *findings) proof.Answer {
	out := proof.Yes
	if !f.same("issuer", claims["iss"], c.issuer, much) {
		out = proof.No
	}
	aud := claims["aud"]
	if list, ok := aud.([]any); ok {
		for _, e := range list {
			if e == any(c.audience) {
				out, aud = and(out, proof.Unknown), e
				f.leave(severalReason)
			}
		}
	}
	if !f.same("audience", aud, c.audience, much/1_000) {
		out = proof.No
	}
	switch {
	case f == nil && out == proof.No:
	case !c.flexible:
		if !f.same("subject", claims["sub"], c.subject, much) {
			out = proof.No
		}
	case c.claims.unread != "":
		out = and(out, proof.Unknown)
		f.leave(c.claims.unread)
	default:
		for _, a := range c.claims.atoms {
			v := claims[a.claim]
			holds := a.holds(v)
			out = and(out, holds)
			f.atom(a, v, holds)
		}
	}
	return out
}

func and(a, b proof.Answer) proof.Answer {
	if a == proof.No || b == proof.Yes {
		return a
	}
	return b
}

// holds is the answer to one atom under all readings of its value.
func (a atom) holds(v any) proof.Answer {
	s, ok := v.(string)
	switch {
	case v == nil:
		return proof.No
	case !ok:
		return proof.Unknown
	}
	var readings []bool
	switch {
	case a.unread == "":
		readings = []bool{s == a.value}
	case a.unread == escapeReason:
		return proof.Unknown
	case a.op == "eq":
		readings = []bool{s == a.value, wild(a.value, s), wild("*"+a.value+"*", s)}
	default:
		readings = []bool{wild(a.value, s), wild("*"+a.value+"*", s)}
	}
	for _, r := range readings[1:] {
		if r != readings[0] {
			return proof.Unknown
		}
	}
	if readings[0] {
		return proof.Yes
	}
	return proof.No
}

// wild matches * and ? against a whole text, ? being one UTF-16 unit. It fills
// the textbook's table of prefixes, line by line.
func wild(glob, text string) bool {
	units := utf16.Encode([]rune(text))
	line := make([]bool, len(units)+1)
	line[0] = true
	for _, want := range utf16.Encode([]rune(glob)) {
		before := line[0]
		line[0] = before && want == '*'
		for i, u := range units {
			last := line[i+1]
			switch want {
			case '*':
				line[i+1] = last || line[i]
			case '?':
				line[i+1] = before
			default:
				line[i+1] = before && u == want
			}
			before = last
		}
	}
	return line[len(units)]
}
