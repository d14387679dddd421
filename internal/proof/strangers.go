package proof

// Subjects whose components others have chosen.

import (
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/solve"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// MadeUp is why it is unknown whether somebody gets in when all that do have
// subjects that a project would need components for which nobody knows.
const MadeUp = "the only tokens found have subjects that no components which are known make"

// madeUp reports that nobody knows how a stranger's project could come to show the
// example's subject: whatever stands behind the first component is searched as any
// text, so that nothing is missed.
func (x *comparer) madeUp(sp *space, sh shape, e *Example) bool {
	if !sh.stranger || sp.wild {
		return false
	}
	sub, _ := e.Claims["sub"].(string)
	values := map[string]string{}
	for _, v := range sp.platform.Variables {
		values[v.Name] = v.Samples[0]
	}
	maps.Copy(values, e.Job.Values)
	return !sp.platform.Made(sh.form, sub, values)
}

// Most orders of components that are looked at, where nobody can have others and where
// somebody can.
const (
	mostClosed = 400
	mostOpen   = 8
)

// ordered looks for an example whose subject known components make: in the order of the
// one that was found, and in those that a search among known components finds. none says
// that there is none in any order, by a fact that there are no other components.
func (x *comparer) ordered(sp *space, sh shape, found *Example, jobs []trust.Description, stands func(*Example) bool) (_ *Example, none bool) {
	orders := sp.platform.Orders(sh.form)
	if orders == nil {
		return nil, false
	}
	defer x.half()() // other forms have their turn
	if orders.Closed != "" {
		return x.closed(sp, sh, orders, jobs, stands)
	}
	defer x.b.Aside()()
	sub, _ := found.Claims["sub"].(string)
	b, known := x.b, sh.known()
	var others []formula // subjects that were looked at
	for range mostOpen {
		for _, pres := range sp.platform.Ordered(sh.form, sub) {
			if e, _ := x.inOrder(sp, sh, pres, jobs, stands); e != nil {
				return e, false
			}
			others = append(others, x.other(sp, known, platform.TextsOf(pres.Template)))
		}
		f := b.search(b.All(append(others, x.outside(sp, known, jobs, lower))...), x.budget)
		if !f.Found {
			return nil, false
		}
		sub = x.subject(known, f)
		others = append(others, x.other(sp, known, platform.InOrder(sub)))
	}
	return nil, false
}

// closed is ordered, of all orders.
func (x *comparer) closed(sp *space, sh shape, orders *platform.Orders, jobs []trust.Description, stands func(*Example) bool) (_ *Example, none bool) {
	b, known := x.b, sh.known()
	var others []formula // orders that let nobody in
	for range mostClosed {
		f := b.search(b.All(append(others, x.outside(sp, known, jobs, free))...), x.budget)
		if f.Over {
			return nil, false
		}
		if !f.Found {
			x.rest(sp.platform, orders.Closed)
			return nil, true
		}
		pres, ok := sp.platform.Continued(sh.form, sh.first(), f.Values[known.behind()])
		if !ok {
			return nil, false
		}
		if e, none := x.inOrder(sp, sh, pres, jobs, stands); !none {
			return e, false
		}
		others = append(others, x.other(sp, known, platform.InOrder(x.subject(known, f))))
	}
	return nil, false
}

// first is what a stranger's subject begins with.
func (sh shape) first() platform.Template {
	last := len(sh.subject.Vars) - 1
	return platform.Template{Lits: sh.subject.Lits[:last+1], Vars: sh.subject.Vars[:last]}
}

// behind is the variable of what follows that.
func (sh shape) behind() string { return sh.subject.Vars[len(sh.subject.Vars)-1] }

// What a stranger's subject is made of, where only known components count: variables
// with the form's name behind it.
const (
	knownFirst = "a known component of "
	knownTail  = "known components of "
)

// known is the shape where only known components count.
func (sh shape) known() shape {
	first := sh.first()
	vars := slices.Clone(first.Vars)
	if len(vars) == 1 && first.Lits[0]+first.Lits[1] == "" { // any may stand first
		vars[0] = knownFirst + sh.form.Name
	}
	sh.subject.Vars = append(vars, knownTail+sh.form.Name)
	return sh
}

// ofKnown is what a variable of known components can be; nil for other variables.
func (s *space) ofKnown(name string) automaton.Machine {
	if form, ok := strings.CutPrefix(name, knownTail); ok {
		return s.platform.Orders(s.platform.Form(form)).Behind.DFA()
	}
	if form, ok := strings.CutPrefix(name, knownFirst); ok {
		return s.platform.Orders(s.platform.Form(form)).Component.DFA()
	}
	return nil
}

// subject is the shape's with the values that were found.
func (x *comparer) subject(sh shape, f solve.Finding) string {
	return filled(sh.subject, func(v string) string {
		if text, ok := f.Values[v]; ok || v == sh.behind() {
			return text
		}
		return x.b.samples(v)[0]
	})
}

// other is the formula that the subject is none that the regular expression matches.
func (x *comparer) other(sp *space, sh shape, re string) formula {
	lang, err := automaton.Whole(re)
	if err != nil {
		return always // it is looked at again, until there were enough
	}
	x.b.at(sp, sh, nil)
	return x.b.Not(x.b.In(sh.subject, x.b.Lang(lang)))
}

// inOrder looks among the tokens with one subject; none says that nobody gets in,
// whatever opaque conditions are.
func (x *comparer) inOrder(sp *space, sh shape, pres platform.Presentation, jobs []trust.Description, stands func(*Example) bool) (e *Example, none bool) {
	try, ok := sp.shape(sh.form, pres)
	if !ok {
		return nil, true
	}
	try.stranger, try.name = true, sh.name
	if f := x.b.search(x.outside(sp, try, jobs, free), x.budget); !f.Found {
		return nil, !f.Over
	}
	certain := x.outside(sp, try, jobs, lower)
	if f := x.b.search(certain, x.budget); f.Found {
		e = x.examples.example(x.examples.plainest(certain, f, x.budget), stands)
	}
	if e != nil && x.madeUp(sp, try, e) {
		e = nil
	}
	return e, false
}
