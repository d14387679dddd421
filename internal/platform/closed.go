package platform

import (
	"regexp"
	"slices"
	"strings"
)

// Following is what may follow the first component of a subject, where a fact says that no
// project has components that the data does not name: colons, names and values, each
// name once. Nil: any text may.
func (p *Platform) Following() *Where { return p.following }

// Order reads the names of the components out of what follows the first one.
func (p *Platform) Order(rest string) []string {
	var names []string
	for i, part := range strings.Split(rest, ":") {
		if i%2 == 1 { // the text begins with a colon
			names = append(names, part)
		}
	}
	return names
}

// OrderRegexp is a regular expression of all that may follow the first component where
// these components do.
func OrderRegexp(names []string) string {
	var b strings.Builder
	for _, name := range names {
		b.WriteString(":" + name + ":[^:]+")
	}
	return b.String()
}

// Continued is a subject of the form that begins with the template and goes on with the
// components; ok is false when the form has no such subject.
func (p *Platform) Continued(f *Form, first Template, names []string) (_ Presentation, ok bool) {
	parts := []Template{first}
	var present []string
	for _, name := range names {
		t, ok := p.component(f, name, "")
		if !ok {
			return Presentation{}, false
		}
		if c, has := f.Claim(name); has && len(c.Absent) > 0 {
			present = append(present, name)
		}
		parts = append(parts, t)
	}
	return Presentation{Template: join(parts, ":"), Present: present, Lead: len(first.Vars)}, true
}

// shows is a regular expression of what the component shows behind its name, in tokens
// of any form: its values, where there are only so many.
func (p *Platform) shows(name string) string {
	var values []string
	for i := range p.Forms {
		t, ok := p.component(&p.Forms[i], name, "")
		if !ok {
			continue
		}
		value := strings.TrimPrefix(t.Lits[0], name+":")
		switch {
		case len(t.Vars) == 0:
			values = append(values, regexp.QuoteMeta(value))
		case len(t.Vars) == 1 && value == "" && t.Lits[1] == "":
			v, _ := p.Variable(t.Vars[0])
			d := p.domain(v.Domain)
			if len(d.Values) == 0 {
				return "[^:]+"
			}
			for _, text := range d.Values {
				values = append(values, regexp.QuoteMeta(text))
			}
		default:
			return "[^:]+"
		}
	}
	slices.Sort(values)
	return "(" + strings.Join(slices.Compact(values), "|") + ")"
}

// readFollowing makes Following, and holds that what components show ends at a colon.
func (p *Platform) readFollowing(fail func(string, ...any)) {
	if p.Subject.Closed == "" {
		return
	}
	if _, ok := p.Facts[p.Subject.Closed]; !ok || len(p.Subject.First) == 0 {
		fail("subject: closed: cites no known fact (%q), or no component stands first", p.Subject.Closed)
		return
	}
	var names []string
	for _, name := range p.Subject.Components {
		if slices.Contains(p.Subject.First, name) {
			continue
		}
		names = append(names, name)
		for i := range p.Forms {
			t, _ := p.component(&p.Forms[i], name, "")
			for _, v := range t.Vars {
				if x, _ := p.Variable(v); p.domain(x.Domain).Has(':') {
					fail("subject: closed: %s of the component %s may hold a colon", v, name)
				}
			}
		}
	}
	const pairs = "(:[^:]+:[^:]+)*"
	for i, name := range names {
		names[i] = name + ":" + p.shows(name)
	}
	d := Domain{Regexp: "^(:(" + strings.Join(names, "|") + "))*$", Doc: "what follows the first component"}
	for _, pair := range names {
		name, _, _ := strings.Cut(pair, ":")
		d.Never = append(d.Never, "^"+pairs+":"+name+":[^:]+"+pairs+":"+name+":")
	}
	p.following = &Where{Fact: p.Subject.Closed}
	if err := p.following.of(d); err != nil {
		fail("subject: closed: %v", err)
	}
}
