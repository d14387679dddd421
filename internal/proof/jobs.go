package proof

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/automaton"
	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/trust"
)

// box is the formula that the shape's job is one of the box's.
func (b *binder) box(box trust.Box) formula {
	f := b.shape.form
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
		parts = append(parts, b.shown(v), b.within(v, box[v]))
	}
	return b.fs.all(parts...)
}

// within is the formula that the variable is within the patterns; of a variable
// with many elements, that some element is.
func (b *binder) within(v string, patterns []string) formula {
	lang := b.patterns(patterns)
	if value, ok := b.space.known[v]; ok {
		if b.langs.list[lang].Match(value) {
			return always
		}
		return never
	}
	if slices.Contains(patterns, "*") {
		return always
	}
	m, _ := b.space.platform.Variable(v)
	if !m.Many {
		return b.asks(b.space.fill(text1(v)), lang)
	}
	var some []formula
	for _, a := range b.claim(b.claimOf(v)) {
		var hits []formula
		for _, e := range a.list {
			hits = append(hits, b.asks(text1(e.Vars[0]), lang))
		}
		some = append(some, b.fs.all(a.when, b.fs.any(hits...)))
	}
	return b.fs.any(some...)
}

// claimOf is the list claim that shows a variable with many elements.
func (b *binder) claimOf(v string) string {
	for _, c := range b.shape.form.Showing(v) {
		if c.Type == "list" {
			return c.Name
		}
	}
	return ""
}

// shown is the formula that no claim that shows the variable is missing.
func (b *binder) shown(v string) formula {
	var parts []formula
	for _, c := range b.shape.form.Showing(v) {
		for _, reason := range []string{c.Null, c.Empty} {
			if reason != "" {
				parts = append(parts, b.reason(reason, false).f)
			}
		}
		parts = append(parts, b.lacks(c).f)
	}
	return b.fs.all(parts...)
}

// narrowing is the formula that the variables of the shape's form have values that
// they can have in it, as far as facts go that count.
func (b *binder) narrowing(counts func(fact string) bool) formula {
	f := b.shape.form
	if f == nil || len(f.Where) == 0 {
		return always
	}
	var parts []formula
	for _, v := range sortedKeys(f.Where) {
		text := b.space.fill(text1(v))
		for _, w := range f.Where[v] {
			if !counts(w.Fact) {
				continue
			}
			parts = append(parts, b.inside(text, &w)...)
		}
	}
	return b.fs.all(parts...)
}

// inside are the formulas that the text is a value as far as the Where goes.
func (b *binder) inside(text platform.Template, w *platform.Where) (parts []formula) {
	within, without := w.Langs()
	for _, l := range within {
		parts = append(parts, b.asks(text, b.langs.id(l)))
	}
	for _, l := range without {
		parts = append(parts, b.fs.not(b.asks(text, b.langs.id(l))))
	}
	return parts
}

func (b *binder) patterns(globs []string) int {
	key := strings.Join(globs, "\x00")
	id, ok := b.boxLangs[key]
	if !ok {
		var seqs []pattern.Seq
		for _, g := range globs {
			seqs = append(seqs, pattern.FromGlob(g))
		}
		id = b.langs.id(automaton.Globs(seqs...))
		b.boxLangs[key] = id
	}
	return id
}

// described is the formula that the job is one of the described ones.
func (b *binder) described(jobs []trust.Description) formula {
	return b.once("described", jobs, b.describedNow)
}

// once makes a formula about jobs once for all shapes of a form.
func (b *binder) once(what string, jobs []trust.Description, now func([]trust.Description) formula) formula {
	if len(jobs) == 0 {
		return now(jobs)
	}
	key := formJobs{what, &jobs[0], len(jobs)}
	f, ok := b.formJobs[key]
	if !ok {
		f = now(jobs)
		b.formJobs[key] = f
	}
	return f
}

// A formJobs is a question about jobs to all shapes of a form.
type formJobs struct {
	what string
	jobs *trust.Description
	n    int
}

func (b *binder) describedNow(jobs []trust.Description) formula {
	var ways []formula
	for _, d := range jobs {
		for _, box := range d.Boxes {
			ways = append(ways, b.box(box))
		}
	}
	return b.fs.any(ways...)
}

// ours is the formula that the job's project is a described one, by what says it
// most surely, a name together with whose it is: then its subject is made as the
// description says, whatever else the job is.
func (b *binder) ours(jobs []trust.Description) formula {
	return b.once("ours", jobs, b.oursNow)
}

func (b *binder) oursNow(jobs []trust.Description) formula {
	var ways []formula
	for _, d := range jobs {
		for _, box := range d.Boxes {
			var parts []formula
			for _, v := range b.space.platform.Subject.Tenants {
				if ps, ok := box[v]; ok && !slices.Contains(ps, "*") {
					parts = append(parts, b.within(v, ps))
					if b.space.platform.Subject.Owns(v) {
						break
					}
				}
			}
			mine := b.fs.all(parts...)
			ways = append(ways, mine)
		}
	}
	return b.fs.any(ways...)
}

// bound is the formula of the assumptions: each says that its variables have
// their values together or not at all.
func (b *binder) bound(bindings []Binding) formula {
	var parts []formula
	for _, binding := range bindings {
		var yes, no []formula
		for _, v := range sortedKeys(binding) {
			if b.shape.form == nil || !b.shape.form.Has(v) {
				continue
			}
			f := b.within(v, []string{binding[v]})
			yes, no = append(yes, f), append(no, b.fs.not(f))
		}
		parts = append(parts, b.fs.any(b.fs.all(yes...), b.fs.all(no...)))
	}
	return b.fs.all(parts...)
}

// A Binding is an assumption: variable → value. A job has all of the values or
// none of them.
type Binding map[string]string

// domainOf is what a variable's values can be.
func (b *binder) domainOf(name string) (automaton.Machine, *platform.Variable) {
	base, _, _ := strings.Cut(name, " #")
	if base == tail {
		return tails(), nil
	}
	if known := b.ofKnown(base); known != nil {
		return known, nil
	}
	if base == "aud" && b.must != nil && len(b.must.Audiences) > 0 {
		return exactly(b.must.Audiences), nil
	}
	if b.space.platform != nil {
		if v, ok := b.space.platform.Variable(base); ok {
			return b.space.platform.DomainOf(base, b.space.settings).DFA(), &v
		}
	}
	return automaton.ValidUTF8(), nil
}

// plainJob reports that the box has a job of the shape's form with a pattern's own text
// as the value of each variable: most boxes have, and need no search.
func (b *binder) plainJob(box trust.Box) bool {
	f := b.shape.form
	if f == nil || !slices.Contains(box[trust.FormKey], f.Name) {
		return false
	}
	values := map[string]string{}
	for v, patterns := range box {
		if v == trust.FormKey {
			continue
		}
		m, ok := b.space.platform.Variable(v)
		if !ok || !f.Has(v) || m.Many || b.shown(v) == never {
			return false
		}
		text := strings.ReplaceAll(patterns[0], "*", "")
		if patterns[0] == "*" {
			text = b.samples(v)[0]
		}
		if !accepts(b.domain(v), text) {
			return false
		}
		values[v] = text
	}
	for v := range f.Where {
		if _, said := values[v]; !said {
			values[v] = b.samples(v)[0]
		}
	}
	return f.Fits(values)
}

// asksBeside reports whether the document asks for a claim that differs from form to
// form, beside the subject.
func (b *binder) asksBeside(p *platform.Platform) bool {
	for name := range b.claims {
		if p != nil && p.Names(name) {
			return true
		}
	}
	return false
}
