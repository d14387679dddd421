package platform

// What variables are in most jobs, for examples.

import (
	"maps"
	"slices"
)

// usual is the template of what the variable is in most jobs of the form, in terms of
// others. Nothing is proved by it: examples and tokens that leave the variable open
// have it.
func (p *Platform) usual(f *Form, variable string) (Template, bool) {
	if f != nil {
		if t, ok := f.usual[variable]; ok {
			return t, true
		}
	}
	t, ok := p.usually[variable]
	return t, ok
}

// Usual is what the variable is in most jobs of the form that have these values of
// others; ok is false where it depends on none of them. The form may be nil.
func (p *Platform) Usual(f *Form, variable string, value func(variable string) string) (text string, ok bool) {
	t, ok := p.usual(f, variable)
	if !ok {
		return "", false
	}
	values := map[string]string{}
	for _, v := range t.Vars {
		values[v] = value(v)
	}
	text = t.Fill(values)
	if f != nil && !f.Fits(map[string]string{variable: text}) {
		return "", false
	}
	return text, true
}

// Fill gives every variable of the platform a value: the one that is said, or what it
// is made of or follows from, or the usual one, or its sample. Where the values of a
// whole and of its parts contradict each other the whole counts.
func (p *Platform) Fill(f *Form, said map[string]string) map[string]string {
	out := maps.Clone(said)
	if out == nil {
		out = map[string]string{}
	}
	p.Complete(out)
	var value func(name string) string
	value = func(name string) string {
		if text, ok := out[name]; ok {
			return text
		}
		out[name] = p.Sample(f, name) // should it be asked for while it is made
		if t, whole := p.wholes[name]; whole {
			parts := map[string]string{}
			for _, v := range t.Vars {
				parts[v] = value(v)
			}
			out[name] = t.Fill(parts)
		} else if text, ok := p.Usual(f, name, value); ok {
			out[name] = text
		}
		return out[name]
	}
	for _, v := range p.Variables {
		value(v.Name)
	}
	return out
}

// OrdinaryTexts are the texts that ordinary values are made of: samples, and what stands
// in the templates of usual ones.
func (p *Platform) OrdinaryTexts() []string {
	var out []string
	for _, v := range p.Variables {
		out = append(out, v.Samples...)
	}
	usual := []map[string]Template{p.usually}
	for i := range p.Forms {
		usual = append(usual, p.Forms[i].usual)
	}
	for _, ts := range usual {
		for _, t := range ts {
			out = append(out, t.Lits...)
		}
	}
	return out
}

// readUsual reads what variables usually are.
func (p *Platform) readUsual(template func(where, s string) Template) {
	read := func(where string, from map[string]string) map[string]Template {
		out := map[string]Template{}
		for v, s := range from {
			out[v] = template(where+" usual "+v, s)
		}
		return out
	}
	p.usually = read("", p.Usually)
	for i := range p.Forms {
		p.Forms[i].usual = read("form "+p.Forms[i].Name, p.Forms[i].Usually)
	}
}

// checkUsual holds that what is usual is about variables, follows from nothing that
// follows from it, and lies in the variable's domain where all others have samples.
func (p *Platform) checkUsual(fail func(string, ...any)) {
	for i := range p.Forms {
		f := &p.Forms[i]
		names := slices.Concat(slices.Collect(maps.Keys(p.usually)), slices.Collect(maps.Keys(f.usual)))
		for _, name := range names {
			if _, ok := p.Variable(name); !ok || p.wholes[name].Lits != nil {
				fail("form %s: usual: there is no variable %q that stands for itself", f.Name, name)
				continue
			}
			seen := map[string]bool{}
			var follows func(v string) bool
			follows = func(v string) bool {
				if seen[v] {
					return v == name
				}
				seen[v] = true
				t, _ := p.usual(f, v)
				return slices.ContainsFunc(slices.Concat(t.Vars, p.Parts(v)), follows)
			}
			if follows(name) {
				fail("form %s: usual: %s follows from itself", f.Name, name)
				continue
			}
			if text := p.Fill(f, nil)[name]; !p.Domain(name, nil).Holds(text) {
				fail("form %s: usual: %s cannot be %q", f.Name, name, text)
			}
		}
	}
}
