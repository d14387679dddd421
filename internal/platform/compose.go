package platform

// The subject of one job, made of its variables.

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// The keys that Compose takes beside variables and settings. They are named as
// a Reading's fields.
const (
	ComposeForm         = "form"
	ComposePresentation = "presentation"
)

// Compose makes the subject of one job from an object of the variables' values.
// The form may be left out: it is one whose subject shows exactly the variables
// given, and all such forms must agree on the subject. Forms that no filter
// describes are never guessed. known is false while something is known only
// after apply; what is known is checked all the same.
func (p *Platform) Compose(variables value.V) (subject string, known bool, problems problem.List) {
	c := composer{p: p, r: value.Read(variables, "variables", &problems), settings: Settings{}, values: map[string]string{}}
	c.form, _ = c.r.Text(ComposeForm)
	if c.form != "" && p.Form(c.form) == nil {
		var names []string
		for _, f := range p.Forms {
			names = append(names, f.Name)
		}
		c.r.Note(problem.UnknownName, ComposeForm, p.Title+" has no form "+problem.Quote(c.form), value.Suggest(c.form, names))
	}
	for _, f := range p.Filters {
		c.setting(f)
	}
	c.presentation()
	for _, v := range p.Variables {
		c.variable(v)
	}
	c.r.Done("variable or setting of " + p.Title)
	if len(problems) > 0 || len(c.r.Unknowns()) > 0 {
		return "", false, problems
	}
	subject = c.pick(&problems)
	return subject, len(problems) == 0, problems
}

// SubjectVariables lists the variables that some subject of the platform shows,
// in the platform's order.
func (p *Platform) SubjectVariables() []string {
	shown := map[string]bool{}
	for _, f := range p.Forms {
		for _, t := range f.subs {
			for _, v := range t.Vars {
				shown[v] = true
			}
		}
		for _, name := range p.Subject.Components {
			for _, format := range p.formatNames() {
				t, _ := p.component(&f, name, format)
				for _, v := range t.Vars {
					shown[v] = true
				}
			}
		}
	}
	var out []string
	for _, v := range p.Variables {
		if shown[v.Name] {
			out = append(out, v.Name)
		}
	}
	return out
}

// A composer reads what Compose is given.
type composer struct {
	p        *Platform
	r        *value.Reader
	form     string
	settings Settings
	values   map[string]string
	// template names the only presentation wanted; empty: those that the
	// settings pick.
	template string
}

// setting reads the filters that bear on what a subject looks like.
func (c *composer) setting(f Filter) {
	switch {
	case f.Role == RoleSwitch:
		on, _ := c.r.Flag(f.Name)
		c.settings[f.Name] = fmt.Sprint(on || c.r.IsUnknown(f.Name))
	case !c.p.ShapesSubject(f.Name):
	case f.Role == RoleComponents:
		list, places, ok := c.r.Elements(f.Name)
		if !ok {
			c.settings[f.Name] = f.Default
			return
		}
		if !c.r.IsUnknown(f.Name) {
			c.order(list, places)
		}
	default:
		text, ok := c.r.Text(f.Name)
		if !ok {
			text = f.Default
		} else if reason, fix := domains[f.Domain].CheckValue(text); reason != "" {
			c.r.Note(problem.BadValue, f.Name, problem.Quote(text)+" "+reason, fix)
		}
		c.settings[f.Name] = text
	}
}

// order checks the order of components and makes it the setting.
func (c *composer) order(list, places []string) {
	for i, name := range list {
		if reason, fix := c.p.ComponentFault(name, list[:i]); reason != "" {
			c.r.Note(problem.BadValue, places[i], problem.Quote(name)+" "+reason, fix)
		}
	}
	c.settings[c.p.Subject.Setting] = strings.Join(list, ",")
}

// presentation reads the name that a Reading gives the subject's template, in
// place of the setting that picks it.
func (c *composer) presentation() {
	text, _ := c.r.Text(ComposePresentation)
	if text == "" {
		return
	}
	setting := c.p.Subject.Setting
	if setting != "" && c.r.Has(setting) {
		c.r.Note(problem.Conflict, ComposePresentation, "cannot be given together with "+setting, "Remove one of them")
		return
	}
	if len(c.p.Subject.Components) > 0 {
		list := strings.Split(text, ",")
		places := slices.Repeat([]string{ComposePresentation}, len(list))
		c.order(list, places)
		return
	}
	var names []string
	for _, f := range c.p.Forms {
		names = slices.AppendSeq(names, maps.Keys(f.subs))
	}
	if !slices.Contains(names, text) {
		fix := "Leave it out: subjects of " + c.p.Title + " have one presentation only"
		if setting != "" {
			fix = value.Suggest(text, names)
		}
		c.r.Note(problem.UnknownName, ComposePresentation, c.p.Title+" has no presentation "+problem.Quote(text), fix)
	}
	c.template = text
}

func (c *composer) variable(v Variable) {
	var text string
	raw, ok := c.r.Take(v.Name)
	switch {
	case !ok:
		return
	case raw.Kind == value.Bool:
		text = fmt.Sprint(raw.Truth) // true for the text "true", as Terraform has it
	default:
		if text, ok = c.r.Text(v.Name); !ok {
			return
		}
	}
	text = v.Spell(text)
	if reason, fix := c.p.Domain(v.Name, c.settings).CheckValue(text); reason != "" {
		c.r.Note(problem.BadValue, v.Name, problem.Quote(text)+" "+reason, fix)
		return
	}
	c.values[v.Name] = text
}

// A candidate is a form's subject and how it differs from the variables given.
type candidate struct {
	form, subject  string
	missing, extra []string
}

// pick finds the one subject that shows exactly the variables given.
func (c *composer) pick(problems *problem.List) string {
	var fits []string
	subjects := map[string][]string{} // → forms
	var near []candidate
	for i := range c.p.Forms {
		f := &c.p.Forms[i]
		if c.form == "" && f.Never || c.form != "" && c.form != f.Name {
			continue
		}
		for _, t := range c.templates(f) {
			k := c.compare(f.Name, t)
			if len(k.missing)+len(k.extra) > 0 {
				near = append(near, k)
				continue
			}
			if subjects[k.subject] == nil {
				fits = append(fits, k.subject)
			}
			subjects[k.subject] = append(subjects[k.subject], f.Name)
		}
	}
	switch len(fits) {
	case 1:
		return fits[0]
	case 0:
		c.none(near, problems)
	default:
		var lines []string
		for _, s := range fits {
			lines = append(lines, strings.Join(subjects[s], ", ")+": "+problem.Quote(s))
		}
		problems.Add(problem.Conflict, "variables", "these variables fit more than one subject of "+c.p.Title, "Say which with form or presentation", lines...)
	}
	return ""
}

// templates are the subjects of the form that are asked for.
func (c *composer) templates(f *Form) []Template {
	if t, ok := f.subs[c.template]; ok && c.template != "" {
		return []Template{t}
	}
	var out []Template
	if c.template == "" {
		for _, d := range c.p.Declared(f, c.settings) {
			out = append(out, d.Template)
		}
	}
	return out
}

func (c *composer) compare(form string, t Template) candidate {
	k := candidate{form: form, subject: t.Fill(c.values)}
	for _, v := range t.Vars {
		if _, ok := c.values[v]; !ok && !slices.Contains(k.missing, v) {
			k.missing = append(k.missing, v)
		}
	}
	for _, v := range slices.Sorted(maps.Keys(c.values)) {
		if !slices.Contains(t.Vars, v) {
			k.extra = append(k.extra, v)
		}
	}
	return k
}

// none says which forms come nearest, and what each lacks.
func (c *composer) none(near []candidate, problems *problem.List) {
	const shown = 5
	slices.SortStableFunc(near, func(a, b candidate) int {
		return len(a.missing) + len(a.extra) - len(b.missing) - len(b.extra)
	})
	var lines []string
	for _, k := range near {
		var parts []string
		if len(k.missing) > 0 {
			parts = append(parts, "wants also "+strings.Join(k.missing, ", "))
		}
		if len(k.extra) > 0 {
			parts = append(parts, "does not show "+strings.Join(k.extra, ", "))
		}
		line := k.form + " " + strings.Join(parts, "; ")
		if len(lines) < shown && !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	given := "none"
	if len(c.values) > 0 {
		given = strings.Join(slices.Sorted(maps.Keys(c.values)), ", ")
	}
	problems.Add(problem.Missing, "variables", "no subject of "+c.p.Title+" shows exactly these variables ("+given+")", "The nearest forms are", lines...)
}
