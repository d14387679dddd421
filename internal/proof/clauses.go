package proof

// Clauses as a document, before a relying party writes them.

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// Clauses are a document in no relying party's language: what Compile makes,
// before it is spelled.
type Clauses []trust.Clause

// Trusts implements Document. The audience is left out.
func (cs Clauses) Trusts() []Trust {
	var out []Trust
	for _, c := range cs {
		var all []Expr
		for _, a := range c.Atoms {
			t := Test{Term: Claim(a.Claim), Lang: automaton.Globs(a.Any...)}
			t.On[String], t.On[List] = ByText, BySome
			for _, s := range a.Any {
				switch text, _ := s.IsLiteral(); {
				case a.Type != "bool":
				case text == "true":
					t.On[BoolTrue] = Pass
				default:
					t.On[BoolFalse] = Pass
				}
			}
			all = append(all, Is(t))
		}
		out = append(out, Trust{Issuer: c.Issuer, When: And(all...)})
	}
	return out
}

// Admits implements Document.
func (cs Clauses) Admits(c Claims) Decision {
	for _, t := range cs.Trusts() {
		if t.Issuer == c["iss"] && t.When.Eval(c) == Holds {
			return Decision{Admitted: Yes}
		}
	}
	return Decision{}
}
