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
// one that every described job fulfils. It returns those claims.
func (x *clauseBuilder) viaOtherClaims(t platform.Template, pt pattern.Template, ways []pattern.Way) (claims []chosen, ok bool) {
	open := make([]bool, len(t.Vars))
	for i, v := range t.Vars {
		open[i] = x.box.open(x.p, v)
	}
	if expressible(joinOpen(pt, ways, open)) {
		return nil, true
	}
	for i, v := range t.Vars {
		if open[i] {
			continue
		}
		name := x.claimFor(x.form, v)
		if name == "" {
			continue
		}
		open[i] = true
		claims = choose(claims, x.form, name, v)
	}
	if len(claims) == 0 || !expressible(joinOpen(pt, ways, open)) {
		return nil, false
	}
	return slices.DeleteFunc(claims, func(c chosen) bool { return x.compares(c.claim) }), true
}

// joinOpen is the template with one variable for those in a row that are open, and
// what stands between them.
func joinOpen(t pattern.Template, ways []pattern.Way, open []bool) (pattern.Template, []pattern.Way) {
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
	return joined, how
}
