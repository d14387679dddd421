package platform

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
}

// Declared returns the subjects that jobs of the form show in the configuration
// that the settings say.
func (p *Platform) Declared(f *Form, settings Settings) []Presentation {
	if len(f.subs) == 0 && len(p.Subject.Components) > 0 {
		return p.components(f, p.Components(settings))
	}
	picks := []string{""}
	if p.Subject.Setting != "" && len(p.Subject.Picks) > 0 {
		picks = p.Subject.Picks[settings[p.Subject.Setting]]
	}
	var out []Presentation
	for _, name := range picks {
		if t, ok := f.subs[name]; ok {
			out = append(out, Presentation{Name: name, Template: t})
		}
	}
	return out
}

// Undeclared returns the further subjects that jobs of the form can show in
// other configurations; for configurable components see Strangers.
func (p *Platform) Undeclared(f *Form, settings Settings) []Presentation {
	var out []Presentation
	declared := p.Declared(f, settings)
	for name, t := range f.subs {
		if !slices.ContainsFunc(declared, func(d Presentation) bool { return d.Name == name }) {
			out = append(out, Presentation{Name: name, Template: t})
		}
	}
	slices.SortFunc(out, func(a, b Presentation) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Components is the order of the subject's components under the settings.
func (p *Platform) Components(settings Settings) []string {
	return strings.Split(settings[p.Subject.Setting], ",")
}

// components joins name:value pairs; every subset of the components that may be
// absent is a presentation of its own.
func (p *Platform) components(f *Form, names []string) []Presentation {
	var optional []string
	for _, n := range names {
		if c, ok := f.claims[n]; ok && c.Absent != "" {
			optional = append(optional, n)
		}
	}
	var out []Presentation
	for mask := range 1 << len(optional) {
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
			c, ok := f.claims[n]
			if !ok || slices.Contains(absent, n) {
				continue
			}
			t := Template{Lits: slices.Clone(c.tmpl.Lits), Vars: c.tmpl.Vars}
			t.Lits[0] = n + ":" + t.Lits[0]
			parts = append(parts, t)
		}
		name := ""
		if mask > 0 {
			name = "without-" + strconv.Itoa(mask)
		}
		out = append(out, Presentation{Name: name, Template: join(parts, ":"), Absent: absent, Present: present})
	}
	return out
}

// Strangers returns how the subject of a project in any other configuration can
// begin, for platforms where everyone orders the components of their own
// subject: a template, behind which anything may follow.
func (p *Platform) Strangers() []Template { return p.strangers }

// Occurs reports whether tokens of the form can exist under the settings.
func (p *Platform) Occurs(f *Form, issuer string, settings Settings) bool {
	u := f.Unless
	if u.SharedIssuer && slices.Contains(p.Issuer.SharedAt, issuer) {
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

// IssuerURL fills the issuer template from values of variables and settings.
func (p *Platform) IssuerURL(values map[string]string) string { return p.issuer.Fill(values) }

// IssuerParts lists the variables and settings that the issuer is made of.
func (p *Platform) IssuerParts() []string { return p.issuer.Vars }

// DefaultAudience fills the audience's template; it is empty where the job
// picks.
func (p *Platform) DefaultAudience(values map[string]string) string { return p.audience.Fill(values) }
