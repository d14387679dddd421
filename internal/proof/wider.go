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
		sp := x.space(issuer)
		jobs := sp.jobs
		seen, out := map[formula]bool{}, map[formKind]bool{}
		for _, tf := range sp.mintable() {
			if x.noneOf(sp, tf, jobs, out) {
				continue
			}
			if x.widerBy(sp, tf, jobs, seen) {
				return
			}
		}
		x.asStated(sp, jobs, out)
	}
}

// A formKind is the token forms that differ in their subjects alone.
type formKind struct {
	form     *platform.Form
	stranger bool
}

func (tf tokenForm) kind() formKind { return formKind{tf.form, tf.stranger} }

// noneOf reports that no token of the token form's form gets in beside the described
// jobs, whatever its subject: most forms are out by a claim, and then all their
// subjects are.
func (x *comparer) noneOf(sp *space, tf tokenForm, jobs []trust.Description, out map[formKind]bool) bool {
	if tf.alone || !x.enc.asksBeside(sp.platform) || len(tf.given) > 0 { // some claims are missing for its subject
		return false
	}
	kind := tf.kind()
	none, ok := out[kind]
	if !ok {
		x.narrow = always
		f := x.enc.search(x.outside(sp, tf, jobs, roughest), x.budget)
		none = !f.Found && !f.Over
		out[kind] = none
	}
	return none
}

// widerBy looks among the tokens of one token form; true ends the search.
func (x *comparer) widerBy(sp *space, tf tokenForm, jobs []trust.Description, seen map[formula]bool) bool {
	if tf.lifted && x.rested(sp, tf) {
		return false
	}
	// Roughly first: what does not get in by its token form needs no more.
	x.narrow = always
	goal := x.outside(sp, tf, jobs, rough)
	f := x.enc.search(goal, x.budget)
	switch {
	case tf.lifted:
		if f.Found || f.Over {
			x.rest(sp.platform, tf.form.Fact)
		}
		return false
	case !f.Found && !f.Over, x.cannot(sp, tf, goal):
		return false
	}
	x.narrow = always
	goal = x.outside(sp, tf, jobs, free)
	if goal == never || seen[goal] {
		return false
	}
	doubt, goal, f := x.narrowed(sp, tf, goal)
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
		done, madeUp := x.admitted(sp, tf, jobs, goal, f, doubt)
		if madeUp { // another form of the same may have a subject that is not
			delete(seen, goal)
		}
		return done
	}
	return false
}

// cannot reports that what counts as verified of the form's variables leaves nothing
// of the goal, and notes it.
func (x *comparer) cannot(sp *space, tf tokenForm, goal formula) bool {
	if tf.form == nil || len(tf.form.Where) == 0 {
		return false
	}
	f := x.enc.search(x.enc.All(goal, x.enc.narrowing(x.counts(sp, tf))), x.budget)
	if f.Found || f.Over {
		return false
	}
	x.restWhere(sp, tf)
	return true
}

// counts says which facts about a form's variables count as verified: a form that
// does not is as its fact states it.
func (x *comparer) counts(sp *space, tf tokenForm) func(fact string) bool {
	return func(fact string) bool { return fact == tf.form.Fact || x.accepted.holds(sp.platform, fact) }
}

// restWhere notes the facts that count about the variables of the token form's form.
func (x *comparer) restWhere(sp *space, tf tokenForm) {
	counts := x.counts(sp, tf)
	for _, fact := range tf.form.WhereFacts() {
		if counts(fact) {
			x.rest(sp.platform, fact)
		}
	}
}

// narrowed searches the goal with what the form says of its variables: with all of
// it, then, where nothing is found, with what counts as verified. doubt is
// the fact without which nothing is found. What the answer no rests on is noted.
func (x *comparer) narrowed(sp *space, tf tokenForm, goal formula) (doubt string, _ formula, _ solve.Finding) {
	if tf.form == nil || len(tf.form.Where) == 0 {
		return tf.doubt, goal, x.enc.search(goal, x.budget)
	}
	bare := x.enc.search(goal, x.budget)
	if !bare.Found {
		return tf.doubt, goal, bare
	}
	x.narrow = x.enc.narrowing(func(string) bool { return true })
	all := x.enc.All(goal, x.narrow)
	if f := x.enc.search(all, x.budget); f.Found || f.Over {
		return tf.doubt, all, f
	}
	counts := x.counts(sp, tf)
	x.narrow = x.enc.narrowing(counts)
	some := x.enc.All(goal, x.narrow)
	f := x.enc.search(some, x.budget)
	if !f.Found {
		x.restWhere(sp, tf)
		return tf.doubt, some, f
	}
	for _, fact := range tf.form.WhereFacts() {
		if !counts(fact) && tf.doubt == "" {
			return fact, some, f
		}
	}
	return tf.doubt, some, f
}

// asStated notes the unverified facts that say how some tokens look: were they
// otherwise, one of these might get in.
// out says which forms are out by other claims.
func (x *comparer) asStated(sp *space, jobs []trust.Description, out map[formKind]bool) {
	if sp.platform == nil {
		return
	}
	defer x.enc.Aside()()
	x.narrow = always
	for _, tf := range sp.mintable() {
		if tf.lifted || sp.platform.Verified(tf.form.Fact) || x.rested(sp, tf) {
			continue
		}
		none, known := out[formKind{form: tf.form}]
		if !known || none {
			tf.loose, tf.stranger, tf.given = true, false, nil
			f := x.enc.search(x.outside(sp, tf, jobs, roughest), x.budget)
			none = !f.Found && !f.Over
		}
		if !none {
			x.rest(sp.platform, tf.form.Fact)
		}
	}
}

// outside is the formula of a job of the token form that gets in and is not described.
func (x *comparer) outside(sp *space, tf tokenForm, jobs []trust.Description, m mode) formula {
	enc := x.enc
	enc.at(sp, tf, nil)
	enc.mode = m
	defer func() { enc.mode = free }()
	in := enc.bind(x.when[sp.issuer]).t
	if in == never {
		return never
	}
	parts := []formula{in, enc.bound(x.Bindings), x.narrow}
	switch {
	case sp.platform == nil:
	case tf.stranger: // a job of a project that is not ours is not described
		parts = append(parts, enc.Not(enc.ours(jobs)))
	default:
		parts = append(parts, enc.Not(enc.described(jobs)))
	}
	return enc.All(parts...)
}

// admitted judges an example of a wider document; done ends the search.
func (x *comparer) admitted(sp *space, tf tokenForm, jobs []trust.Description, goal formula, f solve.Finding, doubt string) (done, madeUp bool) {
	stands := func(e *Example) bool { return x.beside(jobs, e) }
	e := x.examples.example(x.examples.plainest(goal, f, x.budget), stands)
	if e == nil && len(x.enc.opaques) > 0 {
		// Perhaps it needs an opaque condition to hold. What gets in without any?
		certain := x.outside(sp, tf, jobs, lower)
		if f := x.enc.search(certain, x.budget); f.Found {
			e = x.examples.example(x.examples.plainest(certain, f, x.budget), stands)
		}
	}
	if e != nil && x.madeUp(sp, tf, e) {
		var none bool
		if e, none = x.ordered(sp, tf, e, jobs, stands); none {
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
