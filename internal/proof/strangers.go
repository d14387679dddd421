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
func (x *comparer) madeUp(sp *space, tf tokenForm, e *Example) bool {
	if !tf.stranger || sp.wild {
		return false
	}
	sub, _ := e.Claims["sub"].(string)
	values := map[string]string{}
	for _, v := range sp.platform.Variables {
		values[v.Name] = v.Samples[0]
	}
	maps.Copy(values, e.Job.Values)
	return !sp.platform.Made(tf.form, sub, values)
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
func (x *comparer) ordered(sp *space, tf tokenForm, found *Example, jobs []trust.Description, stands func(*Example) bool) (_ *Example, none bool) {
	orders := sp.platform.Orders(tf.form)
	if orders == nil {
		return nil, false
	}
	defer x.half()() // other forms have their turn
	if orders.Closed != "" {
		return x.closed(sp, tf, orders, jobs, stands)
	}
	defer x.enc.Aside()()
	sub, _ := found.Claims["sub"].(string)
	enc, known := x.enc, tf.known()
	var others []formula // subjects that were looked at
	for range mostOpen {
		for _, pres := range sp.platform.Ordered(tf.form, sub) {
			if e, _ := x.inOrder(sp, tf, pres, jobs, stands); e != nil {
				return e, false
			}
			others = append(others, x.other(sp, known, platform.TextsOf(pres.Template)))
		}
		f := enc.search(enc.All(append(others, x.outside(sp, known, jobs, lower))...), x.budget)
		if !f.Found {
			return nil, false
		}
		sub = x.subject(known, f)
		others = append(others, x.other(sp, known, platform.InOrder(sub)))
	}
	return nil, false
}

// closed is ordered, of all orders.
func (x *comparer) closed(sp *space, tf tokenForm, orders *platform.Orders, jobs []trust.Description, stands func(*Example) bool) (_ *Example, none bool) {
	enc, known := x.enc, tf.known()
	var others []formula // orders that let nobody in
	for range mostClosed {
		f := enc.search(enc.All(append(others, x.outside(sp, known, jobs, free))...), x.budget)
		if f.Over {
			return nil, false
		}
		if !f.Found {
			x.rest(sp.platform, orders.Closed)
			return nil, true
		}
		pres, ok := sp.platform.Continued(tf.form, tf.first(), f.Values[known.behind()])
		if !ok {
			return nil, false
		}
		if e, none := x.inOrder(sp, tf, pres, jobs, stands); !none {
			return e, false
		}
		others = append(others, x.other(sp, known, platform.InOrder(x.subject(known, f))))
	}
	return nil, false
}

// first is what a stranger's subject begins with.
func (tf tokenForm) first() platform.Template {
	last := len(tf.subject.Vars) - 1
	return platform.Template{Lits: tf.subject.Lits[:last+1], Vars: tf.subject.Vars[:last]}
}

// behind is the variable of what follows that.
func (tf tokenForm) behind() string { return tf.subject.Vars[len(tf.subject.Vars)-1] }

// What a stranger's subject is made of, where only known components count: variables
// with the form's name behind it.
const (
	knownFirst = "a known component of "
	knownTail  = "known components of "
)

// known is the token form where only known components count.
func (tf tokenForm) known() tokenForm {
	first := tf.first()
	vars := slices.Clone(first.Vars)
	if len(vars) == 1 && first.Lits[0]+first.Lits[1] == "" { // any may stand first
		vars[0] = knownFirst + tf.form.Name
	}
	tf.subject.Vars = append(vars, knownTail+tf.form.Name)
	return tf
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

// subject is the token form's with the values that were found.
func (x *comparer) subject(tf tokenForm, f solve.Finding) string {
	return filled(tf.subject, func(v string) string {
		if text, ok := f.Values[v]; ok || v == tf.behind() {
			return text
		}
		return x.enc.samples(v)[0]
	})
}

// other is the formula that the subject is none that the regular expression matches.
func (x *comparer) other(sp *space, tf tokenForm, re string) formula {
	lang, err := automaton.Whole(re)
	if err != nil {
		return always // it is looked at again, until there were enough
	}
	x.enc.at(sp, tf, nil)
	return x.enc.Not(x.enc.In(tf.subject, x.enc.Lang(lang)))
}

// inOrder looks among the tokens with one subject; none says that nobody gets in,
// whatever opaque conditions are.
func (x *comparer) inOrder(sp *space, tf tokenForm, pres platform.Presentation, jobs []trust.Description, stands func(*Example) bool) (e *Example, none bool) {
	try, ok := sp.tokenForm(tf.form, pres)
	if !ok {
		return nil, true
	}
	try.stranger, try.name = true, tf.name
	if f := x.enc.search(x.outside(sp, try, jobs, free), x.budget); !f.Found {
		return nil, !f.Over
	}
	certain := x.outside(sp, try, jobs, lower)
	if f := x.enc.search(certain, x.budget); f.Found {
		e = x.examples.example(x.examples.plainest(certain, f, x.budget), stands)
	}
	if e != nil && x.madeUp(sp, try, e) {
		e = nil
	}
	return e, false
}
