package proof

import (
	"maps"
	"slices"

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
	tenants := slices.Clone(sp.platform.Subject.Tenants)
	for _, v := range sp.platform.Subject.Tenants {
		tenants = append(tenants, sp.platform.Parts(v)...)
	}
	first := sh.subject.Vars[:max(len(sh.subject.Vars)-1, 0)]
	if slices.ContainsFunc(first, func(v string) bool { return !slices.Contains(tenants, v) }) {
		// Any component may stand first, also one that nobody knows.
		return sp.platform.Contradicts(sh.form, sub, values)
	}
	return !sp.platform.Made(sh.form, sub, values)
}

// arranged looks for an example among subjects of known components.
func (x *comparer) arranged(sp *space, sh shape, jobs []trust.Description, stands func(*Example) bool) *Example {
	key := formOf{tokens: x.b.tokens, form: sh.form}
	if x.unarranged[key] { // whatever the subject begins with
		return nil
	}
	defer x.b.aside()()
	for _, pres := range sp.platform.Arrangements(sh.form) {
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
	x.unarranged[key] = true
	return nil
}
