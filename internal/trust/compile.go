package trust

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// maxValues bounds how many values one box may expand to. The longest document
// that a relying party takes, AWS's 8,192 characters, holds fewer than 200
// subjects; Vault and Google hold some thousands of short ones.
const maxValues = 20_000

// Compile makes the clauses that admit exactly the jobs, joined where that is
// exact. It returns no clauses when there are problems.
func Compile(jobs Jobs, can Capabilities) ([]Clause, []Note, problem.List) {
	c := &compiler{can: can}
	var clauses []Clause
	for i, d := range jobs {
		p := d.Model()
		at := fmt.Sprintf("jobs[%d]", i)
		c.subjects, c.shapes, c.apart = map[*platform.Form]subjects{}, map[string]pattern.Shape{}, map[meeting]bool{}
		if k := p.Issuer.Known; k.Setting != "" && d.Settings[k.Setting] != "" && d.Settings[k.Setting] != k.Value && !c.verified(p, k.Fact) {
			c.problems.Add(problem.Unverified, at, p.Title+" at "+problem.Quote(d.Settings[k.Setting])+" rests on the unverified fact "+k.Fact+": "+strings.TrimSuffix(p.Facts[k.Fact].Says, "."), takeOn(k.Fact))
			continue
		}
		var rows []row
		before := len(c.problems)
		for _, box := range d.canonical() {
			found, ok := []row(nil), false
			if can.OneClause {
				var r row
				if r, ok = c.whole(d, p, box, at); ok {
					found = []row{r}
				}
			}
			if !ok {
				found = c.box(d, p, box, at)
			}
			if len(found) == 0 && len(c.problems) == before {
				c.problems.Add(problem.Inexpressible, at, "no token shows these jobs in the configuration that the description states", "Check the filters against each other")
			}
			rows = append(rows, found...)
		}
		for _, r := range mergeRows(rows, sortedOnce) {
			clauses = append(clauses, c.clause(d, p, r))
		}
	}
	if len(c.problems) > 0 && !can.approximate {
		return nil, nil, c.problems
	}
	return joinClauses(clauses), sortNotes(c.notes), nil
}

func (c *compiler) verified(p *platform.Platform, fact string) bool {
	return p.Verified(fact) || slices.Contains(c.can.AcceptUnverified, fact)
}

// counts says which facts narrow a form: those that are verified, and the one that
// the form itself rests on.
func (c *compiler) counts(p *platform.Platform, f *platform.Form) func(fact string) bool {
	return func(fact string) bool { return fact == f.Fact || c.verified(p, fact) }
}

// takeOn is the way out where a document would rest on an unverified fact.
func takeOn(fact string) string {
	return "accept_unverified = [" + problem.Quote(fact) + "] takes the fact on, if you know better"
}

// Approximate makes the clauses of the nearest document, which may admit other jobs
// too: it is for showing which, where Compile makes none. It is empty where there
// is no such document.
func Approximate(jobs Jobs, can Capabilities) []Clause {
	can.approximate = true
	clauses, _, _ := Compile(jobs, can)
	return clauses
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
	return mergeBoxes(out)
}

type compiler struct {
	can      Capabilities
	seqs     map[string]pattern.Seq
	notes    []Note
	problems problem.List
	blurred  string // the ref filter that the relying party cannot see, if any
	subjects map[*platform.Form]subjects
	shapes   map[string]pattern.Shape // by template
	apart    map[meeting]bool
}

// A meeting is a sequence against a template of a form: boxes and rows of one
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

func sortedOnce(keys []string) []string {
	return slices.Compact(slices.Sorted(slices.Values(keys)))
}

func sortNotes(notes []Note) []Note {
	slices.SortFunc(notes, func(a, b Note) int {
		return strings.Compare(a.Dropped+"\x00"+a.Assumed, b.Dropped+"\x00"+b.Assumed)
	})
	return slices.Compact(notes)
}

// box compiles one box. Where the relying party cannot see the ref at all and
// the user gives it up, the box takes in every form.
func (c *compiler) box(d Description, p *platform.Platform, box Box, at string) []row {
	box = c.enforceable(d, p, box, at)
	if box == nil {
		return nil
	}
	before := len(c.problems)
	if c.doubts(p, box, at); len(c.problems) > before {
		return nil
	}
	c.blurred = ""
	rows := c.forms(d, p, box, at)
	if c.blurred == "" || !slices.Contains(c.can.AcceptUnenforced, c.blurred) {
		return rows
	}
	c.problems = c.problems[:before]
	c.notes = append(c.notes, Note{Dropped: c.blurred})
	return c.forms(d, p, anyForm(p, box), at)
}

// doubts complains about values of which nobody knows how tokens show them.
func (c *compiler) doubts(p *platform.Platform, box Box, at string) {
	for _, name := range box.Variables(p) {
		v, _ := p.Variable(name)
		for _, g := range box[name] {
			if fact := v.Doubts(g); fact != "" && !c.verified(p, fact) {
				c.problems.Add(problem.Unverified, at, strings.ReplaceAll(name, "_", " ")+" "+problem.Quote(g)+" rests on the unverified fact "+fact+": "+strings.TrimSuffix(p.Facts[fact].Says, "."), "Leave it out; or "+takeOn(fact))
				return
			}
		}
	}
}

// anyForm is the box with every form that has its variables.
func anyForm(p *platform.Platform, box Box) Box {
	out := box.without(FormKey)
	for _, form := range p.Forms {
		if !form.Never && !slices.ContainsFunc(out.Variables(p), func(v string) bool { return !form.Has(v) }) {
			out[FormKey] = append(out[FormKey], form.Name)
		}
	}
	return out
}

// forms compiles a box form by form. A form that nobody has verified counts only
// where it needs nothing that a verified one does not have too.
func (c *compiler) forms(d Description, p *platform.Platform, box Box, at string) []row {
	var rows []row
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
			rows = append(rows, r)
		}
	}
	for _, f := range unverified {
		if len(c.problems) > before {
			break
		}
		if f.Optional && len(rows) > 0 {
			continue
		}
		var quiet problem.List
		rs := c.form(d, p, box, f, at, &quiet)
		if len(quiet) > 0 || slices.ContainsFunc(rs, func(r row) bool { return !keys[r.key("")] }) {
			c.problems.Add(problem.Unverified, at, fmt.Sprintf("%s (%s) rests on the unverified fact %s: %s", f.Doc, p.Title, f.Fact, strings.TrimSuffix(p.Facts[f.Fact].Says, ".")), "Describe other refs or repositories; or "+takeOn(f.Fact))
		}
	}
	return rows
}

// form compiles the jobs of one form, once for each subject that they show.
func (c *compiler) form(d Description, p *platform.Platform, box Box, f *platform.Form, at string, problems *problem.List) []row {
	var rows []row
	for _, subject := range c.of(d, p, f).declared {
		if slices.ContainsFunc(subject.Absent, func(claim string) bool { return restricts(p, f, claim, box) }) {
			continue // a job without the claim is not described
		}
		cell := &cell{c: c, d: d, p: p, box: box, form: f, subject: subject, at: at, problems: problems}
		if r := cell.row(); r != nil {
			rows = append(rows, r)
		}
	}
	return rows
}

// restricts reports whether the box restricts a variable of the claim.
func restricts(p *platform.Platform, f *platform.Form, claim string, box Box) bool {
	cl, _ := f.Claim(claim)
	t, _ := cl.Template()
	return slices.ContainsFunc(t.Vars, func(v string) bool { return !box.open(p, v) })
}

// enforceable takes away what the relying party cannot see and the user
// accepts, and complains about the rest; nil when something is left.
func (c *compiler) enforceable(d Description, p *platform.Platform, box Box, at string) Box {
	out, ok := box, true
	for _, v := range box.Variables(p) {
		if c.sees(d, p, box, v) {
			continue
		}
		f, found := c.filterOf(p, v)
		if !found {
			c.problems.Add(problem.BadJobs, at, "restricts "+problem.Quote(v)+", which no filter of "+p.Title+" does", "")
			return nil
		}
		if !slices.Contains(c.can.AcceptUnenforced, f.Name) {
			fix := "Leave the filter out, or accept the wider document with accept_unenforced = [" + problem.Quote(f.Name) + "]"
			if slices.Contains(p.Subject.Components, v) {
				fix = "Put " + v + " into " + p.Subject.Setting + " if the projects are set so, leave the filter out, or accept the wider document with accept_unenforced = [" + problem.Quote(f.Name) + "]"
			}
			if setting := c.inSome(d, p, box, v); setting != "" {
				fix = "Say which subjects the jobs show, with " + setting + ", if it is one that shows it. Or: " + fix
			}
			if instead := c.can.Advice[v]; instead != "" {
				fix = instead + ". Or: " + fix
			}
			c.problems.Add(problem.Unenforced, at, c.can.Name+" cannot see what the filter "+f.Name+" of "+p.Title+" is about, so its document would admit jobs that the filter keeps out",
				fix)
			ok = false
			continue
		}
		c.notes = append(c.notes, Note{Dropped: f.Name})
		out = out.without(v)
		if f.Role == platform.RoleRefs || f.Role == platform.RoleOrigin {
			out = anyForm(p, out)
		}
	}
	if !ok {
		return nil
	}
	return out
}

// filterOf finds the filter that restricts a variable. Where several do, the
// first of the platform's list is the one to talk about.
func (c *compiler) filterOf(p *platform.Platform, variable string) (platform.Filter, bool) {
	for _, f := range p.Filters {
		if slices.Contains(p.Restricts(f), variable) {
			return f, true
		}
	}
	return platform.Filter{}, false
}

// sees reports whether some claim that the relying party can see shows the
// variable in every form of the box.
func (c *compiler) sees(d Description, p *platform.Platform, box Box, variable string) bool {
	for _, name := range box[FormKey] {
		f := p.Form(name)
		inSubject := true
		for _, s := range c.of(d, p, f).declared {
			inSubject = inSubject && (slices.Contains(s.Template.Vars, variable) || slices.ContainsFunc(s.Absent, func(claim string) bool { return restricts(p, f, claim, box) }))
		}
		if !inSubject && c.claimFor(d, p, f, variable) == "" {
			return false
		}
	}
	return true
}

// inSome names the setting that picks the format of subjects, when some of those
// it picks show the variable.
func (c *compiler) inSome(d Description, p *platform.Platform, box Box, variable string) string {
	for _, name := range box[FormKey] {
		for _, s := range slices.Concat(c.of(d, p, p.Form(name)).declared, c.of(d, p, p.Form(name)).undeclared) {
			if slices.Contains(s.Template.Vars, variable) {
				return p.Subject.Formats.Setting
			}
		}
	}
	return ""
}

// claimFor is the preferred claim other than sub that shows the variable.
func (c *compiler) claimFor(d Description, p *platform.Platform, f *platform.Form, variable string) string {
	for _, name := range p.Match {
		cl, ok := f.Claim(name)
		if !ok || !c.can.Claims(d, cl) {
			continue
		}
		if t, ok := cl.Template(); ok && slices.Contains(t.Vars, variable) {
			return name
		}
	}
	return ""
}

// remember gives a sequence a key for the columns of a row.
func (c *compiler) remember(s pattern.Seq) string {
	if c.seqs == nil {
		c.seqs = map[string]pattern.Seq{}
	}
	k := s.Key()
	c.seqs[k] = s
	return k
}

// clause makes a clause of a row whose columns are claims.
func (c *compiler) clause(d Description, p *platform.Platform, r row) Clause {
	out := Clause{Platform: p, Issuer: d.Issuer, Audiences: d.Audiences}
	for _, name := range slices.SortedFunc(maps.Keys(r), subFirst) {
		a := Atom{Claim: name, Type: "string"}
		for _, f := range p.Forms {
			if cl, ok := f.Claim(name); ok {
				a.Type = cl.Type
			}
		}
		for _, k := range r[name] {
			a.Any = append(a.Any, c.seqs[k])
		}
		out.Atoms = append(out.Atoms, a)
	}
	return out
}

func subFirst(a, b string) int {
	if (a == "sub") != (b == "sub") {
		if a == "sub" {
			return -1
		}
		return 1
	}
	return strings.Compare(a, b)
}

// joinClauses drops doubles and sorts by issuer and content, so that the order
// of descriptions does not show. Clauses of different descriptions at one
// issuer are joined where they differ in one claim only.
func joinClauses(clauses []Clause) []Clause {
	type group struct {
		first Clause
		rows  []row
	}
	groups := map[string]*group{}
	seqs := map[string]pattern.Seq{}
	for _, cl := range clauses {
		key := cl.Issuer + "\x00" + cl.Platform.Name + "\x00" + strings.Join(cl.Audiences, "\x01")
		g := groups[key]
		if g == nil {
			g = &group{first: cl}
			groups[key] = g
		}
		r := row{}
		for _, a := range cl.Atoms {
			for _, s := range a.Any {
				seqs[s.Key()] = s
				r[a.Claim] = append(r[a.Claim], s.Key())
			}
		}
		g.rows = append(g.rows, r)
	}
	var out []Clause
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		g := groups[key]
		c := &compiler{seqs: seqs}
		for _, r := range mergeRows(g.rows, sortedOnce) {
			out = append(out, c.clause(Description{Issuer: g.first.Issuer, Audiences: g.first.Audiences}, g.first.Platform, r))
		}
	}
	return out
}
