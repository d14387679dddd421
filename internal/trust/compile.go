package trust

// This file holds the way from jobs to clauses: each description, box and form by
// itself.

import (
	"fmt"
	"slices"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// Compile makes the clauses that admit exactly the jobs, joined where that is
// exact. It returns no clauses when there are problems.
func Compile(jobs Jobs, can Capabilities) ([]Clause, []Note, problem.List) {
	var clauses []Clause
	var notes []Note
	var problems problem.List
	for i, d := range jobs {
		c := newCompiler(d, can, fmt.Sprintf("jobs[%d]", i))
		products, faults := c.description()
		problems, notes = append(problems, faults...), append(notes, c.notes...)
		for _, r := range uniteProducts(products, sortedOnce) {
			clauses = append(clauses, r.clause(c.p, d.Issuer, d.Audiences))
		}
	}
	if len(problems) > 0 && !can.approximate {
		return nil, nil, problems
	}
	return joinClauses(clauses), sortNotes(notes), nil
}

// Approximate makes the clauses of the nearest document, which may admit other jobs
// too: it is for showing which, where Compile makes none. It is empty where there
// is no such document.
func Approximate(jobs Jobs, can Capabilities) []Clause {
	can.approximate = true
	clauses, _, _ := Compile(jobs, can)
	return clauses
}

// OnSubject compiles jobs to clauses on sub alone. It fails where sub alone does
// not say the jobs.
func OnSubject(jobs Jobs) ([]Clause, []Note, problem.List) {
	return Compile(jobs, Capabilities{
		Name: "a pattern on sub", RequireSubject: true, AnyCharWildcard: true,
		Claims: func(Description, platform.Claim) bool { return false },
	})
}

// A compiler compiles one description. Its methods return the problems that they
// find; whoever tries something else instead drops them.
type compiler struct {
	can   Capabilities
	d     Description
	p     *platform.Platform
	at    string // the description's place, for problems
	notes []Note

	// What boxes and clauses of one description ask again and again.
	subjects map[*platform.Form]subjects
	shapes   map[string]pattern.Shape // by template
	known    map[meeting]bool         // whether they are disjoint
}

// A meeting is a sequence against a template of a form.
type meeting struct {
	form     *platform.Form
	template string
	seq      pattern.Key
}

// subjects are what jobs of a form show, in the declared configuration and in
// others.
type subjects struct{ declared, undeclared []platform.Presentation }

func newCompiler(d Description, can Capabilities, at string) *compiler {
	return &compiler{
		can: can, d: d, p: d.Model(), at: at,
		subjects: map[*platform.Form]subjects{}, shapes: map[string]pattern.Shape{}, known: map[meeting]bool{},
	}
}

// subjectsOf returns the subjects of a form under the description's settings.
func (c *compiler) subjectsOf(f *platform.Form) subjects {
	s, ok := c.subjects[f]
	if !ok {
		s = subjects{c.p.Declared(f, c.d.Settings), c.p.Undeclared(f, c.d.Settings)}
		c.subjects[f] = s
	}
	return s
}

// shape returns what a template can mint under the description's settings.
func (c *compiler) shape(t platform.Template) pattern.Shape {
	key := t.String()
	s, ok := c.shapes[key]
	if !ok {
		s = c.p.Pattern(t, c.d.Settings).Shape()
		c.shapes[key] = s
	}
	return s
}

// canonical are the boxes without what restricts nothing, joined: any branch and
// any tag are one box of two forms, in which each counts as described beside the
// other.
func (d Description) canonical() []Box {
	p := d.Model()
	var out []Box
	for _, b := range d.Boxes {
		bare := Box{FormKey: b[FormKey]}
		for _, v := range b.Variables(p) {
			bare[v] = b[v]
		}
		out = append(out, bare)
	}
	return uniteBoxes(out)
}

// description compiles all boxes, each in one clause where that is wanted and can be.
func (c *compiler) description() (products []product, problems problem.List) {
	if problems := c.unknownHost(); len(problems) > 0 {
		return nil, problems
	}
	for _, box := range c.d.canonical() {
		if c.can.OneClause {
			if r, ok := c.oneClause(box); ok {
				products = append(products, r)
				continue
			}
		}
		found, faults := c.box(box)
		products, problems = append(products, found...), append(problems, faults...)
		if len(found) == 0 && len(problems) == 0 {
			problems.Add(problem.Inexpressible, c.at, "no token shows these jobs in the configuration that the description states", "Check the filters against each other")
		}
	}
	return products, problems
}

// box compiles one box. Where the relying party cannot see the ref at all and
// the user gives it up, the box takes in every form.
func (c *compiler) box(box Box) ([]product, problem.List) {
	box, problems := c.enforceable(box)
	if len(problems) == 0 {
		problems = c.doubts(box)
	}
	if len(problems) > 0 {
		return nil, problems
	}
	out := c.forms(box)
	if out.unseen != "" && slices.Contains(c.can.AcceptUnenforced, out.unseen) {
		c.notes = append(c.notes, Note{Dropped: out.unseen})
		out = c.forms(anyForm(c.p, box))
	}
	return out.products, out.problems
}

// anyForm is the box with every form that has its variables.
func anyForm(p *platform.Platform, box Box) Box {
	out := box.relax(FormKey)
	for _, form := range p.Forms {
		if !form.Never && !slices.ContainsFunc(out.Variables(p), func(v string) bool { return !form.Has(v) }) {
			out[FormKey] = append(out[FormKey], form.Name)
		}
	}
	return out
}

// An attempt is what came of compiling some forms of a box.
type attempt struct {
	products []product
	problems problem.List
	unseen   string // the ref filter that the relying party cannot see, if any
}

func (a *attempt) add(b attempt) {
	a.products, a.problems = append(a.products, b.products...), append(a.problems, b.problems...)
	if b.unseen != "" {
		a.unseen = b.unseen
	}
}

// forms compiles a box form by form. A form that nobody has verified counts only
// where it needs nothing that a verified one does not have too.
func (c *compiler) forms(box Box) (out attempt) {
	var unverified []*platform.Form
	for i := range c.p.Forms {
		f := &c.p.Forms[i]
		switch {
		case f.Never || !slices.Contains(box[FormKey], f.Name) || !meets(f, box, c.counts(f)):
		case !c.verified(f.Fact):
			unverified = append(unverified, f)
		case len(out.problems) == 0: // one form's problem says enough
			out.add(c.form(box, f))
		}
	}
	keys := map[string]bool{}
	for _, r := range out.products {
		keys[r.key("")] = true
	}
	for _, f := range unverified {
		if len(out.problems) > 0 || f.Optional && len(out.products) > 0 {
			continue
		}
		try := c.form(box, f)
		if try.unseen != "" {
			out.unseen = try.unseen
		}
		if len(try.problems) > 0 || slices.ContainsFunc(try.products, func(r product) bool { return !keys[r.key("")] }) {
			out.problems = append(out.problems, c.rests(f.Doc+" ("+c.p.Title+")", f.Fact, "Describe other refs or repositories; or ")...)
		}
	}
	return out
}

// form compiles the jobs of one form, once for each subject that they show.
func (c *compiler) form(box Box, f *platform.Form) (out attempt) {
	for _, subject := range c.subjectsOf(f).declared {
		if slices.ContainsFunc(subject.Absent, func(claim string) bool { return c.restricts(f, claim, box) }) {
			continue // a job without the claim is not described
		}
		x := &clauseBuilder{compiler: c, box: box, form: f, subject: subject}
		out.add(x.build())
	}
	return out
}
