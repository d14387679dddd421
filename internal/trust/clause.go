package trust

// This file holds what Compile returns: clauses, the atoms that they are made of, and notes.

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// A Clause admits the tokens of one issuer whose audience is one of Audiences
// and whose every listed claim is present and within its patterns.
type Clause struct {
	Platform  *platform.Platform
	Issuer    string
	Audiences []string
	Atoms     []Atom // the claim sub first, then by name
}

// An Atom restricts one claim.
type Atom struct {
	Claim string
	Type  string        // string, bool or list; of a list some element must match
	Any   []pattern.Seq // sorted, each once
}

// Atom returns the clause's restriction of a claim.
func (c Clause) Atom(claim string) (Atom, bool) {
	i := slices.IndexFunc(c.Atoms, func(a Atom) bool { return a.Claim == claim })
	if i < 0 {
		return Atom{}, false
	}
	return c.Atoms[i], true
}

// Literals returns the atom's values when none is a pattern.
func (a Atom) Literals() ([]string, bool) {
	var out []string
	for _, s := range a.Any {
		text, ok := s.IsLiteral()
		if !ok {
			return nil, false
		}
		out = append(out, text)
	}
	return out, true
}

// A Note is something that the user must know about a result that is no error.
type Note struct {
	Dropped string // a filter given up, as accepted
	Assumed string // an assumption that the document rests on, a sentence without full stop
}
