package platform

// The subjects that a job of a form can show.

import (
	"slices"
	"strconv"
	"strings"
)

// A Presentation is one subject that a job of a form can show.
type Presentation struct {
	Name     string // "" when there is only one
	Template Template
	// Absent lists claims that must be missing from the token for the subject to
	// look like this (components without a value are dropped).
	Absent []string
	// Present lists claims that may be missing and must be there for the subject
	// to look like this.
	Present []string
	// Lead counts the template's variables that belong to the first component;
	// without components, all.
	Lead int
}

// Declared returns the subjects that jobs of the form show in the configuration
// that the settings say. The slice is not to be changed.
func (p *Platform) Declared(f *Form, settings Settings) []Presentation {
	return p.presented(f, settings).declared
}

// Undeclared returns the further subjects that jobs of the form can show in
// other configurations; for configurable components see Strangers. The slice is
// not to be changed.
func (p *Platform) Undeclared(f *Form, settings Settings) []Presentation {
	return p.presented(f, settings).undeclared
}

// A presented is a form's subjects in the configuration that some settings say,
// and in others.
type presented struct{ declared, undeclared []Presentation }

// A presentedKey is all that they depend on.
type presentedKey struct{ form, setting, picked, others string }

// mostPresented bounds what is kept of subjects: some kilobytes each.
const mostPresented = 256

func (p *Platform) presented(f *Form, settings Settings) presented {
	picked, others := p.formats(settings, true), p.formats(settings, false)
	key := presentedKey{f.Name, settings[p.Subject.Setting], strings.Join(picked, ","), strings.Join(others, ",")}
	p.keeping.Lock()
	out, ok := p.kept[key]
	p.keeping.Unlock()
	if ok {
		return out
	}
	out = p.present(f, settings, picked, others)
	p.keeping.Lock()
	defer p.keeping.Unlock()
	if p.kept == nil {
		p.kept = map[presentedKey]presented{}
	}
	if len(p.kept) < mostPresented {
		p.kept[key] = out
	}
	return out
}

func (p *Platform) present(f *Form, settings Settings, picked, others []string) (out presented) {
	if len(f.subs) == 0 && len(p.Subject.Components) > 0 {
		var all []Presentation
		for _, format := range picked {
			all = p.more(all, f, format, settings)
		}
		n := len(all)
		for _, format := range others {
			all = p.more(all, f, format, settings)
		}
		return presented{all[:n:n], all[n:]}
	}
	picks := []string{""}
	if p.Subject.Setting != "" && len(p.Subject.Picks) > 0 {
		picks = p.Subject.Picks[settings[p.Subject.Setting]]
	}
	for _, name := range picks {
		if t, ok := f.subs[name]; ok {
			out.declared = append(out.declared, Presentation{Name: name, Template: t, Lead: len(t.Vars)})
		}
	}
	for name, t := range f.subs {
		if !slices.ContainsFunc(out.declared, func(d Presentation) bool { return d.Name == name }) {
			out.undeclared = append(out.undeclared, Presentation{Name: name, Template: t, Lead: len(t.Vars)})
		}
	}
	slices.SortFunc(out.undeclared, func(a, b Presentation) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Components is the order of the subject's components under the settings.
func (p *Platform) Components(settings Settings) []string {
	return strings.Split(settings[p.Subject.Setting], ",")
}

// formats lists the spellings of components that exist at the issuer of the
// settings: those that the settings pick, or the others.
func (p *Platform) formats(settings Settings, picked bool) []string {
	f := p.Subject.Formats
	if f.Setting == "" {
		if picked {
			return []string{""}
		}
		return nil
	}
	issuer := p.IssuerURL(settings)
	var out []string
	for _, name := range p.formatNames() {
		if re := f.notAt[name]; (re == nil || !re.MatchString(issuer)) && slices.Contains(f.Picks[settings[f.Setting]], name) == picked {
			out = append(out, name)
		}
	}
	return out
}

// formatNames are all formats, sorted; "" is the only one.
func (p *Platform) formatNames() []string {
	out := []string{}
	for _, names := range p.Subject.Formats.Picks {
		out = append(out, names...)
	}
	if len(out) == 0 {
		return []string{""}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// more adds the subjects of a format that do not look like one before.
func (p *Platform) more(out []Presentation, f *Form, format string, settings Settings) []Presentation {
	for _, s := range p.components(f, p.Components(settings), format) {
		if !slices.ContainsFunc(out, func(o Presentation) bool { return o.Template.String() == s.Template.String() }) {
			out = append(out, s)
		}
	}
	return out
}

// component is how the form's subject spells a component; ok is false when it
// has none.
func (p *Platform) component(f *Form, name, format string) (t Template, ok bool) {
	if t, ok = f.spelled[name]; ok {
		return t, true
	}
	for _, key := range []string{format, ""} {
		if t, ok = p.Subject.spelled[name][key]; ok {
			return t, true
		}
	}
	c, ok := f.Claim(name)
	if !ok {
		return Template{}, false
	}
	t = Template{Lits: slices.Clone(c.tmpl.Lits), Vars: c.tmpl.Vars}
	t.Lits[0] = name + ":" + t.Lits[0]
	return t, true
}

// Spellings are all ways in which the form's subjects spell a component.
func (p *Platform) Spellings(f *Form, name string) []Template {
	var out []Template
	for _, format := range p.formatNames() {
		t, ok := p.component(f, name, format)
		if ok && !slices.ContainsFunc(out, func(o Template) bool { return o.String() == t.String() }) {
			out = append(out, t)
		}
	}
	return out
}

// components joins what the components spell; every subset of those that may be
// absent is a presentation of its own, unless the subject is whole.
func (p *Platform) components(f *Form, names []string, format string) []Presentation {
	var optional []string
	for _, n := range names {
		if _, ok := p.component(f, n, format); !ok && p.Subject.Whole {
			return nil
		}
		if c, ok := f.Claim(n); ok && len(c.Absent) > 0 {
			optional = append(optional, n)
		}
	}
	masks := 1 << len(optional)
	if p.Subject.Whole {
		masks = 1
	}
	var out []Presentation
	for mask := range masks {
		var absent, present []string
		for i, n := range optional {
			if mask&(1<<i) != 0 {
				absent = append(absent, n)
			} else {
				present = append(present, n)
			}
		}
		var parts []Template
		for _, n := range names {
			if t, ok := p.component(f, n, format); ok && !slices.Contains(absent, n) {
				parts = append(parts, t)
			}
		}
		name := format
		if mask > 0 {
			name += "without-" + strconv.Itoa(mask)
		}
		made := Presentation{Name: name, Template: join(parts, ":"), Absent: absent, Present: present}
		if len(parts) > 0 {
			made.Lead = len(parts[0].Vars)
		}
		out = append(out, made)
	}
	return out
}

// ShapesSubject reports whether a filter is a setting that bears on what subjects
// look like.
func (p *Platform) ShapesSubject(filter string) bool {
	return filter != "" && (filter == p.Subject.Setting || filter == p.Subject.Formats.Setting)
}

// Strangers returns how the subject of a project in any other configuration can
// begin, for platforms where everyone orders the components of their own
// subject: a template, behind which anything may follow.
func (p *Platform) Strangers() []Template { return p.strangers }

// Owns reports whether the tenant variable says whose project it is without
// another one beside it.
func (s Subject) Owns(variable string) bool {
	return len(s.Owners) == 0 || slices.Contains(s.Owners, variable)
}

// Occurs reports whether tokens of the form can exist under the settings.
func (p *Platform) Occurs(f *Form, issuer string, settings Settings) bool {
	u := f.Unless
	if u.SharedIssuer && slices.Contains(p.Issuer.SharedAt, issuer) || u.issuer != nil && u.issuer.MatchString(issuer) {
		return false
	}
	if u.Without != "" && !slices.Contains(p.Components(settings), u.Without) {
		return false
	}
	return u.Setting == "" || settings[u.Setting] == "" || olderThan(settings[u.Setting], u.AtLeast)
}

// Shared reports whether strangers share the issuer.
func (p *Platform) Shared(issuer string) bool {
	return p.Issuer.Tenancy == "shared" || slices.Contains(p.Issuer.SharedAt, issuer)
}

// olderThan compares dotted versions; a part that is missing is 0.
func olderThan(a, b string) bool {
	pa, pb := strings.Split(a, "."), strings.Split(b, ".")
	for i := range max(len(pa), len(pb)) {
		na, nb := part(pa, i), part(pb, i)
		if na != nb {
			return na < nb
		}
	}
	return false
}

func part(parts []string, i int) int {
	if i >= len(parts) {
		return 0
	}
	n, err := strconv.Atoi(parts[i])
	if err != nil {
		return 0
	}
	return n
}
