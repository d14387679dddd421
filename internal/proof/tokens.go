package proof

import (
	"strings"
	"sync"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/solve"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// This file says what the variables of an issuer's tokens can be, and by which fact.

// tokens are those that a question is about, with what is the same in all their forms.
type tokens struct {
	space    *space
	declared *trust.Description // whose jobs present them; nil: anybody's. What it does not name is absent
	values   *solve.Space
	alts     map[string][]alternative // of claims
	pairs    map[boundCond]pair
}

// A tokensOf tells apart what questions are about: an issuer's tokens, a description's
// alone, of whatever audience.
type tokensOf struct {
	issuer   string
	declared *trust.Description
	replay   bool
}

// domain is what a variable's values can be, and the fact that says so.
func (t *tokens) domain(name string) solve.Domain {
	d := solve.Domain{Machine: t.machine(name)}
	if f := t.factOf(name); f.id != "" {
		d.Fact = f
	}
	return d
}

func (t *tokens) machine(name string) automaton.Machine {
	base, _, _ := strings.Cut(name, " #")
	if base == tail {
		return tails()
	}
	if known := t.space.ofKnown(base); known != nil {
		return known
	}
	if base == "aud" && t.declared != nil && len(t.declared.Audiences) > 0 {
		return exactly(t.declared.Audiences)
	}
	if _, ok := t.variable(name); ok {
		return t.space.platform.DomainOf(base, t.space.settings).DFA()
	}
	return automaton.ValidUTF8()
}

// variable is the platform's of that name.
func (t *tokens) variable(name string) (platform.Variable, bool) {
	if t.space.platform == nil {
		return platform.Variable{}, false
	}
	base, _, _ := strings.Cut(name, " #")
	return t.space.platform.Variable(base)
}

// factOf is the fact that a variable's domain rests on; none, when its values
// are no matter of facts.
func (t *tokens) factOf(name string) platformFact {
	base, _, _ := strings.Cut(name, " #")
	p := t.space.platform
	if p == nil {
		return platformFact{}
	}
	if base == tail || strings.HasPrefix(base, knownTail) || strings.HasPrefix(base, knownFirst) {
		return platformFact{p, p.Subject.Fact}
	}
	if v, ok := p.Variable(base); ok {
		return platformFact{p, v.Fact}
	}
	return platformFact{}
}

// A platformFact is a fact of a platform.
type platformFact struct {
	platform *platform.Platform
	id       string
}

// Key implements solve.Fact.
func (f platformFact) Key() string { return f.platform.Name + "\x00" + f.id }

// tails is what may follow a stranger's first component: nothing, or a colon and
// anything.
var tails = sync.OnceValue(func() *automaton.DFA {
	lang, err := automaton.Whole("(?s:(:.*)?)")
	if err != nil {
		panic(err) // a constant
	}
	dfa, err := automaton.Compile([]automaton.Lang{lang}, nil, 100)
	if err != nil {
		panic(err) // a constant
	}
	return dfa
})

// exactly is the machine of some texts.
func exactly(texts []string) automaton.Machine {
	parts, err := automaton.Parts([]automaton.Tagged{{Lang: automaton.Texts(texts...)}})
	if err != nil || len(parts) != 1 {
		panic("texts make one machine")
	}
	return parts[0].Machine
}
