package platform

// Variables that are made of others.

import (
	"maps"
	"slices"
	"strings"
)

// Spread puts in the place of variables that are made of others what they are made of:
// claims that show parts of one value depend on each other by it.
func (p *Platform) Spread(t Template) Template {
	if !slices.ContainsFunc(t.Vars, func(v string) bool { _, whole := p.wholes[v]; return whole }) {
		return t
	}
	out := Template{Lits: []string{t.Lits[0]}}
	for i, v := range t.Vars {
		more, whole := p.wholes[v]
		if !whole {
			more = Template{Lits: []string{"", ""}, Vars: []string{v}}
		}
		out.Lits[len(out.Lits)-1] += more.Lits[0]
		out.Lits = append(out.Lits, more.Lits[1:]...)
		out.Vars = append(out.Vars, more.Vars...)
		out.Lits[len(out.Lits)-1] += t.Lits[i+1]
	}
	return out
}

// Wholes lists the variables that are made of others, sorted.
func (p *Platform) Wholes() []string { return slices.Sorted(maps.Keys(p.wholes)) }

// Parts are the variables that the variable is made of; none: it stands for itself.
func (p *Platform) Parts(variable string) []string { return p.wholes[variable].Vars }

// Complete adds the values of parts where that of the whole is given, and the whole
// where all its parts are, and returns the names of variables whose values contradict
// each other: those of a whole are the last.
func (p *Platform) Complete(values map[string]string) (contradiction []string) {
	for _, v := range p.Wholes() {
		t := p.wholes[v]
		text, given := values[v]
		if !given {
			if !slices.ContainsFunc(t.Vars, func(part string) bool { _, ok := values[part]; return !ok }) {
				values[v] = t.Fill(values)
			}
			continue
		}
		parts, ok := p.split(t, text)
		if !ok {
			continue // it is no value
		}
		for _, part := range t.Vars {
			if own, ok := values[part]; ok && own != parts[part] {
				contradiction = append(contradiction, part, v)
			}
			values[part] = parts[part]
		}
	}
	return contradiction
}

// split takes a value apart; readParts holds that there is one way.
func (p *Platform) split(t Template, text string) (map[string]string, bool) {
	rest, ok := strings.CutPrefix(text, t.Lits[0])
	if !ok {
		return nil, false
	}
	out := map[string]string{}
	last := len(t.Vars) - 1
	for i := last; i > 0; i-- { // from the right: what stands there cannot hold what stands before it
		rest, ok = strings.CutSuffix(rest, t.Lits[i+1])
		at := strings.LastIndex(rest, t.Lits[i])
		if !ok || at < 0 {
			return nil, false
		}
		out[t.Vars[i]], rest = rest[at+len(t.Lits[i]):], rest[:at]
	}
	out[t.Vars[0]] = rest
	return out, true
}

// readParts reads what variables are made of.
func (p *Platform) readParts(template func(where, s string) Template) {
	p.wholes = map[string]Template{}
	for _, v := range p.Variables {
		if v.Is != "" {
			p.wholes[v.Name] = template("variable "+v.Name, v.Is)
		}
	}
}

// checkParts holds that a value that is made of others can be taken apart in one way,
// and that the samples fit each other.
func (p *Platform) checkParts(fail func(string, ...any)) {
	samples := map[string]string{}
	for _, v := range p.Variables {
		if len(v.Samples) > 0 {
			samples[v.Name] = v.Samples[0]
		}
	}
	for name, t := range p.wholes {
		if len(t.Vars) < 2 || t.Fill(samples) != samples[name] {
			fail("variable %s: is: wants two variables or more, and samples that make its own", name)
		}
		for i, part := range t.Vars {
			v, ok := p.Variable(part)
			if _, nested := p.wholes[part]; !ok || nested || v.Derived != "" {
				fail("variable %s: is made of %q, which is no variable that stands for itself", name, part)
			}
			// From the right each part ends where the text before it stands last.
			if i > 0 && (len(t.Lits[i]) != 1 || p.domain(v.Domain).Has(rune(t.Lits[i][0]))) {
				fail("variable %s: %s cannot be told from what stands before it", name, part)
			}
		}
	}
}
