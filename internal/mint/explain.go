package mint

// The search for a job that shows given claims.

import (
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// A witness is a job that shows some claims.
type witness struct {
	form   *platform.Form
	values map[string]string
	// doubts are the unverified facts without which the job may not show them.
	doubts []string
}

// An explainer looks for jobs that show claims at the issuer of a job.
type explainer struct {
	*job
	accepted []string // unverified facts that are taken on
	claims   map[string]any
	// open says why it is not known whether some form shows the claims; the first
	// reason stands.
	open string
}

// explain returns a job that shows the claims, one without doubts where there is
// one, of the form that the variables mean where there is one; nil where there is
// none or nobody knows.
func (e *explainer) explain() *witness {
	forms := []*platform.Form{e.form}
	for i := range e.p.Forms {
		if f := &e.p.Forms[i]; f != e.form {
			forms = append(forms, f)
		}
	}
	var best *witness
	for _, f := range forms {
		w := e.byForm(f)
		if w != nil && len(w.doubts) == 0 {
			return w
		}
		if w != nil && (best == nil || len(w.doubts) < len(best.doubts)) {
			best = w
		}
	}
	return best
}

func (e *explainer) unknown(reason string) {
	if e.open == "" {
		e.open = reason
	}
}

// byForm returns a job of the form.
func (e *explainer) byForm(f *platform.Form) *witness {
	cs, ok := e.constraints(f)
	if !ok {
		return nil
	}
	bound := map[string]string{}
	for _, part := range e.p.IssuerParts(e.settings) {
		if _, isVariable := e.p.Variable(part); isVariable {
			bound[part] = e.given[part]
		}
	}
	var best *witness
	for _, subject := range e.subjects(f) {
		all := cs
		if subject != nil {
			all = append(slices.Clone(cs), *subject)
		}
		values, err := (&solver{p: e.p, form: f, settings: e.settings}).solve(all, bound)
		if err != nil {
			e.unknown(err.Error())
			continue
		}
		if values == nil {
			continue
		}
		w := &witness{form: f, values: values}
		w.doubts = e.doubts(w)
		if best == nil || len(w.doubts) < len(best.doubts) {
			best = w
		}
	}
	return best
}

// constraints are what the claims of the form say of its variables; ok is false
// where no token of the form has these claims, or nobody knows.
func (e *explainer) constraints(f *platform.Form) (cs []constraint, ok bool) {
	for name := range e.claims {
		if _, has := f.Claim(name); !has && name != "sub" && !slices.Contains(registered, name) {
			return nil, false
		}
	}
	var apart reasons
	var undocumented []string
	for _, name := range f.ClaimNames() {
		c, _ := f.Claim(name)
		v, there := e.claims[name]
		optional := c.Optional(e.issuer)
		apart.note(optional, !there)
		if !there {
			if len(optional) == 0 && e.p.Switchable == "" {
				return nil, false
			}
			continue
		}
		isNull, isEmpty := v == nil && c.Null != "", v == "" && c.Empty != ""
		apart.note(platform.Reasons{c.Null}, isNull)
		apart.note(platform.Reasons{c.Empty}, isEmpty)
		if isNull || isEmpty {
			continue
		}
		t, known := c.Template()
		if !known {
			undocumented = append(undocumented, name)
			continue
		}
		texts, fits := texts(c, v)
		if !fits {
			return nil, false
		}
		for _, text := range texts {
			if c.Type == "list" { // each element for itself
				if !e.element(f, t, text) {
					return nil, false
				}
				continue
			}
			cs = append(cs, constraint{t, text})
		}
	}
	if !apart.can() {
		return nil, false
	}
	for name, v := range e.claims { // of families
		c, has := f.Claim(name)
		if text, ok := v.(string); has && !slices.Contains(f.ClaimNames(), name) {
			if !ok {
				return nil, false
			}
			t, _ := c.Template()
			cs = append(cs, constraint{t, text})
		}
	}
	if len(undocumented) > 0 {
		e.unknown("nobody documents the values of " + strings.Join(undocumented, ", "))
		return nil, false
	}
	return cs, true
}

// reasons collects for which reasons claims are missing, null or empty, and for which
// they are not.
type reasons struct {
	not  map[string]bool
	some []platform.Reasons // one of each applies
}

// note adds a claim that one of the reasons applies to, or none.
func (r *reasons) note(all platform.Reasons, applies bool) {
	switch {
	case len(all) == 0 || all[0] == "":
	case applies:
		r.some = append(r.some, all)
	default:
		for _, reason := range all {
			if r.not == nil {
				r.not = map[string]bool{}
			}
			r.not[reason] = true
		}
	}
}

// can reports that it can be so for all claims at once.
func (r *reasons) can() bool {
	return !slices.ContainsFunc(r.some, func(some platform.Reasons) bool {
		return !slices.ContainsFunc(some, func(reason string) bool { return !r.not[reason] })
	})
}

// texts are a claim's value as its template makes it, one for each element of a
// list; ok is false for a value of another type.
func texts(c platform.Claim, v any) (out []string, ok bool) {
	switch c.Type {
	case "bool":
		truth, ok := v.(bool)
		if truth {
			return []string{"true"}, ok
		}
		return []string{"false"}, ok
	case "list":
		list, ok := v.([]any)
		for _, e := range list {
			text, isText := e.(string)
			out, ok = append(out, text), ok && isText
		}
		return out, ok
	case "string":
		text, ok := v.(string)
		return []string{text}, ok
	}
	return nil, false // numbers have no templates
}

func (e *explainer) element(f *platform.Form, t platform.Template, text string) bool {
	values, err := (&solver{p: e.p, form: f, settings: e.settings}).solve([]constraint{{t, text}}, map[string]string{})
	return err == nil && values != nil
}

// subjects are the ways in which tokens of the form, at this issuer, can have come
// to the subject, in any configuration; a nil one where a token may have none.
func (e *explainer) subjects(f *platform.Form) []*constraint {
	sub, there := e.claims["sub"]
	if !there {
		if e.p.Switchable == "" || !e.p.Occurs(f, e.issuer, e.settings) {
			return nil
		}
		return []*constraint{nil}
	}
	text, ok := sub.(string)
	if !ok {
		return nil
	}
	settings := []platform.Settings{e.settings}
	if len(f.Sub) == 0 && len(e.p.Subject.Components) > 0 {
		readings, err := e.p.Read(text)
		if err != nil {
			e.unknown("the subject " + err.Error())
		}
		for _, r := range readings {
			if r.Form == f.Name {
				other := maps.Clone(e.settings)
				other[e.p.Subject.Setting] = r.Presentation
				settings = append(settings, other)
			}
		}
	}
	var out []*constraint
	seen := map[string]bool{}
	for _, s := range settings {
		if !e.p.Occurs(f, e.issuer, s) {
			continue
		}
		for _, d := range slices.Concat(e.p.Declared(f, s), e.p.Undeclared(f, s)) {
			if key := d.Template.String(); !seen[key] && e.shows(d) {
				seen[key] = true
				out = append(out, &constraint{d.Template, text})
			}
		}
	}
	return out
}

// shows reports that the claims that the subject speaks of are there, and those
// that it leaves out are not.
func (e *explainer) shows(d platform.Presentation) bool {
	for _, name := range d.Absent {
		if _, there := e.claims[name]; there {
			return false
		}
	}
	return !slices.ContainsFunc(d.Present, func(name string) bool { _, there := e.claims[name]; return !there })
}

// doubts are the unverified facts that the witness rests on and that nobody takes
// on.
func (e *explainer) doubts(w *witness) []string {
	ids := []string{w.form.Fact}
	if k := e.p.Issuer.Known; k.Setting != "" && e.settings[k.Setting] != k.Value {
		ids = append(ids, k.Fact)
	}
	for _, name := range w.form.ClaimNames() {
		c, _ := w.form.Claim(name)
		if _, there := e.claims[name]; !there {
			continue
		}
		ids = append(ids, c.Fact)
		t, _ := c.Template()
		for _, variable := range t.Vars {
			v, _ := e.p.Variable(variable)
			// A claim shows a name as it is, a subject as it is spelled: whether a spelling
			// in a claim is somebody's name, nobody knows.
			for _, spelled := range v.Escape {
				if strings.Contains(w.values[variable], spelled) {
					ids = append(ids, v.Doubt.Fact)
				}
			}
		}
	}
	for name, value := range w.values {
		v, _ := e.p.Variable(name)
		ids = append(ids, v.Doubts(value))
	}
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id string) bool {
		return id == "" || e.p.Verified(id) || slices.Contains(e.accepted, id)
	})
	return ids
}
