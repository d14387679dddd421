package platform

// Formats: spellings of subjects of which a project has one, and which of them a text
// is in.

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Formats are spellings of components between which no order chooses: a project
// has one of them, in whatever order its components stand.
type Formats struct {
	Setting string              `yaml:"setting"` // says which one the projects have
	Picks   map[string][]string `yaml:"picks"`   // setting's value → formats
	// NotAt: the format does not exist at issuers that match (RE2).
	NotAt map[string]string `yaml:"not_at"`
	// Newer is the format that all projects come to have.
	Newer string `yaml:"newer"`
	// LeftOut says, before "does not get in", whom a text in one format alone leaves out.
	LeftOut map[string]string `yaml:"left_out"`

	notAt map[string]*regexp.Regexp
}

// A Formatted is what a text on the subject says of the component that formats differ
// in.
type Formatted struct {
	Format string            // empty: it may be in several
	Values map[string]string // by variable; empty where a wildcard leaves one open
	Tail   string            // what stands behind the component
}

// FormatsAt lists the formats of subjects at the issuer, where there are several.
func (p *Platform) FormatsAt(issuer string) []string {
	out := slices.DeleteFunc(p.formatNames(), func(name string) bool {
		re := p.Subject.Formats.notAt[name]
		return re != nil && re.MatchString(issuer)
	})
	if len(out) < 2 {
		return nil
	}
	return out
}

// InFormat spells the component in a format.
func (p *Platform) InFormat(format string, values map[string]string) string {
	return p.formatted()[format].Fill(values)
}

// FormatNames are the variables that the component shows in every format, in their
// order.
func (p *Platform) FormatNames() []string {
	var out []string
	for i, t := range p.formattedInOrder() {
		if i == 0 {
			out = slices.Clone(t.Vars)
			continue
		}
		out = slices.DeleteFunc(out, func(v string) bool { return !slices.Contains(t.Vars, v) })
	}
	return out
}

// ReadFormat reads a text that begins as the component does. Each character of wild
// stands for any others, and where the text is open others may follow it.
func (p *Platform) ReadFormat(text, wild string, open bool) (Formatted, bool) {
	by := p.formatted()
	// The formats begin alike; the first literal behind the first value says which it is.
	format, at, rest := "", -1, ""
	for _, name := range slices.Sorted(maps.Keys(by)) {
		t := by[name]
		behind, ok := strings.CutPrefix(text, t.Lits[0])
		if !ok {
			return Formatted{}, false
		}
		rest = behind
		if i := strings.Index(rest, t.Lits[1]); i >= 0 && (at < 0 || i < at) {
			format, at = name, i
		}
	}
	if at < 0 {
		return Formatted{}, open || strings.ContainsAny(rest, wild)
	}
	t := by[format]
	if strings.ContainsAny(rest[:at], wild) {
		for name, other := range by {
			if name != format && slices.ContainsFunc(other.Lits[1:], func(lit string) bool { return strings.Contains(lit, t.Lits[1]) }) {
				return Formatted{}, true // the wildcard stands for what the other format has there as well
			}
		}
	}
	out := Formatted{Format: format, Values: map[string]string{}}
	for i, name := range t.Vars {
		end := strings.Index(rest, t.Lits[i+1])
		last := end < 0 || t.Lits[i+1] == ""
		if last {
			if end = strings.Index(rest, separator); end < 0 {
				end = len(rest)
			}
		}
		if out.Values[name] = rest[:end]; strings.ContainsAny(rest[:end], wild) && i > 0 {
			out.Values[name] = ""
		}
		if last {
			out.Tail = rest[end:]
			break
		}
		rest = rest[end+len(t.Lits[i+1]):]
	}
	return out, true
}

// formatted are the spellings of the component that formats differ in, by format.
func (p *Platform) formatted() map[string]Template {
	for _, by := range p.Subject.spelled {
		if len(by) > 1 {
			return by
		}
	}
	return nil
}

func (p *Platform) formattedInOrder() []Template {
	by := p.formatted()
	var out []Template
	for _, name := range slices.Sorted(maps.Keys(by)) {
		out = append(out, by[name])
	}
	return out
}

// checkFormats holds that one component differs by format, and that its spellings begin
// alike and part behind the first value.
func (p *Platform) checkFormats(fail func(string, ...any)) {
	several := 0
	for name, by := range p.Subject.spelled {
		if len(by) < 2 {
			continue
		}
		several++
		seen := map[string]bool{}
		for format, t := range by {
			first := p.formattedInOrder()[0]
			if len(t.Vars) == 0 || t.Lits[0] != first.Lits[0] || t.Vars[0] != first.Vars[0] || t.Lits[1] == "" || seen[t.Lits[1]] {
				fail("subject component %s: its formats do not begin alike and part behind the first variable", name)
				break
			}
			seen[t.Lits[1]] = true
			if p.Subject.Formats.LeftOut[format] == "" {
				fail("subject format %s: does not say whom a text in it leaves out", format)
			}
		}
	}
	if several > 1 || several == 1 && !slices.Contains(p.formatNames(), p.Subject.Formats.Newer) {
		fail("subject: wants one component that differs by format, and which is the newer")
	}
}
