package proof

import (
	"maps"

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
