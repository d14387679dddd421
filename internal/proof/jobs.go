package proof

// Described jobs as formulas.

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// box is the formula that the token form's job is one of the box's.
func (enc *encoder) box(box trust.Box) formula {
	f := enc.tf.form
	if f == nil || !slices.Contains(box[trust.FormKey], f.Name) {
		return never
	}
	var parts []formula
	for _, v := range sortedKeys(box) {
		if v == trust.FormKey {
			continue
		}
		if !f.Has(v) {
			return never
		}
		parts = append(parts, enc.shown(v), enc.within(v, box[v]))
	}
	return enc.All(parts...)
}

// within is the formula that the variable is within the patterns; of a variable
// with many elements, that some element is.
func (enc *encoder) within(v string, patterns []string) formula {
	lang := enc.patterns(patterns)
	if value, ok := enc.space.known[v]; ok {
		if enc.Matches(lang, value) {
			return always
		}
		return never
	}
	if slices.Contains(patterns, "*") {
		return always
	}
	m, _ := enc.space.platform.Variable(v)
	if !m.Many {
		return enc.In(enc.space.text(v), lang)
	}
	var some []formula
	for _, a := range enc.claim(enc.claimOf(v)) {
		var hits []formula
		for _, e := range a.list {
			hits = append(hits, enc.In(pattern.Variable(e.Vars[0]), lang))
		}
		some = append(some, enc.All(a.when, enc.Any(hits...)))
	}
	return enc.Any(some...)
}

// claimOf is the list claim that shows a variable with many elements.
func (enc *encoder) claimOf(v string) string {
	for _, c := range enc.tf.form.Showing(v) {
		if c.Type == "list" {
			return c.Name
		}
	}
	return ""
}

// shown is the formula that no claim that shows the variable is missing.
func (enc *encoder) shown(v string) formula {
	var parts []formula
	for _, c := range enc.tf.form.Showing(v) {
		for _, reason := range []string{c.Null, c.Empty} {
			if reason != "" {
				parts = append(parts, enc.reason(reason, false).f)
			}
		}
		parts = append(parts, enc.lacks(c).f)
	}
	return enc.All(parts...)
}

// narrowing is the formula that the variables of the token form's form have values that
// they can have in it, as far as facts go that count.
func (enc *encoder) narrowing(counts func(fact string) bool) formula {
	f := enc.tf.form
	if f == nil || len(f.Where) == 0 {
		return always
	}
	var parts []formula
	for _, v := range sortedKeys(f.Where) {
		text := enc.space.text(v)
		for _, w := range f.Where[v] {
			if !counts(w.Fact) {
				continue
			}
			parts = append(parts, enc.inside(text, &w)...)
		}
	}
	return enc.All(parts...)
}

// inside are the formulas that the text is a value as far as the Where goes.
func (enc *encoder) inside(text pattern.Text, w *platform.Where) (parts []formula) {
	within, without := w.Langs()
	for _, l := range within {
		parts = append(parts, enc.in(text, l))
	}
	for _, l := range without {
		parts = append(parts, enc.Not(enc.in(text, l)))
	}
	return parts
}

func (enc *encoder) patterns(globs []string) int {
	key := strings.Join(globs, "\x00")
	id, ok := enc.boxLangs[key]
	if !ok {
		var seqs []pattern.Seq
		for _, g := range globs {
			seqs = append(seqs, pattern.FromGlob(g))
		}
		id = enc.Lang(automaton.Globs(seqs...))
		enc.boxLangs[key] = id
	}
	return id
}

// described is the formula that the job is one of the described ones.
func (enc *encoder) described(jobs []trust.Description) formula {
	return enc.once("described", jobs, enc.describedNow)
}

// once makes a formula about jobs once for all token forms of a form.
func (enc *encoder) once(what string, jobs []trust.Description, now func([]trust.Description) formula) formula {
	if len(jobs) == 0 {
		return now(jobs)
	}
	key := formJobs{what, &jobs[0], len(jobs)}
	f, ok := enc.perForm.jobs[key]
	if !ok {
		f = now(jobs)
		enc.perForm.jobs[key] = f
	}
	return f
}

// A formJobs is a question about jobs to all token forms of a form.
type formJobs struct {
	what string
	jobs *trust.Description
	n    int
}

func (enc *encoder) describedNow(jobs []trust.Description) formula {
	var ways []formula
	for _, d := range jobs {
		for _, box := range d.Boxes {
			ways = append(ways, enc.box(box))
		}
	}
	return enc.Any(ways...)
}

// ours is the formula that the job's project is a described one, by what says it
// most surely, a name together with whose it is: then its subject is made as the
// description says, whatever else the job is.
func (enc *encoder) ours(jobs []trust.Description) formula {
	return enc.once("ours", jobs, enc.oursNow)
}

func (enc *encoder) oursNow(jobs []trust.Description) formula {
	var ways []formula
	for _, d := range jobs {
		for _, box := range d.Boxes {
			var parts []formula
			for _, v := range enc.space.platform.Subject.Tenants {
				if ps, ok := box[v]; ok && !slices.Contains(ps, "*") {
					parts = append(parts, enc.within(v, ps))
					if enc.space.platform.Subject.Owns(v) {
						break
					}
				}
			}
			mine := enc.All(parts...)
			ways = append(ways, mine)
		}
	}
	return enc.Any(ways...)
}

// bound is the formula of the assumptions: each says that its variables have
// their values together or not at all.
func (enc *encoder) bound(bindings []Binding) formula {
	var parts []formula
	for _, binding := range bindings {
		var yes, no []formula
		for _, v := range sortedKeys(binding) {
			if enc.tf.form == nil || !enc.tf.form.Has(v) {
				continue
			}
			f := enc.within(v, []string{binding[v]})
			yes, no = append(yes, f), append(no, enc.Not(f))
		}
		parts = append(parts, enc.Any(enc.All(yes...), enc.All(no...)))
	}
	return enc.All(parts...)
}

// A Binding is an assumption: variable → value. A job has all of the values or
// none of them.
type Binding map[string]string

// plainJob reports that the box has a job of the token form's form with a pattern's own text
// as the value of each variable: most boxes have, and need no search.
func (enc *encoder) plainJob(box trust.Box) bool {
	f := enc.tf.form
	if f == nil || !slices.Contains(box[trust.FormKey], f.Name) {
		return false
	}
	values := map[string]string{}
	for v, patterns := range box {
		if v == trust.FormKey {
			continue
		}
		m, ok := enc.space.platform.Variable(v)
		if !ok || !f.Has(v) || m.Many || enc.shown(v) == never {
			return false
		}
		text := strings.ReplaceAll(patterns[0], "*", "")
		if patterns[0] == "*" {
			text = enc.samples(v)[0]
		}
		if !enc.values.Domain(v).Has(text) {
			return false
		}
		values[v] = text
	}
	for v := range f.Where {
		if _, said := values[v]; !said {
			values[v] = enc.samples(v)[0]
		}
	}
	return f.Fits(values)
}

// asksBeside reports whether the document asks for a claim that differs from form to
// form, beside the subject.
func (enc *encoder) asksBeside(p *platform.Platform) bool {
	for name := range enc.claims {
		if p != nil && p.Names(name) {
			return true
		}
	}
	return false
}
