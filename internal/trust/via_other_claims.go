package trust

// This file holds how a subject that cannot be restricted variable by variable is
// restricted together with other claims.

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// viaOtherClaims says the subject's variables in another way than one by one, where
// that is exact: variables in a row that are open are one wildcard, and those
// that another claim shows are said there, the subject's pattern for them being
// one that every described job fulfils. It adds atoms for those claims.
func (x *clauseBuilder) viaOtherClaims(t platform.Template, pt pattern.Template, ways []pattern.Way) bool {
	open := make([]bool, len(t.Vars))
	for i, v := range t.Vars {
		open[i] = x.box.open(x.p, v)
	}
	if expressible(pt, ways, open) {
		return true
	}
	var claims []chosen
	for i, v := range t.Vars {
		if open[i] {
			continue
		}
		name := x.c.claimFor(x.d, x.p, x.form, v)
		if name == "" {
			continue
		}
		open[i] = true
		cl, _ := x.form.Claim(name)
		ct, _ := cl.Template()
		at := slices.IndexFunc(claims, func(c chosen) bool { return c.claim == name })
		if at < 0 {
			claims, at = append(claims, chosen{claim: name, tmpl: ct}), len(claims)
		}
		claims[at].vars = append(claims[at].vars, v)
	}
	if len(claims) == 0 || !expressible(pt, ways, open) {
		return false
	}
	for _, c := range claims {
		if !slices.ContainsFunc(x.atoms, func(a atom) bool { return a.claim == c.claim }) {
			x.add(c.claim, c.tmpl, c.vars)
		}
	}
	return true
}

// expressible is the construction rule on a template in which variables in a row that
// are open, and what stands between them, are one variable.
func expressible(t pattern.Template, ways []pattern.Way, open []bool) bool {
	joined := pattern.Template{Lits: []string{t.Lits[0]}}
	var how []pattern.Way
	for i, v := range t.Vars {
		last := len(joined.Vars) - 1
		if open[i] && i > 0 && open[i-1] {
			joined.Vars[last] = pattern.Var{Set: joined.Vars[last].Set.Union(v.Set).With(t.Lits[i])}
			joined.Lits[last+1] = t.Lits[i+1]
			continue
		}
		way := ways[i]
		if open[i] {
			way = pattern.Glob
		}
		joined.Vars, joined.Lits, how = append(joined.Vars, v), append(joined.Lits, t.Lits[i+1]), append(how, way)
	}
	why, _ := joined.Expressible(how)
	return why == pattern.None
}
