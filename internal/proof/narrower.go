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
		// each token form.
		bound := map[string]pair{}
		seen := map[formula]bool{}
		for _, box := range d.Boxes {
			forms := sp.declared(*d, box)
			x.someone(sp, d, box, forms)
			for _, tf := range forms {
				if x.kept(sp, tf, d, box, when, bound, seen) {
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
func (x *comparer) someone(sp *space, d *trust.Description, box trust.Box, forms []tokenForm) {
	for _, tf := range forms {
		x.enc.at(sp, tf, d)
		if len(x.Bindings) == 0 && x.enc.plainJob(box) {
			return
		}
		goal := x.enc.All(x.enc.box(box), x.enc.bound(x.Bindings), x.enc.narrowing(func(string) bool { return true }))
		if f := x.enc.search(goal, x.budget); f.Found || f.Over {
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

// kept looks among one box's jobs of one token form; true ends the search.
func (x *comparer) kept(sp *space, tf tokenForm, d *trust.Description, box trust.Box, when *cond, bound map[string]pair, seen map[formula]bool) bool {
	enc := x.enc
	enc.at(sp, tf, d)
	p := pair{never, always}
	if when != nil {
		var ok bool
		key := tf.form.Name + "\x00" + tf.name
		if p, ok = bound[key]; !ok {
			p = enc.bind(when)
			bound[key] = p
		}
	}
	if !sp.platform.Verified(tf.form.Fact) { // as the user accepts
		x.rest(sp.platform, tf.form.Fact)
	}
	x.narrow = enc.narrowing(func(string) bool { return true })
	goal := enc.All(enc.box(box), enc.Not(p.t), enc.bound(x.Bindings), x.narrow)
	if goal == never || seen[goal] {
		return false
	}
	seen[goal] = true
	f := enc.search(goal, x.budget)
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
		enc.mode = upper
		q := enc.bind(when)
		enc.mode = free
		certain = enc.All(enc.box(box), enc.Not(q.t), enc.bound(x.Bindings), x.narrow)
		f = enc.search(certain, x.budget)
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
