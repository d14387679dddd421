// Package trust turns filters into jobs and jobs into clauses.
//
// Jobs are a union of boxes: for each variable of a platform a list of
// patterns. A Clause is what a relying party's document can say: all of some
// claims, each within some patterns. Compile makes clauses from jobs and emits
// only what is right by construction (package pattern, Sayable); whatever no
// clause can say exactly is a problem with a code, never a wider document.
package trust

import (
	"maps"
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/pattern"
	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// FormKey is the box entry that lists forms; every other entry is a variable.
const FormKey = "form"

// NameKey is the setting that carries the description's name into messages.
const NameKey = "name"

// A Box is a product: jobs of one of the forms whose every listed variable is
// within the variable's patterns. What is not listed is not restricted.
type Box map[string][]string

// A Description is the jobs of one platform at one issuer. Its fields are the
// frozen Terraform type of `jobs`.
type Description struct {
	Platform   string
	Issuer     string
	Audiences  []string
	Boxes      []Box
	Settings   platform.Settings
	Definition string // of a custom platform; none yet
}

// Jobs is a union of descriptions.
type Jobs []Description

// Model returns the description's platform, or nil.
func (d Description) Model() *platform.Platform { return platform.Find(d.Platform) }

// DefaultAudience is what the platform signs for these jobs unless told otherwise;
// empty where each job picks.
func (d Description) DefaultAudience() string {
	known := maps.Clone(d.Settings)
	if known == nil {
		known = platform.Settings{}
	}
	for _, b := range d.Boxes {
		for name, values := range b {
			if len(values) == 1 && pattern.IsLiteral(values[0]) {
				known[name] = values[0]
			}
		}
	}
	return d.Model().DefaultAudience(known)
}

// Contains reports whether the job is described. Variables without a value in
// the job have their sample, as when minting.
func (d Description) Contains(j platform.Job) bool {
	p := d.Model()
	return slices.ContainsFunc(d.Boxes, func(b Box) bool { return b.contains(p, j, d.Issuer) })
}

func (b Box) contains(p *platform.Platform, j platform.Job, issuer string) bool {
	f := p.Form(j.Form)
	if f == nil || !slices.Contains(b[FormKey], j.Form) {
		return false
	}
	for name, patterns := range b {
		if name == FormKey {
			continue
		}
		v, _ := p.Variable(name)
		value, ok := j.Values[name]
		if !ok {
			value = p.Sample(f, name)
		}
		if absent(f, j, name, issuer) {
			return false
		}
		values := []string{value}
		if v.Many {
			if slices.Contains(patterns, "*") {
				continue // no restriction: the list may be empty
			}
			values = strings.FieldsFunc(value, func(r rune) bool { return r == ',' })
		}
		if !slices.ContainsFunc(values, func(s string) bool { return matchesAny(patterns, s) }) {
			return false
		}
	}
	return true
}

func matchesAny(patterns []string, s string) bool {
	return slices.ContainsFunc(patterns, func(g string) bool { return pattern.Match(g, s) })
}

// open reports whether the box does not restrict the variable. Any value of a
// variable that a job may lack is a restriction: the job must have one.
func (b Box) open(p *platform.Platform, name string) bool {
	ps, ok := b[name]
	return !ok || slices.Contains(ps, "*") && !p.MayLack(name)
}

// Variables lists the variables that the box restricts, sorted.
func (b Box) Variables(p *platform.Platform) []string {
	var out []string
	for name := range b {
		if name != FormKey && !b.open(p, name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// without returns the box with one restriction taken away.
func (b Box) without(name string) Box {
	out := maps.Clone(b)
	delete(out, name)
	return out
}

// with returns the intersection of the box and one more restriction; ok is
// false when they have no form in common or restrict one variable twice.
func (b Box) with(more Box) (Box, bool) {
	out := maps.Clone(b)
	for name, patterns := range more {
		have, ok := out[name]
		switch {
		case !ok:
			out[name] = patterns
		case name == FormKey:
			out[name] = common(have, patterns)
			if len(out[name]) == 0 {
				return nil, false
			}
		default:
			if out[name] = intersect(have, patterns); len(out[name]) == 0 {
				return nil, false
			}
		}
	}
	return out, true
}

func common(a, b []string) []string {
	var out []string
	for _, x := range a {
		if slices.Contains(b, x) {
			out = append(out, x)
		}
	}
	return out
}

// intersect keeps what is in both lists, for lists of which one holds fixed
// values or patterns that cover the other's: no platform needs more.
func intersect(a, b []string) []string {
	var out []string
	for _, x := range a {
		if matchesAny(b, x) {
			out = append(out, x)
		}
	}
	for _, x := range b {
		if matchesAny(a, x) {
			out = append(out, x)
		}
	}
	return normal(out)
}

// normal sorts, drops doubles and values that a pattern of the list covers.
func normal(patterns []string) []string {
	sorted := slices.Compact(slices.Sorted(slices.Values(patterns)))
	if slices.Contains(sorted, "*") {
		return []string{"*"}
	}
	var globs []string
	for _, p := range sorted {
		if !pattern.IsLiteral(p) {
			globs = append(globs, p)
		}
	}
	if len(globs) == 0 {
		return sorted
	}
	return slices.DeleteFunc(sorted, func(p string) bool { return pattern.IsLiteral(p) && matchesAny(globs, p) })
}

// mergeBoxes joins boxes that differ in one entry only, which is exact, until
// none is left, and sorts them: the order of filters' lists does not show.
func mergeBoxes(boxes []Box) []Box {
	rows := make([]row, 0, len(boxes))
	for _, b := range boxes {
		r := row{}
		for k, v := range b {
			r[k] = normal(v)
		}
		rows = append(rows, r)
	}
	var out []Box
	for _, r := range mergeRows(rows, normal) {
		out = append(out, Box(r))
	}
	return out
}

// A row is a product of value lists, by column.
type row map[string][]string

func (r row) key(except string) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(r)) {
		b.WriteString("\x00" + k + "\x01")
		if k != except {
			b.WriteString(strings.Join(r[k], "\x02"))
		}
	}
	return b.String()
}

// mergeRows joins rows that are equal in all columns but one. Each join is
// exact: (A × B) ∪ (A × C) = A × (B ∪ C).
func mergeRows(rows []row, normal func([]string) []string) []row {
	for len(rows) > 1 {
		before := len(rows)
		columns := map[string]bool{}
		for _, r := range rows {
			for k := range r {
				columns[k] = true
			}
		}
		for _, column := range slices.Sorted(maps.Keys(columns)) {
			seen := map[string]int{}
			var kept []row
			for _, r := range rows {
				k := r.key(column)
				if _, has := r[column]; !has {
					k = r.key("")
				}
				if at, ok := seen[k]; ok {
					if _, has := r[column]; has {
						joined := maps.Clone(kept[at])
						joined[column] = normal(append(slices.Clone(joined[column]), r[column]...))
						kept[at] = joined
					}
					continue
				}
				seen[k] = len(kept)
				kept = append(kept, r)
			}
			rows = kept
		}
		if len(rows) == before {
			break
		}
	}
	if len(rows) > 1 {
		slices.SortFunc(rows, func(a, b row) int { return strings.Compare(a.key(""), b.key("")) })
	}
	return rows
}

// absent reports whether the job's token lacks every claim that shows the
// variable: a job without environment is in no environment.
func absent(f *platform.Form, j platform.Job, variable, issuer string) bool {
	shown, missing := false, false
	for _, c := range f.Showing(variable) {
		shown = true
		missing = missing || !c.Sure(issuer) && slices.Contains(j.Absent, c.Name)
	}
	return shown && missing || !f.Has(variable)
}
