package lint

// This file holds what a document compares claims with.

import (
	"slices"
	"strings"
	"sync"

	"github.com/cioidc/terraform-provider-cioidc/internal/platform"
	"github.com/cioidc/terraform-provider-cioidc/internal/problem"
)

// A Operator says in which way a text is compared with a claim.
type Operator int

// Equal compares as written, Begins and Ends one end, Holds any part; Glob has *
// for any run of characters, and Regexp is an RE2 expression.
const (
	Equal Operator = iota
	Begins
	Ends
	Holds
	Glob
	Regexp
)

// An Comparison is one text that a document compares a claim with.
type Comparison struct {
	At       string
	Claim    string
	Text     string
	Operator Operator
	Type     string // bool or number where the document has one; else a string
	Not      bool   // it is refused instead of asked for
	Deny     bool   // whoever has it is refused
}

// Texts judges what a document compares with claims, by what the platform's
// tokens hold.
func (i Issuer) Texts(asks []Comparison) []Finding {
	var out []Finding
	subjects := sync.OnceValue(i.subjects)
	for _, a := range asks {
		if f, ok := i.typo(a); ok {
			out = append(out, f)
		} else if f, ok := i.never(a, subjects); ok {
			out = append(out, f)
		}
	}
	return append(out, i.formats(asks)...)
}

// never finds a value that the claim does not have in any token: another type,
// or a text that the platform does not make.
func (i Issuer) never(a Comparison, subjects func() []platform.Template) (Finding, bool) {
	f := Finding{Code: "CT043", At: a.At}
	typ := i.Type(a.Claim)
	if a.Type == "" && strings.Contains(a.Text, "*") && a.Operator != Regexp && a.Operator != Glob {
		return f, false // a pattern where none is taken: another rule's
	}
	asked := a.Type
	if asked == "" {
		asked = "string"
	}
	shown := problem.Quote(a.Text)
	if a.Type != "" {
		shown = a.Text
	}
	switch {
	case a.Claim == "sub" || a.Claim == "iss":
		if asked != "string" {
			f.Detail = a.Claim + " is compared with the " + asked + " " + shown + ", and it is a string in every token"
			return f, true
		}
		return f, a.Claim == "sub" && i.noSubject(a, subjects, &f)
	case typ == "" || typ == "list" && asked == "string":
		return f, false
	case typ != asked:
		f.Detail = "the claim " + problem.Quote(a.Claim) + " is a " + typ + " in tokens of " + i.Title() + ", and is compared with the " + asked + " " + shown + "; nothing is converted"
		return f, true
	case asked != "string" || i.fits(a):
		return f, false
	}
	f.Detail = shown + " is no value that the claim " + problem.Quote(a.Claim) + " has in tokens of " + i.Title() + ", where it looks like " + problem.Quote(i.looks(a.Claim))
	if a.Not {
		f.Detail += "; keeping it out keeps nobody out"
	}
	return f, true
}

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

// noSubject finds a whole subject that the platform does not make.
func (i Issuer) noSubject(a Comparison, subjects func() []platform.Template, f *Finding) bool {
	if i.platform == nil || a.Operator != Equal {
		return false
	}
	text, begins := a.Text, false
	if len(i.platform.Subject.Components) > 0 {
		// Everybody orders the components of their own: the first one is judged, if
		// it is that of most subjects.
		text, _, _ = strings.Cut(text, ":")
		first, _, _ := strings.Cut(strings.TrimPrefix(a.Text, text+":"), ":")
		text += ":" + first
	}
	for _, t := range subjects() {
		if i.matches(t, 0, text, new(int)) {
			return false
		}
		begins = begins || strings.HasPrefix(text, t.Lits[0])
	}
	if len(i.platform.Subject.Components) > 0 && !begins {
		return false
	}
	f.Detail = problem.Quote(a.Text) + " is no subject that " + i.Title() + " makes"
	return true
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
	for _, c := range i.claims(a.Claim) {
		t, known := c.Template()
		if !known {
			return true
		}
		ok := true
		switch a.Operator {
		case Equal:
			ok = i.matches(t, 0, a.Text, new(int))
		case Begins:
			ok = i.begins(t, 0, a.Text, new(int))
		case Glob:
			if head, _, wild := strings.Cut(a.Text, "*"); wild {
				ok = i.begins(t, 0, head, new(int))
			} else {
				ok = i.matches(t, 0, a.Text, new(int))
			}
		case Ends, Holds, Regexp:
		}
		if ok {
			return true
		}
	}
	return false
}

// Without says which jobs' tokens lack a claim though they have all that a
// document asks of every token, in words; empty: none. asks are the texts of
// pinned claims.
func (i Issuer) Without(claim string, pinned []string, asks []Comparison) string {
	if !i.IsOptional(claim) {
		return ""
	}
	for _, f := range i.sure() {
		c, ok := f.Claim(claim)
		if ok && len(c.Optional(i.URL)) == 0 || slices.ContainsFunc(pinned, func(p string) bool {
			_, has := f.Claim(p)
			return !has && p != claim && !slices.Contains(registered, p) || p == claim
		}) || slices.Contains(pinned, "sub") && !i.shows(f, asks) {
			continue
		}
		if !ok {
			return f.InBrief()
		}
		return c.Optional(i.URL).String()
	}
	return ""
}

// shows reports whether one of the form's subjects may be what is asked for.
func (i Issuer) shows(f *platform.Form, asks []Comparison) bool {
	if len(i.platform.Subject.Components) > 0 {
		return true // in whatever order
	}
	for _, a := range asks {
		head := a.Text
		if a.Operator == Glob {
			head, _, _ = strings.Cut(head, "*")
		}
		if a.Claim != "sub" || a.Not {
			continue
		}
		if a.Operator != Equal && a.Operator != Begins && a.Operator != Glob {
			return true
		}
		for _, s := range append(i.platform.Declared(f, i.settings), i.platform.Undeclared(f, i.settings)...) {
			if i.begins(s.Template, 0, head, new(int)) {
				return true
			}
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
