package mint

// Which form and subject the variables mean.

import (
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A candidate is a form and subject that the variables may mean.
type candidate struct {
	form    *platform.Form
	subject platform.Presentation
	absent  []string
	missing []string // variables that it wants, too
	extra   []string // variables that its tokens do not show
}

// choose finds the form and the subject that the variables mean.
func (j *job) choose(problems *problem.List) bool {
	if !j.locate(problems) {
		return false
	}
	var fit, perhaps, near []candidate // perhaps: of forms that nobody has seen
	for i := range j.p.Forms {
		f := &j.p.Forms[i]
		if j.asked == "" && f.Never || j.asked != "" && j.asked != f.Name {
			continue
		}
		if !f.Fits(j.given) {
			if j.asked != "" {
				problems.Add(problem.Conflict, "variables."+FormKey, "tokens of the form "+f.Name+" have other values of "+strings.Join(slices.Sorted(maps.Keys(f.Where)), ", "), "Leave it out, or say another form")
				return false
			}
			continue
		}
		if !j.p.Occurs(f, j.issuer, j.settings) {
			if j.asked != "" {
				problems.Add(problem.Conflict, "variables."+FormKey, "there are no such tokens with these settings", "")
				return false
			}
			continue
		}
		for _, c := range j.candidates(f) {
			switch {
			case len(c.missing)+len(c.extra) > 0:
				near = append(near, c)
			case f.Optional:
				perhaps = append(perhaps, c)
			default:
				fit = append(fit, c)
			}
		}
	}
	if len(fit) == 0 {
		fit = perhaps
	}
	switch {
	case len(fit) == 1:
		j.form, j.subject, j.absent = fit[0].form, fit[0].subject, fit[0].absent
		return true
	case len(fit) > 1:
		var lines []string
		for _, c := range fit {
			lines = append(lines, c.form.Name+": "+c.subject.Template.String())
		}
		fix := "Say which with form"
		if settings := j.shaping(); len(settings) > 0 {
			fix += " or with " + strings.Join(settings, ", ")
		}
		problems.Add(problem.Conflict, "variables", "these variables fit more than one kind of token of "+j.p.Title, fix, lines...)
	default:
		j.none(near, problems)
	}
	return false
}

// shaping lists the settings that decide what subjects look like.
func (j *job) shaping() []string {
	var out []string
	for _, f := range j.p.Filters {
		if j.p.ShapesSubject(f.Name) {
			out = append(out, f.Name)
		}
	}
	return out
}

// locate makes the issuer's URL.
func (j *job) locate(problems *problem.List) bool {
	parts := map[string]string{}
	maps.Copy(parts, j.settings)
	maps.Copy(parts, j.given)
	ok := true
	for _, part := range j.p.IssuerParts(j.settings) {
		if parts[part] == "" {
			problems.Add(problem.Missing, "variables."+part, "the issuer of "+j.p.Title+" is made of it", "")
			ok = false
		}
	}
	j.issuer = j.p.IssuerURL(parts)
	return ok
}

// candidates are the subjects that tokens of the form can have in the
// configuration that the settings say, with the claims that the variables speak
// of.
func (j *job) candidates(f *platform.Form) []candidate {
	absent := j.lacks(f)
	var extra []string
	for _, v := range slices.Sorted(maps.Keys(j.given)) {
		if !f.Has(v) && !slices.Contains(j.p.IssuerParts(j.settings), v) {
			extra = append(extra, v)
		}
	}
	declared := j.p.Declared(f, j.settings)
	if j.order != "" && len(j.p.Subject.Components) == 0 {
		declared = slices.Concat(declared, j.p.Undeclared(f, j.settings))
	}
	var out []candidate
	for _, d := range declared {
		if j.order != "" && len(j.p.Subject.Components) == 0 && d.Name != j.order || !agrees(d, absent) {
			continue
		}
		c := candidate{form: f, subject: d, absent: absent, extra: extra}
		for _, v := range j.wanted(f, d, absent) {
			if !j.has(v) {
				c.missing = append(c.missing, v)
			}
		}
		out = append(out, c)
	}
	return out
}

// agrees reports that a subject looks like this when these claims are missing.
func agrees(d platform.Presentation, absent []string) bool {
	for _, name := range d.Absent {
		if !slices.Contains(absent, name) {
			return false
		}
	}
	return !slices.ContainsFunc(d.Present, func(name string) bool { return slices.Contains(absent, name) })
}

// lacks lists the claims of the form that may be missing and of which no variable
// is given; those that are missing for one reason are missing together.
func (j *job) lacks(f *platform.Form) []string {
	there := map[string]bool{}
	for _, name := range f.ClaimNames() {
		c, _ := f.Claim(name)
		if t, ok := c.Template(); ok && slices.ContainsFunc(t.Vars, j.has) {
			for _, reason := range c.Optional(j.issuer) {
				there[reason] = true
			}
		}
	}
	var out []string
	for _, name := range f.ClaimNames() {
		c, _ := f.Claim(name)
		_, known := c.Template()
		optional := c.Optional(j.issuer)
		applies := slices.ContainsFunc(optional, func(reason string) bool { return !there[reason] })
		if len(optional) > 0 && (applies || !known) {
			out = append(out, name)
		}
	}
	return out
}

// wanted lists the variables that must be given, since a sample in their place
// would be another job's: those that the subject shows; ids and names that trust
// documents look at; and what follows from a variable that is given.
func (j *job) wanted(f *platform.Form, d platform.Presentation, absent []string) []string {
	var out []string
	want := func(v string) {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	for _, v := range d.Template.Vars {
		want(v)
	}
	for _, name := range f.ClaimNames() {
		c, _ := f.Claim(name)
		t, _ := c.Template()
		if slices.Contains(absent, name) {
			continue
		}
		for _, v := range t.Vars {
			m, _ := j.p.Variable(v)
			if m.Class == "platform_set" || m.Many || m.Name == "" {
				continue
			}
			looked := len(c.Absent) == 0 && (name == j.p.UserClaim || slices.Contains(j.p.Match, name))
			if looked || m.Derived != "" && j.has(m.Derived) {
				want(v)
			}
		}
	}
	return out
}

// none says which kinds of tokens come nearest, and what each lacks.
func (j *job) none(near []candidate, problems *problem.List) {
	const most = 5
	slices.SortStableFunc(near, func(a, b candidate) int {
		return len(a.missing) + 2*len(a.extra) - len(b.missing) - 2*len(b.extra)
	})
	var lines []string
	for _, c := range near {
		var parts []string
		if len(c.missing) > 0 {
			parts = append(parts, "wants also "+strings.Join(c.missing, ", "))
		}
		if len(c.extra) > 0 {
			parts = append(parts, "does not show "+strings.Join(c.extra, ", "))
		}
		line := c.form.Name + " " + strings.Join(parts, "; ")
		if len(lines) < most && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	given := "none"
	if len(j.given) > 0 {
		given = strings.Join(slices.Sorted(maps.Keys(j.given)), ", ")
	}
	if len(lines) == 0 {
		problems.Add(problem.Missing, "variables", "no token of "+j.p.Title+" shows these variables ("+given+") in this configuration", "Look at form and at the settings of the subject")
		return
	}
	problems.Add(problem.Missing, "variables", "no kind of token of "+j.p.Title+" shows all of these variables, and needs no others ("+given+")", "The nearest are", lines...)
}

// Wanted lists the variables that must be given for a token of the form, in the
// platform's order, while the settings are the default ones and no other variable
// is given.
func Wanted(p *platform.Platform, f *platform.Form) []string {
	given := map[string]value.V{}
	for _, part := range p.IssuerParts(nil) {
		if v, ok := p.Variable(part); ok {
			given[part] = value.Of(v.Samples[0])
		}
	}
	for before := -1; len(given) > before; {
		before = len(given)
		var none problem.List
		j := read(p, value.V{Kind: value.Map, Attrs: given}, &none)
		j.locate(&none)
		cs := j.candidates(f)
		if len(cs) == 0 {
			break
		}
		for _, name := range cs[0].missing {
			given[name] = value.Of(p.Sample(f, name))
		}
	}
	var out []string
	for _, v := range p.Variables {
		if _, ok := given[v.Name]; ok {
			out = append(out, v.Name)
		}
	}
	return out
}
