package proof

// A comparison from its beginning to its verdict.

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/solve"
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

	wild bool // strangers' subjects are any text; see memo.go
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
	if v, ok := solvedBefore.answer(c, trusts); ok {
		return v
	}
	return decide(c, trusts)
}

// decide is Compare by search.
func decide(c Comparison, trusts []Trust) Verdict {
	if c.Wide == nil {
		c.Wide = c.Jobs
	}
	x := &comparer{Comparison: c, trusts: trusts, accepted: acceptedFacts(c.Accepted), rests: map[string]Rest{}, spaces: map[string]*space{}, budget: solve.NewBudget()}
	s := solve.New()
	defer s.Release()
	r := newReader(s)
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
	x.enc = newEncoder(s, r)
	x.examples = examples{encoder: x.enc, bindings: c.Bindings, telling: map[string][]string{}}
	for _, d := range c.Jobs {
		for _, b := range d.Boxes {
			for _, v := range b.Variables(d.Model()) {
				x.examples.telling[v] = append(x.examples.telling[v], b[v]...)
			}
		}
	}
	x.wider()
	if c.wild && x.verdict.Wider == Yes {
		return x.verdict
	}
	if x.enc.capped {
		x.unknownWider(manyTests)
	}
	replayed := false
	if x.verdict.WiderByJob = x.verdict.Wider; x.verdict.Wider != Yes {
		x.budget = solve.NewBudget() // one for each question
		x.replays()
		replayed = x.verdict.Wider == Yes
	}
	x.budget = solve.NewBudget()
	x.narrower()
	if x.enc.capped {
		x.unknownNarrower(manyTests)
	}
	x.enc.Minimize(x.budget)
	for f := range x.enc.lacked {
		x.rest(f.platform, f.id)
	}
	for _, d := range c.Jobs {
		if p := d.Model(); p.Issuer.Audience.Kind == "fixed" && x.enc.claims["aud"] {
			x.rest(p, p.Issuer.Audience.Fact)
		}
	}
	for _, fact := range x.enc.RestsOn() {
		f, ok := fact.(platformFact)
		if !ok {
			continue
		}
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
	enc      *encoder
	examples examples
	narrow   formula // of the token form at hand: what its form says of variables
	rests    map[string]Rest
	spaces   map[string]*space // of all tokens, by issuer
	budget   *solve.Budget
	verdict  Verdict
}

const manyTests = "one list is asked for more elements than are looked at"

const overBudget = "the work that one comparison may take is used up"

// half leaves half of the budget for what comes after the returned function is called.
func (x *comparer) half() (end func()) {
	whole := x.budget
	half, back := whole.Half()
	x.budget = half
	return func() {
		x.budget = whole
		back()
	}
}

// space is all tokens of an issuer, and the jobs that may get in there.
func (x *comparer) space(issuer string) *space {
	sp, ok := x.spaces[issuer]
	if !ok {
		sp = newSpace(issuer, at(x.Wide, issuer), x.accepted, x.wild)
		x.spaces[issuer] = sp
	}
	return sp
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
	return slices.ContainsFunc(x.enc.Choices(goal), func(c solve.Choice) bool { return strings.HasPrefix(c.Name, "opaque\x00") })
}

// why says what keeps an example from being certain: the opaque conditions
// without which there would be none, or all of them.
func (x *comparer) why(goal formula) string {
	defer x.enc.Aside()()
	var all, needed []string
	for _, c := range x.enc.Choices(goal) {
		key, opaque := strings.CutPrefix(c.Name, "opaque\x00")
		if !opaque {
			continue
		}
		reason := Expr{Key: key}.Reason()
		all = append(all, reason)
		for tag := range c.Alternatives {
			if f := x.enc.search(x.enc.Pick(goal, c, tag), x.budget); !f.Found {
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
			for _, tf := range sp.declared(*d, box) {
				x.enc.at(sp, tf, d)
				goal := x.enc.All(x.enc.box(box), x.enc.bind(when).t, x.enc.bound(x.Bindings), x.enc.narrowing(func(string) bool { return true }))
				if f := x.enc.search(goal, x.budget); f.Found || f.Over {
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

func (x *comparer) rested(sp *space, tf tokenForm) bool {
	_, ok := x.rests[sp.platform.Name+"\x00"+tf.form.Fact]
	return ok
}

func contains(jobs []trust.Description, e *Example) bool {
	return slices.ContainsFunc(jobs, func(d trust.Description) bool { return d.Contains(e.Job) })
}
