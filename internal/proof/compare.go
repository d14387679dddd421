package proof

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// A Comparison asks what a document admits beside the described jobs, and which
// of them it keeps out.
type Comparison struct {
	Document Document
	Jobs     trust.Jobs
	// Wide are the jobs that may get in: Jobs without the restrictions that the
	// user gives up. Nil: Jobs.
	Wide trust.Jobs
	// Accepted are unverified facts that the user takes for true.
	Accepted []string
	Bindings []Binding
	// Named: the audiences of Jobs are meant, and not only a default of the platform's
	// or of the relying party's. A filter that changes a platform's default is heeded
	// without it.
	Named bool

	wild bool // strangers' subjects are any text; see alike
}

// A Verdict is the answer to a Comparison.
type Verdict struct {
	Wider, Narrower               Answer
	WiderByJob                    Answer // Wider, tokens of described jobs left out
	WiderExample, NarrowerExample *Example
	WiderReason, NarrowerReason   string // of Unknown
	// WiderFacts and NarrowerFacts are unverified facts that Unknown depends on: with
	// them taken for true there is an answer.
	WiderFacts, NarrowerFacts []string
	// RestsOn are the facts about the platform without which the answers would not
	// hold, sorted.
	RestsOn []Rest
	// Relation is equal, wider, narrower, overlapping, disjoint or unknown.
	Relation string
}

// A Rest is a fact that an answer rests on.
type Rest struct {
	Fact, Says, Source, Date string
	Status                   string // verified or unverified
	Platform                 string
}

// Compare orders facts by platform and id.
func (r Rest) Compare(o Rest) int {
	return strings.Compare(r.Platform+"\x00"+r.Fact, o.Platform+"\x00"+o.Fact)
}

// Compare decides. The same comparison has the same verdict, whatever the order
// of descriptions, boxes and conditions.
func Compare(c Comparison) Verdict {
	c.Jobs = c.Jobs.Sorted()
	if c.Wide != nil {
		c.Wide = c.Wide.Sorted()
	}
	trusts := c.Document.Trusts()
	if v, ok := c.asOthers(trusts); ok {
		return v
	}
	return decide(c, trusts)
}

// decide is Compare by search.
func decide(c Comparison, trusts []Trust) Verdict {
	if c.Wide == nil {
		c.Wide = c.Jobs
	}
	x := &comparer{Comparison: c, trusts: trusts, accepted: acceptedFacts(c.Accepted), rests: map[string]Rest{}, unarranged: map[formOf]bool{}, budget: newBudget()}
	r := newReader()
	byIssuer := map[string][]Expr{}
	for _, t := range trusts {
		byIssuer[t.Issuer] = append(byIssuer[t.Issuer], t.When)
	}
	x.when = map[string]*cond{}
	for issuer, es := range byIssuer {
		e := Or(es...)
		ready := r.read(&e)
		x.when[issuer] = &ready
	}
	x.b = newBinder(r)
	defer x.b.fs.release()
	x.b.bindings = c.Bindings
	x.b.telling = map[string]bool{}
	for _, d := range c.Jobs {
		for _, b := range d.Boxes {
			for _, v := range b.Variables(d.Model()) {
				x.b.telling[v] = true
			}
		}
	}
	x.wider()
	if x.b.capped {
		x.unknownWider(manyTests)
	}
	replayed := false
	if x.verdict.WiderByJob = x.verdict.Wider; x.verdict.Wider != Yes {
		x.budget = newBudget() // one for each question
		x.replays()
		replayed = x.verdict.Wider == Yes
	}
	x.budget = newBudget()
	x.narrower()
	if x.b.capped {
		x.unknownNarrower(manyTests)
	}
	x.b.minimize(x.budget)
	for f := range x.b.lacked {
		x.rest(f.platform, f.id)
	}
	for _, d := range c.Jobs {
		if p := d.Model(); p.Issuer.Audience.Kind == "fixed" && x.b.claims["aud"] {
			x.rest(p, p.Issuer.Audience.Fact)
		}
	}
	for _, f := range sortedFacts(x.b.kept) {
		x.rest(f.platform, f.id)
		// How tokens of an unverified form look counts as stated, what their parts can
		// hold included.
		if !x.accepted.holds(f.platform, f.id) && !f.platform.IsForm(f.id) {
			x.undecided(f.platform, f.id)
		}
	}
	if x.relate(); !replayed {
		x.verdict.WiderByJob = x.verdict.Wider
	}
	for _, key := range sortedKeys(x.rests) {
		x.verdict.RestsOn = append(x.verdict.RestsOn, x.rests[key])
	}
	return x.verdict
}

type comparer struct {
	Comparison
	trusts   []Trust
	accepted facts
	when     map[string]*cond
	b        *binder
	// unarranged are forms of an issuer of which no subject of known components gets in.
	unarranged map[formOf]bool
	narrow     formula // of the shape at hand: what its form says of variables
	rests      map[string]Rest
	budget     *budget
	verdict    Verdict
}

const manyTests = "one list is asked for more elements than are looked at"

const overBudget = "the work that one comparison may take is used up"

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

// noneOf reports that no token of the shape's form gets in beside the described
// jobs, whatever its subject: most forms are out by a claim, and then all their
// subjects are.
func (x *comparer) noneOf(sp *space, sh shape, jobs []trust.Description, out map[formKind]bool) bool {
	if !x.b.asksBeside(sp.platform) || len(sh.given) > 0 { // some claims are missing for its subject
		return false
	}
	kind := formKind{sh.form, sh.stranger}
	none, ok := out[kind]
	if !ok {
		x.narrow = always
		f := x.b.search(x.outside(sp, sh, jobs, roughest), x.budget)
		none = !f.found && !f.over
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
		if f.found || f.over {
			x.rest(sp.platform, sh.form.Fact)
		}
		return false
	case !f.found && !f.over:
		return false
	}
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
	case f.over:
		x.unknownWider(overBudget)
		return true
	case f.found:
		done, madeUp := x.admitted(sp, sh, jobs, goal, f, doubt)
		if madeUp { // another form of the same may have a subject that is not
			delete(seen, goal)
		}
		return done
	}
	return false
}

// narrowed searches the goal with what the form says of its variables: with all of
// it, then, where nothing is found, with what counts as verified. doubt is
// the fact without which nothing is found. What the answer no rests on is noted.
func (x *comparer) narrowed(sp *space, sh shape, goal formula) (doubt string, _ formula, _ finding) {
	if sh.form == nil || len(sh.form.Where) == 0 {
		return sh.doubt, goal, x.b.search(goal, x.budget)
	}
	bare := x.b.search(goal, x.budget)
	if !bare.found {
		return sh.doubt, goal, bare
	}
	x.narrow = x.b.narrowing(func(string) bool { return true })
	all := x.b.fs.all(goal, x.narrow)
	if f := x.b.search(all, x.budget); f.found || f.over {
		return sh.doubt, all, f
	}
	known := func(fact string) bool { return fact == sh.form.Fact || x.accepted.holds(sp.platform, fact) }
	x.narrow = x.b.narrowing(known)
	some := x.b.fs.all(goal, x.narrow)
	f := x.b.search(some, x.budget)
	for _, fact := range sh.form.WhereFacts() {
		switch {
		case f.found && !known(fact) && sh.doubt == "":
			return fact, some, f
		case !f.found && known(fact):
			x.rest(sp.platform, fact)
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
	defer x.b.aside()()
	x.narrow = always
	for _, sh := range sp.upper() {
		if sh.lifted || sp.platform.Verified(sh.form.Fact) || x.rested(sp, sh) {
			continue
		}
		none, known := out[formKind{sh.form, false}]
		if !known || none {
			sh.loose, sh.stranger, sh.given = true, false, nil
			f := x.b.search(x.outside(sp, sh, jobs, roughest), x.budget)
			none = !f.found && !f.over
		}
		if !none {
			x.rest(sp.platform, sh.form.Fact)
		}
	}
}

// at are the jobs at an issuer, of one platform.
func at(jobs trust.Jobs, issuer string) (out trust.Jobs) {
	for _, d := range jobs {
		if d.Issuer == issuer && (len(out) == 0 || d.Platform == out[0].Platform) {
			out = append(out, d)
		}
	}
	return out
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
		parts = append(parts, b.fs.not(b.ours(jobs)))
	default:
		parts = append(parts, b.fs.not(b.described(jobs)))
	}
	return b.fs.all(parts...)
}

// admitted judges an example of a wider document; done ends the search.
func (x *comparer) admitted(sp *space, sh shape, jobs []trust.Description, goal formula, f finding, doubt string) (done, madeUp bool) {
	stands := func(e *Example) bool { return x.beside(jobs, e) }
	e := x.b.example(x.b.plainest(goal, f, x.budget), stands)
	if e == nil && len(x.b.opaques) > 0 {
		// Perhaps it needs an opaque condition to hold. What gets in without any?
		certain := x.outside(sp, sh, jobs, lower)
		if f := x.b.search(certain, x.budget); f.found {
			e = x.b.example(x.b.plainest(certain, f, x.budget), stands)
		}
	}
	if e != nil && x.madeUp(sp, sh, e) {
		if e = x.arranged(sp, sh, jobs, stands); e == nil {
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

// dependsOn says that an answer depends on an unverified fact.
func dependsOn(p *platform.Platform, fact string) string {
	return "it depends on the unverified fact " + fact + ": " + strings.TrimSuffix(p.Facts[fact].Says, ".")
}

// undecided takes back each no, which rests on an unverified fact that the user has
// not taken for true.
func (x *comparer) undecided(p *platform.Platform, fact string) {
	v := &x.verdict
	if v.WiderByJob == No {
		v.WiderByJob = Unknown
	}
	if v.Wider == No {
		x.unknownWider(dependsOn(p, fact))
		v.WiderFacts = append(v.WiderFacts, fact)
	}
	if v.Narrower == No {
		x.unknownNarrower(dependsOn(p, fact))
		v.NarrowerFacts = append(v.NarrowerFacts, fact)
	}
}

// opaque reports whether opaque conditions are part of a goal.
func (x *comparer) opaque(goal formula) bool {
	return slices.ContainsFunc(x.b.inOrder, func(c choice) bool {
		return strings.HasPrefix(c.name, "opaque\x00") && x.b.fs.needs(goal, c.source)
	})
}

// why says what keeps an example from being certain: the opaque conditions
// without which there would be none, or all of them.
func (x *comparer) why(goal formula) string {
	defer x.b.aside()()
	var all, needed []string
	for _, c := range x.b.inOrder {
		key, opaque := strings.CutPrefix(c.name, "opaque\x00")
		if !opaque || !x.b.fs.needs(goal, c.source) {
			continue
		}
		reason := Expr{Key: key}.Reason()
		all = append(all, reason)
		for tag := range c.alternatives {
			if f := x.b.search(x.b.fs.assign(goal, c.source, x.b.fs.answer([]int32{tag}), []int32{tag}), x.budget); !f.found {
				needed = append(needed, reason)
				break
			}
		}
	}
	switch {
	case len(needed) > 0:
		return strings.Join(sortedOnce(needed), "; ")
	case len(all) > 0:
		return strings.Join(sortedOnce(all), "; ")
	}
	return "the example that was found does not stand when it is evaluated"
}

func (x *comparer) unknownWider(reason string) {
	if x.verdict.Wider == No {
		x.verdict.Wider, x.verdict.WiderReason = Unknown, reason
	}
}

func (x *comparer) unknownNarrower(reason string) {
	if x.verdict.Narrower == No {
		x.verdict.Narrower, x.verdict.NarrowerReason = Unknown, reason
	}
}

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
		goal := x.b.fs.all(x.b.box(box), x.b.bound(x.Bindings), x.b.narrowing(func(string) bool { return true }))
		if f := x.b.search(goal, x.budget); f.found || f.over {
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
	goal := b.fs.all(b.box(box), b.fs.not(p.t), b.bound(x.Bindings), x.narrow)
	if goal == never || seen[goal] {
		return false
	}
	seen[goal] = true
	f := b.search(goal, x.budget)
	switch {
	case f.over:
		x.unknownNarrower(overBudget)
		return true
	case !f.found:
		return false
	}
	certain := goal
	if when != nil && x.opaque(goal) {
		// Who is kept out whatever the opaque conditions are?
		b.mode = upper
		q := b.bind(when)
		b.mode = free
		certain = b.fs.all(b.box(box), b.fs.not(q.t), b.bound(x.Bindings), x.narrow)
		f = b.search(certain, x.budget)
	}
	var e *Example
	if f.found {
		e = b.example(b.plainest(certain, f, x.budget), func(e *Example) bool {
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

// relate derives the relation.
func (x *comparer) relate() {
	v := &x.verdict
	switch {
	case v.Wider == Unknown || v.Narrower == Unknown:
		v.Relation = "unknown"
	case v.Wider == No && v.Narrower == No:
		v.Relation = "equal"
	case v.Narrower == No:
		v.Relation = "wider"
	case v.Wider == No:
		v.Relation = "narrower"
	case x.disjoint():
		v.Relation = "disjoint"
	default:
		v.Relation = "overlapping"
	}
}

// disjoint reports that no described job gets in at all.
func (x *comparer) disjoint() bool {
	for i := range x.Jobs {
		d := &x.Jobs[i]
		when := x.when[d.Issuer]
		if when == nil {
			continue
		}
		sp := newSpace(d.Issuer, []trust.Description{*d}, x.accepted, x.wild)
		for _, box := range d.Boxes {
			for _, sh := range sp.must(*d, box) {
				x.b.at(sp, sh, d)
				goal := x.b.fs.all(x.b.box(box), x.b.bind(when).t, x.b.bound(x.Bindings), x.b.narrowing(func(string) bool { return true }))
				if f := x.b.search(goal, x.budget); f.found || f.over {
					return false
				}
			}
		}
	}
	return true
}

func (x *comparer) rest(p *platform.Platform, id string) {
	f := p.Facts[id]
	x.rests[p.Name+"\x00"+id] = Rest{Fact: id, Says: f.Says, Source: f.Source, Date: f.Date, Status: f.Status, Platform: p.Name}
}

func (x *comparer) rested(sp *space, sh shape) bool {
	_, ok := x.rests[sp.platform.Name+"\x00"+sh.form.Fact]
	return ok
}

func contains(jobs []trust.Description, e *Example) bool {
	return slices.ContainsFunc(jobs, func(d trust.Description) bool { return d.Contains(e.Job) })
}
