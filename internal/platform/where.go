package platform

// Domains that a form narrows, and what lies in them.

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
)

// A Where is a domain that the variable's values lie in as well.
type Where struct {
	Domain string `yaml:"domain"` // of which values, regexp and never count
	Fact   string `yaml:"fact"`

	rules  *rules
	sample string
}

// family finds the family that a name belongs to.
func family(all []Family, name string) (Family, bool) {
	i := slices.IndexFunc(all, func(f Family) bool { return len(name) > len(f.Prefix) && strings.HasPrefix(name, f.Prefix) })
	if i < 0 {
		return Family{}, false
	}
	return all[i], true
}

// Langs are the languages of a Where: a value lies in all of within and in none of
// without. The slices are not to be changed.
func (w Where) Langs() (within, without []automaton.Lang) { return w.rules.within, w.rules.without }

// DFA is the automaton of the values, made at first use.
func (w Where) DFA() *automaton.DFA { return w.rules.dfa() }

// Holds reports whether the text is a value as far as this Where goes.
func (w Where) Holds(text string) bool {
	return !slices.ContainsFunc(w.rules.within, func(l automaton.Lang) bool { return !l.Match(text) }) &&
		!slices.ContainsFunc(w.rules.without, func(l automaton.Lang) bool { return l.Match(text) })
}

// meets reports whether some text that the sequence matches is a value as far as
// this Where goes. What takes too much work to decide may be.
func (w Where) meets(s pattern.Seq) bool {
	if text, ok := s.IsLiteral(); ok {
		return w.Holds(text)
	}
	if len(s) == 1 && s[0].Kind == pattern.Star {
		return true // it has a sample
	}
	return w.rules.met.once(s.Key(), func() bool {
		d, err := automaton.Compile(append(slices.Clone(w.rules.within), automaton.Globs(s)), w.rules.without, mostStates)
		return err != nil || !d.Empty()
	})
}

// answers are kept for patterns that come up again and again in one process.
type answers struct {
	sync.Mutex
	byKey map[pattern.Key]bool
}

// mostAnswers bounds what is kept.
const mostAnswers = 1024

func (a *answers) once(key pattern.Key, decide func() bool) bool {
	a.Lock()
	defer a.Unlock()
	out, ok := a.byKey[key]
	if !ok {
		if out = decide(); len(a.byKey) < mostAnswers {
			a.byKey[key] = out
		}
	}
	return out
}

// Meets reports whether a job of the form can have a value of the variable that the
// sequence matches, as far as facts go that count.
func (f *Form) Meets(variable string, s pattern.Seq, counts func(fact string) bool) bool {
	return !slices.ContainsFunc(f.Where[variable], func(w Where) bool { return counts(w.Fact) && !w.meets(s) })
}

// Sample is an ordinary value of the variable in jobs of the form, which may be nil.
func (p *Platform) Sample(f *Form, variable string) string {
	v, _ := p.Variable(variable)
	if f != nil {
		for _, ws := range f.Where[variable] {
			if !ws.Holds(v.Samples[0]) {
				return ws.sample
			}
		}
	}
	return v.Samples[0]
}

// Fits reports whether the values that are given are such as the form's variables can
// have in it, whatever facts say so.
func (f *Form) Fits(values map[string]string) bool {
	for v, ws := range f.Where {
		text, ok := values[v]
		if ok && slices.ContainsFunc(ws, func(w Where) bool { return !w.Holds(text) }) {
			return false
		}
	}
	return true
}

// IsForm reports whether a form rests on the fact.
func (p *Platform) IsForm(fact string) bool {
	return slices.ContainsFunc(p.Forms, func(f Form) bool { return f.Fact == fact })
}

// WhereFacts are the facts that narrow variables of the form, sorted.
func (f *Form) WhereFacts() []string {
	var out []string
	for _, ws := range f.Where {
		for _, w := range ws {
			out = append(out, w.Fact)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// read makes the languages of the domain.
func (w *Where) read(p *Platform) error {
	return w.of(p.domain(w.Domain))
}

// of makes the languages of a domain.
func (w *Where) of(d Domain) error {
	w.rules = &rules{}
	if d.Doc == "" {
		return fmt.Errorf("wants a known domain, got %q", w.Domain)
	}
	made := d.rules
	if made == nil { // a domain that no file names
		made = d.makeRules
	}
	r, err := made()
	if err != nil {
		return err
	}
	w.rules = r
	if w.sample = d.Example; len(d.Values) > 0 {
		w.sample = d.Values[0]
	}
	return nil
}

// Ordinary is what most values of the variable lie in; nil: nobody says.
func (v Variable) Ordinary() *Where { return v.ordinary }

// readWhere holds what forms say of variables, and what filters want, against the
// rules, and reads it.
func (p *Platform) readWhere(fail func(string, ...any)) {
	for i := range p.Filters {
		f := &p.Filters[i]
		if f.Wants == "" {
			continue
		}
		f.wants.Domain, f.wanted = f.Wants, p.domain(f.Wants).wanted()
		if err := f.wants.read(p); err != nil || f.Variable == "" {
			fail("filter %s: wants: %v", f.Name, err)
		}
	}
	for i := range p.Variables {
		v := &p.Variables[i]
		if v.Prefers == "" {
			continue
		}
		v.ordinary = &Where{Domain: v.Prefers}
		if err := v.ordinary.read(p); err != nil || slices.ContainsFunc(v.Samples, func(s string) bool { return !v.ordinary.Holds(s) }) {
			fail("variable %s: prefers: wants a known domain that its samples lie in (%v)", v.Name, err)
		}
	}
	for _, pair := range p.Belong {
		for _, name := range pair {
			if v, ok := p.Variable(name); !ok || len(v.Samples) < 2 {
				fail("belong: %q is no variable with two samples", name)
			}
		}
	}
	for i := range p.Forms {
		f := &p.Forms[i]
		for v, ws := range f.Where {
			if !f.Has(v) {
				fail("form %s: where: its tokens show no variable %q", f.Name, v)
				continue
			}
			defer func() {
				if !f.Fits(map[string]string{v: p.Sample(f, v)}) {
					fail("form %s: where: %s: no sample fits, got %q", f.Name, v, p.Sample(f, v))
				}
			}()
			for n := range ws {
				if err := ws[n].read(p); err != nil {
					fail("form %s: where: %s: %v", f.Name, v, err)
				}
				if _, ok := p.Facts[ws[n].Fact]; !ok {
					fail("form %s: where: %s: cites no known fact (%q)", f.Name, v, ws[n].Fact)
				}
			}
		}
	}
}
