package proof

import (
	"maps"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
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

// arranged looks for an example among subjects of known components: those in the order
// of the one that was found, and some that are common.
func (x *comparer) arranged(sp *space, sh shape, e *Example, jobs []trust.Description, stands func(*Example) bool) *Example {
	defer x.b.aside()()
	sub, _ := e.Claims["sub"].(string)
	if e := x.among(sp, sh, sp.platform.Ordered(sh.form, sub), jobs, stands); e != nil {
		return e
	}
	key := formOf{tokens: x.b.tokens, form: sh.form}
	if x.unarranged[key] { // whatever the subject begins with
		return nil
	}
	e = x.among(sp, sh, sp.platform.Arrangements(sh.form), jobs, stands)
	x.unarranged[key] = e == nil
	return e
}

// mostOrders bounds how many orders of components are looked at.
const mostOrders = 400

// closed looks at every order of components, where a fact says that there are no others:
// it finds an example, or that there is none, or neither.
func (x *comparer) closed(sp *space, sh shape, jobs []trust.Description, stands func(*Example) bool) (_ *Example, none bool) {
	rest, b := sp.platform.Following(), x.b
	if rest == nil {
		return nil, false
	}
	last := len(sh.subject.Vars) - 1
	first := platform.Template{Lits: sh.subject.Lits[:last+1], Vars: sh.subject.Vars[:last]}
	defer x.half()() // other forms have their turn
	var others []formula // orders that let nobody in
	for range mostOrders {
		goal := b.fs.all(append(others, x.outside(sp, sh, jobs, free), b.fs.all(b.inside(text1(tail), rest)...))...)
		f := b.search(goal, x.budget)
		switch {
		case f.over:
			return nil, false
		case !f.found:
			x.rest(sp.platform, rest.Fact)
			return nil, true
		}
		order := sp.platform.Order(f.values[tail])
		if pres, ok := sp.platform.Continued(sh.form, first, order); ok {
			if e, none := x.inOrder(sp, sh, pres, jobs, stands); !none {
				return e, false
			}
		}
		lang, err := pattern.Whole(platform.OrderRegexp(order))
		if err != nil {
			return nil, false
		}
		others = append(others, b.fs.not(b.asks(text1(tail), b.langs.id(lang))))
	}
	return nil, false
}

// inOrder looks among the tokens with one subject, whatever opaque conditions are.
func (x *comparer) inOrder(sp *space, sh shape, pres platform.Presentation, jobs []trust.Description, stands func(*Example) bool) (_ *Example, none bool) {
	try, ok := sp.shape(sh.form, pres)
	if !ok {
		return nil, true
	}
	try.stranger, try.name = true, sh.name
	goal := x.outside(sp, try, jobs, free)
	f := x.b.search(goal, x.budget)
	if !f.found {
		return nil, !f.over
	}
	e := x.b.example(x.b.plainest(goal, f, x.budget), stands)
	if e != nil && x.madeUp(sp, try, e) {
		e = nil
	}
	return e, false
}

// among looks for an example among subjects.
func (x *comparer) among(sp *space, sh shape, subjects []platform.Presentation, jobs []trust.Description, stands func(*Example) bool) *Example {
	for _, pres := range subjects {
		try, ok := sp.shape(sh.form, pres)
		if !ok {
			continue
		}
		try.stranger, try.name = true, sh.name
		goal := x.outside(sp, try, jobs, lower)
		if f := x.b.search(goal, x.budget); f.found {
			if e := x.b.example(x.b.plainest(goal, f, x.budget), stands); e != nil {
				return e
			}
		}
	}
	return nil
}
