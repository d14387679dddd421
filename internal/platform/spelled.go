package platform

// Components that are spelled otherwise than name:value.

import (
	"maps"
	"regexp"
	"slices"
)

// spell parses the components that are spelled otherwise than name:value.
func (p *Platform) spell(template func(where, s string) Template) {
	p.Subject.spelled = map[string]map[string]Template{}
	for name, byFormat := range p.Subject.Spelled {
		p.Subject.spelled[name] = map[string]Template{}
		for format, s := range byFormat {
			p.Subject.spelled[name][format] = template("subject component "+name, s)
		}
	}
	for i := range p.Forms {
		f := &p.Forms[i]
		f.spelled = map[string]Template{}
		for name, s := range f.Spelled {
			f.spelled[name] = template("form "+f.Name+" component "+name, s)
		}
	}
}

// compile compiles the regular expressions that no domain holds.
func (p *Platform) compile(fail func(string, ...any)) {
	re := func(where, s string) *regexp.Regexp {
		if s == "" {
			return nil
		}
		out, err := regexp.Compile(s)
		if err != nil {
			fail("%s: %v", where, err)
		}
		return out
	}
	for i := range p.Forms {
		u := &p.Forms[i].Unless
		u.issuer = re("form "+p.Forms[i].Name, u.Issuer)
	}
	for i := range p.Variables {
		d := &p.Variables[i].Doubt
		d.re = re("variable "+p.Variables[i].Name, d.Regexp)
	}
	p.Workflow.fixed = re("texts of a workflow", p.Workflow.Fixed)
	f := &p.Subject.Formats
	f.notAt = map[string]*regexp.Regexp{}
	for name, s := range f.NotAt {
		f.notAt[name] = re("format "+name, s)
	}
}

// checkSpelled holds what is said of components against the rules.
func (p *Platform) checkSpelled(fail func(string, ...any)) {
	known := func(where, name string) {
		if !slices.Contains(p.Subject.Components, name) {
			fail("%s: %q is no component", where, name)
		}
	}
	formats := p.formatNames()
	for _, name := range slices.Sorted(maps.Keys(p.Subject.Spelled)) {
		known("subject", name)
		for format := range p.Subject.Spelled[name] {
			if format != "" && !slices.Contains(formats, format) {
				fail("subject component %s: no format %q", name, format)
			}
		}
	}
	for _, f := range p.Forms {
		for name := range f.Spelled {
			known("form "+f.Name, name)
		}
	}
	for _, v := range slices.Concat(p.Subject.Tenants, p.Subject.Owners) {
		if _, ok := p.Variable(v); !ok {
			fail("subject: no variable %q", v)
		}
	}
	for name := range p.Subject.Formats.NotAt {
		if !slices.Contains(formats, name) {
			fail("subject: no format %q", name)
		}
	}
	for _, v := range p.Variables {
		if _, ok := p.Facts[v.Doubt.Fact]; v.Doubt.Regexp != "" && !ok {
			fail("variable %s: its doubt cites no known fact (%q)", v.Name, v.Doubt.Fact)
		}
		for from, to := range v.Escape {
			if len(from) != 1 || to == "" || p.domain(v.Domain).alphabet.Has(rune(from[0])) {
				fail("variable %s: wants single characters that its domain lacks as what is escaped, got %q", v.Name, from)
			}
		}
	}
}
