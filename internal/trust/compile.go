package trust

// This file holds the way from jobs to clauses: each description, box and form by itself.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// Compile makes the clauses that admit exactly the jobs, joined where that is
// exact. It returns no clauses when there are problems.
func Compile(jobs Jobs, can Capabilities) ([]Clause, []Note, problem.List) {
	c := &compiler{can: can}
	var clauses []Clause
	for i, d := range jobs {
		p := d.Model()
		at := fmt.Sprintf("jobs[%d]", i)
		c.subjects, c.shapes, c.disjoint = map[*platform.Form]subjects{}, map[string]pattern.Shape{}, map[meeting]bool{}
		if k := p.Issuer.Known; k.Setting != "" && d.Settings[k.Setting] != "" && d.Settings[k.Setting] != k.Value && !c.verified(p, k.Fact) {
			c.problems.Add(problem.Unverified, at, p.Title+" at "+problem.Quote(d.Settings[k.Setting])+" rests on the unverified fact "+k.Fact+": "+strings.TrimSuffix(p.Facts[k.Fact].Says, "."), takeOn(k.Fact))
			continue
		}
		var products []product
		before := len(c.problems)
		for _, box := range d.canonical() {
			found, ok := []product(nil), false
			if can.OneClause {
				var r product
				if r, ok = c.oneClause(d, p, box, at); ok {
					found = []product{r}
				}
			}
			if !ok {
				found = c.box(d, p, box, at)
			}
			if len(found) == 0 && len(c.problems) == before {
				c.problems.Add(problem.Inexpressible, at, "no token shows these jobs in the configuration that the description states", "Check the filters against each other")
			}
			products = append(products, found...)
		}
		for _, r := range uniteProducts(products, sortedOnce) {
			clauses = append(clauses, c.clause(d, p, r))
		}
	}
	if len(c.problems) > 0 && !can.approximate {
		return nil, nil, c.problems
	}
	return joinClauses(clauses), sortNotes(c.notes), nil
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

type compiler struct {
	can      Capabilities
	seqs     map[string]pattern.Seq
	notes    []Note
	problems problem.List
	unseen   string // the ref filter that the relying party cannot see, if any
	subjects map[*platform.Form]subjects
	shapes   map[string]pattern.Shape // by template
	disjoint map[meeting]bool
}

// A meeting is a sequence against a template of a form: boxes and clauses of one
// description ask the same again and again.
type meeting struct {
	form          *platform.Form
	template, seq string
}

// subjects are what jobs of a form show, in the declared configuration and in
// others.
type subjects struct{ declared, undeclared []platform.Presentation }

// of returns the subjects of a form; they depend on the description's settings
// only, so they are made once for each description.
func (c *compiler) of(d Description, p *platform.Platform, f *platform.Form) subjects {
	s, ok := c.subjects[f]
	if !ok {
		s = subjects{p.Declared(f, d.Settings), p.Undeclared(f, d.Settings)}
		c.subjects[f] = s
	}
	return s
}

// shape returns what a template can mint under the description's settings.
func (c *compiler) shape(d Description, p *platform.Platform, t platform.Template) pattern.Shape {
	key := t.String()
	s, ok := c.shapes[key]
	if !ok {
		s = p.Pattern(t, d.Settings).Shape()
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

// box compiles one box. Where the relying party cannot see the ref at all and
// the user gives it up, the box takes in every form.
func (c *compiler) box(d Description, p *platform.Platform, box Box, at string) []product {
	box = c.enforceable(d, p, box, at)
	if box == nil {
		return nil
	}
	before := len(c.problems)
	if c.doubts(p, box, at); len(c.problems) > before {
		return nil
	}
	c.unseen = ""
	products := c.forms(d, p, box, at)
	if c.unseen == "" || !slices.Contains(c.can.AcceptUnenforced, c.unseen) {
		return products
	}
	c.problems = c.problems[:before]
	c.notes = append(c.notes, Note{Dropped: c.unseen})
	return c.forms(d, p, anyForm(p, box), at)
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

// forms compiles a box form by form. A form that nobody has verified counts only
// where it needs nothing that a verified one does not have too.
func (c *compiler) forms(d Description, p *platform.Platform, box Box, at string) []product {
	var products []product
	var unverified []*platform.Form
	before := len(c.problems)
	keys := map[string]bool{}
	for i := range p.Forms {
		f := &p.Forms[i]
		if f.Never || !slices.Contains(box[FormKey], f.Name) || !meets(f, box, c.counts(p, f)) {
			continue
		}
		if !c.verified(p, f.Fact) {
			unverified = append(unverified, f)
			continue
		}
		if len(c.problems) > before {
			break // one form's problem says enough
		}
		for _, r := range c.form(d, p, box, f, at, &c.problems) {
			keys[r.key("")] = true
			products = append(products, r)
		}
	}
	for _, f := range unverified {
		if len(c.problems) > before {
			break
		}
		if f.Optional && len(products) > 0 {
			continue
		}
		var quiet problem.List
		rs := c.form(d, p, box, f, at, &quiet)
		if len(quiet) > 0 || slices.ContainsFunc(rs, func(r product) bool { return !keys[r.key("")] }) {
			c.problems.Add(problem.Unverified, at, fmt.Sprintf("%s (%s) rests on the unverified fact %s: %s", f.Doc, p.Title, f.Fact, strings.TrimSuffix(p.Facts[f.Fact].Says, ".")), "Describe other refs or repositories; or "+takeOn(f.Fact))
		}
	}
	return products
}

// form compiles the jobs of one form, once for each subject that they show.
func (c *compiler) form(d Description, p *platform.Platform, box Box, f *platform.Form, at string, problems *problem.List) []product {
	var products []product
	for _, subject := range c.of(d, p, f).declared {
		if slices.ContainsFunc(subject.Absent, func(claim string) bool { return restricts(p, f, claim, box) }) {
			continue // a job without the claim is not described
		}
		clauseBuilder := &clauseBuilder{c: c, d: d, p: p, box: box, form: f, subject: subject, at: at, problems: problems}
		if r := clauseBuilder.build(); r != nil {
			products = append(products, r)
		}
	}
	return products
}
