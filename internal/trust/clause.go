package trust

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

// A View is what a relying party can see of a token and say about it.
type View struct {
	Name string // of the relying party, for messages
	// Sees reports whether documents can be about a claim other than sub.
	Sees func(d Description, c platform.Claim) bool
	// OnSub: always restrict sub, and other claims only for what it does not hold.
	OnSub bool
	// OneRow: all forms of a box in one clause, where that can be said.
	OneRow bool
	// Ones: there is a wildcard for a single character.
	Ones bool
	// ExactOnly: there are no wildcards at all.
	ExactOnly bool
	// Accept lists filters whose restriction may be given up where the relying
	// party cannot see it.
	Accept []string
	// Unverified lists facts that count as verified, since the user takes them on.
	Unverified []string
	// draft: write the nearest document, whatever else it admits.
	draft bool
	// Instead names, for a variable that the relying party cannot see, what to do
	// about it.
	Instead map[string]string
}

// A Note is something that the user must know about a result that is no error.
type Note struct {
	Dropped string // a filter given up, as accepted
	Assumed string // an assumption that the document rests on, a sentence without full stop
}
