package vault

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/relyingparty"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// asks are the values of a bound claim, each as a question.
func (b *bound) asks(at string, glob bool) []relyingparty.Ask {
	var out []relyingparty.Ask
	for _, v := range b.values {
		a := relyingparty.Ask{At: at, Claim: b.key}
		switch v := v.(type) {
		case string:
			a.Text = v
			if glob {
				a.How = relyingparty.Glob
			}
		case bool:
			a.Text, a.Type = strconv.FormatBool(v), "bool"
		case json.Number:
			a.Text, a.Type = v.String(), "number"
		default:
			continue
		}
		out = append(out, a)
	}
	return out
}

// values judges what a bound claim is compared with; false: nothing matches.
func (r *reading) values(at string, b *bound) bool {
	switch {
	case b.broken:
		r.add("CT043", at, false, "it is "+value.TypeOf(b.raw)+", which Vault compares with nothing; the login fails")
		return false
	case len(b.values) == 0:
		r.add("CT043", at, false, "the list is empty, which no claim is in")
		return false
	}
	typ := r.issuer.Type(b.key)
	if r.doc.glob && len(b.rest) == 0 && (typ == "bool" || typ == "number") {
		r.add("CT043", at, false, "the claim is a "+typ+" in tokens of "+r.issuer.Title()+", and a role of type glob matches texts only")
		return false
	}
	for _, v := range b.values {
		switch v := v.(type) {
		case string:
			r.text(at, v, len(b.values))
		case json.Number:
			if n, err := strconv.ParseInt(v.String(), 10, 64); err != nil || strconv.FormatInt(n, 10) != v.String() {
				r.add("CT043", at, false, "Vault makes a whole number of the claim and compares it with the text "+problem.Quote(v.String())+", which none is")
			}
		case []any, map[string]any, nil:
			r.add("CT043", at, false, "an element of the list is "+value.TypeOf(v)+": Vault breaks the login off, or it matches nothing")
		}
	}
	r.covered(at, b)
	return true
}

// text judges one value.
func (r *reading) text(at, v string, of int) {
	switch glob := r.doc.glob; {
	case v == "" && of > 1:
		r.add("CT047", at, false, "one of the values is empty, as a comma too many leaves it, and matches a claim that is empty")
	case !glob && strings.Contains(v, "*"):
		r.add("CT005", at, false, problem.Quote(v)+" holds *, an ordinary character while bound_claims_type is \"string\" (the default, also when a later write leaves it out)")
	case glob && strings.ContainsAny(v, "?"):
		r.add("CT005", at, true, problem.Quote(v)+" holds ?, and a glob of Vault knows * only")
	case strings.Contains(v, ","):
		r.add("CT047", at, false, problem.Quote(v)+" is one value with a comma in it")
	}
}

// covered finds globs that make other values of the claim idle.
func (r *reading) covered(at string, b *bound) {
	if !r.doc.glob {
		return
	}
	const most = 64 // pairs grow with the square
	texts := make([]string, 0, len(b.values))
	for _, v := range b.values {
		if s, ok := v.(string); ok && len(texts) < most && !slices.Contains(texts, s) {
			texts = append(texts, s)
		}
	}
	for _, wide := range texts {
		if pattern.IsLiteral(wide) {
			continue
		}
		lang := automaton.Globs(pattern.FromGlob(wide))
		var idle []string
		for _, t := range texts {
			if t == wide {
				continue
			}
			// A star in t is matched by one of wide alone, so it may be any text.
			if lang.Match(t) {
				idle = append(idle, t)
			}
		}
		if len(idle) > 0 {
			r.add("CT028", at, false, problem.Quote(wide)+" holds wherever "+problem.QuoteAll(idle)+" does, which says nothing then")
		}
	}
}

// vacuous finds a glob that every text matches. On a claim that may be missing it
// asks for the claim to be there, which is something.
func (r *reading) vacuous(b *bound, tells bool) {
	typ := r.issuer.Type(b.key)
	if !r.doc.glob || r.issuer.MayLack(b.key) || len(b.rest) > 0 || typ == "bool" || typ == "number" {
		return
	}
	for _, v := range b.values {
		if s, ok := v.(string); ok && s != "" && strings.Trim(s, "*") == "" {
			detail := fmt.Sprintf("%s matches every text that the claim may have", problem.Quote(s))
			r.add("CT010", "bound_claims."+b.text, tells && len(b.values) == 1, detail)
			return
		}
	}
}
