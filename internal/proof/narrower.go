package proof

// Whether a described job is kept out.

import (
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// narrower looks for a described job that is kept out.
func (x *comparer) narrower() {
	for i := range x.Jobs {
		d := &x.Jobs[i]
		sp := newSpace(d.Issuer, []trust.Description{*d}, x.accepted, x.wild)
		when := x.when[d.Issuer]
		if when == nil {
			when = x.when[""]
		}
		// The document's condition does not depend on the box: bind it once for
		// each shape.
		bound := map[string]pair{}
		seen := map[formula]bool{}
		for _, box := range d.Boxes {
			shapes := sp.must(*d, box)
			x.someone(sp, d, box, shapes)
			for _, sh := range shapes {
				if x.kept(sp, sh, d, box, when, bound, seen) {
					return
				}
			}
		}
	}
}

// NoJob is why it is unknown whether a description's jobs get in that has none.
const NoJob = "a part of the description has no job left: filters, bindings and facts exclude each other"

// someone notes that nobody knows of any job in the box: then there is nothing that
// could be kept out, which is no answer.
func (x *comparer) someone(sp *space, d *trust.Description, box trust.Box, shapes []shape) {
	for _, sh := range shapes {
		x.b.at(sp, sh, d)
		if len(x.Bindings) == 0 && x.b.plainJob(box) {
			return
		}
		goal := x.b.All(x.b.box(box), x.b.bound(x.Bindings), x.b.narrowing(func(string) bool { return true }))
		if f := x.b.search(goal, x.budget); f.Found || f.Over {
			return
		}
	}
	var facts []string
	for _, name := range box[trust.FormKey] {
		f := sp.platform.Form(name)
		if f == nil {
			continue
		}
		for _, fact := range append(f.WhereFacts(), sp.doubt(f)) {
			if fact != "" && !x.accepted.holds(sp.platform, fact) && !slices.Contains(facts, fact) {
				facts = append(facts, fact)
			}
		}
	}
	reason := NoJob
	if len(facts) > 0 {
		reason = dependsOn(sp.platform, facts[0])
		x.verdict.NarrowerFacts = append(x.verdict.NarrowerFacts, facts...)
	}
	x.unknownNarrower(reason)
}

// kept looks among one box's jobs of one shape; true ends the search.
func (x *comparer) kept(sp *space, sh shape, d *trust.Description, box trust.Box, when *cond, bound map[string]pair, seen map[formula]bool) bool {
	b := x.b
	b.at(sp, sh, d)
	p := pair{never, always}
	if when != nil {
		var ok bool
		key := sh.form.Name + "\x00" + sh.name
		if p, ok = bound[key]; !ok {
			p = b.bind(when)
			bound[key] = p
		}
	}
	if !sp.platform.Verified(sh.form.Fact) { // as the user accepts
		x.rest(sp.platform, sh.form.Fact)
	}
	x.narrow = b.narrowing(func(string) bool { return true })
	goal := b.All(b.box(box), b.Not(p.t), b.bound(x.Bindings), x.narrow)
	if goal == never || seen[goal] {
		return false
	}
	seen[goal] = true
	f := b.search(goal, x.budget)
	switch {
	case f.Over:
		x.unknownNarrower(overBudget)
		return true
	case !f.Found:
		return false
	}
	certain := goal
	if when != nil && x.opaque(goal) {
		// Who is kept out whatever the opaque conditions are?
		b.mode = upper
		q := b.bind(when)
		b.mode = free
		certain = b.All(b.box(box), b.Not(q.t), b.bound(x.Bindings), x.narrow)
		f = b.search(certain, x.budget)
	}
	var e *Example
	if f.Found {
		e = x.examples.example(x.examples.plainest(certain, f, x.budget), func(e *Example) bool {
			return x.Document.Admits(e.Claims).Admitted == No && contains([]trust.Description{*d}, e)
		})
	}
	if e == nil {
		x.unknownNarrower(x.why(goal))
		return false
	}
	x.verdict.Narrower, x.verdict.NarrowerExample, x.verdict.NarrowerReason = Yes, e, ""
	return true
}
