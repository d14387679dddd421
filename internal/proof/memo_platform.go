package proof

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// This file says which symbols mean something to a platform.

// reserved are the symbols of the platforms at the comparison's issuers, for
// every space that its search looks at; ok is false when one of them shows a
// variable without a separator.
func (c Comparison) reserved() (out []*reserved, ok bool) {
	accepted := acceptedFacts(c.Accepted)
	for _, jobs := range []trust.Jobs{c.Jobs, c.Wide} {
		for i, d := range jobs {
			if d.Model() == nil {
				return nil, false
			}
			spaces := []trust.Jobs{jobs[i : i+1]}
			if all := at(jobs, d.Issuer); len(all) > 1 {
				spaces = append(spaces, all)
			}
			for _, s := range spaces {
				v := newSpace(d.Issuer, s, accepted, false).reserved()
				if !v.separate {
					return nil, false
				}
				if !slices.Contains(out, v) { // most often it is the same
					out = append(out, v)
				}
			}
		}
	}
	return out, true
}

// A reserved is what a space's templates and domains make of symbols.
type reserved struct {
	symbols  map[string]bool // of templates, and those that examples are made of
	domains  []*automaton.DFA
	separate bool         // every variable stands between separators
	tail     platformFact // which says that one stands behind a stranger's project, too
}

// tells reports whether the space tells the symbols apart.
func (v *reserved) tells(a, b string) bool {
	return v.symbols[a] || v.symbols[b] || slices.ContainsFunc(v.domains, func(d *automaton.DFA) bool { return !d.SameRuns(a, b) })
}

// tellsBegun reports whether the space tells symbols that begin so apart.
func (v *reserved) tellsBegun(a, b string) bool {
	for o := range v.symbols {
		if strings.HasPrefix(o, a) || strings.HasPrefix(o, b) {
			return true
		}
	}
	return slices.ContainsFunc(v.domains, func(d *automaton.DFA) bool { return !d.SameBegins(a, b) })
}

func newReserved(s *space, forms []tokenForm) *reserved {
	v := &reserved{symbols: map[string]bool{"true": true, "false": true}, separate: true}
	for _, tf := range forms {
		v.template(tf.subject)
		if tf.stranger {
			v.tail = platformFact{s.platform, s.platform.Subject.Fact}
		}
	}
	seen := map[string]bool{} // most claims are alike in all forms
	for i := range s.platform.Forms {
		f := &s.platform.Forms[i]
		for _, name := range f.ClaimNames() {
			c, _ := f.Claim(name)
			t, ok := c.Template()
			if !ok {
				continue
			}
			if key := t.String(); !seen[key] {
				seen[key] = true
				v.template(s.fill(t))
			}
		}
	}
	own := func(run string) { v.symbols[run] = true }
	for _, text := range s.platform.OrdinaryTexts() {
		automaton.Runs(text, own)
	}
	for _, name := range s.platform.Subject.Components { // all that Orders tells apart
		own(name)
	}
	automaton.Runs(s.issuer, own)
	automaton.Runs(s.platform.DefaultAudience(s.known), own)
	for _, part := range s.known {
		automaton.Runs(part, own)
	}
	v.domains = []*automaton.DFA{automaton.ValidUTF8(), tails()}
	for i := range s.platform.Forms {
		for _, ws := range s.platform.Forms[i].Where {
			for _, w := range ws {
				v.domains = append(v.domains, w.DFA())
			}
		}
	}
	for _, x := range s.platform.Variables {
		if d := s.platform.DomainOf(x.Name, s.settings).DFA(); !slices.Contains(v.domains, d) {
			v.domains = append(v.domains, d)
		}
	}
	return v
}

func (v *reserved) template(t platform.Template) {
	for i, lit := range t.Lits {
		automaton.Runs(lit, func(run string) { v.symbols[run] = true })
		before, after := automaton.EndsRun(lit)
		outer := i == 0 && lit == "" || i == len(t.Lits)-1 && lit == ""
		tailed := i > 0 && i < len(t.Vars) && t.Vars[i] == tail
		switch {
		case outer, tailed && (lit == "" || before):
		case i > 0 && !before, i < len(t.Vars) && !after:
			v.separate = false
		}
	}
}
