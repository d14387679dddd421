package proof

// Whether somebody gets in who is not described.

import (
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/solve"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// wider looks for a job that gets in and is not described.
func (x *comparer) wider() {
	for _, issuer := range sortedKeys(x.when) {
		if issuer == "" {
			x.unknownWider("the document does not say which issuer it trusts")
			continue
		}
		jobs := at(x.Wide, issuer)
		sp := newSpace(issuer, jobs, x.accepted, x.wild)
		seen, out := map[formula]bool{}, map[formKind]bool{}
		for _, sh := range sp.upper() {
			if x.noneOf(sp, sh, jobs, out) {
				continue
			}
			if x.widerBy(sp, sh, jobs, seen) {
				return
			}
		}
		x.asStated(sp, jobs, out)
	}
}

// A formKind is the shapes that differ in their subjects alone.
type formKind struct {
	form     *platform.Form
	stranger bool
}

func (sh shape) kind() formKind { return formKind{sh.form, sh.stranger} }

// noneOf reports that no token of the shape's form gets in beside the described
// jobs, whatever its subject: most forms are out by a claim, and then all their
// subjects are.
func (x *comparer) noneOf(sp *space, sh shape, jobs []trust.Description, out map[formKind]bool) bool {
	if sh.alone || !x.b.asksBeside(sp.platform) || len(sh.given) > 0 { // some claims are missing for its subject
		return false
	}
	kind := sh.kind()
	none, ok := out[kind]
	if !ok {
		x.narrow = always
		f := x.b.search(x.outside(sp, sh, jobs, roughest), x.budget)
		none = !f.Found && !f.Over
		out[kind] = none
	}
	return none
}

// widerBy looks among the tokens of one shape; true ends the search.
func (x *comparer) widerBy(sp *space, sh shape, jobs []trust.Description, seen map[formula]bool) bool {
	if sh.lifted && x.rested(sp, sh) {
		return false
	}
	// Roughly first: what does not get in by its shape needs no more.
	x.narrow = always
	goal := x.outside(sp, sh, jobs, rough)
	f := x.b.search(goal, x.budget)
	switch {
	case sh.lifted:
		if f.Found || f.Over {
			x.rest(sp.platform, sh.form.Fact)
		}
		return false
	case !f.Found && !f.Over, x.cannot(sp, sh, goal):
		return false
	}
	x.narrow = always
	goal = x.outside(sp, sh, jobs, free)
	if goal == never || seen[goal] {
		return false
	}
	doubt, goal, f := x.narrowed(sp, sh, goal)
	if goal == never || seen[goal] {
		return false
	}
	seen[goal] = true
	switch {
	case f.Over:
		x.unknownWider(overBudget)
		return true
	case f.Found && x.wild: // the caller asks again
		x.verdict.Wider = Yes
		return true
	case f.Found:
		done, madeUp := x.admitted(sp, sh, jobs, goal, f, doubt)
		if madeUp { // another form of the same may have a subject that is not
			delete(seen, goal)
		}
		return done
	}
	return false
}

// cannot reports that what counts as verified of the form's variables leaves nothing
// of the goal, and notes it.
func (x *comparer) cannot(sp *space, sh shape, goal formula) bool {
	if sh.form == nil || len(sh.form.Where) == 0 {
		return false
	}
	f := x.b.search(x.b.All(goal, x.b.narrowing(x.counts(sp, sh))), x.budget)
	if f.Found || f.Over {
		return false
	}
	x.restWhere(sp, sh)
	return true
}

// counts says which facts about a form's variables count as verified: a form that
// does not is as its fact states it.
func (x *comparer) counts(sp *space, sh shape) func(fact string) bool {
	return func(fact string) bool { return fact == sh.form.Fact || x.accepted.holds(sp.platform, fact) }
}

// restWhere notes the facts that count about the variables of the shape's form.
func (x *comparer) restWhere(sp *space, sh shape) {
	counts := x.counts(sp, sh)
	for _, fact := range sh.form.WhereFacts() {
		if counts(fact) {
			x.rest(sp.platform, fact)
		}
	}
}

// narrowed searches the goal with what the form says of its variables: with all of
// it, then, where nothing is found, with what counts as verified. doubt is
// the fact without which nothing is found. What the answer no rests on is noted.
func (x *comparer) narrowed(sp *space, sh shape, goal formula) (doubt string, _ formula, _ solve.Finding) {
	if sh.form == nil || len(sh.form.Where) == 0 {
		return sh.doubt, goal, x.b.search(goal, x.budget)
	}
	bare := x.b.search(goal, x.budget)
	if !bare.Found {
		return sh.doubt, goal, bare
	}
	x.narrow = x.b.narrowing(func(string) bool { return true })
	all := x.b.All(goal, x.narrow)
	if f := x.b.search(all, x.budget); f.Found || f.Over {
		return sh.doubt, all, f
	}
	counts := x.counts(sp, sh)
	x.narrow = x.b.narrowing(counts)
	some := x.b.All(goal, x.narrow)
	f := x.b.search(some, x.budget)
	if !f.Found {
		x.restWhere(sp, sh)
		return sh.doubt, some, f
	}
	for _, fact := range sh.form.WhereFacts() {
		if !counts(fact) && sh.doubt == "" {
			return fact, some, f
		}
	}
	return sh.doubt, some, f
}

// asStated notes the unverified facts that say how some tokens look: were they
// otherwise, one of these might get in.
// out says which forms are out by other claims.
func (x *comparer) asStated(sp *space, jobs []trust.Description, out map[formKind]bool) {
	if sp.platform == nil {
		return
	}
	defer x.b.Aside()()
	x.narrow = always
	for _, sh := range sp.upper() {
		if sh.lifted || sp.platform.Verified(sh.form.Fact) || x.rested(sp, sh) {
			continue
		}
		none, known := out[formKind{form: sh.form}]
		if !known || none {
			sh.loose, sh.stranger, sh.given = true, false, nil
			f := x.b.search(x.outside(sp, sh, jobs, roughest), x.budget)
			none = !f.Found && !f.Over
		}
		if !none {
			x.rest(sp.platform, sh.form.Fact)
		}
	}
}

// outside is the formula of a job of the shape that gets in and is not described.
func (x *comparer) outside(sp *space, sh shape, jobs []trust.Description, m mode) formula {
	b := x.b
	b.at(sp, sh, nil)
	b.mode = m
	defer func() { b.mode = free }()
	in := b.bind(x.when[sp.issuer]).t
	if in == never {
		return never
	}
	parts := []formula{in, b.bound(x.Bindings), x.narrow}
	switch {
	case sp.platform == nil:
	case sh.stranger: // a job of a project that is not ours is not described
		parts = append(parts, b.Not(b.ours(jobs)))
	default:
		parts = append(parts, b.Not(b.described(jobs)))
	}
	return b.All(parts...)
}

// admitted judges an example of a wider document; done ends the search.
func (x *comparer) admitted(sp *space, sh shape, jobs []trust.Description, goal formula, f solve.Finding, doubt string) (done, madeUp bool) {
	stands := func(e *Example) bool { return x.beside(jobs, e) }
	e := x.examples.example(x.examples.plainest(goal, f, x.budget), stands)
	if e == nil && len(x.b.opaques) > 0 {
		// Perhaps it needs an opaque condition to hold. What gets in without any?
		certain := x.outside(sp, sh, jobs, lower)
		if f := x.b.search(certain, x.budget); f.Found {
			e = x.examples.example(x.examples.plainest(certain, f, x.budget), stands)
		}
	}
	if e != nil && x.madeUp(sp, sh, e) {
		var none bool
		if e, none = x.ordered(sp, sh, e, jobs, stands); none {
			return false, true
		}
		if e == nil {
			x.unknownWider(MadeUp)
			return false, true
		}
	}
	switch {
	case e == nil:
		x.unknownWider(x.why(goal))
		return false, false
	case doubt != "":
		x.unknownWider(dependsOn(sp.platform, doubt))
		x.verdict.WiderFacts = append(x.verdict.WiderFacts, doubt)
		if x.verdict.WiderExample == nil {
			x.verdict.WiderExample = e
		}
		return false, false
	}
	x.verdict.Wider, x.verdict.WiderExample, x.verdict.WiderReason = Yes, e, ""
	return true, false
}

// beside reports that the example gets in and is no described job, or a described
// job whose token was made for another audience.
func (c Comparison) beside(jobs []trust.Description, e *Example) bool {
	if c.Document.Admits(e.Claims).Admitted != Yes {
		return false
	}
	if e.Replay {
		return c.replayed(jobs, e)
	}
	return !contains(jobs, e)
}
