package mint

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/proof"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// exactly is a document that lets in just the tokens with these claims, whatever
// their aud and times.
type exactly struct {
	claims map[string]any
	names  []string // of all claims that are looked at
}

func only(p *platform.Platform, claims map[string]any) exactly {
	out := exactly{maps.Clone(claims), []string{"sub"}}
	for _, name := range registered {
		delete(out.claims, name)
	}
	out.claims["iss"] = claims["iss"]
	for _, f := range p.Forms {
		out.names = append(out.names, f.ClaimNames()...)
	}
	for name := range claims {
		if !slices.Contains(registered, name) {
			out.names = append(out.names, name)
		}
	}
	slices.Sort(out.names)
	out.names = slices.Compact(out.names)
	return out
}

// Trusts implements proof.Document.
func (d exactly) Trusts() []proof.Trust {
	var all []proof.Expr
	for _, name := range d.names {
		switch v := d.claims[name].(type) {
		case string:
			all = append(all, proof.TextIn(name, automaton.Texts(v)))
		case bool:
			t := proof.Test{Term: proof.Claim(name)}
			kind := proof.BoolFalse
			if v {
				kind = proof.BoolTrue
			}
			t.On[kind] = proof.Pass
			all = append(all, proof.Is(t))
		case []any:
			texts := []string{}
			for _, e := range v {
				text, _ := e.(string)
				texts = append(texts, text)
				t := proof.Test{Term: proof.Claim(name), Lang: automaton.Texts(text)}
				t.On[proof.List] = proof.BySome
				all = append(all, proof.Is(t))
			}
			t := proof.Test{Term: proof.Claim(name), Lang: automaton.Texts(texts...)}
			t.On[proof.List] = proof.ByAll
			all = append(all, proof.Is(t))
		case nil:
			all = append(all, proof.Not(proof.Present(name)))
		default: // a number, of whatever value, or an object
			t := proof.Test{Term: proof.Claim(name)}
			kind := proof.Object
			if _, ok := v.(json.Number); ok {
				kind = proof.Number
			}
			t.On[kind] = proof.Pass
			all = append(all, proof.Is(t))
		}
	}
	issuer, _ := d.claims["iss"].(string)
	return []proof.Trust{{Issuer: issuer, When: proof.And(all...)}}
}

// Admits implements proof.Document.
func (d exactly) Admits(c proof.Claims) proof.Decision {
	for _, t := range d.Trusts() {
		if t.Issuer == c["iss"] && t.When.Eval(c) == proof.Holds {
			return proof.Decision{Admitted: proof.Yes}
		}
	}
	return proof.Decision{}
}

// mintable asks the prover, which knows nothing of this package: does somebody who
// is not described get in where only these claims do? The described ones are of
// another project.
func mintable(t testing.TB, p *platform.Platform, claims map[string]any, settings platform.Settings, known map[string]string, accepted []string) proof.Verdict {
	t.Helper()
	claim, variable := told(t, p)
	box := trust.Box{trust.FormKey: p.FormNames(), variable: {other(t, p, variable, claims[claim])}}
	for _, part := range p.IssuerParts(nil) {
		if _, isVariable := p.Variable(part); isVariable {
			box[part] = []string{known[part]}
		}
	}
	issuer, _ := claims["iss"].(string)
	jobs := trust.Jobs{{Platform: p.Name, Issuer: issuer, Audiences: []string{"a"}, Boxes: []trust.Box{box}, Settings: settings}}
	return proof.Compare(proof.Comparison{Document: only(p, claims), Jobs: jobs, Accepted: accepted})
}

// told is a claim that is a variable, one that stays a project's if there is one.
func told(t testing.TB, p *platform.Platform) (claim, variable string) {
	t.Helper()
	for _, name := range append([]string{p.UserClaim}, p.Forms[0].ClaimNames()...) {
		c, _ := p.Forms[0].Claim(name)
		tmpl, ok := c.Template()
		if ok && c.Type == "string" && len(tmpl.Vars) == 1 && tmpl.String() == "{"+tmpl.Vars[0]+"}" && !slices.Contains(p.IssuerParts(nil), tmpl.Vars[0]) {
			return name, tmpl.Vars[0]
		}
	}
	t.Fatalf("%s: no claim is a variable", p.Name)
	return "", ""
}

// other is a value of the variable that the claims do not show: a sample with
// another character.
func other(t testing.TB, p *platform.Platform, name string, than any) string {
	t.Helper()
	v, _ := p.Variable(name)
	sample := v.Samples[0]
	for i := len(sample) - 1; i >= 0; i-- {
		for _, c := range "9z8Z" {
			text := sample[:i] + string(c) + sample[i+1:]
			if reason, _ := p.Domain(name, nil).CheckValue(text); reason == "" && text != sample && than != text {
				return text
			}
		}
	}
	t.Fatalf("no other %s", name)
	return ""
}
