package mint

// What the user says of a job, read.

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
	"github.com/cioidc/terraform-provider-cioidc/internal/value"
)

// A job is what the user says of one: the form of its token, values of variables,
// and settings of its issuer and subject.
type job struct {
	p        *platform.Platform
	form     *platform.Form
	settings platform.Settings
	given    map[string]string // values as the platform spells them
	asked    string            // the form, where it is named
	order    string            // the presentation, where it is named
	subject  platform.Presentation
	issuer   string
	absent   []string // claims that may be missing and are
	partial  bool     // something is known only after apply
}

// FormKey and PresentationKey are the keys beside variables and settings. They are
// those of subject(…).
const (
	FormKey         = platform.ComposeForm
	PresentationKey = platform.ComposePresentation
)

// read reads the object of variables. What is known is checked, also while
// something is not.
func read(p *platform.Platform, variables value.V, problems *problem.List) *job {
	j := &job{p: p, settings: platform.Settings{}, given: map[string]string{}}
	r := value.Read(variables, "variables", problems)
	j.asked, _ = r.Text(FormKey)
	if j.asked != "" && p.Form(j.asked) == nil {
		var names []string
		for _, f := range p.Forms {
			names = append(names, f.Name)
		}
		r.Note(problem.UnknownName, FormKey, p.Title+" has no form "+shown(j.asked), value.Suggest(j.asked, names))
	}
	j.order, _ = r.Text(PresentationKey)
	for _, f := range p.Filters {
		j.setting(r, f)
	}
	if j.order != "" && len(p.Subject.Components) > 0 {
		j.components(r, PresentationKey, strings.Split(j.order, ","))
	}
	if r.Has(PresentationKey) && p.Subject.Setting != "" && r.Has(p.Subject.Setting) {
		r.Note(problem.Conflict, PresentationKey, "cannot be given together with "+p.Subject.Setting, "Remove one of them")
	}
	for _, v := range p.Variables {
		if !v.Part {
			j.variable(r, v)
		}
	}
	j.complete(r)
	r.Done("variable or setting of " + p.Title)
	j.partial = len(r.Unknowns()) > 0
	return j
}

// IsSetting reports that a filter is a setting of the issuer or of the subject,
// and no restriction of jobs: a key of variables.
func IsSetting(f platform.Filter) bool {
	switch f.Role {
	case platform.RoleIssuer:
		return f.Variable == "" // with one it is a variable
	case platform.RoleSetting, platform.RoleComponents, platform.RoleSwitch:
		return true
	}
	return false
}

func (j *job) setting(r *value.Reader, f platform.Filter) {
	switch {
	case !IsSetting(f):
	case f.Role == platform.RoleSwitch:
		on, _ := r.Flag(f.Name)
		j.settings[f.Name] = fmt.Sprint(on)
	case f.Role == platform.RoleComponents:
		j.settings[f.Name] = f.Default
		if list, ok := r.Texts(f.Name); ok && !r.IsUnknown(f.Name) {
			j.components(r, f.Name, list)
		}
	default:
		text, ok := r.Text(f.Name)
		if !ok {
			text = f.Default
		} else if reason, fix := platform.DomainNamed(f.Domain).CheckValue(text); reason != "" {
			r.Note(problem.BadValue, f.Name, shown(text)+" "+reason, discreet(fix))
		}
		j.settings[f.Name] = text
	}
}

// components checks the order of a subject's components and makes it the setting.
func (j *job) components(r *value.Reader, key string, list []string) {
	for i, name := range list {
		if reason, fix := j.p.ComponentFault(name, list[:i]); reason != "" {
			r.Note(problem.BadValue, key, shown(name)+" "+reason, fix)
		}
	}
	j.settings[j.p.Subject.Setting] = strings.Join(list, ",")
}

// complete adds what follows from the variables, and refuses what contradicts itself.
func (j *job) complete(r *value.Reader) {
	for pair := range slices.Chunk(j.p.Complete(j.given), 2) {
		r.Note(problem.Conflict, pair[0], "does not fit "+pair[1], "Leave it out: it follows from "+pair[1])
	}
	for _, v := range j.p.Variables {
		if v.Part {
			delete(j.given, v.Name)
		}
	}
}

func (j *job) variable(r *value.Reader, v platform.Variable) {
	raw, ok := r.Take(v.Name)
	if !ok {
		return
	}
	var texts []string
	switch {
	case raw.Kind == value.Bool:
		texts = []string{fmt.Sprint(raw.Truth)}
	case v.Many && raw.Kind == value.List && len(raw.Elems) == 0:
	case v.Many && raw.Kind == value.List:
		texts, _ = r.Texts(v.Name)
	default:
		text, ok := r.Text(v.Name)
		if !ok {
			return
		}
		texts = []string{text}
	}
	for i, text := range texts {
		texts[i] = v.Spell(text)
		reason, fix := j.p.Domain(v.Name, j.settings).CheckValue(texts[i])
		if reason == "" && v.Many && strings.Contains(texts[i], ",") {
			reason = "holds a comma, which this provider joins lists with"
		}
		if reason != "" {
			r.Note(problem.BadValue, v.Name, shown(text)+" "+reason, discreet(fix))
		}
	}
	j.given[v.Name] = strings.Join(texts, ",")
}

// has reports that the user gives the variable.
func (j *job) has(name string) bool {
	_, ok := j.given[name]
	return ok
}

// values are the given ones, and the sample of every other variable; a list has
// no elements then.
func (j *job) values() map[string]string {
	out := j.p.Fill(j.form, j.given)
	for _, v := range j.p.Variables {
		if v.Many && !j.has(v.Name) {
			out[v.Name] = ""
		}
	}
	return out
}
