package lint

import (
	"slices"
	"strings"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
)

// This file reads texts as those that a platform's tokens hold.

// Filled reports whether the claim is a text in every token, and never the empty
// one.
func (i Issuer) Filled(claim string) bool {
	switch {
	case claim == "sub" || claim == "iss":
		return true
	case i.Type(claim) != "string" || i.IsOptional(claim):
		return false
	}
	return !i.fits(Comparison{Claim: claim})
}

// subjects are the subjects that the platform makes, or the first components of
// the usual ones.
func (i Issuer) subjects() []platform.Template {
	var out []platform.Template
	if i.platform == nil {
		return nil
	}
	for n := range i.platform.Forms {
		f := &i.platform.Forms[n]
		if len(i.platform.Subject.Components) > 0 {
			out = append(out, i.platform.Spellings(f, i.platform.Components(i.settings)[0])...)
			continue
		}
		for _, s := range append(i.platform.Declared(f, i.settings), i.platform.Undeclared(f, i.settings)...) {
			out = append(out, s.Template)
		}
	}
	slices.SortFunc(out, func(a, b platform.Template) int { return strings.Compare(a.String(), b.String()) })
	return slices.CompactFunc(out, func(a, b platform.Template) bool { return a.String() == b.String() })
}

// looks is how the claim looks in a job's token, variables with a sample.
func (i Issuer) looks(claim string) string {
	for _, f := range i.forms() {
		c, ok := f.Claim(claim)
		t, known := c.Template()
		if !ok || !known {
			continue
		}
		values := map[string]string{}
		for _, name := range t.Vars {
			if v, _ := i.platform.Variable(name); len(v.Samples) > 0 {
				values[name] = v.Samples[0]
			}
		}
		return t.Fill(values)
	}
	return ""
}

// fits reports whether some token's claim could be what the text asks for.
func (i Issuer) fits(a Comparison) bool {
	head, whole, known := a.head()
	for _, c := range i.claims(a.Claim) {
		t, made := c.Template()
		if !known || !made {
			return true
		}
		if whole && i.matches(t, 0, head, new(int)) || !whole && i.begins(t, 0, head, new(int)) {
			return true
		}
	}
	return false
}

// begins reports whether a text that begins so may be the template's, from its
// n-th fixed part on. What takes too many attempts may be.
func (i Issuer) begins(t platform.Template, n int, head string, work *int) bool {
	const most = 1000
	if *work++; *work > most || strings.HasPrefix(t.Lits[n], head) {
		return true
	}
	rest, ok := strings.CutPrefix(head, t.Lits[n])
	if !ok || n == len(t.Vars) {
		return false
	}
	domain := i.platform.Domain(t.Vars[n], i.wide())
	if started(domain, rest) {
		return true
	}
	for end := range len(rest) + 1 {
		if !strings.HasPrefix(rest[end:], t.Lits[n+1]) && !strings.HasPrefix(t.Lits[n+1], rest[end:]) {
			continue
		}
		if reason, _ := domain.CheckValue(rest[:end]); reason == "" && i.begins(t, n+1, rest[end:], work) {
			return true
		}
	}
	return false
}

// started reports whether a value of the domain may begin so.
func started(d platform.Domain, head string) bool {
	switch {
	case len(d.Values) > 0:
		return slices.ContainsFunc(d.Values, func(v string) bool { return strings.HasPrefix(v, head) })
	case d.Width > 0:
		return len(head) <= d.Width // with what characters is not looked at
	}
	reason, _ := d.CheckGlob(head + "*")
	return reason == ""
}

// matches reads a text as a template, from its n-th fixed part on. What takes
// too many attempts is taken for a match.
func (i Issuer) matches(t platform.Template, n int, text string, work *int) bool {
	const most = 1000
	rest, ok := strings.CutPrefix(text, t.Lits[n])
	if *work++; !ok || *work > most {
		return *work > most
	}
	if n == len(t.Vars) {
		return rest == ""
	}
	domain := i.platform.Domain(t.Vars[n], i.wide())
	if n+1 == len(t.Vars) {
		value, ok := strings.CutSuffix(rest, t.Lits[n+1])
		reason, _ := domain.CheckValue(value)
		return ok && reason == ""
	}
	for end := 0; ; end++ {
		at := strings.Index(rest[min(end, len(rest)):], t.Lits[n+1])
		if at < 0 || end > len(rest) {
			return false
		}
		end += at
		if reason, _ := domain.CheckValue(rest[:end]); reason == "" && i.matches(t, n+1, rest[end:], work) {
			return true
		}
	}
}

// wide are the settings under which variables hold the most.
func (i Issuer) wide() platform.Settings {
	out := platform.Settings{}
	for _, f := range i.platform.Filters {
		if f.Role == platform.RoleSwitch {
			out[f.Name] = "true"
		}
	}
	return out
}
