package platform

// Subjects whose components stand in an order that projects choose.

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Made reports whether a subject is one that a project could be configured to
// show: known components joined by colons, each with the value that the job has.
// Values hold all variables.
func (p *Platform) Made(f *Form, subject string, values map[string]string) bool {
	return slices.ContainsFunc(p.Ordered(f, subject), func(s Presentation) bool { return s.Template.Fill(values) == subject })
}

// Ordered are subjects of the form in the configurations by which it could have come to
// the subject, whatever values its variables have.
func (p *Platform) Ordered(f *Form, subject string) []Presentation {
	readings, err := p.Read(subject)
	if err != nil {
		return nil
	}
	var out []Presentation
	seen := map[string]bool{}
	for _, r := range readings {
		if r.Form != f.Name || len(f.subs) > 0 || r.colons() {
			continue
		}
		for _, format := range p.formatNames() {
			for _, s := range p.components(f, strings.Split(r.Presentation, ","), format) {
				if text := s.Template.String(); !seen[text] {
					seen[text] = true
					out = append(out, s)
				}
			}
		}
	}
	return out
}

// colons reports that a value holds a colon, which platforms escape or refuse where it
// would end the component.
func (r Reading) colons() bool {
	for _, text := range r.Values {
		if strings.Contains(text, ":") {
			return true
		}
	}
	return false
}

// Continued is the subject of the form that begins with the template and goes on with
// the components that the text behind it names; ok is false when the form has none.
func (p *Platform) Continued(f *Form, first Template, behind string) (_ Presentation, ok bool) {
	parts := []Template{first}
	var present []string
	for i, name := range strings.Split(behind, ":") {
		if i%2 == 0 { // a value, or what stands before the first colon
			continue
		}
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

// InOrder is a regular expression of all subjects that have the names of this one in
// their order, with whatever values.
func InOrder(subject string) string {
	var b strings.Builder
	for i, part := range strings.Split(subject, ":") {
		switch {
		case i%2 == 1:
			b.WriteString(":[^:]+")
		case i > 0:
			b.WriteString(":" + regexp.QuoteMeta(part))
		default:
			b.WriteString(regexp.QuoteMeta(part))
		}
	}
	return b.String()
}

// TextsOf is a regular expression of what the template makes of values without colons.
func TextsOf(t Template) string {
	var b strings.Builder
	for i := range t.Vars {
		b.WriteString(regexp.QuoteMeta(t.Lits[i]) + "[^:]+")
	}
	b.WriteString(regexp.QuoteMeta(t.Lits[len(t.Vars)]))
	return b.String()
}

// Orders say what known components make of a form's subject, in any order.
type Orders struct {
	Component *Where // one of them
	Behind    *Where // all that may stand behind the first one
	// Closed is the fact by which no project has others; then Behind is exact, but for
	// which values belong together. Empty: projects may have others, and Behind is what
	// most have.
	Closed string
}

// Orders of the form's subjects; nil where no project arranges its own.
func (p *Platform) Orders(f *Form) *Orders {
	if len(f.subs) > 0 || len(p.strangers) == 0 {
		return nil
	}
	return f.orders()
}

// readOrders makes Orders when they are asked for, and holds that where the list is
// closed each component ends at a colon, so that a subject can be read in one way.
func (p *Platform) readOrders(fail func(string, ...any)) {
	closed := p.Subject.Closed
	if closed != "" && (p.Facts[closed].Says == "" || len(p.Subject.First) == 0 || len(p.Subject.Spelled) > 0) {
		fail("subject: closed: wants a known fact, first components, and components that are all name:value, got %q", closed)
	}
	for i := range p.Forms {
		f := &p.Forms[i]
		for _, name := range p.Subject.Components {
			t, _ := p.component(f, name, "")
			for _, v := range t.Vars {
				if x, _ := p.Variable(v); closed != "" && p.domain(x.Domain).Has(':') {
					fail("subject: closed: %s of the component %s may hold a colon", v, name)
				}
			}
		}
		f.orders = sync.OnceValue(func() *Orders {
			out, err := p.orders(f)
			if err != nil {
				panic(err) // the shipped data is tested
			}
			return out
		})
	}
}

func (p *Platform) orders(f *Form) (*Orders, error) {
	var texts []string
	var never []string
	const pairs = "(:[^:]+:[^:]+)*"
	names := slices.Clone(p.Subject.Components)
	for _, name := range f.names {
		if p.Subject.AnyClaim && !slices.Contains(names, name) && p.isText(name) {
			names = append(names, name)
		}
	}
	for _, name := range names {
		if slices.Contains(p.Subject.First, name) {
			continue
		}
		for _, t := range p.Spellings(f, name) {
			texts = append(texts, p.regexp(t))
		}
		if p.Subject.Closed != "" { // each name once
			never = append(never, "^"+pairs+":"+name+":[^:]+"+pairs+":"+name+":")
		}
	}
	out := &Orders{Component: &Where{}, Behind: &Where{}, Closed: p.Subject.Closed}
	behind := Domain{Regexp: "^(:(" + strings.Join(texts, "|") + "))*$", Never: never, Doc: "components"}
	for _, m := range p.Families {
		if m.Component { // most subjects have none behind others
			texts = append(texts, regexp.QuoteMeta(m.Prefix)+"[a-zA-Z0-9_]+:[^:]+")
		}
	}
	if err := out.Component.of(Domain{Regexp: "^(" + strings.Join(texts, "|") + ")$", Doc: "a component"}); err != nil {
		return nil, err
	}
	return out, out.Behind.of(behind)
}

// regexp is Template.Regexp, with the values of variables that have only so many, and,
// where projects may have other components, with ordinary ones.
func (p *Platform) regexp(t Template) string {
	var b strings.Builder
	for i, name := range t.Vars {
		b.WriteString(regexp.QuoteMeta(t.Lits[i]))
		v, _ := p.Variable(name)
		d := p.domain(v.Domain)
		values := slices.Clone(d.Values)
		if len(values) == 0 {
			switch most := v.ordinary; {
			case p.Subject.Closed == "" && most != nil && p.domain(most.Domain).Regexp != "":
				b.WriteString("(" + strings.Trim(p.domain(most.Domain).Regexp, "^$") + ")")
			case !d.Has('a'): // a number
				b.WriteString("[0-9]+")
			case d.Width > 0 && !d.Has('g'): // a commit
				b.WriteString("[0-9a-f]{" + strconv.Itoa(d.Width) + "}")
			default:
				b.WriteString("[^:]+")
			}
			continue
		}
		for i := range values {
			values[i] = regexp.QuoteMeta(values[i])
		}
		b.WriteString("(" + strings.Join(values, "|") + ")")
	}
	b.WriteString(regexp.QuoteMeta(t.Lits[len(t.Vars)]))
	return b.String()
}
